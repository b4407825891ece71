import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, everyone, secretariat, type Caller } from '../../../libs/access/index.js';
import {
  ActionForm,
  actionWords,
  DeadlinePage,
  decisionDone,
  decisionOf,
  DecisionForm,
  decisionWords,
  Done,
  type ActionName,
} from '../../../libs/deadlines/http.js';
import {
  AskAbout,
  DeadlineRequestsService,
  DeadlinesService,
  Decide,
  findDeadline,
  MaybeReason,
  MoveDeadline,
  mustAnswerFor,
  RequestDecided,
  visibleTo,
  WithReason,
} from '../../../libs/deadlines/index.js';
import { MechanismService } from '../../../libs/directory/index.js';
import { AnswersPage, takeForm } from '../../../libs/platform/http.js';
import { Clock, Database, pageTranslator, renderPage } from '../../../libs/platform/index.js';
import { TimelineView } from '../../../libs/reminders/http.js';
import { timeline } from '../../../libs/reminders/index.js';
import { looksAtWork } from './work.parts.js';

const Id = z.uuid();

/** One deadline for people, with the plan of who hears of it when. */
@ApiExcludeController()
@Controller('deadlines/:id')
export class DeadlinePageController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly mechanism: MechanismService,
    private readonly deadlines: DeadlinesService,
    private readonly requests: DeadlineRequestsService,
  ) {}

  @Get()
  @Allow(...everyone)
  @AnswersPage()
  async show(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Done }) done: Done,
    @By() caller: Caller,
  ): Promise<string> {
    return renderPage(<DeadlinePage {...await this.props(id, caller)} done={done} />);
  }

  @Post('done')
  @Allow(...everyone)
  async done(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ActionForm }) form: ActionForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.take(reply, { id, action: 'done', form, caller, done: 'met' }, async () => {
      const { reason = null } = MaybeReason.parse(form.reason.trim() === '' ? {} : { reason: form.reason });
      await mustAnswerFor(this.db.now, id, caller);
      await this.deadlines.done(id, { by: caller.actor, reason });
    });
  }

  @Post('move')
  @Allow(...secretariat)
  async move(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ActionForm }) form: ActionForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.take(reply, { id, action: 'move', form, caller, done: 'moved' }, async () => {
      const entered = { to: form.to, isLate: form.isLate === '1', reason: form.reason };
      const { to, isLate, reason } = MoveDeadline.parse(entered);
      await this.deadlines.move(id, to, { by: caller.actor, reason }, { isLate });
    });
  }

  @Post('waive')
  @Allow(...secretariat)
  async waive(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ActionForm }) form: ActionForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.take(reply, { id, action: 'waive', form, caller, done: 'waived' }, async () => {
      const { reason } = WithReason.parse({ reason: form.reason });
      await this.deadlines.giveUp(id, { by: caller.actor, reason });
    });
  }

  @Post('reopen')
  @Allow(...secretariat)
  async reopen(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ActionForm }) form: ActionForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.take(reply, { id, action: 'reopen', form, caller, done: 'reopened' }, async () => {
      const { reason } = WithReason.parse({ reason: form.reason });
      await this.deadlines.reopen(id, { by: caller.actor, reason });
    });
  }

  @Post('more-time')
  @Allow('focal-point', 'validating-authority')
  async askForTime(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ActionForm }) form: ActionForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.take(reply, { id, action: 'more-time', form, caller, done: 'asked' }, async () => {
      const asked = AskAbout.parse({ kind: 'MORE_TIME', until: form.until, reason: form.reason });
      await mustAnswerFor(this.db.now, id, caller);
      await this.requests.ask(id, asked, { ...caller.actor, personId: caller.personId });
    });
  }

  @Post('not-ours')
  @Allow('focal-point', 'validating-authority')
  async sayNotOurs(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ActionForm }) form: ActionForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.take(reply, { id, action: 'not-ours', form, caller, done: 'asked' }, async () => {
      const asked = AskAbout.parse({ kind: 'NOT_OURS', named: form.named, reason: form.reason });
      await mustAnswerFor(this.db.now, id, caller);
      await this.requests.ask(id, asked, { ...caller.actor, personId: caller.personId });
    });
  }

  @Post('withdraw')
  @Allow('focal-point', 'validating-authority')
  async takeBack(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ActionForm }) form: ActionForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.take(reply, { id, action: 'withdraw', form, caller, done: 'withdrawn' }, async () => {
      const { reason = null } = MaybeReason.parse(form.reason.trim() === '' ? {} : { reason: form.reason });
      const { requests } = await findDeadline(this.db.now, id, caller, this.clock.now());
      const pending = requests.find(({ status }) => status === 'PENDING');
      if (!pending) throw new RequestDecided();
      await this.requests.withdraw(id, pending.id, { by: caller.actor, reason });
    });
  }

  @Post('requests/:requestId')
  @Allow('coordinator', 'administrator')
  async decide(
    @Param('id', { schema: Id }) id: string,
    @Param('requestId', { schema: Id }) requestId: string,
    @Body({ schema: DecisionForm }) form: DecisionForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await takeForm(reply, {
      act: async () => {
        const decision = Decide.parse(decisionOf(form));
        await this.requests.decide(requestId, decision, caller.actor);
        return `/deadlines/${id}?done=${decisionDone(decision)}`;
      },
      words: decisionWords(pageTranslator(caller.locale), requestId),
      again: async (refusal) => (
        <DeadlinePage {...await this.props(id, caller)} decided={{ requestId, entered: form, refusal }} />
      ),
    });
  }

  /** Does one of the things on the page and shows it again: as it is now, or with what is wrong. */
  private async take(
    reply: FastifyReply,
    {
      id,
      action,
      form,
      caller,
      done,
    }: { id: string; action: ActionName; form: ActionForm; caller: Caller; done: NonNullable<Done['done']> },
    act: () => Promise<void>,
  ): Promise<void> {
    // What is not the caller's to see is not theirs to change.
    const props = await this.props(id, caller);
    await takeForm(reply, {
      act: async () => {
        await act();
        return `/deadlines/${id}?done=${done}`;
      },
      words: actionWords(pageTranslator(caller.locale), action),
      again: async (refusal) => <DeadlinePage {...props} acted={{ action, entered: form, refusal }} />,
    });
  }

  private async props(id: string, caller: Caller) {
    const deadline = await findDeadline(this.db.now, id, caller, this.clock.now());
    const plan = await timeline(this.db.now, { id, AND: [visibleTo(caller)] });
    const today = await this.mechanism.today();
    const institutions = await this.db.now.institution.findMany({
      select: { id: true, name: true },
      orderBy: { name: 'asc' },
    });
    return {
      caller,
      deadline,
      institutions,
      list: deadline.kind === 'VERIFICATION' ? await this.listOf(deadline.subjectId, caller) : undefined,
      timeline: <TimelineView timeline={plan} today={today} caller={caller} />,
    };
  }

  /** Where a list is answered, or followed by whoever divides the work. */
  private async listOf(verificationId: string | null, caller: Caller) {
    if (verificationId === null) return undefined;
    const list = await this.db.now.verification.findUnique({
      where: { id: verificationId },
      include: { round: { select: { reviewId: true } } },
    });
    if (!list) return undefined;
    const t = pageTranslator(caller.locale);
    return looksAtWork(caller)
      ? { href: `/work/${list.round.reviewId}/rounds/${list.roundId}`, text: t('deadlines.list.round') }
      : { href: `/verifications/${list.roundId}`, text: t('deadlines.list.answer') };
  }
}
