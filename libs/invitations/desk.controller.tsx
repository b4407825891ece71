import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, everyone, secretariat, type Caller } from '../access/index.js';
import { runnable, SafetyContactsService } from '../consultations/index.js';
import { answerAgain, AnswersPage, takeForm } from '../platform/http.js';
import { Database, NotFound, pageTranslator, renderPage, formRefusal } from '../platform/index.js';
import { InvitationAnswersService } from './answers.service.js';
import { InvitationsForm, InviteForm, inviteWords, RowForm, rowWords } from './desk.forms.js';
import { InvitationsPage, queryOf, type InvitationsPageProps } from './desk.page.js';
import { countInvitations, countListedReplies, listInvitations } from './invitations.queries.js';
import { AskQuestion, Whom, WithdrawInvitation, WriteDownAnswer } from './invitations.schemas.js';
import { InvitationsService } from './invitations.service.js';
import { InvitePage } from './invite.page.js';
import { institutionsNamed, peopleNamed } from './named.queries.js';
import { QuestionsService } from './questions.service.js';
import { WithdrawalsService } from './withdrawals.service.js';

const Id = z.uuid();
const RowAction = z.enum(['answer', 'withdraw']);
const perPage = 15;
const untouched = InvitationsForm.parse({});

/** Where they were, with what was done. */
const listed = (id: string, form: InvitationsForm, done: NonNullable<InvitationsForm['done']>): string =>
  queryOf(`/consultations/${id}/invitations`, { ...form, done });

/** Invitations for people: who is invited and what they said, for those who hold the consultation and the secretariat. */
@ApiExcludeController()
@Controller('consultations/:id/invitations')
@Allow(...everyone)
export class InvitationPagesController {
  constructor(
    private readonly db: Database,
    private readonly invitations: InvitationsService,
    private readonly answers: InvitationAnswersService,
    private readonly withdrawals: WithdrawalsService,
    private readonly questions: QuestionsService,
    private readonly contacts: SafetyContactsService,
  ) {}

