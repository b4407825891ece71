import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  Conflict,
  Database,
  isDuplicate,
  newId,
  NotFound,
  Outbox,
  readCursor,
  toPage,
  type Actor,
  type PageOf,
} from '../platform/index.js';
import type { ChangeInstitution, Institution, InstitutionQuery, RegisterInstitution } from './directory.schemas.js';

/** Ministries, agencies, civil society and everyone else who answers for a recommendation. */
@Injectable()
export class InstitutionsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  async list({ kind, q, province, theme, cursor, limit }: InstitutionQuery): Promise<PageOf<Institution>> {
    const [after] = readCursor(cursor, z.tuple([z.string()])) ?? [];
    const contains = { contains: q ?? '', mode: 'insensitive' as const };
    const rows = await this.db.now.institution.findMany({
      where: {
        ...(kind && { kind }),
        ...(province && { province }),
        ...(theme && { themes: { has: theme } }),
        ...(q && { OR: [{ name: contains }, { acronym: contains }] }),
        ...(after && { name: { gt: after } }),
      },
      orderBy: { name: 'asc' },
      take: limit + 1,
    });
    const show = (row: Institution) => row;
    return toPage(rows, limit, ({ name }) => [name], show);
  }

  async get(id: string): Promise<Institution> {
    const institution = await this.db.now.institution.findUnique({ where: { id } });
    if (!institution) throw new NotFound('institution');
    return institution;
  }

  async register(facts: RegisterInstitution, by: Actor): Promise<Institution> {
    return this.db.transaction(async (tx) => {
      const id = newId();
      const institution = await tx.institution.create({ data: { id, ...facts } }).catch(nameTaken);
      await this.outbox.publish(tx, 'institution.registered', { institutionId: id }, { by });
      return institution;
    });
  }

  async change(id: string, facts: ChangeInstitution, by: Actor): Promise<Institution> {
    return this.db.transaction(async (tx) => {
      await this.get(id);
      const institution = await tx.institution.update({ where: { id }, data: facts }).catch(nameTaken);
      await this.outbox.publish(tx, 'institution.changed', { institutionId: id }, { by });
      return institution;
    });
  }
}

const nameTaken = (error: unknown): never => {
  if (isDuplicate(error)) throw new Conflict('institution-name-taken', 'Another institution has this name.');
  throw error;
};
