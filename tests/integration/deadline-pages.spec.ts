import { fromDay } from '../../libs/platform/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { aMandate, anInstitution, aPerson, aReview } from '../support/factories.js';
import { aPlanner } from '../support/planning.js';

let desk: Desk;
let plan: Awaited<ReturnType<typeof aPlanner>>;
const people: Record<string, string> = {};
let institutionId: string;
beforeAll(async () => {
  desk = await aDesk({ now: '2026-03-02T03:00:00Z' });
  plan = await aPlanner(desk.api);
  for (const locale of ['en', 'fr', 'km']) {
    people[locale] = (await aPerson(desk.db, { roles: ['COORDINATOR'], locale })).id;
  }
  people['officer'] = (await aPerson(desk.db, { roles: ['OFFICER'] })).id;
  people['observer'] = (await aPerson(desk.db, { roles: ['OBSERVER'] })).id;
  institutionId = (await anInstitution(desk.db, { name: 'Ministry of Water' })).id;
  people['focal'] = (await aMandate(desk.db, { institutionId })).personId;
  people['stranger'] = (await aMandate(desk.db)).personId;
});
afterAll(() => desk.close());

const headersOf = async (who: string) => ({ ...(await desk.api.signIn(people[who] ?? '')), accept: 'text/html' });
const get = async (who: string, url: string) => desk.api.request({ url, headers: await headersOf(who) });
const post = async (who: string, url: string, fields: Record<string, string | string[]>) => {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) form.append(name, one);
  const headers = { ...(await headersOf(who)), 'content-type': 'application/x-www-form-urlencoded' };
  return desk.api.request({ method: 'POST', url, headers, payload: form.toString() });
};
/** What the page says is wrong, and where. */
const faults = (html: string) =>
  [...html.matchAll(/<a href="#([^"]+)">([^<]+)<\/a>/g)].map(([, field, text]) => [field, text]);
const aDeadline = async (facts: object = {}) => {
  const { deadlineIds } = await plan.post<{ deadlineIds: string[] }>('deadlines', {
    title: 'Figures',
    institutionIds: [institutionId],
    dueOn: '2026-04-01',
    ...facts,
  });
  return deadlineIds[0]!;
};

