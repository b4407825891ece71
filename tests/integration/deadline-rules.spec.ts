import type { SetRule } from '../../libs/deadlines/index.js';
import { anApi, type Api } from '../support/api.js';
import { aMechanism, aPerson, aReview } from '../support/factories.js';

interface Problem {
  status: number;
  code: string;
  detail: string;
  errors?: { path: string; message: string }[];
}

let api: Api;
let headers: Record<string, string>;
beforeAll(async () => {
  api = await anApi();
  await aMechanism(api.db);
  headers = await api.signIn((await aPerson(api.db, { roles: ['COORDINATOR'] })).id);
});
afterAll(() => api.close());

const post = (url: string, payload: unknown) => api.request({ method: 'POST', url, headers, payload });
/** What is wrong with a body, as problem+json says it. */
const problemOf = async (url: string, payload: unknown) => {
  const answer = await post(url, payload);
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  const { status, code, detail, errors } = answer.json<Problem>();
  expect(status).toBe(answer.statusCode);
  return { status, code, detail, ...(errors && { errors }) };
};
const invalid = (path: string, message: string) => ({
  status: 400,
  code: 'invalid-input',
  detail: 'Some values are missing or wrong; "errors" names each.',
  errors: [{ path, message }],
});

const rule = {
  code: 'T-1',
  titles: { en: 'Answer to the list of issues', fr: 'Réponse à la liste de points' },
  kind: 'REPORT',
  anchor: 'LETTER',
  offset: 10,
  unit: 'DAYS',
  timeZone: 'Europe/Zurich',
  source: 'Note verbale',
} as const;
const set = async (facts: Partial<SetRule>) => {
  const answer = await post('/api/v1/deadline-rules', { rule: { ...rule, ...facts }, reason: 'As agreed' });
  expect(answer.statusCode).toBe(201);
  return answer.json<{ ruleId: string; changes: object[] }>();
};
const effectUrl = '/api/v1/deadline-rules/effect';

