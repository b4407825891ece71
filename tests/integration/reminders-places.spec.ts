import { RolesService } from '../../libs/access/index.js';
import { DeadlineRequestsService, DeadlinesService, SetDeadline } from '../../libs/deadlines/index.js';
import { MandatesService } from '../../libs/directory/index.js';
import type { Role } from '../../libs/platform/index.js';
import { LeavesService, timeline } from '../../libs/reminders/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { aMandate, anInstitution, aPerson } from '../support/factories.js';

/** Monday 2 March, ten in the morning in Phnom Penh; digests come at eight, which is one in Greenwich. */
const now = '2026-03-02T03:00:00Z';
const eightOn = (day: string) => `${day}T01:00:00Z`;

let desk: Desk;
let leaves: LeavesService;
let mandates: MandatesService;
let roles: RolesService;
beforeAll(async () => {
  desk = await aDesk({ now });
  leaves = desk.api.app.get(LeavesService);
  mandates = desk.api.app.get(MandatesService);
  roles = desk.api.app.get(RolesService);
});
afterAll(() => desk.close());
beforeEach(async () => {
  desk.clock.set(now);
  // Nobody in office but whom the test names, and no work of another test's.
  await desk.db.now.roleGrant.deleteMany();
  await desk.db.now.owed.deleteMany();
  await desk.db.now.notice.deleteMany({ where: { toldAt: null } });
  await desk.db.now.reminderStep.updateMany({ where: { fellDueAt: null }, data: { stoppedAt: desk.clock.now() } });
});

const workAt = async (iso: string) => {
  desk.clock.set(iso);
  await desk.work();
};
/** Something an institution owes; its people are told so with the next digest. */
const owes = async (institutionId: string, dueOn = '2026-04-15') => {
  const wanted = SetDeadline.parse({
    kind: 'INFORMATION_REQUEST',
    title: 'Figures',
    institutionIds: [institutionId],
    dueOn,
  });
  const [id = ''] = await desk.api.app.get(DeadlinesService).setBy(wanted, desk.by);
  await desk.work();
  return id;
};
/** How many digests each of these people had. */
const digests = (...personIds: string[]) =>
  Promise.all(personIds.map(async (personId) => (await desk.mails('digest', personId)).length));
/** The digests that are due are composed before anything else is done, as may be after an outage. */
const composeFirst = async () => {
  const alarms = { name: 'digest.compose', runAt: { lte: desk.clock.now() } };
  const owed = await desk.db.now.owed.findMany({ where: alarms });
  await desk.worker.runner.run(
    'digest.compose',
    owed.map(({ id }) => id),
  );
  await desk.work();
};
const inOffice = async (...held: Role[]) => (await aPerson(desk.db, { roles: held })).id;
const endMandate = async (personId: string, institutionId: string, endsOn: string) => {
  const { id } = await desk.db.now.mandate.findFirstOrThrow({ where: { personId, institutionId } });
  await mandates.end(id, { endsOn }, desk.by);
  await desk.work();
};

