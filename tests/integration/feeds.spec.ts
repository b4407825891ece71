import { fromDay, newId, system } from '../../libs/platform/index.js';
import { anInstitution, aPerson } from '../support/factories.js';
import { aFeedsApi, type FeedsApi } from '../support/feeds.js';
import { aPlanner } from '../support/planning.js';

let on: FeedsApi;
beforeAll(async () => {
  on = await aFeedsApi();
});
afterAll(() => on.api.close());
beforeEach(() => on.api.clock.set('2026-03-02T03:00:00Z'));

describe('the calendar of a person', () => {
  it('shows what is due from the institutions they act for, as whole days of their own zone', async () => {
    const { institution, path } = await on.aFocalPoint();
    const other = await on.aFocalPoint();
    const { id } = await on.aDeadline({ institutionId: institution.id });
    await on.aDeadline({ institutionId: other.institution.id });
    await on.aDeadline({ institutionId: null });
    const [event, ...others] = await on.read(path);
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
    const { institution, path } = await on.aFocalPoint();
    await on.aDeadline({ institutionId: institution.id });
    const { headers, body } = await on.get(path);
    expect(headers).toMatchObject({
      'content-type': 'text/calendar; charset=utf-8',
      'cache-control': 'private, max-age=300',
      'last-modified': 'Mon, 02 Feb 2026 00:00:00 GMT',
      'content-disposition': `inline; filename="National Human Rights Mechanism: my deadlines.ics"; filename*=UTF-8''National%20Human%20Rights%20Mechanism%3A%20my%20deadlines.ics`,
    });
    expect(headers['etag']).toMatch(/^"[\w-]{43}"$/);
    expect(body).toContain('\r\nX-WR-TIMEZONE:Asia/Phnom_Penh\r\n');
    const head = await on.api.request({ method: 'HEAD', url: path });
    expect(head).toMatchObject({ statusCode: 200, body: '' });
    expect(head.headers).toMatchObject({ etag: headers['etag'], 'content-length': String(Buffer.byteLength(body)) });
  });

  it('shows what ends in another zone at the hour it ends there, with that zone', async () => {
    const { institution, path } = await on.aFocalPoint();
    await on.aDeadline({
      institutionId: institution.id,
      title: 'National report',
      dueOn: '2026-11-30',
      timeZone: 'Europe/Zurich',
    });
    const [event] = await on.read(path);
    expect(event?.summary).toBe('National report (30 Nov, Europe/Zurich)');
    expect(event?.end.toUnixTime()).toBe(Date.parse('2026-11-30T22:59:00Z') / 1000);
    expect(event?.description).toContain('With you that is 1 Dec 2026, 06:00 (Asia/Phnom_Penh)');
    const there = await on.aFocalPoint({ timeZone: 'Europe/Zurich' });
    await on.aDeadline({ institutionId: there.institution.id, title: 'National report', timeZone: 'Europe/Zurich' });
    expect((await on.read(there.path))[0]).toMatchObject({ summary: 'National report', start: { isDate: true } });
  });

  it('speaks their language, with the title of the rule', async () => {
    const { institution, path } = await on.aFocalPoint({ locale: 'fr' });
    const ruleId = await on.ruleOf('UPR-4');
    const anchor = await on.anAnchor({ kind: 'REVIEW', title: 'UPR, session 58' });
    const of = { institutionId: institution.id, title: null };
    await on.aDeadline({ ...of, kind: 'REPORT', ruleId, anchorId: anchor.id });
    await on.aDeadline({ ...of, kind: 'VERIFICATION' });
    const [report, list] = await on
      .read(path)
      .then((events) => events.sort((a, b) => b.summary.length - a.summary.length));
    expect(report?.summary).toBe('Rapport national (10 700 mots au plus)');
    expect(report?.description).toContain('Concerne : UPR, session 58\nRègle UPR-4 : OHCHR practice');
    expect(report?.description).toContain('Non confirmé');
    expect(list?.summary).toBe('Vérifier la liste des recommandations');
  });

  it('no longer shows what is of an institution from the day after the mandate', async () => {
    const { institution, path } = await on.aFocalPoint({ endsOn: '2026-03-02' });
    await on.aDeadline({ institutionId: institution.id });
    const before = await on.get(path);
    expect(before.body).toContain('Send the figures');
    on.api.clock.set('2026-03-02T17:00:00Z'); // midnight in Phnom Penh
    const after = await on.get(path, { 'if-none-match': before.headers['etag']! });
    expect(after.statusCode).toBe(200);
    expect(after.body).not.toContain('Send the figures');
  });

  it.each([
    ['HEAD', ['Send the figures']],
    ['OFFICER', ['Send the figures']],
    ['OBSERVER', []],
  ] as const)('of a person with the role %s shows of the secretariat’s own: %j', async (role, shown) => {
    await on.db.deadline.deleteMany({ where: { institutionId: null } });
    await on.aDeadline({ institutionId: null });
    const person = await aPerson(on.api.db, { roles: [role] });
    expect(await on.summaries(on.pathOf(await on.feeds.make({ personId: person.id }, system)))).toEqual(shown);
  });

  it('tells nothing of what is confidential but that it is, and when', async () => {
    const { institution, path } = await on.aFocalPoint();
    const ruleId = await on.ruleOf('SP-1');
    const anchor = await on.anAnchor({ kind: 'LETTER', title: 'Letter AL KHM 1/2026', restricted: true });
    const of = { institutionId: institution.id, kind: 'COMMUNICATION' as const, ruleId, anchorId: anchor.id };
    await on.aDeadline({ ...of, title: 'Answer on the case of S. D.', restricted: true });
    const { body } = await on.get(path);
    expect(body).toContain('SUMMARY:Confidential communication\r\n');
    expect(body).toContain('CLASS:CONFIDENTIAL\r\n');
    for (const secret of ['S. D.', 'AL KHM', 'SP-1', 'CATEGORIES']) expect(body).not.toContain(secret);
  });

  it('keeps what is met with a mark for ninety days, and takes back what is waived', async () => {
    const { institution, path } = await on.aFocalPoint();
    const institutionId = institution.id;
    const closedAt = '2026-03-03T00:00:00Z';
    await on.aDeadline({ institutionId, title: 'Met', status: 'MET', closedAt: '2026-02-20T00:00:00Z' });
    await on.aDeadline({ institutionId, title: 'Met long ago', status: 'MET', closedAt: '2025-11-20T00:00:00Z' });
    await on.aDeadline({ institutionId, title: 'Waived', status: 'WAIVED', closedAt });
    await on.aDeadline({ institutionId, title: 'Waived before', status: 'WAIVED', closedAt: '2026-02-20T00:00:00Z' });
    await on.aDeadline({ institutionId, title: 'Overdue', dueOn: '2020-01-01' });
    await on.aDeadline({ institutionId, title: 'Met too late', dueOn: '2020-01-01', status: 'MET', closedAt });
    expect(await on.read(path)).toMatchObject([
      { summary: 'Overdue', status: 'CONFIRMED' },
      { summary: '✓ Met', status: 'CONFIRMED', alarms: [] },
      { summary: 'Waived', status: 'CANCELLED', alarms: [] },
    ]);
    on.api.clock.set('2026-05-22T00:00:00Z');
    expect(await on.summaries(path)).toEqual(['Overdue', 'Waived']);
  });
});

