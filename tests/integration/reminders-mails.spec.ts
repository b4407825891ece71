import { DeadlineRequestsService, DeadlinesService, SetDeadline } from '../../libs/deadlines/index.js';
import { startMailbox } from '../../tools/mailbox.mjs';
import { aDesk, type Desk } from '../support/desk.js';
import { eventually } from '../support/eventually.js';
import { aMandate } from '../support/factories.js';
import { aGate } from '../support/gate.js';
import { aWorker } from '../support/stack.js';

/** Monday 2 March, ten in the morning in Phnom Penh; digests come at eight, which is one in Greenwich. */
const now = '2026-03-02T03:00:00Z';
const eightOn = (day: string) => `${day}T01:00:00Z`;

let desk: Desk;
let deadlines: DeadlinesService;
let mailbox: Awaited<ReturnType<typeof startMailbox>>;
/** Unlike the desk's own, it reaches a mail server. */
let sender: Awaited<ReturnType<typeof aWorker>>;
beforeAll(async () => {
  desk = await aDesk({ now });
  deadlines = desk.api.app.get(DeadlinesService);
  mailbox = await startMailbox();
  const { databaseUrl } = desk.api;
  sender = await aWorker({ databaseUrl, backend: 'postgres', smtpUrl: mailbox.smtpUrl, clock: desk.clock });
});
afterAll(async () => {
  await sender.close();
  await mailbox.stop();
  await desk.close();
});
beforeEach(async () => {
  desk.clock.set(now);
  mailbox.behave();
  mailbox.clear();
  await desk.db.now.owed.deleteMany();
  await desk.db.now.deadline.updateMany({ where: { status: 'OPEN' }, data: { status: 'MET' } });
});

const workAt = async (iso: string) => {
  desk.clock.set(iso);
  await desk.work();
};
const owes = async (institutionId: string, title: string, dueOn = '2026-03-20') => {
  const wanted = SetDeadline.parse({ kind: 'INFORMATION_REQUEST', title, institutionIds: [institutionId], dueOn });
  const [id = ''] = await deadlines.setBy(wanted, desk.by);
  return id;
};
const digests = (personId: string) => desk.mails('digest', personId);
/** What each digest of a person lists, by title. */
const listed = async (personId: string) =>
  (await digests(personId)).map(({ props }) => props.items.map(({ title }) => title).sort());

describe('a deadline about which something is asked of the secretariat', () => {
  it('is not listed in a digest of something else till that is answered', async () => {
    const { personId, institutionId } = await aMandate(desk.db);
    const id = await owes(institutionId, 'Asked about');
    await desk.work();
    await workAt(eightOn('2026-03-03'));
    desk.clock.set('2026-03-03T03:00:00Z');
    const requests = desk.api.app.get(DeadlineRequestsService);
    const asked = { kind: 'MORE_TIME', until: '2026-04-20', reason: 'The census is late' } as const;
    const requestId = await requests.ask(id, asked, { ...desk.by, personId });
    await owes(institutionId, 'Another');
    await desk.work();
    await workAt(eightOn('2026-03-04'));
    expect(await listed(personId)).toEqual([['Asked about'], ['Another']]);
    expect((await digests(personId)).at(-1)?.props.more).toBe(0);
    await requests.decide(requestId, { decision: 'REFUSE', reason: 'It is due' }, desk.by);
    await desk.work();
    await workAt(eightOn('2026-03-05'));
    expect((await listed(personId)).at(-1)).toEqual(['Another', 'Asked about']);
  });
});

