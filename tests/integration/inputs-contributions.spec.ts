import { InputsService } from '../../libs/inputs/index.js';
import { InvitationAccess } from '../../libs/invitations/index.js';
import { LinkUnusable } from '../../libs/platform/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { aDocx, contributors, type Contributors } from '../support/contributed.js';

const text = 'Name the schools in floating villages';

let desk: Desk;
let people: Contributors;
beforeAll(async () => {
  desk = await aDesk();
  people = contributors(desk);
});
afterAll(() => desk.close());
beforeEach(() => desk.clock.set('2026-03-02T03:00:00Z'));

describe('a contribution', () => {
  it('is given with a consent, listed with what was done with it, and changes nothing when the page is only opened', async () => {
    const { id, agendaItemId } = await people.aConsultation();
    const invitee = await people.anInvitee(id);
    const path = `${invitee.base}/contributions`;
    const { body } = await people.open(path);
    expect(body).toContain('Everybody, without my name');
    expect(body).toContain('Chapter 3: schools');
    const given = await people.send(path, { text, visibility: 'PUBLIC', consents: '1', agendaItemId });
    expect(given.headers['location']).toBe(`${path}?done=given`);
    const page = (await people.open(`${path}?done=given`)).body;
    expect(page).toContain('your contribution has arrived');
    expect(page).toContain(text);
    expect(page).toContain('Not answered yet');
    expect(await desk.eventsOf(id)).toEqual(['input.given']);
    const events = await desk.db.now.event.findMany({ where: { subjectIds: { has: id } } });
    expect(events.map(({ actorId }) => actorId)).toEqual([null]);
  });

  it.each([
    [{ visibility: 'PUBLIC' }, 'consents', 'Tick that you agree'],
    [{ consents: '1' }, 'visibility', 'Choose who may read it'],
    [
      { visibility: 'PUBLIC', consents: '1', agendaItemId: '0198c0de-0000-7000-8000-000000000001' },
      'agendaItemId',
      'not on the agenda',
    ],
  ])('that lacks something %j is refused, and nothing entered is lost', async (fields, field, words) => {
    const { id } = await people.aConsultation();
    const invitee = await people.anInvitee(id);
    const file = { name: 'letter.pdf', bytes: '%PDF-1.7' };
    const answer = await people.send(`${invitee.base}/contributions`, { text, ...(fields as object) }, file);
    expect(answer.statusCode).toBe(field === 'agendaItemId' ? 404 : 422);
    expect(answer.body).toContain(words);
    expect(answer.body).toContain(`href="#${field}"`);
    expect(answer.body).toMatch(new RegExp(`<textarea[^>]*>${text}</textarea>`));
    expect(answer.body).toContain('The file must be chosen again');
    expect(await desk.db.now.input.count({ where: { consultationId: id } })).toBe(0);
    expect(await desk.db.now.storedFile.count()).toBe(0);
  });

  it.each(['DRAFT', 'CLOSED', 'CANCELLED'] as const)(
    'is not taken once the consultation is %s; what is there can still be taken back',
    async (status) => {
      const { id } = await people.aConsultation();
      const invitee = await people.anInvitee(id);
      const input = await people.contribute(invitee);
      await desk.db.now.consultation.update({ where: { id }, data: { status } });
      const path = `${invitee.base}/contributions`;
      const refused = await people.send(path, { text, visibility: 'PUBLIC', consents: '1' });
      expect(refused.statusCode).toBe(409);
      expect(refused.body).toContain('Contributions are not taken');
      expect((await people.press(`${path}/${input.id}/withdraw`)).statusCode).toBe(303);
      expect(await desk.db.now.input.findUniqueOrThrow({ where: { id: input.id } })).toMatchObject({ text: '' });
    },
  );

  it.each(['HELD', 'MINUTES_CIRCULATED'] as const)('is taken after the meeting too: %s', async (status) => {
    const { id } = await people.aConsultation({ status });
    expect((await people.contribute(await people.anInvitee(id))).text).toBe(text);
  });

  it('is taken back with its files, once, and still counts', async () => {
    const { id } = await people.aConsultation();
    const invitee = await people.anInvitee(id);
    const input = await people.contribute(invitee, { file: { name: 'note.txt', bytes: 'about the schools' } });
    const withdraw = () => people.press(`${invitee.base}/contributions/${input.id}/withdraw`);
    const answers = await Promise.all(Array.from({ length: 10 }, withdraw));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([303]));
    expect(await desk.db.now.storedFileChunk.count()).toBe(0);
    expect(await desk.db.now.input.findMany({ where: { consultationId: id }, select: { text: true } })).toEqual([
      { text: '' },
    ]);
    expect(await desk.eventsOf(input.id)).toEqual(['input.given', 'input.withdrawn']);
    expect((await people.open(`${invitee.base}/contributions`)).body).toContain('Taken back by its author');
  });

  it('can be shown to fewer, never to more, and an anonymous one never with a name', async () => {
    const { id } = await people.aConsultation();
    const invitee = await people.anInvitee(id);
    const input = await people.contribute(invitee, { visibility: 'PUBLIC' });
    const narrow = (visibility: string) =>
      people.press(`${invitee.base}/contributions/${input.id}/visibility`, { visibility });
    const now = async () => (await desk.db.now.input.findUniqueOrThrow({ where: { id: input.id } })).visibility;
    expect((await narrow('PARTICIPANTS')).statusCode).toBe(303);
    const refused = await narrow('PUBLIC');
    expect([refused.statusCode, await now()]).toEqual([409, 'PARTICIPANTS']);
    expect(refused.body).toContain('can be made fewer, not more');
    expect((await narrow('SECRETARIAT')).statusCode).toBe(303);
    expect([(await narrow('ANONYMOUS')).statusCode, await now()]).toEqual([409, 'SECRETARIAT']);
    expect(await desk.eventsOf(input.id)).toEqual(['input.given', 'input.narrowed', 'input.narrowed']);
  });

  it('of somebody else can neither be changed nor taken back', async () => {
    const { id } = await people.aConsultation();
    const [author, other] = [await people.anInvitee(id), await people.anInvitee(id)];
    const input = await people.contribute(author, { visibility: 'PUBLIC' });
    const path = `${other.base}/contributions/${input.id}`;
    expect((await people.press(`${path}/withdraw`)).statusCode).toBe(404);
    expect((await people.press(`${path}/visibility`, { visibility: 'SECRETARIAT' })).statusCode).toBe(404);
    expect((await people.send(`${path}/files`, {}, { name: 'a.txt', bytes: 'about' })).statusCode).toBe(404);
    expect(await desk.db.now.input.findUniqueOrThrow({ where: { id: input.id } })).toMatchObject({
      text,
      visibility: 'PUBLIC',
    });
  });

  it('comes at most twenty times from one participant', async () => {
    const { id } = await people.aConsultation();
    const invitee = await people.anInvitee(id);
    for (let n = 0; n < 20; n += 1) await people.contribute(invitee, { text: `Contribution ${n}` });
    const answer = await people.send(`${invitee.base}/contributions`, { text, visibility: 'PUBLIC', consents: '1' });
    expect(answer.statusCode).toBe(409);
    expect(answer.body).toContain('20 contributions');
  });

  it('keeps Khmer as it was written, in a page under 50 kB', async () => {
    const { id } = await people.aConsultation();
    const khmer = `សាលារៀន\u200bនៅភូមិបណ្តែតទឹក ${'ក'.repeat(19_900)}`;
    const invitee = await people.anInvitee(id, { locale: 'km' });
    expect((await people.contribute(invitee, { text: khmer, visibility: 'PUBLIC' })).text).toBe(khmer);
    const { body } = await people.open(`${invitee.base}/contributions`);
    expect(Buffer.byteLength(body)).toBeLessThan(50_000);
    expect(body).toContain('អានទាំងអស់');
  });
});

