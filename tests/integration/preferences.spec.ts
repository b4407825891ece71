import { newId, system } from '../../libs/platform/index.js';
import { LeavesService, PreferencesService } from '../../libs/reminders/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { aMandate } from '../support/factories.js';
import { remindedPeople } from '../support/reminded.js';

const form = { hour: '08:00', quietFrom: '18:00', timeZone: 'Asia/Phnom_Penh', locale: 'en' as const };
const usual = { ...form, isUnsubscribed: false };

let desk: Desk;
let preferences: PreferencesService;
let leaves: LeavesService;
let people: ReturnType<typeof remindedPeople>;
beforeAll(async () => {
  desk = await aDesk();
  preferences = desk.api.app.get(PreferencesService);
  leaves = desk.api.app.get(LeavesService);
  people = remindedPeople(desk);
});
afterAll(() => desk.close());
beforeEach(() => people.startAnew());

describe('the hours of a person', () => {
  it('are eight to six in their zone until they choose others', async () => {
    const { personId } = await people.aFocalPoint();
    expect(await preferences.get(personId)).toEqual({ ...usual, canUnsubscribe: false });
  });

  it('move what waits already: the digest comes at the new hour, and once', async () => {
    const { personId, institutionId } = await people.aFocalPoint();
    await people.owes(institutionId);
    await preferences.set(personId, { ...usual, hour: '15:30' }, system);
    await desk.work();
    await people.workAt('2026-03-03T08:29:59Z');
    expect(await people.digests(personId)).toBe(0);
    await people.workAt('2026-03-03T08:30:00Z');
    await people.workAt('2026-03-03T12:00:00Z');
    expect(await people.digests(personId)).toBe(1);
  });

  it('move with the person to another zone', async () => {
    const { personId, institutionId } = await people.aFocalPoint();
    await people.owes(institutionId);
    await preferences.set(personId, { ...usual, timeZone: 'Europe/Zurich' }, system);
    await desk.work();
    await people.workAt('2026-03-03T06:59:59Z');
    expect(await people.digests(personId)).toBe(0);
    await people.workAt('2026-03-03T07:00:00Z');
    expect(await people.digests(personId)).toBe(1);
  });

  it('hold back what is urgent once it is quiet, till the next morning', async () => {
    const { personId, institutionId } = await people.aFocalPoint();
    await preferences.set(personId, { ...usual, quietFrom: '09:30' }, system);
    await people.owes(institutionId, '2026-03-03');
    expect(await people.digests(personId)).toBe(0);
    await people.workAt('2026-03-03T01:00:00Z');
    expect(await people.digests(personId)).toBe(1);
  });

  it('are announced when they change, and only then', async () => {
    const { personId } = await people.aFocalPoint();
    await preferences.set(personId, usual, system);
    expect(await people.announced(personId, 'reminder-preference.set')).toBe(0);
    await preferences.set(personId, { ...usual, hour: '09:00', locale: 'km' }, system);
    await preferences.set(personId, { ...usual, hour: '09:00', locale: 'km' }, system);
    expect(await people.announced(personId, 'reminder-preference.set')).toBe(1);
    expect(await people.announced(personId, 'person.changed')).toBe(1);
    expect(await preferences.get(personId)).toMatchObject({ hour: '09:00', locale: 'km' });
  });
});

