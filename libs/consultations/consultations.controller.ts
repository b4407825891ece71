import { Body, Controller, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow, By, everyone, secretariat, type Caller } from '../access/index.js';
import { Answers } from '../platform/http.js';
import { Database } from '../platform/index.js';
import { AgendaService } from './agenda.service.js';
import { ClashesService } from './clashes.service.js';
import { mustDecide, runnable } from './consultations.access.js';
import { wantedSpan } from './consultations.moments.js';
import { findConsultation, listConsultations, listPolls } from './consultations.queries.js';
import {
  AgendaFacts,
  ChangeConsultation,
  DraftConsultation,
  EndConsultation,
  MoveConsultation,
  OpenPoll,
  RepeatConsultation,
  ScheduleConsultation,
  SetConsultationRules,
} from './consultations.schemas.js';
import {
  ClashQuery,
  Clashes,
  ConsultationDetail,
  ConsultationPage,
  ConsultationQuery,
  ConsultationRulesView,
  ConsultationsDrafted,
  DatePollOpened,
  NoticeQuery,
  NoticeView,
  PollList,
} from './consultations.views.js';
import { ConsultationsService } from './consultations.service.js';
import { PollsService } from './polls.service.js';
import { ConsultationRulesService } from './rules.service.js';
import { SchedulingService } from './scheduling.service.js';
import { SeriesService } from './series.service.js';

const Id = z.uuid();

@ApiTags('Consultations')
@Controller('api/v1')
export class ConsultationsController {
  constructor(
    private readonly db: Database,
    private readonly consultations: ConsultationsService,
    private readonly agendas: AgendaService,
    private readonly scheduling: SchedulingService,
    private readonly series: SeriesService,
    private readonly polls: PollsService,
    private readonly rules: ConsultationRulesService,
    private readonly clashing: ClashesService,
  ) {}

  @Get('consultations')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Consultations' })
  @Answers(200, ConsultationPage, 'Consultations the caller may know of, by when they are held')
  list(@Query({ schema: ConsultationQuery }) query: ConsultationQuery, @By() caller: Caller) {
    return listConsultations(this.db.now, query, caller);
  }