describe('the form of a rule', () => {
  const rule = {
    code: 'X-1',
    titleEn: 'Draft report',
    kind: 'REPORT',
    anchor: 'REVIEW',
    amount: '3',
    unit: 'WEEKS',
    side: 'before',
    roll: 'NONE',
    timeZone: 'Europe/Zurich',
    owner: 'SECRETARIAT',
    source: 'Our practice',
    step: 'preview',
  };

  it('says what is wrong at every field at once, and keeps what was entered', async () => {
    const answer = await post('en', '/deadline-rules/new', {
      ...rule,
      code: 'x 1',
      titleEn: '',
      titleFr: 'Projet <de> rapport',
      amount: '1000000000',
      timeZone: 'Mars/Olympus',
      calendarCode: 'CH',
      source: 'a',
      validFrom: '0000-01-01',
      validUntil: '9999-12-31',
    });
    expect(answer.statusCode).toBe(422);
    const found = faults(answer.body);
    expect(found.map(([field]) => field)).toEqual([
      'code',
      'titleEn',
      'timeZone',
      'calendarCode',
      'source',
      'validFrom',
      'validUntil',
      'amount',
    ]);
    for (const [field] of found) expect(answer.body).toContain(`id="${field}-fault"`);
    expect(answer.body).toContain('value="Projet &lt;de> rapport"');
    expect(answer.body).toContain('value="1000000000"');
    expect(answer.body).toMatch(/aria-describedby="code-hint code-fault" aria-invalid="true"/);
    expect(await desk.db.now.deadlineRule.count({ where: { code: { contains: 'x' } } })).toBe(0);
  });

  it.each([
    ['en', 'a day', { amount: '1e9' }, 'amount', 'Enter a whole number, of ten years at most'],
    ['en', 'nothing', { amount: '' }, 'amount', 'Enter a whole number, of ten years at most'],
    ['fr', 'no deadline to follow', { anchor: 'DEADLINE' }, 'afterCode', 'Choisissez l’échéance qu’elle suit.'],
    [
      'km',
      'an end before its beginning',
      { validFrom: '2027-01-01', validUntil: '2026-01-01' },
      'validUntil',
      'សូមបញ្ចូលថ្ងៃពី 1990',
    ],
    [
      'en',
      'the code of a rule in force',
      { code: 'UPR-4' },
      'validFrom',
      'Rule UPR-4 has a version already for all dates: for a date in both',
    ],
    [
      'en',
      'itself to follow',
      { anchor: 'DEADLINE', code: 'UPR-99', afterCode: 'UPR-99' },
      'afterCode',
      'for ever: UPR-99 → UPR-99.',
    ],
    [
      'en',
      'a country whose calendar nobody keeps',
      { calendarCode: 'CHE' },
      'calendarCode',
      'No calendar of CHE is kept.',
    ],
    ['en', 'what is no country', { calendarCode: 'ZZZ' }, 'calendarCode', 'A country is named by three letters'],
    [
      'fr',
      'a rule that is not there',
      { anchor: 'DEADLINE', afterCode: 'NO-1' },
      'afterCode',
      'Aucune règle de ce nom',
    ],
  ])('in %s refuses %s in words', async (locale, _, facts, field, words) => {
    const answer = await post(locale, '/deadline-rules/new', { ...rule, ...facts });
    expect(answer.statusCode).toBe(422);
    const [[at, text] = []] = faults(answer.body);
    expect([at, text]).toEqual([field, expect.stringContaining(words) as unknown]);
  });

  it('applies nothing without a reason, and keeps the preview', async () => {
    const answer = await post('en', '/deadline-rules/new', { ...rule, step: 'apply', reason: '  ' });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('Nothing is changed yet.');
    expect(answer.body).toContain('<input type="hidden" name="titleEn" value="Draft report"/>');
    expect(await desk.db.now.deadlineRule.count({ where: { code: 'X-1' } })).toBe(0);
    const applied = await post('en', '/deadline-rules/new', { ...rule, step: 'apply', reason: 'As agreed' });
    expect([applied.statusCode, applied.headers['location']]).toEqual([303, '/deadline-rules?done=rule-set&n=0']);
  });

  it('keeps a date from the public unless it is ticked as a formal one', async () => {
    const facts = { ...rule, code: 'X-2', anchor: 'LETTER', validFrom: '2190-01-01' };
    const own = await post('en', '/deadline-rules/new', facts);
    expect(own.body).toContain('Not a formal date: the public calendar does not show it.');
    const formal = { ...facts, formal: '1' };
    const { body } = await post('en', '/deadline-rules/new', formal);
    expect(body).toContain('A formal date: everybody sees it in the public calendar.');
    expect(body).toContain('<input type="hidden" name="formal" value="1"/>');
    await post('en', '/deadline-rules/new', { ...formal, step: 'apply', reason: 'As agreed' });
    const { id, formal: isPublic } = await desk.db.now.deadlineRule.findFirstOrThrow({ where: { code: 'X-2' } });
    expect(isPublic).toBe(true);
    expect((await get('en', `/deadline-rules/${id}`)).body).toMatch(/<input[^>]*name="formal"[^>]* checked/);
  });

  it('loses nothing when somebody has replaced the version meanwhile', async () => {
    const { id } = await desk.db.now.deadlineRule.findFirstOrThrow({ where: { code: 'UPR-7', replacedAt: null } });
    const facts = { ...rule, code: 'UPR-7', amount: '4' };
    await post('en', `/deadline-rules/${id}`, { ...facts, step: 'apply', reason: 'First' });
    const second = await post('en', `/deadline-rules/${id}`, {
      ...facts,
      titleEn: 'Mine',
      step: 'apply',
      reason: 'Second',
    });
    expect(second.statusCode).toBe(404);
    expect(second.body).toContain('Somebody has replaced this version meanwhile.');
    expect(second.body).toContain('value="Mine"');
  });
});

