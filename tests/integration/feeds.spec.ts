import ICAL from 'ical.js';
import { FeedsService } from '../../libs/feeds/index.js';
import { fromDay, Log, newId, system, type DeadlineKind, type DeadlineStatus } from '../../libs/platform/index.js';
import { anApi, type Api } from '../support/api.js';
import { eventually } from '../support/eventually.js';
import { aMandate, aMechanism, anInstitution, aPerson } from '../support/factories.js';

const now = '2026-03-02T03:00:00Z';
let api: Api;
let feeds: FeedsService;
beforeAll(async () => {
  api = await anApi();
  feeds = api.app.get(FeedsService);
  await aMechanism(api.db);
});
afterAll(() => api.close());
beforeEach(() => api.clock.set(now));

interface Facts {
  institutionId?: string | null;
  kind?: DeadlineKind;
  title?: string | null;
  dueOn?: string;
  timeZone?: string;
  status?: DeadlineStatus;
  closedAt?: string;
  restricted?: boolean;
  ruleId?: string;
  anchorId?: string;
  sequence?: number;
}

const aDeadline = ({ dueOn = '2026-03-31', closedAt, ...facts }: Facts = {}) =>
  api.db.now.deadline.create({
    data: {
      kind: 'FREE',
      title: 'Send the figures',
      timeZone: 'Asia/Phnom_Penh',
      createdAt: new Date('2026-02-01T00:00:00Z'),
      changedAt: new Date('2026-02-02T00:00:00Z'),
      ...facts,
      dueOn: fromDay(dueOn),
      ...(closedAt !== undefined && { closedAt: new Date(closedAt) }),
    },
  });

/** Somebody who acts for an institution, and the address of their calendar. */
const aFocalPoint = async (facts: { locale?: string; timeZone?: string; endsOn?: string } = {}) => {
  const { endsOn = null, ...of } = facts;
  const [person, institution] = [await aPerson(api.db, of), await anInstitution(api.db)];
  const mandate = await aMandate(api.db, { personId: person.id, institutionId: institution.id, endsOn });
  const feed = await feeds.make({ personId: person.id }, system);
  return { person, institution, mandate, feed, path: pathOf(feed) };
};
const pathOf = (feed: { id: string }) => new URL(feeds.addressOf(feed)).pathname;
const get = (url: string, headers: Record<string, string> = {}) => api.request({ url, headers });
/** What another program reads of a calendar. */
const read = async (url: string) => {
  const answer = await get(url);
  expect(answer.statusCode).toBe(200);
  const calendar = new ICAL.Component(ICAL.parse(answer.body) as unknown[]);
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      summary: event.summary,
      description: event.description,
      sequence: event.sequence,
      start: event.startDate,
      end: event.endDate,
      status: String(component.getFirstPropertyValue('status')),
      classified: component.getFirstPropertyValue('class'),
      alarms: component.getAllSubcomponents('valarm').map((alarm) => String(alarm.getFirstPropertyValue('trigger'))),
    };
  });
};
const summaries = async (url: string) => (await read(url)).map(({ summary }) => summary);