describe('a rule', () => {
  const tenYears = 'must be between -3660 and 3660 DAYS';
  it.each([
    ['leads a thousand million days on', { offset: 1e9 }, 'offset', tenYears],
    ['leads as far back', { offset: -1e9 }, 'offset', tenYears],
    [
      'counts more months than ten years have',
      { offset: 121, unit: 'MONTHS' },
      'offset',
      'must be between -120 and 120 MONTHS',
    ],
    ['counts half a day', { offset: 1.5 }, 'offset', 'Invalid input: expected int, received number'],
    ['counts in words', { offset: 'ten' }, 'offset', 'Invalid input: expected number, received string'],
    ['is of a zone nobody knows', { timeZone: 'Mars/Olympus' }, 'timeZone', 'is not a time zone of the IANA list'],
    [
      'is valid from the year 0',
      { validFrom: '0000-01-01' },
      'validFrom',
      'must be a day from 1990-01-01 to 2199-12-31',
    ],
    [
      'is valid to the year 9999',
      { validUntil: '9999-12-31' },
      'validUntil',
      'must be a day from 1990-01-01 to 2199-12-31',
    ],
    ['is valid from a day that is not in the calendar', { validFrom: '2023-02-29' }, 'validFrom', 'Invalid ISO date'],
    [
      'ends before it begins',
      { validFrom: '2027-01-01', validUntil: '2026-12-31' },
      'validUntil',
      'must not be before validFrom: the rule would never be valid',
    ],
    [
      'has a code in small letters',
      { code: 'upr-4' },
      'code',
      'must be of capital letters, digits, hyphens and dots, e.g. UPR-4',
    ],
    [
      'has no English title',
      { titles: { fr: 'Rapport' } },
      'titles.en',
      'Invalid input: expected string, received undefined',
    ],
    [
      'follows a deadline it does not name',
      { anchor: 'DEADLINE' },
      'afterCode',
      'must name the rule whose deadline is followed',
    ],
    ['names a deadline it does not follow', { afterCode: 'UPR-4' }, 'afterCode', 'belongs to anchor DEADLINE only'],
    [
      'counts the working days of no country',
      { calendarCode: 'ZZZ' },
      'calendarCode',
      'is not a country code of ISO 3166-1 (three letters)',
    ],
    ['has something nobody asked for', { colour: 'red' }, '', 'Unrecognized key: "colour"'],
  ])('that %s is refused at that place', async (_, facts, path, message) => {
    expect(await problemOf(effectUrl, { ...rule, ...facts })).toEqual(invalid(path, message));
    const inside = path === '' ? 'rule' : `rule.${path}`;
    expect(await problemOf('/api/v1/deadline-rules', { rule: { ...rule, ...facts }, reason: 'Why not' })).toEqual(
      invalid(inside, message),
    );
  });

  it('is not set without a reason', async () => {
    expect(await problemOf('/api/v1/deadline-rules', { rule, reason: ' ' })).toEqual(
      invalid('reason', 'Too small: expected string to have >=1 characters'),
    );
  });

  it('that would wait for itself is refused, with the way round', async () => {
    const after = (code: string, afterCode: string) => ({ ...rule, code, anchor: 'DEADLINE', afterCode });
    expect(await problemOf(effectUrl, after('C-1', 'C-1'))).toMatchObject({ status: 422, code: 'rule-cycle' });
    const { ruleId } = await set({ code: 'C-1' });
    await set({ ...after('C-2', 'C-1'), anchor: 'DEADLINE' });
    await set({ ...after('C-3', 'C-2'), anchor: 'DEADLINE' });
    const answer = await post(effectUrl, { ...after('C-1', 'C-3'), replacesId: ruleId });
    expect(answer.json()).toMatchObject({
      status: 422,
      code: 'rule-cycle',
      path: ['C-1', 'C-3', 'C-2', 'C-1'],
      detail:
        'Each of these would wait for the next, for ever: C-1 → C-3 → C-2 → C-1. Let one of them follow an anchor.',
    });
  });

  it('counts working days only of a country whose calendar is kept, or of the mechanism’s own', async () => {
    const swiss = { ...rule, code: 'W-1', unit: 'WORKING_DAYS', calendarCode: 'CHE' };
    expect(await problemOf(effectUrl, swiss)).toMatchObject({
      status: 422,
      code: 'calendar-not-kept',
      detail: expect.stringMatching(/^No calendar of CHE is kept.+ calendarCode /) as unknown,
    });
    expect((await post(effectUrl, { ...swiss, calendarCode: 'KHM' })).statusCode).toBe(200);
    await api.db.now.calendar.create({ data: { countryCode: 'CHE', weekend: [6, 7], source: 'Labour Act' } });
    expect((await post(effectUrl, swiss)).statusCode).toBe(200);
  });

  it('follows only a rule that exists', async () => {
    expect(await problemOf(effectUrl, { ...rule, anchor: 'DEADLINE', afterCode: 'NO-1' })).toEqual({
      status: 422,
      code: 'rule-follows-unknown',
      detail: 'There is no rule NO-1 whose deadline could be followed.',
    });
  });

  it('has one version for each day: validities that share one contradict', async () => {
    const first = await set({ code: 'V-1', validFrom: '2026-01-01', validUntil: '2026-12-31' });
    for (const overlapping of [{}, { validFrom: '2026-12-31' }, { validUntil: '2026-01-01' }]) {
      const answer = await post(effectUrl, { ...rule, code: 'V-1', ...overlapping });
      expect(answer.json()).toMatchObject({
        status: 422,
        code: 'rule-contradicts',
        ruleId: first.ruleId,
        detail:
          'Rule V-1 is valid already from 2026-01-01 to 2026-12-31: for an anchor in both there would be two days. ' +
          'Replace that version, or end it before this one begins.',
      });
    }
    await set({ code: 'V-1', validFrom: '2027-01-01' });
    await set({ code: 'V-1', validUntil: '2025-12-31' });
  });

  it('is replaced, never edited: the version before is kept, with the day it was replaced', async () => {
    const { ruleId } = await set({ code: 'R-1' });
    const { ruleId: next } = await set({ code: 'R-1', offset: 20, replacesId: ruleId });
    const list = async (query = '') => {
      const { items } = (await api.request({ url: `/api/v1/deadline-rules${query}`, headers })).json<{
        items: { id: string; code: string; offset: number; replacedAt: string | null }[];
      }>();
      return items
        .filter(({ code }) => code === 'R-1')
        .map(({ id, offset, replacedAt }) => ({ id, offset, replacedAt }));
    };
    expect(await list()).toEqual([{ id: next, offset: 20, replacedAt: null }]);
    expect(await list('?replaced=true')).toEqual([
      { id: ruleId, offset: 10, replacedAt: api.clock.now().toISOString() },
      { id: next, offset: 20, replacedAt: null },
    ]);
    expect(await problemOf(effectUrl, { ...rule, code: 'R-1', replacesId: ruleId })).toEqual({
      status: 404,
      code: 'not-found',
      detail: 'There is no such rule in force, or it is not yours to see.',
    });
    expect(await problemOf(effectUrl, { ...rule, code: 'R-2', replacesId: next })).toEqual({
      status: 422,
      code: 'rule-keeps-code',
      detail: 'Another version of rule R-1 is called R-1 too. For a rule of another name, replace none.',
    });
  });

  it('replaced by two people at once is replaced once', async () => {
    const { ruleId } = await set({ code: 'R-9' });
    const answers = await Promise.all(
      [11, 12].map((offset) =>
        post('/api/v1/deadline-rules', { rule: { ...rule, code: 'R-9', offset, replacesId: ruleId }, reason: 'Mine' }),
      ),
    );
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 404]);
    expect(await api.db.now.deadlineRule.count({ where: { code: 'R-9', replacedAt: null } })).toBe(1);
  });

  it('that would lead anything out of reach is refused whole', async () => {
    const letter = { kind: 'LETTER', title: 'Letter of the last day', day: '2199-12-31' };
    expect(await problemOf('/api/v1/anchors', letter)).toEqual({
      status: 422,
      code: 'day-out-of-reach',
      detail: expect.stringMatching(
        /^Rule [A-Z0-9-]+ would lead to 2200-\d\d-\d\d\. Days from 1990 to 2199 can be deadlines: check the offset and the anchor\.$/,
      ) as unknown,
    });
    expect(await api.db.now.anchor.count({ where: { title: letter.title } })).toBe(0);
  });

  it('is set by coordinators, tried out by officers, and read by everybody', async () => {
    const officer = await api.signIn((await aPerson(api.db, { roles: ['OFFICER'] })).id);
    const observer = await api.signIn((await aPerson(api.db, { roles: ['OBSERVER'] })).id);
    const asked = (who: Record<string, string>, method: string, url: string, payload?: unknown) =>
      api.request({ method, url, headers: who, payload }).then(({ statusCode }) => statusCode);
    const body = { rule: { ...rule, code: 'W-1' }, reason: 'Because' };
    expect(await asked(officer, 'POST', effectUrl, body.rule)).toBe(200);
    expect(await asked(officer, 'POST', '/api/v1/deadline-rules', body)).toBe(403);
    expect(await asked(observer, 'POST', effectUrl, body.rule)).toBe(403);
    expect(await asked(observer, 'GET', '/api/v1/deadline-rules')).toBe(200);
  });
});

