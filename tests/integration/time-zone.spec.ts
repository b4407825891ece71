import { DeadlinesService, SetDeadline } from '../../libs/deadlines/index.js';
import { MandatesService, MechanismService } from '../../libs/directory/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { aMandate, aPerson } from '../support/factories.js';
import { aPlanner } from '../support/planning.js';

/** Monday 2 March, ten in the morning in Phnom Penh and four in Paris. */
const now = '2026-03-02T03:00:00Z';
/** Paris is six hours behind Phnom Penh in winter. */
const east = 'Asia/Phnom_Penh';
const west = 'Europe/Paris';

let desk: Desk;
beforeAll(async () => {
  desk = await aDesk({ now });
});
afterAll(() => desk.close());
beforeEach(async () => {
  await moveTo(east);
  await desk.db.now.owed.deleteMany();
  desk.clock.set(now);
});

const moveTo = async (timeZone: string) => {
  const mechanism = desk.api.app.get(MechanismService);
  await mechanism.describe({ ...(await mechanism.get()), timeZone }, desk.by);
};
const workAt = async (iso: string) => {
  desk.clock.set(iso);
  await desk.work();
};
const zoneOf = async (id: string) => (await desk.db.now.person.findUniqueOrThrow({ where: { id } })).timeZone;

describe('a mechanism that moves to another time zone', () => {
  it.each([
    { from: east, to: west, midnight: '2026-03-11T23:00:00Z', morning: '2026-03-12T07:00:00Z' },
    { from: west, to: east, midnight: '2026-03-11T17:00:00Z', morning: '2026-03-12T01:00:00Z' },
  ])('reminds once on the day as it begins in $to', async ({ from, to, midnight, morning }) => {
    await moveTo(from);
    const { personId, institutionId } = await aMandate(desk.db);
    await desk.db.now.person.update({ where: { id: personId }, data: { timeZone: from } });
    // Due on 16 March: the reminder is of 12 March.
    const { verificationId } = await desk.aRound({ leadId: institutionId });
    await desk.work();
    await moveTo(to);
    await desk.work();
    const fallen = async () => {
      const { steps } = await desk.deadlineOf(verificationId);
      return steps.filter(({ fellDueAt }) => fellDueAt !== null).map(({ key }) => key);
    };
    const aSecondBefore = new Date(Date.parse(midnight) - 1000).toISOString();
    await workAt(aSecondBefore);
    expect(await fallen()).toEqual([]);
    await workAt(midnight);
    expect(await fallen()).toEqual(['before.2w']);
    expect(await desk.mails('digest', personId)).toEqual([]);
    await workAt(morning);
    await workAt('2026-03-12T12:00:00Z');
    expect(await desk.mails('digest', personId)).toMatchObject([{ createdAt: new Date(morning) }]);
  });

  it('ends mandates as the day after the last begins there', async () => {
    const { id } = await aMandate(desk.db);
    await desk.api.app.get(MandatesService).end(id, { endsOn: '2026-03-10' }, desk.by);
    await moveTo(west);
    const ended = async () => (await desk.eventsOf(id)).filter((name) => name === 'mandate.ended').length;
    await workAt('2026-03-10T22:59:59Z');
    expect(await ended()).toBe(0);
    await workAt('2026-03-10T23:00:00Z');
    expect(await ended()).toBe(1);
  });

  it('takes along those who share its zone, and nobody else', async () => {
    const here = await aPerson(desk.db, { timeZone: east });
    const abroad = await aPerson(desk.db, { timeZone: 'Europe/Zurich' });
    await moveTo(west);
    expect([await zoneOf(here.id), await zoneOf(abroad.id)]).toEqual([west, 'Europe/Zurich']);
    expect(await desk.eventsOf(here.id)).toEqual(['person.changed']);
    expect(await desk.eventsOf(abroad.id)).toEqual([]);
  });

  it('takes along the open deadlines that end with its day, and none that a rule or somebody set elsewhere', async () => {
    const set = async (timeZone?: string) => {
      const wanted = SetDeadline.parse({ title: 'Figures', dueOn: '2026-04-01', ...(timeZone && { timeZone }) });
      return (await desk.api.app.get(DeadlinesService).setBy(wanted, desk.by))[0] ?? '';
    };
    const [here, done, elsewhere] = [await set(), await set(), await set('Europe/Zurich')];
    await desk.api.app.get(DeadlinesService).done(done, { by: desk.by });
    const plan = await aPlanner(desk.api);
    const rule = await plan.aRule({ timeZone: east });
    const [byRule] = await plan.deadlinesOf((await plan.aDate('2026-04-01')).anchor.id, rule.code);
    await moveTo(west);
    await desk.work();
    const rows = await desk.db.now.deadline.findMany({
      where: { id: { in: [here, done, elsewhere, byRule!.id] } },
      orderBy: { id: 'asc' },
    });
    expect(rows.map(({ timeZone, sequence }) => [timeZone, sequence])).toEqual([
      [west, 1],
      [east, 1],
      ['Europe/Zurich', 0],
      [east, 0],
    ]);
  });

  it('owes nothing anew when it is described in the same zone', async () => {
    const { institutionId } = await aMandate(desk.db, { endsOn: '2026-03-10' });
    await desk.aRound({ leadId: institutionId });
    await desk.work();
    const owed = () => desk.db.now.owed.findMany({ orderBy: { id: 'asc' } });
    const before = await owed();
    await moveTo(east);
    await desk.work();
    expect(await owed()).toEqual(before);
  });
});