describe('an attachment', () => {
  const give = async (file: { name: string; bytes: Buffer | string }) => {
    const { id } = await people.aConsultation();
    const invitee = await people.anInvitee(id);
    return people.send(`${invitee.base}/contributions`, { text, visibility: 'PUBLIC', consents: '1' }, file);
  };

  it.each([
    [
      'an executable called PDF',
      { name: 'letter.pdf', bytes: Buffer.from('MZ\x90\0\x03\0', 'latin1') },
      422,
      'whatever its name says',
    ],
    [
      'a page of HTML',
      { name: 'letter.txt', bytes: '<!doctype html><script>alert(1)</script>' },
      422,
      'whatever its name says',
    ],
    [
      'a drawing that can hold scripts',
      { name: 'photo.png', bytes: '<svg onload="alert(1)"/>' },
      422,
      'whatever its name says',
    ],
    [
      'a document with macros',
      { name: 'letter.docx', bytes: aDocx({ 'word/vbaProject.bin': 'x' }) },
      422,
      'without them',
    ],
    ['an empty file', { name: 'letter.pdf', bytes: '' }, 422, 'it is empty'],
    [
      'eleven megabytes',
      { name: 'letter.pdf', bytes: Buffer.alloc(11 * 1024 * 1024, '%PDF-1.7 ') },
      409,
      'larger than 10 MB',
    ],
  ])('is not %s: the text stays, and it is said why', async (_, file, status, words) => {
    const answer = await give(file);
    expect(answer.statusCode).toBe(status);
    expect(answer.body).toContain(words);
    expect(answer.body).toContain('href="#file"');
    expect(answer.body).toMatch(new RegExp(`<textarea[^>]*>${text}</textarea>`));
  });

  it('that would unpack to very much is kept as it is, and never unpacked', async () => {
    const bomb = aDocx({ 'word/media/image1.png': Buffer.alloc(2_000_000) });
    const { id } = await people.aConsultation();
    const invitee = await people.anInvitee(id);
    const input = await people.contribute(invitee, { file: { name: 'letter.docx', bytes: bomb } });
    expect(input.files).toMatchObject([{ format: 'docx' }]);
    const stored = await desk.db.now.storedFile.findUniqueOrThrow({ where: { id: input.files[0]?.fileId ?? '' } });
    expect(stored.size).toBe(bomb.length);
  });

  it('is given out to be saved only, under its name, as what it is', async () => {
    const { id } = await people.aConsultation();
    const invitee = await people.anInvitee(id);
    const input = await people.contribute(invitee, { file: { name: 'សាលា (ក).exe', bytes: '%PDF-1.7 schools' } });
    const { headers, body } = await people.open(`${invitee.base}/contributions/files/${input.files[0]?.id}`);
    expect(body).toBe('%PDF-1.7 schools');
    expect(headers['content-type']).toBe('application/pdf');
    expect(headers['content-disposition']).toMatch(/^attachment; filename="[ -~]+"; filename\*=UTF-8''%E1/);
    expect(headers['content-disposition']).toMatch(/\.exe\.pdf$/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toContain('sandbox');
  });

  it('comes with four others at the most', async () => {
    const { id } = await people.aConsultation();
    const invitee = await people.anInvitee(id);
    const input = await people.contribute(invitee);
    const path = `${invitee.base}/contributions/${input.id}/files`;
    const add = (n: number) => people.send(path, {}, { name: `${n}.txt`, bytes: `about ${n}` });
    const answers = await Promise.all([1, 2, 3, 4, 5, 6, 7].map(add));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, 303, 303, 303, 303, 409, 409]);
    expect(await desk.db.now.inputFile.count({ where: { inputId: input.id } })).toBe(5);
    expect((await people.send(path, {})).body).toContain(`href="#file-${input.id}"`);
  });
});

