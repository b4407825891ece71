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

it('a holiday that is worked after all: what waits for the day after comes today', async () => {
  const { personId, institutionId } = await aMandate(desk.db);
  const day = '2026-03-03';
  const change = (wanted: object) =>
    desk.db.transaction((tx) =>
      desk.api.app
        .get(CalendarsService)
        .apply(tx, 'KHM', CalendarChange.parse(wanted), { by: desk.by, reason: 'As decreed' }),
    );
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