describe('a digest that waits for a mail server while something in it is answered', () => {
  /** The mails whose turn it is, and what comes of them. */
  const send = async () => {
    const due = { name: 'mail.send', gaveUpAt: null, runAt: { lte: desk.clock.now() } };
    const owed = await desk.db.now.owed.findMany({ where: due, orderBy: { id: 'asc' } });
    // A server that says "later" is a try that failed.
    for (const { id } of owed) await sender.runner.run('mail.send', [id]).catch(() => {});
    await desk.work();
  };
  const sendAt = async (iso: string) => {
    await workAt(iso);
    await send();
  };
  const answerAt = async (iso: string, id: string) => {
    desk.clock.set(iso);
    await deadlines.done(id, { by: desk.by });
    await desk.work();
  };
  /** What the server took, oldest first: which of the two titles each mail speaks of. */
  const taken = () =>
    mailbox
      .messages()
      .reverse()
      .map(({ text }) => ['Answered', 'Open still'].filter((title) => text.includes(title)));
  const isDown = () => mailbox.behave(() => ({ reply: 451, text: 'try later' }));

  /** Both are told with one digest. */
  const bothTold = async () => {
    const { personId, institutionId } = await aMandate(desk.db);
    const answered = await owes(institutionId, 'Answered');
    await owes(institutionId, 'Open still');
    await desk.work();
    return { personId, answered };
  };
  /** One was told the day before, and is listed only. */
  const oneListed = async () => {
    const { personId, institutionId } = await aMandate(desk.db);
    const answered = await owes(institutionId, 'Answered');
    await desk.work();
    await sendAt(eightOn('2026-03-03'));
    mailbox.clear();
    desk.clock.set('2026-03-03T03:00:00Z');
    await owes(institutionId, 'Open still');
    await desk.work();
    return { personId, answered };
  };

  it.each([
    ['told', '2026-03-03', bothTold],
    ['listed only', '2026-03-04', oneListed],
  ])('is withdrawn, where that was %s, and the rest is told in one new digest the same day', async (_, day, plan) => {
    const { personId, answered } = await plan();
    isDown();
    await sendAt(eightOn(day));
    expect((await listed(personId)).at(-1)).toEqual(['Answered', 'Open still']);
    await answerAt(`${day}T01:10:00Z`, answered);
    mailbox.behave();
    await sendAt(`${day}T02:00:00Z`);
    await sendAt(`${day}T05:00:00Z`);
    const statuses = (await digests(personId)).map(({ status, props }) => [status, props.isAlone]);
    expect(statuses.slice(-2)).toEqual([
      ['WITHDRAWN', false],
      ['SENT', false],
    ]);
    expect(taken()).toEqual([['Open still']]);
  });

  it('stays the only digest of the day where the server was taking it meanwhile', async () => {
    const { personId, answered } = await bothTold();
    const [asked, go] = [aGate(), aGate()];
    mailbox.behave(async ({ stage }) => {
      if (stage !== 'data') return undefined;
      asked.open();
      await go.opened;
      return undefined;
    });
    await workAt(eightOn('2026-03-03'));
    const sending = send();
    await asked.opened;
    await answerAt('2026-03-03T01:00:05Z', answered);
    go.open();
    await sending;
    await sendAt('2026-03-03T02:00:00Z');
    await sendAt('2026-03-03T05:00:00Z');
    await eventually(() => expect(taken()).toEqual([['Answered', 'Open still']]));
    expect((await digests(personId)).map(({ status }) => status)).toEqual(['SENT']);
  });

  it('is withdrawn for good where nothing in it is left to do', async () => {
    const { personId, institutionId } = await aMandate(desk.db);
    const answered = await owes(institutionId, 'Answered');
    await desk.work();
    isDown();
    await sendAt(eightOn('2026-03-03'));
    await answerAt('2026-03-03T01:10:00Z', answered);
    mailbox.behave();
    await sendAt('2026-03-03T02:00:00Z');
    await sendAt(eightOn('2026-03-04'));
    expect((await digests(personId)).map(({ status }) => status)).toEqual(['WITHDRAWN']);
    expect(taken()).toEqual([]);
  });
});

describe('a digest of more than it can list', () => {
  /** So many that are overdue since the 5th, and so many that are due in April and told on the 10th. */
  const muchDue = async (overdue: number, coming: number) => {
    const { personId, institutionId } = await aMandate(desk.db);
    for (let n = 0; n < overdue; n += 1) await owes(institutionId, `Overdue ${n}`, '2026-03-05');
    await desk.work();
    for (const day of ['2026-03-03', '2026-03-04', '2026-03-06']) await workAt(eightOn(day));
    desk.clock.set('2026-03-09T03:00:00Z');
    for (let n = 0; n < coming; n += 1) await owes(institutionId, `Coming ${n}`, '2026-04-01');
    await desk.work();
    await workAt(eightOn('2026-03-10'));
    const [last] = (await digests(personId)).slice(-1);
    expect(last?.props.day).toBe('2026-03-10');
    return { items: last?.props.items ?? [], more: last?.props.more };
  };

  it.each([
    [3, 30, 3, 8],
    [27, 2, 25, 4],
  ])(
    'lists what is overdue first: of %i overdue and %i new ones %i, and says that %i more are due',
    async (overdue, coming, first, rest) => {
      const { items, more } = await muchDue(overdue, coming);
      expect(items.map(({ isOverdue }) => isOverdue)).toEqual(Array.from({ length: 25 }, (_, n) => n < first));
      expect(more).toBe(rest);
    },
  );

  it('lists what is overdue first also where everything finds a place', async () => {
    const { items, more } = await muchDue(2, 3);
    expect(items.map(({ isOverdue }) => isOverdue)).toEqual([true, true, false, false, false]);
    expect(more).toBe(0);
  });
});
