import {
  ChangeConsultation,
  ConsultationsService,
  DraftConsultation,
  MoveConsultation,
  ScheduleConsultation,
  SchedulingService,
} from '../../libs/consultations/index.js';
import { InvitationAnswersService, InvitationsService } from '../../libs/invitations/index.js';
import type { aStack } from '../support/stack.js';

type Stack = Awaited<ReturnType<typeof aStack>>;

/** What can happen to invitations, once each: sent out, reminded of, answered, moved, changed, closed, postponed, set anew, cancelled. */
export async function invitationsOf(
  { app, db, clock }: Stack,
  { veasna, rith, coordinator }: Record<'veasna' | 'rith' | 'coordinator', { id: string }>,
  bring: () => Promise<void>,
): Promise<void> {
  const by = { personId: coordinator.id, onBehalfOfId: null, via: 'session' as const };
  const [consultations, scheduling] = [app.get(ConsultationsService), app.get(SchedulingService)];
  const [invitations, answers] = [app.get(InvitationsService), app.get(InvitationAnswersService)];
  clock.set('2026-09-01T03:00:00Z');
  const draft = {
    ...{ title: 'Schools', purpose: 'FOLLOW_UP', format: 'IN_PERSON', place: 'Hall', capacity: 1, remindDays: [2] },
    hostIds: [coordinator.id],
  };
  const id = await consultations.draft(DraftConsultation.parse(draft), by);
  const on = (day: string) => ({ from: `${day}T09:00`, until: `${day}T12:00`, noticeReason: 'It is urgent' });
  const wanted = ScheduleConsultation.parse({ ...on('2026-09-21'), inviteAt: '2026-09-02T09:00' });
  await scheduling.schedule(id, wanted, by);
  await invitations.invite(id, { listIds: [], institutionIds: [], personIds: [veasna.id, rith.id] }, by);
  await bring();
  clock.set('2026-09-02T03:00:00Z');
  await bring();
  const say = async (personId: string, answer: 'ACCEPTED' | 'DECLINED') => {
    const invitation = await db.now.invitation.findFirstOrThrow({ where: { consultationId: id, personId } });
    await answers.answer(invitation.id, { answer, via: 'LINK' }, { ...by, personId, via: 'link' });
  };
  await say(rith.id, 'ACCEPTED');
  await bring();
  clock.set('2026-09-16T03:00:00Z'); // two days before answers are due
  await bring();
  await say(veasna.id, 'ACCEPTED');
  await say(rith.id, 'DECLINED');
  await consultations.change(id, ChangeConsultation.parse({ place: 'Library' }), by);
  await bring();
  await scheduling.move(id, MoveConsultation.parse({ ...on('2026-09-28'), reason: 'The hall is taken' }), by);
  await bring();
  clock.set('2026-09-26T03:00:00Z'); // answers have closed
  await bring();
  await scheduling.postpone(id, { reason: 'Elections' }, by);
  await bring();
  await scheduling.schedule(id, ScheduleConsultation.parse(on('2026-10-12')), by);
  await bring();
  await scheduling.cancel(id, { reason: 'It is not needed any more' }, by);
  await bring();
}
