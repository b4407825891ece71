import { InputAnswersService } from '../../libs/inputs/index.js';
import { readByParticipant } from '../../libs/inputs/inputs.queries.js';
import type { InputVisibility } from '../../libs/platform/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { contributors, type Contributors } from '../support/contributed.js';
import { aMandate, aPerson } from '../support/factories.js';

const visibilities = ['PUBLIC', 'PARTICIPANTS', 'SECRETARIAT', 'ANONYMOUS'] as const;
const words = { PUBLIC: 'for all', PARTICIPANTS: 'for us', SECRETARIAT: 'for the desk', ANONYMOUS: 'by nobody' };

let desk: Desk;
let people: Contributors;
beforeAll(async () => {
  desk = await aDesk();
  people = contributors(desk);
});
afterAll(() => desk.close());
beforeEach(() => desk.clock.set('2026-03-02T03:00:00Z'));

/** A consultation with one contribution of each kind, all by one author, and a day later. */
const aWorld = async () => {
  const consultation = await people.aConsultation();
  const author = await people.anInvitee(consultation.id, { name: 'Sovann Chenda' });
  const given = new Map<InputVisibility, string>();
  for (const visibility of visibilities) {
    const file = { name: `Chenda ${visibility}.txt`, bytes: `Attached, ${words[visibility]}` };
    const input = await people.contribute(author, { text: `Said ${words[visibility]}`, visibility, file });
    given.set(visibility, input.id);
  }
  desk.clock.set('2026-03-03T03:00:00Z');
  return { ...consultation, author, given, path: `/consultations/${consultation.id}/inputs` };
};
const seen = (body: string) => visibilities.filter((visibility) => body.includes(`Said ${words[visibility]}`));

describe('a contribution', () => {
  it('is read by other participants only as its author chose, and so are its files', async () => {
    const { id, author, given } = await aWorld();
    const other = await people.anInvitee(id);
    const { body } = await people.open(`${other.base}/contributions`);
    expect(seen(body)).toEqual(['PUBLIC', 'PARTICIPANTS', 'ANONYMOUS']);
    expect(body.match(/Sovann Chenda/g)).toHaveLength(2);
    for (const [visibility, inputId] of given) {
      const file = await desk.db.now.inputFile.findFirstOrThrow({ where: { inputId } });
      const answers = await Promise.all([
        people.open(`${other.base}/contributions/${inputId}`),
        people.open(`${other.base}/contributions/files/${file.id}`),
      ]);
      const expected = visibility === 'SECRETARIAT' ? 404 : 200;
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([expected, expected]);
      expect((await people.open(`${author.base}/contributions/files/${file.id}`)).statusCode).toBe(200);
    }
  });

  it('is nothing to participants of another consultation', async () => {
    const { given } = await aWorld();
    const stranger = await people.anInvitee((await people.aConsultation()).id);
    expect(seen((await people.open(`${stranger.base}/contributions`)).body)).toEqual([]);
    for (const inputId of given.values()) {
      expect((await people.open(`${stranger.base}/contributions/${inputId}`)).statusCode).toBe(404);
    }
  });

  it('that was taken back is shown to its author and the desk as gone, and to nobody else', async () => {
    const { id, author, given } = await aWorld();
    await people.press(`${author.base}/contributions/${given.get('PUBLIC')}/withdraw`);
    const other = await people.anInvitee(id);
    const here = { consultationId: id, timeZone: 'Asia/Phnom_Penh', now: desk.clock.now() };
    const where = readByParticipant(here, other.invitation.id);
    const read = await desk.db.now.input.findMany({ where, select: { visibility: true } });
    expect(read.map(({ visibility }) => visibility).sort()).toEqual(['ANONYMOUS', 'PARTICIPANTS']);
  });

  it.each([
    ['the coordinator', ['PUBLIC', 'PARTICIPANTS', 'SECRETARIAT', 'ANONYMOUS'], 200],
    ['a host from elsewhere', ['PUBLIC', 'PARTICIPANTS', 'ANONYMOUS'], 200],
    ['an observer', [], 404],
    ['a focal point', [], 404],
    ['the author, who is no host', [], 404],
  ])('is read at the desk by %s: %j', async (who, expected, status) => {
    const { id, path, host, author, given } = await aWorld();
    const personIds: Record<string, string> = {
      'the coordinator': desk.coordinator.id,
      'a host from elsewhere': host.id,
      'an observer': (await aPerson(desk.db, { roles: ['OBSERVER'] })).id,
      'a focal point': (await aMandate(desk.db)).personId,
      'the author, who is no host': author.person.id,
    };
    const headers = await desk.api.signIn(personIds[who] ?? '');
    const [page, list] = [await people.open(path, headers), await desk.api.request({ url: `/api/v1${path}`, headers })];
    expect([page.statusCode, list.statusCode]).toEqual([status, status]);
    expect(seen(page.body)).toEqual(expected);
    expect(seen(list.body)).toEqual(expected);
    for (const [visibility, inputId] of given) {
      const one = await people.open(`${path}/${inputId}`, headers);
      expect([visibility, one.statusCode]).toEqual([visibility, expected.includes(visibility) ? 200 : 404]);
    }
    expect(id).toBeDefined();
  });
});