describe('whoever stands in for somebody, and holds nothing themselves any more', () => {
  /** A main focal point who is away this week, an alternate, and a colleague of both who was named to stand in. */
  const aLeave = async () => {
    const { personId, institutionId } = await aMandate(desk.db);
    const { personId: alternate } = await aMandate(desk.db, { institutionId, role: 'ALTERNATE' });
    const { personId: substituteId } = await aMandate(desk.db, { institutionId, role: 'VALIDATING_AUTHORITY' });
    const days = { startsOn: '2026-03-02', endsOn: '2026-03-06', substituteId };
    await leaves.plan(personId, days, { by: desk.by });
    return { personId, alternate, substituteId, institutionId };
  };

  it('is told while they hold a mandate', async () => {
    const { personId, alternate, substituteId, institutionId } = await aLeave();
    await owes(institutionId);
    await workAt(eightOn('2026-03-03'));
    expect(await digests(personId, alternate, substituteId)).toEqual([0, 0, 1]);
  });

  it('is not told of what comes: it goes to the next who holds the mandate', async () => {
    const { personId, alternate, substituteId, institutionId } = await aLeave();
    await endMandate(substituteId, institutionId, '2026-03-01');
    await owes(institutionId);
    await workAt(eightOn('2026-03-03'));
    expect(await digests(personId, alternate, substituteId)).toEqual([0, 1, 0]);
  });

  it('is not told of what waited for them already', async () => {
    const { personId, alternate, substituteId, institutionId } = await aLeave();
    await owes(institutionId);
    expect(await desk.db.now.notice.count({ where: { personId: substituteId, toldAt: null } })).toBe(1);
    await endMandate(substituteId, institutionId, '2026-03-01');
    await workAt(eightOn('2026-03-03'));
    expect(await digests(personId, alternate, substituteId)).toEqual([0, 1, 0]);
  });

  it('is not told either where the digest comes before the news that the mandate has ended', async () => {
    const { personId, alternate, substituteId, institutionId } = await aLeave();
    await owes(institutionId);
    const theirs = await desk.db.now.mandate.findFirstOrThrow({ where: { personId: substituteId, institutionId } });
    await mandates.end(theirs.id, { endsOn: '2026-03-02' }, desk.by);
    desk.clock.set(eightOn('2026-03-03'));
    await composeFirst();
    expect(await digests(personId, alternate, substituteId)).toEqual([0, 1, 0]);
  });

  it('leaves it to the person themselves where nobody else holds a mandate: it waits till they are back', async () => {
    const { personId, alternate, substituteId, institutionId } = await aLeave();
    await endMandate(alternate, institutionId, '2026-03-01');
    await endMandate(substituteId, institutionId, '2026-03-01');
    await owes(institutionId);
    for (const day of ['2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06']) await workAt(eightOn(day));
    expect(await digests(personId, alternate, substituteId)).toEqual([0, 0, 0]);
    await workAt(eightOn('2026-03-09'));
    expect(await digests(personId, alternate, substituteId)).toEqual([1, 0, 0]);
  });
});

describe('an office that is given to somebody else', () => {
  /** Asked in the evening, when it is quiet: the coordinators hear of it in the morning. */
  const askedInTheEvening = async () => {
    const { personId, institutionId } = await aMandate(desk.db);
    const id = await owes(institutionId);
    desk.clock.set('2026-03-02T13:00:00Z');
    const asked = { kind: 'MORE_TIME', until: '2026-05-04', reason: 'The census is late' } as const;
    await desk.api.app.get(DeadlineRequestsService).ask(id, asked, { ...desk.by, personId });
    await desk.work();
  };

  it('takes what waits to be told with it', async () => {
    const [leaving, coming] = [await inOffice('COORDINATOR'), await inOffice()];
    await askedInTheEvening();
    expect(await desk.db.now.notice.count({ where: { personId: leaving, toldAt: null } })).toBe(1);
    await roles.give(coming, ['COORDINATOR'], { by: desk.by, reason: 'Takes over' });
    await roles.give(leaving, [], { by: desk.by, reason: 'Leaves' });
    await desk.work();
    expect(await desk.db.now.notice.findMany({ where: { toldAt: null } })).toMatchObject([{ personId: coming }]);
    await workAt(eightOn('2026-03-03'));
    expect(await digests(leaving, coming)).toEqual([0, 1]);
  });

  it('takes it along even when the worker was away, and the digest comes before the news', async () => {
    const [leaving, coming] = [await inOffice('COORDINATOR'), await inOffice()];
    await askedInTheEvening();
    await roles.give(coming, ['COORDINATOR'], { by: desk.by, reason: 'Takes over' });
    await roles.give(leaving, [], { by: desk.by, reason: 'Leaves' });
    desk.clock.set(eightOn('2026-03-03'));
    await composeFirst();
    expect(await digests(leaving, coming)).toEqual([0, 1]);
  });

  it('leaves alone what was told before it was given', async () => {
    const [leaving, coming] = [await inOffice('COORDINATOR'), await inOffice()];
    await askedInTheEvening();
    await workAt(eightOn('2026-03-03'));
    await roles.give(coming, ['COORDINATOR'], { by: desk.by, reason: 'Takes over' });
    await roles.give(leaving, [], { by: desk.by, reason: 'Leaves' });
    await workAt(eightOn('2026-03-04'));
    expect(await digests(leaving, coming)).toEqual([1, 0]);
  });
});

