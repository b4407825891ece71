import { newId } from '../../libs/platform/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { aPerson } from '../support/factories.js';
import { invitedPeople } from '../support/invited.js';

const hostile = '<script>alert("x")</script> & "Sok" \u202eaD';

describe('the page behind the link in an invitation', () => {
  let desk: Desk;
  let of: ReturnType<typeof invitedPeople>;

  beforeAll(async () => {
    desk = await aDesk();
    of = invitedPeople(desk);
  });
  afterAll(async () => {
    await desk.close();
  });
  beforeEach(async () => {
    desk.clock.set('2026-03-02T03:00:00Z');
    await desk.db.now.owed.deleteMany();
  });

  const invited = async (facts: Parameters<typeof of.open>[1] = {}, person: object = {}) => {
    const { id: personId } = await aPerson(desk.db, person);
    const consultation = await of.open([personId], facts);
    return { personId, id: consultation.id, path: await of.pathOf(consultation.id, personId) };
  };

  it('opens without changing anything, and only preselects what its address says', async () => {
    const { personId, id, path } = await invited({ agenda: ['What the draft says'] });
    const before = await of.theirs(id, personId);
    const page = await of.get(`${path}?answer=accepted`);
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('Consultation on the draft national report');
    expect(page.body).toContain('What the draft says');
    expect(page.body).toMatch(/value="ACCEPTED" checked/);
    expect(page.body).not.toContain('<script');
    for (const part of ['/agenda', '/invite.ics']) expect((await of.get(path + part)).statusCode).toBe(200);
    expect(await of.theirs(id, personId)).toEqual(before);
    expect(await desk.db.now.link.count({ where: { subjectId: before.id } })).toBe(2);
  });

  it('takes an answer, says what follows from it, and gives a pass', async () => {
    const { personId, id, path } = await invited();
    expect((await of.get(`${path}/pass`)).statusCode).toBe(404);
    const pressed = await of.press(`${path}/answer`, { answer: 'ACCEPTED' });
    expect(pressed.headers['location']).toBe(`${path}?said=accepted-held`);
    const page = await of.get(pressed.headers['location'] ?? '');
    expect(page.body).toContain('You come, and a seat is kept for you.');
    const { doorCode } = await of.theirs(id, personId);
    const pass = await of.get(`${path}/pass`);
    expect(pass.body).toContain(doorCode);
    expect(pass.body).toContain('<svg');
    const changed = await of.press(`${path}/answer`, { answer: 'DECLINED' });
    expect(changed.headers['location']).toBe(`${path}?said=declined`);
    expect(await of.theirs(id, personId)).toMatchObject({ answer: 'DECLINED', answeredVia: 'LINK', seat: 'NONE' });
  });

  it('takes no answer to a date that has changed since the page was opened, and keeps what was entered', async () => {
    const { personId, id, path } = await invited();
    const [, sequence = ''] = /name="sequence" value="(\d+)"/.exec((await of.get(path)).body) ?? [];
    expect(sequence).not.toBe('');
    await of.move(id, '2026-04-27');
    await desk.work();
    const refused = await of.press(`${path}/answer`, { answer: 'TENTATIVE', sequence });
    expect(refused.statusCode).toBe(409);
    expect(refused.body).toContain('The date has changed since you opened this page.');
    expect(refused.body).toContain('27 April 2026');
    expect(refused.body).toMatch(/value="TENTATIVE" checked/);
    const delegate = { name: 'Chan Bopha', email: `${newId()}@example.org`, locale: 'km' };
    const also = await of.press(`${path}/delegate`, { ...delegate, sequence });
    expect(also.statusCode).toBe(409);
    expect(also.body).toContain(delegate.email);
    expect(await of.theirs(id, personId)).toMatchObject({ answer: null });
    const [, now = ''] = /name="sequence" value="(\d+)"/.exec(also.body) ?? [];
    expect((await of.press(`${path}/answer`, { answer: 'TENTATIVE', sequence: now })).statusCode).toBe(303);
    // A page from before, or a program, does not say what it saw.
    expect((await of.press(`${path}/answer`, { answer: 'ACCEPTED' })).statusCode).toBe(303);
    expect(await of.theirs(id, personId)).toMatchObject({ answer: 'ACCEPTED', seat: 'HELD' });
  });

  it('says plainly that the meeting is full, and how far in the line one is', async () => {
    const people = await of.people(3);
    const { id } = await of.open(people, { capacity: 1 });
    for (const [n, personId] of people.entries()) {
      desk.clock.set(`2026-03-02T03:0${n}:00Z`);
      const path = await of.pathOf(id, personId);
      await of.press(`${path}/answer`, { answer: 'ACCEPTED' });
    }
    const page = await of.get(await of.pathOf(id, people[2] ?? ''));
    expect(page.body).toContain('you are number 2 on the waiting list');
  });

  it('takes late answers, and says that they are', async () => {
    const { path } = await invited();
    desk.clock.set('2026-04-18T03:00:00Z');
    expect((await of.get(path)).body).toContain('The last day for answers is over.');
    await of.press(`${path}/answer`, { answer: 'ACCEPTED' });
    expect((await of.get(path)).body).toContain('Your answer came after the last day');
  });

  it('notes needs and what people say of themselves, and keeps what was entered when something is wrong', async () => {
    const { personId, id, path } = await invited({ showsParticipants: true });
    const form = {
      ...{ needsInterpretation: 'ភាសាសញ្ញា', needsStepFree: '1', otherNeeds: 'A quiet room', gender: 'WOMAN' },
      ...{ hasDisability: 'yes', sharesName: '1' },
    };
    const wrong = await of.press(`${path}/described`, { ...form, otherNeeds: 'x'.repeat(1001) });
    expect(wrong.statusCode).toBe(422);
    expect(wrong.body).toContain('ភាសាសញ្ញា');
    expect(wrong.body).toContain('This is too long.');
    expect((await of.press(`${path}/described`, form)).statusCode).toBe(303);
    expect(await of.theirs(id, personId)).toMatchObject({
      ...{ needsInterpretation: 'ភាសាសញ្ញា', needsStepFree: true, needsTravel: false, otherNeeds: 'A quiet room' },
      ...{ gender: 'WOMAN', hasDisability: true, sharesName: true },
    });
    await of.press(`${path}/described`, form);
    const { id: invitationId } = await of.theirs(id, personId);
    expect((await desk.eventsOf(invitationId)).filter((name) => name === 'invitation.described')).toHaveLength(1);
  });

  it('sends somebody in one’s place, and keeps what was entered when the address is none', async () => {
    const { personId, id, path } = await invited();
    const wrong = await of.press(`${path}/delegate`, { name: hostile, email: 'nobody', locale: 'km' });
    expect(wrong.statusCode).toBe(422);
    expect(wrong.body).toContain('This is not an e-mail address.');
    expect(wrong.body).toContain('&lt;script>');
    expect(wrong.body).not.toContain('<script>alert');
    const email = `${newId()}@example.org`;
    await of.press(`${path}/delegate`, { name: 'ចាន់ បុប្ផា', email, locale: 'km' });
    expect(await of.theirs(id, personId)).toMatchObject({ answer: 'DELEGATED' });
    const sent = await desk.db.now.person.findUniqueOrThrow({ where: { email } });
    const page = await of.get(await of.pathOf(id, sent.id));
    expect(page.body).toContain('<html lang="km"');
    expect(page.body).not.toContain('/delegate"');
  });

  it('asks the hosts, who are told once, and shows their reply', async () => {
    const host = await aPerson(desk.db, { name: 'Chea Vanna' });
    const { path, id } = await invited({ hosts: [host.id] });
    const ask = () => of.press(`${path}/question`, { text: 'May we bring a colleague?' });
    await Promise.all([ask(), ask(), ask()]);
    expect(await desk.mails('consultation-question', host.id)).toMatchObject([
      { props: { question: 'May we bring a colleague?', consultationId: id } },
    ]);
    const [question] = await desk.db.now.invitationQuestion.findMany({ where: { invitation: { consultationId: id } } });
    const headers = await desk.api.signIn(desk.coordinator.id);
    const reply = () =>
      desk.api.request({
        ...{ method: 'POST', url: `/api/v1/consultations/${id}/questions/${question?.id}/reply`, headers },
        payload: { text: 'Yes, gladly.' },
      });
    expect((await reply()).statusCode).toBe(204);
    expect((await reply()).statusCode).toBe(409);
    expect((await of.get(path)).body).toContain('Yes, gladly.');
  });

  it('shows those who agreed to be seen, only where the consultation does, to those who take part', async () => {
    const [one = '', open = '', shy = ''] = await of.people(3);
    await desk.db.now.person.update({ where: { id: open }, data: { name: 'Open Person' } });
    await desk.db.now.person.update({ where: { id: shy }, data: { name: 'Shy Person' } });
    for (const showsParticipants of [true, false]) {
      const { id } = await of.open([one, open, shy], { showsParticipants });
      for (const personId of [open, shy]) await of.say(id, personId, 'ACCEPTED');
      const { id: invitationId } = await of.theirs(id, open);
      await desk.db.now.invitation.update({ where: { id: invitationId }, data: { sharesName: true } });
      const path = await of.pathOf(id, one);
      for (const answer of [null, 'DECLINED', 'TENTATIVE'] as const) {
        if (answer) await of.say(id, one, answer);
        expect((await of.get(path)).body).not.toContain('Open Person');
      }
      await of.say(id, one, 'ACCEPTED');
      const { body } = await of.get(path);
      expect(body.includes('Open Person')).toBe(showsParticipants);
      expect(body).not.toContain('Shy Person');
      await desk.db.now.invitation.update({ where: { id: invitationId }, data: { answer: 'TENTATIVE', seat: 'NONE' } });
      expect((await of.get(path)).body).not.toContain('Open Person');
      await desk.db.now.invitation.update({ where: { id: invitationId }, data: { attendance: 'ATTENDED' } });
      expect((await of.get(path)).body.includes('Open Person')).toBe(showsParticipants);
    }
  });

  it('opens nothing when the invitation was taken back or its person forgotten, nor with another’s token', async () => {
    const { personId, id, path } = await invited();
    const other = await invited();
    await of.withdraw(id, personId);
    for (const part of ['', '/agenda', '/pass', '/invite.ics']) {
      expect((await of.get(path + part)).statusCode).toBe(410);
    }
    expect((await of.press(`${path}/answer`, { answer: 'ACCEPTED' })).statusCode).toBe(410);
    const { id: invitationId } = await of.theirs(other.id, other.personId);
    await desk.db.now.invitation.update({
      where: { id: invitationId },
      data: { personId: null, forgottenAt: desk.clock.now() },
    });
    expect((await of.get(other.path)).statusCode).toBe(410);
    expect((await of.get(`/invitation/${'A'.repeat(43)}`)).statusCode).toBe(410);
  });

  it('gives documents of its own consultation, as files to keep', async () => {
    const { id, path } = await invited({ agenda: ['The draft'] });
    const item = await desk.db.now.agendaItem.findFirstOrThrow({ where: { consultationId: id } });
    const file = await desk.db.now.storedFile.create({
      data: {
        ...{ name: 'Projet d’été.html', size: 5, sha256: 'x', createdAt: desk.clock.now() },
        chunks: { create: { n: 0, bytes: Buffer.from('<b>hi') } },
      },
    });
    const data = { agendaItemId: item.id, title: 'The draft', fileId: file.id };
    const document = await desk.db.now.agendaDocument.create({ data });
    expect((await of.get(`${path}/agenda`)).body).toContain(`/documents/${document.id}`);
    const answer = await of.get(`${path}/documents/${document.id}`);
    expect(answer).toMatchObject({ statusCode: 200, body: '<b>hi' });
    expect(answer.headers['content-type']).toBe('application/octet-stream');
    expect(answer.headers['content-disposition']).toContain("filename*=UTF-8''Projet%20d%E2%80%99%C3%A9t%C3%A9.html");
    const stranger = await invited();
    expect((await of.get(`${stranger.path}/documents/${document.id}`)).statusCode).toBe(404);
  });

  it('is a calendar file with one event, for its reader alone', async () => {
    const { personId, path } = await invited();
    const { body } = await of.get(`${path}/invite.ics`);
    const { email } = await desk.db.now.person.findUniqueOrThrow({ where: { id: personId } });
    const lines = body.replaceAll('\r\n ', '');
    expect(lines).toContain('METHOD:REQUEST');
    expect(lines.match(/\nATTENDEE/g)).toHaveLength(1);
    expect(lines).toContain(email);
  });

  it('says when it is postponed, cancelled or over, and takes no answer then', async () => {
    const { id, path } = await invited();
    expect((await of.get(`${path}/invite.ics`)).statusCode).toBe(200);
    await of.scheduling.cancel(id, { reason: 'The draft is not ready' }, desk.by);
    const { body } = await of.get(path);
    expect(body).toContain('It is cancelled and does not take place.');
    expect(body).toContain('The draft is not ready');
    const pressed = await of.press(`${path}/answer`, { answer: 'ACCEPTED' });
    expect(pressed.statusCode).toBe(409);
    expect(pressed.body).toContain('Nobody is asked at the moment');
    expect((await of.get(`${path}/invite.ics`)).statusCode).toBe(404);
  });

  it.each(['en', 'fr', 'km'])('stays under 50 kB whatever people wrote, in %s', async (locale) => {
    const khmer = 'សិទ្ធិមនុស្ស';
    const long = (letters: number) => khmer.repeat(Math.ceil(letters / khmer.length)).slice(0, letters);
    const { personId, id, path } = await invited(
      {
        ...{ title: long(300), about: long(10_000), place: long(500), accessibility: long(2000) },
        ...{ languages: ['km', 'en', 'fr'], interpretation: ['vi', 'th'], showsParticipants: true },
        agenda: Array.from({ length: 100 }, () => long(300)),
      },
      { locale, name: hostile, timeZone: 'Europe/Paris' },
    );
    await desk.db.now.agendaItem.updateMany({ where: { consultationId: id }, data: { details: long(5000) } });
    const { id: invitationId } = await of.theirs(id, personId);
    for (let n = 0; n < 6; n++) await of.press(`${path}/question`, { text: `${n} ${long(1900)}` });
    await of.press(`${path}/described`, { needsInterpretation: long(100), otherNeeds: long(1000) });
    await of.press(`${path}/answer`, { answer: 'ACCEPTED' });
    for (const part of ['', '/agenda', '/agenda?page=3', '/pass']) {
      const { body, statusCode } = await of.get(path + part);
      expect(statusCode).toBe(200);
      expect(body).toContain(`<html lang="${locale}"`);
      expect(body).not.toContain('<script>alert');
      expect(Buffer.byteLength(body)).toBeLessThan(50_000);
    }
    expect(await desk.db.now.invitationQuestion.count({ where: { invitationId } })).toBe(6);
  });
});
