import { parse } from 'csv-parse/sync';
import { locales } from '../../libs/catalogue/index.js';
import { fromDay, Links, newId, Post, type MailStatus } from '../../libs/platform/index.js';
import { anApi, type Api } from '../support/api.js';
import { aBrowser, faultsOf } from '../support/browser.js';
import { FixedClock } from '../support/clock.js';
import { aMandate, aMechanism, anInstitution, aPerson } from '../support/factories.js';
import { describeWithChromium } from '../support/settings.js';

interface Facts {
  id: string;
  person: { id: string; name: string } | null;
  address: string | null;
  what: string;
  subject: string | null;
  status: MailStatus;
  serverAnswer: string | null;
  sentAt: string | null;
  bounce: { said: string | null } | null;
  deadlines: { title: string; dueOn: string }[];
  text: string;
}
interface Page {
  items: Facts[];
  next: string | null;
}

const clock = new FixedClock('2026-03-02T03:00:00Z');
let api: Api;
const as: Record<string, Record<string, string>> = {};
const people: Record<string, { id: string; email: string; locale: string; name: string }> = {};
let education: { id: string; name: string };
let deadlineId: string;
let verificationDeadlineId: string;
const mailIds = { early: '', told: '', verify: '', 'verify-other': '', link: '' };

const asked = async (query: Record<string, string> = {}, who = 'coordinator') => {
  const answer = await api.request({
    url: `/api/v1/mails?${new URLSearchParams(query).toString()}`,
    headers: as[who] ?? {},
  });
  expect(answer.statusCode).toBe(200);
  return answer.json<Page>();
};
const idsOf = async (query: Record<string, string>) => (await asked(query)).items.map(({ id }) => id);

const sent = (id: string, at: string) =>
  api.db.now.mail.update({
    where: { id },
    data: { status: 'SENT', sentAt: new Date(at), attempts: 1, serverAnswer: '250 2.0.0 Ok: queued as 4XyZ' },
  });