describe('a date', () => {
  const anchors = '/api/v1/anchors';
  it.each([
    ['in the year 0', { day: '0000-01-01' }, 'day', 'must be a day from 1990-01-01 to 2199-12-31'],
    ['in the year 9999', { day: '9999-12-31' }, 'day', 'must be a day from 1990-01-01 to 2199-12-31'],
    ['that does not exist', { day: '2026-02-30' }, 'day', 'Invalid ISO date'],
    ['of a review nobody names', { kind: 'REVIEW' }, 'subjectId', 'must name the review whose date it is'],
    ['of an approval, which the approval itself makes', { kind: 'ASSIGNMENT_APPROVAL' }, 'kind', expect.any(String)],
  ])('%s is refused at that place', async (_, facts, path, message) => {
    const body = { kind: 'LETTER', title: 'Letter', day: '2026-03-03', ...facts };
    expect(await problemOf(anchors, body)).toEqual(invalid(path, message as string));
  });

  it.each([
    ['of a letter is confidential', { kind: 'LETTER' }, true],
    ['of a letter that is published is not, if somebody says so', { kind: 'LETTER', restricted: false }, false],
    ['of another kind is not', { kind: 'CONCLUDING_OBSERVATIONS' }, false],
    ['of another kind is, if somebody says so', { kind: 'CONCLUDING_OBSERVATIONS', restricted: true }, true],
  ])('%s, and so is what follows from it', async (_, facts, restricted) => {
    const answer = await post(anchors, { title: 'On housing', day: '2026-03-03', mechanism: 'CCPR', ...facts });
    const { anchor } = answer.json<{ anchor: { id: string; restricted: boolean } }>();
    expect(anchor.restricted).toBe(restricted);
    const deadlines = await api.db.now.deadline.findMany({ where: { anchorId: anchor.id } });
    expect(deadlines.length).toBeGreaterThan(0);
    expect(new Set(deadlines.map((deadline) => deadline.restricted))).toEqual(new Set([restricted]));
  });

  it('is noted once a review and kind', async () => {
    const review = await aReview(api.db);
    const body = { kind: 'COUNCIL_SESSION', subjectId: review.id, title: 'HRC 41', day: '2026-06-24' };
    const noted = await post(anchors, body);
    expect(noted.statusCode).toBe(201);
    const again = await post(anchors, body);
    expect(again.json()).toMatchObject({
      status: 409,
      code: 'anchor-exists',
      anchorId: noted.json<{ anchor: { id: string } }>().anchor.id,
      detail: 'This date is known already: move it instead.',
    });
  });

  it('asks institutions only by a rule that asks by name, and only institutions there are', async () => {
    const { anchor } = (await post(anchors, { kind: 'LETTER', title: 'Letter', day: '2026-03-03' })).json<{
      anchor: { id: string };
    }>();
    const url = `${anchors}/${anchor.id}/asked-institutions`;
    const { id } = await api.db.now.institution.create({ data: { name: 'Ministry of Water', kind: 'MINISTRY' } });
    expect(await problemOf(url, { ruleCode: 'SP-1', institutionIds: [id] })).toEqual({
      status: 422,
      code: 'rule-not-for-anchor',
      detail:
        'Rule SP-1 does not ask institutions by name, or is not for this date: choose one whose owner is ASKED_INSTITUTIONS.',
    });
    expect(await problemOf(url, { ruleCode: 'SP-1', institutionIds: [anchor.id] })).toMatchObject({
      code: 'not-found',
    });
    expect(await problemOf(url, { ruleCode: 'SP-1', institutionIds: [] })).toEqual(
      invalid('institutionIds', 'Too small: expected array to have >=1 items'),
    );
  });
});

describe('a deadline', () => {
  it.each([
    ['?from=0000-01-01', 'from'],
    ['?until=9999-12-31', 'until'],
  ])('is not looked for outside the days we reckon with: %s', async (query, path) => {
    const answer = await api.request({ url: `/api/v1/deadlines${query}`, headers });
    expect(answer.json()).toMatchObject(invalid(path, 'must be a day from 1990-01-01 to 2199-12-31'));
  });

  it('is not listed from a cursor somebody made up', async () => {
    const cursor = Buffer.from(JSON.stringify(['0000-01-01', '01920000-0000-7000-8000-000000000001'])).toString(
      'base64url',
    );
    const answer = await api.request({ url: `/api/v1/deadlines?cursor=${cursor}`, headers });
    expect(answer.json()).toMatchObject({ status: 400, code: 'cursor-unreadable' });
  });
});
