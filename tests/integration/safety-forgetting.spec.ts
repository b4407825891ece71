import { addDays, fromDay, newId, Post, type ConsultationStatus } from '../../libs/platform/index.js';
import { ForgettingService } from '../../libs/safety/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { contributors, type Contributors } from '../support/contributed.js';
import { aMandate, anInstitution, aPerson } from '../support/factories.js';
import { tracesOf } from '../support/traces.js';

const name = 'Sovann Chendakiri';
const typed = {
  text: 'the pump at Kampong Phluk',
  attached: 'a table about the pump',
  need: 'a chair with arms',
  interpretation: 'tampuan',
  question: 'may my sister come along',
  comment: 'the minutes forget the pump',
  excerpt: 'yes I come by boat',
  token: 'laptop of my brother',
  reply: 'your sister is welcome',
};

let desk: Desk;
let people: Contributors;
let forgetting: ForgettingService;
beforeAll(async () => {
  desk = await aDesk();
  people = contributors(desk);
  forgetting = desk.api.app.get(ForgettingService);
});
afterAll(() => desk.close());
beforeEach(() => desk.clock.set('2026-03-02T03:00:00Z'));

const erase = { erasesWritings: true };

/** Somebody who left traces wherever one can. */
async function aTraced({ status = 'INVITING' }: { status?: ConsultationStatus } = {}) {
  const { db, clock, api } = desk;
  const now = clock.now();
  const email = `chenda.${newId()}@example.org`;
  const headers = { ...(await api.signIn(desk.coordinator.id)), 'idempotency-key': newId() };
  const payload = { name, email, locale: 'en', timeZone: 'Asia/Phnom_Penh' };
  const registered = await api.request({ method: 'POST', url: '/api/v1/people', headers, payload });
  const personId = registered.json<{ id: string }>().id;
  const cso = await anInstitution(db, { kind: 'CSO', name: `Network ${newId()}` });
  await aMandate(db, { personId, institutionId: cso.id });
  await aMandate(db, { personId, institutionId: cso.id, role: 'ALTERNATE', startsOn: '2026-05-01' });
  const consultation = await people.aConsultation({ status, capacity: 1 });
  const invitee = await people.anInvitee(consultation.id, { personId });
  const invitationId = invitee.invitation.id;
  const waiting = await people.anInvitee(consultation.id, { name: 'Lim Veasna' });
  const delegate = await people.anInvitee(consultation.id, { name: 'Keo Sophea' });
  await db.now.invitation.update({ where: { id: delegate.invitation.id }, data: { delegateOfId: invitationId } });
  await db.now.invitation.update({
    where: { id: waiting.invitation.id },
    data: { answer: 'ACCEPTED', seat: 'WAITING', seatAt: now },
  });
  await db.now.invitation.update({
    where: { id: invitationId },
    data: {
      ...{ answer: 'ACCEPTED', answeredAt: now, seat: 'HELD', seatAt: now, gender: 'WOMAN', hasDisability: true },
      ...{
        needsInterpretation: typed.interpretation,
        otherNeeds: typed.need,
        needsStepFree: true,
        needsTravel: true,
        walkInName: name,
        doorCode: newId(),
        sharesName: true,
      },
      province: 'Siem Reap',
      questions: { create: { text: typed.question, askedAt: now, reply: typed.reply, repliedAt: now } },
      comments: { create: { consultationId: consultation.id, text: typed.comment, madeAt: now } },
      replies: {
        create: {
          ...{
            digest: newId(),
            via: 'LISTENER',
            receivedAt: now,
            status: 'LISTED',
            recipient: 'answers+x@example.org',
          },
          ...{ source: Buffer.from(`From: ${name} <${email}>\r\n\r\n${typed.excerpt}`), sender: email },
          ...{ subject: `Re: for ${name}`, excerpt: typed.excerpt },
        },
      },
    },
  });
  const file = { name: `Letter of ${name}.csv`, bytes: typed.attached };
  const input = await people.contribute(invitee, { text: typed.text, file });
  await people.press(
    `/consultations/${consultation.id}/inputs/${input.id}`,
    { outcome: 'TAKEN_UP', text: 'In chapter 3' },
    await api.signIn(desk.coordinator.id),
  );
  await desk.work();
  await db.now.agendaItem.update({
    where: { id: consultation.agendaItemId },
    data: { speakers: ['Keo Sophea', name] },
  });
  await db.now.stakeholderList.create({
    data: { name: newId(), createdAt: now, changedAt: now, members: { create: { personId } } },
  });
  await db.now.datePoll.create({
    data: {
      ...{ consultationId: consultation.id, closesAt: now, createdAt: now },
      options: { create: { startsAt: now, endsAt: now, votes: { create: { personId, suits: 'YES', votedAt: now } } } },
    },
  });
  await api.signIn(personId);
  await db.now.accessToken.create({
    data: {
      name: typed.token,
      tokenHash: newId(),
      scopes: ['read'],
      personId,
      createdAt: now,
      expiresAt: fromDay('2027-01-01'),
    },
  });
  await db.now.leave.create({ data: { personId, startsOn: fromDay('2026-04-01'), endsOn: fromDay('2026-04-02') } });
  await db.now.reminderPreference.create({ data: { personId, hour: '08:00', quietFrom: '18:00' } });
  await db.now.feed.create({ data: { personId, createdAt: now } });
  const [mailId = ''] = await db.transaction(async (tx) => {
    const post = api.app.get(Post);
    await post.post(tx, 'address-unreachable', [
      {
        to: { id: desk.coordinator.id, email: desk.coordinator.email, locale: 'en' },
        props: {
          name: 'Kim Channary',
          items: [{ person: name, address: email, isFinal: false, said: `<${email}> unknown`, institutions: [] }],
        },
      },
    ]);
    return post.post(tx, 'address-changed', [
      { to: { id: personId, email, locale: 'en' }, props: { name, mechanism: 'The mechanism' } },
    ]);
  });
  await db.now.mail.update({
    where: { id: mailId },
    data: { status: 'SENT', sentAt: now, serverAnswer: `250 ${email} taken` },
  });
  await db.now.bounce.create({
    data: { reportKey: newId(), mailId, address: email, action: 'failed', diagnostic: `550 ${email}`, receivedAt: now },
  });
  const stored = await db.now.storedFile.create({
    data: {
      name: 'people.csv',
      size: 1,
      sha256: '',
      createdAt: now,
      chunks: { create: { n: 0, bytes: Buffer.from(`${name},${email}`) } },
    },
  });
  await db.now.import.create({
    data: {
      ...{
        kind: 'DIRECTORY',
        status: 'APPLIED',
        hints: {},
        createdById: desk.coordinator.id,
        createdAt: now,
        fileId: stored.id,
      },
      rows: { create: { n: 1, record: { person: { name, email } } } },
      problems: { create: { n: 1, severity: 'WARNING', code: 'x', params: { email } } },
    },
  });
  return { ...consultation, personId, email, invitee, waiting, delegate, input, cso };
}

