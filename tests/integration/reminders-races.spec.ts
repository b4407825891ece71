import type { JobName } from '../../libs/catalogue/index.js';
import { DeadlineRequestsService, DeadlinesService, SetDeadline } from '../../libs/deadlines/index.js';
import { MandatesService } from '../../libs/directory/index.js';
import type { MandateRole } from '../../libs/platform/index.js';
import { FallingDueService, LeavesService, timeline } from '../../libs/reminders/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { eventually } from '../support/eventually.js';
import { aMandate, anInstitution, aPerson } from '../support/factories.js';
import { aGate } from '../support/gate.js';
import { remindedPeople } from '../support/reminded.js';

/** Monday 2 March, ten in the morning in Phnom Penh; digests come at eight, which is one in Greenwich. */
const now = '2026-03-02T03:00:00Z';
const eightOn = (day: string) => `${day}T01:00:00Z`;

let desk: Desk;
let people: ReturnType<typeof remindedPeople>;
beforeAll(async () => {
  desk = await aDesk({ now });
  people = remindedPeople(desk);
});
afterAll(() => desk.close());
beforeEach(async () => {
  await people.startAnew();
  // Nobody in office but whom the test names, and nothing open of another test's.
  await desk.db.now.roleGrant.deleteMany();
  await desk.db.now.notice.deleteMany({ where: { toldAt: null } });
  await desk.db.now.deadline.updateMany({ where: { status: 'OPEN' }, data: { status: 'MET' } });
});

/** Something an institution owes; nobody has worked on that yet. */
const owes = async (institutionId: string, dueOn = '2026-04-15') => {
  const wanted = { kind: 'INFORMATION_REQUEST', title: 'Figures', institutionIds: [institutionId], dueOn };
  const [id = ''] = await desk.api.app.get(DeadlinesService).setBy(SetDeadline.parse(wanted), desk.by);
  return id;
};
/** Each digest of a person: the news of which deadlines. */
const tellings = async (personId: string) =>
  (await desk.mails('digest', personId)).map(({ props }) =>
    props.items.map(({ deadlineId, news, audience }) => [deadlineId, news, audience]),
  );
/** Does what is due of one kind of work, and nothing else. */
const run = async (name: JobName) => {
  const due = { name, runAt: { lte: desk.clock.now() } };
  const owed = await desk.db.now.owed.findMany({ where: due, orderBy: { id: 'asc' } });
  await desk.worker.runner.run(
    name,
    owed.map(({ id }) => id),
  );
};
/** What is due in another order: the digests before anything that others have said. */
const digestsFirst = async () => {
  await run('digest.compose');
  await desk.work();
};

