import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow, By, everyone, secretariat, type Caller } from '../access/index.js';
import { runnable } from '../consultations/index.js';
import { Answers } from '../platform/http.js';
import { Database, NotFound } from '../platform/index.js';
import { InvitationAnswersService } from './answers.service.js';
import { countInvitations, listInvitations } from './invitations.queries.js';
import {
  AskQuestion,
  InvitationCounts,
  InvitationPage,
  InvitationPreview,
  InvitationQuery,
  Invited,
  QuestionList,
  TakenAnswer,
  Whom,
  WithdrawInvitation,
  WriteDownAnswer,
} from './invitations.schemas.js';
import { InvitationsService } from './invitations.service.js';
import { QuestionsService } from './questions.service.js';
import { WithdrawalsService } from './withdrawals.service.js';

const Id = z.uuid();

/** Invitations for programs. Who takes part is for those who hold the consultation, and the secretariat. */
@ApiTags('Invitations')
@Controller('api/v1/consultations/:id')
@Allow(...everyone)
export class InvitationsController {
  constructor(
    private readonly db: Database,
    private readonly invitations: InvitationsService,
    private readonly answers: InvitationAnswersService,
    private readonly withdrawals: WithdrawalsService,
    private readonly questions: QuestionsService,
  ) {}

  @Get('invitations')
  @ApiOperation({ summary: 'Invitations to a consultation' })
  @Answers(200, InvitationPage, 'Who is invited, and what they said')
  async list(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: InvitationQuery }) query: InvitationQuery,
    @By() caller: Caller,
  ) {
    await runnable(this.db.now, id, caller);
    return listInvitations(this.db.now, id, query);
  }

  @Get('invitation-counts')
  @ApiOperation({ summary: 'How many said what, and what they need' })
  @Answers(200, InvitationCounts, 'Counts, without names')
  async counts(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    await runnable(this.db.now, id, caller);
    return countInvitations(this.db.now, id);
  }

  @Post('invitations/preview')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Who would get what', description: 'Changes nothing.' })
  @Answers(200, InvitationPreview, 'Everybody these would reach, in which language, and where seats are short')
  async preview(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Whom }) body: z.infer<typeof Whom>,
    @By() caller: Caller,
  ) {
    await runnable(this.db.now, id, caller);
    return this.invitations.preview(id, body);
  }

  @Post('invitations')
  @Allow(...secretariat)
  @ApiOperation({
    summary: 'Invite',
    description: 'Before invitations are sent out they wait; afterwards they go at once.',
  })
  @Answers(200, Invited, 'How many are invited, and how many of them were written to')
  async invite(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Whom }) body: z.infer<typeof Whom>,
    @By() caller: Caller,
  ) {
    await runnable(this.db.now, id, caller);
    return this.invitations.invite(id, body, caller.actor);
  }

  @Post('invitations/send')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Send the invitations out now' })
  @Answers(200, Invited, 'How many were written to')
  async send(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    await runnable(this.db.now, id, caller);
    return this.invitations.sendOut(id, caller.actor);
  }

  @Post('invitations/:invitationId/withdraw')
  @Allow(...secretariat)
  @HttpCode(204)
  @ApiOperation({ summary: 'Take an invitation back' })
  @ApiResponse({ status: 204, description: 'It was taken back; who had been told is told' })
  async withdraw(
    @Param('id', { schema: Id }) id: string,
    @Param('invitationId', { schema: Id }) invitationId: string,
    @Body({ schema: WithdrawInvitation }) { reason }: WithdrawInvitation,
    @By() caller: Caller,
  ): Promise<void> {
    await this.mustBeIn(id, invitationId, caller);
    await this.withdrawals.withdraw(invitationId, { by: caller.actor, reason });
  }

  @Post('invitations/:invitationId/answer')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Write down an answer that was told' })
  @Answers(200, TakenAnswer, 'What became of it')
  async answer(
    @Param('id', { schema: Id }) id: string,
    @Param('invitationId', { schema: Id }) invitationId: string,
    @Body({ schema: WriteDownAnswer }) { answer }: WriteDownAnswer,
    @By() caller: Caller,
  ) {
    await this.mustBeIn(id, invitationId, caller);
    return this.answers.answer(invitationId, { answer, via: 'DESK' }, caller.actor);
  }

  @Get('questions')
  @ApiOperation({ summary: 'What those invited asked' })
  @Answers(200, QuestionList, 'Questions, those that wait first')
  async asked(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    await runnable(this.db.now, id, caller);
    return { items: await this.questions.list(id) };
  }

  @Post('questions/:questionId/reply')
  @HttpCode(204)
  @ApiOperation({ summary: 'Reply to a question', description: 'The reply is mailed to whoever asked.' })
  @ApiResponse({ status: 204, description: 'It is on its way' })
  async reply(
    @Param('id', { schema: Id }) id: string,
    @Param('questionId', { schema: Id }) questionId: string,
    @Body({ schema: AskQuestion }) body: AskQuestion,
    @By() caller: Caller,
  ): Promise<void> {
    await runnable(this.db.now, id, caller);
    await this.questions.reply(id, questionId, body, caller.actor);
  }

  /** An invitation is reached through its own consultation only. */
  private async mustBeIn(consultationId: string, id: string, caller: Caller): Promise<void> {
    await runnable(this.db.now, consultationId, caller);
    if ((await this.db.now.invitation.count({ where: { id, consultationId } })) === 0) throw new NotFound('invitation');
  }
}
