import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, everyone, secretariat, type Caller } from '../access/index.js';
import { MechanismService } from '../directory/index.js';
import { answerAgain, AnswersPage, takeForm } from '../platform/http.js';
import { Database, pageTranslator, renderPage, type ConsultationStatus } from '../platform/index.js';
import { ClashesService } from './clashes.service.js';
import { decidesConsultations, mustDecide, runBy, visibleTo } from './consultations.access.js';
import { findConsultation, listConsultations, listPolls, localTime } from './consultations.queries.js';
import { ChangeConsultation, DraftConsultation } from './consultations.schemas.js';
import { type ConsultationDetail } from './consultations.views.js';
import { ConsultationsService } from './consultations.service.js';
import { Done, FactsForm, factsOf, factsWords, ListForm } from './desk.forms.js';
import { FactsPage, type FactsPageProps } from './facts.page.js';
import { consultationHistory } from './history.queries.js';
import { ConsultationsPage, FoundConsultationsPage, shownAtFirst } from './list.page.js';
import { PlanPage } from './plan.page.js';
import { ConsultationRulesService } from './rules.service.js';
import { SchedulingService } from './scheduling.service.js';
import { SafetyContactsService } from './safety-contacts.service.js';
import { peopleFound, subjectChoices, subjectNames } from './subjects.queries.js';

const Id = z.uuid();
const perPage = 50;
const shownSeries = 30;

/** Consultations for people: what there is, one as it is planned, and the form of what it is. */
@ApiExcludeController()
@Controller('consultations')
export class ConsultationPagesController {
  constructor(
    private readonly db: Database,
    private readonly mechanism: MechanismService,
    private readonly consultations: ConsultationsService,
    private readonly rules: ConsultationRulesService,
    private readonly clashes: ClashesService,
    private readonly scheduling: SchedulingService,
    private readonly contacts: SafetyContactsService,
  ) {}

  @Get()
  @Allow(...everyone)
  @AnswersPage()
  async list(@Query({ schema: ListForm }) form: ListForm, @By() caller: Caller): Promise<string> {
    const { status, purpose, from, until, q, cursor } = form;
    const part = (order: 'latest' | 'earliest', ...statuses: ConsultationStatus[]) =>
      listConsultations(this.db.now, { status: statuses, order, limit: shownAtFirst }, caller);
    if ([status, purpose, from, until, q, cursor].every((value) => value === undefined)) {
      const upcoming = await part('earliest', 'SCHEDULED', 'INVITING');
      const drafts = await part('earliest', 'DRAFT', 'POSTPONED');
      const past = await part('latest', 'HELD', 'MINUTES_CIRCULATED', 'CLOSED', 'CANCELLED');
      return renderPage(<ConsultationsPage {...{ caller, form, upcoming, drafts, past }} />);
    }
    const query = { purpose, from, until, q, cursor, ...(status && { status: [status] }) };
    const page = await listConsultations(this.db.now, { ...query, order: 'latest', limit: perPage }, caller);
    return renderPage(<FoundConsultationsPage caller={caller} form={form} page={page} />);
  }

  @Get('new')
  @Allow(...secretariat)
  @AnswersPage()
  async newPage(@By() caller: Caller): Promise<string> {
    const { timeZone } = await this.mechanism.get();
    const { remindDays } = await this.rules.get();
    const usual = { purpose: 'NATIONAL_REPORT', format: 'IN_PERSON', timeZone, remindDays: remindDays.join(', ') };
    return renderPage(<FactsPage {...await this.factsProps(FactsForm.parse(usual), null, caller)} />);
  }

  @Post('new')
  @Allow(...secretariat)
  async draft(@Body({ schema: FactsForm }) form: FactsForm, @By() caller: Caller, @Res() reply: FastifyReply) {
    const how = { decides: decidesConsultations(caller), asksZone: true };
    await this.take(reply, form, null, caller, async () => {
      const id = await this.consultations.draft(DraftConsultation.parse(factsOf(form, how)), caller.actor);
      return `/consultations/${id}?done=drafted`;
    });
  }

  @Get(':id')
  @Allow(...everyone)
  @AnswersPage()
  async show(@Param('id', { schema: Id }) id: string, @Query({ schema: Done }) done: Done, @By() caller: Caller) {
    const tx = this.db.now;
    const consultation = await findConsultation(tx, id, caller);
    const { timeZone, startsAt, endsAt, seriesId, safetyContactId } = consultation;
    const isRun = (await tx.consultation.count({ where: { id, AND: runBy(caller) } })) > 0;
    const span = startsAt && endsAt ? [{ startsAt: new Date(startsAt), endsAt: new Date(endsAt) }] : [];
    const isToCome = ['DRAFT', 'SCHEDULED', 'INVITING'].includes(consultation.status);
    const [clashes = null] = isRun && isToCome ? await this.clashes.of(id, timeZone, span, caller) : [];
    const { status, from } = consultation;
    const isUninvited = isRun && status === 'SCHEDULED' && from !== null;
    const notice = isUninvited ? await this.scheduling.noticeFor(tx, from.slice(0, 10)) : null;
    const [poll = null] = isRun ? await listPolls(tx, id) : [];
    const props = {
      ...{ caller, consultation, isRun, clashes, poll, notice, done },
      subjects: await subjectNames(tx, consultation.subjects, caller.locale),
      series: seriesId === null ? [] : await this.series(id, seriesId, caller),
      contact: (await this.contacts.readerOf(tx, safetyContactId))?.name ?? null,
      history: isRun ? await consultationHistory(tx, id) : [],
    };
    return renderPage(<PlanPage {...props} />);
  }

