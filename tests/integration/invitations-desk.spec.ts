import { aConsultation } from '../support/consultations.js';
import { aDesk, type Desk } from '../support/desk.js';
import { aMandate, aPerson } from '../support/factories.js';
import { invitedPeople } from '../support/invited.js';

describe('the desk of invitations', () => {
  let desk: Desk;
  let of: ReturnType<typeof invitedPeople>;
  let signedIn: Record<string, string>;

  beforeAll(async () => {
    desk = await aDesk();
    of = invitedPeople(desk);
    signedIn = await desk.api.signIn(desk.coordinator.id);
  });
  afterAll(async () => {
    await desk.close();
  });
  beforeEach(async () => {
    desk.clock.set('2026-03-02T03:00:00Z');
    await desk.db.now.owed.deleteMany();
  });

  const api = (method: string, path: string, payload?: unknown, headers = signedIn) =>
    desk.api.request({ method, url: `/api/v1/${path}`, headers, ...(payload !== undefined && { payload }) });
  const scheduled = (facts: object = {}) =>
    aConsultation(desk, { scheduled: { from: '2026-04-20T09:00', until: '2026-04-20T12:00' }, ...facts });

  it('shows who gets what, then invites and sends out, on pages alone', async () => {
    const { institution, personId } = await of.aMember({ kind: 'CSO', locale: 'km', name: '<b>ចាន់ ដារ៉ា</b>' });
    const other = await aPerson(desk.db, { name: 'Lim Veasna' });
    const { id } = await scheduled({ capacity: 1 });
    const base = `/consultations/${id}/invitations`;
    expect((await of.get(`${base}/add`, signedIn)).statusCode).toBe(200);
    const form = { institutions: institution, people: other.email };
    const preview = await of.press(`${base}/add`, { ...form, step: 'preview' }, signedIn);
    expect(preview.statusCode).toBe(200);
    expect(preview.body).toContain('&lt;b>ចាន់ ដារ៉ា&lt;/b>');
    expect(preview.body).toContain('There would be 2 invitees for 1 seats.');
    expect(await desk.db.now.invitation.count({ where: { consultationId: id } })).toBe(0);
    const invited = await of.press(`${base}/add`, { ...form, step: 'invite' }, signedIn);
    const page = await of.get(invited.headers['location'] ?? '', signedIn);
    expect(page.body).toContain('2 people are invited.');
    expect(page.body).toContain('Not written to yet');
    const sent = await of.press(`${base}/send`, {}, signedIn);
    expect((await of.get(sent.headers['location'] ?? '', signedIn)).body).toContain('2 people were written to');
    expect(await of.told(personId)).toEqual(['INVITED']);
  });

  it('keeps what was entered when the directory does not know a name', async () => {
    const { id } = await scheduled();
    const form = { institutions: 'Ministry of Nothing', people: 'who@example.org', step: 'preview' };
    const page = await of.press(`/consultations/${id}/invitations/add`, form, signedIn);
    expect(page.statusCode).toBe(422);
    expect(page.body).toContain('The directory does not know: Ministry of Nothing.');
    expect(page.body).toContain('who@example.org');
  });

  it('lists by answer, group and how the mail fared', async () => {
    const yes = await of.aMember({ kind: 'CSO', name: 'Yes Person' });
    const bounced = await of.aMember({ kind: 'MINISTRY', name: 'Bounced Person' });
    const { id } = await of.open([yes.personId, bounced.personId]);
    await of.sent();
    await of.say(id, yes.personId, 'ACCEPTED');
    const mail = await desk.db.now.mail.findFirstOrThrow({ where: { personId: bounced.personId } });
    await desk.db.now.mail.update({ where: { id: mail.id }, data: { status: 'BOUNCED' } });
    const found = async (query: string) =>
      (await api('GET', `consultations/${id}/invitations?${query}`))
        .json<{ items: { person: { name: string } }[] }>()
        .items.map(({ person }) => person.name);
    expect(await found('answer=ACCEPTED')).toEqual(['Yes Person']);
    expect(await found('answer=NONE')).toEqual(['Bounced Person']);
    expect(await found('kind=CSO')).toEqual(['Yes Person']);
    expect(await found('delivery=BOUNCED')).toEqual(['Bounced Person']);
    expect(await found('delivery=WAITING')).toEqual(['Yes Person']);
    expect(await found('seat=HELD&answer=ACCEPTED&kind=CSO')).toEqual(['Yes Person']);
    const first = (await api('GET', `consultations/${id}/invitations?limit=1`)).json<{ next: string }>();
    expect(await found(`limit=1&cursor=${first.next}`)).toEqual(['Yes Person']);
    const page = await of.get(`/consultations/${id}/invitations?delivery=BOUNCED`, signedIn);
    expect(page.body).toContain('Bounced Person');
    expect(page.body).not.toContain('Yes Person');
  });

  it('counts answers, seats and needs without naming anybody', async () => {
    const [one = '', two = '', no = ''] = await of.people(3);
    const { id } = await of.open([one, two, no], { capacity: 1 });
    for (const personId of [one, two, no]) {
      const path = await of.pathOf(id, personId);
      await of.press(`${path}/described`, { needsInterpretation: 'Khmer sign language', needsStepFree: '1' });
    }
    await of.say(id, one, 'ACCEPTED');
    await of.say(id, two, 'ACCEPTED');
    await of.say(id, no, 'DECLINED');
    const counts = (await api('GET', `consultations/${id}/invitation-counts`)).json();
    expect(counts).toMatchObject({
      ...{ invited: 3, told: 3, accepted: 2, declined: 1, held: 1, waiting: 1, stepFree: 2, travel: 0 },
      interpretation: [{ language: 'Khmer sign language', count: 2 }],
    });
  });

  it('writes down an answer that was told, and takes an invitation back with a reason', async () => {
    const [one = '', two = ''] = await of.people(2);
    const { id } = await of.open([one, two]);
    const [first, second] = [await of.theirs(id, one), await of.theirs(id, two)];
    const base = `/consultations/${id}/invitations`;
    await of.press(`${base}/${first.id}/answer`, { answer: 'ACCEPTED' }, signedIn);
    expect(await of.theirs(id, one)).toMatchObject({ answer: 'ACCEPTED', answeredVia: 'DESK', seat: 'HELD' });
    const bare = await of.press(`${base}/${second.id}/withdraw`, { reason: ' ' }, signedIn);
    expect(bare.statusCode).toBe(422);
    await of.press(`${base}/${second.id}/withdraw`, { reason: 'Invited by mistake' }, signedIn);
    expect((await of.theirs(id, two)).withdrawnAt).not.toBeNull();
    const event = await desk.db.now.event.findFirstOrThrow({
      where: { name: 'invitation.withdrawn', subjectIds: { has: second.id } },
    });
    expect(event).toMatchObject({ reason: 'Invited by mistake', actorId: desk.coordinator.id });
  });

  it('keeps what was typed, and what was looked for, when a form is refused', async () => {
    const people = await of.people(18);
    const { id } = await of.open(people);
    const base = `/consultations/${id}/invitations`;
    const first = await of.get(`${base}?answer=NONE`, signedIn);
    const [, next = ''] = /href="([^"]*cursor=[^"]*)"/.exec(first.body) ?? [];
    const second = await of.get(next.replaceAll('&amp;', '&'), signedIn);
    const actions = [...second.body.matchAll(/action="([^"]*\/answer\?[^"]*)"/g)].map(([, path = '']) =>
      path.replaceAll('&amp;', '&'),
    );
    expect(actions).toHaveLength(3);
    const withdraw = (actions[0] ?? '').replace('/answer?', '/withdraw?');
    const typed = 'ល'.repeat(2001);
    const refused = await of.press(withdraw, { reason: typed }, signedIn);
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain(typed);
    expect(refused.body.match(/\/withdraw\?/g)).toHaveLength(3);
    const done = await of.press(actions[1] ?? '', { answer: 'TENTATIVE' }, signedIn);
    expect(done.headers['location']).toMatch(/\?answer=NONE&cursor=.*&done=written-down$/);
    // It does not fit what is looked for any more: it stands first all the same.
    const gone = (actions[1] ?? '').replace('/answer?', '/withdraw?');
    expect((await of.press(gone, { reason: typed }, signedIn)).body).toContain(typed);
  });

  it('puts the question first whose reply is refused, however many there are', async () => {
    const [one = ''] = await of.people(1);
    const { id } = await of.open([one]);
    const path = await of.pathOf(id, one);
    for (const n of [1, 2, 3]) {
      desk.clock.set(`2026-03-02T03:0${n}:00Z`);
      await of.press(`${path}/question`, { text: `${n}${'ល'.repeat(1500)}` });
    }
    const last = await desk.db.now.invitationQuestion.findFirstOrThrow({
      where: { text: { startsWith: '3' }, invitation: { consultationId: id } },
    });
    const base = `/consultations/${id}/invitations`;
    expect((await of.get(base, signedIn)).body).not.toContain(last.id);
    const typed = 'r'.repeat(2001);
    expect((await of.press(`${base}/questions/${last.id}`, { text: typed }, signedIn)).body).toContain(typed);
    await of.press(`${base}/questions/${last.id}`, { text: 'Yes.' }, signedIn);
    const late = await of.press(`${base}/questions/${last.id}`, { text: 'What I wrote' }, signedIn);
    expect(late.statusCode).toBe(409);
    expect(late.body).toContain('What I wrote');
  });

  it('shows where somebody sends another who does not go', async () => {
    const [one = '', two = ''] = await of.people(2);
    const { id } = await of.open([one, two]);
    const lacking = async () =>
      (await api('GET', `consultations/${id}/invitations`))
        .json<{ items: { lacksDelegate: boolean }[] }>()
        .items.filter(({ lacksDelegate }) => lacksDelegate).length;
    await of.delegate(id, one, 'may.go@example.org');
    expect(await lacking()).toBe(0);
    const sent = await desk.db.now.person.findUniqueOrThrow({ where: { email: 'may.go@example.org' } });
    await of.say(id, sent.id, 'DECLINED');
    expect(await lacking()).toBe(1);
    expect((await of.get(`/consultations/${id}/invitations`, signedIn)).body).toContain('Nobody goes in their place');
    const { email } = await desk.db.now.person.findUniqueOrThrow({ where: { id: two } });
    await of.withdraw(id, two);
    await of.delegate(id, one, email);
    expect(await lacking()).toBe(1);
  });

  it('leads to the list of participants, answers by mail, and being forgotten', async () => {
    const [one = ''] = await of.people(1);
    const { id } = await of.open([one]);
    const { id: invitationId } = await of.theirs(id, one);
    const data = { digest: invitationId, via: 'LISTENER', receivedAt: desk.clock.now(), status: 'LISTED' } as const;
    await desk.db.now.inboundMail.create({ data: { ...data, invitationId } });
    const { body } = await of.get(`/consultations/${id}/invitations`, signedIn);
    expect(body).toContain(`href="/consultations/${id}/participants-export"`);
    expect(body).toContain('Answers by mail to look at: 1');
    expect(body).toContain(`href="/forget/${one}"`);
    const officer = await aPerson(desk.db, { roles: ['OFFICER'] });
    const theirs = await of.get(`/consultations/${id}/invitations`, await desk.api.signIn(officer.id));
    expect(theirs.body).not.toContain('/forget/');
    expect(theirs.body).not.toContain('participants-export');
  });

  it('lets hosts see who comes, and nobody else; and only the secretariat invite', async () => {
    const host = await aPerson(desk.db, { name: 'Chea Vanna' });
    const stranger = await aPerson(desk.db);
    const observer = await aPerson(desk.db, { roles: ['OBSERVER'] });
    for (const { id: personId } of [host, stranger]) await aMandate(desk.db, { personId });
    const [one = ''] = await of.people(1);
    const { id } = await of.open([one], { hosts: [host.id] });
    const { id: invitationId } = await of.theirs(id, one);
    const paths = [
      `consultations/${id}/invitations`,
      `consultations/${id}/invitation-counts`,
      `consultations/${id}/questions`,
    ];
    for (const path of paths) {
      expect((await api('GET', path, undefined, await desk.api.signIn(host.id))).statusCode).toBe(200);
      expect((await api('GET', path, undefined, await desk.api.signIn(stranger.id))).statusCode).toBe(404);
      expect((await api('GET', path, undefined, await desk.api.signIn(observer.id))).statusCode).toBe(404);
      expect((await api('GET', path, undefined, {})).statusCode).toBe(401);
    }
    const asHost = await desk.api.signIn(host.id);
    expect((await of.get(`/consultations/${id}/invitations`, asHost)).statusCode).toBe(200);
    expect((await api('POST', `consultations/${id}/invitations`, {}, asHost)).statusCode).toBe(403);
    expect((await api('POST', `consultations/${id}/invitations/send`, {}, asHost)).statusCode).toBe(403);
    const { id: other } = await scheduled();
    const elsewhere = await api('POST', `consultations/${other}/invitations/${invitationId}/withdraw`, { reason: 'x' });
    expect(elsewhere.statusCode).toBe(404);
  });

  it('keeps, changes and removes lists over the API and on pages', async () => {
    const { institution, institutionId, personId } = await of.aMember({ kind: 'NHRI', province: 'Kep' });
    const { email } = await desk.db.now.person.findUniqueOrThrow({ where: { id: personId } });
    const made = await api('POST', 'stakeholder-lists', { name: 'Commissions', kinds: ['NHRI'], provinces: ['Kep'] });
    expect(made.statusCode).toBe(201);
    const { id } = made.json<{ id: string }>();
    const people = await api('GET', `stakeholder-lists/${id}/people`);
    expect(people.json()).toMatchObject({ items: [{ personId, standing: 'NEW' }] });
    const page = await of.get(`/stakeholder-lists/${id}`, signedIn);
    expect(page.body).toContain(institution);
    const form: [string, string][] = [
      ['name', 'Commissions'],
      ['isFilter', '1'],
      ['kinds', 'NHRI'],
      ['kinds', 'CSO'],
      ['provinces', 'Kep'],
      ['leftOutPeople', email],
    ];
    const kept = await of.press(`/stakeholder-lists/${id}`, form, signedIn);
    expect(kept.headers['location']).toBe(`/stakeholder-lists/${id}?done=kept`);
    expect((await api('GET', `stakeholder-lists/${id}`)).json()).toMatchObject({
      ...{ kinds: ['NHRI', 'CSO'], provinces: ['Kep'], leftOutPeople: [{ id: personId }] },
    });
    expect((await of.lists.preview(id)).map((found) => found.institutionId)).not.toContain(institutionId);
    const unknown = await of.press('/stakeholder-lists', { name: 'Other', leftOutInstitutions: 'Nobody' }, signedIn);
    expect(unknown.statusCode).toBe(422);
    expect(unknown.body).toContain('href="#leftOutInstitutions"');
    expect((await api('DELETE', `stakeholder-lists/${id}`)).statusCode).toBe(204);
    expect((await api('GET', `stakeholder-lists/${id}`)).statusCode).toBe(404);
    const stranger = await aPerson(desk.db, { roles: ['OBSERVER'] });
    expect((await api('GET', 'stakeholder-lists', undefined, await desk.api.signIn(stranger.id))).statusCode).toBe(403);
  });

  it.each(['en', 'fr', 'km'])('has pages under 50 kB with hundreds invited, in %s', async (locale) => {
    const officer = await aPerson(desk.db, { locale, roles: ['OFFICER'] });
    const headers = await desk.api.signIn(officer.id);
    const people = Array.from({ length: 120 }, (_, n) => ({
      ...{ name: `ចាន់ ដារ៉ា ${n}`, email: `${locale}-${n}@example.org`, locale: 'km', timeZone: 'Asia/Phnom_Penh' },
    }));
    const made = await desk.db.now.person.createManyAndReturn({ data: people, select: { id: true } });
    const { id } = await of.open(made.map((person) => person.id));
    const base = `/consultations/${id}/invitations`;
    const addresses = people.map(({ email }) => email).join('\n');
    const pages = [
      await of.get(base, headers),
      await of.get(`${base}/add`, headers),
      await of.press(`${base}/add`, { people: addresses, step: 'preview' }, headers),
      await of.get('/stakeholder-lists', headers),
    ];
    for (const { statusCode, body } of pages) {
      expect(statusCode).toBe(200);
      expect(body).toContain(`<html lang="${locale}"`);
      expect(Buffer.byteLength(body)).toBeLessThan(50_000);
    }
  });
});
