import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ConsultationsService } from '../consultations/index.js';
import type { Invitee } from '../invitations/index.js';
import {
  addDays,
  Clock,
  Database,
  dayIn,
  Files,
  LinkUnusable,
  momentAt,
  NotFound,
  Outbox,
  type Actor,
  type InputNews,
  type InputVisibility,
  type Tx,
  type UploadedFile,
} from '../platform/index.js';
import { nameFor, recognise } from './attachments.rules.js';
import {
  AttachmentRefused,
  AttachmentTooLarge,
  InputsClosed,
  NotNarrower,
  TooManyAttachments,
  TooManyInputs,
} from './inputs.errors.js';
import { narrower, takesInputs } from './inputs.rules.js';
import type { GiveInput } from './inputs.schemas.js';

export const largestAttachment = { megabytes: 10 };
export const mostAttachments = 5;
/** Of one participant in one consultation: a flood is none of them. */
const mostInputs = 20;
/** When the anonymous contributions of a day are announced, the morning after. */
const announcedAt = '08:00';

/** Who gives contributions is not in the trail: whether somebody is named must not be told from there. */
const somebody: Actor = { personId: null, onBehalfOfId: null, via: 'link' };

/** An attachment that was looked at and may be kept. */
interface Attachment {
  name: string;
  format: string;
  bytes: Buffer;
}