describe('the page of preferences', () => {
  it('takes hours, zone and language by the link in the mail, and answers in the new language', async () => {
    const { personId } = await people.aFocalPoint();
    const path = `${await people.linkOf('due', personId)}/preferences`;
    const { body } = await people.open(path);
    expect(body).toContain('<option selected>08:00</option>');
    expect(body).toContain('cannot be ended');
    const chosen = { hour: '07:30', quietFrom: '20:00', timeZone: 'America/Asuncion', locale: 'fr' };
    const refused = await people.press(path, { ...chosen, timeZone: 'Africa/Asuncion' });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('<option selected>07:30</option>');
    const saved = await people.press(path, chosen);
    expect(saved.statusCode).toBe(303);
    expect((await people.open(saved.headers['location'] ?? '')).body).toContain('Enregistré');
    expect(await preferences.get(personId)).toMatchObject(chosen);
  });

  it('refuses a quiet time that begins before the digest comes, at its field', async () => {
    const { personId } = await people.aFocalPoint();
    const path = `${await people.linkOf('due', personId)}/preferences`;
    const { statusCode, body } = await people.press(path, { ...form, hour: '09:00', quietFrom: '09:00' });
    expect(statusCode).toBe(422);
    expect(body).toContain('between the two you may hear from us');
    expect(body).toMatch(/<select id="quietFrom"[^>]*aria-invalid="true"/);
    expect(await preferences.get(personId)).toMatchObject({ hour: '08:00', quietFrom: '18:00' });
  });

  it('asks for two hours a day at least, and loses nothing that was entered', async () => {
    const { personId } = await people.aFocalPoint('CSO');
    const path = `${await people.linkOf('due', personId)}/preferences`;
    const entered = { hour: '16:30', quietFrom: '18:00', timeZone: 'Europe/Zurich', locale: 'fr', unsubscribed: '1' };
    const { statusCode, body } = await people.press(path, entered);
    expect(statusCode).toBe(422);
    expect(body).toContain('at least two hours');
    expect(body).toContain('<a href="#quietFrom">');
    expect(body).toMatch(/<select id="quietFrom"[^>]*aria-invalid="true"/);
    const chosen = [...body.matchAll(/<option[^>]* selected>([^<]+)/g)].map(([, choice]) => choice);
    expect(chosen.slice(0, 4)).toEqual(['16:30', '18:00', 'Europe/Zurich', 'Français']);
    expect(body).toMatch(/name="unsubscribed" value="1" checked/);
    expect(await preferences.get(personId)).toEqual({ ...usual, canUnsubscribe: true });
    expect((await people.press(path, { ...entered, hour: '16:00' })).statusCode).toBe(303);
    expect(await preferences.get(personId)).toMatchObject({ hour: '16:00', quietFrom: '18:00', isUnsubscribed: true });
  });

  it('loses nothing of a leave that cannot be planned', async () => {
    const { personId, institutionId } = await people.aFocalPoint();
    const { personId: substituteId } = await aMandate(desk.db, { institutionId });
    const path = `${await people.linkOf('due', personId)}/preferences/leaves`;
    const { body } = await people.press(path, { startsOn: '2026-03-09', endsOn: '2026-03-06', substituteId });
    expect(body).toMatch(/<input id="startsOn"[^>]*value="2026-03-09"/);
    expect(body).toMatch(/<input id="endsOn"[^>]*value="2026-03-06"/);
    expect(body).toContain(`<option value="${substituteId}" selected>`);
  });

  it('plans a leave and cancels it, signed in as well', async () => {
    const { personId, institutionId } = await people.aFocalPoint();
    const { personId: colleague } = await aMandate(desk.db, { institutionId });
    const session = await desk.api.signIn(personId);
    expect((await people.open('/my-preferences', session)).body).toContain(`<option value="${colleague}">`);
    const week = { startsOn: '2026-03-09', endsOn: '2026-03-13', substituteId: colleague };
    expect((await people.press('/my-preferences/leaves', week, session)).statusCode).toBe(303);
    const { body } = await people.open('/my-preferences', session);
    expect(body).toContain('From Monday, 9 March 2026 to Friday, 13 March 2026');
    expect(body).toContain('Sok Dara stands in');
    const again = await people.press('/my-preferences/leaves', { ...week, startsOn: '2026-03-13' }, session);
    expect(again.statusCode).toBe(422);
    expect(again.body).toContain('a leave from Monday, 9 March 2026 to Friday, 13 March 2026 already');
    expect(again.body).toMatch(/value="2026-03-13"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*value="2026-03-13"/);
    const [leave] = await leaves.list(personId);
    expect((await people.press(`/my-preferences/leaves/${leave?.id}/cancel`, {}, session)).statusCode).toBe(303);
    expect(await leaves.list(personId)).toEqual([]);
  });

  it.each([
    [{ startsOn: '', endsOn: '2026-03-13' }, 'Name the day'],
    [{ startsOn: '2026-03-09', endsOn: 'soon' }, 'Name the day'],
    [{ startsOn: '2026-03-09', endsOn: '2026-03-08' }, 'cannot be before the first'],
    [{ startsOn: '2026-03-09', endsOn: '2027-03-10' }, 'at most 366 days'],
    [{ startsOn: '2026-01-29', endsOn: '2026-03-13' }, 'a month ago at the earliest'],
    [{ startsOn: '2026-03-09', endsOn: '2026-03-13', substituteId: 'ich' }, 'Choose one of the list'],
    [{ startsOn: '2026-03-09', endsOn: '2026-03-13', substituteId: newId() }, 'cannot stand in for you'],
  ])('says what is wrong with a leave %j', async (entered, words) => {
    const { personId } = await people.aFocalPoint();
    const { statusCode, body } = await people.press(
      `${await people.linkOf('due', personId)}/preferences/leaves`,
      entered,
    );
    expect(statusCode).toBe(422);
    expect(body).toContain(words);
    expect(await leaves.list(personId)).toEqual([]);
  });

  it('opens with a link that works only', async () => {
    const { personId } = await people.aFocalPoint();
    const path = await people.linkOf('due', personId);
    await desk.db.now.link.updateMany({ where: { personId }, data: { revokedAt: desk.clock.now() } });
    expect((await people.open(`${path}/preferences`)).statusCode).toBe(410);
    expect((await people.press(`${path}/preferences`, {})).statusCode).toBe(410);
    expect((await people.press(`${path}/preferences/leaves`, {})).statusCode).toBe(410);
  });
});

