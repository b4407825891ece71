import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, everyone, secretariat, seesAll, type Caller } from '../access/index.js';
import { MechanismService } from '../directory/index.js';
import { AnswersPage, takeForm } from '../platform/http.js';
import { addDays, Clock, Database, pageTranslator, renderPage } from '../platform/index.js';
import { DecisionForm, decisionDone, decisionOf, decisionWords, DeskQuery, SetForm, setWords } from './desk.forms.js';
import { FoundPage, OverviewPage, shownAtFirst, type OverviewPageProps } from './deadlines.page.js';
import { listDeadlines, overview, viewsOf, visibleTo } from './deadlines.queries.js';
import { pendingRequests } from './history.queries.js';
import { Decide, overviewDays, SetDeadline } from './deadlines.schemas.js';
import { DeadlinesService } from './deadlines.service.js';
import { DeadlineRequestsService } from './requests.service.js';
import type { WaitingRequest } from './requests.page.js';
import { chosenInstitutions, SetDeadlinePage } from './set-deadline.page.js';

const Id = z.uuid();
const perPage = 50;

/** What is due, for people: everything for the secretariat, their institutions' own for whoever acts for some. */
@ApiExcludeController()
@Controller('deadlines')
export class DeadlinePagesController {
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
  async list(@Query({ schema: DeskQuery }) query: DeskQuery, @By() caller: Caller): Promise<string> {
    const { state, kind, institutionId, from, until, cursor } = query;
    const isSearch = [state, kind, institutionId, from, until, cursor].some((value) => value !== undefined);
    if (!isSearch) return renderPage(<OverviewPage {...await this.overviewProps(query, caller)} />);
    const page = await listDeadlines(this.db.now, { ...query, limit: perPage }, caller, this.clock.now());
    const institutions = await this.choices(caller);
    return renderPage(<FoundPage caller={caller} query={query} institutions={institutions} page={page} />);
  }

  @Get('new')
  @Allow(...secretariat)
  @AnswersPage()
  async newPage(@By() caller: Caller): Promise<string> {
    return renderPage(<SetDeadlinePage {...await this.setProps(caller)} />);
  }

  @Post('new')
  @Allow(...secretariat)
  async set(@Body({ schema: SetForm }) form: SetForm, @By() caller: Caller, @Res() reply: FastifyReply): Promise<void> {
    const props = await this.setProps(caller);
    await takeForm(reply, {
      act: async () => {
        const { kind, title, dueOn, timeZone, restricted, isLate } = form;
        const wanted = {
          kind,
          title,
          dueOn,
          institutionIds: chosenInstitutions(form, props.institutions),
          restricted: restricted === '1',
          isLate: isLate === '1',
          ...(timeZone.trim() !== '' && { timeZone: timeZone.trim() }),
        };
        const [first = '', ...others] = await this.deadlines.setBy(SetDeadline.parse(wanted), caller.actor);
        const path = others.length === 0 ? `/deadlines/${first}` : '/deadlines';
        return `${path}?done=set&n=${others.length + 1}`;
      },
      words: setWords(pageTranslator(caller.locale)),
      again: async (refusal) => <SetDeadlinePage {...props} entered={form} refusal={refusal} />,
    });
  }

  @Post('requests/:id')
  @Allow('coordinator', 'administrator')
  async decide(
    @Param('id', { schema: Id }) requestId: string,
    @Body({ schema: DecisionForm }) form: DecisionForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await takeForm(reply, {
      act: async () => {
        const decision = Decide.parse(decisionOf(form));
        await this.requests.decide(requestId, decision, caller.actor);
        return `/deadlines?done=${decisionDone(decision)}`;
      },
      words: decisionWords(pageTranslator(caller.locale), requestId),
      again: async (refusal) => {
        const props = await this.overviewProps({ n: 0, past: 0 }, caller);
        const decided = { requestId, entered: form, refusal };
        return <OverviewPage {...props} decided={decided} />;
      },
    });
  }

  private async overviewProps(query: DeskQuery, caller: Caller): Promise<OverviewPageProps> {
    const now = this.clock.now();
    const part = (state: 'OPEN' | 'OVERDUE') => listDeadlines(this.db.now, { state, limit: shownAtFirst }, caller, now);
    const since = addDays(await this.mechanism.today(), -overviewDays);
    return {
      caller,
      query,
      institutions: await this.choices(caller),
      lines: seesAll(caller) ? await overview(this.db.now, since, now) : null,
      requests: seesAll(caller) ? await this.waiting(caller) : [],
      overdue: await part('OVERDUE'),
      next: await part('OPEN'),
    };
  }

  private async waiting(caller: Caller): Promise<WaitingRequest[]> {
    const requests = await pendingRequests(this.db.now, visibleTo(caller));
    const ids = requests.map(({ deadlineId }) => deadlineId);
    const views = await viewsOf(this.db.now, { id: { in: ids } }, caller.locale, this.clock.now());
    const viewOf = new Map(views.map((view) => [view.id, view]));
    return requests.flatMap((request) => {
      const deadline = viewOf.get(request.deadlineId);
      return deadline ? [{ ...request, deadline }] : [];
    });
  }

  private async setProps(caller: Caller) {
    const { timeZone } = await this.mechanism.get();
    return { caller, timeZone, institutions: await this.institutions() };
  }

  /** The institutions a caller may look for. */
  private async choices(caller: Caller) {
    const all = await this.institutions();
    return seesAll(caller) ? all : all.filter(({ id }) => caller.institutionIds.includes(id));
  }

  private institutions() {
    return this.db.now.institution.findMany({
      select: { id: true, name: true, kind: true },
      orderBy: { name: 'asc' },
    });
  }
}
