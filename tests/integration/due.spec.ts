import {
  AnchorsService,
  DeadlineRequestsService,
  DeadlinesService,
  SetAnchor,
  type SetDeadline,
} from '../../libs/deadlines/index.js';
import { fromDay, newId } from '../../libs/platform/index.js';
import { LeavesService } from '../../libs/reminders/index.js';
import { accept, aDesk, type Desk } from '../support/desk.js';
import { duePages, title } from '../support/due.js';
import { aMandate, anInstitution, aPerson } from '../support/factories.js';

let desk: Desk;
let deadlines: DeadlinesService;
let requests: DeadlineRequestsService;
let due: ReturnType<typeof duePages>;
beforeAll(async () => {
  desk = await aDesk();
  deadlines = desk.api.app.get(DeadlinesService);
  requests = desk.api.app.get(DeadlineRequestsService);
  due = duePages(desk);
});
afterAll(() => desk.close());
beforeEach(() => due.startAnew());

const statusOf = async (id: string) => (await desk.db.now.deadline.findUniqueOrThrow({ where: { id } })).status;

describe('the page of what is due, by the link in a mail', () => {
  it('shows what is open in the person’s institutions, the overdue first, in words', async () => {
    const { path, institution, institutionId } = await due.somethingDue();
    await due.aDeadline({ institutionIds: [institutionId], title: 'Names for the delegation', dueOn: '2026-03-03' });
    desk.clock.set('2026-03-05T03:00:00Z');
    const { body, statusCode, headers } = await due.open(path);
    expect(statusCode).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toContain('<meta name="robots" content="noindex"');
    const parts = ['2 things are due', 'Overdue', 'Names for the delegation', 'Tuesday, 3 March 2026', 'Due', title];
    for (const part of [...parts, institution, 'Friday, 20 March 2026']) expect(body).toContain(part);
    const places = ['<h2>Overdue', 'Names for the delegation', '<h2>Due', title].map((part) => body.indexOf(part));
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('changes nothing when it is opened, also when a mail gateway opens all that it finds', async () => {
    const { path, deadlineId } = await due.somethingDue();
    const state = async () => ({
      deadline: await desk.db.now.deadline.findUnique({ where: { id: deadlineId } }),
      events: await desk.db.now.event.count(),
      owed: await desk.db.now.owed.count(),
      links: await desk.db.now.link.count(),
      requests: await desk.db.now.deadlineRequest.count(),
    });
    const before = await state();
    for (const url of [path, `${path}/preferences`]) expect((await due.open(url)).statusCode).toBe(200);
    for (const how of ['done', 'more-time', 'not-ours', 'open']) {
      expect((await due.open(`${path}/${deadlineId}/${how}`)).statusCode).toBe(404);
    }
    expect(await state()).toEqual(before);
  });

  it('says in the person’s language how a day came about, and what a thing without a title is', async () => {
    const { id: institutionId } = await anInstitution(desk.db);
    const { id: personId } = await aPerson(desk.db, { locale: 'fr' });
    await aMandate(desk.db, { personId, institutionId });
    await desk.aRound({ leadId: institutionId });
    const letter = { kind: 'LETTER' as const, title: 'Lettre sur le logement', day: '2026-01-20', institutionId };
    await desk.api.app.get(AnchorsService).set(SetAnchor.parse({ ...letter, restricted: false }), desk.by);
    const { body } = await due.open(await due.linkOf(personId));
    expect(body).toContain('Vérifier la liste des recommandations');
    expect(body).toContain('lundi 16 mars 2026');
    expect(body).toContain('60 jours après le 20 janvier 2026 (Lettre sur le logement) = 21 mars 2026');
  });

  it('is for its person alone: nobody else’s deadlines, and no page for a link that was changed', async () => {
    const { path } = await due.somethingDue();
    const other = await due.somethingDue({ title: 'What others owe' });
    expect((await due.open(path)).body).not.toContain('What others owe');
    const answer = await due.press(`${path}/${other.deadlineId}/done`);
    expect(answer.statusCode).toBe(410);
    expect(answer.body).toContain('not yours to answer any more');
    expect(await statusOf(other.deadlineId)).toBe('OPEN');
    expect((await due.open(`${path.slice(0, -3)}AAA`)).statusCode).toBe(410);
    expect((await due.press(`${path}/${newId()}/done`)).statusCode).toBe(410);
  });
});

describe('a deadline that is moved before anybody has heard of it', () => {
  it('is new to whoever hears of it then', async () => {
    const { deadlineId, personId } = await due.somethingDue();
    desk.clock.set('2026-03-02T12:00:00Z');
    await desk.work();
    await deadlines.move(deadlineId, '2026-03-27', { by: desk.by });
    await desk.work();
    await due.workAt('2026-03-03T01:00:00Z');
    expect((await due.digests(personId))[0]).toMatchObject([{ news: 'SET', dueOn: '2026-03-27' }]);
  });
});

describe('done', () => {
  it('is done with one press, and kept with the remark, the person and the institution', async () => {
    const { path, deadlineId, personId, institutionId } = await due.somethingDue();
    const page = await due.follow(await due.press(`${path}/${deadlineId}/done`, { remark: 'Sent by courier' }));
    expect(page).toContain(`Thank you: “${title}” is done.`);
    expect(page).toContain('nothing is due from you');
    const event = await desk.db.now.event.findFirst({
      where: { name: 'deadline.met', subjectIds: { has: deadlineId } },
    });
    expect(event).toMatchObject({
      actorId: personId,
      onBehalfOfId: institutionId,
      via: 'link',
      reason: 'Sent by courier',
    });
  });

  it('is done once, though the button is pressed ten times', async () => {
    const { path, deadlineId } = await due.somethingDue();
    await Promise.all(Array.from({ length: 10 }, () => due.press(`${path}/${deadlineId}/done`)));
    expect((await desk.eventsOf(deadlineId)).filter((name) => name === 'deadline.met')).toHaveLength(1);
    expect(await due.follow(await due.press(`${path}/${deadlineId}/done`))).toContain('was done already');
  });

  it('says so kindly when it is no longer asked for, and changes nothing', async () => {
    const { path, deadlineId } = await due.somethingDue();
    await deadlines.giveUp(deadlineId, { by: desk.by, reason: 'The report was put off' });
    for (const how of ['done', 'more-time', 'not-ours']) {
      expect(await due.follow(await due.press(`${path}/${deadlineId}/${how}`))).toContain('no longer asked for');
    }
    expect(await statusOf(deadlineId)).toBe('WAIVED');
  });

  it('ends the reminders', async () => {
    const { path, deadlineId, personId } = await due.somethingDue();
    await desk.work();
    await due.press(`${path}/${deadlineId}/done`);
    await due.workAt('2026-03-13T01:00:00Z');
    expect(await due.digests(personId)).toEqual([]);
  });
});

describe('what is not theirs', () => {
  it('asks whose it is', async () => {
    const { path, deadlineId } = await due.somethingDue();
    const { statusCode, body } = await due.press(`${path}/${deadlineId}/not-ours`, { reason: 'It is about courts.' });
    expect(statusCode).toBe(422);
    expect(body).toContain('please say whose it is');
    expect(body).toContain('It is about courts.');
  });

  it('goes to whoever the secretariat gives it to, and cannot be answered by the first any more', async () => {
    const { path, deadlineId, personId } = await due.somethingDue();
    await desk.work();
    const other = await anInstitution(desk.db);
    const { personId: theirs } = await aMandate(desk.db, { institutionId: other.id });
    const said = { named: 'Ministry of Justice', reason: 'It is about courts.' };
    expect(await due.follow(await due.press(`${path}/${deadlineId}/not-ours`, said))).toContain(
      'the secretariat will answer',
    );
    const { id } = await desk.db.now.deadlineRequest.findFirstOrThrow({ where: { deadlineId } });
    await requests.decide(id, { decision: 'GRANT', institutionId: other.id, reason: 'Yes' }, desk.by);
    await desk.work();
    await due.workAt('2026-03-03T01:00:00Z');
    expect(await due.newsTo(theirs)).toEqual([['HANDED']]);
    expect(await due.newsTo(personId)).toEqual([]);
    expect((await due.open(path)).body).not.toContain(title);
    expect((await due.press(`${path}/${deadlineId}/done`)).statusCode).toBe(410);
    expect(await due.follow(await due.press(`${await due.linkOf(theirs)}/${deadlineId}/done`))).toContain('is done');
  });
});

describe('who may answer', () => {
  it('is whoever holds a mandate today, in any role; with the mandate the link ends', async () => {
    const { path, deadlineId, personId } = await due.somethingDue({ role: 'VALIDATING_AUTHORITY' });
    expect((await due.open(path)).body).toContain(title);
    await desk.db.now.mandate.updateMany({ where: { personId }, data: { endsOn: fromDay('2026-03-10') } });
    desk.clock.set('2026-03-11T03:00:00Z');
    for (const answer of [await due.open(path), await due.press(`${path}/${deadlineId}/done`)]) {
      expect(answer.statusCode).toBe(410);
      expect(answer.body).toContain('because a mandate has ended');
    }
    expect(await statusOf(deadlineId)).toBe('OPEN');
  });

  it('is asked for each thing: of two institutions, the one whose mandate has ended is closed', async () => {
    const { path, deadlineId, personId, institutionId } = await due.somethingDue();
    await aMandate(desk.db, { personId });
    await desk.db.now.mandate.updateMany({ where: { institutionId }, data: { endsOn: fromDay('2026-03-01') } });
    expect((await due.open(path)).statusCode).toBe(200);
    expect((await due.press(`${path}/${deadlineId}/done`)).statusCode).toBe(410);
    expect(await statusOf(deadlineId)).toBe('OPEN');
  });

  /** Somebody who stands in from 9 to 13 March for a colleague, who acts for another institution too. */
  const aSubstitute = async (facts: Partial<SetDeadline> = {}) => {
    const owed = await due.somethingDue(facts);
    const shared = await anInstitution(desk.db);
    await aMandate(desk.db, { personId: owed.personId, institutionId: shared.id });
    const { personId: substituteId } = await aMandate(desk.db, { institutionId: shared.id });
    const leave = { startsOn: '2026-03-09', endsOn: '2026-03-13', substituteId };
    await desk.api.app.get(LeavesService).plan(owed.personId, leave, { by: desk.by });
    return { ...owed, substituteId, path: await due.linkOf(substituteId) };
  };

  it('is, during a leave, whoever stands in', async () => {
    const { path, deadlineId, substituteId, institutionId } = await aSubstitute();
    expect((await due.open(path)).body).not.toContain(title);
    expect((await due.press(`${path}/${deadlineId}/done`)).statusCode).toBe(410);
    desk.clock.set('2026-03-10T03:00:00Z');
    expect((await due.open(path)).body).toContain(title);
    expect(await due.follow(await due.press(`${path}/${deadlineId}/done`))).toContain('is done');
    expect(
      await desk.db.now.event.findFirst({ where: { name: 'deadline.met', subjectIds: { has: deadlineId } } }),
    ).toMatchObject({ actorId: substituteId, onBehalfOfId: institutionId });
  });

  it('is not, after the leave, whoever stood in, nor somebody who holds no mandate themselves any more', async () => {
    const { path, substituteId } = await aSubstitute();
    desk.clock.set('2026-03-14T03:00:00Z');
    expect((await due.open(path)).body).not.toContain(title);
    desk.clock.set('2026-03-10T03:00:00Z');
    await desk.db.now.mandate.updateMany({
      where: { personId: substituteId },
      data: { endsOn: fromDay('2026-03-09') },
    });
    expect((await due.open(path)).statusCode).toBe(410);
  });

  it('is the holder of the mandate alone, signed in, where a matter is confidential: others learn nothing of it', async () => {
    const { path, personId, deadlineId } = await aSubstitute({ title: 'Letter AL KHM 1/2026', restricted: true });
    desk.clock.set('2026-03-10T03:00:00Z');
    const link = await due.linkOf(personId);
    for (const [by, words] of [
      [path, 'only by whoever holds the mandate'],
      [link, 'Please sign in to see and answer this'],
    ] as const) {
      const { body } = await due.open(by);
      expect(body).toContain('A confidential matter');
      expect(body).toContain(words);
      expect(body).not.toContain('AL KHM');
      for (const how of ['done', 'more-time', 'not-ours']) {
        expect((await due.press(`${by}/${deadlineId}/${how}`)).statusCode).toBe(409);
      }
      // Nor is it named in what is said of something that was done.
      expect((await due.open(`${by}?said=done&about=${deadlineId}`)).body).not.toContain('AL KHM');
    }
    expect(await statusOf(deadlineId)).toBe('OPEN');
    const session = await desk.api.signIn(personId);
    expect((await due.open('/my-deadlines', session)).body).toContain('Letter AL KHM 1/2026');
    const page = await due.follow(await due.press(`/my-deadlines/${deadlineId}/done`, {}, session), session);
    expect(page).toContain('“Letter AL KHM 1/2026” is done');
  });

  it('says by a link no more of how a confidential day came about than the mail does', async () => {
    const { institutionId, path } = await due.somethingDue();
    const letter = { kind: 'LETTER' as const, title: 'AL KHM 2/2026', day: '2026-01-20', institutionId };
    await desk.api.app.get(AnchorsService).set(SetAnchor.parse(letter), desk.by);
    const { body } = await due.open(path);
    expect(body).toContain('A confidential matter');
    expect(body).not.toContain('AL KHM');
    expect(body).not.toContain('60 days');
  });

  it('is the secretariat, signed in, for its own; what was escalated to a coordinator is shown, not answered', async () => {
    const mine = await due.aDeadline({ institutionIds: [], title: 'Send the report to Geneva' });
    const theirs = await due.somethingDue({ title: 'Figures from the courts' });
    await desk.work();
    await due.press(`${theirs.path}/${theirs.deadlineId}/not-ours`, {
      named: 'Somebody else',
      reason: 'Not our courts',
    });
    await desk.work();
    const path = await due.linkOf(desk.coordinator.id);
    const { body } = await due.open(path);
    expect(body).toContain('Send the report to Geneva');
    expect(body).toContain('Told to you, and answered by others');
    expect(body).toContain('Figures from the courts');
    expect(body).not.toContain(`${theirs.deadlineId}/done`);
    expect((await due.press(`${path}/${theirs.deadlineId}/done`)).statusCode).toBe(410);
    // A mail that was passed on is not the secretariat's word.
    expect(body).toContain('Please sign in to see and answer this');
    for (const how of ['done', 'more-time', 'not-ours']) {
      expect(body).not.toContain(`${mine}/${how}`);
      expect((await due.press(`${path}/${mine}/${how}`)).statusCode).toBe(409);
    }
    expect(await statusOf(mine)).toBe('OPEN');
    const session = await desk.api.signIn(desk.coordinator.id);
    const page = await due.follow(await due.press(`/my-deadlines/${mine}/done`, {}, session), session);
    expect(page).toContain('“Send the report to Geneva” is done');
  });
});

describe('a list to be verified', () => {
  it('is opened with a press, through a link of its own', async () => {
    const { id: institutionId } = await anInstitution(desk.db);
    const { personId } = await aMandate(desk.db, { institutionId });
    const { verificationId, assignmentIds } = await desk.aRound({ leadId: institutionId });
    const { id } = await desk.deadlineOf(verificationId);
    const path = await due.linkOf(personId);
    const { body } = await due.open(path);
    expect(body).toContain('Open the list');
    expect(body).not.toContain(`${id}/done`);
    expect(await due.follow(await due.press(`${path}/${id}/open`))).toContain('Verify your list');
    expect((await due.press(`${path}/${id}/done`)).statusCode).toBe(409);
    await desk.answer(institutionId, ...assignmentIds.map(accept));
    expect((await due.open(path)).body).toContain('nothing is due from you');
  });
});

describe('whoever is signed in', () => {
  it('answers on the same page, in the name of the institution', async () => {
    const { personId, deadlineId, institutionId } = await due.somethingDue();
    const session = await desk.api.signIn(personId);
    expect((await due.open('/my-deadlines')).headers['location']).toBe('/sign-in?returnTo=%2Fmy-deadlines');
    expect((await due.open('/my-deadlines', session)).body).toContain(title);
    const page = await due.follow(await due.press(`/my-deadlines/${deadlineId}/done`, {}, session), session);
    expect(page).toContain('is done');
    expect(
      await desk.db.now.event.findFirst({ where: { name: 'deadline.met', subjectIds: { has: deadlineId } } }),
    ).toMatchObject({ actorId: personId, onBehalfOfId: institutionId, via: 'session' });
  });

  it('finds nothing of others there, and cannot be made to press by another site', async () => {
    const { personId, deadlineId } = await due.somethingDue();
    const other = await due.somethingDue();
    const session = await desk.api.signIn(other.personId);
    expect((await due.press(`/my-deadlines/${deadlineId}/done`, {}, session)).statusCode).toBe(404);
    const elsewhere = { ...(await desk.api.signIn(personId)), 'sec-fetch-site': 'cross-site' };
    expect((await due.press(`/my-deadlines/${deadlineId}/done`, {}, elsewhere)).statusCode).toBe(403);
    expect(await statusOf(deadlineId)).toBe('OPEN');
  });
});