  @Get('consultations/notice')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'How much notice a day would give, if it were announced today' })
  @Answers(200, NoticeView, 'Working days in between, and the first day that gives as many as the rule asks for')
  notice(@Query({ schema: NoticeQuery }) { on }: NoticeQuery) {
    return this.db.transaction((tx) => this.scheduling.noticeFor(tx, on));
  }

  @Get('consultations/:id')
  @Allow(...everyone)
  @ApiOperation({ summary: 'One consultation: what it is, its agenda, and what is to happen around it' })
  @Answers(200, ConsultationDetail, 'The consultation')
  get(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    return findConsultation(this.db.now, id, caller);
  }

  @Post('consultations')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Begin a consultation, without a date' })
  @Answers(201, ConsultationDetail, 'The draft')
  async draft(@Body({ schema: DraftConsultation }) body: DraftConsultation, @By() caller: Caller) {
    await mustDecide(this.db.now, body, caller);
    return this.get(await this.consultations.draft(body, caller.actor), caller);
  }

  @Patch('consultations/:id')
  @Allow(...secretariat)
  @ApiOperation({
    summary: 'Change what a consultation is',
    description: 'Those invited hear of what is in their calendars. What is left out stays.',
  })
  @Answers(200, ConsultationDetail, 'The consultation as it is now')
  async change(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ChangeConsultation }) body: ChangeConsultation,
    @By() caller: Caller,
  ) {
    await mustDecide(this.db.now, body, caller, id);
    await this.consultations.change(id, body, caller.actor);
    return this.get(id, caller);
  }

  @Put('consultations/:id/agenda')
  @Allow(...secretariat)
  @ApiOperation({
    summary: 'Write the agenda anew',
    description: 'Items with an id keep what was recorded about them; those left out go, with their documents.',
  })
  @Answers(200, ConsultationDetail, 'The consultation with its agenda')
  async agenda(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: AgendaFacts }) body: AgendaFacts,
    @By() caller: Caller,
  ) {
    await this.agendas.set(id, body, caller.actor);
    return this.get(id, caller);
  }

  @Post('consultations/:id/schedule')
  @Allow(...secretariat)
  @ApiOperation({
    summary: 'Set the date',
    description: 'With less notice than the rule asks for, `noticeReason` says why; it is kept.',
  })
  @Answers(200, ConsultationDetail, 'The consultation as it is now')
  async schedule(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ScheduleConsultation }) body: ScheduleConsultation,
    @By() caller: Caller,
  ) {
    await this.scheduling.schedule(id, body, caller.actor);
    return this.get(id, caller);
  }

  @Post('consultations/:id/move')
  @Allow(...secretariat)
  @ApiOperation({
    summary: 'Set another date',
    description: 'Everybody invited is told once and asked again; all that is to happen around it is planned anew.',
  })
  @Answers(200, ConsultationDetail, 'The consultation as it is now')
  async move(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: MoveConsultation }) body: MoveConsultation,
    @By() caller: Caller,
  ) {
    await this.scheduling.move(id, body, caller.actor);
    return this.get(id, caller);
  }

  @Post('consultations/:id/postpone')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Take back the date; a new one is set later' })
  @Answers(200, ConsultationDetail, 'The consultation as it is now')
  async postpone(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: EndConsultation }) body: EndConsultation,
    @By() caller: Caller,
  ) {
    await this.scheduling.postpone(id, body, caller.actor);
    return this.get(id, caller);
  }

  @Post('consultations/:id/cancel')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Cancel a consultation' })
  @Answers(200, ConsultationDetail, 'The consultation as it is now')
  async cancel(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: EndConsultation }) body: EndConsultation,
    @By() caller: Caller,
  ) {
    await this.scheduling.cancel(id, body, caller.actor);
    return this.get(id, caller);
  }

  @Post('consultations/:id/repeat')
  @Allow(...secretariat)
  @ApiOperation({
    summary: 'Draft more of the same, every so many months',
    description: 'At the same hours. Dates the series has already are left as they are.',
  })
  @Answers(201, ConsultationsDrafted, 'The drafts that are new')
  async repeat(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: RepeatConsultation }) body: RepeatConsultation,
    @By() caller: Caller,
  ) {
    return { consultationIds: await this.series.repeat(id, body, caller.actor) };
  }

  @Get('consultations/:id/clashes')
  @Allow(...everyone)
  @ApiOperation({
    summary: 'What stands in the way of a date',
    description: 'Of the one set, or of the one named by `from` and `until`.',
  })
  @Answers(200, Clashes, 'Closed days, other consultations at that time, and how many people are in both')
  async clashes(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: ClashQuery }) { from, until }: ClashQuery,
    @By() caller: Caller,
  ) {
    const { timeZone, startsAt, endsAt } = await findConsultation(this.db.now, id, caller);
    const span =
      from && until
        ? wantedSpan({ from, until }, timeZone)
        : startsAt && endsAt && { startsAt: new Date(startsAt), endsAt: new Date(endsAt) };
    const [clashes] = await this.clashing.of(id, timeZone, span ? [span] : [], caller);
    return clashes ?? { closed: [], consultations: [] };
  }

  @Get('consultations/:id/polls')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Polls of dates, and what the hosts said' })
  @Answers(200, PollList, 'The polls, the last one first; the date that suits best comes first')
  async listPolls(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    await runnable(this.db.now, id, caller);
    return { items: await listPolls(this.db.now, id) };
  }

  @Post('consultations/:id/polls')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Ask the hosts which dates suit them' })
  @Answers(201, DatePollOpened, 'The poll')
  async openPoll(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: OpenPoll }) body: OpenPoll,
    @By() caller: Caller,
  ) {
    return { pollId: await this.polls.open(id, body, caller.actor) };
  }

  @Post('consultations/:id/polls/:pollId/close')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Close a poll before its time' })
  @Answers(200, PollList, 'The polls of the consultation')
  async closePoll(
    @Param('id', { schema: Id }) id: string,
    @Param('pollId', { schema: Id }) pollId: string,
    @By() caller: Caller,
  ) {
    await this.polls.close(id, pollId, caller.actor);
    return this.listPolls(id, caller);
  }

  @Get('consultation-rules')
  @Allow(...everyone)
  @ApiOperation({ summary: 'How this mechanism consults' })
  @Answers(200, ConsultationRulesView, 'How much notice it gives, when answers and minutes are due')
  getRules() {
    return this.rules.get();
  }

  @Put('consultation-rules')
  @Allow('coordinator', 'administrator')
  @ApiOperation({ summary: 'Set how this mechanism consults', description: 'What is planned already stays.' })
  @Answers(200, ConsultationRulesView, 'The rules as they are now')
  setRules(@Body({ schema: SetConsultationRules }) body: SetConsultationRules, @By() caller: Caller) {
    return this.rules.set(body, caller.actor);
  }
}
