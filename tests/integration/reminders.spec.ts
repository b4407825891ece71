import type { MailName } from '../../libs/catalogue/index.js';
import { fromDay, system } from '../../libs/platform/index.js';
import { FallingDueService, StepsService, timeline } from '../../libs/reminders/index.js';
import { accept, aDesk, type Desk } from '../support/desk.js';
import { aMandate, anInstitution, aPerson } from '../support/factories.js';

/** A round opened on Monday 2 March is due on Monday 16 March; eight in the morning in Phnom Penh is one in Greenwich. */
const rungs = {
  MAIN: '2026-03-12T01:00:00Z',
  ALTERNATE: '2026-03-17T01:00:00Z',
  VALIDATING_AUTHORITY: '2026-03-19T01:00:00Z',
  COORDINATOR: '2026-03-23T01:00:00Z',
};
const audiences = Object.keys(rungs) as (keyof typeof rungs)[];
const aMomentBefore = (iso: string) => new Date(new Date(iso).getTime() - 1000).toISOString();

let desk: Desk;
let reminders: StepsService;
let fallingDue: FallingDueService;
beforeAll(async () => {
  desk = await aDesk();
  reminders = desk.api.app.get(StepsService);
  fallingDue = desk.api.app.get(FallingDueService);
});
afterAll(() => desk.close());
beforeEach(async () => {
  desk.clock.set('2026-03-02T03:00:00Z');
  // Every test begins with a coordinator nobody has written to, and no work of another test's.
  await desk.db.now.roleGrant.deleteMany();
  await desk.db.now.owed.deleteMany();
  await desk.db.now.notice.deleteMany({ where: { toldAt: null } });
  await desk.db.now.reminderStep.updateMany({ where: { fellDueAt: null }, data: { stoppedAt: desk.clock.now() } });
});

/** An institution with these people, a coordinator, and a list of two items that waits for it. */
const aWaitingList = async (roles: (keyof typeof rungs)[] = audiences, leadId?: string) => {
  const institutionId = leadId ?? (await anInstitution(desk.db)).id;
  const people = {} as Record<keyof typeof rungs, string>;
  for (const role of roles) {
    const person = await aPerson(desk.db, { roles: role === 'COORDINATOR' ? ['COORDINATOR'] : [] });
    people[role] = person.id;
    if (role !== 'COORDINATOR') await aMandate(desk.db, { personId: person.id, institutionId, role });
  }
  const list = await desk.aRound({ leadId: institutionId });
  await desk.work();
  return { ...list, people };
};
const workAt = async (iso: string) => {
  desk.clock.set(iso);
  await desk.work();
};
const mailsTo = <N extends MailName>(personId: string | undefined, name: N) => desk.mails(name, personId ?? '');
/** Whom reminders and escalations have gone to, in order. */
const told = async (people: Partial<Record<keyof typeof rungs, string>>) => {
  const mails = await desk.db.now.mail.findMany({
    where: { name: 'digest', personId: { in: Object.values(people) } },
    orderBy: { id: 'asc' },
  });
  return mails.map(({ personId }) => audiences.find((role) => people[role] === personId));
};

