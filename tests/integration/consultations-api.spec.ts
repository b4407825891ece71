import { aConsultation, anInvitation } from '../support/consultations.js';
import { aDesk, type Desk } from '../support/desk.js';
import { aMandate, aPerson } from '../support/factories.js';

let desk: Desk;
const people: Record<string, string> = {};
beforeAll(async () => {
  desk = await aDesk({ now: '2026-03-02T03:00:00Z' });
  people['coordinator'] = desk.coordinator.id;
  people['observer'] = (await aPerson(desk.db, { roles: ['OBSERVER'] })).id;
  people['host'] = (await aMandate(desk.db)).personId;
});
afterAll(() => desk.close());

const ask = async (who: string, method: string, path: string, payload?: object) => {
  const headers = await desk.api.signIn(people[who] ?? '');
  return desk.api.request({ method, url: `/api/v1/${path}`, headers, ...(payload && { payload }) });
};
const post = (path: string, payload: object) => ask('coordinator', 'POST', path, payload);
interface List {
  items: { id: string; title: string; from: string | null }[];
  next: string | null;
}
/** All pages of a list, two items each. */
const walk = async (who: string, query: string) => {
  const titles: string[] = [];
  for (let cursor = ''; ;) {
    const page = (await ask(who, 'GET', `consultations?limit=2&${query}${cursor}`)).json<List>();
    titles.push(...page.items.map(({ title }) => title));
    if (page.next === null) return titles;
    cursor = `&cursor=${page.next}`;
  }
};

