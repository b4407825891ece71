import { newId } from '../../libs/platform/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { recordedMeetings } from '../support/recorded.js';

let desk: Desk;
let meetings: ReturnType<typeof recordedMeetings>;
beforeAll(async () => {
  desk = await aDesk({ now: '2026-09-14T03:00:00Z' });
  meetings = recordedMeetings(desk);
});
afterAll(() => desk.close());

const commentsOn = async (id: string) =>
  (
    (await meetings.call('GET', `consultations/${id}/comments`)).body as {
      items: { id: string; text: string; isLate: boolean; by: { name: string } | null }[];
    }
  ).items;

describe('the minutes somebody who took part reads by their link', () => {
  it('show what was said and promised, and take comments until the last day, later ones as late', async () => {
    const { meeting, invitee } = await meetings.circulated();
    const { id, items } = meeting;
    const wanted = { what: 'Publish the figures', institutionId: null, agendaItemId: null, recommendationIds: [] };
    await meetings.commitments.make(id, { ...wanted, dueOn: '2026-12-01' }, desk.by);
    const link = `${await meetings.linkOf(invitee)}/minutes`;
    const page = await meetings.openByLink(link);
    expect(page.statusCode).toBe(200);
    for (const text of ['Those present welcomed the draft.', 'Publish the figures', 'until 25 September 2026']) {
      expect(page.body).toContain(text);
    }
    expect(page.body).not.toContain('/deadlines/');
    desk.clock.set('2026-09-25T16:59:00Z');
    const timely = await meetings.pressByLink(link, {
      id: newId(),
      item: items[1] ?? '',
      text: 'Prisons are too short',
    });
    expect(timely.headers['location']).toBe(`${link}?done=commented`);
    desk.clock.set('2026-09-25T17:00:00Z');
    const late = await meetings.pressByLink(link, { id: newId(), item: '', text: 'And one more thing' });
    expect(late.headers['location']).toBe(`${link}?done=commented-late`);
    expect((await commentsOn(id)).map(({ text, isLate }) => [text, isLate])).toEqual([
      ['And one more thing', true],
      ['Prisons are too short', false],
    ]);
    expect((await meetings.openByLink(link)).body).toContain('The last day for comments was 25 September 2026');
  });

  it('take a comment once, however often the form is sent', async () => {
    const { meeting, invitee } = await meetings.circulated();
    const link = `${await meetings.linkOf(invitee)}/minutes`;
    const id = /name="id" value="([^"]+)"/.exec((await meetings.openByLink(link)).body)?.[1] ?? '';
    await Promise.all(
      Array.from({ length: 10 }, () => meetings.pressByLink(link, { id, item: '', text: 'Well said' })),
    );
    expect(await commentsOn(meeting.id)).toHaveLength(1);
    expect(await meetings.events(id, 'minutes.commented')).toBe(1);
  });

  it('are not for those who neither came nor held a seat', async () => {
    const { meeting } = await meetings.circulated();
    const outsider = await meetings.anInvitee(meeting.id, { seat: 'NONE' });
    const waiting = await meetings.anInvitee(meeting.id, { seat: 'WAITING' });
    for (const one of [outsider, waiting]) {
      const link = `${await meetings.linkOf(one)}/minutes`;
      const page = await meetings.openByLink(link);
      expect(page.body).toContain('for those who took part or held a seat');
      expect(page.body).not.toContain('welcomed the draft');
      const pressed = await meetings.pressByLink(link, { item: '', text: 'Let me in' });
      expect([pressed.statusCode, pressed.body.includes('welcomed the draft')]).toEqual([403, false]);
    }
    expect(await commentsOn(meeting.id)).toEqual([]);
    // Whoever came without a seat took part.
    const items = [{ invitationId: outsider.id, attendance: 'ATTENDED' as const }];
    await meetings.attendance.record(meeting.id, { items }, desk.by);
    expect((await meetings.openByLink(`${await meetings.linkOf(outsider)}/minutes`)).body).toContain(
      'welcomed the draft',
    );
  });

  it('are not there before they are circulated', async () => {
    const { id } = await meetings.held();
    const invitee = await meetings.anInvitee(id);
    await meetings.write(id, 'Still being written');
    const link = `${await meetings.linkOf(invitee)}/minutes`;
    const page = await meetings.openByLink(link);
    expect(page.body).toContain('not ready to be read yet');
    expect(page.body).not.toContain('Still being written');
    expect((await meetings.pressByLink(link, { item: '', text: 'Early' })).statusCode).toBe(409);
  });

  it('do not take comments about another meeting’s items, nor under another’s comment', async () => {
    const { meeting, invitee } = await meetings.circulated();
    const { meeting: other, invitee: neighbour } = await meetings.circulated();
    const link = `${await meetings.linkOf(invitee)}/minutes`;
    expect((await meetings.pressByLink(link, { item: other.items[0] ?? '', text: 'Elsewhere' })).statusCode).toBe(404);
    const theirs = `${await meetings.linkOf(neighbour)}/minutes`;
    const id = newId();
    await meetings.pressByLink(theirs, { id, item: '', text: 'Mine' });
    expect((await meetings.pressByLink(link, { id, item: '', text: 'Yours' })).statusCode).toBe(404);
    expect(await commentsOn(meeting.id)).toEqual([]);
    expect(await commentsOn(other.id)).toMatchObject([{ text: 'Mine' }]);
  });

  it('say in the reader’s language what is wrong, and keep what was typed', async () => {
    const { meeting } = await meetings.circulated();
    for (const [locale, words] of [
      ['en', 'Write your comment'],
      ['fr', 'Écrivez votre observation'],
      ['km', 'សូមសរសេរមតិរបស់អ្នក'],
    ] as const) {
      const invitee = await meetings.anInvitee(meeting.id, { locale });
      const link = `${await meetings.linkOf(invitee)}/minutes`;
      const answer = await meetings.pressByLink(link, { item: meeting.items[1] ?? '', text: ' ' });
      expect([answer.statusCode, answer.body.includes(words)]).toEqual([422, true]);
      expect(answer.body).toMatch(new RegExp(`<option value="${meeting.items[1]}" selected`));
      expect(answer.body).toContain(`<html lang="${locale}"`);
    }
  });

  it('stay small, however many items and comments there are', async () => {
    const { meeting, invitee } = await meetings.circulated();
    const { body } = await meetings.openByLink(`${await meetings.linkOf(invitee)}/minutes`);
    expect(body.length).toBeLessThan(10_000);
    for (const url of ['minutes', 'minutes/comments', 'minutes/commitments/new', 'minutes.html']) {
      expect((await meetings.open(`/consultations/${meeting.id}/${url}`)).body.length).toBeLessThan(20_000);
    }
  });
});

