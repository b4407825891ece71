import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Answers } from '../platform/http.js';
import { Allow, secretariat } from './access.decorators.js';
import { EventPage, EventQuery } from './access.schemas.js';
import { AuditService } from './audit.service.js';

@ApiTags('Audit trail')
@Controller('api/v1/events')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @Allow(...secretariat, 'observer')
  @ApiOperation({ summary: 'What happened: who did what, when, why, on whose behalf' })
  @Answers(200, EventPage, 'Events, newest first')
  list(@Query({ schema: EventQuery }) query: EventQuery) {
    return this.audit.list(query);
  }
}
