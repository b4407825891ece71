import { fromDay, Links, system } from '../../libs/platform/index.js';
import { PreferencesService, timeline } from '../../libs/reminders/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { aMandate, anInstitution } from '../support/factories.js';
import { remindedPeople } from '../support/reminded.js';

const form = { hour: '08:00', quietFrom: '18:00', timeZone: 'Asia/Phnom_Penh', locale: 'en' as const };

let desk: Desk;
let preferences: PreferencesService;
let people: ReturnType<typeof remindedPeople>;
beforeAll(async () => {
  desk = await aDesk();
  preferences = desk.api.app.get(PreferencesService);
  people = remindedPeople(desk);
});
afterAll(() => desk.close());
beforeEach(() => people.startAnew());

describe('unsubscribing, for people of civil society organisations', () => {
  /** As providers send it when somebody presses their button: no cookies, nothing about where it comes from. */
  const asProviders = (url: string, multipart: boolean) =>
    desk.api.request({
      method: 'POST',
      url,
      headers: {
        accept: '*/*',
        'content-type': multipart
          ? 'multipart/form-data; boundary=----=_Part_1'
          : 'application/x-www-form-urlencoded; charset=UTF-8',
      },
      payload: multipart
        ? '------=_Part_1\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n------=_Part_1--\r\n'
        : 'List-Unsubscribe=One-Click',
    });

  it.each([
    ['as a form', false],
    ['in parts', true],
  ])('happens with one press in the mail program, sent %s, at once and once', async (_, multipart) => {
    const { personId } = await people.aFocalPoint('CSO');
    const path = await people.linkOf('unsubscribe', personId);
    for (const answer of [await asProviders(path, multipart), await asProviders(path, multipart)]) {
      expect(answer.statusCode).toBe(200);
      expect(answer.body).toContain('No reminders come to you any more');
    }
    expect(await preferences.get(personId)).toMatchObject({ isUnsubscribed: true });
    expect(await people.announced(personId, 'reminder-preference.set')).toBe(1);
  });

  it('happens by the link of the digest itself, which says what it is for', async () => {
    const { personId, institutionId } = await people.aFocalPoint('CSO');
    await people.owes(institutionId);
    await people.workAt('2026-03-03T01:00:00Z');
    const [mail] = await desk.mails('digest', personId);
    const path = new URL(desk.api.app.get(Links).url('unsubscribe', mail?.unsubscribeLinkId ?? '')).pathname;
    expect((await people.open(path)).body).toContain('name="List-Unsubscribe" value="One-Click"');
    expect(await preferences.get(personId)).toMatchObject({ isUnsubscribed: false });
    expect((await asProviders(path, false)).statusCode).toBe(200);
    expect((await people.open(path)).body).toContain('Undo');
  });

  it('is not pressed by another site, and needs a link that works', async () => {
    const { personId } = await people.aFocalPoint('CSO');
    const path = await people.linkOf('unsubscribe', personId);
    expect((await people.press(path, {}, { origin: 'https://elsewhere.example.org' })).statusCode).toBe(403);
    expect((await people.press(`${path.slice(0, -3)}AAA`)).statusCode).toBe(410);
    expect((await people.press((await people.linkOf('due', personId)).replace('due', 'unsubscribe'))).statusCode).toBe(
      410,
    );
    expect(await preferences.get(personId)).toMatchObject({ isUnsubscribed: false });
  });

  it('drops what waits for the person, and says why nothing comes', async () => {
    const { personId, institutionId } = await people.aFocalPoint('CSO');
    const deadlineId = await people.owes(institutionId);
    await people.press(await people.linkOf('unsubscribe', personId));
    await desk.work();
    await people.workAt('2026-03-03T01:00:00Z');
    expect(await people.digests(personId)).toBe(0);
    const { steps } = await timeline(desk.db.now, { id: deadlineId });
    expect(steps[0]).toMatchObject({ key: 'set', state: 'STOPPED', stopReason: 'UNSUBSCRIBED', told: [] });
  });

  it('leaves the others of the organisation to be reminded', async () => {
    const { personId, institutionId } = await people.aFocalPoint('CSO');
    const { personId: alternate } = await aMandate(desk.db, { institutionId, role: 'ALTERNATE' });
    await people.owes(institutionId);
    await people.press(await people.linkOf('unsubscribe', personId));
    await desk.work();
    await people.workAt('2026-03-03T01:00:00Z');
    expect([await people.digests(personId), await people.digests(alternate)]).toEqual([0, 1]);
  });

  it('is undone with one press: what is due later is told again', async () => {
    const { personId, institutionId } = await people.aFocalPoint('CSO');
    const path = await people.linkOf('unsubscribe', personId);
    await people.press(path);
    const undone = await people.press(`${path}/undo`);
    expect(undone.statusCode).toBe(303);
    expect((await people.open(undone.headers['location'] ?? '')).body).toContain('Reminders come to you again');
    await people.press(`${path}/undo`);
    expect(await people.announced(personId, 'reminder-preference.set')).toBe(2);
    await people.owes(institutionId);
    await people.workAt('2026-03-03T01:00:00Z');
    expect(await people.digests(personId)).toBe(1);
  });

  it('is chosen on the page of preferences too, and taken back there', async () => {
    const { personId } = await people.aFocalPoint('CSO');
    const path = `${await people.linkOf('due', personId)}/preferences`;
    expect((await people.open(path)).body).toContain('Send me no reminders');
    await people.press(path, { ...form, unsubscribed: '1' });
    expect(await preferences.get(personId)).toMatchObject({ isUnsubscribed: true });
    expect((await people.open(path)).body).toMatch(/<input type="checkbox" name="unsubscribed" value="1" checked/);
    await people.press(path, form);
    expect(await preferences.get(personId)).toMatchObject({ isUnsubscribed: false });
  });

  it('is refused, kindly, to whoever has come into office meanwhile', async () => {
    const { personId } = await people.aFocalPoint('CSO');
    const path = await people.linkOf('unsubscribe', personId);
    const { id: ministry } = await anInstitution(desk.db);
    await aMandate(desk.db, { personId, institutionId: ministry });
    expect((await people.open(path)).body).toContain('obligations of office go to whoever holds the mandate');
    const refused = await people.press(path);
    expect(refused.statusCode).toBe(409);
    expect(refused.body).toContain('Reminders of an office cannot be ended');
    const page = `${await people.linkOf('due', personId)}/preferences`;
    expect((await people.press(page, { ...form, unsubscribed: '1' })).statusCode).toBe(409);
    expect(await preferences.get(personId)).toMatchObject({ isUnsubscribed: false });
  });

  it('does not end what an office asks for, when the person had unsubscribed before', async () => {
    const { personId } = await people.aFocalPoint('CSO');
    await preferences.unsubscribe(personId, system);
    const { id: ministry } = await anInstitution(desk.db);
    await aMandate(desk.db, { personId, institutionId: ministry, startsOn: '2026-03-02' });
    await people.owes(ministry);
    await people.workAt('2026-03-03T01:00:00Z');
    expect(await people.digests(personId)).toBe(1);
    await desk.db.now.mandate.updateMany({
      where: { institutionId: ministry },
      data: { endsOn: fromDay('2026-03-03'), endedAt: desk.clock.now() },
    });
    expect(await preferences.get(personId)).toMatchObject({ isUnsubscribed: true, canUnsubscribe: true });
  });
});