describe('the calendar of a person', () => {
  it('shows what is due from the institutions they act for, as whole days of their own zone', async () => {
    const { institution, path } = await aFocalPoint();
    const other = await aFocalPoint();
    const { id } = await aDeadline({ institutionId: institution.id });
    await aDeadline({ institutionId: other.institution.id });
    await aDeadline({ institutionId: null });
    const [event, ...others] = await read(path);
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      uid: `deadline-${id}@nmrf.test`,
      summary: 'Send the figures',
      sequence: 0,
      status: 'CONFIRMED',
      classified: null,
      alarms: ['-P6DT15H', '-PT15H'],
    });
    expect([event?.start.toString(), event?.end.toString()]).toEqual(['2026-03-31', '2026-04-01']);
    expect(event?.description.split('\n')).toEqual([
      'Until the end of Tuesday, 31 March 2026 (Asia/Phnom_Penh)',
      `Falls to: ${institution.name}`,
      'http://nmrf.test/',
    ]);
  });

  it('is text/calendar that no shared cache may keep', async () => {
    const { institution, path } = await aFocalPoint();
    await aDeadline({ institutionId: institution.id });
    const { headers, body } = await get(path);
    expect(headers).toMatchObject({
      'content-type': 'text/calendar; charset=utf-8',
      'cache-control': 'private, max-age=300',
      'last-modified': 'Mon, 02 Feb 2026 00:00:00 GMT',
      'content-disposition': `inline; filename="calendar.ics"; filename*=UTF-8''National%20Human%20Rights%20Mechanism%3A%20my%20deadlines.ics`,
    });
    expect(headers['etag']).toMatch(/^"[\w-]{43}"$/);
    expect(body).toContain('\r\nX-WR-TIMEZONE:Asia/Phnom_Penh\r\n');
    const head = await api.request({ method: 'HEAD', url: path });
    expect(head).toMatchObject({ statusCode: 200, body: '' });
    expect(head.headers).toMatchObject({ etag: headers['etag'], 'content-length': String(Buffer.byteLength(body)) });
  });

  it('shows what ends in another zone at the hour it ends there, with that zone', async () => {
    const { institution, path } = await aFocalPoint();
    await aDeadline({
      institutionId: institution.id,
      title: 'National report',
      dueOn: '2026-11-30',
      timeZone: 'Europe/Zurich',
    });
    const [event] = await read(path);
    expect(event?.summary).toBe('National report (30 Nov, Europe/Zurich)');
    expect(event?.end.toUnixTime()).toBe(Date.parse('2026-11-30T22:59:00Z') / 1000);
    expect(event?.description).toContain('With you that is 1 Dec 2026, 06:00 (Asia/Phnom_Penh)');
    const there = await aFocalPoint({ timeZone: 'Europe/Zurich' });
    await aDeadline({ institutionId: there.institution.id, title: 'National report', timeZone: 'Europe/Zurich' });
    expect((await read(there.path))[0]).toMatchObject({ summary: 'National report', start: { isDate: true } });
  });

  it('speaks their language, with the title of the rule', async () => {
    const { institution, path } = await aFocalPoint({ locale: 'fr' });
    const rule = await api.db.now.deadlineRule.findFirstOrThrow({ where: { code: 'UPR-4' } });
    const anchor = await anAnchor({ kind: 'REVIEW', title: 'UPR, session 58' });
    const of = { institutionId: institution.id, title: null };
    await aDeadline({ ...of, kind: 'REPORT', ruleId: rule.id, anchorId: anchor.id });
    await aDeadline({ ...of, kind: 'VERIFICATION' });
    const [report, list] = await read(path).then((events) =>
      events.sort((a, b) => b.summary.length - a.summary.length),
    );
    expect(report?.summary).toBe('Rapport national (10 700 mots au plus)');
    expect(report?.description).toContain('Concerne : UPR, session 58\nRègle UPR-4 : OHCHR practice');
    expect(report?.description).toContain('Non confirmé');
    expect(list?.summary).toBe('Vérifier la liste des recommandations');
  });

  it('no longer shows what is of an institution from the day after the mandate', async () => {
    const { institution, path } = await aFocalPoint({ endsOn: '2026-03-02' });
    await aDeadline({ institutionId: institution.id });
    const before = await get(path);
    expect(before.body).toContain('Send the figures');
    api.clock.set('2026-03-02T17:00:00Z'); // midnight in Phnom Penh
    const after = await get(path, { 'if-none-match': before.headers['etag']! });
    expect(after.statusCode).toBe(200);
    expect(after.body).not.toContain('Send the figures');
  });

  it.each([
    ['HEAD', ['Send the figures']],
    ['OFFICER', ['Send the figures']],
    ['OBSERVER', []],
  ] as const)('of a person with the role %s shows of the secretariat’s own: %j', async (role, shown) => {
    await api.db.now.deadline.deleteMany({ where: { institutionId: null } });
    await aDeadline({ institutionId: null });
    const person = await aPerson(api.db, { roles: [role] });
    expect(await summaries(pathOf(await feeds.make({ personId: person.id }, system)))).toEqual(shown);
  });

  it('tells nothing of what is confidential but that it is, and when', async () => {
    const { institution, path } = await aFocalPoint();
    const rule = await api.db.now.deadlineRule.findFirstOrThrow({ where: { code: 'SP-1' } });
    const anchor = await anAnchor({ kind: 'LETTER', title: 'Letter AL KHM 1/2026', restricted: true });
    const of = { institutionId: institution.id, kind: 'COMMUNICATION' as const, ruleId: rule.id, anchorId: anchor.id };
    await aDeadline({ ...of, title: 'Answer on the case of S. D.', restricted: true });
    const { body } = await get(path);
    expect(body).toContain('SUMMARY:Confidential communication\r\n');
    expect(body).toContain('CLASS:CONFIDENTIAL\r\n');
    for (const secret of ['S. D.', 'AL KHM', 'SP-1', 'CATEGORIES']) expect(body).not.toContain(secret);
  });

  it('keeps what is met with a mark for ninety days, and takes back what is waived', async () => {
    const { institution, path } = await aFocalPoint();
    const institutionId = institution.id;
    const closedAt = '2026-03-03T00:00:00Z';
    await aDeadline({ institutionId, title: 'Met', status: 'MET', closedAt: '2026-02-20T00:00:00Z' });
    await aDeadline({ institutionId, title: 'Met long ago', status: 'MET', closedAt: '2025-11-20T00:00:00Z' });
    await aDeadline({ institutionId, title: 'Waived', status: 'WAIVED', closedAt });
    await aDeadline({ institutionId, title: 'Waived before', status: 'WAIVED', closedAt: '2026-02-20T00:00:00Z' });
    await aDeadline({ institutionId, title: 'Overdue', dueOn: '2020-01-01' });
    await aDeadline({ institutionId, title: 'Met too late', dueOn: '2020-01-01', status: 'MET', closedAt });
    expect(await read(path)).toMatchObject([
      { summary: 'Overdue', status: 'CONFIRMED' },
      { summary: '✓ Met', status: 'CONFIRMED', alarms: [] },
      { summary: 'Waived', status: 'CANCELLED', alarms: [] },
    ]);
    api.clock.set('2026-05-22T00:00:00Z');
    expect(await summaries(path)).toEqual(['Overdue', 'Waived']);
  });
});

