import { gmail } from '../../libs/replies/fixtures/calendar-replies.js';
import { plain } from '../../libs/replies/fixtures/plain-replies.js';
import { aPerson } from '../support/factories.js';
import { outcomesOf } from '../support/desk.js';
import { anAnswersDesk, type AnswersDesk, type Invitee } from '../support/replies.js';

let desk: AnswersDesk;
const people: Record<string, string> = {};
beforeAll(async () => {
  desk = await anAnswersDesk();
  for (const locale of ['en', 'fr', 'km']) {
    people[locale] = (await aPerson(desk.db, { name: 'Kim Channary', roles: ['COORDINATOR'], locale })).id;
  }
  people['officer'] = (await aPerson(desk.db, { roles: ['OFFICER'] })).id;
  people['observer'] = (await aPerson(desk.db, { roles: ['OBSERVER'] })).id;
  people['authority'] = (await aPerson(desk.db, { roles: ['APPROVING_AUTHORITY'] })).id;
});
afterAll(() => desk.close());
beforeEach(() => desk.reset());

const headersOf = async (who: string) => ({ ...(await desk.api.signIn(people[who] ?? '')), accept: 'text/html' });
const get = async (who: string, url: string) => desk.api.request({ url, headers: await headersOf(who) });
const post = async (who: string, url: string, fields: Record<string, string>) => {
  const headers = { ...(await headersOf(who)), 'content-type': 'application/x-www-form-urlencoded' };
  return desk.api.request({ method: 'POST', url, headers, payload: new URLSearchParams(fields).toString() });
};
const program = async (who: string, url: string, payload?: object) =>
  desk.api.request({
    method: payload === undefined ? 'GET' : 'POST',
    url: `/api/v1/replies${url}`,
    headers: await desk.api.signIn(people[who] ?? ''),
    payload,
  });

/** A mail somebody must look at. */
const aListed = async (invitee: Invitee, text = 'Who else is <b>coming</b>?', from = invitee.email) => {
  await desk.bring(plain({ to: invitee.to, from, text, subject: 'A question & more' }), invitee);
  await desk.work();
  const row = await desk.db.now.inboundMail.findFirstOrThrow({ where: { status: 'LISTED' }, orderBy: { id: 'desc' } });
  return row.id;
};

describe('the list of answers by mail', () => {
  it.each([
    ['en', 'It is not clear whether it says yes or no.'],
    ['fr', 'On ne voit pas clairement'],
    ['km', 'មិនច្បាស់ថាវានិយាយ'],
  ])('shows from whom, why, and how it begins (%s)', async (locale, words) => {
    const invitee = await desk.anInvitee();
    const id = await aListed(invitee);
    const { statusCode, body } = await get(locale, '/replies');
    expect(statusCode).toBe(200);
    expect(body).toContain(words);
    expect(body).toContain(`href="/replies/${id}"`);
    expect(body).toContain(invitee.email);
    expect(body).toContain('Who else is &lt;b>coming&lt;/b>?');
    expect(Buffer.byteLength(body)).toBeLessThan(50_000);
  });

  it('has what was ignored, and why, in another list', async () => {
    const invitee = await desk.anInvitee();
    const source = plain({
      to: invitee.to,
      from: invitee.email,
      text: 'secret words',
      header: ['Auto-Submitted: auto-replied'],
    });
    await desk.bring(source, invitee);
    await desk.work();
    expect((await get('en', '/replies')).body).toContain('There are none.');
    const { body } = await get('en', '/replies?list=IGNORED');
    expect(body).toContain('A program answered by itself');
    expect(body).not.toContain('secret words');
  });

  it('is the secretariat’s only', async () => {
    const id = await aListed(await desk.anInvitee());
    for (const who of ['observer', 'authority']) {
      for (const url of ['/replies', `/replies/${id}`, `/replies/${id}/source`, '/api/v1/replies']) {
        expect((await get(who, url)).statusCode).toBe(403);
      }
      expect((await get(who, '/')).body).not.toContain('href="/replies"');
      expect((await post(who, `/replies/${id}/set-aside`, { note: '' })).statusCode).toBe(403);
    }
    expect((await get('officer', '/')).body).toContain('href="/replies"');
    expect((await get('officer', `/replies/${id}`)).statusCode).toBe(200);
  });

  it('comes page by page', async () => {
    const invitee = await desk.anInvitee();
    for (const n of [1, 2, 3]) await aListed(invitee, `Question ${n}?`);
    const first = (await program('en', '?limit=2')).json<{ items: { excerpt: string }[]; next: string }>();
    const second = (await program('en', `?limit=2&cursor=${first.next}`)).json<typeof first>();
    expect([...first.items, ...second.items].map(({ excerpt }) => excerpt)).toEqual([
      'Question 3?',
      'Question 2?',
      'Question 1?',
    ]);
    expect(second.next).toBeNull();
    expect((await program('en', '?cursor=x')).statusCode).toBe(400);
  });
});