describe('reminders', () => {
  it('come once, two working days before the day, at eight in the morning there, to the main focal point', async () => {
    const { people } = await aWaitingList();
    await workAt(aMomentBefore(rungs.MAIN));
    expect(await told(people)).toEqual([]);
    await workAt(rungs.MAIN);
    await workAt(aMomentBefore(rungs.ALTERNATE));
    expect(await told(people)).toEqual(['MAIN']);
    expect((await mailsTo(people.MAIN, 'digest'))[0]).toMatchObject({
      createdAt: new Date(rungs.MAIN),
      props: { items: [{ open: 2, dueOn: '2026-03-16', isOverdue: false, audience: 'MAIN' }] },
    });
  });

  it('come to the alternate where there is no main focal point', async () => {
    const { people } = await aWaitingList(['ALTERNATE', 'COORDINATOR']);
    await workAt(rungs.MAIN);
    expect(await mailsTo(people.ALTERNATE, 'digest')).toHaveLength(1);
  });

  it('climb the ladder after the day, each rung on its day and once', async () => {
    const { people } = await aWaitingList();
    for (const [index, role] of audiences.entries()) {
      await workAt(aMomentBefore(rungs[role]));
      expect(await told(people)).toEqual(audiences.slice(0, index));
      await workAt(rungs[role]);
      expect(await told(people)).toEqual(audiences.slice(0, index + 1));
    }
    await workAt('2026-06-01T01:00:00Z');
    expect(await told(people)).toEqual(audiences);
    const [toCoordinator] = await mailsTo(people.COORDINATOR, 'digest');
    expect(toCoordinator?.props.items).toMatchObject([
      { audience: 'COORDINATOR', isOverdue: true, verifyLinkId: null },
    ]);
  });

  it('go once though the alarm rings ten times at once, on every rung', async () => {
    const { people } = await aWaitingList();
    for (const [index, role] of audiences.entries()) {
      desk.clock.set(rungs[role]);
      await Promise.all(Array.from({ length: 10 }, () => desk.db.transaction((tx) => fallingDue.wake(tx))));
      await desk.work();
      expect(await told(people)).toEqual(audiences.slice(0, index + 1));
    }
  });

  it.each(audiences.map((role, index) => [role, index] as const))(
    'stop with the answer, just before the rung of the %s',
    async (role, index) => {
      const { people, institutionId, assignmentIds } = await aWaitingList();
      for (const before of audiences.slice(0, index)) await workAt(rungs[before]);
      await workAt(aMomentBefore(rungs[role]));
      await desk.answer(institutionId, ...assignmentIds.map(accept));
      // Even before anybody has heard that the deadline is met.
      desk.clock.set(rungs[role]);
      await desk.db.transaction((tx) => fallingDue.wake(tx));
      await workAt('2026-06-01T01:00:00Z');
      expect(await told(people)).toEqual(audiences.slice(0, index));
    },
  );

  it('go on while something is still open', async () => {
    const { people, institutionId, assignmentIds } = await aWaitingList();
    await desk.answer(institutionId, accept(assignmentIds[0]!));
    await workAt(rungs.MAIN);
    expect((await mailsTo(people.MAIN, 'digest')).map(({ props }) => props)).toMatchObject([{ items: [{ open: 1 }] }]);
  });

  it('pass over a rung nobody holds: the next comes on its own day', async () => {
    const { people, verificationId } = await aWaitingList(['MAIN', 'COORDINATOR']);
    for (const role of audiences) await workAt(rungs[role]);
    expect(await told(people)).toEqual(['MAIN', 'COORDINATOR']);
    const { steps } = await timeline(desk.db.now, { subjectId: verificationId });
    expect(steps.map(({ audience, state, stopReason }) => [audience, state, stopReason])).toEqual([
      ['MAIN', 'TOLD', null],
      ['ALTERNATE', 'STOPPED', 'VACANT'],
      ['VALIDATING_AUTHORITY', 'STOPPED', 'VACANT'],
      ['COORDINATOR', 'TOLD', null],
    ]);
  });

  it('say to everybody once that the day has passed when the worker was away for weeks', async () => {
    const { people } = await aWaitingList();
    await workAt('2026-04-20T01:00:00Z');
    await workAt('2026-04-21T01:00:00Z');
    expect((await told(people)).sort()).toEqual([...audiences].sort());
    expect((await mailsTo(people.MAIN, 'digest')).map(({ props }) => props)).toMatchObject([
      { items: [{ isOverdue: true }] },
    ]);
  });

  it('still ask on the due day itself', async () => {
    const { people } = await aWaitingList();
    await workAt('2026-03-16T10:00:00Z');
    expect(await told(people)).toEqual(['MAIN']);
  });

  it('go to whoever holds the mandate on the day, not to whoever held it when the round was opened', async () => {
    const { people, institutionId } = await aWaitingList(['MAIN', 'COORDINATOR']);
    await desk.db.now.mandate.updateMany({ where: { institutionId }, data: { endsOn: fromDay('2026-03-10') } });
    const { personId } = await aMandate(desk.db, { institutionId, startsOn: '2026-03-11' });
    await workAt(rungs.MAIN);
    expect(await mailsTo(people.MAIN, 'digest')).toEqual([]);
    expect(await mailsTo(personId, 'digest')).toHaveLength(1);
  });

  it('speak to a person of all their lists of a round in one mail', async () => {
    const { id: personId } = await aPerson(desk.db);
    const [one, two] = [await anInstitution(desk.db), await anInstitution(desk.db)];
    for (const { id } of [one, two]) await aMandate(desk.db, { personId, institutionId: id });
    const { review, ids } = await desk.aReviewOf(2);
    await desk.propose({ recommendationIds: ids, leadId: one.id, supportingIds: [two.id] });
    await desk.openRound({ reviewId: review.id });
    await desk.work();
    await workAt(rungs.MAIN);
    const mails = await mailsTo(personId, 'digest');
    expect(mails.map(({ props }) => props.items.map(({ open }) => open))).toEqual([[2, 2]]);
  });
});

