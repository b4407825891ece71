import {
  ConsultationsService,
  DraftConsultation,
  PollsService,
  ScheduleConsultation,
  SchedulingService,
} from '../../libs/consultations/index.js';
import { CommitmentsService, MinutesService } from '../../libs/minutes/index.js';
import { versionOf } from '../../libs/minutes/versions.js';
import type { aStack } from '../support/stack.js';

type Stack = Awaited<ReturnType<typeof aStack>>;

/** A consultation: its hosts are asked for dates, one more joins them, one is reminded; it is scheduled, moved, and held. */
export async function consultationsOf(
  { app, db, clock }: Stack,
  { veasna, coordinator, rith }: Record<'veasna' | 'coordinator' | 'rith', { id: string }>,
  bring: () => Promise<void>,
): Promise<void> {
  const by = { personId: coordinator.id, onBehalfOfId: null, via: 'session' as const };
  clock.set('2026-07-03T03:00:00Z');
  const consultations = app.get(ConsultationsService);
  const polls = app.get(PollsService);
  const scheduling = app.get(SchedulingService);
  const draft = { title: 'On schools', purpose: 'FOLLOW_UP', format: 'IN_PERSON', place: 'Hall', hostIds: [rith.id] };
  const id = await consultations.draft(DraftConsultation.parse(draft), by);
  const dates = ['2026-08-03', '2026-08-04'].map((day) => ({ from: `${day}T09:00`, until: `${day}T12:00` }));
  const pollId = await polls.open(id, { closesAt: '2026-07-06T12:00', options: dates }, by);
  await bring();
  await consultations.change(id, { hostIds: [rith.id, veasna.id] }, by);
  await bring();
  const options = await db.now.dateOption.findMany({ where: { pollId } });
  const answers = options.map((option) => ({ optionId: option.id, suits: 'YES' as const }));
  await polls.answer(pollId, answers, { ...by, personId: rith.id, via: 'link' });
  clock.set('2026-07-05T06:00:00Z');
  await bring();
  clock.set('2026-07-06T06:00:00Z');
  await bring();
  await scheduling.schedule(id, ScheduleConsultation.parse(dates[0]), by);
  await bring();
  const later = { from: '2026-08-10T09:00', until: '2026-08-10T12:00' };
  await scheduling.move(id, { ...later, reason: 'The hall is taken' }, by);
  await bring();
  clock.set('2026-08-11T03:00:00Z');
  await bring();
}

/** What follows a consultation: held, its minutes written, circulated, commented on, final; and two that were not held after all. */
export async function minutesOf(
  { app, db, clock }: Stack,
  { veasna, coordinator }: Record<'veasna' | 'coordinator', { id: string }>,
  bring: () => Promise<void>,
): Promise<void> {
  const by = { personId: coordinator.id, onBehalfOfId: null, via: 'session' as const };
  clock.set('2026-06-20T03:00:00Z');
  const facts = { title: 'On schools', purpose: 'FOLLOW_UP', format: 'IN_PERSON', place: 'Phnom Penh' };
  const draft = DraftConsultation.parse({ ...facts, hostIds: [coordinator.id] });
  const scheduling = app.get(SchedulingService);
  const ids: string[] = [];
  for (const from of ['2026-06-22T09:00', '2026-06-22T10:00', '2026-06-22T11:00']) {
    const id = await app.get(ConsultationsService).draft(draft, by);
    const until = '2026-06-22T12:00';
    await scheduling.schedule(id, ScheduleConsultation.parse({ from, until, noticeReason: 'The rains' }), by);
    ids.push(id);
  }
  const [consultationId = '', postponed = '', cancelled = ''] = ids;
  const seat = { seat: 'HELD', invitedAt: clock.now() } as const;
  await db.now.invitation.create({ data: { consultationId, personId: veasna.id, ...seat } });
  await bring();
  clock.set('2026-06-23T03:00:00Z');
  await bring();
  await scheduling.postpone(postponed, { reason: 'Nobody came' }, by);
  await scheduling.cancel(cancelled, { reason: 'Nobody came' }, by);
  await bring();
  const minutes = app.get(MinutesService);
  const version = versionOf('');
  await minutes.write(consultationId, { opening: { text: 'Welcome', version }, items: [] }, by);
  const promised = { what: 'Publish the figures', dueOn: '2026-09-01', institutionId: null };
  await app
    .get(CommitmentsService)
    .make(consultationId, { ...promised, agendaItemId: null, recommendationIds: [] }, by);
  await minutes.circulate(consultationId, { commentsBy: '2026-07-01' }, by);
  await bring();
  clock.set('2026-07-02T03:00:00Z');
  await bring();
  await minutes.finalise(consultationId, by);
  await bring();
}
