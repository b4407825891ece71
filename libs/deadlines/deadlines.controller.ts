import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow, By, everyone, secretariat, type Caller } from '../access/index.js';
import { MechanismService } from '../directory/index.js';
import { addDays, Clock, Database } from '../platform/index.js';
import { Answers } from '../platform/http.js';
import { findDeadline, mustAnswerFor, listDeadlines, overview, visibleTo } from './deadlines.queries.js';
import {
  AskAbout,
  DeadlineDetail,
  DeadlinePage,
  DeadlineQuery,
  DeadlinesSet,
  Decide,
  MaybeReason,
  MoveDeadline,
  Overview,
  overviewDays,
  RequestList,
  SetDeadline,
  WithReason,
} from './deadlines.schemas.js';
import { DeadlinesService } from './deadlines.service.js';
import { pendingRequests } from './history.queries.js';
import { DeadlineRequestsService } from './requests.service.js';

const Id = z.uuid();
const onlookers = ['approving-authority', 'observer'] as const;

@ApiTags('Deadlines')
@Controller('api/v1')
export class DeadlinesController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly mechanism: MechanismService,
    private readonly deadlines: DeadlinesService,
    private readonly requests: DeadlineRequestsService,
  ) {}

  @Get('deadlines')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Deadlines' })
  @Answers(200, DeadlinePage, 'Deadlines, the earliest first; whoever acts for an institution sees its own')
  list(@Query({ schema: DeadlineQuery }) query: DeadlineQuery, @By() caller: Caller) {
    return listDeadlines(this.db.now, query, caller, this.clock.now());
  }

  @Get('deadlines/overview')
  @Allow(...secretariat, ...onlookers)
  @ApiOperation({ summary: 'Due, overdue, answered late, no answer, by institution' })
  @Answers(200, Overview, 'Every institution that owes something, or owed it in the last year; the most overdue first')
  async overview() {
    const since = addDays(await this.mechanism.today(), -overviewDays);
    return { items: await overview(this.db.now, since, this.clock.now()) };
  }

  @Get('deadlines/:id')
  @Allow(...everyone)
  @ApiOperation({ summary: 'One deadline, how it came about, and its history' })
  @Answers(200, DeadlineDetail, 'The deadline')
  get(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    return findDeadline(this.db.now, id, caller, this.clock.now());
  }

  @Post('deadlines')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Set a deadline for institutions, or for the secretariat' })
  @Answers(201, DeadlinesSet, 'The deadlines, one an institution')
  async set(@Body({ schema: SetDeadline }) body: SetDeadline, @By() caller: Caller) {
    return { deadlineIds: await this.deadlines.setBy(body, caller.actor) };
  }

  @Post('deadlines/:id/move')
  @Allow(...secretariat)
  @ApiOperation({
    summary: 'Move a deadline',
    description: 'Its rule does not move it any more; what follows it moves along.',
  })
  @Answers(200, DeadlineDetail, 'The deadline as it is now')
  async move(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: MoveDeadline }) { to, isLate, reason }: MoveDeadline,
    @By() caller: Caller,
  ) {
    await this.deadlines.move(id, to, { by: caller.actor, reason }, { isLate });
    return this.get(id, caller);
  }

  @Post('deadlines/:id/done')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Say that what was due is done' })
  @Answers(200, DeadlineDetail, 'The deadline as it is now')
  async done(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: MaybeReason }) { reason }: MaybeReason,
    @By() caller: Caller,
  ) {
    await mustAnswerFor(this.db.now, id, caller);
    await this.deadlines.done(id, { by: caller.actor, reason: reason ?? null });
    return this.get(id, caller);
  }

  @Post('deadlines/:id/waive')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Give up what was due' })
  @Answers(200, DeadlineDetail, 'The deadline as it is now')
  async waive(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: WithReason }) { reason }: WithReason,
    @By() caller: Caller,
  ) {
    await this.deadlines.giveUp(id, { by: caller.actor, reason });
    return this.get(id, caller);
  }

  @Post('deadlines/:id/reopen')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Reopen what was closed by mistake' })
  @Answers(200, DeadlineDetail, 'The deadline as it is now')
  async reopen(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: WithReason }) { reason }: WithReason,
    @By() caller: Caller,
  ) {
    await this.deadlines.reopen(id, { by: caller.actor, reason });
    return this.get(id, caller);
  }

  @Post('deadlines/:id/requests')
  @Allow(...everyone)
  @ApiOperation({
    summary: 'Ask for more time, or say that it is somebody else’s',
    description: 'Until the secretariat answers, nobody is reminded.',
  })
  @Answers(201, DeadlineDetail, 'The deadline with the request')
  async ask(@Param('id', { schema: Id }) id: string, @Body({ schema: AskAbout }) body: AskAbout, @By() caller: Caller) {
    await mustAnswerFor(this.db.now, id, caller);
    await this.requests.ask(id, body, { ...caller.actor, personId: caller.personId });
    return this.get(id, caller);
  }

  @Post('deadlines/:id/requests/:requestId/withdraw')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Take back what was asked', description: 'While it waits; reminders go on.' })
  @Answers(200, DeadlineDetail, 'The deadline with the request')
  async withdraw(
    @Param('id', { schema: Id }) id: string,
    @Param('requestId', { schema: Id }) requestId: string,
    @Body({ schema: MaybeReason }) { reason }: MaybeReason,
    @By() caller: Caller,
  ) {
    await mustAnswerFor(this.db.now, id, caller);
    await this.requests.withdraw(id, requestId, { by: caller.actor, reason: reason ?? null });
    return this.get(id, caller);
  }

  @Get('deadline-requests')
  @Allow(...secretariat, ...onlookers)
  @ApiOperation({ summary: 'Requests that wait for the secretariat' })
  @Answers(200, RequestList, 'Requests, the oldest first')
  async pending(@By() caller: Caller) {
    return { items: await pendingRequests(this.db.now, visibleTo(caller)) };
  }

  @Post('deadline-requests/:id/decision')
  @Allow('coordinator', 'administrator')
  @ApiOperation({ summary: 'Grant or refuse a request' })
  @Answers(200, RequestList, 'The requests that still wait')
  async decide(@Param('id', { schema: Id }) id: string, @Body({ schema: Decide }) body: Decide, @By() caller: Caller) {
    await this.requests.decide(id, body, caller.actor);
    return this.pending(caller);
  }
}