describe('the forms about dates and deadlines', () => {
  it('ask for the review whose date it is, and refuse a date that is noted already', async () => {
    const review = await aReview(desk.db, { session: 40 });
    const form = { kind: 'REVIEW', subjectId: '', day: '2026-11-04', title: 'A review', source: '' };
    const without = await post('en', '/dates', form);
    expect([without.statusCode, faults(without.body)]).toEqual([
      422,
      [['subjectId', 'Choose the review whose date it is.']],
    ]);
    expect(without.body).toContain('value="A review"');
    const noted = await post('en', '/dates', { ...form, subjectId: review.id, title: '' });
    expect(noted.headers['location']).toMatch(/^\/dates\/[0-9a-f-]+\?done=date-noted&n=[67]&past=1$/);
    expect(await desk.db.now.anchor.findFirst({ where: { subjectId: review.id } })).toMatchObject({
      title: 'UPR, session 40',
      day: fromDay('2026-11-04'),
    });
    expect((await get('fr', '/dates')).body).toContain('EPU, session 40');
    expect((await get('en', '/dates')).body).toContain('UPR, session 40');
    const again = await post('fr', '/dates', { ...form, subjectId: review.id });
    expect([again.statusCode, faults(again.body)[0]?.[1]]).toEqual([409, expect.stringContaining('déjà notée')]);
  });

  it('leave it to the kind of a date whether it is confidential, or to whoever notes it', async () => {
    const { body } = await get('en', '/dates');
    expect(body).toContain('as usual: letters are confidential, other dates are not');
    const noted = async (form: Record<string, string>) => {
      const answer = await post('en', '/dates', { kind: 'LETTER', day: '2026-11-04', title: 'On housing', ...form });
      const id = /[0-9a-f-]{36}/.exec(answer.headers['location'] ?? '')?.[0] ?? '';
      return (await desk.db.now.anchor.findUniqueOrThrow({ where: { id } })).restricted;
    };
    expect(await noted({ restricted: '' })).toBe(true);
    expect(await noted({ restricted: '0' })).toBe(false);
    expect(await noted({ kind: 'TREATY_BODY_SESSION', restricted: '' })).toBe(false);
    expect(await noted({ kind: 'TREATY_BODY_SESSION', restricted: '1' })).toBe(true);
    const refused = await post('en', '/dates', { kind: 'LETTER', day: '', title: 'On housing', restricted: '0' });
    expect(refused.body).toMatch(/<option value="0" selected/);
  });

  it('keep the preview of a date that is moved without a reason, and ask for a day that can be', async () => {
    const { anchor } = await plan.aDate('2026-05-04');
    const without = await post('en', `/dates/${anchor.id}/move`, { day: '2026-05-11', reason: '' });
    expect(without.statusCode).toBe(422);
    expect(without.body).toContain('<input type="hidden" name="day" value="2026-05-11"/>');
    expect(without.body).toContain('id="reason-fault"');
    for (const day of ['', '0000-01-01', '9999-12-31', 'soon']) {
      const impossible = await get('en', `/dates/${anchor.id}/move?day=${day}`);
      expect([impossible.statusCode, faults(impossible.body)[0]?.[0]]).toEqual([422, 'day']);
    }
    const far = await get('en', `/dates/${anchor.id}/move?day=2199-12-31`);
    expect([far.statusCode, far.body.includes('outside the years 1990 to 2199')]).toEqual([422, true]);
    expect(await desk.db.now.anchor.findUnique({ where: { id: anchor.id } })).toMatchObject({
      day: fromDay('2026-05-04'),
    });
  });

  it('give a date up with a reason', async () => {
    const { anchor, changes } = await plan.aDate('2026-05-04');
    const without = await post('en', `/dates/${anchor.id}/remove`, { reason: '' });
    expect([without.statusCode, faults(without.body)[0]?.[0]]).toEqual([422, 'reason']);
    const given = await post('en', `/dates/${anchor.id}/remove`, { reason: 'Withdrawn' });
    expect(given.headers['location']).toBe(`/dates?done=date-removed&n=${changes.length}`);
    expect(await desk.db.now.anchor.findUnique({ where: { id: anchor.id } })).toBeNull();
  });

  it('ask institutions by a rule, and say that nobody was chosen', async () => {
    const { code } = await plan.aRule({ owner: 'ASKED_INSTITUTIONS' });
    const { anchor } = await plan.aDate('2026-05-04');
    const nobody = await post('en', `/dates/${anchor.id}/ask`, { ruleCode: code });
    expect([nobody.statusCode, faults(nobody.body)[0]?.[0]]).toEqual([422, 'institutionIds']);
    const asked = await post('en', `/dates/${anchor.id}/ask`, { ruleCode: code, institutionIds: institutionId });
    expect(asked.headers['location']).toBe(`/dates/${anchor.id}?done=institutions-asked&n=1`);
  });

  it('keep what was entered of a deadline that cannot be set', async () => {
    const answer = await post('en', '/deadlines/new', {
      kind: 'VERIFICATION',
      title: ' ',
      dueOn: '2026-13-01',
      timeZone: 'Moon',
      institutionIds: institutionId,
      restricted: '1',
    });
    expect(answer.statusCode).toBe(422);
    expect(faults(answer.body).map(([field]) => field)).toEqual(['kind', 'title', 'dueOn', 'timeZone']);
    expect(answer.body).toContain(`value="${institutionId}" checked`);
    const late = { kind: 'FREE', title: 'Late', dueOn: '2026-03-01' };
    const past = await post('en', '/deadlines/new', late);
    const words = 'This day has passed. Name today or a later day, or tick that it is late already.';
    expect([past.statusCode, faults(past.body)]).toEqual([422, [['dueOn', words]]]);
    const set = await post('en', '/deadlines/new', { ...late, isLate: '1' });
    expect(set.statusCode).toBe(303);
    expect((await get('en', set.headers['location']!)).body).toContain('<span class="badge error">overdue</span>');
  });

  it('keep what was entered beside a deadline, and open the form it was in', async () => {
    const id = await aDeadline();
    const answer = await post('en', `/deadlines/${id}/move`, { to: '2026-02-01', reason: 'Sooner' });
    expect([answer.statusCode, faults(answer.body)[0]?.[0]]).toEqual([422, 'move-to']);
    expect(answer.body).toContain('<details class="action" open>');
    expect(answer.body).toContain('>Sooner</textarea>');
    const late = { to: '2026-02-01', isLate: '1', reason: '' };
    expect((await post('en', `/deadlines/${id}/move`, late)).body).toMatch(/name="isLate"[^>]* checked/);
    expect((await post('en', `/deadlines/${id}/move`, { ...late, reason: 'Sooner' })).statusCode).toBe(303);
    expect((await post('en', `/deadlines/${id}/waive`, { reason: ' ' })).statusCode).toBe(422);
    expect((await post('en', `/deadlines/${id}/reopen`, { reason: 'Oh' })).statusCode).toBe(409);
  });

  it('take back what was asked, with a remark or without, and show that it was', async () => {
    const id = await aDeadline({ title: 'Census of schools' });
    const never = await post('focal', `/deadlines/${id}/more-time`, { until: '2099-12-03', reason: 'Some day' });
    expect([never.statusCode, faults(never.body)]).toEqual([
      422,
      [['more-time-until', expect.stringContaining('a year at most') as unknown]],
    ]);
    await post('focal', `/deadlines/${id}/more-time`, { until: '2026-04-15', reason: 'Census' });
    expect((await get('focal', `/deadlines/${id}`)).body).toContain(`action="/deadlines/${id}/withdraw"`);
    expect((await get('en', `/deadlines/${id}`)).body).not.toContain(`/${id}/withdraw"`);
    expect((await post('stranger', `/deadlines/${id}/withdraw`, { reason: '' })).statusCode).toBe(404);
    const taken = await post('focal', `/deadlines/${id}/withdraw`, { reason: 'It came after all' });
    expect(taken.headers['location']).toBe(`/deadlines/${id}?done=withdrawn`);
    const { body } = await get('focal', `/deadlines/${id}?done=withdrawn`);
    for (const words of [
      'What was asked is taken back',
      'taken back</span>',
      'Asked of the secretariat, more time',
      'Wednesday, 15 April 2026',
      'Request taken back',
      'Note: It came after all',
    ]) {
      expect(body).toContain(words);
    }
    const again = await post('focal', `/deadlines/${id}/withdraw`, { reason: '' });
    expect([again.statusCode, again.body.includes('answered or taken back meanwhile')]).toEqual([409, true]);
  });

  it('say so where a request was answered meanwhile, and show how things are now', async () => {
    const id = await aDeadline({ title: 'Census' });
    await post('focal', `/deadlines/${id}/more-time`, { until: '2026-04-15', reason: 'Census' });
    const { id: requestId } = await desk.db.now.deadlineRequest.findFirstOrThrow({ where: { deadlineId: id } });
    const without = await post('en', `/deadlines/requests/${requestId}`, {
      decision: 'REFUSE',
      until: '2026-04-10',
      reason: '',
    });
    expect([without.statusCode, faults(without.body)[0]?.[0]]).toEqual([422, `reason-${requestId}`]);
    expect(without.body).toContain('value="2026-04-10"');
    const refused = await post('en', `/deadlines/${id}/requests/${requestId}`, { decision: 'REFUSE', reason: 'No' });
    expect(refused.headers['location']).toBe(`/deadlines/${id}?done=refused`);
    const late = await post('en', `/deadlines/requests/${requestId}`, { decision: 'GRANT', until: '', reason: 'Yes' });
    expect(late.statusCode).toBe(409);
    expect(late.body).toContain('This request was answered or taken back meanwhile.');
  });
});

