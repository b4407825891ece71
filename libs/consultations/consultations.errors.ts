import { Conflict, DomainError, type ConsultationStatus, type Day } from '../platform/index.js';

/** What was asked for does not follow on what the consultation is now. */
export class NotNow extends Conflict {
  constructor(status: ConsultationStatus) {
    super('consultation-not-now', `This cannot be done while the consultation is ${status.toLowerCase()}.`, { status });
  }
}

/** Nobody holds it: then nobody answers for it either. */
export class NoHosts extends DomainError {
  readonly code = 'consultation-without-hosts';
  constructor() {
    super('Name at least one host first: somebody must hold the consultation and answer for it.');
  }
}

export class ConsultationInThePast extends DomainError {
  readonly code = 'consultation-in-the-past';
  constructor() {
    super('A consultation cannot be set to a time that has passed. Name a later one.');
  }
}

/** People would not find it. */
export class NoPlace extends DomainError {
  readonly code = 'consultation-without-place';
  override readonly details: { missing: 'place' | 'joinUrl' };
  constructor(missing: 'place' | 'joinUrl') {
    super(
      missing === 'place'
        ? 'Say where it is held: people are to come there.'
        : 'Give the address at which people join: it is held online.',
    );
    this.details = { missing };
  }
}

/** Allowed, with a reason that is kept. */
export class NoticeTooShort extends DomainError {
  readonly code = 'notice-too-short';
  override readonly details: { workingDays: number; asked: number; earliest: Day };
  constructor({ workingDays, asked, earliest }: { workingDays: number; asked: number; earliest: Day }) {
    super(
      `There would be ${workingDays} working days of notice; the rule asks for ${asked}. ` +
        `Take ${earliest} or a later day, or say in noticeReason why it cannot wait.`,
    );
    this.details = { workingDays, asked, earliest };
  }
}

type TimeField = 'until' | 'answerBy' | 'inviteAt' | 'closesAt';

/** A clock on the wall never shows it: that hour is skipped when clocks are put forward. */
export class TimeSkipped extends DomainError {
  readonly code = 'time-skipped';
  override readonly details: { time: string };
  constructor(time: string) {
    super(`Clocks there are put forward: ${time.replace('T', ' ')} does not exist. Name another time.`);
    this.details = { time: time.replace('T', ' ') };
  }
}

/** The times do not fit each other. */
export class TimesOutOfOrder extends DomainError {
  readonly code = 'times-out-of-order';
  override readonly details: { field: TimeField };
  constructor(field: TimeField, message: string) {
    super(message);
    this.details = { field };
  }
}

export class TooManyAgendaItems extends DomainError {
  readonly code = 'agenda-too-long';
  override readonly details: { count: string; most: string };
  constructor(count: number, most: number) {
    super(`The agenda has ${count} items; it may have ${most}. Nothing was changed. Put some of them together.`);
    this.details = { count: String(count), most: String(most) };
  }
}

/** What was recorded, said or promised about an item would be lost with it. */
export class AgendaItemInUse extends Conflict {
  constructor(title: string) {
    super(
      'agenda-item-in-use',
      `“${title}” cannot be taken off the agenda: the minutes say something of it, or comments, commitments or contributions belong to it. Nothing was changed. Keep it, with its id.`,
      { title },
    );
  }
}

export class CapacityBelowAcceptances extends Conflict {
  constructor(accepted: number, capacity: number) {
    super(
      'capacity-below-acceptances',
      `${accepted} people hold a seat already; there cannot be only ${capacity}. Take back invitations first, or allow ${accepted}.`,
      { accepted: String(accepted), capacity: String(capacity) },
    );
  }
}

export class PollOpen extends Conflict {
  constructor() {
    super('poll-open', 'The hosts are being asked already. Close that poll first.');
  }
}

export class PollClosed extends Conflict {
  constructor() {
    super('poll-closed', 'This poll is closed: its answers can no longer be changed.');
  }
}

export class NoFileChosen extends DomainError {
  readonly code = 'document-missing';
  constructor() {
    super('Choose a file that has something in it.');
  }
}

export class TooManyDocuments extends DomainError {
  readonly code = 'too-many-documents';
  override readonly details: { most: string };
  constructor(most: number) {
    super(`An item of the agenda has ${most} documents at most. Remove one first.`);
    this.details = { most: String(most) };
  }
}
