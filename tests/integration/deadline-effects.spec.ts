import { DivisionService } from '../../libs/assignments/index.js';
import type { SetRule } from '../../libs/deadlines/index.js';
import { fromDay, toDay } from '../../libs/platform/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { aMandate, anInstitution, aPerson } from '../support/factories.js';
import { aPlanner, type Change } from '../support/planning.js';

let desk: Desk;
let plan: Awaited<ReturnType<typeof aPlanner>>;
beforeAll(async () => {
  desk = await aDesk({ now: '2026-03-02T03:00:00Z' });
  plan = await aPlanner(desk.api);
});
afterAll(() => desk.close());
beforeEach(async () => {
  desk.clock.set('2026-03-02T03:00:00Z');
  await desk.db.now.anchor.deleteMany();
});

const effectOf = async (rule: object) =>
  (await plan.post<{ changes: Change[] }>('deadline-rules/effect', rule)).changes;
const setIn = async (rule: object, locale = 'en') =>
  (await plan.post<{ changes: Change[] }>('deadline-rules', { rule, reason: 'As agreed' }, locale)).changes;
/** Every deadline of these anchors, as it is. */
const allDeadlines = async () =>
  (await desk.db.now.deadline.findMany({ orderBy: { id: 'asc' } })).map(({ id, dueOn, status }) => [
    id,
    toDay(dueOn),
    status,
  ]);

describe('the preview of a rule', () => {
  it('changes nothing, and is what happens: what is new, what moves, what is no longer asked for', async () => {
    const rule = await plan.aRule();
    const dates = [await plan.aDate('2026-04-01', { title: 'A' }), await plan.aDate('2026-09-01', { title: 'B' })];
    const later = { ...rule, titles: { en: 'Renamed' }, offset: 20, validUntil: '2026-06-30' };
    const before = await allDeadlines();
    const seen = await effectOf(later);
    expect(await allDeadlines()).toEqual(before);
    expect(seen).toEqual([
      {
        deadlineId: expect.any(String) as unknown,
        title: 'Renamed',
        institution: null,
        from: '2026-04-11',
        to: '2026-04-21',
        isPast: false,
      },
      {
        deadlineId: expect.any(String) as unknown,
        title: rule.titles.en,
        institution: null,
        from: '2026-09-11',
        to: null,
        isPast: false,
      },
    ]);
    expect(await setIn(later)).toEqual(seen);
    expect(await plan.dueOn(dates[0]!.anchor.id, rule.code)).toEqual(['2026-04-21']);
    expect(await desk.db.now.deadline.findUnique({ where: { id: seen[1]!.deadlineId! } })).toMatchObject({
      status: 'WAIVED',
    });

    const other = { ...rule, code: `${rule.code}-B`, replacesId: null, titles: { en: 'Another', fr: 'Une autre' } };
    const created = await effectOf(other);
    expect(created.map(({ deadlineId, title, from, to }) => [deadlineId, title, from, to])).toEqual([
      [null, 'Another', null, '2026-04-11'],
      [null, 'Another', null, '2026-09-11'],
    ]);
    expect(await setIn(other, 'fr')).toEqual(created.map((change) => ({ ...change, title: 'Une autre' })));
  });

  it('sees what hung on its former anchor too', async () => {
    const rule = await plan.aRule();
    const letter = await plan.aDate('2026-04-01');
    const session = await plan.aDate('2026-05-04', { kind: 'TREATY_BODY_SESSION', title: 'CCPR 146' });
    const moved = { ...rule, anchor: 'TREATY_BODY_SESSION' as const };
    const seen = await effectOf(moved);
    expect(seen.map(({ from, to }) => [from, to])).toEqual([
      ['2026-04-11', null],
      [null, '2026-05-14'],
    ]);
    expect(await setIn(moved)).toEqual(seen);
    expect(await plan.dueOn(letter.anchor.id, rule.code)).toEqual([]);
    expect(await plan.dueOn(session.anchor.id, rule.code)).toEqual(['2026-05-14']);
  });

  it('leaves what is done, and says so when asked', async () => {
    const rule = await plan.aRule();
    const { anchor } = await plan.aDate('2026-04-01');
    const [deadline] = await plan.deadlinesOf(anchor.id, rule.code);
    await plan.post(`deadlines/${deadline!.id}/done`, {});
    expect(await effectOf({ ...rule, offset: 20 })).toEqual([]);
    const seen = await plan.post<{ changes: Change[] }>(`anchors/${anchor.id}/effect`, { day: '2026-04-08' });
    expect(seen.changes.filter(({ deadlineId }) => deadlineId === deadline!.id)).toEqual([]);
    await plan.post(`anchors/${anchor.id}/move`, { day: '2026-04-08', reason: 'Typed wrong' });
    expect(await plan.explained(deadline!.id)).toMatch(
      /^10 days after 8 April 2026 \(.+\) = 18 April 2026, a Saturday; closed when it was due on 11 April 2026, a Saturday;/,
    );
    // Reopened, it is where it would be.
    await plan.post(`deadlines/${deadline!.id}/reopen`, { reason: 'A slip' });
    expect(await plan.dueOn(anchor.id, rule.code)).toEqual(['2026-04-18']);
  });
});

