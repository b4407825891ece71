import { NotFound, toDay, type Tx } from '../platform/index.js';
import type { Prisma } from '../platform/generated/prisma/client.js';
import type { Timeline, TimelineStep } from './timeline.schemas.js';

/** The plan for a deadline, past and future: what was told to whom, and what will be. Throws NotFound. */
export const timeline = async (tx: Tx, which: Prisma.DeadlineWhereInput): Promise<Timeline> => {
  const deadline = await tx.deadline.findFirst({
    where: which,
    include: {
      steps: {
        orderBy: [{ sendOn: 'asc' }, { id: 'asc' }],
        include: {
          notices: { include: { person: { select: { id: true, name: true } } }, orderBy: { personId: 'asc' } },
        },
      },
      requests: { where: { status: 'PENDING' }, select: { id: true } },
    },
  });
  if (!deadline) throw new NotFound('deadline');
  const mailIds = deadline.steps.flatMap(({ notices }) => notices.flatMap(({ mailId }) => mailId ?? []));
  const mails = await tx.mail.findMany({
    where: { id: { in: mailIds } },
    select: { id: true, status: true, serverAnswer: true },
  });
  const waiting = deadline.steps.flatMap(({ notices }) =>
    notices.flatMap(({ personId, toldAt }) => (toldAt ? [] : personId)),
  );
  const alarms = await tx.$queryRaw<{ personId: string; at: Date }[]>`
    SELECT payload->>'personId' AS "personId", min(run_at) AS at FROM owed
    WHERE name = 'digest.compose' AND gave_up_at IS NULL AND payload->>'personId' = ANY(${waiting}::text[])
    GROUP BY payload->>'personId'`;
  const alarmOf = new Map(alarms.map(({ personId, at }) => [personId, at.toISOString()]));
  const mailOf = new Map(mails.map((mail) => [mail.id, mail]));
  return {
    deadlineId: deadline.id,
    dueOn: toDay(deadline.dueOn),
    status: deadline.status,
    isHeld: deadline.requests.length > 0,
    steps: deadline.steps.map((step) => ({
      key: step.key,
      audience: step.audience,
      dueOn: toDay(step.dueOn),
      sendOn: toDay(step.sendOn),
      state: stateOf(step),
      stopReason: step.stopReason,
      told: step.notices.map(({ person, toldAt, mailId }) => ({
        person,
        toldAt: toldAt?.toISOString() ?? null,
        hearsAt: toldAt ? null : (alarmOf.get(person.id) ?? null),
        mailId,
        mailStatus: mailOf.get(mailId ?? '')?.status ?? null,
        serverAnswer: mailOf.get(mailId ?? '')?.serverAnswer ?? null,
      })),
    })),
  };
};

const stateOf = (step: {
  fellDueAt: Date | null;
  stoppedAt: Date | null;
  notices: { toldAt: Date | null }[];
}): TimelineStep['state'] => {
  if (step.notices.some(({ toldAt }) => toldAt !== null)) return 'TOLD';
  if (step.stoppedAt !== null) return 'STOPPED';
  return step.fellDueAt === null ? 'PLANNED' : 'WAITING';
};