describe('an anonymous contribution', () => {
  const aSecret = async () => {
    const consultation = await people.aConsultation();
    const author = await people.anInvitee(consultation.id, {
      name: 'Sovann Chenda',
      email: `chenda-${consultation.id}@example.org`,
    });
    const others = [await people.anInvitee(consultation.id), await people.anInvitee(consultation.id)];
    const file = { name: 'Letter of Sovann Chenda.txt', bytes: 'Attached' };
    const input = await people.contribute(author, { text: 'They watch us', visibility: 'ANONYMOUS', file });
    const path = `/consultations/${consultation.id}/inputs`;
    const signIn = () => desk.api.signIn(desk.coordinator.id);
    return { ...consultation, author, others, input, path, signIn };
  };
  /** What would say whose it is. */
  const marks = ({ author }: Awaited<ReturnType<typeof aSecret>>) => [
    'Sovann',
    author.person.id,
    author.person.email,
    author.invitation.id,
    author.institution.name,
  ];
  const expectNone = (text: string, all: string[]) => {
    for (const mark of all) expect(text).not.toContain(mark);
  };

  it('appears the day after, to the desk too; till then it can be neither read nor answered', async () => {
    const { id, path, signIn, others, input } = await aSecret();
    desk.clock.set('2026-03-02T16:59:59Z');
    const headers = await signIn();
    const answer = { outcome: 'TAKEN_UP', text: 'In chapter 3' };
    const post = () =>
      desk.api.request({ method: 'POST', url: `/api/v1${path}/${input.id}/answer`, headers, payload: answer });
    expect((await people.open(path, headers)).body).not.toContain('They watch us');
    expect((await people.open(`${others[0]?.base}/contributions`)).body).not.toContain('They watch us');
    expect((await post()).statusCode).toBe(404);
    desk.clock.set('2026-03-02T17:00:00Z');
    expect((await people.open(path, headers)).body).toContain('They watch us');
    expect((await people.open(`${others[0]?.base}/contributions`)).body).toContain('They watch us');
    expect((await post()).statusCode).toBe(200);
    expect(await desk.eventsOf(id)).toEqual(['input.answered']);
  });

  it('names nobody on a page, in the API, in the names of files', async () => {
    const world = await aSecret();
    const { path, signIn, others, input } = world;
    desk.clock.set('2026-03-03T03:00:00Z');
    const headers = await signIn();
    const fileId = input.files[0]?.id;
    const answers = [
      await people.open(path, headers),
      await people.open(`${path}/${input.id}`, headers),
      await people.open(`${others[0]?.base}/contributions`),
      await desk.api.request({ url: `/api/v1${path}`, headers }),
    ];
    for (const { body } of answers) {
      expect(body).toContain('They watch us');
      expectNone(body, marks(world));
    }
    expect(answers[3]?.json<{ items: unknown[] }>().items).toMatchObject([{ author: null, givenOn: '2026-03-02' }]);
    const files = [
      await people.open(`${path}/files/${fileId}`, headers),
      await people.open(`${others[0]?.base}/contributions/files/${fileId}`),
    ];
    for (const file of files) {
      expect(file.statusCode).toBe(200);
      expectNone(JSON.stringify(file.headers), ['Sovann', 'Chenda']);
    }
  });

  it('says nothing by its ids, its moments or its events, which come the next morning, all at once', async () => {
    const world = await aSecret();
    const { id, input, author } = world;
    const second = await people.contribute(world.others[0] ?? author, { text: 'Us too', visibility: 'ANONYMOUS' });
    for (const { id: inputId, givenAt, consentedAt } of [input, second]) {
      // Version 4: random. Version 7 would hold the millisecond.
      expect(inputId[14]).toBe('4');
      expect([givenAt, consentedAt].map((at) => at.toISOString())).toEqual(Array(2).fill('2026-03-01T17:00:00.000Z'));
    }
    await people.press(`${world.others[0]?.base}/contributions/${second.id}/withdraw`);
    await desk.work();
    expect(await desk.eventsOf(id)).toEqual([]);
    desk.clock.set('2026-03-03T01:00:00Z');
    await desk.work();
    await desk.work();
    const events = await desk.db.now.event.findMany({ where: { subjectIds: { has: id } } });
    expect(events.map(({ name }) => name).sort()).toEqual(['input.given', 'input.withdrawn']);
    for (const { actorId, onBehalfOfId, via, payload, occurredAt } of events) {
      expect([actorId, onBehalfOfId, via]).toEqual([null, null, 'system']);
      expect(occurredAt.toISOString()).toBe('2026-03-03T01:00:00.000Z');
      expectNone(JSON.stringify(payload), marks(world));
    }
  });

  it('is answered by a mail in its author’s hours that no list, page or export of mails shows', async () => {
    const world = await aSecret();
    const { path, signIn, input, author } = world;
    desk.clock.set('2026-03-03T13:00:00Z');
    const headers = await signIn();
    const pressed = await people.press(
      `${path}/${input.id}`,
      { outcome: 'NOT_TAKEN_UP', text: 'It is not ours' },
      headers,
    );
    expect(pressed.statusCode).toBe(303);
    await desk.work();
    const [mail] = await desk.mails('anonymous-input-answered', author.person.id);
    expect(mail).toMatchObject({ status: 'QUEUED', threadId: null, props: { text: 'It is not ours' } });
    // Eight in the evening: it waits for the author's own morning.
    expect(
      await desk.db.now.owed.count({
        where: { name: 'mail.send', payload: { path: ['mailId'], equals: mail?.id ?? '' } },
      }),
    ).toBe(0);
    desk.clock.set('2026-03-04T01:00:00Z');
    await desk.work();
    const next = await signIn();
    expect(
      await desk.db.now.owed.count({
        where: { name: 'mail.send', payload: { path: ['mailId'], equals: mail?.id ?? '' } },
      }),
    ).toBe(1);
    const from = { from: '2026-03-01', to: '2026-03-31' };
    const places = [
      await people.open('/mails?person=Sovann', next),
      await desk.api.request({ url: `/api/v1/mails?personId=${author.person.id}`, headers: next }),
      await desk.api.request({
        method: 'POST',
        url: '/api/v1/mail-exports',
        headers: next,
        payload: { ...from, reason: 'Audit' },
      }),
    ];
    for (const { statusCode, body } of places) {
      expect(statusCode).toBe(200);
      expectNone(body, [mail?.id ?? '', author.person.email, 'It is not ours']);
    }
    for (const url of [`/mails/${mail?.id}`, `/api/v1/mails/${mail?.id}`]) {
      expect((await desk.api.request({ url, headers: next })).statusCode).toBe(404);
    }
  });
});