describe('another calendar', () => {
  it('is reckoned with on those dates alone from which something open is reckoned with it', async () => {
    const working = { unit: 'WORKING_DAYS' as const };
    const all = {
      'working days': await plan.aRule({ ...working, anchor: 'LETTER' }),
      'a roll': await plan.aRule({ roll: 'NEXT', anchor: 'TREATY_BODY_SESSION' }),
      'its own country': await plan.aRule({ ...working, calendarCode: 'KHM', anchor: 'CONCLUDING_OBSERVATIONS' }),
      'plain days': await plan.aRule({ anchor: 'COUNCIL_SESSION' }),
    };
    // Beside what is reckoned with a calendar stands what is not.
    await plan.aRule();
    const dates: Record<string, string> = {};
    for (const [name, { anchor }] of Object.entries(all)) {
      dates[name] = (await plan.aDate('2026-06-01', { kind: anchor })).anchor.id;
    }
    for (const [name, data] of Object.entries({ closed: { status: 'MET' }, 'by hand': { pinned: true } } as const)) {
      const { anchor } = await plan.aDate('2026-06-01');
      dates[name] = anchor.id;
      const where = { anchorId: anchor.id, rule: { unit: 'WORKING_DAYS' as const } };
      expect((await desk.db.now.deadline.updateMany({ where, data })).count).toBeGreaterThan(0);
    }
    // Whatever is planned anew is put right: so it shows which are.
    const wrong = { dueOn: fromDay('2026-12-01') };
    const plannedAnew = async (countryCode: string) => {
      await desk.db.now.deadline.updateMany({ data: wrong });
      const change = { kind: 'ADD', day: '2026-11-09', name: 'Independence Day', source: 'Sub-decree' };
      const effect = await plan.post<{ digest: string }>(`calendars/${countryCode}/effect`, change);
      await plan.post(`calendars/${countryCode}/changes`, { change, expecting: effect.digest });
      const right = await desk.db.now.deadline.findMany({ where: { NOT: wrong }, select: { anchorId: true } });
      return Object.keys(dates).filter((name) => right.some(({ anchorId }) => anchorId === dates[name]));
    };
    expect(await plannedAnew('KHM')).toEqual(['working days', 'a roll', 'its own country']);
    expect(await plannedAnew('FRA')).toEqual([]);
  });
});

