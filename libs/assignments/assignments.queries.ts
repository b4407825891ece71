import type { Prisma } from '../platform/generated/prisma/client.js';
import { groupBy, type AssignmentRole, type AssignmentStatus, type Tx } from '../platform/index.js';

/** One line of an institution's list. */
export interface ListItem {
  id: string;
  recommendationId: string;
  institutionId: string;
  institution: string;
  /** Paragraph as printed; empty when the source has none. */
  reference: string;
  text: string;
  role: AssignmentRole;
  status: AssignmentStatus;
  contestReason: string | null;
  proposedInstead: string | null;
  verificationId: string | null;
}

/** The lists of institutions in the order people read them: by institution, then by paragraph. Two queries, however long. */
export const listItems = async (tx: Tx, where: Prisma.AssignmentWhereInput): Promise<ListItem[]> => {
  const rows = await tx.assignment.findMany({
    where,
    orderBy: [{ institution: { name: 'asc' } }, { recommendation: { sortKey: 'asc' } }, { id: 'asc' }],
    include: {
      institution: { select: { name: true } },
      recommendation: {
        select: {
          text: true,
          references: { where: { scheme: 'PARAGRAPH' }, select: { value: true }, orderBy: { id: 'desc' }, take: 1 },
        },
      },
    },
  });
  const insteadIds = [...new Set(rows.flatMap(({ proposedInsteadId }) => proposedInsteadId ?? []))];
  const instead = new Map(
    (await tx.institution.findMany({ where: { id: { in: insteadIds } } })).map(({ id, name }) => [id, name]),
  );
  return rows.map((row) => ({
    id: row.id,
    recommendationId: row.recommendationId,
    institutionId: row.institutionId,
    institution: row.institution.name,
    reference: row.recommendation.references[0]?.value ?? '',
    text: row.recommendation.text,
    role: row.role,
    status: row.status,
    contestReason: row.contestReason,
    proposedInstead: instead.get(row.proposedInsteadId ?? '') ?? null,
    verificationId: row.verificationId,
  }));
};

/** Lists as mails show them, an institution after the other. */
export const byInstitution = (items: ListItem[]) =>
  [...groupBy(items, ({ institution }) => institution)].map(([name, own]) => ({
    name,
    items: own.map(({ reference, text, role }) => ({ reference, text, role })),
  }));
