import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, By, secretariat, type Caller } from '../access/index.js';
import { Answers } from '../platform/http.js';
import { Database } from '../platform/index.js';
import { RepliesDesk } from './replies-desk.service.js';
import { findReply, listReplies } from './replies.queries.js';
import { Id, ReplyFacts, ReplyPage, ReplyQuery, SetAside, TakeReply } from './replies.schemas.js';

@ApiTags('Answers by mail')
@Controller('api/v1/replies')
@Allow(...secretariat)
export class RepliesController {
  constructor(
    private readonly db: Database,
    private readonly desk: RepliesDesk,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Mails that came in as answers' })
  @Answers(200, ReplyPage, 'The newest first')
  list(@Query({ schema: ReplyQuery }) query: ReplyQuery) {
    return listReplies(this.db.now, query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One mail that came in as an answer' })
  @Answers(200, ReplyFacts, 'What it is, and why somebody must look at it')
  get(@Param('id', { schema: Id }) id: string) {
    return findReply(this.db.now, id);
  }

  @Post(':id/take')
  @HttpCode(204)
  @ApiOperation({ summary: 'Record what a listed mail answers' })
  @ApiNoContentResponse({ description: 'It is the answer to that invitation' })
  take(@Param('id', { schema: Id }) id: string, @Body({ schema: TakeReply }) body: TakeReply, @By() caller: Caller) {
    return this.desk.take(id, body, caller.actor);
  }

  @Post(':id/set-aside')
  @HttpCode(204)
  @ApiOperation({ summary: 'Set a listed mail aside: nothing is to be recorded' })
  @ApiNoContentResponse({ description: 'Nobody needs to look at it any more' })
  setAside(@Param('id', { schema: Id }) id: string, @Body({ schema: SetAside }) body: SetAside, @By() caller: Caller) {
    return this.desk.setAside(id, body, caller.actor);
  }
}