describe('a form that is sent twice', () => {
  it('makes one contribution, though it is pressed ten times at once; another text makes another', async () => {
    const { id } = await people.aConsultation();
    const { base } = await people.anInvitee(id);
    const path = `${base}/contributions`;
    const formId = /name="id" value="([^"]+)"/.exec((await people.open(path)).body)?.[1] ?? '';
    const entered = { id: formId, text, visibility: 'PUBLIC', consents: '1' };
    const file = { name: 'letter.pdf', bytes: '%PDF-1.7' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => people.send(path, entered, file)));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([303]));
    const found = await desk.db.now.input.findMany({ where: { consultationId: id }, include: { files: true } });
    expect(found).toMatchObject([{ id: formId, files: [{ format: 'pdf' }] }]);
    expect(await desk.eventsOf(id)).toEqual(['input.given']);
    await people.send(path, { ...entered, text: 'And the teachers' });
    expect(await desk.db.now.input.count({ where: { consultationId: id } })).toBe(2);
  });

  it('of somebody else gives neither theirs nor loses one’s own', async () => {
    const { id } = await people.aConsultation();
    const [one, other] = [await people.anInvitee(id), await people.anInvitee(id)];
    const theirs = await people.contribute(other, { text });
    await people.send(`${one.base}/contributions`, { id: theirs.id, text, visibility: 'PUBLIC', consents: '1' });
    const where = { invitationId: one.invitation.id };
    expect(await desk.db.now.input.count({ where })).toBe(1);
    expect(await desk.db.now.input.findUniqueOrThrow({ where: { id: theirs.id } })).toMatchObject({
      invitationId: other.invitation.id,
    });
  });
});

