import { Conflict, DomainError, type ConsultationStatus } from '../platform/index.js';
import type { Refusal } from './attachments.rules.js';

/** All about the consultation is done, or it does not take place. */
export class InputsClosed extends Conflict {
  constructor(status: ConsultationStatus) {
    super('inputs-closed', 'Contributions are not taken any more: the consultation is closed or cancelled.', {
      status,
    });
  }
}

/** More than anybody reads. */
export class TooManyInputs extends Conflict {
  constructor(most: number) {
    super(
      'inputs-too-many',
      `You have given ${most} contributions; put what is left into one of another kind, e.g. a mail.`,
      {
        most: String(most),
      },
    );
  }
}

export class NotNarrower extends Conflict {
  constructor() {
    super('visibility-not-narrower', 'Who may read a contribution can be made fewer, not more: others relied on it.');
  }
}

const codes: Record<Refusal, string> = {
  EMPTY: 'attachment-empty',
  MACROS: 'attachment-with-macros',
  NOT_ALLOWED: 'attachment-not-allowed',
};
const words: Record<Refusal, string> = {
  EMPTY: 'The file is empty. Choose another one.',
  MACROS: 'The document holds macros or other programs. Save it without them, e.g. as PDF, and choose it again.',
  NOT_ALLOWED: 'Files of this kind are not taken. Save it as PDF, DOCX, ODT, XLSX, ODS, CSV, TXT, RTF, JPG or PNG.',
};

/** What somebody attached is not taken. */
export class AttachmentRefused extends DomainError {
  readonly code: string;
  constructor(why: Refusal) {
    super(words[why]);
    this.code = codes[why];
  }
}

export class AttachmentTooLarge extends Conflict {
  constructor(megabytes: number) {
    super('attachment-too-large', `The file is larger than ${megabytes} MB. Make it smaller, or send it in parts.`, {
      megabytes: String(megabytes),
    });
  }
}

export class TooManyAttachments extends Conflict {
  constructor(most: number) {
    super('attachments-too-many', `A contribution has at most ${most} attachments.`, { most: String(most) });
  }
}
