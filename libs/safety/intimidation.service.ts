import { Injectable } from '@nestjs/common';
import { SafetyContactsService } from '../consultations/index.js';
import { Clock, Database, newId, NotFound, Outbox, Post, system, type Actor, type Tx } from '../platform/index.js';
import { ContactCannotSignIn, NoSafetyContact } from './safety.errors.js';
import type { Report } from './safety.schemas.js';

/**
 * Reports of intimidation: each goes to one named person and to nobody else. What is announced says neither who, about whom,
 * nor where; the mail that goes out stands in no list.
 */
@Injectable()
export class IntimidationService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly post: Post,
    private readonly safetyContacts: SafetyContactsService,
  ) {}

  /**
   * Takes a report, about a consultation or none. `formId`: of the form that was sent, so that sending it twice makes one;
   * another text from the same form is another report. Throws NoSafetyContact.
   */
  async report({ text, contact }: Report, consultationId: string | null, formId = newId()): Promise<void> {
    await this.db.transaction(async (tx) => {
      const reader = await this.readerOf(tx, consultationId);
      if (!reader) throw new NoSafetyContact();
      const data = { personId: reader.id, consultationId, text, contact, reportedAt: this.clock.now() };
      const { count } = await tx.intimidationReport.createMany({
        data: [{ ...data, id: formId }],
        skipDuplicates: true,
      });
      let id = formId;
      if (count === 0) {
        if ((await tx.intimidationReport.count({ where: { id, text, contact, consultationId } })) > 0) return;
        id = newId();
        await tx.intimidationReport.create({ data: { ...data, id } });
      }
      await this.outbox.publish(tx, 'intimidation.reported', { reportId: id }, { by: system });
      await this.post.post(tx, 'intimidation-reported', [{ to: reader, props: { name: reader.name } }]);
    });
  }

  /** Whether a report would reach anybody. */
  async hasReader(consultationId: string | null): Promise<boolean> {
    return (await this.readerOf(this.db.now, consultationId)) !== null;
  }

  /** Whether reports go to a person, or went. */
  async isReader(personId: string): Promise<boolean> {
    const tx = this.db.now;
    const found = await Promise.all([
      tx.intimidationReport.findFirst({ where: { personId }, select: { id: true } }),
      tx.consultationRules.findFirst({ where: { safetyContactId: personId }, select: { id: true } }),
      tx.consultation.findFirst({ where: { safetyContactId: personId }, select: { id: true } }),
    ]);
    return found.some((one) => one !== null);
  }

  /** Those sent to a person, the newest first. What one says is read when it is opened. */
  async list(personId: string) {
    return this.db.now.intimidationReport.findMany({
      where: { personId },
      select: { id: true, reportedAt: true, readAt: true, closedAt: true },
      orderBy: [{ reportedAt: 'desc' }, { id: 'desc' }],
      take: 200,
    });
  }

  /** Throws NotFound for everybody it was not sent to, whatever their rights. */
  async get(id: string, personId: string) {
    const found = await this.db.now.intimidationReport.findFirst({ where: { id, personId } });
    if (!found) throw new NotFound('report');
    const consultation =
      found.consultationId === null
        ? null
        : await this.db.now.consultation.findUnique({ where: { id: found.consultationId }, select: { title: true } });
    return { ...found, consultation };
  }

  /** Keeps when it was read first. */
  async read(id: string, personId: string): Promise<void> {
    await this.get(id, personId);
    await this.db.now.intimidationReport.updateMany({
      where: { id, personId, readAt: null },
      data: { readAt: this.clock.now() },
    });
  }

  /** Says what was done. Twice is no error: the first note stays. */
  async close(id: string, note: string, personId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.get(id, personId);
      const closed = await tx.intimidationReport.updateMany({
        where: { id, personId, closedAt: null, readAt: { not: null } },
        data: { note, closedAt: this.clock.now() },
      });
      if (closed.count > 0) await this.outbox.publish(tx, 'intimidation.closed', { reportId: id }, { by: system });
    });
  }

  /** Names who reads reports where a consultation names nobody; null: nobody. Reports under way stay with whom they were sent to. Throws ContactCannotSignIn, NotFound. */
  async setContact(personId: string | null, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      if (personId !== null) {
        if (!(await tx.person.findUnique({ where: { id: personId } }))) throw new NotFound('person');
        const where = { id: personId, ...(await this.safetyContacts.able()) };
        if ((await tx.person.count({ where })) === 0) throw new ContactCannotSignIn();
      }
      const { count } = await tx.consultationRules.updateMany({
        // Who is named already is not named anew; of a row that names nobody, `not` alone would say nothing.
        where:
          personId === null
            ? { safetyContactId: { not: null } }
            : { OR: [{ safetyContactId: null }, { safetyContactId: { not: personId } }] },
        data: { safetyContactId: personId },
      });
      if (count > 0) await this.outbox.publish(tx, 'consultation-rules.set', {}, { by });
    });
  }

  /** Everybody who could be named, and who is. */
  async contacts(): Promise<{ chosen: string | null; people: { id: string; name: string }[] }> {
    const tx = this.db.now;
    const { safetyContactId } = await tx.consultationRules.findFirstOrThrow();
    const people = await tx.person.findMany({
      where: await this.safetyContacts.able(),
      select: { id: true, name: true },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
    });
    return { chosen: safetyContactId, people };
  }

  private async readerOf(tx: Tx, consultationId: string | null) {
    const own =
      consultationId === null
        ? null
        : await tx.consultation.findUnique({ where: { id: consultationId }, select: { safetyContactId: true } });
    return this.safetyContacts.readerOf(tx, own?.safetyContactId ?? null);
  }
}
