import { aDesk, type Desk } from '../support/desk.js';
import { aMandate, aPerson } from '../support/factories.js';
import { aPlanner } from '../support/planning.js';

const onlookers = ['observer', 'approving authority', 'head', 'observer who acts for another institution'] as const;
const moreTime = { kind: 'MORE_TIME', until: '2026-05-01', reason: 'The census is late' };
const notOurs = { kind: 'NOT_OURS', named: 'Others', reason: 'It is about courts' };

let desk: Desk;
let plan: Awaited<ReturnType<typeof aPlanner>>;
let institutionId: string;
const people: Record<string, string> = {};
beforeAll(async () => {
  desk = await aDesk({ now: '2026-03-02T03:00:00Z' });
  plan = await aPlanner(desk.api);
  people['officer'] = (await aPerson(desk.db, { roles: ['OFFICER'] })).id;
  people['observer'] = (await aPerson(desk.db, { roles: ['OBSERVER'] })).id;
  people['approving authority'] = (await aPerson(desk.db, { roles: ['APPROVING_AUTHORITY'] })).id;
  people['head'] = (await aPerson(desk.db, { roles: ['HEAD'] })).id;
  const { id: personId } = await aPerson(desk.db, { roles: ['OBSERVER'] });
  await aMandate(desk.db, { personId });
  people['observer who acts for another institution'] = personId;
  const mandate = await aMandate(desk.db);
  institutionId = mandate.institutionId;
  people['focal'] = mandate.personId;
});
afterAll(() => desk.close());

const headersOf = (who: string) => desk.api.signIn(people[who] ?? '');
const api = async (who: string, method: string, path: string, payload?: unknown) =>
  desk.api.request({ method, url: `/api/v1/${path}`, headers: await headersOf(who), payload });
const open = async (who: string, url: string) =>
  desk.api.request({ url, headers: { ...(await headersOf(who)), accept: 'text/html' } });
const press = async (who: string, url: string, form: Record<string, string>) =>
  desk.api.request({
    method: 'POST',
    url,
    headers: {
      ...(await headersOf(who)),
      accept: 'text/html',
      'content-type': 'application/x-www-form-urlencoded',
    },
    payload: new URLSearchParams(form).toString(),
  });
const aDeadline = async (facts: object = {}) => {
  const wanted = { title: 'Figures', institutionIds: [institutionId], dueOn: '2026-04-01', ...facts };
  return (await plan.post<{ deadlineIds: string[] }>('deadlines', wanted)).deadlineIds[0]!;
};
/** Everything by which somebody could say that it is done, or ask for something about it, and what is answered. */
const attempts = async (who: string, id: string) => {
  const answers = [
    await api(who, 'POST', `deadlines/${id}/done`, {}),
    await api(who, 'POST', `deadlines/${id}/requests`, moreTime),
    await api(who, 'POST', `deadlines/${id}/requests`, notOurs),
    await press(who, `/deadlines/${id}/done`, { reason: '' }),
    await press(who, `/deadlines/${id}/more-time`, { until: moreTime.until, reason: moreTime.reason }),
    await press(who, `/deadlines/${id}/not-ours`, { named: notOurs.named, reason: notOurs.reason }),
    await press(who, `/my-deadlines/${id}/done`, {}),
    await press(who, `/my-deadlines/${id}/more-time`, { until: moreTime.until, reason: moreTime.reason }),
  ];
  return answers.map(({ statusCode }) => statusCode);
};
const stateOf = async (id: string) => ({
  status: (await desk.db.now.deadline.findUniqueOrThrow({ where: { id } })).status,
  requests: await desk.db.now.deadlineRequest.count({ where: { deadlineId: id } }),
});

describe('a deadline that others answer for', () => {
  it.each(onlookers)('is seen by the %s, who can neither close it nor ask anything about it', async (who) => {
    const id = await aDeadline({ title: 'Seen by many' });
    expect((await api(who, 'GET', `deadlines/${id}`)).statusCode).toBe(200);
    expect(await attempts(who, id)).toEqual([403, 403, 403, 403, 403, 403, 404, 404]);
    expect(await stateOf(id)).toEqual({ status: 'OPEN', requests: 0 });
  });

  it('is closed by the secretariat, and by its own people', async () => {
    for (const who of ['officer', 'focal']) {
      const id = await aDeadline();
      expect((await api(who, 'POST', `deadlines/${id}/requests`, moreTime)).statusCode).toBe(201);
      expect((await api(who, 'POST', `deadlines/${id}/done`, {})).statusCode).toBe(200);
      expect((await stateOf(id)).status).toBe('MET');
    }
  });
});