  @Get()
  @AnswersPage()
  async list(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: InvitationsForm }) form: InvitationsForm,
    @By() caller: Caller,
  ): Promise<string> {
    return renderPage(<InvitationsPage {...await this.props(id, form, caller)} />);
  }

  @Get('add')
  @Allow(...secretariat)
  @AnswersPage()
  async addPage(@Param('id', { schema: Id }) id: string, @By() caller: Caller): Promise<string> {
    return renderPage(<InvitePage {...await this.addProps(id, caller)} />);
  }

  /** Shows who would get what; invites when that was seen. */
  @Post('add')
  @Allow(...secretariat)
  async add(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: InviteForm }) entered: InviteForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const props = { ...(await this.addProps(id, caller)), entered };
    try {
      const whom = Whom.parse({
        listIds: entered.listIds,
        institutionIds: await institutionsNamed(this.db.now, entered.institutions),
        personIds: await peopleNamed(this.db.now, entered.people),
      });
      if (entered.step !== 'invite') {
        const preview = await this.invitations.preview(id, whom);
        await answerAgain(reply, 200, <InvitePage {...props} preview={preview} />);
        return;
      }
      const { invited, told } = await this.invitations.invite(id, whom, caller.actor);
      await reply.redirect(`/consultations/${id}/invitations?done=invited&n=${invited}&told=${told}`, 303);
    } catch (error) {
      const refusal = formRefusal(error, inviteWords(pageTranslator(caller.locale)));
      if (!refusal) throw error;
      await answerAgain(reply, refusal.status, <InvitePage {...props} refusal={refusal} />);
    }
  }

  @Post('send')
  @Allow(...secretariat)
  async send(@Param('id', { schema: Id }) id: string, @By() caller: Caller, @Res() reply: FastifyReply): Promise<void> {
    await runnable(this.db.now, id, caller);
    await takeForm(reply, {
      act: async () => {
        const { told } = await this.invitations.sendOut(id, caller.actor);
        return `/consultations/${id}/invitations?done=sent&told=${told}`;
      },
      words: rowWords(pageTranslator(caller.locale), id),
      again: async (refusal) => <InvitationsPage {...await this.props(id, untouched, caller)} refusal={refusal} />,
    });
  }

  @Post('questions/:questionId')
  async reply(
    @Param('id', { schema: Id }) id: string,
    @Param('questionId', { schema: Id }) questionId: string,
    @Query({ schema: InvitationsForm }) form: InvitationsForm,
    @Body({ schema: RowForm }) entered: RowForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await runnable(this.db.now, id, caller);
    await takeForm(reply, {
      act: async () => {
        await this.questions.reply(id, questionId, AskQuestion.parse({ text: entered.text }), caller.actor);
        return listed(id, form, 'replied');
      },
      words: rowWords(pageTranslator(caller.locale), questionId),
      again: (refusal) => this.again(id, caller, form, { id: questionId, entered, refusal }),
    });
  }

  @Post(':invitationId/:action')
  @Allow(...secretariat)
  async act(
    @Param('id', { schema: Id }) id: string,
    @Param('invitationId', { schema: Id }) invitationId: string,
    @Param('action', { schema: RowAction }) action: z.infer<typeof RowAction>,
    @Query({ schema: InvitationsForm }) form: InvitationsForm,
    @Body({ schema: RowForm }) entered: RowForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await runnable(this.db.now, id, caller);
    const isIn = await this.db.now.invitation.count({ where: { id: invitationId, consultationId: id } });
    if (isIn === 0) throw new NotFound('invitation');
    await takeForm(reply, {
      act: async () => {
        if (action === 'withdraw') {
          const { reason } = WithdrawInvitation.parse({ reason: entered.reason });
          await this.withdrawals.withdraw(invitationId, { by: caller.actor, reason });
          return listed(id, form, 'withdrawn');
        }
        const { answer } = WriteDownAnswer.parse({ answer: entered.answer });
        await this.answers.answer(invitationId, { answer, via: 'DESK' }, caller.actor);
        return listed(id, form, 'written-down');
      },
      words: rowWords(pageTranslator(caller.locale), invitationId),
      again: (refusal) => this.again(id, caller, form, { id: invitationId, entered, refusal }),
    });
  }

  /** The page as it was, with what was entered; first what that was about, should it not be listed there any more. */
  private async again(
    id: string,
    caller: Caller,
    form: InvitationsForm,
    again: NonNullable<InvitationsPageProps['again']>,
  ) {
    const { page, questions, ...props } = await this.props(id, form, caller);
    const isOn = [...page.items, ...questions].some((one) => one.id === again.id);
    const missing = isOn ? [] : (await listInvitations(this.db.now, id, { id: again.id, limit: 1 })).items;
    const items = [...missing, ...page.items];
    const first = [...questions].sort((a, b) => Number(b.id === again.id) - Number(a.id === again.id));
    return <InvitationsPage {...props} page={{ ...page, items }} questions={first} again={again} />;
  }

  private async props(id: string, form: InvitationsForm, caller: Caller): Promise<InvitationsPageProps> {
    const tx = this.db.now;
    const consultation = await runnable(tx, id, caller);
    const { answer, kind, delivery, seat, cursor } = form;
    return {
      ...{ caller, consultation, form },
      isSafe: (await this.contacts.readerOf(tx, consultation.safetyContactId)) !== null,
      counts: await countInvitations(tx, id),
      listedReplies: await countListedReplies(tx, id),
      page: await listInvitations(tx, id, { answer, kind, delivery, seat, cursor, limit: perPage }),
      questions: form.cursor === undefined ? await this.questions.list(id) : [],
    };
  }

  private async addProps(id: string, caller: Caller) {
    const consultation = await runnable(this.db.now, id, caller);
    const lists = await this.db.now.stakeholderList.findMany({
      select: { id: true, name: true },
      orderBy: { name: 'asc' },
    });
    return { caller, consultation, lists };
  }
}
