import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, secretariat, type Caller } from '../../../libs/access/index.js';
import {
  DivisionService,
  namedIn,
  NotContested,
  ProposalsService,
  Propose,
  Reassign,
  Withdraw,
} from '../../../libs/assignments/index.js';
import { AnswersPage } from '../../../libs/platform/http.js';
import { Database, PositionValue, renderPage } from '../../../libs/platform/index.js';
import {
  ClustersService,
  findReview,
  FormCluster,
  RecommendationsService,
} from '../../../libs/recommendations/index.js';
import { ClusterPage, ProposalPage } from './proposals.page.js';
import { ContestedPage, type ContestedPageProps } from './rounds.page.js';
import { ClusterForm, ContestedForm, goOnOrAgain, ProposalForm, Where } from './work.forms.js';

const Id = z.uuid();
const Position = z
  .enum([...Object.values(PositionValue), 'NONE'])
  .optional()
  .catch(undefined);

/** Preparing the division of work: clusters, proposals, and what is contested. */
@ApiExcludeController()
@Controller('work/:id')
@Allow(...secretariat)
export class ProposalPagesController {
  constructor(
    private readonly db: Database,
    private readonly division: DivisionService,
    private readonly clusters: ClustersService,
    private readonly recommendations: RecommendationsService,
    private readonly proposals: ProposalsService,
  ) {}

  @Get('clusters')
  @AnswersPage()
  async clusterPage(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Where }) where: Where,
    @By() caller: Caller,
  ): Promise<string> {
    return renderPage(<ClusterPage {...await this.props(id, where, caller)} />);
  }

  @Post('clusters')
  async formCluster(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Where }) where: Where,
    @Body({ schema: ClusterForm }) form: ClusterForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await goOnOrAgain(
      reply,
      async () => {
        const recommendationIds = await this.withThemes(id, form.themes, Position.parse(form.position), caller);
        await this.clusters.form(FormCluster.parse({ reviewId: id, name: form.name, recommendationIds }), caller.actor);
        return `/work/${id}?done=formed&n=${recommendationIds.length}`;
      },
      async (refusal) => <ClusterPage {...await this.props(id, where, caller)} refusal={refusal} entered={form} />,
    );
  }

  @Get('proposals')
  @AnswersPage()
  async proposalPage(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Where }) where: Where,
    @By() caller: Caller,
  ): Promise<string> {
    const institutions = await this.institutions();
    return renderPage(<ProposalPage {...await this.props(id, where, caller)} institutions={institutions} />);
  }

  @Post('proposals')
  async propose(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Where }) where: Where,
    @Body({ schema: ProposalForm }) form: ProposalForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await goOnOrAgain(
      reply,
      async () => {
        const { leadId, supportingIds, onlyWithoutLead } = form;
        const what = await this.chosen(id, form.what, caller);
        const wanted = { ...what, leadId, supportingIds, onlyWithoutLead: onlyWithoutLead === '1' };
        const done = await this.proposals.propose(Propose.parse({ proposals: [wanted] }), caller.actor);
        return `/work/${id}?done=proposed&n=${done.proposed}&m=${done.alreadyThere}`;
      },
      async (refusal) => (
        <ProposalPage
          {...await this.props(id, where, caller)}
          institutions={await this.institutions()}
          refusal={refusal}
          entered={form}
        />
      ),
    );
  }

  @Get('contested')
  @Allow(...secretariat, 'approving-authority', 'observer')
  @AnswersPage()
  async contestedPage(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Where }) where: Where,
    @By() caller: Caller,
  ): Promise<string> {
    return renderPage(<ContestedPage {...await this.contestedProps(id, where, caller)} />);
  }

  @Post('contested/:assignmentId')
  async settle(
    @Param('id', { schema: Id }) id: string,
    @Param('assignmentId', { schema: Id }) assignmentId: string,
    @Query({ schema: Where }) where: Where,
    @Body({ schema: ContestedForm }) form: ContestedForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await goOnOrAgain(
      reply,
      async () => {
        // Somebody else may have settled it since the page was opened.
        const waiting = await this.division.contested(id);
        if (!waiting.some((item) => item.id === assignmentId)) throw new NotContested();
        const [done, n] =
          form.decision === 'withdraw'
            ? await this.withdraw(id, assignmentId, form, caller)
            : await this.reassign(assignmentId, form, caller);
        return `/work/${id}/contested?page=${where.page}&done=${done}&n=${n}`;
      },
      async (refusal) => (
        <ContestedPage
          {...await this.contestedProps(id, where, caller)}
          refusal={refusal}
          entered={{ ...form, assignmentId }}
        />
      ),
    );
  }

  private async reassign(assignmentId: string, { institution, reason }: ContestedForm, caller: Caller) {
    const institutionId = namedIn(await this.institutions())(institution);
    const { proposed } = await this.proposals.reassign(
      assignmentId,
      Reassign.parse({ institutionId, reason }),
      caller.actor,
    );
    return ['reassigned', proposed] as const;
  }

  private async withdraw(reviewId: string, assignmentId: string, { reason }: ContestedForm, caller: Caller) {
    const wanted = Withdraw.parse({ reviewId, assignmentIds: [assignmentId], reason });
    const { withdrawn } = await this.proposals.withdraw(wanted, caller.actor);
    return ['withdrawn', withdrawn] as const;
  }

  /** A cluster as it is, or all recommendations of the review with a theme. */
  private async chosen(reviewId: string, what: string, caller: Caller) {
    const [, kind, value = ''] = /^(cluster|theme):(.+)$/.exec(what) ?? [];
    if (kind === 'cluster') return { clusterId: value };
    if (kind === 'theme') return { recommendationIds: await this.withThemes(reviewId, [value], undefined, caller) };
    return {};
  }

  private async withThemes(
    reviewId: string,
    themes: string[],
    position: z.infer<typeof Position>,
    caller: Caller,
  ): Promise<string[]> {
    const ids = new Set<string>();
    for (const theme of themes) {
      for (const id of await this.recommendations.ids({ reviewId, theme, position }, caller)) ids.add(id);
    }
    return [...ids];
  }

  private async props(id: string, where: Where, caller: Caller) {
    const review = await findReview(this.db.now, id, caller.locale);
    return { caller, review, division: await this.division.of(id), where };
  }

  private async contestedProps(id: string, where: Where, caller: Caller): Promise<ContestedPageProps> {
    const review = await findReview(this.db.now, id, caller.locale);
    return { caller, review, items: await this.division.contested(id), institutions: await this.institutions(), where };
  }

  private institutions() {
    return this.db.now.institution.findMany({ select: { id: true, name: true }, orderBy: { name: 'asc' } });
  }
}
