import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
import {
  ApprovalsService,
  AnswersService,
  ProposalsService,
  VerificationService,
} from '../../libs/assignments/index.js';
import { events, jobs, type JobName } from '../../libs/catalogue/index.js';
import { CalendarsService } from '../../libs/calendars/index.js';
import { DeadlineRequestsService, DeadlinesService, SetDeadline } from '../../libs/deadlines/index.js';
import { MandatesService, MechanismService } from '../../libs/directory/index.js';
import { ImportsService } from '../../libs/intake/index.js';
import { Outbox } from '../../libs/platform/index.js';
import { queueNames } from '../../libs/platform/worker.js';
import type { Delivery } from '../../tools/mailbox.mjs';
import { ReminderPlansService, StepsService } from '../../libs/reminders/index.js';
import { RepliesIntake } from '../../libs/replies/index.js';
import { aCountry } from '../support/country.js';
import { eventually } from '../support/eventually.js';
import { describeOn } from '../support/settings.js';
import { aStack, type Backend } from '../support/stack.js';
import { consultationsOf, minutesOf } from './once-consulted.js';
import { invitationsOf } from './once-invited.js';
import { inputsOf } from './once.inputs.js';

type Stack = Awaited<ReturnType<typeof aStack>>;

/** Brings everything that is due to the queue so many times each, until nothing is due any more. Returns what kinds of work it met. */
async function bringAll(stack: Stack, times: number, met: Set<string>, but: JobName[] = []): Promise<void> {
  const { db, clock, worker } = stack;
  const queueOf = (name: JobName) => worker.app.get<Queue>(getQueueToken(jobs[name].queue), { strict: false });
  for (;;) {
    const due = await db.now.owed.findMany({
      where: { gaveUpAt: null, runAt: { lte: clock.now() }, name: { notIn: but } },
    });
    if (due.length === 0) return;
    for (const { id, name, payload } of due) {
      met.add(name === 'event.deliver' ? (payload as { subscriber: string }).subscriber : name);
      const copies = Array.from({ length: times }, () => ({
        name,
        data: { ids: [id] },
        opts: { removeOnComplete: true },
      }));
      await queueOf(name as JobName).addBulk(copies);
    }
    await eventually(
      async () => {
        expect(await db.now.owed.count({ where: { id: { in: due.map(({ id }) => id) }, gaveUpAt: null } })).toBe(0);
        for (const queue of queueNames) {
          const counts = await worker.app
            .get<Queue>(getQueueToken(queue), { strict: false })
            .getJobCounts('waiting', 'active', 'delayed', 'prioritized');
          expect(Object.values(counts).every((count) => count === 0)).toBe(true);
        }
      },
      { seconds: 30 },
    );
  }
}