describe('a listed mail', () => {
  it('is recorded as an answer of whoever it matched', async () => {
    const invitee = await desk.anInvitee();
    const id = await aListed(invitee);
    const { body } = await get('en', `/replies/${id}`);
    expect(body).toMatch(new RegExp(`value="${invitee.invitationId}" checked`));
    const { statusCode, headers } = await post('en', `/replies/${id}/take`, {
      answer: 'DECLINED',
      invitationId: invitee.invitationId,
    });
    expect([statusCode, headers['location']]).toEqual([303, '/replies?done=taken']);
    expect(await invitee.answer()).toMatchObject({ answer: 'DECLINED', answeredVia: 'DESK' });
    expect((await desk.replies())[0]).toMatchObject({ status: 'HANDLED', source: null, settledById: people['en'] });
    expect((await get('en', '/replies?list=HANDLED')).body).toContain('Kim Channary');
    expect((await get('en', `/replies/${id}/source`)).statusCode).toBe(404);
  });

  it('is recorded as the answer of somebody searched for', async () => {
    const invitee = await desk.anInvitee();
    const to = 'answers@example.org';
    await desk.bring(plain({ to, from: 'private@example.org', text: 'Yes' }), { to });
    await desk.work();
    const id = (await desk.replies())[0]?.id ?? '';
    expect((await get('en', `/replies/${id}`)).body).toContain('Search for whoever was invited');
    expect((await post('en', `/replies/${id}/take`, { answer: 'ACCEPTED' })).statusCode).toBe(400);
    const found = await get('en', `/replies/${id}?q=${encodeURIComponent(invitee.email.slice(0, 30))}`);
    expect(found.body).toContain(invitee.invitationId);
    expect((await get('en', `/replies/${id}?q=nobody-at-all`)).body).toContain('Nobody of that name');
    await post('en', `/replies/${id}/take`, { answer: 'ACCEPTED', invitationId: invitee.invitationId });
    expect(await invitee.answer()).toMatchObject({ answer: 'ACCEPTED', seat: 'HELD' });
    expect((await desk.replies())[0]).toMatchObject({ invitationId: invitee.invitationId });
  });

  it('is set aside, with what was done about it in the audit trail', async () => {
    const invitee = await desk.anInvitee();
    const id = await aListed(invitee);
    expect((await post('en', `/replies/${id}/set-aside`, { note: 'x'.repeat(2001) })).statusCode).toBe(422);
    await post('en', `/replies/${id}/set-aside`, { note: 'Answered by telephone' });
    expect(
      await desk.db.now.event.findFirstOrThrow({ where: { name: 'reply.settled', subjectIds: { has: id } } }),
    ).toMatchObject({
      reason: 'Answered by telephone',
      actorId: people['en'],
    });
    expect(await invitee.answer()).toMatchObject({ answer: null });
    const again = await post('en', `/replies/${id}/set-aside`, { note: '' });
    expect(again.statusCode).toBe(409);
    expect(again.body).toContain('Somebody has dealt with this mail meanwhile');
  });

  it('is settled once, by whoever comes first', async () => {
    const invitee = await desk.anInvitee();
    const id = await aListed(invitee);
    const attempts = Array.from({ length: 10 }, async (_, n) => {
      const { statusCode } = await program('en', `/${id}/take`, { answer: n % 2 === 0 ? 'ACCEPTED' : 'DECLINED' });
      return statusCode;
    });
    const { done } = await outcomesOf(attempts);
    expect(done.filter((status) => status === 204)).toHaveLength(1);
    expect(done.filter((status) => status === 409)).toHaveLength(9);
    expect((await desk.eventsOf(id)).filter((name) => name === 'reply.settled')).toHaveLength(1);
  });

  it('about a meeting that is over is not recorded: it says why, and stays', async () => {
    const invitee = await desk.anInvitee();
    const id = await aListed(invitee);
    await desk.db.now.consultation.update({ where: { id: invitee.consultation.id }, data: { status: 'HELD' } });
    const { statusCode, body } = await post('fr', `/replies/${id}/take`, {
      answer: 'ACCEPTED',
      invitationId: invitee.invitationId,
    });
    expect(statusCode).toBe(409);
    expect(body).toContain('role="alert"');
    expect((await desk.replies())[0]).toMatchObject({ status: 'LISTED' });
  });

  it('can be read whole, as a file for a mail program', async () => {
    const invitee = await desk.anInvitee();
    const source = gmail({ ...invitee, attendee: 'somebody@example.org' });
    await desk.bring(source, invitee);
    await desk.work();
    const { headers, body } = await get('officer', `/replies/${(await desk.replies())[0]?.id}/source`);
    expect(headers['content-type']).toBe('application/octet-stream');
    expect(headers['content-disposition']).toContain('answer.eml');
    expect(body).toContain(source.toString().slice(0, 200));
  });

  it('says what is missing at its field', async () => {
    const invitee = await desk.anInvitee();
    const id = await aListed(invitee);
    const { statusCode, body } = await post('en', `/replies/${id}/take`, {
      answer: '',
      invitationId: invitee.invitationId,
    });
    expect(statusCode).toBe(422);
    expect(body).toContain('<a href="#answer">Choose what the answer is.</a>');
  });
});
