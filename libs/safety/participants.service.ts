import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/index.js';
import { byteOrderMark, csvLine, Database, Forbidden, NotFound, Outbox, type Tx } from '../platform/index.js';

/** What whoever prepares the room and the door must know, and no more: no addresses, neither gender nor disability. */
const columns = [
  'name',
  'institution',
  'kind',
  'answer',
  'seat',
  'attendance',
  'interpretation',
  'step_free',
  'travel',
  'other_needs',
];

/** Whether somebody may take the list of participants out: officers see it on their pages only. */
const mayExport = (caller: Caller, hostIds: string[]): boolean =>
  caller.rights.has('coordinator') || caller.rights.has('administrator') || hostIds.includes(caller.personId);

/** Gives the list of participants out as a file, and keeps that somebody took it, and why. */
@Injectable()
export class ParticipantsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  /** The consultation whose list the caller may take out. Throws NotFound for who may not see it, Forbidden for who may see it only. */
  async exportable(tx: Tx, id: string, caller: Caller) {
    const found = await tx.consultation.findUnique({ where: { id }, include: { hosts: true } });
    const isHost = found?.hosts.some(({ personId }) => personId === caller.personId) ?? false;
    const mayKnow =
      isHost || (['coordinator', 'administrator', 'officer'] as const).some((right) => caller.rights.has(right));
    if (!found || !mayKnow) throw new NotFound('consultation');
    if (
      !mayExport(
        caller,
        found.hosts.map(({ personId }) => personId),
      )
    )
      throw new Forbidden();
    return found;
  }

  /** CSV. Who was forgotten is counted at the end. */
  async csv(id: string, reason: string, caller: Caller): Promise<string> {
    return this.db.transaction(async (tx) => {
      await this.exportable(tx, id, caller);
      await this.outbox.publish(tx, 'participants.exported', { consultationId: id }, { by: caller.actor, reason });
      const rows = await tx.invitation.findMany({
        where: { consultationId: id, withdrawnAt: null },
        include: { person: { select: { name: true } }, institution: { select: { name: true } } },
      });
      const shown = rows
        .filter(({ forgottenAt }) => forgottenAt === null)
        .map((row) => ({ ...row, name: row.person?.name ?? row.walkInName ?? '' }))
        .sort((a, b) => a.name.localeCompare(b.name));
      const lines = shown.map((row) =>
        csvLine([
          row.name,
          row.institution?.name ?? null,
          row.kind,
          row.answer,
          row.seat,
          row.attendance,
          row.needsInterpretation,
          yes(row.needsStepFree),
          yes(row.needsTravel),
          row.otherNeeds,
        ]),
      );
      const forgotten = rows.filter(({ forgottenAt }) => forgottenAt !== null);
      const count = forgotten.length === 0 ? '' : csvLine(['(forgotten)', null, null, String(forgotten.length)]);
      return byteOrderMark + csvLine(columns) + lines.join('') + count;
    });
  }
}

const yes = (is: boolean): string | null => (is ? 'yes' : null);
