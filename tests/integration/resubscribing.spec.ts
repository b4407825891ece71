import { DeadlinesService, SetDeadline } from '../../libs/deadlines/index.js';
import { system } from '../../libs/platform/index.js';
import { PreferencesService, timeline } from '../../libs/reminders/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { aMandate, anInstitution } from '../support/factories.js';

/** Monday 2 March, ten in the morning in Phnom Penh. */
const now = '2026-03-02T03:00:00Z';

let desk: Desk;
let preferences: PreferencesService;
let deadlines: DeadlinesService;
beforeAll(async () => {
  desk = await aDesk({ now });
  preferences = desk.api.app.get(PreferencesService);
  deadlines = desk.api.app.get(DeadlinesService);
});
afterAll(() => desk.close());
beforeEach(() => desk.clock.set(now));

const workAt = async (iso: string) => {
  desk.clock.set(iso);
  await desk.work();
};
/** An organisation whose one person wants no reminders, and what it owes. */
const anOrganisationThatLeft = async (...dueOn: string[]) => {
  const { id: institutionId } = await anInstitution(desk.db, { kind: 'CSO' });
  const { personId } = await aMandate(desk.db, { institutionId });
  await preferences.unsubscribe(personId, system);
  const ids: string[] = [];
  for (const day of dueOn) {
    const wanted = SetDeadline.parse({ title: `Due on ${day}`, institutionIds: [institutionId], dueOn: day });
    ids.push(...(await deadlines.setBy(wanted, desk.by)));
  }
  await desk.work();
  return { institutionId, personId, ids };
};
const digests = async (personId: string) =>
  (await desk.mails('digest', personId)).map(({ props }) => props.items.map(({ title }) => title));

describe('somebody who wants reminders again', () => {
  it('hears with the next digest of all that came due meanwhile and is open, once', async () => {
    const [met, moved, open, later] = ['2026-03-10', '2026-03-20', '2026-03-31', '2026-06-30'];
    const { personId, ids } = await anOrganisationThatLeft(met, moved, open, later);
    await workAt('2026-03-05T01:00:00Z');
    await deadlines.done(ids[0] ?? '', { by: desk.by });
    await deadlines.move(ids[1] ?? '', '2026-05-29', { by: desk.by, reason: 'They asked' });
    // The reminder of a week before, on 24 March, finds nobody.
    await workAt('2026-03-25T01:00:00Z');
    expect(await digests(personId)).toEqual([]);

    await workAt('2026-03-25T12:00:00Z');
    await preferences.resubscribe(personId, system);
    await desk.work();
    await workAt('2026-03-26T01:00:00Z');
    const [first = [], ...others] = await digests(personId);
    expect(others).toEqual([]);
    expect(first.sort()).toEqual([`Due on ${moved}`, `Due on ${open}`, `Due on ${later}`]);
    await preferences.resubscribe(personId, system);
    await workAt('2026-03-27T01:00:00Z');
    expect(await digests(personId)).toHaveLength(1);
  });

  it('hears nothing of a day that counts no more, nor of what was handed on', async () => {
    const [kept, handed] = [await anOrganisationThatLeft('2026-03-10'), await anOrganisationThatLeft('2026-03-10')];
    await workAt('2026-03-10T01:00:00Z');
    for (const { ids } of [kept, handed]) {
      await deadlines.move(ids[0] ?? '', '2026-08-31', { by: desk.by, reason: 'They asked' });
    }
    const { personId, institutionId } = await anOrganisationThatLeft();
    await desk.db.transaction((tx) => deadlines.handTo(tx, handed.ids[0] ?? '', institutionId, { by: desk.by }));
    await desk.db.now.reminderPreference.delete({ where: { personId } });
    await desk.work();
    const stopped = async ({ ids }: { ids: string[] }) => {
      const { steps } = await timeline(desk.db.now, { id: ids[0] ?? '' });
      return steps.filter(({ stopReason }) => stopReason === 'UNSUBSCRIBED').map(({ key }) => key);
    };
    const before = await stopped(handed);
    expect(before).toContain('set');
    expect((await stopped(kept)).filter((key) => key !== 'set')).toEqual(before.filter((key) => key !== 'set'));
    await preferences.resubscribe(kept.personId, system);
    await preferences.set(personId, { ...(await preferences.get(personId)), hour: '09:00' }, system);
    await desk.work();
    expect(await stopped(kept)).toEqual(before.filter((key) => key !== 'set'));
    expect(await stopped(handed)).toEqual(before);
  });

  it('brings nothing to an organisation that is not theirs', async () => {
    const [one, other] = [await anOrganisationThatLeft('2026-03-31'), await anOrganisationThatLeft('2026-03-31')];
    await preferences.resubscribe(one.personId, system);
    await desk.work();
    await workAt('2026-03-03T01:00:00Z');
    expect(await digests(one.personId)).toHaveLength(1);
    expect(await digests(other.personId)).toEqual([]);
    const { steps } = await timeline(desk.db.now, { id: other.ids[0] ?? '' });
    expect(steps[0]).toMatchObject({ state: 'STOPPED', stopReason: 'UNSUBSCRIBED' });
  });
});
