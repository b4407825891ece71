import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, By, secretariat, type Caller } from '../access/index.js';
import { Answers } from '../platform/http.js';
import { Release, SuppressionPage, SuppressionQuery } from './correspondence.schemas.js';
import { SuppressionsService } from './suppressions.service.js';

@ApiTags('Mails')
@Controller('api/v1/suppressions')
@Allow(...secretariat)
export class SuppressionsController {
  constructor(private readonly suppressions: SuppressionsService) {}

  @Get()
  @ApiOperation({ summary: 'Addresses no mail goes to any more' })
  @Answers(200, SuppressionPage, 'Each with what a server said, the newest first')
  list(@Query({ schema: SuppressionQuery }) query: SuppressionQuery) {
    return this.suppressions.list(query);
  }

  @Post('release')
  @HttpCode(204)
  @ApiOperation({ summary: 'Let mails go to an address again' })
  @ApiNoContentResponse({ description: 'They do; those that were withheld are not sent' })
  release(@Body({ schema: Release }) { address, reason }: Release, @By() caller: Caller): Promise<void> {
    return this.suppressions.release(address, { by: caller.actor, reason });
  }
}
