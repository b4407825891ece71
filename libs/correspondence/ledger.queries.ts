import { mails } from '../catalogue/index.js';
import type { DeadlineKind, MailStatus, Tx } from '../platform/index.js';
import { Prisma } from '../platform/generated/prisma/client.js';
import type { MailQuery } from './correspondence.schemas.js';

const { sql, join } = Prisma;

const confidential = Object.values(mails).flatMap((mail: { name: string; isConfidential?: true }) =>
  mail.isConfidential ? [mail.name] : [],
);
/** Of a mail `m`: whether anybody may know of it. */
const isShown = sql`m.name <> ALL(${confidential}::text[])`;

/** Which mails are asked for; days as moments. */
export interface MailFilter extends Pick<MailQuery, 'personId' | 'institutionId' | 'deadlineId' | 'name' | 'status'> {
  /** Only to people whose name contains this. */
  person?: string | undefined;
  from?: Date | undefined;
  /** Before this moment. */
  until?: Date | undefined;
}

export interface MailRow {
  id: string;
  name: string;
  props: unknown;
  locale: string;
  personId: string | null;
  person: string | null;
  address: string;
  status: MailStatus;
  createdAt: Date;
  sentAt: Date | null;
  serverAnswer: string | null;
  attempts: number;
  lastError: string | null;
}

export interface BounceRow {
  mailId: string;
  receivedAt: Date;
  action: string;
  status: string | null;
  diagnostic: string | null;
}

export interface ToldRow {
  mailId: string;
  id: string;
  title: string | null;
  titles: unknown;
  kind: DeadlineKind;
  dueOn: string;
  /** Confidential: only the secretariat may know what it is about. */
  restricted: boolean;
}

const columns = sql`m.id, m.name, m.props, m.locale, m.person_id AS "personId", p.name AS person, m.address,
  m.status::text AS status, m.created_at AS "createdAt", m.sent_at AS "sentAt", m.server_answer AS "serverAnswer",
  m.attempts, m.last_error AS "lastError"`;

/** So many mails from a place in the ledger on. The order is that of an index for every filter. */
export const findMails = async (
  tx: Tx,
  filter: MailFilter,
  { order, after, limit }: { order: 'newest' | 'oldest'; after: [createdAt: Date, id: string] | null; limit: number },
): Promise<MailRow[]> => {
  // Looked up first: there are few of them, and where there is none, the whole ledger need not be searched for what is not there.
  const people = await peopleIn(tx, filter);
  const mailIds = filter.deadlineId === undefined ? null : await mailsAbout(tx, filter.deadlineId);
  if (people?.length === 0 || mailIds?.length === 0) return [];
  const conditions = [isShown, ...fits(filter)];
  if (people) conditions.push(sql`m.person_id = ANY(${people}::uuid[])`);
  if (mailIds) conditions.push(sql`m.id = ANY(${mailIds}::uuid[])`);
  if (after && order === 'newest') conditions.push(sql`(m.created_at, m.id) < (${after[0]}, ${after[1]}::uuid)`);
  if (after && order === 'oldest') conditions.push(sql`(m.created_at, m.id) > (${after[0]}, ${after[1]}::uuid)`);
  return tx.$queryRaw<MailRow[]>`
    SELECT ${columns} FROM mail m LEFT JOIN person p ON p.id = m.person_id
    WHERE ${join(conditions, ' AND ')}
    ORDER BY ${order === 'newest' ? sql`m.created_at DESC, m.id DESC` : sql`m.created_at, m.id`} LIMIT ${limit}`;
};

export const findMail = async (tx: Tx, id: string): Promise<MailRow | null> => {
  const [row] = await tx.$queryRaw<MailRow[]>`
    SELECT ${columns} FROM mail m LEFT JOIN person p ON p.id = m.person_id WHERE m.id = ${id}::uuid AND ${isShown}`;
  return row ?? null;
};

const fits = ({ personId, institutionId, name, status, from, until }: MailFilter): Prisma.Sql[] =>
  [
    personId && sql`m.person_id = ${personId}::uuid`,
    institutionId && actsFor(sql`${institutionId}::uuid`),
    name && sql`m.name = ${name}`,
    status && sql`m.status = ${status}::"MailStatus"`,
    from && sql`m.created_at >= ${from}`,
    until && sql`m.created_at < ${until}`,
  ].filter((condition) => typeof condition === 'object');

/** Whom the filter is about: by name, or by having ever acted for the institution; null: anybody. */
const peopleIn = async (tx: Tx, { person, institutionId }: MailFilter): Promise<string[] | null> => {
  if (person === undefined && institutionId === undefined) return null;
  const found = await tx.person.findMany({
    where: {
      ...(person === undefined ? {} : { name: { contains: literally(person), mode: 'insensitive' } }),
      ...(institutionId === undefined ? {} : { mandates: { some: { institutionId } } }),
    },
    select: { id: true },
  });
  return found.map(({ id }) => id);
};