describe('the form of a reminder plan', () => {
  const plan = { announce: '1', 'before-0-offset': '21', 'before-0-unit': 'DAYS', step: 'preview', reason: '' };
  const inForce = () =>
    desk.db.now.reminderPlan.findFirstOrThrow({ where: { kind: 'COMMUNICATION', replacedAt: null } });

  it('shows the plan before and after, and how many open deadlines it is about, before anything changes', async () => {
    const { id } = await inForce();
    await desk.db.now.deadline.updateMany({ where: { kind: 'COMMUNICATION' }, data: { status: 'MET' } });
    await aDeadline({ kind: 'COMMUNICATION', title: 'A letter' });
    await aDeadline({ kind: 'COMMUNICATION', title: 'Another letter' });
    const { statusCode, body } = await post('en', '/reminder-plans/COMMUNICATION', plan);
    expect(statusCode).toBe(200);
    expect(body).toContain('2 open deadlines are planned anew');
    const [, before = '', after = ''] = body.split('<section');
    expect([before.includes('21 days before the day'), after.includes('21 days before the day')]).toEqual([
      false,
      true,
    ]);
    expect((await inForce()).id).toBe(id);
  });

  it('applies it with a reason only, loses nothing, and can be gone back to', async () => {
    const { id } = await inForce();
    const without = await post('en', '/reminder-plans/COMMUNICATION', { ...plan, step: 'apply' });
    expect([without.statusCode, faults(without.body)[0]?.[0]]).toEqual([422, 'reason']);
    expect(without.body).toContain('<input type="hidden" name="before-0-offset" value="21"/>');
    const back = await post('en', '/reminder-plans/COMMUNICATION', { ...plan, step: 'change', reason: 'As agreed' });
    expect(back.body).toMatch(/name="before-0-offset"[^>]*value="21"|value="21"[^>]*name="before-0-offset"/);
    expect((await inForce()).id).toBe(id);
    const applied = await post('en', '/reminder-plans/COMMUNICATION', { ...plan, step: 'apply', reason: 'As agreed' });
    expect(applied.headers['location']).toBe('/reminder-plans?done=plan-set');
    expect((await inForce()).body).toMatchObject({ announce: true, before: [{ offset: 21, unit: 'DAYS' }] });
  });
});