describe('a calendar that has not changed', () => {
  it('is not sent again, and is when anything of it is another', async () => {
    const { institution, person, path } = await aFocalPoint();
    const deadline = await aDeadline({ institutionId: institution.id });
    const seen = new Set<string>();
    const expectChange = async () => {
      const { statusCode, headers, body } = await get(path);
      const etag = headers['etag']!;
      expect(statusCode).toBe(200);
      expect(seen.has(etag)).toBe(false);
      seen.add(etag);
      const again = await get(path, { 'if-none-match': `"other", ${etag}` });
      expect(again).toMatchObject({ statusCode: 304, body: '' });
      expect(again.headers).toMatchObject({ etag, 'cache-control': 'private, max-age=300' });
      return body;
    };
    await expectChange();
    const where = { id: deadline.id };
    await api.db.now.deadline.update({
      where,
      data: { dueOn: fromDay('2026-04-10'), sequence: 1, changedAt: new Date('2026-03-01T10:00:00Z') },
    });
    const moved = await expectChange();
    expect(moved).toContain('SEQUENCE:1\r\nDTSTAMP:20260301T100000Z\r\nCREATED:20260201T000000Z\r\n');
    expect(moved).toContain('DTSTART;VALUE=DATE:20260410\r\n');
    await api.db.now.institution.update({ where: { id: institution.id }, data: { name: `Renamed ${newId()}` } });
    expect(await expectChange()).toContain('Renamed');
    await api.db.now.person.update({ where: { id: person.id }, data: { locale: 'km' } });
    await expectChange();
    await aDeadline({ institutionId: institution.id, title: 'Older, and new here' });
    await expectChange();
    await api.db.now.deadline.delete({ where });
    await expectChange();
    // A day later nothing is another: nothing is sent.
    api.clock.set('2026-03-03T03:00:00Z');
    expect((await get(path, { 'if-none-match': [...seen].at(-1)! })).statusCode).toBe(304);
  });
});

describe('the calendar of an institution', () => {
  it('shows its deadlines, to whom has its address', async () => {
    const { institution } = await aFocalPoint();
    await aDeadline({ institutionId: institution.id });
    await aDeadline({ institutionId: null, title: 'The secretariat’s' });
    const feed = await feeds.make({ institutionId: institution.id }, system);
    expect(await summaries(pathOf(feed))).toEqual(['Send the figures']);
  });
});