describe('a leave', () => {
  const leave = { startsOn: '2026-03-03', endsOn: '2026-03-06', substituteId: null };

  it('gives what is due to whoever stands in, as long as it lasts', async () => {
    const { personId, institutionId } = await people.aFocalPoint();
    const { personId: substituteId } = await aMandate(desk.db, { institutionId, role: 'ALTERNATE' });
    await leaves.plan(personId, { ...leave, substituteId }, { by: system });
    await people.owes(institutionId, '2026-03-12');
    await people.workAt('2026-03-03T01:00:00Z');
    expect([await people.digests(personId), await people.digests(substituteId)]).toEqual([0, 1]);
    // Back on the 9th: the last reminder, a day before, is for the person themselves.
    await people.workAt('2026-03-11T01:00:00Z');
    expect(await people.digests(personId)).toBe(1);
  });

  it('gives what waits already to whoever stands in when it is planned late', async () => {
    const { personId, institutionId } = await people.aFocalPoint();
    const { personId: substituteId } = await aMandate(desk.db, { institutionId, role: 'ALTERNATE' });
    await people.owes(institutionId);
    await leaves.plan(personId, { ...leave, startsOn: '2026-03-02', substituteId }, { by: system });
    await desk.work();
    await people.workAt('2026-03-03T01:00:00Z');
    expect([await people.digests(personId), await people.digests(substituteId)]).toEqual([0, 1]);
  });

  it('without anybody standing in goes to the next in the institution; where there is none, it waits', async () => {
    const [alone, together] = [await people.aFocalPoint(), await people.aFocalPoint()];
    const next = { institutionId: together.institutionId, role: 'ALTERNATE' as const };
    const { personId: alternate } = await aMandate(desk.db, next);
    desk.clock.set('2026-03-03T03:00:00Z');
    for (const { personId, institutionId } of [alone, together]) {
      await leaves.plan(personId, leave, { by: system });
      await people.owes(institutionId, '2026-04-15');
    }
    const told = () => Promise.all([alone.personId, together.personId, alternate].map(people.digests));
    await people.workAt('2026-03-04T01:00:00Z');
    expect(await told()).toEqual([0, 0, 1]);
    await people.workAt('2026-03-09T01:00:00Z');
    expect(await told()).toEqual([1, 0, 1]);
  });

  it('of everybody at once makes what is due wait, and costs one look a day', async () => {
    const { personId, institutionId } = await people.aFocalPoint();
    const { personId: substituteId } = await aMandate(desk.db, { institutionId });
    await leaves.plan(personId, { ...leave, substituteId }, { by: system });
    await leaves.plan(substituteId, { ...leave, substituteId: personId }, { by: system });
    await people.owes(institutionId, '2026-04-15');
    for (const day of ['2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06']) {
      await people.workAt(`${day}T01:00:00Z`);
      expect([await people.digests(personId), await people.digests(substituteId)]).toEqual([0, 0]);
    }
    await people.workAt('2026-03-09T01:00:00Z');
    expect([await people.digests(personId), await people.digests(substituteId)]).toEqual([1, 1]);
  });

  it('that is cancelled is as if it had never been planned', async () => {
    const { personId, institutionId } = await people.aFocalPoint();
    await leaves.plan(personId, leave, { by: system });
    await people.owes(institutionId);
    const [planned] = await leaves.list(personId);
    for (const by of [system, system]) await leaves.cancel(personId, planned?.id ?? '', { by });
    await desk.work();
    await people.workAt('2026-03-03T01:00:00Z');
    expect(await people.digests(personId)).toBe(1);
    expect(await people.announced(personId, 'leave.cancelled')).toBe(1);
  });

  it('is planned once though it is asked for ten times at once', async () => {
    const { personId } = await people.aFocalPoint();
    const all = await Promise.allSettled(
      Array.from({ length: 10 }, () => leaves.plan(personId, leave, { by: system })),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await leaves.list(personId)).toHaveLength(1);
    expect(await people.announced(personId, 'leave.planned')).toBe(1);
  });

  it('names nobody from elsewhere, nor oneself', async () => {
    const [{ personId }, other] = [await people.aFocalPoint(), await people.aFocalPoint()];
    const plan = (substituteId: string) => leaves.plan(personId, { ...leave, substituteId }, { by: system });
    await expect(plan(personId)).rejects.toMatchObject({ code: 'substitute-is-oneself' });
    await expect(plan(other.personId)).rejects.toMatchObject({ code: 'substitute-unsuitable' });
    await expect(leaves.cancel(personId, newId(), { by: system })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('the same for programs', () => {
  const call = (method: string, url: string, headers: Record<string, string>, payload?: unknown) =>
    desk.api.request({ method, url: `/api/v1/${url}`, headers, payload });

  it('reads and changes one’s own preferences and leaves', async () => {
    const { personId } = await people.aFocalPoint();
    const session = await desk.api.signIn(personId);
    const set = await call('PUT', 'me/reminder-preferences', session, { ...usual, hour: '10:15' });
    expect(set.statusCode).toBe(200);
    expect((await call('GET', 'me/reminder-preferences', session)).json()).toEqual({
      ...usual,
      hour: '10:15',
      canUnsubscribe: false,
    });
    const wrong = await call('PUT', 'me/reminder-preferences', session, { ...usual, hour: '18:30' });
    expect(wrong.json()).toMatchObject({ status: 400, errors: [{ path: 'quietFrom' }] });
    const short = await call('PUT', 'me/reminder-preferences', session, { ...usual, hour: '16:15' });
    expect(short.json()).toMatchObject({
      status: 400,
      errors: [
        { path: 'quietFrom', message: expect.stringContaining('at least two hours later than hour') as unknown },
      ],
    });
    const left = await call('PUT', 'me/reminder-preferences', session, { ...usual, isUnsubscribed: true });
    expect(left.json()).toMatchObject({ status: 409, code: 'obligation-of-office' });
    const days = { startsOn: '2026-05-04', endsOn: '2026-05-04' };
    expect((await call('POST', 'me/leaves', session, days)).json()).toMatchObject({ items: [days] });
    const overlaps = await call('POST', 'me/leaves', session, { startsOn: '2026-05-01', endsOn: '2026-05-08' });
    expect(overlaps.json()).toMatchObject({ status: 409, code: 'leave-overlaps', startsOn: '2026-05-04' });
    const [leave] = await leaves.list(personId);
    expect((await call('POST', `me/leaves/${leave?.id}/cancel`, session)).json()).toEqual({ items: [] });
  });

  it('lets a coordinator plan a leave for somebody, with a reason; nobody else', async () => {
    const { personId } = await people.aFocalPoint();
    const leave = { startsOn: '2026-05-04', endsOn: '2026-05-08', reason: 'Ill; the ministry rang' };
    const url = `people/${personId}/leaves`;
    const coordinator = await desk.api.signIn(desk.coordinator.id);
    expect((await call('POST', url, await desk.api.signIn(personId), leave)).statusCode).toBe(403);
    expect((await call('POST', url, coordinator, { ...leave, reason: '' })).statusCode).toBe(400);
    expect((await call('POST', `people/${newId()}/leaves`, coordinator, leave)).statusCode).toBe(404);
    expect((await call('POST', url, coordinator, leave)).statusCode).toBe(201);
    expect(
      await desk.db.now.event.findFirst({ where: { name: 'leave.planned', subjectIds: { has: personId } } }),
    ).toMatchObject({ actorId: desk.coordinator.id, reason: 'Ill; the ministry rang' });
  });

  it('lets a coordinator cancel it too, with a reason; then the person hears again', async () => {
    const { personId, institutionId } = await people.aFocalPoint();
    await leaves.plan(personId, { startsOn: '2026-03-03', endsOn: '2026-03-31', substituteId: null }, { by: system });
    await people.owes(institutionId);
    const coordinator = await desk.api.signIn(desk.coordinator.id);
    const url = `people/${personId}/leaves`;
    const [leave] = (await call('GET', url, coordinator)).json<{ items: { id: string }[] }>().items;
    const cancel = (headers: Record<string, string>, reason = 'Back already', of = url) =>
      call('POST', `${of}/${leave?.id}/cancel`, headers, { reason });
    expect((await cancel(await desk.api.signIn(personId))).statusCode).toBe(403);
    expect((await cancel(coordinator, '')).statusCode).toBe(400);
    expect((await cancel(coordinator, 'Back', `people/${desk.coordinator.id}/leaves`)).statusCode).toBe(404);
    const answers = [await cancel(coordinator), await cancel(coordinator)];
    expect(answers.map((answer) => answer.json())).toEqual([{ items: [] }, { items: [] }]);
    expect(
      await desk.db.now.event.findMany({ where: { name: 'leave.cancelled', subjectIds: { has: personId } } }),
    ).toMatchObject([{ actorId: desk.coordinator.id, via: 'session', reason: 'Back already' }]);
    await desk.work();
    await people.workAt('2026-03-03T01:00:00Z');
    expect(await people.digests(personId)).toBe(1);
  });
});

describe('the page of who is away', () => {
  it('shows coordinators all leaves that are not over, and cancels one with a reason', async () => {
    const [one, other] = [await people.aFocalPoint(), await people.aFocalPoint()];
    const days = { startsOn: '2026-03-03', endsOn: '2026-03-06', substituteId: null };
    for (const { personId } of [one, other]) await leaves.plan(personId, days, { by: system });
    const [leave] = await leaves.list(one.personId);
    const headers = await desk.api.signIn(desk.coordinator.id);
    const form = `/leaves/${one.personId}/${leave?.id}/cancel`;
    expect((await people.open('/leaves', headers)).body).toContain(`action="${form}"`);
    const refused = await people.press(form, { reason: ' ' }, headers);
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain(`href="#reason-${leave?.id}"`);
    const done = await people.press(form, { reason: 'Back already' }, headers);
    expect(done.headers['location']).toBe('/leaves?done=leave-cancelled');
    const after = (await people.open('/leaves?done=leave-cancelled', headers)).body;
    expect(after).toContain('The leave is cancelled');
    expect(after).not.toContain(one.personId);
    expect(after).toContain(other.personId);
    expect((await people.open('/leaves', await desk.api.signIn(other.personId))).statusCode).toBe(403);
  });
});
