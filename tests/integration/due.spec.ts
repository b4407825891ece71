import {
  AnchorsService,
  DeadlineRequestsService,
  DeadlinesService,
  SetAnchor,
  SetDeadline,
} from '../../libs/deadlines/index.js';
import { fromDay, Links, newId } from '../../libs/platform/index.js';
import { LeavesService } from '../../libs/reminders/index.js';
import { accept, aDesk, type Desk } from '../support/desk.js';
import { aMandate, anInstitution, aPerson } from '../support/factories.js';

const title = 'Figures on school attendance';

let desk: Desk;
let deadlines: DeadlinesService;
let requests: DeadlineRequestsService;
beforeAll(async () => {
  desk = await aDesk();
  deadlines = desk.api.app.get(DeadlinesService);
  requests = desk.api.app.get(DeadlineRequestsService);
});
afterAll(() => desk.close());
beforeEach(async () => {
  desk.clock.set('2026-03-02T03:00:00Z');
  await desk.db.now.owed.deleteMany();
  await desk.db.now.reminderStep.updateMany({ where: { fellDueAt: null }, data: { stoppedAt: desk.clock.now() } });
});

/** The path of the link that a digest carries for a person. */
const linkOf = async (personId: string) => {
  const links = desk.api.app.get(Links);
  const [id = ''] = await links.make(desk.db.now, [{ purpose: 'due', personId }], { minutes: 45 * 24 * 60 });
  return new URL(links.url('due', id)).pathname;
};
/** An institution with one person and something they owe by Friday 20 March. */
const somethingDue = async ({ role = 'MAIN', ...facts }: Partial<SetDeadline> = {}) => {
  const { id: institutionId, name: institution } = await anInstitution(desk.db);
  const { id: personId } = await aPerson(desk.db);
  await aMandate(desk.db, { personId, institutionId, role });
  const deadlineId = await aDeadline({ institutionIds: [institutionId], ...facts });
  return { institutionId, institution, personId, deadlineId, path: await linkOf(personId) };
};
const aDeadline = async (facts: Partial<SetDeadline>) => {
  const wanted = SetDeadline.parse({ kind: 'INFORMATION_REQUEST', title, dueOn: '2026-03-20', ...facts });
  const [id = ''] = await deadlines.setBy(wanted, desk.by);
  return id;
};
const html = { accept: 'text/html' };
const open = (path: string, headers = {}) => desk.api.request({ url: path, headers: { ...html, ...headers } });
const press = (path: string, form: Record<string, string> = {}, headers = {}) =>
  desk.api.request({
    method: 'POST',
    url: path,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...html, ...headers },
    payload: new URLSearchParams(form).toString(),
  });
/** The page an answer leads to. */
const follow = async (answer: Awaited<ReturnType<typeof press>>, headers = {}) => {
  expect(answer.statusCode).toBe(303);
  return (await open(answer.headers['location'] ?? '', headers)).body;
};
const statusOf = async (id: string) => (await desk.db.now.deadline.findUniqueOrThrow({ where: { id } })).status;
const workAt = async (iso: string) => {
  desk.clock.set(iso);
  await desk.work();
};
const digests = async (personId: string) => (await desk.mails('digest', personId)).map(({ props }) => props.items);
const newsTo = async (personId: string) => (await digests(personId)).map((items) => items.map(({ news }) => news));