describe('consultations for programs', () => {
  it('are planned from the draft to another date and the end', async () => {
    const draft = {
      title: 'On prisons',
      purpose: 'DRAFT_LAW',
      format: 'IN_PERSON',
      place: 'Hall',
      hostIds: [people['host']],
    };
    const begun = await post('consultations', draft);
    expect(begun.statusCode).toBe(201);
    const { id } = begun.json<{ id: string }>();
    expect(begun.json()).toMatchObject({ status: 'DRAFT', from: null, hosts: [{ id: people['host'] }] });
    const changed = await ask('coordinator', 'PATCH', `consultations/${id}`, { languages: ['km'], capacity: 30 });
    expect(changed.json()).toMatchObject({ languages: ['km'], capacity: 30, place: 'Hall' });
    const agenda = { items: [{ title: 'Welcome' }, { title: 'Discussion', minutes: 60 }] };
    const planned = await ask('coordinator', 'PUT', `consultations/${id}/agenda`, agenda);
    expect(planned.json()).toMatchObject({ agenda: [{ title: 'Welcome' }, { title: 'Discussion', minutes: 60 }] });

    const short = { from: '2026-03-05T09:00', until: '2026-03-05T12:00' };
    const notice = (await ask('coordinator', 'GET', 'consultations/notice?on=2026-03-05')).json();
    expect(notice).toEqual({ workingDays: 2, asked: 10, earliest: '2026-03-17' });
    const refused = await post(`consultations/${id}/schedule`, short);
    expect([refused.statusCode, refused.json()]).toEqual([
      422,
      expect.objectContaining({ code: 'notice-too-short', ...notice }),
    ]);
    const set = await post(`consultations/${id}/schedule`, { ...short, noticeReason: 'The vote is near' });
    expect(set.json()).toMatchObject({ status: 'SCHEDULED', ...short, noticeReason: 'The vote is near' });
    const moved = await post(`consultations/${id}/move`, {
      from: '2026-04-01T09:00',
      until: '2026-04-01T12:00',
      reason: 'Late',
    });
    expect(moved.json()).toMatchObject({
      from: '2026-04-01T09:00',
      answerBy: '2026-03-29',
      sequence: 2,
      noticeReason: null,
    });
    const more = await post(`consultations/${id}/repeat`, { everyMonths: 3, times: 2 });
    expect(more.json<{ consultationIds: string[] }>().consultationIds).toHaveLength(2);
    const off = await post(`consultations/${id}/postpone`, { reason: 'A flood' });
    expect(off.json()).toMatchObject({ status: 'POSTPONED', endReason: 'A flood', steps: [] });
    const poll = {
      closesAt: '2026-03-10T12:00',
      options: [
        { from: '2026-04-10T09:00', until: '2026-04-10T12:00' },
        { from: '2026-04-11T09:00', until: '2026-04-11T12:00' },
      ],
    };
    const { pollId } = (await post(`consultations/${id}/polls`, poll)).json<{ pollId: string }>();
    const polls = await post(`consultations/${id}/polls/${pollId}/close`, {});
    expect(polls.json()).toMatchObject({ items: [{ id: pollId, hosts: 1, answered: 0 }] });
    expect((await post(`consultations/${id}/cancel`, { reason: 'No funds' })).json()).toMatchObject({
      status: 'CANCELLED',
    });
    const late = await post(`consultations/${id}/cancel`, { reason: 'No funds' });
    expect([late.statusCode, late.json()]).toEqual([409, expect.objectContaining({ code: 'consultation-not-now' })]);
  });

  it('are refused where a body is not what it should be, without a change', async () => {
    const before = await desk.db.now.consultation.count();
    for (const wrong of [
      { title: 'x' },
      { title: '', purpose: 'OTHER', format: 'ONLINE' },
      { title: 'x', purpose: 'OTHER', format: 'ONLINE', joinUrl: 'javascript:alert(1)' },
      { title: 'x', purpose: 'OTHER', format: 'ONLINE', surprise: 1 },
    ]) {
      expect((await post('consultations', wrong)).statusCode).toBe(400);
    }
    expect(await desk.db.now.consultation.count()).toBe(before);
  });

  it('are written by the secretariat only, and rules by who decides', async () => {
    const { id } = await aConsultation(desk, { hosts: [people['host'] ?? ''] });
    for (const who of ['observer', 'host']) {
      expect((await ask(who, 'PATCH', `consultations/${id}`, { title: 'x' })).statusCode).toBe(403);
      expect((await ask(who, 'POST', `consultations/${id}/cancel`, { reason: 'x' })).statusCode).toBe(403);
      expect((await ask(who, 'PUT', 'consultation-rules', {})).statusCode).toBe(403);
    }
    expect((await ask('observer', 'GET', `consultations/${id}/polls`)).statusCode).toBe(404);
    expect((await ask('host', 'GET', `consultations/${id}/polls`)).statusCode).toBe(200);
    const rules = (await ask('host', 'GET', 'consultation-rules')).json();
    const set = await ask('coordinator', 'PUT', 'consultation-rules', { ...rules, answerDays: 4 });
    expect(set.json()).toMatchObject({ answerDays: 4, noticeWorkingDays: 10 });
    await ask('coordinator', 'PUT', 'consultation-rules', rules);
  });

  it('never show nor touch who reads reports of intimidation when rules are read or set', async () => {
    const safetyContactId = people['host'] ?? '';
    await desk.db.now.consultationRules.update({ where: { id: 1 }, data: { safetyContactId } });
    const rules = (await ask('coordinator', 'GET', 'consultation-rules')).json();
    expect(Object.keys(rules)).not.toContain('safetyContactId');
    const set = await ask('coordinator', 'PUT', 'consultation-rules', { ...rules, answerDays: 5 });
    expect([set.statusCode, Object.keys(set.json())]).toEqual([200, Object.keys(rules)]);
    expect(await desk.db.now.consultationRules.findFirst()).toMatchObject({ safetyContactId, answerDays: 5 });
    await ask('coordinator', 'PUT', 'consultation-rules', rules);
    await desk.db.now.consultationRules.update({ where: { id: 1 }, data: { safetyContactId: null } });
  });
});

it('lists them page by page without losing or repeating one, with and without dates, both ways', async () => {
  await desk.db.now.consultation.updateMany({ data: { title: 'An old one' } });
  const day = (n: number) => ({ from: `2026-05-0${n}T09:00`, until: `2026-05-0${n}T10:00` });
  for (const n of [1, 2, 3]) {
    await aConsultation(desk, { title: `Listed ${n}`, scheduled: day(n), purpose: n === 2 ? 'DRAFT_LAW' : 'OTHER' });
    await aConsultation(desk, { title: `Listed draft ${n}`, restricted: n === 2 });
  }
  await aConsultation(desk, { title: 'Listed 3, too', scheduled: day(3) });
  const latest = await walk('coordinator', 'q=listed');
  expect(latest).toEqual([
    'Listed draft 3',
    'Listed draft 2',
    'Listed draft 1',
    'Listed 3, too',
    'Listed 3',
    'Listed 2',
    'Listed 1',
  ]);
  expect(await walk('coordinator', 'q=listed&order=earliest')).toEqual([...latest].reverse());
  expect(await walk('observer', 'q=listed&status=DRAFT')).toEqual(['Listed draft 3', 'Listed draft 1']);
  expect(await walk('host', 'q=listed')).toEqual([]);
  expect(await walk('coordinator', 'q=listed&from=2026-05-02&until=2026-05-02')).toEqual(['Listed 2']);
  expect(await walk('coordinator', 'q=listed&purpose=DRAFT_LAW')).toEqual(['Listed 2']);
  expect(await walk('coordinator', 'q=listed&status=SCHEDULED&status=DRAFT')).toHaveLength(7);
});

