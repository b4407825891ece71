import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, everyone, type Caller } from '../access/index.js';
import { runnable } from '../consultations/index.js';
import { MechanismService } from '../directory/index.js';
import { AnswersPage, takeForm } from '../platform/http.js';
import { Clock, Database, newId, pageTranslator, renderPage } from '../platform/index.js';
import { CommitmentPage, type CommitmentPageProps } from './commitment.page.js';
import { byParagraphs, commitmentsOf, suggestedRecommendations } from './commitments.queries.js';
import { CommitmentsService } from './commitments.service.js';
import { institutionCalled, InstitutionUnknown } from './institutions.js';
import { CommitmentChangedMeanwhile, noSuchCommitment, ParagraphUnclear } from './minutes.errors.js';
import { minutesOf } from './minutes.queries.js';
import { CommitmentFacts, WithdrawCommitment } from './minutes.schemas.js';
import { CommitmentForm, commitmentWords, Done, paragraphsIn, ReasonForm } from './pages.forms.js';

const Id = z.uuid();
/** More would make the page heavy; any other name can be written. */
const mostSuggested = 100;

/** What was promised at a consultation, one by one, for those who hold it or keep all of them. */
@ApiExcludeController()
@Controller('consultations/:id/minutes/commitments')
export class CommitmentPagesController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly mechanism: MechanismService,
    private readonly commitments: CommitmentsService,
  ) {}

  @Get('new')
  @Allow(...everyone)
  @AnswersPage()
  async newPage(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Done }) { item }: Done,
    @By() caller: Caller,
  ) {
    return renderPage(<CommitmentPage {...await this.props(id, null, caller)} item={item} />);
  }

  @Post('new')
  @Allow(...everyone)
  async make(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: CommitmentForm }) form: CommitmentForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const props = await this.props(id, null, caller);
    await takeForm(reply, {
      act: async () => {
        await this.commitments.make(id, await this.factsOf(id, form), caller.actor, form.id);
        return `/consultations/${id}/minutes?done=commitment-made#commitments`;
      },
      words: commitmentWords(pageTranslator(caller.locale)),
      again: (refusal) => Promise.resolve(<CommitmentPage {...props} entered={form} refusal={refusal} />),
    });
  }

  @Get(':commitmentId')
  @Allow(...everyone)
  @AnswersPage()
  async page(
    @Param('id', { schema: Id }) id: string,
    @Param('commitmentId', { schema: Id }) commitmentId: string,
    @By() caller: Caller,
  ) {
    return renderPage(<CommitmentPage {...await this.props(id, commitmentId, caller)} />);
  }

  @Post(':commitmentId')
  @Allow(...everyone)
  async change(
    @Param('id', { schema: Id }) id: string,
    @Param('commitmentId', { schema: Id }) commitmentId: string,
    @Body({ schema: CommitmentForm }) form: CommitmentForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await runnable(this.db.now, id, caller);
    let isChanged = false;
    await takeForm(reply, {
      act: async () => {
        const facts = await this.factsOf(id, form);
        await this.commitments.change(id, commitmentId, facts, caller.actor, form.version).catch((error: unknown) => {
          isChanged = error instanceof CommitmentChangedMeanwhile;
          throw error;
        });
        return `/consultations/${id}/minutes?done=commitment-changed#commitments`;
      },
      words: commitmentWords(pageTranslator(caller.locale)),
      again: async (refusal) => {
        const props = await this.props(id, commitmentId, caller);
        return <CommitmentPage {...props} entered={form} isChanged={isChanged} refusal={refusal} />;
      },
    });
  }

  @Post(':commitmentId/withdraw')
  @Allow(...everyone)
  async withdraw(
    @Param('id', { schema: Id }) id: string,
    @Param('commitmentId', { schema: Id }) commitmentId: string,
    @Body({ schema: ReasonForm }) form: ReasonForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await runnable(this.db.now, id, caller);
    await takeForm(reply, {
      act: async () => {
        const { reason } = WithdrawCommitment.parse(form);
        await this.commitments.withdraw(id, commitmentId, { by: caller.actor, reason });
        return `/consultations/${id}/minutes?done=commitment-withdrawn#commitments`;
      },
      words: commitmentWords(pageTranslator(caller.locale)),
      again: async (refusal) => {
        const props = await this.props(id, commitmentId, caller);
        return <CommitmentPage {...props} reason={form.reason} refusal={refusal} />;
      },
    });
  }

  private async factsOf(consultationId: string, form: CommitmentForm): Promise<CommitmentFacts> {
    const institutionId = await institutionCalled(this.db.now, form.institution);
    if (institutionId === null && form.institution.trim() !== '') throw new InstitutionUnknown();
    const paragraphs = await byParagraphs(this.db.now, consultationId, paragraphsIn(form.paragraphs));
    for (const [paragraph, found] of paragraphs) if (found === null) throw new ParagraphUnclear(paragraph);
    return CommitmentFacts.parse({
      what: form.what,
      institutionId,
      dueOn: form.dueOn,
      agendaItemId: form.agendaItemId === '' ? null : form.agendaItemId,
      recommendationIds: [...form.recommendationIds, ...[...paragraphs.values()].flatMap((found) => found ?? [])],
    });
  }

  private async props(id: string, commitmentId: string | null, caller: Caller): Promise<CommitmentPageProps> {
    const consultation = await runnable(this.db.now, id, caller);
    const all = commitmentId === null ? [] : await commitmentsOf(this.db.now, id, this.clock.now());
    const commitment = all.find((one) => one.id === commitmentId) ?? null;
    if (commitmentId !== null && !commitment) throw noSuchCommitment();
    const { items } = await minutesOf(this.db.now, id);
    const institutions = await this.db.now.institution.findMany({
      where: { invitations: { some: { consultationId: id, withdrawnAt: null } } },
      select: { name: true },
      orderBy: { name: 'asc' },
      take: mostSuggested,
    });
    return {
      caller,
      consultation,
      commitment,
      items,
      institutions: institutions.map(({ name }) => name),
      recommendations: await suggestedRecommendations(this.db.now, id),
      today: await this.mechanism.today(),
      newId: newId(),
      item: undefined,
    };
  }
}
