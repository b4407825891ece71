import { Body, Controller, Post } from '@nestjs/common';
import { ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, By, secretariat, type Caller } from '../access/index.js';
import { Answers } from '../platform/http.js';
import { BouncesService } from './bounces.service.js';
import { AnyReport, Received } from './correspondence.schemas.js';

@ApiTags('Mails')
@Controller('api/v1/bounces')
export class BouncesController {
  constructor(private readonly bounces: BouncesService) {}

  @Post()
  @Allow(...secretariat)
  @ApiOperation({
    summary: 'Report a mail that came back',
    description:
      'For mail services that call an address of yours: hand on the report as it came (`message/rfc822`, at most 1 MB) or its facts. ' +
      'A report counts if it knows the return address with its sign, or the Message-ID and the address it went to. Sent twice, it counts once.',
  })
  @ApiConsumes('application/json', 'message/rfc822')
  @Answers(200, Received, 'What it was found to be')
  receive(@Body({ schema: AnyReport }) report: AnyReport, @By() caller: Caller): Promise<Received> {
    return Buffer.isBuffer(report)
      ? this.bounces.receive(report, caller.actor)
      : this.bounces.receiveFacts(report, caller.actor);
  }
}
