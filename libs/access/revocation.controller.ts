import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Answers } from '../platform/http.js';
import { Allow, By, type Caller } from './access.decorators.js';
import { Id, Revoke, Revoked } from './access.schemas.js';
import { RevocationService } from './revocation.service.js';

@ApiTags('Access')
@Controller('api/v1/people/:id/revocations')
export class RevocationController {
  constructor(private readonly revocation: RevocationService) {}

  @Post()
  @Allow('administrator', 'coordinator')
  @ApiOperation({ summary: 'End every link, session and access token of a person' })
  @Answers(201, Revoked, 'What was ended')
  revokeAll(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Revoke }) { reason }: Revoke,
    @By() caller: Caller,
  ) {
    return this.revocation.revokeAll(id, { by: caller.actor, reason });
  }
}
