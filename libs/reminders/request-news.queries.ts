import type { MailProps } from '../catalogue/index.js';
import { toDay, type Day, type DeadlineRequestKind, type Tx } from '../platform/index.js';
import { newsIn, type News } from './reminders.rules.js';

const ofRequests: (News | null)[] = ['asked', 'granted', 'refused'];
/** What is told, as its step calls it, e.g. `granted.<request>`. */
interface Told {
  key: string;
}
const requestIdIn = ({ key }: Told): string[] => {
  const [, requestId = ''] = key.split('.');
  return ofRequests.includes(newsIn(key)) ? [requestId] : [];
};

/** What was asked, and why it was answered so, for what is told of requests; of confidential matters no reason goes into a mail. */
export const requestsIn = async (tx: Tx, claimed: Told[]) => {
  const rows = await tx.deadlineRequest.findMany({
    where: { id: { in: [...new Set(claimed.flatMap(requestIdIn))] } },
    select: { id: true, kind: true, until: true, decisionReason: true },
  });
  const requestOf = new Map(rows.map((row) => [row.id, row]));
  return {
    /** Of several requests about one deadline, the latest. */
    of: (
      told: Told[],
      news: News | undefined,
      restricted: boolean,
    ): MailProps<'digest'>['items'][number]['request'] => {
      const ids = told.filter(({ key }) => newsIn(key) === news).flatMap(requestIdIn);
      const request = requestOf.get(ids.sort().at(-1) ?? '');
      if (!request) return null;
      const { kind, until, decisionReason } = request;
      return { kind, until: until && toDay(until), reason: restricted ? null : decisionReason };
    },
  };
};

/** What the secretariat last answered about a deadline. */
export interface Decision {
  kind: DeadlineRequestKind;
  until: Day | null;
  status: 'GRANTED' | 'REFUSED';
  on: Day;
  reason: string | null;
}

/**
 * The last answer about each of these deadlines, to whom it belongs now: what another institution asked before it was handed
 * on stays between it and the secretariat.
 */
export const decisionsOn = async (tx: Tx, deadlineIds: string[]): Promise<Map<string, Decision>> => {
  const rows = await tx.$queryRaw<(Decision & { deadlineId: string })[]>`
    SELECT DISTINCT ON (q.deadline_id) q.deadline_id AS "deadlineId", q.kind, q.until::text, q.status,
           (q.decided_at AT TIME ZONE mechanism.time_zone)::date::text AS on, q.decision_reason AS reason
    FROM deadline_request q JOIN deadline d ON d.id = q.deadline_id, mechanism
    WHERE q.deadline_id = ANY(${deadlineIds}::uuid[]) AND q.status IN ('GRANTED', 'REFUSED')
      AND EXISTS (SELECT 1 FROM mandate m WHERE m.person_id = q.person_id AND m.institution_id = d.institution_id)
    ORDER BY q.deadline_id, q.decided_at DESC, q.id DESC`;
  return new Map(rows.map(({ deadlineId, ...decision }) => [deadlineId, decision]));
};
