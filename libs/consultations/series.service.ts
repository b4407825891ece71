import { Injectable } from '@nestjs/common';
import { Clock, Database, newId, Outbox, type Actor } from '../platform/index.js';
import { NotNow } from './consultations.errors.js';
import { seriesDates, type Span } from './consultations.rules.js';
import type { RepeatConsultation } from './consultations.schemas.js';
import { ConsultationsService } from './consultations.service.js';

/** Consultations that are held again and again. */
@Injectable()
export class SeriesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly consultations: ConsultationsService,
  ) {}

  /** When the next ones would be. Throws NotNow while it has no date itself. */
  datesOf(
    { status, startsAt, endsAt, timeZone }: Awaited<ReturnType<ConsultationsService['hold']>>,
    wanted: RepeatConsultation,
  ): Span[] {
    if (!startsAt || !endsAt) throw new NotNow(status);
    return seriesDates({ startsAt, endsAt }, { ...wanted, timeZone }, this.clock.now());
  }

  /**
   * Drafts more of the same, every so many months at the same hour; each is then scheduled by itself. Dates the series has
   * already are left as they are: asked for twice, nothing is there twice. Returns the ids of what is new.
   */
  async repeat(id: string, wanted: RepeatConsultation, by: Actor): Promise<string[]> {
    return this.db.transaction(async (tx) => {
      const held = await this.consultations.hold(tx, id);
      const dates = this.datesOf(held, wanted);
      const now = this.clock.now();
      const seriesId = held.seriesId ?? newId();
      if (held.seriesId === null) {
        const { everyMonths } = wanted;
        await tx.consultationSeries.create({ data: { id: seriesId, everyMonths, createdAt: now } });
        await tx.consultation.update({ where: { id }, data: { seriesId } });
      }
      // The series is held too: two of its members may be repeated at once.
      await tx.$queryRaw`SELECT 1 FROM consultation_series WHERE id = ${seriesId}::uuid FOR UPDATE`;
      const known = await tx.consultation.findMany({ where: { seriesId }, select: { startsAt: true } });
      const taken = new Set(known.map(({ startsAt }) => startsAt?.getTime()));
      const where = { consultationId: id };
      const hosts = await tx.consultationHost.findMany({ where });
      const subjects = await tx.consultationSubject.findMany({ where });
      const seats = await tx.consultationSeats.findMany({ where });
      const agenda = await tx.agendaItem.findMany({ where });
      const copies = dates
        .filter(({ startsAt }) => !taken.has(startsAt.getTime()))
        .map((span) => ({
          ...held,
          ...span,
          id: newId(),
          seriesId,
          status: 'DRAFT' as const,
          ...{ inviteAt: null, answerBy: null, noticeReason: null, endReason: null },
          ...{ sequence: 0, timeSequence: 0, createdAt: now, changedAt: now },
        }));
      await tx.consultation.createMany({ data: copies });
      const each = <T extends object>(rows: T[]) =>
        copies.flatMap((copy) => rows.map((row) => ({ ...row, consultationId: copy.id })));
      await tx.consultationHost.createMany({ data: each(hosts) });
      await tx.consultationSubject.createMany({ data: each(subjects) });
      await tx.consultationSeats.createMany({ data: each(seats) });
      await tx.agendaItem.createMany({ data: each(agenda).map((item) => ({ ...item, id: newId(), record: '' })) });
      const facts = copies.map((copy) => ({ consultationId: copy.id }));
      await this.outbox.publish(tx, 'consultation.drafted', facts, { by });
      return copies.map((copy) => copy.id);
    });
  }
}