const anAnchor = (facts: {
  kind: 'REVIEW' | 'COUNCIL_SESSION' | 'LETTER' | 'ASSIGNMENT_APPROVAL';
  title: string;
  day?: string;
  restricted?: boolean;
}) => {
  const { day = '2026-06-15', ...rest } = facts;
  return api.db.now.anchor.create({ data: { subjectId: newId(), day: fromDay(day), mechanism: 'UPR', ...rest } });
};

describe('the calendar for everybody', () => {
  const url = '/feeds/formal-dates.ics';

  it('shows formal dates, and neither what is internal nor what is confidential', async () => {
    await api.db.now.deadline.deleteMany({});
    await api.db.now.anchor.deleteMany({});
    const rule = async (code: string) => (await api.db.now.deadlineRule.findFirstOrThrow({ where: { code } })).id;
    const review = await anAnchor({ kind: 'REVIEW', title: 'UPR, session 58' });
    await anAnchor({ kind: 'COUNCIL_SESSION', title: 'Human Rights Council, session 64', day: '2026-09-14' });
    await anAnchor({ kind: 'REVIEW', title: 'Long ago', day: '2023-06-15' });
    await anAnchor({ kind: 'LETTER', title: 'A letter' });
    await anAnchor({ kind: 'REVIEW', title: 'Secret review', restricted: true });
    await anAnchor({ kind: 'ASSIGNMENT_APPROVAL', title: 'Internal' });
    const of = { title: null, institutionId: null, anchorId: review.id, timeZone: 'Europe/Zurich' };
    await aDeadline({ ...of, kind: 'REVIEW', ruleId: await rule('UPR-1'), dueOn: '2026-06-15' });
    const report = { ...of, kind: 'REPORT' as const, dueOn: '2026-03-23' };
    await aDeadline({ ...report, ruleId: await rule('UPR-4'), status: 'MET', closedAt: '2026-03-01T00:00:00Z' });
    await aDeadline({ ...of, kind: 'REVIEW', ruleId: await rule('UPR-3'), restricted: true });
    const { id: institutionId } = await anInstitution(api.db);
    await aDeadline({ ...of, institutionId, kind: 'REPORT', ruleId: await rule('UPR-9') });
    await aDeadline({ institutionId: null, kind: 'REPORT', title: 'Set by hand' });
    const events = await read(url);
    expect(events).toMatchObject([
      { summary: 'National report (at most 10,700 words) (23 Mar, Europe/Zurich)', alarms: [] },
      { summary: 'UPR, session 58', uid: `anchor-${review.id}@nmrf.test`, start: { isDate: true }, alarms: [] },
      { summary: 'Human Rights Council, session 64' },
    ]);
    expect(events.map(({ description }) => description).join()).not.toContain('Falls to');
  });

  it('counts how often a formal date was moved', async () => {
    const anchor = await anAnchor({ kind: 'REVIEW', title: 'Review that is moved', day: '2026-07-01' });
    const of = async () => (await read(url)).find(({ uid }) => uid.includes(anchor.id));
    const announce = (name: string, occurredAt: string) =>
      api.db.now.event.create({
        data: {
          id: newId(),
          name,
          payload: {},
          subjectIds: [anchor.id],
          via: 'system',
          occurredAt: new Date(occurredAt),
        },
      });
    expect((await of())?.sequence).toBe(0);
    await announce('anchor.set', '2026-02-01T00:00:00Z');
    expect((await of())?.sequence).toBe(0);
    await announce('anchor.moved', '2026-02-03T00:00:00Z');
    expect((await of())?.sequence).toBe(1);
    expect((await get(url)).body).toContain('DTSTAMP:20260203T000000Z\r\n');
  });

  it('may be kept by anybody, and is asked for again without being sent', async () => {
    const { headers } = await get(url);
    expect(headers['cache-control']).toBe('public, max-age=3600');
    expect((await get(url, { 'if-none-match': headers['etag']! })).statusCode).toBe(304);
  });
});