describe('comments at the desk', () => {
  it('are listed item by item and answered; their author reads the answer, others do not', async () => {
    const { meeting, invitee } = await meetings.circulated();
    const { id, items } = meeting;
    const other = await meetings.anInvitee(id, { name: 'Other Person' });
    const link = `${await meetings.linkOf(invitee)}/minutes`;
    const commentId = newId();
    await meetings.pressByLink(link, { id: commentId, item: items[0] ?? '', text: 'Name the <b>schools</b>' });
    const url = `/consultations/${id}/minutes/comments`;
    const { body } = await meetings.open(url);
    for (const text of ['1. Schools', 'Chan Bopha', 'Name the &lt;b>schools&lt;/b>']) expect(body).toContain(text);
    const wordless = await meetings.press(`${url}/${commentId}`, { decision: 'NO', reply: '' });
    expect([wordless.statusCode, wordless.body.includes(`<a href="#reply-${commentId}">`)]).toEqual([422, true]);
    const undecided = await meetings.press(`${url}/${commentId}`, { reply: 'Hm' });
    expect([undecided.statusCode, undecided.body.includes('Say whether it is taken up.')]).toEqual([422, true]);
    const answered = () => meetings.press(`${url}/${commentId}`, { decision: 'NO', reply: 'They asked us not to' });
    expect((await answered()).headers['location']).toBe(`${url}?done=answered#comment-${commentId}`);
    await answered();
    expect(await meetings.events(commentId, 'comment.answered')).toBe(1);
    expect((await meetings.openByLink(link)).body).toContain('Reply: They asked us not to');
    const theirs = (await meetings.openByLink(`${await meetings.linkOf(other)}/minutes`)).body;
    expect(theirs).not.toContain('Name the');
    expect(theirs).not.toContain('They asked us not to');
  });

  it('of somebody who was forgotten stay, without a name', async () => {
    const { meeting, invitee } = await meetings.circulated();
    await meetings.pressByLink(`${await meetings.linkOf(invitee)}/minutes`, { item: '', text: 'Good' });
    await desk.db.now.minutesComment.updateMany({
      where: { consultationId: meeting.id },
      data: { invitationId: null },
    });
    expect(await commentsOn(meeting.id)).toMatchObject([{ by: null, text: 'Good' }]);
    const { body } = await meetings.open(`/consultations/${meeting.id}/minutes/comments`);
    expect(body).toContain('somebody who asked to be forgotten');
  });

  it('are read a page at a time', async () => {
    const { meeting, invitee } = await meetings.circulated();
    await desk.db.now.minutesComment.createMany({
      data: Array.from({ length: 45 }, (_, n) => ({
        consultationId: meeting.id,
        invitationId: invitee.id,
        text: `Thought ${n}`,
        madeAt: desk.clock.now(),
      })),
    });
    const seen = new Set<string>();
    let url: string | undefined = `/consultations/${meeting.id}/minutes/comments`;
    while (url !== undefined) {
      const { body }: { body: string } = await meetings.open(url);
      expect(body.length).toBeLessThan(50_000);
      for (const text of body.match(/Thought \d+/g) ?? []) seen.add(text);
      url = /<a href="([^"]+)" rel="next">/.exec(body)?.[1];
    }
    expect(seen.size).toBe(45);
  });
});

describe('the minutes as a document', () => {
  it('name those who agreed to be seen, where the consultation shows its participants, and nobody else', async () => {
    const { meeting, invitee } = await meetings.circulated({ showsParticipants: true });
    const shy = await meetings.anInvitee(meeting.id, { name: 'Shy Person' });
    await desk.db.now.invitation.update({ where: { id: invitee.id }, data: { sharesName: true } });
    const items = [invitee, shy].map(({ id }) => ({ invitationId: id, attendance: 'ATTENDED' as const }));
    await meetings.attendance.record(meeting.id, { items }, desk.by);
    const { body } = await meetings.open(`/consultations/${meeting.id}/minutes.html`);
    expect(body).toContain('2 people present');
    expect([body.includes('Chan Bopha'), body.includes('Shy Person')]).toEqual([true, false]);
    expect(body).toContain('For comments until 25 September 2026');
    await desk.db.now.consultation.update({ where: { id: meeting.id }, data: { showsParticipants: false } });
    expect((await meetings.open(`/consultations/${meeting.id}/minutes.html`)).body).not.toContain('Chan Bopha');
  });
});
