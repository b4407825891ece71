import type { Tx } from '../platform/index.js';
import { titleOf, type Titles } from './deadlines.rules.js';
import type { DeadlineChange, KnownDeadline, Plan } from './planning.rules.js';

/** Deadlines that rules have made of these anchors. */
export const knownDeadlines = (tx: Tx, anchorIds: string[]): Promise<KnownDeadline[]> => tx.$queryRaw<KnownDeadline[]>`
  SELECT d.id, d.anchor_id AS "anchorId", d.rule_id AS "ruleId", r.code, r.titles, d.institution_id AS "institutionId",
         d.due_on::text AS "dueOn", d.status, d.pinned, d.after_id AS "afterId"
  FROM deadline d JOIN deadline_rule r ON r.id = d.rule_id
  WHERE d.anchor_id = ANY(${anchorIds}::uuid[]) ORDER BY d.id`;

/** Before and after, in the order of the days after. */
export const describePlan = async (tx: Tx, plan: Plan, locale: string): Promise<DeadlineChange[]> => {
  const moved = plan.move.filter(({ from, to }) => from !== to);
  const called = ({ titles }: { titles: Titles }) => ({
    titles,
    title: titleOf({ title: null, rule: { titles } }, locale) ?? titles.en,
  });
  const wanted = [
    ...plan.create.map((deadline) => ({ ...deadline, isPast: false })),
    ...plan.past.map((deadline) => ({ ...deadline, isPast: true })),
  ];
  const institutionIds = [...wanted, ...moved.map(({ deadline }) => deadline), ...plan.retire].flatMap(
    ({ institutionId }) => institutionId ?? [],
  );
  const institutions = await tx.institution.findMany({ where: { id: { in: institutionIds } } });
  const nameOf = new Map(institutions.map(({ id, name }) => [id, name]));
  const name = (id: string | null) => (id === null ? null : (nameOf.get(id) ?? null));
  const changes: DeadlineChange[] = [
    ...wanted.map(({ rule, institutionId, dueOn, isPast }) => ({
      deadlineId: null,
      ...called(rule),
      institution: name(institutionId),
      from: null,
      to: dueOn,
      isPast,
    })),
    ...moved.map(({ deadline, rule, from, to }) => ({
      deadlineId: deadline.id,
      ...called(rule),
      institution: name(deadline.institutionId),
      from,
      to,
      isPast: false,
    })),
    ...plan.retire.map(({ id, titles, institutionId, dueOn }) => ({
      deadlineId: id,
      ...called({ titles }),
      institution: name(institutionId),
      from: dueOn,
      to: null,
      isPast: false,
    })),
  ];
  const place = ({ from, to, title, institution, deadlineId }: DeadlineChange) =>
    [to ?? from, title, institution, deadlineId].join('\n');
  return changes.sort((a, b) => (place(a) < place(b) ? -1 : 1));
};