describe('what stands in the way', () => {
  const at = (from: string, until: string) => ({ from: `2026-06-15T${from}`, until: `2026-06-15T${until}` });
  const clashes = async (who: string, id: string, query = '') =>
    (await ask(who, 'GET', `consultations/${id}/clashes${query}`)).json<{
      closed: object[];
      consultations: { title: string; people: number | null; names: string[] }[];
    }>();

  it('is not reckoned over years: a date longer than any consultation is refused in words', async () => {
    const { id } = await aConsultation(desk);
    const url = `consultations/${id}/clashes?from=2026-06-15T09:00&until=2199-12-31T09:00`;
    const answer = await ask('coordinator', 'GET', url);
    expect([answer.statusCode, answer.json()]).toMatchObject([422, { code: 'times-out-of-order', field: 'until' }]);
  });

  it('are consultations at the same time, and people who are to be in both: hosts, and those invited who have not declined', async () => {
    const both = await aPerson(desk.db, { name: 'Keo Sophea' });
    const declined = await aPerson(desk.db, { name: 'Somebody Else' });
    const ours = await aConsultation(desk, { hosts: [people['host'] ?? ''], scheduled: at('09:00', '12:00') });
    const other = await aConsultation(desk, {
      title: 'The other',
      hosts: [people['host'] ?? ''],
      scheduled: at('11:00', '13:00'),
    });
    await aConsultation(desk, { title: 'Right after', scheduled: at('12:00', '13:00') });
    await aConsultation(desk, { title: 'A draft', hosts: [people['host'] ?? ''] });
    for (const { id: consultationId } of [ours, other]) {
      await anInvitation(desk, { consultationId, personId: both.id });
      await anInvitation(desk, { consultationId, personId: declined.id, answer: 'DECLINED' });
    }
    expect(await clashes('coordinator', ours.id)).toEqual({
      closed: [],
      consultations: [expect.objectContaining({ title: 'The other', people: 2, names: ['Keo Sophea', 'Sok Dara'] })],
    });
    expect(
      (await clashes('coordinator', ours.id, '?from=2026-06-15T07:00&until=2026-06-15T11:00')).consultations,
    ).toEqual([]);
  });

  it('name people, and count them, only to those who run both', async () => {
    const both = await aPerson(desk.db);
    const when = { from: '2026-07-15T09:00', until: '2026-07-15T12:00' };
    const ours = await aConsultation(desk, { hosts: [people['host'] ?? ''], scheduled: when });
    const other = await aConsultation(desk, { title: 'Not theirs', scheduled: when });
    const hidden = await aConsultation(desk, { title: 'Hidden', scheduled: when, restricted: true });
    for (const { id: consultationId } of [ours, other, hidden])
      await anInvitation(desk, { consultationId, personId: both.id });
    expect((await clashes('coordinator', ours.id)).consultations).toHaveLength(2);
    expect((await clashes('observer', ours.id)).consultations).toMatchObject([
      { title: 'Not theirs', people: null, names: [] },
    ]);
    expect((await clashes('host', ours.id)).consultations).toEqual([]);
  });

  it('are weekends and feasts, by name, on every day it lasts', async () => {
    const feast = { countryCode: 'KHM', day: new Date('2026-08-17T00:00:00Z'), name: 'A feast', source: 'A decree' };
    await desk.db.now.holiday.create({ data: feast });
    const { id } = await aConsultation(desk, { scheduled: { from: '2026-08-14T09:00', until: '2026-08-18T00:00' } });
    expect((await clashes('coordinator', id)).closed).toEqual([
      { day: '2026-08-15', holiday: null },
      { day: '2026-08-16', holiday: null },
      { day: '2026-08-17', holiday: 'A feast' },
    ]);
  });
});
