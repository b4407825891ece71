import { CalendarsService } from '../../libs/calendars/index.js';
import { CalendarChange } from '../../libs/calendars/calendars.schemas.js';
import { DeadlinesService, SetDeadline } from '../../libs/deadlines/index.js';
import { timeline } from '../../libs/reminders/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { aMandate } from '../support/factories.js';

let desk: Desk;
beforeAll(async () => {
  desk = await aDesk();
});
afterAll(() => desk.close());

const change = (wanted: object) =>
  desk.db.transaction((tx) =>
    desk.api.app
      .get(CalendarsService)
      .apply(tx, 'KHM', CalendarChange.parse(wanted), { by: desk.by, reason: 'As decreed' }),
  );

it('a holiday that is declared: what counts working days comes a working day later, and what does not stays', async () => {
  const { institutionId } = await aMandate(desk.db);
  desk.clock.set('2026-03-02T03:00:00Z');
  const wanted = SetDeadline.parse({ title: 'Figures', institutionIds: [institutionId], dueOn: '2026-04-02' });
  const [id = ''] = await desk.api.app.get(DeadlinesService).setBy(wanted, desk.by);
  await desk.work();
  const days = async () =>
    (await timeline(desk.db.now, { id })).steps
      .filter(({ state, audience }) => state === 'PLANNED' && audience !== 'ALTERNATE' && audience !== 'HEAD')
      .map(({ key, sendOn }) => `${key} ${sendOn}`);
  const before = ['before.7 2026-03-26', 'before.1 2026-04-01'];
  expect(await days()).toEqual(expect.arrayContaining([...before, 'overdue.5 2026-04-09']));
  await change({ kind: 'ADD', day: '2026-04-08', name: 'A feast', source: 'A decree' });
  await desk.work();
  expect(await days()).toEqual(expect.arrayContaining([...before, 'overdue.5 2026-04-10']));
  expect(await days()).not.toContain('overdue.5 2026-04-09');
});

it('a holiday that is worked after all: what waits for the day after comes today', async () => {
  const { personId, institutionId } = await aMandate(desk.db);
  const day = '2026-03-03';
  desk.clock.set('2026-03-02T03:00:00Z');
  await change({ kind: 'ADD', day, name: 'A feast', source: 'A decree' });
  const wanted = SetDeadline.parse({ title: 'Figures', institutionIds: [institutionId], dueOn: '2026-03-04' });
  desk.clock.set('2026-03-03T00:00:00Z');
  const [id = ''] = await desk.api.app.get(DeadlinesService).setBy(wanted, desk.by);
  await desk.work();
  desk.clock.set('2026-03-03T01:00:00Z');
  await desk.work();
  expect(await desk.mails('digest', personId)).toHaveLength(0);
  const [step] = (await timeline(desk.db.now, { id })).steps;
  expect(step).toMatchObject({ state: 'WAITING', told: [{ hearsAt: '2026-03-04T01:00:00.000Z' }] });
  await change({ kind: 'REMOVE', day });
  await desk.work();
  expect(await desk.mails('digest', personId)).toHaveLength(1);
});
