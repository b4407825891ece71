import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Clock, Database, newId, NotFound, Outbox, type Actor, type Tx } from '../platform/index.js';
import { agendaAfter, type AgendaAct } from './agenda.rules.js';
import { AgendaItemInUse, NotNow, TooManyAgendaItems } from './consultations.errors.js';
import type { AgendaFacts, AgendaItemFacts } from './consultations.schemas.js';
import { ConsultationsService } from './consultations.service.js';

/** More than this is no agenda. */
const mostItems = 100;

type Items = Omit<z.infer<typeof AgendaItemFacts>, 'id'>;
type Written = Items & { id: string };

/** What is talked about, in which order. */
@Injectable()
export class AgendaService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly consultations: ConsultationsService,
  ) {}

  /**
   * Writes the agenda anew. Items with an id keep what was recorded about them; those left out go, with their documents.
   * Throws TooManyAgendaItems, NotNow, AgendaItemInUse, NotFound for the items of another consultation.
   */
  async set(consultationId: string, { items, tell = false }: AgendaFacts, by: Actor): Promise<void> {
    if (items.length > mostItems) throw new TooManyAgendaItems(items.length, mostItems);
    await this.change(consultationId, { by, tell }, (known) => {
      const left = new Set(known.map(({ id }) => id));
      return items.map(({ id, ...facts }) => {
        // An item named twice is nobody's the second time.
        if (id !== undefined && !left.delete(id)) throw new NotFound('agenda item');
        return { id: id ?? newId(), ...facts };
      });
    });
  }

  /** Adds an item at the end. Returns its id. */
  async add(consultationId: string, facts: Items, by: Actor, tell = false): Promise<string> {
    const id = newId();
    await this.change(consultationId, { by, tell }, (known) => {
      if (known.length >= mostItems) throw new TooManyAgendaItems(known.length + 1, mostItems);
      return [...known, { id, ...facts }];
    });
    return id;
  }

  async rewrite(consultationId: string, id: string, facts: Items, by: Actor, tell = false): Promise<void> {
    await this.change(consultationId, { by, tell }, (known) => {
      if (!known.some((item) => item.id === id)) throw new NotFound('agenda item');
      return known.map((item) => (item.id === id ? { id, ...facts } : item));
    });
  }

  /** Moves an item up or down, or takes it away. Throws AgendaItemInUse. */
  async act(consultationId: string, id: string, act: AgendaAct, by: Actor, tell = false): Promise<void> {
    await this.change(consultationId, { by, tell }, (known) => {
      const after = agendaAfter(known, id, act);
      if (!after) throw new NotFound('agenda item');
      return after;
    });
  }

  /** `tell`: those invited hear of it, where what their calendars show of it has changed. */
  private async change(
    consultationId: string,
    { by, tell }: { by: Actor; tell: boolean },
    wanted: (known: Written[]) => Written[],
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { status } = await this.consultations.hold(tx, consultationId);
      if (['MINUTES_CIRCULATED', 'CLOSED', 'CANCELLED'].includes(status)) throw new NotNow(status);
      const select = { id: true, title: true, details: true, minutes: true, speakers: true };
      const orderBy = { position: 'asc' } as const;
      const known = await tx.agendaItem.findMany({ where: { consultationId }, select, orderBy });
      const items = wanted(known);
      if (JSON.stringify(items) === JSON.stringify(known)) return;
      await this.write(tx, consultationId, items);
      const isTold = tell && status === 'INVITING' && titlesOf(items) !== titlesOf(known);
      await tx.consultation.update({
        where: { id: consultationId },
        data: { changedAt: this.clock.now(), ...(isTold && { sequence: { increment: 1 } }) },
      });
      await this.outbox.publish(tx, 'consultation.changed', { consultationId, isTold }, { by });
    });
  }

  private async write(tx: Tx, consultationId: string, items: Written[]): Promise<void> {
    const kept = items.map(({ id }) => id);
    const gone = { consultationId, id: { notIn: kept } };
    // Whoever writes about an item at this moment is waited for.
    await tx.$queryRaw`
      SELECT 1 FROM agenda_item WHERE consultation_id = ${consultationId}::uuid AND id <> ALL(${kept}::uuid[]) ORDER BY id FOR UPDATE`;
    const isUsed = [
      { record: { not: '' } },
      { comments: { some: {} } },
      { commitments: { some: {} } },
      { inputs: { some: {} } },
    ];
    const used = await tx.agendaItem.findFirst({ where: { ...gone, OR: isUsed }, orderBy: { position: 'asc' } });
    if (used) throw new AgendaItemInUse(used.title);
    const documents = await tx.agendaDocument.findMany({ where: { agendaItem: gone }, select: { fileId: true } });
    await tx.agendaItem.deleteMany({ where: gone });
    await tx.storedFile.deleteMany({ where: { id: { in: documents.map(({ fileId }) => fileId) } } });
    const rows = items.map((item, position) => ({ ...item, position }));
    await tx.$executeRaw`
      INSERT INTO agenda_item (id, consultation_id, position, title, details, minutes, speakers)
      SELECT id, ${consultationId}::uuid, position, title, details, minutes, ARRAY(SELECT jsonb_array_elements_text(speakers))
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
           AS i (id uuid, position int, title text, details text, minutes int, speakers jsonb)
      ON CONFLICT (id) DO UPDATE
      SET position = excluded.position, title = excluded.title, details = excluded.details,
          minutes = excluded.minutes, speakers = excluded.speakers`;
  }
}

const titlesOf = (items: Written[]): string => JSON.stringify(items.map(({ title }) => title));