describe('an escalation to an office whose holders are away, with nobody standing in', () => {
  /** Due on Monday 2 March and not done: told to the coordinators and the head ten working days after, on Monday the 16th. */
  const overdue = async () => {
    const { institutionId } = await aMandate(desk.db);
    return owes(institutionId, '2026-03-02');
  };
  const away = (personId: string, endsOn: string) =>
    leaves.plan(personId, { startsOn: '2026-03-12', endsOn, substituteId: null }, { by: desk.by });

  it.each(['COORDINATOR', 'HEAD'] as const)('waits for the %s till they are back', async (role) => {
    const [person, other] = [await inOffice(role), await inOffice(role === 'HEAD' ? 'COORDINATOR' : 'HEAD')];
    await away(person, '2026-03-18');
    const deadlineId = await overdue();
    for (const day of ['2026-03-16', '2026-03-17', '2026-03-18']) await workAt(eightOn(day));
    expect(await digests(person, other)).toEqual([0, 1]);
    const { steps } = await timeline(desk.db.now, { id: deadlineId });
    expect(steps.find(({ key, audience }) => key === 'overdue.10' && audience === role)?.state).toBe('WAITING');
    await workAt(eightOn('2026-03-19'));
    await workAt(eightOn('2026-03-20'));
    expect(await digests(person, other)).toEqual([1, 1]);
  });

  it('goes to those of them who are there', async () => {
    const [gone, there] = [await inOffice('COORDINATOR'), await inOffice('COORDINATOR')];
    await away(gone, '2026-03-18');
    await overdue();
    await workAt(eightOn('2026-03-16'));
    await workAt(eightOn('2026-03-19'));
    expect(await digests(gone, there)).toEqual([0, 1]);
  });
});

describe('what is due in an institution where nobody holds a place', () => {
  it('waits for the only coordinator, who is away with nobody standing in', async () => {
    const coordinator = await inOffice('COORDINATOR');
    const leave = { startsOn: '2026-03-02', endsOn: '2026-03-06', substituteId: null };
    await leaves.plan(coordinator, leave, { by: desk.by });
    const deadlineId = await owes((await anInstitution(desk.db)).id);
    const announced = async () =>
      (await timeline(desk.db.now, { id: deadlineId })).steps.find(({ key }) => key === 'set');
    for (const day of ['2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06']) await workAt(eightOn(day));
    expect(await digests(coordinator)).toEqual([0]);
    expect(await announced()).toMatchObject({ state: 'WAITING', stopReason: null });
    await workAt(eightOn('2026-03-09'));
    expect(await digests(coordinator)).toEqual([1]);
    expect(await announced()).toMatchObject({ state: 'TOLD' });
  });

  it('is for whoever comes to hold a place while it waits', async () => {
    const coordinator = await inOffice('COORDINATOR');
    const leave = { startsOn: '2026-03-02', endsOn: '2026-03-06', substituteId: null };
    await leaves.plan(coordinator, leave, { by: desk.by });
    const { id: institutionId } = await anInstitution(desk.db);
    await owes(institutionId);
    const { id: coming } = await aPerson(desk.db);
    const mandate = { personId: coming, institutionId, role: 'MAIN' as const, startsOn: '2026-03-02', endsOn: null };
    await mandates.start(mandate, desk.by);
    await desk.work();
    await workAt(eightOn('2026-03-03'));
    await workAt(eightOn('2026-03-09'));
    expect(await digests(coordinator, coming)).toEqual([0, 1]);
  });
});

describe('a digest that no mail server took while it was worth sending', () => {
  it('is told with the next, to whoever holds the mandate by then', async () => {
    const { id: institutionId } = await anInstitution(desk.db);
    const { personId: leaving } = await aMandate(desk.db, { institutionId });
    const { personId: coming } = await aMandate(desk.db, { institutionId, startsOn: '2026-03-04' });
    const deadlineId = await owes(institutionId);
    await workAt(eightOn('2026-03-03'));
    await endMandate(leaving, institutionId, '2026-03-03');
    // At midnight the mandate is over; the mail waits for its server still.
    await workAt('2026-03-03T17:00:00Z');
    expect(await digests(leaving, coming)).toEqual([1, 0]);
    desk.clock.set('2026-03-04T00:30:00Z');
    const [late] = await desk.mails('digest', leaving);
    const sending = await desk.db.now.owed.findFirstOrThrow({
      where: { name: 'mail.send', payload: { equals: { mailId: late?.id ?? '' } } },
    });
    await desk.worker.runner.run('mail.send', [sending.id]);
    await desk.work();
    expect((await desk.mails('digest', leaving)).map(({ status }) => status)).toEqual(['EXPIRED']);
    await workAt(eightOn('2026-03-04'));
    expect(await digests(leaving, coming)).toEqual([1, 1]);
    const [mail] = await desk.mails('digest', coming);
    expect(mail?.props.items).toMatchObject([{ deadlineId, news: 'SET' }]);
  });
});
