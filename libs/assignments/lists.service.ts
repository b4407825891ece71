import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database, readCursor, toPage, type PageOf } from '../platform/index.js';
import type { AssignmentView, ListAssignments } from './assignments.schemas.js';

const Cursor = z.tuple([z.string(), z.string()]);

@Injectable()
export class AssignmentListsService {
  constructor(private readonly db: Database) {}

  /** Assignments in the order of the register; `onlyInstitutionIds` limits them to what the caller may see. */
  async list(
    { cursor, limit, reviewId, ...where }: ListAssignments,
    onlyInstitutionIds: string[] | null,
  ): Promise<PageOf<AssignmentView>> {
    const after = readCursor(cursor, Cursor);
    const rows = await this.db.now.assignment.findMany({
      where: {
        AND: [
          Object.fromEntries(Object.entries(where).filter(([, value]) => value !== undefined)),
          reviewId ? { recommendation: { reviewId } } : {},
          onlyInstitutionIds ? { institutionId: { in: onlyInstitutionIds } } : {},
          after
            ? {
                OR: [
                  { recommendation: { sortKey: { gt: after[0] } } },
                  { recommendation: { sortKey: after[0] }, id: { gt: after[1] } },
                ],
              }
            : {},
        ],
      },
      orderBy: [{ recommendation: { sortKey: 'asc' } }, { id: 'asc' }],
      take: limit + 1,
      include: {
        institution: { select: { id: true, name: true } },
        recommendation: {
          select: {
            id: true,
            text: true,
            sortKey: true,
            references: { where: { scheme: 'PARAGRAPH' }, select: { value: true }, orderBy: { id: 'desc' }, take: 1 },
          },
        },
      },
    });
    const insteadIds = [...new Set(rows.flatMap(({ proposedInsteadId }) => proposedInsteadId ?? []))];
    const instead = new Map(
      (await this.db.now.institution.findMany({ where: { id: { in: insteadIds } } })).map(({ id, name }) => [
        id,
        { id, name },
      ]),
    );
    return toPage(
      rows,
      limit,
      ({ recommendation, id }) => [recommendation.sortKey, id],
      (row) => ({
        id: row.id,
        recommendation: {
          id: row.recommendation.id,
          paragraph: row.recommendation.references[0]?.value ?? null,
          text: row.recommendation.text,
        },
        institution: row.institution,
        role: row.role,
        status: row.status,
        contestReason: row.contestReason,
        proposedInstead: instead.get(row.proposedInsteadId ?? '') ?? null,
        replacesId: row.replacesId,
        proposedAt: row.proposedAt.toISOString(),
      }),
    );
  }
}