describe('a calendar that has not changed', () => {
  it('is not sent again, and is when anything of it is another', async () => {
    const { institution, person, path } = await on.aFocalPoint();
    const deadline = await on.aDeadline({ institutionId: institution.id });
    const seen = new Set<string>();
    const expectChange = async () => {
      const { statusCode, headers, body } = await on.get(path);
      const etag = headers['etag']!;
      expect(statusCode).toBe(200);
      expect(seen.has(etag)).toBe(false);
      seen.add(etag);
      const again = await on.get(path, { 'if-none-match': `"other", ${etag}` });
      expect(again).toMatchObject({ statusCode: 304, body: '' });
      expect(again.headers).toMatchObject({ etag, 'cache-control': 'private, max-age=300' });
      return body;
    };
    await expectChange();
    const where = { id: deadline.id };
    await on.db.deadline.update({
      where,
      data: { dueOn: fromDay('2026-04-10'), sequence: 1, changedAt: new Date('2026-03-01T10:00:00Z') },
    });
    const moved = await expectChange();
    expect(moved).toContain('SEQUENCE:1\r\nDTSTAMP:20260301T100000Z\r\nCREATED:20260201T000000Z\r\n');
    expect(moved).toContain('DTSTART;VALUE=DATE:20260410\r\n');
    await on.db.institution.update({ where: { id: institution.id }, data: { name: `Renamed ${newId()}` } });
    expect(await expectChange()).toContain('Renamed');
    await on.db.person.update({ where: { id: person.id }, data: { locale: 'km' } });
    await expectChange();
    await on.aDeadline({ institutionId: institution.id, title: 'Older, and new here' });
    await expectChange();
    await on.db.deadline.delete({ where });
    await expectChange();
    // A day later nothing is another: nothing is sent.
    on.api.clock.set('2026-03-03T03:00:00Z');
    expect((await on.get(path, { 'if-none-match': [...seen].at(-1)! })).statusCode).toBe(304);
  });
});

describe('the calendar of an institution', () => {
  it('shows its deadlines, to whom has its address', async () => {
    const { institution } = await on.aFocalPoint();
    await on.aDeadline({ institutionId: institution.id });
    await on.aDeadline({ institutionId: null, title: 'The secretariat’s' });
    const feed = await on.feeds.make({ institutionId: institution.id }, system);
    expect(await on.summaries(on.pathOf(feed))).toEqual(['Send the figures']);
  });
});