describe('who may', () => {
  it.each([
    ['focal', '/deadline-rules', 403],
    ['focal', '/reminder-plans', 403],
    ['focal', '/deadlines/new', 403],
    ['observer', '/dates', 200],
    ['observer', '/deadlines/new', 403],
    ['observer', '/deadline-rules/new', 403],
    ['officer', '/deadlines/new', 200],
    ['officer', '/deadline-rules/new', 403],
    ['officer', '/reminder-plans/REPORT', 403],
  ])('%s opens %s: %i', async (who, url, status) => {
    expect((await get(who, url)).statusCode).toBe(status);
  });

  it.each([
    ['fr', 'Cette page ne vous est pas ouverte'],
    ['km', 'ទំព័រនេះមិនបើកសម្រាប់អ្នកទេ'],
  ])('reads in their language (%s) that something is not open to them', async (locale, words) => {
    const { id } = await aPerson(desk.db, { locale, roles: ['OBSERVER'] });
    people[`refused-${locale}`] = id;
    const answer = await get(`refused-${locale}`, '/deadline-rules/new');
    expect(answer.statusCode).toBe(403);
    expect(answer.body).toContain(`<html lang="${locale}"`);
    expect(answer.body).toContain(words);
  });

  it('see a deadline, and change it, only where it is theirs', async () => {
    const id = await aDeadline({ title: 'Water tables' });
    expect((await get('stranger', `/deadlines/${id}`)).statusCode).toBe(404);
    expect((await post('stranger', `/deadlines/${id}/done`, { reason: '' })).statusCode).toBe(404);
    expect((await post('focal', `/deadlines/${id}/waive`, { reason: 'No time' })).statusCode).toBe(403);
    expect((await get('stranger', '/deadlines')).body).not.toContain('Water tables');
    expect((await get('observer', `/deadlines/${id}`)).body).not.toContain('<form class="narrow"');
    const done = await post('focal', `/deadlines/${id}/done`, { reason: '' });
    expect(done.headers['location']).toBe(`/deadlines/${id}?done=met`);
  });

  it('learn why a deadline is theirs now, not what another institution said of it before', async () => {
    const id = await aDeadline({ title: 'Handed on' });
    await post('focal', `/deadlines/${id}/not-ours`, { named: 'Others', reason: 'Our own secret' });
    const { id: requestId } = await desk.db.now.deadlineRequest.findFirstOrThrow({ where: { deadlineId: id } });
    const next = await aMandate(desk.db);
    people['next'] = next.personId;
    const grant = { decision: 'GRANT', institutionId: next.institutionId, reason: 'It is yours' };
    const answer = await post('en', `/deadlines/requests/${requestId}`, grant);
    expect([answer.statusCode, answer.headers['location']]).toEqual([303, '/deadlines?done=handed']);
    const said = (await get('en', '/deadlines?done=handed')).body;
    expect(said).toContain('Whoever asked gets no mail about the answer.');
    const theirs = (await get('next', `/deadlines/${id}`)).body;
    expect(theirs).toContain('It is yours');
    expect(theirs).not.toContain('Our own secret');
    expect((await get('officer', `/deadlines/${id}`)).body).toContain('Our own secret');
  });
});