describe('an address', () => {
  it('is one for each owner, however often and at once it is asked for', async () => {
    const person = await aPerson(api.db);
    const made = await Promise.all([1, 2, 3, 4].map(() => feeds.make({ personId: person.id }, system)));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    const events = await api.db.now.event.findMany({ where: { subjectIds: { has: person.id } } });
    expect(events).toMatchObject([{ name: 'feed.made', payload: { feedId: made[0]!.id, institutionId: null } }]);
  });

  it('that was withdrawn says so in words, and the new one works', async () => {
    const { feed, path, institution } = await aFocalPoint();
    await aDeadline({ institutionId: institution.id });
    const [one, two] = await Promise.all([feeds.renew(feed.id, system), feeds.renew(feed.id, system)]);
    expect(one.id).toBe(two.id);
    const gone = await get(path, { accept: 'text/html', 'accept-language': 'fr' });
    expect(gone).toMatchObject({
      statusCode: 410,
      body: expect.stringContaining('Cette adresse a été retirée') as string,
    });
    expect(gone.headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
    expect(await summaries(pathOf(one))).toEqual(['Send the figures']);
    await feeds.revoke(one.id, system);
    await feeds.revoke(one.id, system);
    expect((await get(pathOf(one))).statusCode).toBe(410);
    const events = await api.db.now.event.findMany({ where: { name: 'feed.revoked', subjectIds: { has: one.id } } });
    expect(events).toHaveLength(1);
  });

  it('that we did not make says that there is nothing', async () => {
    const { path } = await aFocalPoint();
    for (const url of ['/feeds/x.ics', path.replace(/.{6}\.ics$/, 'AAAAAA.ics'), `/feeds/${newId()}.ics`]) {
      const answer = await get(url);
      expect(answer).toMatchObject({
        statusCode: 404,
        body: expect.stringContaining('There is no calendar') as string,
      });
    }
    // The id alone, signed for mails, opens no calendar.
    expect((await get(path.replace('.ics', ''))).statusCode).toBe(404);
  });

  it('is named nowhere in the log, whatever comes of it', async () => {
    const log = api.app.get(Log);
    const lines: string[] = [];
    for (const level of ['info', 'warn', 'error'] as const) {
      const write = log[level].bind(log);
      log[level] = (facts, message) => {
        lines.push(JSON.stringify({ ...facts, message }));
        write(facts, message);
      };
    }
    const { feed, path } = await aFocalPoint();
    const before = lines.length;
    await get(path);
    await feeds.revoke(feed.id, system);
    await get(path);
    await get(path.replace('.ics', '/'));
    // A line is written after its answer was sent.
    await eventually(() => expect(lines.length).toBe(before + 3));
    expect(lines[before]).toContain('"route":"/feeds/:token.ics"');
    expect(lines.join('\n')).not.toContain(path.slice('/feeds/'.length, 30));
  });
});

describe('the interface for calendars', () => {
  const api_ = '/api/v1/feeds';
  interface Shown {
    id: string;
    institutionId: string | null;
    address: string | null;
  }

  it('shows people their own, and those of the institutions they act for', async () => {
    const { person, institution, feed } = await aFocalPoint();
    const headers = await api.signIn(person.id);
    const payload = { institutionId: institution.id };
    const made = await api.request({ method: 'POST', url: api_, headers, payload });
    expect(made.statusCode).toBe(201);
    const { headers: answered, ...listed } = await api.request({ url: api_, headers });
    expect(answered['cache-control']).toBe('no-store');
    expect(listed.json<{ items: Shown[] }>().items).toMatchObject([
      { id: feed.id, institutionId: null, address: feeds.addressOf(feed) },
      { institutionId: institution.id, address: made.json<Shown>().address },
    ]);
    expect(await api.db.now.event.findFirst({ where: { name: 'feed.made', actorId: person.id } })).toMatchObject({
      onBehalfOfId: institution.id,
    });
  });

  it('renews and ends what is theirs, and nothing of others', async () => {
    const [mine, other] = [await aFocalPoint(), await aFocalPoint()];
    const headers = await api.signIn(mine.person.id);
    const post = (url: string, payload?: object) =>
      api.request({ method: 'POST', url, headers, ...(payload && { payload }) });
    const renewed = await post(`${api_}/${mine.feed.id}/renew`);
    expect(renewed.statusCode).toBe(201);
    expect((await get(mine.path)).statusCode).toBe(410);
    const { id, address } = renewed.json<Shown>();
    const path = new URL(address!).pathname;
    expect((await get(path)).statusCode).toBe(200);
    expect((await api.request({ method: 'DELETE', url: `${api_}/${id}`, headers })).statusCode).toBe(204);
    expect((await get(path)).statusCode).toBe(410);

    expect((await post(`${api_}/${other.feed.id}/renew`)).statusCode).toBe(404);
    const ended = await api.request({ method: 'DELETE', url: `${api_}/${other.feed.id}`, headers });
    expect(ended.statusCode).toBe(404);
    expect((await post(api_, { institutionId: other.institution.id })).statusCode).toBe(404);
    expect((await get(other.path)).statusCode).toBe(200);
  });

  it('keeps no answer that shows an address', async () => {
    const { person } = await aFocalPoint();
    const headers = { ...(await api.signIn(person.id)), 'idempotency-key': newId() };
    const answer = await api.request({ method: 'POST', url: api_, headers, payload: {} });
    expect(answer.json()).toMatchObject({ status: 400, code: 'idempotency-key-unusable' });
  });

  it('shows an access token that there are calendars, and not where', async () => {
    const { person, feed } = await aFocalPoint();
    const headers = await api.signIn(person.id);
    const payload = { name: 'Sync', scopes: ['read', 'write'], days: 1 };
    const made = await api.request({ method: 'POST', url: '/api/v1/access-tokens', headers, payload });
    const bearing = { authorization: `Bearer ${made.json<{ token: string }>().token}` };
    expect((await api.request({ url: api_, headers: bearing })).json()).toMatchObject({
      items: [{ id: feed.id, address: null }],
    });
    const renew = { method: 'POST', url: `${api_}/${feed.id}/renew`, headers: bearing };
    expect((await api.request(renew)).statusCode).toBe(403);
    expect((await api.request({ method: 'POST', url: api_, headers: bearing, payload: {} })).statusCode).toBe(403);
    expect((await api.request({ method: 'DELETE', url: `${api_}/${feed.id}`, headers: bearing })).statusCode).toBe(204);
  });
});

describe('the page of calendars', () => {
  it('makes, renews and stops an address by its buttons', async () => {
    const person = await aPerson(api.db, { locale: 'en' });
    const institution = await anInstitution(api.db, { name: `Ministry <b> ${newId()}` });
    await aMandate(api.db, { personId: person.id, institutionId: institution.id });
    const headers = {
      ...(await api.signIn(person.id)),
      accept: 'text/html',
      'content-type': 'application/x-www-form-urlencoded',
    };
    const open = async (url = '/my-calendar') => (await api.request({ url, headers })).body;
    const press = async (url: string, payload = '') => {
      const answer = await api.request({ method: 'POST', url, headers, payload });
      expect(answer.statusCode).toBe(303);
      return open(answer.headers['location']);
    };
    const addresses = (page: string) => page.match(/(?<=<code>)http:[^<]+/g) ?? [];
    const before = await open();
    expect(before).not.toContain('<b>');
    expect(addresses(before)).toEqual(['http://nmrf.test/feeds/formal-dates.ics']);
    const made = await press('/my-calendar', 'institutionId=');
    expect(made).toContain('The calendar has its address');
    const [address] = addresses(made);
    expect(made).toContain(`href="${address!.replace('http:', 'webcal:')}"`);
    expect((await get(new URL(address!).pathname)).statusCode).toBe(200);
    expect(addresses(await press('/my-calendar', `institutionId=${institution.id}`))).toHaveLength(3);
    const [renew] = /\/my-calendar\/[^"]+\/renew/.exec(made)!;
    const renewed = await press(renew);
    expect(renewed).not.toContain(address);
    expect((await get(new URL(address!).pathname)).statusCode).toBe(410);
    const [stop] = /\/my-calendar\/[^"]+\/stop/.exec(renewed)!;
    expect(addresses(await press(stop))).toHaveLength(2);
  });

  it.each(['fr', 'km'])('can be read in %s', async (locale) => {
    const { person } = await aFocalPoint({ locale });
    const page = await api.request({ url: '/my-calendar?done=renewed', headers: await api.signIn(person.id) });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain(`<html lang="${locale}"`);
  });
});