describe('the preview of a date', () => {
  it('changes nothing, and is what happens when the date is moved', async () => {
    const before: Partial<SetRule> = { offset: -2, unit: 'WEEKS' };
    await plan.aRule(before);
    const { anchor } = await plan.aDate('2026-06-01');
    const unmoved = await allDeadlines();
    const { changes } = await plan.post<{ changes: Change[] }>(`anchors/${anchor.id}/effect`, { day: '2026-06-08' });
    expect(changes.length).toBeGreaterThan(1);
    expect(await allDeadlines()).toEqual(unmoved);
    const moved = await plan.post<{ anchor: { day: string }; changes: Change[] }>(`anchors/${anchor.id}/move`, {
      day: '2026-06-08',
      reason: 'The session was put off',
    });
    expect(moved).toMatchObject({ anchor: { day: '2026-06-08' }, changes });
    const nothing = await plan.post<{ changes: Change[] }>(`anchors/${anchor.id}/effect`, { day: '2026-06-08' });
    expect(nothing.changes).toEqual([]);
  });

  it('shows what no rule asks for on the new day; it comes back with the date', async () => {
    const rule = await plan.aRule({ validUntil: '2026-12-31' });
    const { anchor } = await plan.aDate('2026-06-01');
    const [first] = await plan.deadlinesOf(anchor.id, rule.code);
    const person = await aPerson(desk.db);
    await desk.db.now.deadlineRequest.create({
      data: {
        deadlineId: first!.id,
        kind: 'NOT_OURS',
        named: 'Them',
        reason: 'Not ours',
        personId: person.id,
        askedAt: desk.clock.now(),
      },
    });
    const move = (day: string) => plan.post(`anchors/${anchor.id}/move`, { day, reason: 'A slip' });
    await move('2027-06-01');
    expect(await desk.db.now.deadline.findUnique({ where: { id: first!.id } })).toMatchObject({ status: 'WAIVED' });
    expect(await desk.db.now.deadlineRequest.findFirst({ where: { deadlineId: first!.id } })).toMatchObject({
      status: 'LAPSED',
    });
    await move('2026-06-01');
    expect(await plan.deadlinesOf(anchor.id, rule.code)).toEqual([
      { id: expect.any(String) as unknown, code: rule.code, dueOn: '2026-06-11', status: 'OPEN' },
    ]);
  });
});