describe('a contribution on its way while its author is forgotten or taken off', () => {
  it.each([
    ['forgotten', { personId: null, forgottenAt: new Date('2026-03-02T03:00:00Z') }],
    ['withdrawn', { withdrawnAt: new Date('2026-03-02T03:00:00Z') }],
  ])('is not taken: %s', async (_, data) => {
    const { id } = await people.aConsultation();
    const { base, invitation } = await people.anInvitee(id);
    const access = desk.api.app.get(InvitationAccess);
    const invitee = await access.open(base.split('/').at(-1) ?? '');
    await desk.db.now.invitation.update({ where: { id: invitation.id }, data });
    const given = desk.api.app
      .get(InputsService)
      .give(invitee, { text, agendaItemId: null, visibility: 'PUBLIC', consents: true }, null);
    await expect(given).rejects.toThrow(LinkUnusable);
    expect(await desk.db.now.input.count({ where: { consultationId: id } })).toBe(0);
  });
});

describe('the routes of contributions', () => {
  it('let one address send only so many in a minute', async () => {
    const { id } = await people.aConsultation();
    const { base } = await people.anInvitee(id);
    const once = () =>
      desk.api.request({
        method: 'POST',
        url: `${base}/contributions`,
        remoteAddress: '192.0.2.7',
        headers: { accept: 'text/html' },
      });
    const statuses: number[] = [];
    for (let n = 0; n < 61; n += 1) statuses.push((await once()).statusCode);
    expect(statuses.at(-1)).toBe(429);
  });

  it('are closed to links that have ended, and to buttons on other sites', async () => {
    const { id } = await people.aConsultation();
    const { base, person } = await people.anInvitee(id);
    const elsewhere = { origin: 'https://elsewhere.example.org' };
    const foreign = await people.press(`${base}/contributions/${id}/withdraw`, {}, elsewhere);
    expect(foreign.statusCode).toBe(403);
    await desk.db.now.link.updateMany({ where: { personId: person.id }, data: { revokedAt: desk.clock.now() } });
    expect((await people.open(`${base}/contributions`)).statusCode).toBe(410);
  });
});