/** Written contributions as their authors give, narrow and withdraw them. */
@Injectable()
export class InputsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly files: Files,
    private readonly consultations: ConsultationsService,
  ) {}

  /**
   * Takes a contribution. `id`: of the form that was sent, so that sending it twice makes one; another text from the same form
   * is another contribution. Returns its id. Throws LinkUnusable, InputsClosed, TooManyInputs, NotFound for a strange agenda
   * item, and what is wrong with the file.
   */
  async give(
    invitee: Invitee,
    { text, agendaItemId, visibility }: GiveInput,
    file: UploadedFile | null,
    formId: string = randomUUID(),
  ): Promise<string> {
    const attachment = file && (await looked(file));
    const { invitationId, consultationId, person } = invitee;
    return this.db.transaction(async (tx) => {
      const { timeZone } = await this.open(tx, invitee);
      const made = await tx.input.findUnique({ where: { id: formId }, select: { invitationId: true, text: true } });
      if (made?.invitationId === invitationId && made.text === text) return formId;
      if (agendaItemId !== null && !(await tx.agendaItem.findFirst({ where: { id: agendaItemId, consultationId } })))
        throw new NotFound('agenda item');
      if ((await tx.input.count({ where: { invitationId } })) >= mostInputs) throw new TooManyInputs(mostInputs);
      const at = this.momentFor(visibility, timeZone);
      const id = made ? randomUUID() : formId;
      const facts = { id, consultationId, invitationId, agendaItemId, text, locale: person.locale, visibility };
      await tx.input.create({ data: { ...facts, consentedAt: at, givenAt: at } });
      if (attachment) await this.keep(tx, id, attachment);
      await this.announce(tx, 'GIVEN', { id, consultationId, visibility }, timeZone);
      return id;
    });
  }

  /** Adds a file to one's own contribution. Throws TooManyAttachments, and what is wrong with the file. */
  async attach(invitee: Invitee, inputId: string, file: UploadedFile): Promise<void> {
    const attachment = await looked(file);
    await this.db.transaction(async (tx) => {
      await this.open(tx, invitee);
      await this.own(tx, invitee.invitationId, inputId);
      if ((await tx.inputFile.count({ where: { inputId } })) >= mostAttachments)
        throw new TooManyAttachments(mostAttachments);
      await this.keep(tx, inputId, attachment);
    });
  }

  /** Takes a contribution back: text and files are gone, that there was one still counts. Twice is no error. */
  async withdraw({ invitationId, consultationId }: Invitee, inputId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { timeZone } = await this.consultations.hold(tx, consultationId);
      const found = await tx.input.findFirst({ where: { id: inputId, invitationId } });
      if (!found) throw new NotFound('contribution');
      if (found.withdrawnAt) return;
      await this.erase(tx, [inputId]);
      const withdrawnAt = this.momentFor(found.visibility, timeZone);
      await tx.input.update({ where: { id: inputId }, data: { withdrawnAt } });
      await this.announce(tx, 'WITHDRAWN', found, timeZone);
    });
  }

  /** Lets fewer read a contribution. Throws NotNarrower. */
  async narrow({ invitationId, consultationId }: Invitee, inputId: string, to: InputVisibility): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { timeZone } = await this.consultations.hold(tx, consultationId);
      const { visibility, givenAt } = await this.own(tx, invitationId, inputId);
      if (visibility === to) return;
      if (!narrower[visibility].includes(to)) throw new NotNarrower();
      const day = momentAt(dayIn(timeZone, givenAt), '00:00', timeZone);
      const data = to === 'ANONYMOUS' ? { visibility: to, givenAt: day, consentedAt: day } : { visibility: to };
      await tx.input.update({ where: { id: inputId }, data });
      await this.outbox.publish(tx, 'input.narrowed', { inputId, consultationId }, { by: somebody });
    });
  }

  /** Takes what these contributions say out of the database, with their files. */
  private async erase(tx: Tx, ids: string[]): Promise<void> {
    const files = await tx.inputFile.findMany({ where: { inputId: { in: ids } }, select: { fileId: true } });
    await tx.inputFile.deleteMany({ where: { inputId: { in: ids } } });
    await tx.storedFile.deleteMany({ where: { id: { in: files.map(({ fileId }) => fileId) } } });
    await tx.input.updateMany({ where: { id: { in: ids } }, data: { text: '' } });
  }

  /** Holds the consultation, and only then looks whether they are still invited: they may be forgotten meanwhile. */
  private async open(tx: Tx, { invitationId, consultationId, person }: Invitee) {
    const consultation = await this.consultations.hold(tx, consultationId);
    const where = { id: invitationId, personId: person.id, withdrawnAt: null, forgottenAt: null };
    if ((await tx.invitation.count({ where })) === 0) throw new LinkUnusable('revoked');
    if (!takesInputs(consultation.status)) throw new InputsClosed(consultation.status);
    return consultation;
  }

  private async own(tx: Tx, invitationId: string, id: string) {
    const found = await tx.input.findFirst({ where: { id, invitationId, withdrawnAt: null } });
    if (!found) throw new NotFound('contribution');
    return found;
  }

  private async keep(tx: Tx, inputId: string, { name, format, bytes }: Attachment): Promise<void> {
    const fileId = await this.files.store(tx, name, once(bytes), largestAttachment);
    await tx.inputFile.create({ data: { id: randomUUID(), inputId, fileId, format } });
  }

  private momentFor(visibility: InputVisibility, timeZone: string): Date {
    const now = this.clock.now();
    return visibility === 'ANONYMOUS' ? momentAt(dayIn(timeZone, now), '00:00', timeZone) : now;
  }

  /** What is anonymous is announced with all others of its day, the next morning. */
  private async announce(
    tx: Tx,
    what: InputNews,
    { id, consultationId, visibility }: { id: string; consultationId: string; visibility: InputVisibility },
    timeZone: string,
  ): Promise<void> {
    if (visibility !== 'ANONYMOUS') {
      const fact = { inputId: id, consultationId };
      await this.outbox.publish(tx, what === 'GIVEN' ? 'input.given' : 'input.withdrawn', fact, { by: somebody });
      return;
    }
    await tx.input.update({ where: { id }, data: { unannounced: what } });
    const today = dayIn(timeZone, this.clock.now());
    const runAt = momentAt(addDays(today, 1), announcedAt, timeZone);
    await this.outbox.enqueue(
      tx,
      'inputs.announce',
      { consultationId },
      { runAt, key: () => `${consultationId} ${today}` },
    );
  }
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes);
}

/** Looks at what was uploaded. Throws AttachmentTooLarge and AttachmentRefused. */
const looked = async ({ name, isTooLarge, stream }: UploadedFile): Promise<Attachment> => {
  if (isTooLarge) throw new AttachmentTooLarge(largestAttachment.megabytes);
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  const format = recognise(bytes, name);
  if (format === 'EMPTY' || format === 'MACROS' || format === 'NOT_ALLOWED') throw new AttachmentRefused(format);
  return { name: nameFor(name, format), format, bytes };
};