/** Everything the worker can be asked to do happens in this story at least once. */
async function story(stack: Stack, times: number): Promise<{ met: Set<string>; ledgers: object }> {
  const met = new Set<string>();
  const bring = () => bringAll(stack, times, met);
  const { db, clock, app } = stack;
  const { institutions, people, recommendations, review } = await aCountry(db);
  const by = { personId: people.coordinator.id, onBehalfOfId: null, via: 'command' as const };
  const ids = recommendations.map(({ id }) => id);

  const file = Buffer.from(
    'SuR,Rgrp,Org,Recommendation,RS,Rgrp,Org,Response,Action,Issue,Session\r\n' +
      'Cambodia,Asia,ASEAN,Open the archives,Norway,WEOG,,Accepted,5,Justice,33\r\n' +
      'Cambodia,Asia,ASEAN,Open the archives,Chad,Africa,AU,Accepted,5,Justice,33\r\n',
  );
  async function* stream() {
    yield await Promise.resolve(file);
  }
  const imports = app.get(ImportsService);
  const { id: importId } = await imports.receive(
    { kind: 'RECOMMENDATIONS' },
    { name: 'list.csv', stream: stream() },
    by,
  );
  await bring();
  await imports.approve(importId, by);
  await bring();

  await app.get(ProposalsService).propose(
    {
      proposals: [
        {
          recommendationIds: ids.slice(0, 3),
          leadId: institutions.education.id,
          supportingIds: [institutions.health.id],
        },
        { recommendationIds: ids.slice(3), leadId: institutions.justice.id, supportingIds: [] },
      ],
    },
    by,
  );
  const round = await app.get(VerificationService).open({ reviewId: review.id }, by);
  await bring();
  await app.get(StepsService).remindNow(round.id, by);
  await bring();
  const answers = app.get(AnswersService);
  const mine = (institutionId: string) => ({
    actor: { ...by, via: 'link' as const },
    institutionIds: [institutionId],
    roundId: round.id,
  });
  await answers.acceptAll(mine(institutions.education.id));
  const [contested, ...rest] = await db.now.assignment.findMany({ where: { institutionId: institutions.justice.id } });
  await answers.answer(
    [
      { assignmentId: contested?.id ?? '', answer: 'CONTEST', reason: 'Not about courts', insteadId: null },
      ...rest.map(({ id }) => ({ assignmentId: id, answer: 'ACCEPT' as const })),
    ],
    mine(institutions.justice.id),
  );
  await bring();
  await app.get(ApprovalsService).approve({ reviewId: review.id }, by);
  await bring();
  const mandates = app.get(MandatesService);
  const [ofDara] = await db.now.mandate.findMany({ where: { personId: people.dara.id } });
  const [ofSophea] = await db.now.mandate.findMany({ where: { personId: people.sophea.id } });
  await mandates.end(
    ofSophea?.id ?? '',
    { endsOn: '2026-03-03', successorPersonId: people.rith.id, reason: 'Moved to another ministry' },
    by,
  );
  await mandates.end(
    ofDara?.id ?? '',
    { endsOn: '2026-03-03', successorPersonId: people.veasna.id, reason: 'Retired' },
    by,
  );
  clock.set('2026-03-04T03:00:00Z');
  await bring();
  // Health has not answered: the ladder, then the coordinator takes the list back.
  clock.set('2026-03-24T03:00:00Z');
  await bring();
  await app
    .get(ProposalsService)
    .withdraw({ reviewId: review.id, assignmentIds: await openIds(stack), reason: 'Not needed after all' }, by);
  await bring();

  await anAnswerByMail(stack, bring);
  await deadlinesOf(stack, people, (but) => bringAll(stack, times, met, but));
  await minutesOf(stack, people, bring);
  await consultationsOf(stack, people, bring);
  await invitationsOf(stack, people, bring);

  await inputsOf(stack, { author: people.rith, coordinator: people.coordinator }, bring);

  const count = async (table: 'event' | 'mail') =>
    Object.fromEntries(
      (
        await db.now.$queryRawUnsafe<{ name: string; n: number }[]>(
          `SELECT name, count(*)::int AS n FROM ${table} GROUP BY name ORDER BY name`,
        )
      ).map(({ name, n }) => [name, n]),
    );
  return {
    met,
    ledgers: {
      events: await count('event'),
      mails: await count('mail'),
      accepted: stack.mailbox.messages().length,
      assignments: await db.now.assignment.groupBy({ by: ['status'], _count: true, orderBy: { status: 'asc' } }),
      steps: await db.now.notice.count({ where: { toldAt: { not: null } } }),
      recommendations: await db.now.recommendation.count(),
      links: await db.now.link.count(),
    },
  };
}

/** A mail comes in as an answer, is looked at, and is forgotten. */
async function anAnswerByMail({ worker, db, app }: Stack, bring: () => Promise<void>): Promise<void> {
  const source = Buffer.from('From: somebody@example.org\r\nAuto-Submitted: auto-replied\r\n\r\nI am away\r\n');
  await worker.app.get(RepliesIntake).receive(source, { via: 'LISTENER', recipients: ['answers@example.org'] });
  await bring();
  const { id: replyId } = await db.now.inboundMail.findFirstOrThrow({ where: { status: 'IGNORED' } });
  await db.transaction(async (tx) => {
    await app.get(Outbox).enqueue(tx, 'reply.forget', { replyId });
    await app.get(Outbox).enqueue(tx, 'answers.read', {});
  });
  await bring();
}