describe('a coordinator who does not want to wait', () => {
  it('brings the one reminder forward: it does not come again on its day', async () => {
    const { people, round } = await aWaitingList();
    desk.clock.set('2026-03-05T03:00:00Z');
    expect(await reminders.remindNow(round.id, desk.by)).toEqual({ reminded: 1 });
    await desk.work();
    expect(await told(people)).toEqual(['MAIN']);
    expect(await reminders.remindNow(round.id, desk.by)).toEqual({ reminded: 0 });
    await workAt(rungs.MAIN);
    expect(await told(people)).toEqual(['MAIN']);
    await workAt(rungs.ALTERNATE);
    expect(await told(people)).toEqual(['MAIN', 'ALTERNATE']);
  });

  it('reminds nobody who has answered', async () => {
    const { institutionId, assignmentIds, round } = await aWaitingList();
    await desk.answer(institutionId, ...assignmentIds.map(accept));
    expect(await reminders.remindNow(round.id, desk.by)).toEqual({ reminded: 0 });
  });
});

describe('the plan of reminders', () => {
  it('is not made for a deadline that was met before anybody heard that it was set', async () => {
    const { id: institutionId } = await anInstitution(desk.db);
    const { assignmentIds, verificationId } = await desk.aRound({ leadId: institutionId });
    await desk.answer(institutionId, ...assignmentIds.map(accept));
    const { id: deadlineId } = await desk.deadlineOf(verificationId);
    await desk.db.transaction((tx) => reminders.stop([{ deadlineId }], tx));
    await desk.db.transaction((tx) => reminders.planNew([{ deadlineId, institutionId, dueOn: '2026-03-16' }], tx));
    expect((await desk.deadlineOf(verificationId)).steps).toEqual([]);
    expect(await desk.db.now.owed.count({ where: { name: 'reminders.wake' } })).toBe(0);
  });

  it('is made once though the news comes ten times at once', async () => {
    const { institutionId, verificationId } = await desk.aRound();
    const { id: deadlineId } = await desk.deadlineOf(verificationId);
    const news = { deadlineId, institutionId, dueOn: '2026-03-16' };
    await Promise.all(Array.from({ length: 10 }, () => desk.db.transaction((tx) => reminders.planNew([news], tx))));
    expect((await desk.deadlineOf(verificationId)).steps).toHaveLength(4);
    expect(await desk.db.now.owed.count({ where: { name: 'reminders.wake' } })).toBe(4);
  });
});

describe('a reminder the mail server has not taken yet', () => {
  it('is withdrawn with the answer', async () => {
    const { people, institutionId, assignmentIds } = await aWaitingList();
    await workAt(rungs.MAIN);
    await desk.answer(institutionId, ...assignmentIds.map(accept));
    expect((await mailsTo(people.MAIN, 'digest')).map(({ status }) => status)).toEqual(['QUEUED']);
    await desk.work();
    expect((await mailsTo(people.MAIN, 'digest')).map(({ status }) => status)).toEqual(['WITHDRAWN']);
  });

  it('is withdrawn when the coordinator takes the list back', async () => {
    const { people, review } = await aWaitingList();
    await workAt(rungs.MAIN);
    await desk.proposals.withdraw({ reviewId: review.id, reason: 'Not needed' }, desk.by);
    await desk.work();
    expect((await mailsTo(people.MAIN, 'digest')).map(({ status }) => status)).toEqual(['WITHDRAWN']);
  });

  it('stays when the server has taken it already', async () => {
    const { people, institutionId, assignmentIds } = await aWaitingList();
    await workAt(rungs.MAIN);
    await desk.db.now.mail.updateMany({ where: { personId: people.MAIN }, data: { status: 'SENT' } });
    await desk.answer(institutionId, ...assignmentIds.map(accept));
    await desk.work();
    expect((await mailsTo(people.MAIN, 'digest')).map(({ status }) => status)).toEqual(['SENT']);
  });

  it('is withdrawn with the answer to one of the lists it speaks of', async () => {
    const { id: personId } = await aPerson(desk.db);
    const [one, two] = [(await anInstitution(desk.db)).id, (await anInstitution(desk.db)).id];
    for (const institutionId of [one, two]) await aMandate(desk.db, { personId, institutionId });
    const { review, ids } = await desk.aReviewOf(1);
    await desk.propose({ recommendationIds: ids, leadId: one, supportingIds: [two] });
    const round = await desk.openRound({ reviewId: review.id });
    await desk.work();
    await workAt(rungs.MAIN);
    await desk.answers.acceptAll({ actor: system, institutionIds: [one], roundId: round.id });
    await desk.work();
    expect((await mailsTo(personId, 'digest')).map(({ status }) => status)).toEqual(['WITHDRAWN']);
  });
});