/** The database reads these characters as patterns. */
const literally = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** Whether whom a mail (`m`) went to held a mandate for an institution on that day. */
const actsFor = (institution: Prisma.Sql): Prisma.Sql => sql`EXISTS (
  SELECT 1 FROM mandate t, mechanism
  WHERE t.person_id = m.person_id AND t.institution_id = ${institution}
    AND t.starts_on <= (m.created_at AT TIME ZONE mechanism.time_zone)::date
    AND (t.ends_on IS NULL OR t.ends_on >= (m.created_at AT TIME ZONE mechanism.time_zone)::date))`;

/** Mails tell of a deadline by notices; those that ask an institution to verify its list, by their thread, which is the round's. */
const mailsAbout = async (tx: Tx, deadlineId: string): Promise<string[]> => {
  const found = await tx.$queryRaw<{ id: string }[]>`
    SELECT mail_id AS id FROM notice WHERE deadline_id = ${deadlineId}::uuid AND mail_id IS NOT NULL
    UNION
    SELECT m.id FROM deadline d JOIN verification v ON v.id = d.subject_id JOIN mail m ON m.thread_id = v.round_id
    WHERE d.id = ${deadlineId}::uuid AND d.kind = 'VERIFICATION' AND ${actsFor(sql`d.institution_id`)}`;
  return found.map(({ id }) => id);
};

/**
 * What mails told of, the deadlines of each in the order of their days. The day is the one the mail names, or the step behind
 * it spoke of: the deadline may have moved since.
 */
export const toldIn = (tx: Tx, mailIds: string[]): Promise<ToldRow[]> => tx.$queryRaw<ToldRow[]>`
  SELECT told.mail_id AS "mailId", d.id, d.title, r.titles, d.kind::text AS kind,
         coalesce(told.due_on, d.due_on)::text AS "dueOn", d.restricted
  FROM (SELECT m.id, n.deadline_id, coalesce(
                 (SELECT (item->>'dueOn')::date FROM jsonb_array_elements(m.props->'items') AS item
                  WHERE item->>'deadlineId' = n.deadline_id::text LIMIT 1),
                 (array_agg(s.due_on ORDER BY s.id DESC))[1])
        FROM mail m JOIN notice n ON n.mail_id = m.id JOIN reminder_step s ON s.id = n.step_id
        WHERE m.id = ANY(${mailIds}::uuid[]) GROUP BY m.id, n.deadline_id
        UNION
        SELECT m.id, d.id, (m.props->>'dueOn')::date FROM mail m JOIN verification v ON v.round_id = m.thread_id
        JOIN deadline d ON d.kind = 'VERIFICATION' AND d.subject_id = v.id
        WHERE m.id = ANY(${mailIds}::uuid[]) AND ${actsFor(sql`d.institution_id`)}) AS told (mail_id, deadline_id, due_on)
  JOIN deadline d ON d.id = told.deadline_id LEFT JOIN deadline_rule r ON r.id = d.rule_id
  ORDER BY "dueOn", d.id`;

/** What came back of mails, the oldest report first. */
export const bouncesOf = async (tx: Tx, mailIds: string[]): Promise<BounceRow[]> => {
  const rows = await tx.bounce.findMany({
    where: { mailId: { in: mailIds } },
    select: { mailId: true, receivedAt: true, action: true, status: true, diagnostic: true },
    orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map((row) => ({ ...row, mailId: row.mailId ?? '' }));
};

/**
 * Deadlines to choose from: the chosen one, and the latest of those people are told of; if an institution is chosen, of its
 * own and of those its people were told of, which may be others' by now.
 */
export const deadlineChoices = (
  tx: Tx,
  { deadlineId, institutionId }: Pick<MailFilter, 'deadlineId' | 'institutionId'>,
): Promise<(Omit<ToldRow, 'mailId'> & { institution: string | null })[]> => tx.$queryRaw`
  SELECT d.id, d.title, r.titles, d.kind::text AS kind, d.due_on::text AS "dueOn", i.name AS institution
  FROM (SELECT * FROM deadline WHERE id = ${deadlineId ?? null}::uuid
        UNION
        (SELECT * FROM deadline
         WHERE ${institutionId ?? null}::uuid IS NULL OR institution_id = ${institutionId ?? null}::uuid OR id IN (
           SELECT n.deadline_id FROM mail m JOIN notice n ON n.mail_id = m.id
           WHERE m.person_id IN (SELECT person_id FROM mandate WHERE institution_id = ${institutionId ?? null}::uuid)
             AND ${actsFor(sql`${institutionId ?? null}::uuid`)})
         ORDER BY due_on DESC, id DESC LIMIT 100)) d
  LEFT JOIN deadline_rule r ON r.id = d.rule_id LEFT JOIN institution i ON i.id = d.institution_id
  ORDER BY d.due_on DESC, d.id DESC`;