/** What can happen to a deadline, once each: set, reminded of, more time asked for, taken back, refused, granted, reminders changed, mail too late. */
async function deadlinesOf(
  stack: Stack,
  { veasna, coordinator }: Record<'veasna' | 'coordinator', { id: string }>,
  bring: (but?: JobName[]) => Promise<void>,
): Promise<void> {
  const { app, db, clock } = stack;
  const { id: institutionId } = await db.now.institution.findFirstOrThrow({ where: { name: 'Ministry of Education' } });
  const by = { personId: coordinator.id, onBehalfOfId: null, via: 'session' as const };
  clock.set('2026-05-04T03:00:00Z');
  const [deadlineId = ''] = await app
    .get(DeadlinesService)
    .setBy(
      SetDeadline.parse({ title: 'Figures on schools', institutionIds: [institutionId], dueOn: '2026-06-15' }),
      by,
    );
  await bring();
  const requests = app.get(DeadlineRequestsService);
  for (const decision of ['WITHDRAW', 'REFUSE', 'GRANT'] as const) {
    const asked = { kind: 'MORE_TIME' as const, until: '2026-07-15', reason: 'The census is late' };
    const requestId = await requests.ask(deadlineId, asked, { ...by, personId: veasna.id });
    await bring();
    if (decision === 'WITHDRAW') await requests.withdraw(deadlineId, requestId, { by });
    else await requests.decide(requestId, { decision, reason: 'So be it' }, by);
    await bring();
  }
  const [{ body } = { body: null }] = (await app.get(ReminderPlansService).list()).filter(
    ({ kind }) => kind === 'FREE',
  );
  if (body) await app.get(ReminderPlansService).set('FREE', { ...body, again: null }, { by, reason: 'Once is enough' });
  await bring();
  clock.set('2026-05-05T03:00:00Z');
  await stack.request({
    method: 'PATCH',
    url: `/api/v1/people/${veasna.id}`,
    headers: await stack.signIn(coordinator.id),
    payload: { timeZone: 'Asia/Tokyo', email: 'lim.veasna@elsewhere.example.org' },
  });
  await bring();
  clock.set('2026-06-15T03:00:00Z');
  // Nothing is sent till the evening: the digest is too late then, and what it told is told the next morning.
  await bring(['mail.send']);
  clock.set('2026-06-15T13:00:00Z');
  await bring();
  clock.set('2026-06-16T03:00:00Z');
  // By then the mail server knows nobody of that name: the coordinators hear of it the next morning.
  const isGone = ({ stage, to }: Delivery) =>
    stage === 'rcpt' && to.some((address) => address.startsWith('lim.veasna'));
  stack.mailbox.behave((delivery) => (isGone(delivery) ? { reply: 550, text: '5.1.1 nobody here' } : undefined));
  await db.transaction((tx) => app.get(Outbox).enqueue(tx, 'bounces.read', {}));
  await bring();
  stack.mailbox.behave();
  clock.set('2026-06-17T01:00:00Z');
  await bring();
  const mechanism = app.get(MechanismService);
  await mechanism.describe({ ...(await mechanism.get()), timeZone: 'Asia/Tokyo' }, by);
  const feast = { kind: 'ADD', day: '2026-06-19', name: 'A feast', nationalName: null, source: 'A decree' } as const;
  const { stateCode } = await mechanism.get();
  await db.transaction((tx) => app.get(CalendarsService).apply(tx, stateCode, feast, { by }));
  await bring();
}

const openIds = async ({ db }: Stack) =>
  (await db.now.assignment.findMany({ where: { status: 'UNDER_VERIFICATION' } })).map(({ id }) => id);

/** Every handler run twice, or ten times at once, has one effect. */
export const onceOnly = (backend: Backend): void => {
  describeOn(backend)(`every piece of work, with the queue on ${backend}`, () => {
    let once: Stack;
    let tenfold: Stack;
    beforeAll(async () => {
      [once, tenfold] = [await aStack({ backend }), await aStack({ backend })];
    });
    afterAll(async () => {
      await once.close();
      await tenfold.close();
    });

    it('has the same effect brought ten times at once as brought once', async () => {
      const plain = await story(once, 1);
      const crowded = await story(tenfold, 10);
      expect(crowded.ledgers).toEqual(plain.ledgers);
      const everything = [
        ...Object.keys(jobs).filter((name) => name !== 'event.deliver'),
        ...Object.values(events).flatMap(({ heardBy }) => heardBy as readonly string[]),
      ];
      expect([...crowded.met].sort()).toEqual([...new Set(everything)].sort());
    }, 300_000); // everything there is, eleven times
  });
};