describe('a request about a deadline', () => {
  const asked = async () => {
    const { personId, institutionId } = await aMandate(desk.db);
    const { deadlineIds } = await plan.post<{ deadlineIds: string[] }>('deadlines', {
      title: 'Figures',
      institutionIds: [institutionId],
      dueOn: '2026-04-01',
    });
    const ask = async (payload: object) =>
      desk.api.request({
        method: 'POST',
        url: `/api/v1/deadlines/${deadlineIds[0]!}/requests`,
        headers: await desk.api.signIn(personId),
        payload,
      });
    return { id: deadlineIds[0]!, ask, institutionId, personId };
  };
  const more = (until: string) => ({ kind: 'MORE_TIME', until, reason: 'The census is late' });

  it('for more time names a later day that has not passed', async () => {
    const { id, ask } = await asked();
    expect((await ask(more('2026-04-01'))).json()).toMatchObject({
      status: 422,
      code: 'more-time-not-later',
      detail: 'It is due on 2026-04-01: more time means a later day.',
    });
    // A year, and not a day more.
    expect((await ask(more('2027-04-02'))).json()).toMatchObject({
      status: 422,
      code: 'more-time-too-long',
      detail:
        'More time can be asked for until 2027-04-01, a year beyond the day it is due on, or beyond today if that has passed.',
    });
    desk.clock.set('2026-05-04T03:00:00Z');
    expect((await ask(more('2027-05-05'))).json()).toMatchObject({ code: 'more-time-too-long' });
    expect((await ask(more('2026-04-30'))).json()).toMatchObject({ status: 422, code: 'deadline-in-the-past' });
    expect((await ask(more('2027-05-04'))).statusCode).toBe(201);
    expect((await ask(more('2026-05-29'))).json()).toMatchObject({ status: 409, code: 'request-pending' });
    expect(await desk.db.now.deadlineRequest.count({ where: { deadlineId: id } })).toBe(1);
  });

  it('decided, done and planned anew by many at once ends in one of the ways, and waits for nobody', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id, ask } = await asked();
      await ask(more('2026-04-15'));
      const request = await desk.db.now.deadlineRequest.findFirstOrThrow({ where: { deadlineId: id } });
      const answers = await Promise.all([
        plan.ask('POST', `deadline-requests/${request.id}/decision`, { decision: 'GRANT', reason: 'Yes' }),
        plan.ask('POST', `deadlines/${id}/done`, {}),
        plan.ask('POST', `deadlines/${id}/move`, { to: '2026-04-20', reason: 'Later' }),
        plan.aRule().then(() => plan.ask('GET', `deadlines/${id}`)),
      ]);
      for (const answer of answers.filter(({ statusCode }) => statusCode !== 200)) {
        expect(['request-decided', 'deadline-closed']).toContain(answer.json()['code']);
      }
      expect(await desk.db.now.deadline.findUnique({ where: { id } })).toMatchObject({ status: 'MET' });
      expect(await desk.db.now.deadlineRequest.count({ where: { deadlineId: id, status: 'PENDING' } })).toBe(0);
    }
  });

  it('is one at a time, of whichever kind, though many ask at once', async () => {
    const { id, ask } = await asked();
    const notOurs = { kind: 'NOT_OURS', named: 'Ministry of Justice', reason: 'It is about courts' };
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => ask(n % 2 === 0 ? more(`2026-05-${10 + n}`) : notOurs)),
    );
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
    expect(await desk.db.now.deadlineRequest.count({ where: { deadlineId: id } })).toBe(1);
    expect((await desk.eventsOf(id)).filter((name) => name === 'deadline-request.made')).toHaveLength(1);
  });

  it('decided, and taken back, by many at once ends in one of the ways', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id, ask, personId } = await asked();
      await ask(more('2026-04-15'));
      const request = await desk.db.now.deadlineRequest.findFirstOrThrow({ where: { deadlineId: id } });
      const headers = await desk.api.signIn(personId);
      const url = `/api/v1/deadlines/${id}/requests/${request.id}/withdraw`;
      const answers = await Promise.all([
        ...['GRANT', 'REFUSE'].map((decision) =>
          plan.ask('POST', `deadline-requests/${request.id}/decision`, { decision, reason: 'So it is' }),
        ),
        ...[1, 2].map(() => desk.api.request({ method: 'POST', url, headers, payload: {} })),
      ]);
      expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409, 409]);
      const { status } = await desk.db.now.deadlineRequest.findUniqueOrThrow({ where: { id: request.id } });
      const ends = ['granted', 'refused', 'withdrawn'].map((end) => `deadline-request.${end}`);
      expect((await desk.eventsOf(request.id)).filter((name) => ends.includes(name))).toEqual([
        `deadline-request.${status.toLowerCase()}`,
      ]);
      const { dueOn } = await desk.db.now.deadline.findUniqueOrThrow({ where: { id } });
      expect(toDay(dueOn)).toBe(status === 'GRANTED' ? '2026-04-15' : '2026-04-01');
    }
  });

  it('is taken back by those who answer for the deadline, while it waits', async () => {
    const { id, ask, personId } = await asked();
    const asking = (await ask(more('2026-04-15'))).json<{ requests: { id: string; status: string }[] }>();
    const path = `deadlines/${id}/requests/${asking.requests[0]!.id}/withdraw`;
    const withdraw = async (who: string, payload: object = {}, url = path) =>
      desk.api.request({ method: 'POST', url: `/api/v1/${url}`, headers: await desk.api.signIn(who), payload });
    const { personId: stranger } = await aMandate(desk.db);
    const { id: observer } = await aPerson(desk.db, { roles: ['OBSERVER'] });
    expect((await withdraw(stranger)).statusCode).toBe(404);
    expect((await withdraw(observer)).statusCode).toBe(403);
    const other = await asked();
    expect((await withdraw(other.personId, {}, path.replace(id, other.id))).statusCode).toBe(404);
    const answer = await withdraw(personId, { reason: 'The census came after all' });
    expect(answer.json()).toMatchObject({ id, status: 'OPEN', requests: [{ status: 'WITHDRAWN' }] });
    const history = answer.json<{ history: { what: string; reason: string | null }[] }>().history;
    expect(history.at(-1)).toMatchObject({
      what: 'deadline-request.withdrawn',
      reason: 'The census came after all',
    });
    expect((await withdraw(personId)).json()).toMatchObject({
      status: 409,
      code: 'request-decided',
      detail: 'This request was answered or taken back already.',
    });
  });

  it('does not give an institution twice what it was asked once', async () => {
    const rule = await plan.aRule({ owner: 'ASKED_INSTITUTIONS' });
    const { anchor } = await plan.aDate('2026-04-01');
    const [here, there] = [await anInstitution(desk.db), await anInstitution(desk.db)];
    const institutionIds = [here.id, there.id];
    await plan.post(`anchors/${anchor.id}/asked-institutions`, { ruleCode: rule.code, institutionIds });
    const deadline = await desk.db.now.deadline.findFirstOrThrow({
      where: { anchorId: anchor.id, institutionId: here.id },
    });
    const { id } = await desk.db.now.deadlineRequest.create({
      data: {
        deadlineId: deadline.id,
        kind: 'NOT_OURS',
        named: there.name,
        reason: 'Theirs',
        personId: (await aPerson(desk.db)).id,
        askedAt: desk.clock.now(),
      },
    });
    const answer = await plan.ask('POST', `deadline-requests/${id}/decision`, {
      decision: 'GRANT',
      institutionId: there.id,
      reason: 'Agreed',
    });
    expect(answer.json()).toMatchObject({ status: 409, code: 'already-theirs' });
  });
});

