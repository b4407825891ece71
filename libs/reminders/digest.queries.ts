import type { VerificationService } from '../assignments/index.js';
import { titleOf, type Titles } from '../deadlines/index.js';
import { addDays, groupBy, type Day, type DeadlineKind, type Tx } from '../platform/index.js';
import { heldOn } from '../directory/index.js';
import { newsIn, type News } from './reminders.rules.js';
import { requestsIn, type Claimed, type DigestItem } from './request-news.queries.js';

/** How far ahead a digest looks, besides what it has to tell. */
const daysAhead = 30;
/** More than this nobody reads in a mail; the page behind it shows all. */
const mostItems = 25;

interface Due {
  personId: string;
  id: string;
  kind: DeadlineKind;
  subjectId: string | null;
  title: string | null;
  titles: Titles | null;
  restricted: boolean;
  institutionId: string | null;
  institution: string | null;
  dueOn: Day;
  isTold: boolean;
  /** Of all that is due from the person and not told here. */
  total: number;
}

/** The order in which news is worth telling, when one deadline has several: what is new to the reader has not moved for them. */
const worth = ['asked', 'refused', 'granted', 'handed', 'reopened', 'set', 'moved', 'pushed'] as const satisfies News[];
const shownNews = {
  asked: 'ASKED',
  refused: 'REFUSED',
  granted: 'GRANTED',
  handed: 'HANDED',
  reopened: 'REOPENED',
  moved: 'MOVED',
  set: 'SET',
  pushed: 'PUSHED',
} as const satisfies Record<News, DigestItem['news']>;

/**
 * Everything a digest says to each person, the most urgent first: what is to be told now, and what else is overdue or due
 * within 30 days in the institutions they answer for.
 */
export const digestItems = async (
  tx: Tx,
  claimed: Claimed[],
  localeOf: (personId: string) => string,
  {
    today,
    verification,
    makeLink,
  }: {
    today: Day;
    verification: VerificationService;
    makeLink: (wanted: { personId: string; roundId: string; dueOn: Day }[]) => Promise<string[]>;
  },
): Promise<Map<string, { items: DigestItem[]; more: number }>> => {
  const rows = await dueRows(tx, claimed, today);
  const lists = await listsOf(tx, rows, verification, makeLink);
  const requests = await requestsIn(tx, claimed);
  const toldOf = groupBy(claimed, ({ personId, deadlineId }) => `${personId} ${deadlineId}`);
  const byPerson = groupBy(rows, ({ personId }) => personId);
  return new Map(
    [...byPerson].map(([personId, due]) => {
      const locale = localeOf(personId);
      const items = due.slice(0, mostItems).map((row): DigestItem => {
        const told = toldOf.get(`${personId} ${row.id}`) ?? [];
        const heard = new Set(told.map(({ key }) => newsIn(key)));
        const news = worth.find((word) => heard.has(word));
        const list = lists.get(`${personId} ${row.subjectId}`);
        return {
          deadlineId: row.id,
          kind: row.kind,
          title: row.restricted
            ? null
            : titleOf({ title: row.title, rule: row.titles && { titles: row.titles } }, locale),
          isRestricted: row.restricted,
          institution: row.institution,
          dueOn: row.dueOn,
          isOverdue: row.dueOn < today,
          news: news ? shownNews[news] : null,
          request: requests.of(told, news, row.restricted),
          audience: told[0]?.audience ?? 'MAIN',
          open: list?.open ?? null,
          verifyLinkId: list?.linkId ?? null,
        };
      });
      const total = due[0]?.total ?? 0;
      const shownAndUntold = due.slice(0, mostItems).filter(({ isTold }) => !isTold).length;
      const toldButNotShown = due.slice(mostItems).filter(({ isTold }) => isTold).length;
      return [personId, { items, more: Math.max(0, total - shownAndUntold) + toldButNotShown }];
    }),
  );
};