describe('somebody who is forgotten', () => {
  it('has left no trace in any table: neither name nor address nor a word they typed, then or in the weeks after', async () => {
    const { personId, email, invitee } = await aTraced();
    const words = [name, email, ...Object.values(typed)];
    const before = await tracesOf(desk, words);
    expect(before.length).toBeGreaterThan(25);
    const form = { writings: 'ERASE', isSure: '1' };
    const done = await people.press(`${invitee.base}/safety/forget`, form);
    expect(done.headers['location']).toBe('/safety?done=forgotten&locale=en');
    expect((await people.open(done.headers['location'] ?? '')).body).toContain('what was personal is erased');
    expect(await tracesOf(desk, words)).toEqual([]);
    for (const day of [1, 2, 14, 60]) {
      desk.clock.set(`${addDays('2026-03-02', day)}T03:00:00Z`);
      await desk.work();
    }
    expect(await tracesOf(desk, words)).toEqual([]);
    expect(await desk.db.now.person.findUniqueOrThrow({ where: { id: personId } })).toMatchObject({
      name: '—',
      email: `${personId}@forgotten.invalid`,
      forgottenAt: new Date('2026-03-02T03:00:00Z'),
    });
  });

  it('still counts: kind, province, gender, disability, that they answered and contributed', async () => {
    const { id, personId, invitee, input } = await aTraced({ status: 'HELD' });
    await forgetting.forget(personId, { by: desk.by, ...erase });
    expect(await desk.db.now.invitation.findUniqueOrThrow({ where: { id: invitee.invitation.id } })).toMatchObject({
      ...{ personId: null, kind: 'CSO', province: 'Siem Reap', gender: 'WOMAN', hasDisability: true },
      ...{
        answer: 'ACCEPTED',
        seat: 'HELD',
        otherNeeds: null,
        needsInterpretation: null,
        needsStepFree: false,
        needsTravel: false,
        doorCode: null,
        walkInName: null,
      },
    });
    expect(await desk.db.now.input.count({ where: { consultationId: id } })).toBe(1);
    expect(await desk.db.now.input.findUniqueOrThrow({ where: { id: input.id } })).toMatchObject({
      text: '',
      invitationId: null,
    });
    expect(await desk.db.now.minutesComment.count({ where: { consultationId: id, invitationId: null } })).toBe(1);
  });

  it('may leave what they wrote without their name', async () => {
    const { id, email, personId, input } = await aTraced();
    await forgetting.forget(personId, { by: desk.by, erasesWritings: false });
    expect(await tracesOf(desk, [name, email, typed.need, typed.question])).toEqual([]);
    const { body } = await people.open(`/consultations/${id}/inputs`, await desk.api.signIn(desk.coordinator.id));
    expect(body).toContain(typed.text);
    expect(body).toContain('No longer named');
    expect(body).toContain('attachment.csv');
    expect(await desk.db.now.input.findUniqueOrThrow({ where: { id: input.id } })).toMatchObject({
      invitationId: null,
    });
  });

  it('frees the seat quietly: whoever has waited longest moves up', async () => {
    const { personId, invitee, waiting, delegate } = await aTraced();
    await forgetting.forget(personId, { by: desk.by, ...erase });
    const seatOf = async ({ invitation }: typeof waiting) =>
      desk.db.now.invitation.findUniqueOrThrow({ where: { id: invitation.id } });
    expect(await seatOf(invitee)).toMatchObject({ seat: 'NONE', answer: 'DECLINED' });
    expect(await seatOf(waiting)).toMatchObject({ seat: 'HELD' });
    expect(await seatOf(delegate)).toMatchObject({ delegateOfId: null });
    expect(await desk.eventsOf(waiting.invitation.id)).toContain('seat.given');
  });

  it('can reach nothing any more: links, browsers, programs, calendars; mandates end, mails are not sent', async () => {
    const { personId, invitee } = await aTraced();
    const session = await desk.api.signIn(personId);
    const [queued = ''] = await desk.db.transaction((tx) =>
      desk.api.app
        .get(Post)
        .post(tx, 'address-changed', [
          { to: { id: personId, email: 'x@example.org', locale: 'en' }, props: { name, mechanism: 'M' } },
        ]),
    );
    await forgetting.forget(personId, { by: desk.by, ...erase });
    await desk.work();
    expect((await people.open(`${invitee.base}/safety`)).statusCode).toBe(410);
    expect((await people.open('/', session)).statusCode).toBe(303);
    const open = { personId, revokedAt: null };
    const { now } = desk.db;
    expect(await Promise.all([now.accessToken.count({ where: open }), now.feed.count({ where: open })])).toEqual([
      0, 0,
    ]);
    expect(await now.mail.findUniqueOrThrow({ where: { id: queued } })).toMatchObject({
      status: 'WITHDRAWN',
      address: '',
      personId: null,
    });
    const ends = await now.mandate.findMany({ where: { personId }, orderBy: { startsOn: 'asc' } });
    expect(ends.map(({ endsOn }) => endsOn?.toISOString().slice(0, 10))).toEqual(['2026-03-02', '2026-05-01']);
    desk.clock.set('2026-03-03T03:00:00Z');
    await desk.work();
    expect(await desk.eventsOf(personId)).toContain('mandate.ended');
  });

  it('is forgotten once, though it is asked for ten times at once', async () => {
    const { personId } = await aTraced();
    await Promise.all(Array.from({ length: 10 }, () => forgetting.forget(personId, { by: desk.by, ...erase })));
    await forgetting.forget(personId, { by: desk.by, ...erase });
    const all = await desk.eventsOf(personId);
    expect(all.filter((event) => event === 'participant.forgotten')).toHaveLength(1);
    expect(all.filter((event) => event === 'person.access-revoked')).toHaveLength(1);
  });

  it('who holds an office stays known as that: only what is about consultations goes, and the page says so', async () => {
    const { id } = await people.aConsultation();
    for (const roles of [['OBSERVER' as const], []]) {
      const person = await aPerson(desk.db, { name: 'Chan Officer', roles });
      if (roles.length === 0) await aMandate(desk.db, { personId: person.id });
      const invitee = await people.anInvitee((await people.aConsultation()).id, {
        personId: person.id,
        kind: 'MINISTRY',
      });
      await people.contribute(invitee);
      const asked = await people.open(`${invitee.base}/safety/forget`);
      expect(asked.body).toContain('who held an office is kept');
      await people.press(`${invitee.base}/safety/forget`, { writings: 'ERASE', isSure: '1' });
      const { now } = desk.db;
      expect(await now.person.findUniqueOrThrow({ where: { id: person.id } })).toMatchObject({
        name: 'Chan Officer',
        forgottenAt: null,
      });
      expect(await now.invitation.count({ where: { personId: person.id } })).toBe(0);
      expect(await now.mandate.count({ where: { personId: person.id, endsOn: { not: null } } })).toBe(0);
      expect((await people.open(`${invitee.base}/safety`)).statusCode).toBe(410);
      await forgetting.forget(person.id, { by: desk.by, ...erase });
      expect((await desk.eventsOf(person.id)).filter((event) => event === 'participant.forgotten')).toHaveLength(1);
    }
    expect(id).toBeDefined();
  });

  it('stands in the ledger as a mail to nobody, that can be opened and exported', async () => {
    const { personId, email } = await aTraced();
    await forgetting.forget(personId, { by: desk.by, ...erase });
    const headers = await desk.api.signIn(desk.coordinator.id);
    const mail = await desk.db.now.mail.findFirstOrThrow({ where: { address: '' } });
    const pages = [
      await people.open('/mails', headers),
      await people.open(`/mails/${mail.id}`, headers),
      await desk.api.request({ url: `/api/v1/mails/${mail.id}`, headers }),
      await desk.api.request({
        method: 'POST',
        url: '/api/v1/mail-exports',
        headers,
        payload: { from: '2026-03-01', to: '2026-03-31', reason: 'Audit' },
      }),
    ];
    for (const { statusCode, body } of pages) {
      expect(statusCode).toBe(200);
      expect(body).not.toContain(email);
      expect(body).not.toContain(name);
    }
    expect(pages[2]?.json()).toMatchObject({ address: null, person: null, subject: null, text: null });
  });
});