describe('the page of what is due, by the link in a mail', () => {
  it('shows what is open in the person’s institutions, the overdue first, in words', async () => {
    const { path, institution, institutionId } = await somethingDue();
    await aDeadline({ institutionIds: [institutionId], title: 'Names for the delegation', dueOn: '2026-03-03' });
    desk.clock.set('2026-03-05T03:00:00Z');
    const { body, statusCode, headers } = await open(path);
    expect(statusCode).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toContain('<meta name="robots" content="noindex"');
    const parts = ['2 things are due', 'Overdue', 'Names for the delegation', 'Tuesday, 3 March 2026', 'Due', title];
    for (const part of [...parts, institution, 'Friday, 20 March 2026']) expect(body).toContain(part);
    const places = ['<h2>Overdue', 'Names for the delegation', '<h2>Due', title].map((part) => body.indexOf(part));
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('changes nothing when it is opened, also when a mail gateway opens all that it finds', async () => {
    const { path, deadlineId } = await somethingDue();
    const state = async () => ({
      deadline: await desk.db.now.deadline.findUnique({ where: { id: deadlineId } }),
      events: await desk.db.now.event.count(),
      owed: await desk.db.now.owed.count(),
      links: await desk.db.now.link.count(),
      requests: await desk.db.now.deadlineRequest.count(),
    });
    const before = await state();
    for (const url of [path, `${path}/preferences`]) expect((await open(url)).statusCode).toBe(200);
    for (const how of ['done', 'more-time', 'not-ours', 'open']) {
      expect((await open(`${path}/${deadlineId}/${how}`)).statusCode).toBe(404);
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
    const { body } = await open(await linkOf(personId));
    expect(body).toContain('Vérifier la liste des recommandations');
    expect(body).toContain('lundi 16 mars 2026');
    expect(body).toContain('60 jours après le 20 janvier 2026 (Lettre sur le logement) = 21 mars 2026');
  });

  it('is for its person alone: nobody else’s deadlines, and no page for a link that was changed', async () => {
    const { path } = await somethingDue();
    const other = await somethingDue({ title: 'What others owe' });
    expect((await open(path)).body).not.toContain('What others owe');
    const answer = await press(`${path}/${other.deadlineId}/done`);
    expect(answer.statusCode).toBe(410);
    expect(answer.body).toContain('not yours to answer any more');
    expect(await statusOf(other.deadlineId)).toBe('OPEN');
    expect((await open(`${path.slice(0, -3)}AAA`)).statusCode).toBe(410);
    expect((await press(`${path}/${newId()}/done`)).statusCode).toBe(410);
  });
});

describe('done', () => {
  it('is done with one press, and kept with the remark, the person and the institution', async () => {
    const { path, deadlineId, personId, institutionId } = await somethingDue();
    const page = await follow(await press(`${path}/${deadlineId}/done`, { remark: 'Sent by courier' }));
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
    const { path, deadlineId } = await somethingDue();
    await Promise.all(Array.from({ length: 10 }, () => press(`${path}/${deadlineId}/done`)));
    expect((await desk.eventsOf(deadlineId)).filter((name) => name === 'deadline.met')).toHaveLength(1);
    expect(await follow(await press(`${path}/${deadlineId}/done`))).toContain('was done already');
  });

  it('says so kindly when it is no longer asked for, and changes nothing', async () => {
    const { path, deadlineId } = await somethingDue();
    await deadlines.giveUp(deadlineId, { by: desk.by, reason: 'The report was put off' });
    for (const how of ['done', 'more-time', 'not-ours']) {
      expect(await follow(await press(`${path}/${deadlineId}/${how}`))).toContain('no longer asked for');
    }
    expect(await statusOf(deadlineId)).toBe('WAIVED');
  });

  it('ends the reminders', async () => {
    const { path, deadlineId, personId } = await somethingDue();
    await desk.work();
    await press(`${path}/${deadlineId}/done`);
    await workAt('2026-03-13T01:00:00Z');
    expect(await digests(personId)).toEqual([]);
  });
});

describe('asking for more time', () => {
  const asked = { until: '2026-04-10', reason: 'The survey ends in April.' };

  it('says what is wrong at its field, and loses nothing that was entered', async () => {
    const { path, deadlineId } = await somethingDue();
    const early = await press(`${path}/${deadlineId}/more-time`, { until: '2026-03-20', reason: 'The survey <b>' });
    expect(early.statusCode).toBe(422);
    expect(early.body).toContain('please name a later day');
    expect(early.body).toContain('The survey &lt;b>');
    expect(early.body).toMatch(/<input[^>]*value="2026-03-20"[^>]*aria-invalid="true"/);
    const without = await press(`${path}/${deadlineId}/more-time`, { until: 'soon' });
    expect(without.body).toContain('please name a day');
    expect(without.body).toContain('please say why');
    expect(await desk.db.now.deadlineRequest.count({ where: { deadlineId } })).toBe(0);
  });

  it('asks for a day to come when it is overdue already', async () => {
    const { path, deadlineId } = await somethingDue();
    desk.clock.set('2026-03-25T03:00:00Z');
    const answer = await press(`${path}/${deadlineId}/more-time`, { ...asked, until: '2026-03-24' });
    expect(answer.statusCode).toBe(422);
  });

  it('waits for the secretariat; pressed twice, it is asked once', async () => {
    const { path, deadlineId, personId } = await somethingDue();
    const first = await follow(await press(`${path}/${deadlineId}/more-time`, asked));
    expect(first).toContain('the secretariat will answer; till then nobody is reminded');
    expect(first).toContain('More time was asked for, until Friday, 10 April 2026');
    expect(first).not.toContain('Ask for more time');
    const again = await follow(await press(`${path}/${deadlineId}/more-time`, { ...asked, until: '2026-05-01' }));
    expect(again).toContain('something was asked about this already');
    expect(await desk.db.now.deadlineRequest.findMany({ where: { deadlineId } })).toMatchObject([
      { kind: 'MORE_TIME', personId, until: fromDay('2026-04-10'), reason: asked.reason, status: 'PENDING' },
    ]);
  });

  /** Told on 3 March that it is due; on the 10th more time is asked for; a week before the day nothing is said. */
  const aHeldDeadline = async () => {
    const due = await somethingDue();
    await desk.work();
    await workAt('2026-03-03T01:00:00Z');
    expect(await newsTo(due.personId)).toEqual([['SET']]);
    desk.clock.set('2026-03-10T03:00:00Z');
    await press(`${due.path}/${due.deadlineId}/more-time`, asked);
    await desk.work();
    await workAt('2026-03-13T01:00:00Z');
    expect(await digests(due.personId)).toHaveLength(1);
    desk.clock.set('2026-03-16T03:00:00Z');
    const { id: requestId } = await desk.db.now.deadlineRequest.findFirstOrThrow({
      where: { deadlineId: due.deadlineId },
    });
    return { ...due, requestId };
  };

  it('holds the reminders, and moves the day when it is granted', async () => {
    const { personId, deadlineId, requestId, path } = await aHeldDeadline();
    await requests.decide(requestId, { decision: 'GRANT', reason: 'Agreed' }, desk.by);
    await desk.work();
    await workAt('2026-03-17T01:00:00Z');
    expect((await digests(personId))[1]).toMatchObject([{ deadlineId, news: 'GRANTED', dueOn: '2026-04-10' }]);
    expect((await open(path)).body).toContain('Friday, 10 April 2026');
    await workAt('2026-04-03T01:00:00Z');
    expect(await digests(personId)).toHaveLength(3);
  });

  it('holds the reminders, which go on when it is refused', async () => {
    const { personId, deadlineId, requestId, path } = await aHeldDeadline();
    await requests.decide(requestId, { decision: 'REFUSE', reason: 'The report cannot wait' }, desk.by);
    await desk.work();
    await workAt('2026-03-17T01:00:00Z');
    expect((await digests(personId))[1]).toMatchObject([{ deadlineId, news: 'REFUSED', dueOn: '2026-03-20' }]);
    expect((await open(path)).body).toContain('Ask for more time');
    await workAt('2026-03-19T01:00:00Z');
    expect(await newsTo(personId)).toEqual([['SET'], ['REFUSED'], [null]]);
  });
});

describe('what is not theirs', () => {
  it('asks whose it is', async () => {
    const { path, deadlineId } = await somethingDue();
    const { statusCode, body } = await press(`${path}/${deadlineId}/not-ours`, { reason: 'It is about courts.' });
    expect(statusCode).toBe(422);
    expect(body).toContain('please say whose it is');
    expect(body).toContain('It is about courts.');
  });

  it('goes to whoever the secretariat gives it to, and cannot be answered by the first any more', async () => {
    const { path, deadlineId, personId } = await somethingDue();
    await desk.work();
    const other = await anInstitution(desk.db);
    const { personId: theirs } = await aMandate(desk.db, { institutionId: other.id });
    const said = { named: 'Ministry of Justice', reason: 'It is about courts.' };
    expect(await follow(await press(`${path}/${deadlineId}/not-ours`, said))).toContain('the secretariat will answer');
    const { id } = await desk.db.now.deadlineRequest.findFirstOrThrow({ where: { deadlineId } });
    await requests.decide(id, { decision: 'GRANT', institutionId: other.id, reason: 'Yes' }, desk.by);
    await desk.work();
    await workAt('2026-03-03T01:00:00Z');
    expect(await newsTo(theirs)).toEqual([['HANDED']]);
    expect(await newsTo(personId)).toEqual([]);
    expect((await open(path)).body).not.toContain(title);
    expect((await press(`${path}/${deadlineId}/done`)).statusCode).toBe(410);
    expect(await follow(await press(`${await linkOf(theirs)}/${deadlineId}/done`))).toContain('is done');
  });
});

describe('who may answer', () => {
  it('is whoever holds a mandate today, in any role; with the mandate the link ends', async () => {
    const { path, deadlineId, personId } = await somethingDue({ role: 'VALIDATING_AUTHORITY' });
    expect((await open(path)).body).toContain(title);
    await desk.db.now.mandate.updateMany({ where: { personId }, data: { endsOn: fromDay('2026-03-10') } });
    desk.clock.set('2026-03-11T03:00:00Z');
    for (const answer of [await open(path), await press(`${path}/${deadlineId}/done`)]) {
      expect(answer.statusCode).toBe(410);
      expect(answer.body).toContain('because a mandate has ended');
    }
    expect(await statusOf(deadlineId)).toBe('OPEN');
  });

  it('is asked for each thing: of two institutions, the one whose mandate has ended is closed', async () => {
    const { path, deadlineId, personId, institutionId } = await somethingDue();
    await aMandate(desk.db, { personId });
    await desk.db.now.mandate.updateMany({ where: { institutionId }, data: { endsOn: fromDay('2026-03-01') } });
    expect((await open(path)).statusCode).toBe(200);
    expect((await press(`${path}/${deadlineId}/done`)).statusCode).toBe(410);
    expect(await statusOf(deadlineId)).toBe('OPEN');
  });

  /** Somebody who stands in from 9 to 13 March for a colleague, who acts for another institution too. */
  const aSubstitute = async (facts: Partial<SetDeadline> = {}) => {
    const due = await somethingDue(facts);
    const shared = await anInstitution(desk.db);
    await aMandate(desk.db, { personId: due.personId, institutionId: shared.id });
    const { personId: substituteId } = await aMandate(desk.db, { institutionId: shared.id });
    const leave = { startsOn: '2026-03-09', endsOn: '2026-03-13', substituteId };
    await desk.api.app.get(LeavesService).plan(due.personId, leave, { by: desk.by });
    return { ...due, substituteId, path: await linkOf(substituteId) };
  };

  it('is, during a leave, whoever stands in', async () => {
    const { path, deadlineId, substituteId, institutionId } = await aSubstitute();
    expect((await open(path)).body).not.toContain(title);
    expect((await press(`${path}/${deadlineId}/done`)).statusCode).toBe(410);
    desk.clock.set('2026-03-10T03:00:00Z');
    expect((await open(path)).body).toContain(title);
    expect(await follow(await press(`${path}/${deadlineId}/done`))).toContain('is done');
    expect(
      await desk.db.now.event.findFirst({ where: { name: 'deadline.met', subjectIds: { has: deadlineId } } }),
    ).toMatchObject({ actorId: substituteId, onBehalfOfId: institutionId });
  });

  it('is not, after the leave, whoever stood in, nor somebody who holds no mandate themselves any more', async () => {
    const { path, substituteId } = await aSubstitute();
    desk.clock.set('2026-03-14T03:00:00Z');
    expect((await open(path)).body).not.toContain(title);
    desk.clock.set('2026-03-10T03:00:00Z');
    await desk.db.now.mandate.updateMany({
      where: { personId: substituteId },
      data: { endsOn: fromDay('2026-03-09') },
    });
    expect((await open(path)).statusCode).toBe(410);
  });

  it('is the holder of the mandate alone, signed in, where a matter is confidential: others learn nothing of it', async () => {
    const { path, personId, deadlineId } = await aSubstitute({ title: 'Letter AL KHM 1/2026', restricted: true });
    desk.clock.set('2026-03-10T03:00:00Z');
    const link = await linkOf(personId);
    for (const [by, words] of [
      [path, 'only by whoever holds the mandate'],
      [link, 'Please sign in to see and answer this'],
    ] as const) {
      const { body } = await open(by);
      expect(body).toContain('A confidential matter');
      expect(body).toContain(words);
      expect(body).not.toContain('AL KHM');
      for (const how of ['done', 'more-time', 'not-ours']) {
        expect((await press(`${by}/${deadlineId}/${how}`)).statusCode).toBe(409);
      }
      // Nor is it named in what is said of something that was done.
      expect((await open(`${by}?said=done&about=${deadlineId}`)).body).not.toContain('AL KHM');
    }
    expect(await statusOf(deadlineId)).toBe('OPEN');
    const session = await desk.api.signIn(personId);
    expect((await open('/my-deadlines', session)).body).toContain('Letter AL KHM 1/2026');
    const page = await follow(await press(`/my-deadlines/${deadlineId}/done`, {}, session), session);
    expect(page).toContain('“Letter AL KHM 1/2026” is done');
  });

  it('says by a link no more of how a confidential day came about than the mail does', async () => {
    const { institutionId, path } = await somethingDue();
    const letter = { kind: 'LETTER' as const, title: 'AL KHM 2/2026', day: '2026-01-20', institutionId };
    await desk.api.app.get(AnchorsService).set(SetAnchor.parse(letter), desk.by);
    const { body } = await open(path);
    expect(body).toContain('A confidential matter');
    expect(body).not.toContain('AL KHM');
    expect(body).not.toContain('60 days');
  });

  it('is the secretariat, signed in, for its own; what was escalated to a coordinator is shown, not answered', async () => {
    const mine = await aDeadline({ institutionIds: [], title: 'Send the report to Geneva' });
    const theirs = await somethingDue({ title: 'Figures from the courts' });
    await desk.work();
    await press(`${theirs.path}/${theirs.deadlineId}/not-ours`, { named: 'Somebody else', reason: 'Not our courts' });
    await desk.work();
    const path = await linkOf(desk.coordinator.id);
    const { body } = await open(path);
    expect(body).toContain('Send the report to Geneva');
    expect(body).toContain('Told to you, and answered by others');
    expect(body).toContain('Figures from the courts');
    expect(body).not.toContain(`${theirs.deadlineId}/done`);
    expect((await press(`${path}/${theirs.deadlineId}/done`)).statusCode).toBe(410);
    // A mail that was passed on is not the secretariat's word.
    expect(body).toContain('Please sign in to see and answer this');
    for (const how of ['done', 'more-time', 'not-ours']) {
      expect(body).not.toContain(`${mine}/${how}`);
      expect((await press(`${path}/${mine}/${how}`)).statusCode).toBe(409);
    }
    expect(await statusOf(mine)).toBe('OPEN');
    const session = await desk.api.signIn(desk.coordinator.id);
    const page = await follow(await press(`/my-deadlines/${mine}/done`, {}, session), session);
    expect(page).toContain('“Send the report to Geneva” is done');
  });
});

describe('a list to be verified', () => {
  it('is opened with a press, through a link of its own', async () => {
    const { id: institutionId } = await anInstitution(desk.db);
    const { personId } = await aMandate(desk.db, { institutionId });
    const { verificationId, assignmentIds } = await desk.aRound({ leadId: institutionId });
    const { id } = await desk.deadlineOf(verificationId);
    const path = await linkOf(personId);
    const { body } = await open(path);
    expect(body).toContain('Open the list');
    expect(body).not.toContain(`${id}/done`);
    expect(await follow(await press(`${path}/${id}/open`))).toContain('Verify your list');
    expect((await press(`${path}/${id}/done`)).statusCode).toBe(409);
    await desk.answer(institutionId, ...assignmentIds.map(accept));
    expect((await open(path)).body).toContain('nothing is due from you');
  });
});

describe('whoever is signed in', () => {
  it('answers on the same page, in the name of the institution', async () => {
    const { personId, deadlineId, institutionId } = await somethingDue();
    const session = await desk.api.signIn(personId);
    expect((await open('/my-deadlines')).headers['location']).toBe('/sign-in?returnTo=%2Fmy-deadlines');
    expect((await open('/my-deadlines', session)).body).toContain(title);
    const page = await follow(await press(`/my-deadlines/${deadlineId}/done`, {}, session), session);
    expect(page).toContain('is done');
    expect(
      await desk.db.now.event.findFirst({ where: { name: 'deadline.met', subjectIds: { has: deadlineId } } }),
    ).toMatchObject({ actorId: personId, onBehalfOfId: institutionId, via: 'session' });
  });

  it('finds nothing of others there, and cannot be made to press by another site', async () => {
    const { personId, deadlineId } = await somethingDue();
    const other = await somethingDue();
    const session = await desk.api.signIn(other.personId);
    expect((await press(`/my-deadlines/${deadlineId}/done`, {}, session)).statusCode).toBe(404);
    const elsewhere = { ...(await desk.api.signIn(personId)), 'sec-fetch-site': 'cross-site' };
    expect((await press(`/my-deadlines/${deadlineId}/done`, {}, elsewhere)).statusCode).toBe(403);
    expect(await statusOf(deadlineId)).toBe('OPEN');
  });
});