/** What was claimed and what is overdue, then the rest; each by day. */
const dueRows = (tx: Tx, claimed: Claimed[], today: Day): Promise<Due[]> => tx.$queryRaw<Due[]>`
  WITH told AS (
    SELECT person_id, array_agg(DISTINCT deadline_id) AS ids
    FROM unnest(${claimed.map(({ personId }) => personId)}::uuid[],
                ${claimed.map(({ deadlineId }) => deadlineId)}::uuid[]) AS t (person_id, deadline_id)
    GROUP BY person_id
  ),
  other AS (
    SELECT told.person_id, d.id AS deadline_id, d.total
    FROM told CROSS JOIN LATERAL (
      SELECT d.id, count(*) OVER ()::int AS total
      FROM (
        SELECT DISTINCT institution_id, role FROM mandate m WHERE person_id = told.person_id AND ${heldOn(today)}
      ) m CROSS JOIN LATERAL (
        -- Place by place: all that is due in the country is far more.
        SELECT id, due_on FROM deadline
        WHERE institution_id = m.institution_id AND role = m.role AND status = 'OPEN'
          AND due_on <= ${addDays(today, daysAhead)}::date
          AND NOT EXISTS (SELECT FROM deadline_request q WHERE q.deadline_id = deadline.id AND q.status = 'PENDING') OFFSET 0
      ) d
      WHERE d.id <> ALL (told.ids)
      ORDER BY d.due_on, d.id LIMIT ${mostItems}
    ) d
  ), item AS (
    SELECT person_id, unnest(ids) AS deadline_id, true AS is_told, 0 AS total FROM told
    UNION ALL SELECT person_id, deadline_id, false, total FROM other
  )
  SELECT item.person_id AS "personId", d.id, d.kind, d.subject_id AS "subjectId", d.title, r.titles, d.restricted,
         d.institution_id AS "institutionId", i.name AS institution, d.due_on::text AS "dueOn", item.is_told AS "isTold",
         max(item.total) OVER (PARTITION BY item.person_id) AS total
  FROM item JOIN deadline d ON d.id = item.deadline_id
  LEFT JOIN deadline_rule r ON r.id = d.rule_id LEFT JOIN institution i ON i.id = d.institution_id
  ORDER BY item.person_id, item.is_told OR d.due_on < ${today}::date DESC, d.due_on, d.id`;

/** Lists that wait to be verified: how much of each is open, and the link to where it is answered. */
const listsOf = async (
  tx: Tx,
  rows: Due[],
  verification: VerificationService,
  makeLink: (wanted: { personId: string; roundId: string; dueOn: Day }[]) => Promise<string[]>,
): Promise<Map<string, { open: number; linkId: string | null }>> => {
  const wanted = rows.filter(({ kind, subjectId }) => kind === 'VERIFICATION' && subjectId !== null);
  if (wanted.length === 0) return new Map();
  const ids = [...new Set(wanted.map(({ subjectId }) => subjectId ?? ''))];
  const open = new Map(
    (await verification.openLists(tx, { id: { in: ids } })).map((list) => [list.verificationId, list]),
  );
  const found = wanted.flatMap(({ personId, subjectId, institutionId }) => {
    const list = open.get(subjectId ?? '');
    return list && institutionId !== null ? [{ personId, subjectId, list }] : [];
  });
  // One link a person and round, however many lists.
  const rounds = new Map(
    found.map(({ personId, list }) => [
      `${personId} ${list.roundId}`,
      { personId, roundId: list.roundId, dueOn: list.dueOn },
    ]),
  );
  const acting = await tx.mandate.findMany({
    where: { personId: { in: [...new Set(found.map(({ personId }) => personId))] } },
    select: { personId: true },
    distinct: ['personId'],
  });
  // A coordinator signs in; whoever acts for an institution gets a link.
  const actsForSome = new Set(acting.map(({ personId }) => personId));
  const linked = [...rounds].filter(([, { personId }]) => actsForSome.has(personId));
  const linkIds = await makeLink(linked.map(([, round]) => round));
  const linkOf = new Map(linked.map(([key], index) => [key, linkIds[index] ?? null]));
  return new Map(
    found.map(({ personId, subjectId, list }) => [
      `${personId} ${subjectId}`,
      { open: list.open, linkId: linkOf.get(`${personId} ${list.roundId}`) ?? null },
    ]),
  );
};