  @Get(':id/edit')
  @Allow(...secretariat)
  @AnswersPage()
  async edit(@Param('id', { schema: Id }) id: string, @By() caller: Caller): Promise<string> {
    const consultation = await findConsultation(this.db.now, id, caller);
    return renderPage(<FactsPage {...await this.factsProps(formOf(consultation), consultation, caller)} />);
  }

  @Post(':id/edit')
  @Allow(...secretariat)
  async change(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: FactsForm }) form: FactsForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ) {
    const consultation = await findConsultation(this.db.now, id, caller);
    const how = { decides: decidesConsultations(caller), asksZone: asksZone(consultation) };
    await this.take(reply, form, consultation, caller, async () => {
      const wanted = ChangeConsultation.parse(factsOf(form, how));
      await mustDecide(this.db.now, wanted, caller, id);
      await this.consultations.change(id, wanted, caller.actor);
      return `/consultations/${id}?done=changed`;
    });
  }

  /** Saves what was entered, or looks for more to choose from; nothing entered is lost. */
  private async take(
    reply: FastifyReply,
    form: FactsForm,
    consultation: ConsultationDetail | null,
    caller: Caller,
    act: () => Promise<string>,
  ): Promise<void> {
    if (form.act === 'find') {
      await answerAgain(reply, 200, <FactsPage {...await this.factsProps(form, consultation, caller)} />);
      return;
    }
    await takeForm(reply, {
      act,
      words: factsWords(pageTranslator(caller.locale)),
      again: async (refusal) => <FactsPage {...await this.factsProps(form, consultation, caller)} refusal={refusal} />,
    });
  }

  private async factsProps(
    entered: FactsForm,
    consultation: ConsultationDetail | null,
    caller: Caller,
  ): Promise<FactsPageProps> {
    const tx = this.db.now;
    const isId = (id: string) => Id.safeParse(id).success;
    const select = { id: true, name: true };
    const chosen = await tx.person.findMany({ where: { id: { in: entered.hostIds.filter(isId) } }, select });
    const found = await peopleFound(tx, entered.hostQuery);
    const inOrder = entered.hostIds.flatMap((id) => chosen.find((person) => person.id === id) ?? []);
    const hosts = [...new Map([...inOrder, ...found].map((person) => [person.id, person])).values()];
    const about = entered.subjects.flatMap((subject) => {
      const parsed = Subject.safeParse(subject.split(' '));
      return parsed.success ? [{ kind: parsed.data[0], subjectId: parsed.data[1] }] : [];
    });
    const subjects = [
      ...(await subjectNames(tx, about, caller.locale)),
      ...(await subjectChoices(tx, entered.subjectQuery, caller.locale)),
    ];
    const contacts = await tx.person.findMany({
      where: {
        OR: [
          { roles: { some: { role: { in: ['COORDINATOR', 'ADMINISTRATOR', 'OFFICER'] } } } },
          { id: { in: [...hosts.map(({ id }) => id), entered.safetyContactId].filter(isId) } },
        ],
      },
      select,
      orderBy: { name: 'asc' },
    });
    return {
      ...{ caller, consultation, entered, hosts, contacts },
      asksZone: consultation === null || asksZone(consultation),
      subjects: [...new Map(subjects.map((subject) => [subject.subjectId, subject])).values()],
    };
  }

  private async series(id: string, seriesId: string, caller: Caller) {
    const others = await this.db.now.consultation.findMany({
      where: { seriesId, id: { not: id }, AND: visibleTo(caller) },
      orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
      take: shownSeries,
    });
    return others.map(({ startsAt, endsAt, timeZone, ...other }) => ({
      id: other.id,
      from: startsAt && localTime(startsAt, timeZone),
      until: endsAt && localTime(endsAt, timeZone),
      timeZone,
    }));
  }
}

const Subject = z.tuple([z.enum(['REVIEW', 'CLUSTER', 'RECOMMENDATION']), z.uuid()]);

const asksZone = ({ status }: ConsultationDetail): boolean => ['DRAFT', 'POSTPONED'].includes(status);

const ticked = (value: boolean): string => (value ? '1' : '');

/** The form of a consultation as it is. */
const formOf = (shown: ConsultationDetail): FactsForm => ({
  ...FactsForm.parse({}),
  title: shown.title,
  purpose: shown.purpose,
  about: shown.about,
  format: shown.format,
  timeZone: shown.timeZone,
  place: shown.place ?? '',
  joinUrl: shown.joinUrl ?? '',
  languages: shown.languages.join(', '),
  interpretation: shown.interpretation.join(', '),
  accessibility: shown.accessibility ?? '',
  capacity: shown.capacity === null ? '' : String(shown.capacity),
  remindDays: shown.remindDays.join(', '),
  leadId: shown.hostIds[0] ?? '',
  hostIds: shown.hostIds,
  subjects: shown.subjects.map(({ kind, subjectId }) => `${kind} ${subjectId}`),
  seats: {
    ...FactsForm.parse({}).seats,
    ...Object.fromEntries(shown.seats.map(({ kind, seats }) => [kind, String(seats)])),
  },
  showsParticipants: ticked(shown.showsParticipants),
  isPublic: ticked(shown.isPublic),
  publishesAgenda: ticked(shown.publishesAgenda),
  publishesMinutes: ticked(shown.publishesMinutes),
  publishesInputs: ticked(shown.publishesInputs),
  restricted: ticked(shown.restricted),
  safetyContactId: shown.safetyContactId ?? '',
});
