import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, secretariat, type Caller } from '../../../libs/access/index.js';
import {
  ApprovalsService,
  Approve,
  DivisionService,
  OpenRound,
  VerificationService,
} from '../../../libs/assignments/index.js';
import { AnswersPage } from '../../../libs/platform/http.js';
import { Database, NotFound, renderPage } from '../../../libs/platform/index.js';
import { findReview, listReviews } from '../../../libs/recommendations/index.js';
import { StepsService } from '../../../libs/reminders/index.js';
import { RoundPage } from './rounds.page.js';
import { ApprovalForm, goOnOrAgain, SendForm, Where } from './work.forms.js';
import { DivisionPage, WorkPage, type DivisionPageProps } from './work.page.js';

const Id = z.uuid();

/** The division of work for people: how far it is, sending it for verification, approving it. */
@ApiExcludeController()
@Controller('work')
export class WorkController {
  constructor(
    private readonly db: Database,
    private readonly division: DivisionService,
    private readonly verification: VerificationService,
    private readonly approvals: ApprovalsService,
    private readonly steps: StepsService,
  ) {}

  @Get()
  @Allow(...secretariat, 'approving-authority', 'observer')
  @AnswersPage()
  async list(@Query({ schema: Where }) { cursor }: Where, @By() caller: Caller): Promise<string> {
    const page = await listReviews(this.db.now, { cursor, limit: 25 }, caller.locale);
    const waiting = await this.division.waiting();
    return renderPage(<WorkPage caller={caller} page={page} waiting={waiting} isFirst={cursor === undefined} />);
  }

  @Get(':id')
  @Allow(...secretariat, 'approving-authority', 'observer')
  @AnswersPage()
  async show(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Where }) where: Where,
    @By() caller: Caller,
  ): Promise<string> {
    return renderPage(<DivisionPage {...await this.props(id, where, caller)} />);
  }

  @Post(':id/verification')
  @Allow(...secretariat)
  async send(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Where }) where: Where,
    @Body({ schema: SendForm }) form: SendForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await goOnOrAgain(
      reply,
      async () => {
        const { id: reviewId } = await findReview(this.db.now, id, caller.locale);
        const wanted = OpenRound.parse({ reviewId, workingDays: Number(form.workingDays) });
        const { verifications } = await this.verification.open(wanted, caller.actor);
        const reached = verifications.filter(({ people }) => people > 0).length;
        return `/work/${id}?done=sent&n=${reached}&m=${verifications.length - reached}`;
      },
      async (refusal) => <DivisionPage {...await this.props(id, where, caller)} refusal={refusal} entered={form} />,
    );
  }

  @Post(':id/approval')
  @Allow('approving-authority')
  async approve(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Where }) where: Where,
    @Body({ schema: ApprovalForm }) form: ApprovalForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await goOnOrAgain(
      reply,
      async () => {
        const wanted = Approve.parse({ reviewId: id, ...(form.note.trim() !== '' && { note: form.note }) });
        const { approved } = await this.approvals.approve(wanted, caller.actor);
        return `/work/${id}?done=approved&n=${approved}`;
      },
      async (refusal) => <DivisionPage {...await this.props(id, where, caller)} refusal={refusal} entered={form} />,
    );
  }

  @Get(':id/rounds/:roundId')
  @Allow(...secretariat, 'approving-authority', 'observer')
  @AnswersPage()
  async round(
    @Param('id', { schema: Id }) id: string,
    @Param('roundId', { schema: Id }) roundId: string,
    @Query({ schema: Where }) where: Where,
    @By() caller: Caller,
  ): Promise<string> {
    const round = await this.verification.round(roundId);
    if (round.reviewId !== id) throw new NotFound('verification round');
    const review = await findReview(this.db.now, id, caller.locale);
    return renderPage(<RoundPage caller={caller} review={review} round={round} where={where} />);
  }

  @Post(':id/rounds/:roundId/reminder')
  @Allow(...secretariat)
  async remind(
    @Param('id', { schema: Id }) id: string,
    @Param('roundId', { schema: Id }) roundId: string,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { reminded } = await this.steps.remindNow(roundId, caller.actor);
    await reply.redirect(`/work/${id}/rounds/${roundId}?done=reminded&n=${reminded}`, 303);
  }

  @Post(':id/rounds/:roundId/lists/:verificationId')
  @Allow(...secretariat)
  async askAgain(
    @Param('id', { schema: Id }) id: string,
    @Param('roundId', { schema: Id }) roundId: string,
    @Param('verificationId', { schema: Id }) verificationId: string,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { mailed } = await this.verification.askAgain(verificationId, caller.actor);
    await reply.redirect(`/work/${id}/rounds/${roundId}?done=asked&n=${mailed}`, 303);
  }

  private async props(id: string, where: Where, caller: Caller): Promise<DivisionPageProps> {
    const review = await findReview(this.db.now, id, caller.locale);
    const contested = await this.division.contested(id);
    return { caller, review, division: await this.division.of(id), contested: contested.length, where };
  }
}
