import {
  AnswersService,
  ApprovalsService,
  ProposalsService,
  VerificationService,
  type OpenRound,
  type Propose,
} from '../../libs/assignments/index.js';
import type { JobName, MailName, MailProps } from '../../libs/catalogue/index.js';
import { newId, toDay, type Actor } from '../../libs/platform/index.js';
import { paragraphSortKey } from '../../libs/recommendations/index.js';
import { anApi } from './api.js';
import { FixedClock } from './clock.js';
import { aMechanism, anInstitution, aPerson, aReview } from './factories.js';
import { aWorker } from './stack.js';

type Words = { assignmentId: string } & (
  { answer: 'ACCEPT' } | { answer: 'CONTEST'; reason: string; insteadId: string | null }
);

/** A coordinator's desk: the services on a database of their own, and a worker the test drives. The mail server is down: the ledger tells. */
export async function aDesk({ now = '2026-03-02T03:00:00Z' } = {}) {
  const clock = new FixedClock(now);
  const api = await anApi({ clock });
  const worker = await aWorker({
    databaseUrl: api.databaseUrl,
    backend: 'postgres',
    smtpUrl: 'smtp://127.0.0.1:9',
    clock,
  });
  const { db } = api;
  await aMechanism(db);
  const coordinator = await aPerson(db, { name: 'Kim Channary', roles: ['COORDINATOR'] });
  const by: Actor = { personId: coordinator.id, onBehalfOfId: null, via: 'session' };
  const proposals = api.app.get(ProposalsService);
  const rounds = api.app.get(VerificationService);
  const answers = api.app.get(AnswersService);

  const aReviewOf = async (count: number) => {
    const review = await aReview(db);
    const ids = Array.from({ length: count }, () => newId());
    await db.now.recommendation.createMany({
      data: ids.map((id, index) => ({
        id,
        reviewId: review.id,
        text: `Do what is right, for the ${index + 1}th time`,
        fingerprint: id,
        sortKey: paragraphSortKey(`110.${index + 1}`),
        registeredAt: clock.now(),
      })),
    });
    await db.now.recommendationReference.createMany({
      data: ids.map((recommendationId, index) => ({
        recommendationId,
        scheme: 'PARAGRAPH' as const,
        value: `110.${index + 1}`,
      })),
    });
    return { review, ids };
  };
  /** Does all that is due, except talking to the mail server. Ends when nothing is. */
  const work = async () => {
    for (;;) {
      const due = await db.now.owed.findMany({
        where: { name: { not: 'mail.send' }, runAt: { lte: clock.now() } },
        orderBy: { id: 'asc' },
      });
      if (due.length === 0) return;
      for (const { id, name } of due) await worker.runner.run(name as JobName, [id]);
    }
  };
  const propose = (...list: (Partial<Propose['proposals'][0]> & { leadId: string })[]) =>
    proposals.propose({ proposals: list.map((proposal) => ({ supportingIds: [], ...proposal })) }, by);
  const openRound = (body: OpenRound) => rounds.open(body, by);

  return {
    api,
    db,
    clock,
    worker,
    coordinator,
    by,
    proposals,
    rounds,
    answers,
    approvals: api.app.get(ApprovalsService),
    aReviewOf,
    propose,
    openRound,
    work,
    /** A review of so many recommendations that one institution leads and verifies. */
    async aRound({
      items = 2,
      leadId,
      ...how
    }: { items?: number; leadId?: string } & Omit<OpenRound, 'reviewId'> = {}) {
      const institutionId = leadId ?? (await anInstitution(db)).id;
      const { review, ids } = await aReviewOf(items);
      await propose({ recommendationIds: ids, leadId: institutionId });
      const round = await openRound({ reviewId: review.id, ...how });
      const list = await db.now.assignment.findMany({
        where: { recommendation: { reviewId: review.id } },
        orderBy: { recommendation: { sortKey: 'asc' } },
      });
      const [verification] = round.verifications;
      return {
        review,
        round,
        institutionId,
        recommendationIds: ids,
        assignmentIds: list.map(({ id }) => id),
        verificationId: verification?.id ?? '',
      };
    },
    /** Answers as an institution's own people do. */
    answer: (institutionId: string, ...words: Words[]) =>
      answers.answer(words, { actor: { ...by, via: 'link' }, institutionIds: [institutionId] }),
    statuses: async (reviewId: string) =>
      (
        await db.now.assignment.findMany({
          where: { recommendation: { reviewId } },
          orderBy: [{ recommendation: { sortKey: 'asc' } }, { id: 'asc' }],
        })
      ).map(({ status }) => status),
    deadlineOf: (verificationId: string) =>
      db.now.deadline.findFirstOrThrow({ where: { subjectId: verificationId }, include: { steps: true } }),
    /** The names of what was announced about something, in order. */
    eventsOf: async (id: string) =>
      (await db.now.event.findMany({ where: { subjectIds: { has: id } }, orderBy: { id: 'asc' } })).map(
        ({ name }) => name,
      ),
    /** What the ledger holds of one mail for a person, and what it says. */
    mails: async <N extends MailName>(name: N, personId: string) => {
      const rows = await db.now.mail.findMany({ where: { name, personId }, orderBy: { id: 'asc' } });
      return rows.map((row) => ({ ...row, props: row.props as MailProps<N>, on: toDay(row.createdAt) }));
    },
    async close() {
      await worker.close();
      await api.close();
    },
  };
}

export type Desk = Awaited<ReturnType<typeof aDesk>>;

export const accept = (assignmentId: string): Words => ({ assignmentId, answer: 'ACCEPT' });
export const contest = (assignmentId: string, reason = 'Not ours', insteadId: string | null = null): Words => ({
  assignmentId,
  answer: 'CONTEST',
  reason,
  insteadId,
});

/** Of several attempts at once: what came of those that succeeded, and the codes of those that were refused. */
export const outcomesOf = async <T>(attempts: Promise<T>[]) => {
  const settled = await Promise.allSettled(attempts);
  return {
    done: settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    refused: settled.flatMap((one) =>
      one.status === 'rejected' ? [(one.reason as { code?: string }).code ?? String(one.reason)] : [],
    ),
  };
};