describe('a digest that is composed while all that is due is being found', () => {
  it('waits for it: after a week without the worker one mail says everything', async () => {
    const { personId, institutionId } = await aMandate(desk.db);
    const early = await owes(institutionId, '2026-03-17');
    await desk.work();
    // A week passes; on Tuesday the 10th a reminder of the same deadline is due besides its news.
    desk.clock.set('2026-03-10T03:00:00Z');
    const fallingDue = desk.api.app.get(FallingDueService);
    const [found, end] = [aGate(), aGate()];
    const finding = desk.db.transaction(async (tx) => {
      await fallingDue.wake(tx);
      found.open();
      await end.opened;
    });
    await found.opened;
    let isOver = false;
    const composing = run('digest.compose').finally(() => (isOver = true));
    await eventually(async () => expect(isOver || (await isSomebodyWaiting())).toBe(true));
    end.open();
    await Promise.all([finding, composing]);
    await desk.work();
    await people.workAt(eightOn('2026-03-11'));
    expect(await tellings(personId)).toEqual([[[early, 'SET', 'MAIN']]]);
    const { steps } = await timeline(desk.db.now, { id: early });
    expect(steps.filter(({ state }) => state === 'TOLD').map(({ key }) => key)).toEqual(['set', 'before.7']);
  });

  /** Whether some transaction on this database waits for another one. */
  const isSomebodyWaiting = async () => {
    const waiting = await desk.db.now.$queryRaw<unknown[]>`
      SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return waiting.length > 0;
  };
});

describe('an escalation that one alternate has heard, before more time was given', () => {
  /**
   * Due on Friday the 13th. On Monday one alternate hears at eight that it is overdue, asks for time at ten and has it at eleven;
   * nobody has heard of that. The other alternate’s digest comes at two.
   */
  const somethingGranted = async () => {
    const { id: institutionId } = await anInstitution(desk.db);
    const { personId: mainId } = await aMandate(desk.db, { institutionId });
    const [early, late] = [await anAlternate(institutionId, '08:00'), await anAlternate(institutionId, '14:00')];
    const id = await owes(institutionId, '2026-03-13');
    await desk.work();
    for (const day of ['2026-03-03', '2026-03-06', '2026-03-12', '2026-03-16']) await people.workAt(eightOn(day));
    expect([await tellings(early), await tellings(late)]).toEqual([[[[id, null, 'ALTERNATE']]], []]);
    desk.clock.set('2026-03-16T03:00:00Z');
    const requests = desk.api.app.get(DeadlineRequestsService);
    const asked = { kind: 'MORE_TIME', until: '2026-06-19', reason: 'The census is late' } as const;
    const requestId = await requests.ask(id, asked, { ...desk.by, personId: early });
    await desk.work();
    desk.clock.set('2026-03-16T04:00:00Z');
    await requests.decide(requestId, { decision: 'GRANT', reason: 'Agreed' }, desk.by);
    return { mainId, late };
  };
  const anAlternate = async (institutionId: string, hour: string) => {
    const { personId } = await aMandate(desk.db, { institutionId, role: 'ALTERNATE' });
    await desk.db.now.reminderPreference.create({ data: { personId, hour, quietFrom: '18:00' } });
    return personId;
  };
  /** All that is due is found by another alarm than that of the answer. */
  const wake = () => desk.db.transaction((tx) => desk.api.app.get(FallingDueService).wake(tx));
  const twoInTheAfternoon = '2026-03-16T07:00:00Z';
  const composeAtTwo = async () => {
    desk.clock.set(twoInTheAfternoon);
    await digestsFirst();
  };

  it.each([
    ['before anybody hears of that', [wake, () => desk.work()]],
    ['after the deadline has moved', [() => run('event.deliver'), wake, () => desk.work()]],
    ['only as the digest is composed', [composeAtTwo]],
  ])('is not told to the other, whose hour comes later, where what is due is found %s', async (_, order) => {
    const { mainId, late } = await somethingGranted();
    for (const next of order) await next();
    await people.workAt(twoInTheAfternoon);
    await people.workAt('2026-03-17T07:00:00Z');
    expect(await tellings(late)).toEqual([]);
    // Whoever answers for it has heard of the other day.
    expect((await tellings(mainId)).at(-1)).toMatchObject([[expect.any(String), 'GRANTED', 'MAIN']]);
  });
});

describe('somebody of civil society who ends their reminders a second before the digest', () => {
  /** At eight on Tuesday something is to be told; the news that they have left is not heard yet. */
  const left = async (...others: MandateRole[]) => {
    const { personId, institutionId } = await people.aFocalPoint('CSO');
    const mandates = await Promise.all(others.map((role) => aMandate(desk.db, { institutionId, role })));
    const deadlineId = await people.owes(institutionId);
    desk.clock.set('2026-03-03T00:59:59Z');
    await people.press(await people.linkOf('unsubscribe', personId));
    desk.clock.set(eightOn('2026-03-03'));
    await digestsFirst();
    return { personId, others: mandates.map((mandate) => mandate.personId), deadlineId };
  };

  it('has no digest: another who holds the place hears it', async () => {
    const { personId, others, deadlineId } = await left('MAIN');
    expect(await tellings(personId)).toEqual([]);
    expect(await tellings(others[0] ?? '')).toEqual([[[deadlineId, 'SET', 'MAIN']]]);
  });

  it('has no digest: whoever holds the next place hears it, the same day', async () => {
    const { personId, others, deadlineId } = await left('ALTERNATE');
    expect(await tellings(personId)).toEqual([]);
    expect(await tellings(others[0] ?? '')).toEqual([[[deadlineId, 'SET', 'MAIN']]]);
  });

  it('has no digest where nobody else is there', async () => {
    const { personId, deadlineId } = await left();
    expect(await tellings(personId)).toEqual([]);
    const { steps } = await timeline(desk.db.now, { id: deadlineId });
    expect(steps[0]).toMatchObject({ key: 'set', state: 'STOPPED', stopReason: 'UNSUBSCRIBED' });
  });
});

describe('whoever held a mandate that has ended, in a digest that comes before the news of it', () => {
  /** Told to them in the morning what this institution owes; by then their mandate is over, and an alternate is there. */
  const somethingLost = async (personId: string) => {
    const { id: institutionId } = await anInstitution(desk.db);
    const { id: mandateId } = await aMandate(desk.db, { personId, institutionId });
    const { personId: alternate } = await aMandate(desk.db, { institutionId, role: 'ALTERNATE' });
    const id = await owes(institutionId);
    await desk.work();
    expect(await desk.db.now.notice.count({ where: { personId, toldAt: null } })).toBe(1);
    await desk.api.app.get(MandatesService).end(mandateId, { endsOn: '2026-03-02' }, desk.by);
    return { id, alternate };
  };

  it('hears nothing more of it though they stand in for a colleague elsewhere: only of what is there', async () => {
    const { id: personId } = await aPerson(desk.db);
    const { id: elsewhere } = await anInstitution(desk.db);
    const { personId: colleague } = await aMandate(desk.db, { institutionId: elsewhere });
    await aMandate(desk.db, { personId, institutionId: elsewhere, role: 'VALIDATING_AUTHORITY' });
    const leave = { startsOn: '2026-03-02', endsOn: '2026-03-06', substituteId: personId };
    await desk.api.app.get(LeavesService).plan(colleague, leave, { by: desk.by });
    const { id, alternate } = await somethingLost(personId);
    const there = await owes(elsewhere);
    await desk.work();
    desk.clock.set(eightOn('2026-03-03'));
    await digestsFirst();
    expect(await tellings(personId)).toEqual([[[there, 'SET', 'MAIN']]]);
    expect(await tellings(alternate)).toEqual([[[id, 'SET', 'MAIN']]]);
  });

  it('hears as a coordinator what is for coordinators, and nothing more of what was theirs', async () => {
    const { id: personId } = await aPerson(desk.db, { roles: ['COORDINATOR'] });
    const { id, alternate } = await somethingLost(personId);
    const { personId: asking, institutionId } = await aMandate(desk.db);
    const other = await owes(institutionId);
    desk.clock.set('2026-03-02T13:00:00Z');
    const asked = { kind: 'MORE_TIME', until: '2026-05-04', reason: 'The census is late' } as const;
    await desk.api.app.get(DeadlineRequestsService).ask(other, asked, { ...desk.by, personId: asking });
    await desk.work();
    desk.clock.set(eightOn('2026-03-03'));
    await digestsFirst();
    expect(await tellings(personId)).toEqual([[[other, 'ASKED', 'COORDINATOR']]]);
    expect(await tellings(alternate)).toEqual([[[id, 'SET', 'MAIN']]]);
  });
});