describe('a list that waits to be verified', () => {
  it('is due on the day its deadline was moved to, wherever somebody sees it', async () => {
    const { institutionId, personId } = await aMandate(desk.db);
    const list = await desk.aRound({ leadId: institutionId });
    await desk.work();
    const { id } = await desk.deadlineOf(list.verificationId);
    await plan.post(`deadlines/${id}/move`, { to: '2026-03-25', reason: 'They asked by telephone' });
    await desk.work();
    const round = await desk.rounds.round(list.round.id);
    expect(round).toMatchObject({ dueOn: '2026-03-16', verifications: [{ dueOn: '2026-03-25' }] });
    const [open] = await desk.rounds.openLists(desk.db.now, { institutionId: { in: [institutionId] } });
    expect(open).toMatchObject({ dueOn: '2026-03-25' });
    const headers = { ...(await desk.api.signIn(personId)), accept: 'text/html' };
    const page = await desk.api.request({ url: `/verifications/${list.round.id}`, headers });
    expect(page.body).toContain('by Wednesday, 25 March 2026');
    await desk.rounds.askAgain(list.verificationId, desk.by);
    expect((await desk.mails('verification-request', personId)).at(-1)?.props.dueOn).toBe('2026-03-25');
    desk.clock.set('2026-03-20T03:00:00Z');
    const division = desk.api.app.get(DivisionService);
    expect((await division.of(list.review.id)).rounds).toMatchObject([{ late: false }]);
    desk.clock.set('2026-03-26T03:00:00Z');
    expect((await division.of(list.review.id)).rounds).toMatchObject([{ dueOn: '2026-03-16', late: true }]);
    expect((await division.waiting()).find(({ reviewId }) => reviewId === list.review.id)).toMatchObject({
      overdue: 1,
    });
  });

  it('is answered item by item: its deadline is neither said to be done nor to be somebody else’s, by anybody', async () => {
    const { institutionId, personId } = await aMandate(desk.db);
    const { verificationId } = await desk.aRound({ leadId: institutionId });
    const { id } = await desk.deadlineOf(verificationId);
    const whose = { kind: 'NOT_OURS', named: 'Others', reason: 'It is about courts' };
    for (const who of [personId, desk.coordinator.id]) {
      const headers = await desk.api.signIn(who);
      for (const [path, payload] of [
        ['done', {}],
        ['requests', whose],
      ] as const) {
        const answer = await desk.api.request({
          method: 'POST',
          url: `/api/v1/deadlines/${id}/${path}`,
          headers,
          payload,
        });
        expect(answer.json()).toMatchObject({ status: 409, code: 'answered-by-list' });
      }
      const form = { ...headers, accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' };
      const page = await desk.api.request({ url: `/deadlines/${id}`, headers: form });
      expect(page.body).not.toMatch(/action="[^"]*\/(done|not-ours)"/);
      const url = `/deadlines/${id}/done`;
      const pressed = await desk.api.request({ method: 'POST', url, headers: form, payload: 'reason=' });
      expect(pressed.statusCode).toBe(409);
      expect(pressed.body).toContain('recommendation by recommendation: please open the list');
    }
    expect(await desk.deadlineOf(verificationId)).toMatchObject({ status: 'OPEN' });
    expect(await desk.db.now.deadlineRequest.count({ where: { deadlineId: id } })).toBe(0);
  });
});