beforeAll(async () => {
  api = await anApi({ clock });
  const { db } = api;
  await aMechanism(db);
  for (const role of ['ADMINISTRATOR', 'COORDINATOR', 'OFFICER', 'OBSERVER', 'APPROVING_AUTHORITY'] as const) {
    const { id } = await aPerson(db, { name: role, roles: [role] });
    as[role.toLowerCase()] = await api.signIn(id);
  }
  education = await anInstitution(db, { name: 'Ministry of Education' });
  const justice = await anInstitution(db, { name: 'Ministry of Justice' });
  people['dara'] = await aPerson(db, { name: 'Sok Dara', email: 'sok.dara@example.org' });
  people['veasna'] = await aPerson(db, { name: 'Lim Veasna', locale: 'fr' });
  // Ms Sok acted for education until the end of February, and acts for justice now.
  await aMandate(db, { personId: people['dara'].id, institutionId: education.id, endsOn: '2026-02-28' });
  await aMandate(db, { personId: people['dara'].id, institutionId: justice.id, startsOn: '2026-03-01' });
  await aMandate(db, { personId: people['veasna'].id, institutionId: education.id });
  as['focal-point'] = await api.signIn(people['dara'].id);

  const post = (person: { id: string; email: string; locale: string }, institution: string, threadId?: string) =>
    db.transaction(async (tx) => {
      const props = { name: 'Sok Dara', institution, successor: null };
      const letter = { to: person, props, ...(threadId ? { threadId } : {}) };
      const [id = ''] = await api.app.get(Post).post(tx, 'mandate-ended', [letter]);
      return id;
    });

  clock.set('2026-02-10T03:00:00Z');
  mailIds.early = await post(people['dara'], 'Ministry of Education');
  await sent(mailIds.early, '2026-02-10T03:00:05Z');

  clock.set('2026-03-02T03:00:00Z');
  const deadline = await db.now.deadline.create({
    data: {
      kind: 'REPORT',
      title: 'Figures on school attendance',
      institutionId: education.id,
      dueOn: fromDay('2026-03-20'),
      timeZone: 'Asia/Phnom_Penh',
      createdAt: clock.now(),
      changedAt: clock.now(),
    },
  });
  deadlineId = deadline.id;
  const step = await db.now.reminderStep.create({
    data: {
      deadlineId,
      key: 'before.14',
      audience: 'MAIN',
      dueOn: fromDay('2026-03-20'),
      sendOn: fromDay('2026-03-02'),
    },
  });
  mailIds.told = await post(people['veasna'], 'Ministry of Education');
  await sent(mailIds.told, '2026-03-02T03:00:02Z');
  await db.now.notice.create({
    data: {
      stepId: step.id,
      personId: people['veasna'].id,
      deadlineId,
      urgent: false,
      mailId: mailIds.told,
      toldAt: clock.now(),
    },
  });

  // A list to verify: its mails share the round's thread with those to the coordinator about it.
  const { id: reviewId } = await db.now.review.create({ data: { mechanism: 'UPR', stateCode: 'KHM', session: 32 } });
  const round = await db.now.verificationRound.create({
    data: { reviewId, openedAt: clock.now(), dueOn: fromDay('2026-03-13') },
  });
  const verification = await db.now.verification.create({
    data: { roundId: round.id, institutionId: education.id },
  });
  const verifying = await db.now.deadline.create({
    data: {
      kind: 'VERIFICATION',
      subjectId: verification.id,
      institutionId: education.id,
      dueOn: fromDay('2026-03-13'),
      timeZone: 'Asia/Phnom_Penh',
      createdAt: clock.now(),
      changedAt: clock.now(),
    },
  });
  verificationDeadlineId = verifying.id;
  clock.set('2026-03-02T04:00:00Z');
  mailIds.verify = await post(people['veasna'], 'Ministry of Education', round.id);
  mailIds['verify-other'] = await post(people['dara'], 'Ministry of Justice', round.id);

  const [linkId = ''] = await api.app
    .get(Links)
    .make(db.now, [{ purpose: 'sign-in', personId: people['dara'].id }], { minutes: 20 });
  clock.set('2026-03-02T05:00:00Z');
  await db.transaction(async (tx) => {
    const props = { name: 'Sok Dara', mechanism: 'Committee', minutes: 20, linkId };
    const to = people['dara'];
    if (!to) throw new Error('nobody');
    [mailIds.link = ''] = await api.app.get(Post).post(tx, 'sign-in', [{ to, props }]);
  });
  await db.now.mail.update({
    where: { id: mailIds.link },
    data: { status: 'BOUNCED', sentAt: clock.now(), attempts: 1, serverAnswer: '250 Ok' },
  });
  await db.now.bounce.create({
    data: {
      reportKey: 'a report',
      mailId: mailIds.link,
      address: 'sok.dara@example.org',
      status: '5.1.1',
      action: 'failed',
      diagnostic: '550 5.1.1 <sok.dara@example.org>: User unknown',
      receivedAt: clock.now(),
    },
  });
});
afterAll(() => api.close());

