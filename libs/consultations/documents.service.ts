import { Injectable } from '@nestjs/common';
import {
  Clock,
  Database,
  Files,
  FileTooLarge,
  newId,
  NotFound,
  Outbox,
  type Actor,
  type UploadedFile,
} from '../platform/index.js';
import { NoFileChosen, NotNow, TooManyDocuments } from './consultations.errors.js';
import { ConsultationsService } from './consultations.service.js';

/** What one document may weigh. */
export const largestDocument = { megabytes: 20 };
const mostDocuments = 20;

/** Papers for an item of the agenda. */
@Injectable()
export class AgendaDocumentsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly files: Files,
    private readonly consultations: ConsultationsService,
  ) {}

  /** Puts a file to an item; it is called as the file is, unless a title is given. Throws NoFileChosen, FileTooLarge, TooManyDocuments, NotNow. */
  async attach(
    consultationId: string,
    agendaItemId: string,
    { title, file }: { title: string; file: UploadedFile | null },
    by: Actor,
  ): Promise<string> {
    if (!file || file.size === 0) throw new NoFileChosen();
    if (file.isTooLarge) throw new FileTooLarge(largestDocument);
    return this.db.transaction(async (tx) => {
      const { status } = await this.consultations.hold(tx, consultationId);
      if (['CLOSED', 'CANCELLED'].includes(status)) throw new NotNow(status);
      const found = await tx.agendaItem.findFirst({
        where: { id: agendaItemId, consultationId },
        select: { _count: { select: { documents: true } } },
      });
      if (!found) throw new NotFound('agenda item');
      if (found._count.documents >= mostDocuments) throw new TooManyDocuments(mostDocuments);
      const fileId = await this.files.store(tx, file.name, file.stream, largestDocument);
      const id = newId();
      const called = title.trim().normalize('NFC').slice(0, 300) || file.name.normalize('NFC').slice(0, 300);
      await tx.agendaDocument.create({ data: { id, agendaItemId, title: called, fileId } });
      await this.tell(tx, consultationId, by);
      return id;
    });
  }

  async remove(consultationId: string, documentId: string, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.consultations.hold(tx, consultationId);
      const found = await tx.agendaDocument.findFirst({ where: { id: documentId, agendaItem: { consultationId } } });
      if (!found) throw new NotFound('document');
      await tx.agendaDocument.delete({ where: { id: documentId } });
      await tx.storedFile.delete({ where: { id: found.fileId } });
      await this.tell(tx, consultationId, by);
    });
  }

  /** A document of a consultation, whole. Who may see it is for the caller to know. */
  async read(consultationId: string, documentId: string): Promise<{ name: string; bytes: Buffer }> {
    const found = await this.db.now.agendaDocument.findFirst({
      where: { id: documentId, agendaItem: { consultationId } },
      select: { file: { select: { id: true, name: true } } },
    });
    if (!found) throw new NotFound('document');
    return { name: found.file.name, bytes: await this.files.read(found.file.id) };
  }

  private async tell(tx: Parameters<Outbox['publish']>[0], consultationId: string, by: Actor): Promise<void> {
    await tx.consultation.update({ where: { id: consultationId }, data: { changedAt: this.clock.now() } });
    await this.outbox.publish(tx, 'consultation.changed', { consultationId, isTold: false }, { by });
  }
}