describe('an answer', () => {
  const anAnswered = async (locale = 'en') => {
    const { id } = await people.aConsultation({ title: 'Consultation on schools' });
    const author = await people.anInvitee(id, { locale });
    const input = await people.contribute(author);
    const headers = await desk.api.signIn(desk.coordinator.id);
    const path = `/consultations/${id}/inputs/${input.id}`;
    const answer = (text: string, outcome = 'PARTLY_TAKEN_UP') => people.press(path, { outcome, text }, headers);
    return { id, author, input, headers, path, answer };
  };

  it('is mailed to the author in their language, once, and again when it changes', async () => {
    const { author, input, answer } = await anAnswered('fr');
    for (const _ of [1, 2]) expect((await answer('Chapter 3 names them')).statusCode).toBe(303);
    await desk.work();
    const fact = { inputId: input.id, consultationId: input.consultationId };
    await desk.db.transaction((tx) => desk.worker.app.get(InputAnswersService).tellAuthor([fact, fact], tx));
    const mails = await desk.mails('input-answered', author.person.id);
    expect(mails).toMatchObject([
      {
        locale: 'fr',
        threadId: author.invitation.id,
        props: { outcome: 'PARTLY_TAKEN_UP', title: 'Consultation on schools' },
      },
    ]);
    await answer('Chapter 4 names them', 'TAKEN_UP');
    await desk.work();
    const texts = (await desk.mails('input-answered', author.person.id)).map(({ props }) => props.text);
    expect(texts).toEqual(['Chapter 3 names them', 'Chapter 4 names them']);
    expect((await people.open(`${author.base}/contributions`)).body).toContain('Chapter 4 names them');
  });

  it('that changed twice before its author was told is told once, as it is now', async () => {
    const { author, answer } = await anAnswered();
    await answer('First thought');
    desk.clock.set('2026-03-02T03:05:00Z');
    await answer('Second thought');
    await desk.work();
    const mails = await desk.mails('input-answered', author.person.id);
    expect(mails.map(({ props }) => props.text)).toEqual(['Second thought']);
  });

  it('given ten times at once is one', async () => {
    const { id, author, answer } = await anAnswered();
    await Promise.all(Array.from({ length: 10 }, () => answer('Chapter 3 names them')));
    await desk.work();
    expect((await desk.eventsOf(id)).filter((name) => name === 'input.answered')).toHaveLength(1);
    expect(await desk.mails('input-answered', author.person.id)).toHaveLength(1);
  });

  it('needs to say where or why; what was written stays', async () => {
    const { answer } = await anAnswered();
    const refused = await answer(' a ', 'NOT_TAKEN_UP');
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('href="#text"');
    expect(refused.body).toMatch(/<option value="NOT_TAKEN_UP" selected>/);
  });

  it('is not told of a contribution that was taken back meanwhile', async () => {
    const { author, input, answer } = await anAnswered();
    await answer('Chapter 3 names them');
    await people.press(`${author.base}/contributions/${input.id}/withdraw`);
    await desk.work();
    expect(await desk.mails('input-answered', author.person.id)).toEqual([]);
    expect((await answer('Too late')).statusCode).toBe(404);
  });

  it('can be looked for, by page and by program', async () => {
    const { id, author, headers, answer } = await anAnswered();
    await people.contribute(author, { text: 'One more thing' });
    await answer('Chapter 3 names them');
    const found = async (answered: string) =>
      (
        await desk.api.request({ url: `/api/v1/consultations/${id}/inputs?answered=${answered}&limit=1`, headers })
      ).json<{
        items: { text: string }[];
        next: string | null;
      }>();
    expect((await found('no')).items.map(({ text }) => text)).toEqual(['One more thing']);
    expect((await found('yes')).items.map(({ text }) => text)).toEqual(['Name the schools in floating villages']);
    const { body } = await people.open(`/consultations/${id}/inputs?answered=no`, headers);
    expect(body).toContain('One more thing');
    expect(body).not.toContain('floating villages');
    const all = await desk.api.request({ url: `/api/v1/consultations/${id}/inputs?limit=1`, headers });
    const first = all.json<{ next: string; items: { text: string }[] }>();
    const cursor = first.next;
    const rest = (
      await desk.api.request({ url: `/api/v1/consultations/${id}/inputs?limit=1&cursor=${cursor}`, headers })
    ).json<typeof first>();
    expect(rest.next).toBeNull();
    const texts = [...first.items, ...rest.items].map(({ text }) => text).sort();
    expect(texts).toEqual(['Name the schools in floating villages', 'One more thing']);
  });
});
