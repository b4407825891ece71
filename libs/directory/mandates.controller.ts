import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow, By, everyone, secretariat, type Caller } from '../access/index.js';
import { Database } from '../platform/index.js';
import { Answers } from '../platform/http.js';
import { EndMandate, Mandate, MandatePage, MandateQuery, StartMandate } from './directory.schemas.js';
import { findMandate, listMandates } from './mandates.queries.js';
import { MandatesService } from './mandates.service.js';

@ApiTags('Directory')
@Controller('api/v1/mandates')
export class MandatesController {
  constructor(
    private readonly db: Database,
    private readonly mandates: MandatesService,
  ) {}

  @Get()
  @Allow(...everyone)
  @ApiOperation({ summary: 'Mandates' })
  @Answers(200, MandatePage, 'Mandates, the newest first')
  list(@Query({ schema: MandateQuery }) query: MandateQuery, @By() caller: Caller) {
    return listMandates(this.db.now, query, caller);
  }

  @Post()
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Register a mandate' })
  @Answers(201, Mandate, 'The mandate, registered')
  async start(@Body({ schema: StartMandate }) body: StartMandate, @By() caller: Caller) {
    return findMandate(this.db.now, await this.mandates.start(body, caller.actor));
  }

  @Post(':id/end')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'End a mandate, and name a successor' })
  @Answers(200, Mandate, 'The mandate with its last day; its open work passes on when that day is over')
  async end(
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: EndMandate }) body: EndMandate,
    @By() caller: Caller,
  ) {
    await this.mandates.end(id, body, caller.actor);
    return findMandate(this.db.now, id);
  }
}
