import { Prisma } from '../platform/generated/prisma/client.js';
import {
  dayIn,
  momentAt,
  NotFound,
  type ConsultationFormat,
  type ConsultationPurpose,
  type ConsultationStatus,
  type Tx,
} from '../platform/index.js';

const { sql } = Prisma;

/** What strangers may know of a consultation. Where people join online is for those invited. */
export interface PublishedConsultation {
  id: string;
  title: string;
  purpose: ConsultationPurpose;
  about: string;
  format: ConsultationFormat;
  status: ConsultationStatus;
  startsAt: Date;
  endsAt: Date;
  timeZone: string;
  place: string | null;
  languages: string[];
  interpretation: string[];
  accessibility: string | null;
  sequence: number;
  createdAt: Date;
  changedAt: Date;
  publishesAgenda: boolean;
  publishesMinutes: boolean;
  publishesInputs: boolean;
}

/** In a list: what it is and when. */
export type ListedConsultation = Omit<
  PublishedConsultation,
  'about' | 'accessibility' | 'sequence' | 'createdAt' | 'changedAt' | `publishes${string}`
>;

/**
 * The consultations `c` strangers may know of, in the words of the index. One that never had a date was never announced, also
 * when it is cancelled.
 */
const published = sql`c.is_public AND NOT c.restricted AND c.status <> 'DRAFT' AND c.time_sequence > 0`;

const listed = sql`
  c.id, c.title, c.purpose::text AS purpose, c.format::text AS format, c.status::text AS status,
  c.starts_at AS "startsAt", c.ends_at AS "endsAt", c.time_zone AS "timeZone", c.place,
  coalesce(c.languages, '{}') AS languages, coalesce(c.interpretation, '{}') AS interpretation`;

const whole = sql`
  ${listed}, c.about, c.accessibility, c.sequence, c.created_at AS "createdAt", c.changed_at AS "changedAt",
  c.publishes_agenda AS "publishesAgenda", c.publishes_minutes AS "publishesMinutes", c.publishes_inputs AS "publishesInputs"`;

/** One end of a list: a moment, and which of those that begin then. */
export type Place = [startsAt: string, id: string];

/** Those that begin from a moment on, and before another one, in the order of their days or against it. */
export const listPublished = (
  tx: Tx,
  {
    from,
    until,
    after,
    limit,
    isBackwards = false,
  }: {
    from?: Date | undefined;
    until?: Date | undefined;
    after?: Place | null | undefined;
    limit: number;
    isBackwards?: boolean;
  },
): Promise<ListedConsultation[]> => {
  const conditions = [published];
  if (from) conditions.push(sql`c.starts_at >= ${from}`);
  if (until) conditions.push(sql`c.starts_at < ${until}`);
  if (after) {
    const [moment, id] = after;
    conditions.push(sql`(c.starts_at, c.id) > (${new Date(moment)}, ${id}::uuid)`);
  }
  const direction = isBackwards ? sql`DESC` : sql`ASC`;
  return tx.$queryRaw<ListedConsultation[]>`
    SELECT ${listed} FROM consultation c WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY c.starts_at ${direction}, c.id ${direction} LIMIT ${limit}`;
};

/** The whole of those that begin from a moment on, for calendars: the latest ones, where there are too many. */
export const wholePublished = (tx: Tx, from: Date, limit: number): Promise<PublishedConsultation[]> =>
  tx.$queryRaw<PublishedConsultation[]>`
    SELECT * FROM (SELECT ${whole} FROM consultation c WHERE ${published} AND c.starts_at >= ${from}
                   ORDER BY c.starts_at DESC, c.id DESC LIMIT ${limit}) latest
    ORDER BY "startsAt", id`;

/** The years, on the clocks of a zone, in which there are any. */
export const publishedYears = async (tx: Tx, timeZone: string): Promise<number[]> => {
  const rows = await tx.$queryRaw<{ year: number }[]>`
    SELECT DISTINCT extract(year FROM c.starts_at AT TIME ZONE ${timeZone})::int AS year
    FROM consultation c WHERE ${published} ORDER BY year DESC`;
  return rows.map(({ year }) => year);
};

const findPublished = async (tx: Tx, id: string): Promise<PublishedConsultation | null> => {
  const [found] = await tx.$queryRaw<PublishedConsultation[]>`
    SELECT ${whole} FROM consultation c WHERE ${published} AND c.id = ${id}::uuid`;
  return found ?? null;
};

/** The same of one, which must be there. Throws NotFound. */
export const thePublished = async (tx: Tx, id: string): Promise<PublishedConsultation> => {
  const found = await findPublished(tx, id);
  if (!found) throw new NotFound('consultation');
  return found;
};

/** Minutes everybody may read. */
export const finalOf = (consultationId: string) => ({ consultationId, finalAt: { not: null } });

/** Contributions everybody may read. What is anonymous is read from the day after, so that the hour does not betray its author. */
export const openInputs = ({ id, timeZone }: PublishedConsultation, now: Date): Prisma.InputWhereInput => ({
  consultationId: id,
  withdrawnAt: null,
  OR: [
    { visibility: 'PUBLIC' },
    { visibility: 'ANONYMOUS', givenAt: { lt: momentAt(dayIn(timeZone, now), '00:00', timeZone) } },
  ],
});

/** Letters of special procedures are confidential until they are published; what other mechanisms recommend is public. */
export const openToAll = { review: { mechanism: { not: 'SPECIAL_PROCEDURES' as const } } };

/** The number a recommendation has in the report. */
export const paragraphs = {
  where: { scheme: 'PARAGRAPH' as const },
  orderBy: { value: 'asc' as const },
  take: 1,
  select: { value: true },
};
