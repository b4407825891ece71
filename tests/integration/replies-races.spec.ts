import { gmail } from '../../libs/replies/fixtures/calendar-replies.js';
import { plain } from '../../libs/replies/fixtures/plain-replies.js';
import { RepliesDesk } from '../../libs/replies/index.js';
import { eventually } from '../support/eventually.js';
import { aGate } from '../support/gate.js';
import { anAnswersDesk, type AnswersDesk, type Invitee } from '../support/replies.js';

let desk: AnswersDesk;
beforeAll(async () => {
  desk = await anAnswersDesk();
});
afterAll(() => desk.close());
beforeEach(() => desk.reset());

/** Whether some transaction on this database waits for another one. */
const isSomebodyWaiting = async () => {
  const waiting = await desk.db.now.$queryRaw<unknown[]>`
    SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return waiting.length > 0;
};

/** Holds the consultation; once somebody waits for it, does something to it and lets it go. */
const meanwhile = async (
  { consultation }: Invitee,
  run: () => Promise<unknown>,
  act: (tx: AnswersDesk['db']['now']) => Promise<unknown>,
) => {
  const [held, end] = [aGate(), aGate()];
  const holding = desk.db.transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM consultation WHERE id = ${consultation.id}::uuid FOR UPDATE`;
    held.open();
    await end.opened;
    await act(tx);
  });
  await held.opened;
  const running = run();
  await eventually(async () => expect(await isSomebodyWaiting()).toBe(true));
  end.open();
  await Promise.all([holding, running]);
};

const taking = async () => {
  const [owed] = await desk.db.now.owed.findMany({ where: { name: 'reply.take' } });
  await desk.worker.runner.run('reply.take', [owed?.id ?? '']);
};

describe('an answer by mail', () => {
  it.each([
    ['a calendar', (own: Invitee) => gmail({ uid: own.uid, to: own.to, attendee: own.email, sequence: 0 })],
    ['words', (own: Invitee) => plain({ to: own.to, from: own.email, text: 'Yes', inReplyTo: own.mailId })],
  ])('in %s to a date that is moved while it is read does not count for the new one', async (_, write) => {
    const invitee = await desk.anInvitee();
    await desk.bring(write(invitee), invitee);
    await meanwhile(invitee, taking, (tx) =>
      tx.consultation.update({
        where: { id: invitee.consultation.id },
        data: { startsAt: new Date('2026-04-27T02:00:00Z'), sequence: 1, timeSequence: 1 },
      }),
    );
    expect(await desk.outcomes()).toEqual(['LISTED outdated']);
    expect(await invitee.answer()).toMatchObject({ answer: null, seat: 'NONE' });
  });

  /** As forgetting does: the consultation first, then the mail. */
  const forget = (invitee: Invitee) => (tx: AnswersDesk['db']['now']) =>
    tx.inboundMail.updateMany({
      where: { invitationId: invitee.invitationId },
      data: { status: 'HANDLED', source: null, sender: null },
    });

  it.each([true, false])('that is recorded while somebody is forgotten waits for that (named: %s)', async (isNamed) => {
    const invitee = await desk.anInvitee();
    await desk.bring(plain({ to: invitee.to, from: invitee.email, text: 'Who else comes?' }), invitee);
    await desk.work();
    const id = (await desk.replies())[0]?.id ?? '';
    const wanted = { answer: 'ACCEPTED' as const, ...(isNamed && { invitationId: invitee.invitationId }) };
    const recording = () =>
      expect(desk.api.app.get(RepliesDesk).take(id, wanted, desk.by)).rejects.toMatchObject({ code: 'reply-settled' });
    await meanwhile(invitee, recording, forget(invitee));
    expect(await invitee.answer()).toMatchObject({ answer: null });
  });
});