describe('the ledger of mails', () => {
  it('answers whether somebody was told about a deadline, when, and what the server said', async () => {
    const { items } = await asked({ personId: people['veasna']?.id ?? '', deadlineId });
    expect(items).toMatchObject([
      {
        id: mailIds.told,
        person: { name: 'Lim Veasna' },
        what: 'Mandate ended',
        subject: 'Votre mandat pour Ministry of Education a pris fin',
        status: 'SENT',
        sentAt: '2026-03-02T03:00:02.000Z',
        serverAnswer: '250 2.0.0 Ok: queued as 4XyZ',
        deadlines: [{ title: 'Figures on school attendance', dueOn: '2026-03-20' }],
      },
    ]);
    expect(await idsOf({ personId: people['dara']?.id ?? '', deadlineId })).toEqual([]);
  });

  describe('of a deadline that has moved and is another institution’s since', () => {
    let justiceId: string;
    beforeAll(async () => {
      const { id } = await api.db.now.institution.findFirstOrThrow({ where: { name: 'Ministry of Justice' } });
      justiceId = id;
      const now = { dueOn: fromDay('2026-03-27'), institutionId: justiceId };
      await api.db.now.deadline.update({ where: { id: deadlineId }, data: now });
    });
    afterAll(() =>
      api.db.now.deadline.update({
        where: { id: deadlineId },
        data: { dueOn: fromDay('2026-03-20'), institutionId: education.id },
      }),
    );

    it('says which day its mails spoke of', async () => {
      const { items } = await asked({ deadlineId });
      expect(items[0]?.deadlines).toMatchObject([{ dueOn: '2026-03-20' }]);
      // As the mail itself names it, where it does.
      const named = { name: 'Sok Dara', items: [{ deadlineId, dueOn: '2026-03-21' }] };
      const { props } = await api.db.now.mail.findUniqueOrThrow({ where: { id: mailIds.told } });
      await api.db.now.mail.update({ where: { id: mailIds.told }, data: { props: named } });
      expect((await asked({ deadlineId })).items[0]?.deadlines).toMatchObject([{ dueOn: '2026-03-21' }]);
      await api.db.now.mail.update({ where: { id: mailIds.told }, data: { props: props ?? {} } });
    });

    it('is found by whom its mails went to, and by whose it is now', async () => {
      const offered = async (institutionId: string) => {
        const { body } = await api.request({
          url: `/mails?institutionId=${institutionId}`,
          headers: { ...as['coordinator'], accept: 'text/html' },
        });
        return body.includes(`value="${deadlineId}"`);
      };
      expect(await offered(education.id)).toBe(true);
      expect(await offered(justiceId)).toBe(true);
      expect(await idsOf({ institutionId: education.id, deadlineId })).toEqual([mailIds.told]);
      const { id: strangers } = await anInstitution(api.db);
      expect(await offered(strangers)).toBe(false);
    });
  });

  it('knows of a list to verify who was asked for the institution, and nobody else of the round', async () => {
    expect(await idsOf({ deadlineId: verificationDeadlineId })).toEqual([mailIds.verify]);
    const { items } = await asked({ deadlineId: verificationDeadlineId });
    expect(items[0]?.deadlines).toEqual([
      { id: verificationDeadlineId, title: 'Verification of a list', dueOn: '2026-03-13' },
    ]);
  });

  it('shows of an institution the mails to whoever acted for it on the day', async () => {
    expect(await idsOf({ institutionId: education.id })).toEqual([mailIds.verify, mailIds.told, mailIds.early]);
  });

  it('comes newest first, page by page, each mail once', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page: Page = await asked({ limit: '2', ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(seen).toHaveLength(5);
    expect(new Set(seen)).toEqual(new Set(Object.values(mailIds)));
    expect([seen[0], seen[4]]).toEqual([mailIds.link, mailIds.early]);
  });

  it('is searched by kind, by what became of the mails, and by days where the mechanism works', async () => {
    expect(await idsOf({ name: 'sign-in' })).toEqual([mailIds.link]);
    expect(await idsOf({ status: 'BOUNCED' })).toEqual([mailIds.link]);
    expect(await idsOf({ to: '2026-02-10' })).toEqual([mailIds.early]);
    expect(await idsOf({ from: '2026-02-11', status: 'SENT' })).toEqual([mailIds.told]);
    // Written at five past midnight in Phnom Penh, when it was still the day before in Greenwich.
    const createdAt = new Date('2026-04-01T17:05:00Z');
    const id = newId();
    await api.db.now.mail.create({
      data: { id, name: 'old-mail', props: {}, address: 'x@example.org', locale: 'en', createdAt },
    });
    expect(await idsOf({ from: '2026-04-02', to: '2026-04-02' })).toEqual([id]);
    expect((await asked({ from: '2026-04-02' })).items[0]).toMatchObject({
      what: 'old-mail',
      subject: null,
      person: null,
    });
    await api.db.now.mail.delete({ where: { id } });
  });

  it('shows a mail as it was sent, but never its link', async () => {
    const answer = await api.request({ url: `/api/v1/mails/${mailIds.link}`, headers: as['coordinator'] ?? {} });
    const mail = answer.json<Facts & { bounces: unknown[] }>();
    expect(mail.text).toContain('Use this button to sign in.');
    expect(mail.text).toContain('(a link that only its reader knows)');
    expect(mail.text).not.toContain('/sign-in/');
    expect(mail.bounces).toMatchObject([{ action: 'failed', status: '5.1.1' }]);
    expect((await api.request({ url: `/api/v1/mails/${newId()}`, headers: as['coordinator'] ?? {} })).statusCode).toBe(
      404,
    );
  });

  it.each(['observer', 'approving_authority'])('is open to the %s without anybody’s address', async (who) => {
    const page = await asked({}, who);
    expect(page.items).toHaveLength(5);
    expect(JSON.stringify(page)).not.toContain('@');
    expect(page.items[0]?.bounce?.said).toBe('550 5.1.1 <…>: User unknown');
    expect((await asked({}, 'officer')).items[0]?.address).toBe('sok.dara@example.org');
  });

  it('is closed to whoever acts for an institution', async () => {
    for (const url of ['/api/v1/mails', `/api/v1/mails/${mailIds.told}`, '/mails', '/api/v1/suppressions']) {
      expect((await api.request({ url, headers: as['focal-point'] ?? {} })).statusCode).toBe(403);
    }
  });
});

describe('an export of the ledger', () => {
  const body = { from: '2026-01-01', to: '2026-12-31', reason: 'Asked for by the committee' };
  const exported = (who: string, payload: object = body) =>
    api.request({ method: 'POST', url: '/api/v1/mail-exports', headers: as[who] ?? {}, payload });

  it('is a file with every mail of the days, the oldest first, and is kept in the audit trail with its reason', async () => {
    const answer = await exported('coordinator');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="mails.csv"',
    });
    const bytes = Buffer.from(answer.body);
    expect(bytes.includes('\r\n')).toBe(true);
    const rows = parse<Record<string, string>>(answer.body, { columns: true, bom: true });
    expect(rows.map(({ id }) => id)).toHaveLength(5);
    expect(rows.find(({ id }) => id === mailIds.told)).toMatchObject({
      person: 'Lim Veasna',
      status: 'SENT',
      taken_by_server_at: '2026-03-02T03:00:02.000Z',
      server_answer: '250 2.0.0 Ok: queued as 4XyZ',
      told_of: 'Figures on school attendance (2026-03-20)',
    });
    const event = await api.db.now.event.findFirstOrThrow({
      where: { name: 'mails.exported' },
      orderBy: { id: 'desc' },
    });
    expect(event).toMatchObject({
      reason: 'Asked for by the committee',
      payload: { personId: null, deadlineId: null, startsOn: '2026-01-01', endsOn: '2026-12-31' },
    });
    expect(event.actorId).not.toBeNull();
  });

  it('begins with the mark by which spreadsheet programs know UTF-8', async () => {
    const answer = await fetch(`${await api.app.getUrl()}/api/v1/mail-exports`, {
      method: 'POST',
      headers: { ...as['coordinator'], 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect([...new Uint8Array(await answer.arrayBuffer()).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  });

  it('can be of one person or one deadline only', async () => {
    const of = async (filter: object) =>
      parse<Record<string, string>>((await exported('administrator', { ...body, ...filter })).body, {
        columns: true,
        bom: true,
      }).map(({ id }) => id);
    expect(await of({ deadlineId })).toEqual([mailIds.told]);
    expect(await of({ personId: people['veasna']?.id })).toEqual([mailIds.told, mailIds.verify]);
  });

  it('is refused without a reason, to officers and observers, and under an Idempotency-Key', async () => {
    const before = await api.db.now.event.count({ where: { name: 'mails.exported' } });
    expect((await exported('coordinator', { ...body, reason: ' ' })).statusCode).toBe(400);
    expect((await exported('officer')).statusCode).toBe(403);
    expect((await exported('observer')).statusCode).toBe(403);
    const headers = { ...as['coordinator'], 'idempotency-key': 'once' };
    const answer = await api.request({ method: 'POST', url: '/api/v1/mail-exports', headers, payload: body });
    expect(answer.json()['code']).toBe('idempotency-key-unusable');
    expect(await api.db.now.event.count({ where: { name: 'mails.exported' } })).toBe(before);
  });

  it('holds every mail once where there are more than are read at a time, also of one moment', async () => {
    const moment = new Date('2025-06-01T03:00:00Z');
    const data = Array.from({ length: 1203 }, (_, n) => ({
      id: newId(),
      name: 'mandate-ended',
      props: {
        name: '=1+1',
        institution: n === 7 ? '=HYPERLINK("http://example.org")' : `Ministry ${n}`,
        successor: null,
      },
      address: `somebody-${n}@example.org`,
      locale: 'en',
      lastError: n === 7 ? '=cmd|calc' : null,
      createdAt: n < 700 ? moment : new Date(moment.getTime() + n),
    }));
    await api.db.now.mail.createMany({ data });
    const answer = await exported('coordinator', { ...body, from: '2025-06-01', to: '2025-06-01' });
    const rows = parse<Record<string, string>>(answer.body, { columns: true, bom: true });
    expect(rows).toHaveLength(1203);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(1203);
    expect(rows.find(({ id }) => id === data[7]?.id)?.['last_error']).toBe("'=cmd|calc");
    await api.db.now.mail.deleteMany({ where: { id: { in: data.map(({ id }) => id) } } });
  });
});

describe('the ledger as a page', () => {
  const page = async (url: string, who = 'coordinator') => {
    const answer = await api.request({ url, headers: { ...as[who], accept: 'text/html' } });
    expect(answer.statusCode).toBe(200);
    return answer.body;
  };
  const press = (url: string, fields: Record<string, string>, who = 'coordinator') =>
    api.request({
      method: 'POST',
      url,
      headers: { ...as[who], accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString(),
    });

  it('is searched by name, institution and deadline', async () => {
    const all = await page('/mails');
    expect(all).toContain('Lim Veasna');
    expect(all).toContain('Taken by the mail server on');
    expect(all).toContain('The server said: 250 2.0.0 Ok: queued as 4XyZ');
    const searched = await page('/mails?person=veasna&institutionId=&deadlineId=&status=&from=&to=');
    expect(searched).toContain(`/mails/${mailIds.told}`);
    expect(searched).not.toContain(`/mails/${mailIds.early}`);
    expect(await page('/mails?person=%25')).toContain('No mail fits.');
    const about = await page(`/mails?deadlineId=${deadlineId}`);
    expect(about).toContain(`/mails/${mailIds.told}`);
    expect(about).not.toContain(`/mails/${mailIds.verify}"`);
  });

  it('leads to one mail with its text and what came back', async () => {
    const one = await page(`/mails/${mailIds.link}`);
    expect(one).toContain('It came back, as we read on');
    expect(one).toContain('(a link that only its reader knows)');
    expect(one).not.toContain('/sign-in/');
  });

  it('exports to whoever may, and asks again where something is missing, with what was entered', async () => {
    const good = await press('/mails/export', { from: '2026-01-01', to: '2026-12-31', reason: 'For the committee' });
    expect(good.statusCode).toBe(200);
    expect(good.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(parse(good.body, { bom: true })).toHaveLength(6);
    const again = await press('/mails/export', { from: '2026-12-31', to: '2026-01-01', reason: 'For the committee' });
    expect(again.statusCode).toBe(422);
    expect(again.body).toContain('value="2026-12-31"');
    expect(again.body).toContain('value="For the committee"');
    expect(await page('/mails', 'officer')).not.toContain('/mails/export');
    expect((await press('/mails/export', { from: '', to: '', reason: '' }, 'officer')).statusCode).toBe(403);
  });

  it.each(locales)('speaks %s', async (locale) => {
    const { id } = await aPerson(api.db, { roles: ['OFFICER'], locale });
    as[locale] = await api.signIn(id);
    for (const url of ['/mails', `/mails/${mailIds.told}`, '/mails/suppressed']) {
      expect(await page(url, locale)).toContain(`<html lang="${locale}"`);
    }
  });

  describeWithChromium('in a browser', () => {
    it('has no faults that axe finds', async () => {
      const browser = await aBrowser();
      const { open } = browser;
      await api.db.now.suppression.create({
        data: { address: 'gone@example.org', reason: '550', createdAt: clock.now() },
      });
      const tab = await open({ extraHTTPHeaders: { cookie: as['coordinator']?.['cookie'] ?? '' } });
      for (const url of ['/mails', `/mails/${mailIds.link}`, '/mails/suppressed']) {
        await tab.goto((await api.app.getUrl()) + url);
        expect(await faultsOf(tab)).toEqual([]);
      }
      await browser.close();
      await api.db.now.suppression.deleteMany();
    });
  });
});