describe('the page of one’s safety', () => {
  it('says what is kept and who sees it; to open it, or the one that asks, changes nothing', async () => {
    const { personId, invitee } = await aTraced();
    const page = (await people.open(`${invitee.base}/safety`)).body;
    expect(page).toContain('What we keep, and who sees it');
    expect(page).toContain('1 invitation; 2 contributions and comments');
    expect((await people.open(`${invitee.base}/safety/forget`)).body).toContain('Erase for good');
    expect(await desk.db.now.person.findUniqueOrThrow({ where: { id: personId } })).toMatchObject({ name });
    expect(Buffer.byteLength(page)).toBeLessThan(50_000);
  });

  it('asks for the choice and the tick', async () => {
    const { personId, invitee } = await aTraced();
    const refused = await people.press(`${invitee.base}/safety/forget`, { writings: 'KEEP' });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('href="#isSure"');
    expect(refused.body).toMatch(/value="KEEP"[^>]* checked|checked[^>]* value="KEEP"/);
    expect(await desk.db.now.person.findUniqueOrThrow({ where: { id: personId } })).toMatchObject({
      forgottenAt: null,
    });
  });
});

describe('the desk', () => {
  it('forgets somebody who asked by telephone, with a reason that does not name them', async () => {
    const { personId, email } = await aTraced();
    const headers = await desk.api.signIn(desk.coordinator.id);
    const path = `/forget/${personId}`;
    expect((await people.open(path, headers)).body).toContain(`Forget ${name}`);
    const press = (reason: string) => people.press(path, { writings: 'ERASE', isSure: '1', reason }, headers);
    for (const reason of ['', `${name} rang`, `asked from ${email}`]) {
      const refused = await press(reason);
      expect(refused.statusCode).toBe(422);
      expect(refused.body).toContain('href="#reason"');
    }
    expect((await press('asked by telephone')).headers['location']).toBe('/forget/done');
    expect((await people.open('/forget/done', headers)).statusCode).toBe(200);
    const where = { name: 'participant.forgotten', subjectIds: { has: personId } };
    expect(await desk.db.now.event.findFirstOrThrow({ where })).toMatchObject({
      actorId: desk.coordinator.id,
      reason: 'asked by telephone',
    });
    expect((await people.open(path, headers)).statusCode).toBe(404);
    const officer = await aPerson(desk.db, { roles: ['OFFICER'] });
    expect((await people.open(path, await desk.api.signIn(officer.id))).statusCode).toBe(403);
  });
});