describe('the calendar for everybody', () => {
  const url = '/feeds/formal-dates.ics';

  it('shows formal dates, and neither what is internal nor what is confidential', async () => {
    await on.db.deadline.deleteMany({});
    await on.db.anchor.deleteMany({});
    const review = await on.anAnchor({ kind: 'REVIEW', title: 'UPR, session 58' });
    await on.anAnchor({ kind: 'COUNCIL_SESSION', title: 'Human Rights Council, session 64', day: '2026-09-14' });
    await on.anAnchor({ kind: 'REVIEW', title: 'Long ago', day: '2023-06-15' });
    await on.anAnchor({ kind: 'LETTER', title: 'A letter' });
    await on.anAnchor({ kind: 'REVIEW', title: 'Secret review', restricted: true });
    await on.anAnchor({ kind: 'ASSIGNMENT_APPROVAL', title: 'Internal' });
    const of = { title: null, institutionId: null, anchorId: review.id, timeZone: 'Europe/Zurich' };
    await on.aDeadline({ ...of, kind: 'REVIEW', ruleId: await on.ruleOf('UPR-1'), dueOn: '2026-06-15' });
    const report = { ...of, kind: 'REPORT' as const, dueOn: '2026-03-23' };
    await on.aDeadline({
      ...report,
      ruleId: await on.ruleOf('UPR-4'),
      status: 'MET',
      closedAt: '2026-03-01T00:00:00Z',
    });
    await on.aDeadline({ ...of, kind: 'REVIEW', ruleId: await on.ruleOf('UPR-3'), restricted: true });
    const { id: institutionId } = await anInstitution(on.api.db);
    await on.aDeadline({ ...of, institutionId, kind: 'REPORT', ruleId: await on.ruleOf('UPR-9') });
    await on.aDeadline({ institutionId: null, kind: 'REPORT', title: 'Set by hand' });
    const events = await on.read(url);
    expect(events).toMatchObject([
      { summary: 'National report (at most 10,700 words) (23 Mar, Europe/Zurich)', alarms: [] },
      { summary: 'UPR, session 58', uid: `anchor-${review.id}@nmrf.test`, start: { isDate: true }, alarms: [] },
      { summary: 'Human Rights Council, session 64' },
    ]);
    expect(events.map(({ description }) => description).join()).not.toContain('Falls to');
  });

  it('shows what a rule is formal for now: not the mechanism’s own, nor what was public by mistake', async () => {
    const rules = await aPlanner(on.api);
    const own = { code: 'OWN-1', titles: { en: 'Draft of the report to the Cabinet' } } as const;
    const internal = await rules.aRule({ ...own, anchor: 'REVIEW', mechanism: 'UPR', unit: 'WEEKS', offset: -20 });
    const review = await on.anAnchor({ kind: 'REVIEW', title: 'UPR, session 60', day: '2027-01-20' });
    const of = { title: null, institutionId: null, anchorId: review.id, kind: 'REPORT', dueOn: '2026-09-02' } as const;
    await on.aDeadline({ ...of, ruleId: internal.replacesId, status: 'MET', closedAt: '2026-03-01T00:00:00Z' });
    const start = await on.aDeadline({ ...of, kind: 'REVIEW', ruleId: await on.ruleOf('UPR-2') });
    const shown = async () =>
      (await on.read(url)).map(({ summary }) => summary).filter((summary) => summary.includes('to the Cabinet'));
    expect(await shown()).toEqual([]);
    expect((await on.get(url)).body).not.toContain(start.id);
    const named = await rules.aRule({ ...internal, formal: true });
    await on.db.deadline.updateMany({ where: { ruleId: internal.replacesId }, data: { ruleId: named.replacesId } });
    expect(await shown()).toHaveLength(1);
    await rules.aRule({ ...named, formal: false });
    expect(await shown()).toEqual([]);
  });

  it('counts how often a formal date was moved', async () => {
    const anchor = await on.anAnchor({ kind: 'REVIEW', title: 'Review that is moved', day: '2026-07-01' });
    const of = async () => (await on.read(url)).find(({ uid }) => uid.includes(anchor.id));
    const announce = (name: string, occurredAt: string) =>
      on.db.event.create({
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
    expect((await on.get(url)).body).toContain('DTSTAMP:20260203T000000Z\r\n');
  });

  it('may be kept by anybody, and is asked for again without being sent', async () => {
    const { headers } = await on.get(url);
    expect(headers['cache-control']).toBe('public, max-age=3600');
    expect((await on.get(url, { 'if-none-match': headers['etag']! })).statusCode).toBe(304);
  });
});
