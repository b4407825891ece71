import { Body, Controller, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow, By, everyone, type Caller } from '../access/index.js';
import { runnable } from '../consultations/index.js';
import { Answers } from '../platform/http.js';
import { Clock, Database } from '../platform/index.js';
import { CommentsService } from './comments.service.js';
import { commitmentsOf, listCommitments } from './commitments.queries.js';
import { CommitmentsService } from './commitments.service.js';
import { commentOf, commentsOf, minutesOf } from './minutes.queries.js';
import {
  AnswerComment,
  ChangeCommitment,
  Circulate,
  CommentPage,
  CommentView,
  CommentsQuery,
  CommitmentFacts,
  CommitmentList,
  CommitmentMade,
  CommitmentPage,
  CommitmentsQuery,
  MinutesView,
  WithdrawCommitment,
  WriteMinutes,
} from './minutes.schemas.js';
import { MinutesService } from './minutes.service.js';

const Id = z.uuid();

@ApiTags('Consultations')
@Controller('api/v1')
export class MinutesController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly minutes: MinutesService,
    private readonly commitments: CommitmentsService,
    private readonly comments: CommentsService,
  ) {}

  @Get('consultations/:id/minutes')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Minutes of a consultation', description: 'For those who hold it, and the secretariat.' })
  @Answers(200, MinutesView, 'The minutes as they are now')
  async get(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    await runnable(this.db.now, id, caller);
    return minutesOf(this.db.now, id);
  }

  @Put('consultations/:id/minutes')
  @Allow(...everyone)
  @ApiOperation({
    summary: 'Write minutes',
    description: 'Each part with the version it was read in: what others have changed meanwhile is not overwritten.',
  })
  @Answers(200, MinutesView, 'The minutes as they are now')
  async write(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: WriteMinutes }) body: WriteMinutes,
    @By() caller: Caller,
  ) {
    await runnable(this.db.now, id, caller);
    await this.minutes.write(id, body, caller.actor);
    return minutesOf(this.db.now, id);
  }

  @Post('consultations/:id/minutes/circulate')
  @Allow(...everyone)
  @ApiOperation({
    summary: 'Send minutes to those who took part, for comments',
    description: 'Whoever held a seat and was not seen was absent; commitments become deadlines.',
  })
  @Answers(200, MinutesView, 'The minutes as they are now')
  async circulate(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Circulate }) body: Circulate,
    @By() caller: Caller,
  ) {
    await runnable(this.db.now, id, caller);
    await this.minutes.circulate(id, body, caller.actor);
    return minutesOf(this.db.now, id);
  }

  @Post('consultations/:id/minutes/finalise')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Make minutes final', description: 'After the last day for comments; they change no more.' })
  @Answers(200, MinutesView, 'The minutes as they are now')
  async finalise(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    await runnable(this.db.now, id, caller);
    await this.minutes.finalise(id, caller.actor);
    return minutesOf(this.db.now, id);
  }

  @Get('consultations/:id/comments')
  @Allow(...everyone)
  @ApiOperation({ summary: 'What participants say about the minutes' })
  @Answers(200, CommentPage, 'Those about the whole first, then item by item')
  async listComments(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: CommentsQuery }) query: CommentsQuery,
    @By() caller: Caller,
  ) {
    await runnable(this.db.now, id, caller);
    return commentsOf(this.db.now, id, query);
  }

  @Post('consultations/:id/comments/:commentId/answer')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Say whether a comment is taken up', description: 'Its author reads the reply.' })
  @Answers(200, CommentView, 'The comment')
  async answer(
    @Param('id', { schema: Id }) id: string,
    @Param('commentId', { schema: Id }) commentId: string,
    @Body({ schema: AnswerComment }) body: AnswerComment,
    @By() caller: Caller,
  ) {
    await runnable(this.db.now, id, caller);
    await this.comments.answer(id, commentId, body, caller.actor);
    return commentOf(this.db.now, commentId);
  }

  @Get('commitments')
  @Allow(...everyone)
  @ApiOperation({
    summary: 'Commitments made at consultations',
    description: 'By due day. Whoever acts for an institution sees its own, once the minutes are circulated.',
  })
  @Answers(200, CommitmentPage, 'Commitments that hold, the earliest first')
  async list(@Query({ schema: CommitmentsQuery }) query: CommitmentsQuery, @By() caller: Caller) {
    return listCommitments(this.db.now, query, caller, this.clock.now());
  }

  @Get('consultations/:id/commitments')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Commitments of a consultation', description: 'Withdrawn ones too.' })
  @Answers(200, CommitmentList, 'By due day')
  async listOf(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    await runnable(this.db.now, id, caller);
    return { items: await commitmentsOf(this.db.now, id, this.clock.now()) };
  }

  @Post('consultations/:id/commitments')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Note a commitment', description: 'A deadline once the minutes are circulated.' })
  @Answers(201, CommitmentMade, 'Its id')
  async make(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: CommitmentFacts }) body: CommitmentFacts,
    @By() caller: Caller,
  ) {
    await runnable(this.db.now, id, caller);
    return { id: await this.commitments.make(id, body, caller.actor) };
  }

  @Patch('consultations/:id/commitments/:commitmentId')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Change a commitment', description: 'As a whole; its deadline follows.' })
  @Answers(200, CommitmentList, 'All of the consultation’s')
  async change(
    @Param('id', { schema: Id }) id: string,
    @Param('commitmentId', { schema: Id }) commitmentId: string,
    @Body({ schema: ChangeCommitment }) { version, ...facts }: ChangeCommitment,
    @By() caller: Caller,
  ) {
    await runnable(this.db.now, id, caller);
    await this.commitments.change(id, commitmentId, facts, caller.actor, version);
    return { items: await commitmentsOf(this.db.now, id, this.clock.now()) };
  }

  @Post('consultations/:id/commitments/:commitmentId/withdraw')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Withdraw a commitment', description: 'Its deadline is waived, unless it was met.' })
  @Answers(200, CommitmentList, 'All of the consultation’s')
  async withdraw(
    @Param('id', { schema: Id }) id: string,
    @Param('commitmentId', { schema: Id }) commitmentId: string,
    @Body({ schema: WithdrawCommitment }) { reason }: WithdrawCommitment,
    @By() caller: Caller,
  ) {
    await runnable(this.db.now, id, caller);
    await this.commitments.withdraw(id, commitmentId, { by: caller.actor, reason });
    return { items: await commitmentsOf(this.db.now, id, this.clock.now()) };
  }
}