describe('a confidential deadline', () => {
  const title = 'Answer on the case of S. D.';
  const reason = 'Our inquiry into S. D. is not over';
  let id: string;
  let anchorId: string;
  beforeAll(async () => {
    id = await aDeadline({ title, restricted: true });
    await api('focal', 'POST', `deadlines/${id}/requests`, { ...moreTime, reason });
    const letter = { title: 'Letter AL KHM 1/2026', restricted: true, institutionId };
    anchorId = (await plan.aDate('2026-03-01', letter)).anchor.id;
  });
  /** All that is said of deadlines, dates and requests where they are listed, as programs and people read it. */
  const lists = async (who: string) => {
    const answers = await Promise.all([
      api(who, 'GET', 'deadlines?limit=100'),
      api(who, 'GET', `deadlines?institutionId=${institutionId}`),
      api(who, 'GET', 'deadline-requests'),
      api(who, 'GET', 'anchors'),
      open(who, '/deadlines'),
      open(who, `/deadlines?institutionId=${institutionId}`),
      open(who, '/dates'),
      open(who, '/my-deadlines'),
    ]);
    return answers.map(({ body }) => body).join('\n');
  };

  it.each(onlookers)('is kept from the %s: no list, page or answer has it', async (who) => {
    const said = await lists(who);
    const secrets = [id, anchorId, title, 'S. D.', 'AL KHM 1/2026', reason];
    expect(secrets.filter((secret) => said.includes(secret))).toEqual([]);
    for (const path of [`deadlines/${id}`, `deadlines/${id}/reminders`]) {
      expect((await api(who, 'GET', path)).statusCode).toBe(404);
    }
    expect((await open(who, `/deadlines/${id}`)).statusCode).toBe(404);
    expect((await open(who, `/dates/${anchorId}`)).statusCode).toBe(403);
    expect(new Set((await attempts(who, id)).filter((status) => status !== 403))).toEqual(new Set([404]));
    expect(await stateOf(id)).toEqual({ status: 'OPEN', requests: 1 });
  });

  it('is known to the secretariat, and to those who answer for it', async () => {
    const toOfficer = await lists('officer');
    expect([title, 'AL KHM 1/2026', reason].filter((known) => !toOfficer.includes(known))).toEqual([]);
    expect((await lists('focal')).includes(title)).toBe(true);
    for (const who of ['officer', 'focal']) {
      expect((await open(who, `/deadlines/${id}`)).body).toContain(reason);
      expect((await api(who, 'GET', `deadlines/${id}/reminders`)).statusCode).toBe(200);
    }
  });

  it('is in the ledger of mails, which tells the secretariat what it is, and others that there is one', async () => {
    const told = await aDeadline({ title, restricted: true });
    await desk.work();
    desk.clock.set('2026-03-03T01:00:00Z');
    await desk.work();
    const [mail] = await desk.mails('digest', people['focal'] ?? '');
    expect(mail?.props.items.map(({ title: shown, isRestricted }) => [shown, isRestricted])).toContainEqual([
      null,
      true,
    ]);
    for (const who of ['officer', ...onlookers]) {
      for (const path of [`mails?deadlineId=${told}`, `mails/${mail?.id ?? ''}`]) {
        const answer = await api(who, 'GET', path);
        expect(answer.statusCode).toBe(200);
        expect(answer.body.includes(told)).toBe(true);
        expect(answer.body.includes(title)).toBe(who === 'officer');
      }
    }
  });
});

describe('whether somebody was told of a deadline', () => {
  it('is one press away for the secretariat: the mails about it, and the one to each person', async () => {
    desk.clock.set('2026-03-02T03:00:00Z');
    const id = await aDeadline({ title: 'Seen in the ledger' });
    await desk.work();
    desk.clock.set('2026-03-04T01:00:00Z');
    await desk.work();
    const { body } = await open('officer', `/deadlines/${id}`);
    const mails = /href="(\/mails\?deadlineId=[^"]+)"/.exec(body)?.[1] ?? '';
    const [mail] = await desk.db.now.notice.findMany({ where: { deadlineId: id } });
    const one = `/mails/${mail?.mailId ?? ''}`;
    expect((await open('officer', mails)).body).toContain(`href="${one}"`);
    expect(body).toContain(`<a href="${one}">Sok Dara</a>`);
    expect((await open('officer', one)).statusCode).toBe(200);
    for (const who of ['observer', 'focal']) {
      const page = await open(who, `/deadlines/${id}`);
      expect(page.statusCode).toBe(200);
      expect(page.body).not.toContain('href="/mails');
    }
  });
});
