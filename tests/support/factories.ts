import {
  fromDay,
  newId,
  type AssignmentRole,
  type AssignmentStatus,
  type ClassificationKind,
  type Database,
  type InstitutionKind,
  type MandateRole,
  type PositionValue,
  type RecommendationKind,
  type ReviewMechanism,
  type Role,
} from '../../libs/platform/index.js';
import { paragraphSortKey, uprCycle } from '../../libs/recommendations/index.js';

type Db = Pick<Database, 'now'>;

/** Every thing made here has a moment or a day of its own only where a test says so. */
const longAgo = '2026-01-05';

/** A name nothing else in the test has. */
const unique = (name: string) => `${name} ${newId().slice(-8)}`;

/** The mechanism this installation serves; there is one. */
export const aMechanism = (db: Db, { timeZone = 'Asia/Phnom_Penh', locale = 'en' } = {}) => {
  const mechanism = { name: 'National Human Rights Mechanism', stateCode: 'KHM', timeZone, locale };
  return db.now.mechanism.upsert({ where: { id: 1 }, create: mechanism, update: mechanism });
};

export const aPerson = (
  db: Db,
  { roles = [], ...facts }: { roles?: Role[]; name?: string; email?: string; locale?: string; timeZone?: string } = {},
) =>
  db.now.person.create({
    data: {
      name: 'Sok Dara',
      email: `${newId()}@example.org`,
      locale: 'en',
      timeZone: 'Asia/Phnom_Penh',
      ...facts,
      roles: { create: roles.map((role) => ({ role, grantedAt: fromDay(longAgo) })) },
    },
  });

export const anInstitution = (db: Db, facts: { name?: string; acronym?: string; kind?: InstitutionKind } = {}) =>
  db.now.institution.create({ data: { name: unique('Ministry of Education'), kind: 'MINISTRY', ...facts } });

export const aMandate = async (
  db: Db,
  {
    startsOn = longAgo,
    endsOn = null,
    ...facts
  }: { personId?: string; institutionId?: string; role?: MandateRole; startsOn?: string; endsOn?: string | null } = {},
) =>
  db.now.mandate.create({
    data: {
      personId: facts.personId ?? (await aPerson(db)).id,
      institutionId: facts.institutionId ?? (await anInstitution(db)).id,
      role: facts.role ?? 'MAIN',
      startsOn: fromDay(startsOn),
      endsOn: endsOn === null ? null : fromDay(endsOn),
    },
  });

let sessions = 0;

/** Each one of a session of its own, so that two never are the same review. */
export const aReview = (
  db: Db,
  facts: { mechanism?: ReviewMechanism; stateCode?: string; session?: number; reviewedOn?: Date } = {},
) => {
  sessions = (sessions % 54) + 1;
  const session = facts.session ?? sessions;
  return db.now.review.create({
    data: { mechanism: 'UPR', stateCode: 'KHM', ...facts, session, cycle: uprCycle(session) },
  });
};

export const aRecommendation = async (
  db: Db,
  {
    reviewId,
    paragraph = null,
    position = null,
    recommendedBy = ['FRA'],
    themes = [],
    affectedPersons = [],
    sdgs = [],
    text = 'Ensure free primary education for all children',
    kind = 'RECOMMENDATION',
    registeredAt = fromDay(longAgo),
  }: {
    reviewId?: string;
    paragraph?: string | null;
    position?: PositionValue | null;
    recommendedBy?: string[];
    themes?: string[];
    affectedPersons?: string[];
    sdgs?: string[];
    text?: string;
    kind?: RecommendationKind;
    registeredAt?: Date;
  } = {},
) => {
  const labels: [ClassificationKind, string[]][] = [
    ['THEME', themes],
    ['AFFECTED_PERSONS', affectedPersons],
    ['SDG', sdgs],
  ];
  const classifications = labels.flatMap(([of, all]) => all.map((label) => ({ kind: of, label })));
  await db.now.classification.createMany({ data: classifications, skipDuplicates: true });
  return db.now.recommendation.create({
    data: {
      reviewId: reviewId ?? (await aReview(db)).id,
      kind,
      text,
      fingerprint: newId(),
      sortKey: paragraphSortKey(paragraph),
      currentPosition: position,
      registeredAt,
      references: { create: paragraph === null ? [] : [{ scheme: 'PARAGRAPH', value: paragraph }] },
      recommending: { create: recommendedBy.map((stateCode) => ({ stateCode })) },
      positions: { create: position === null ? [] : [{ value: position, recordedAt: registeredAt }] },
      classifications: {
        create: classifications.map((kind_label) => ({ classification: { connect: { kind_label } } })),
      },
    },
  });
};

export const anAssignment = async (
  db: Db,
  facts: {
    recommendationId?: string;
    institutionId?: string;
    role?: AssignmentRole;
    status?: AssignmentStatus;
    contestReason?: string;
  } = {},
) =>
  db.now.assignment.create({
    data: {
      role: 'LEAD',
      status: 'ACTIVE',
      proposedAt: fromDay(longAgo),
      ...facts,
      recommendationId: facts.recommendationId ?? (await aRecommendation(db)).id,
      institutionId: facts.institutionId ?? (await anInstitution(db)).id,
    },
  });
