import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/index.js';
import { byteOrderMark, csvLine, Database, Outbox } from '../platform/index.js';
import type { ExportMails, MailFacts } from './correspondence.schemas.js';
import { LedgerService } from './ledger.service.js';

const columns: Record<string, (mail: MailFacts) => string | number | null> = {
  id: ({ id }) => id,
  person: ({ person }) => person?.name ?? null,
  address: ({ address }) => address,
  mail: ({ what }) => what,
  subject: ({ subject }) => subject,
  written_at: ({ createdAt }) => createdAt,
  taken_by_server_at: ({ sentAt }) => sentAt,
  status: ({ status }) => status,
  server_answer: ({ serverAnswer }) => serverAnswer,
  attempts: ({ attempts }) => attempts,
  last_error: ({ lastError }) => lastError,
  report_read_at: ({ bounce }) => bounce?.at ?? null,
  report: ({ bounce }) => bounce?.action ?? null,
  report_status: ({ bounce }) => bounce?.status ?? null,
  report_said: ({ bounce }) => bounce?.said ?? null,
  told_of: ({ deadlines }) => deadlines.map(({ title, dueOn }) => `${title} (${dueOn})`).join('; ') || null,
};

/** Gives part of the ledger out as a file, and keeps that somebody took it, and why. */
@Injectable()
export class ExportService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly ledger: LedgerService,
  ) {}

  /** CSV, read and sent a portion at a time. */
  async csv({ reason, ...asked }: ExportMails, caller: Caller): Promise<Readable> {
    const { personId = null, deadlineId = null, from, to } = asked;
    await this.db.transaction((tx) =>
      this.outbox.publish(
        tx,
        'mails.exported',
        { personId, deadlineId, startsOn: from, endsOn: to },
        { by: caller.actor, reason },
      ),
    );
    return Readable.from(this.lines(asked, caller));
  }

  private async *lines(asked: Omit<ExportMails, 'reason'>, caller: Caller): AsyncGenerator<string> {
    yield byteOrderMark + csvLine(Object.keys(columns));
    for await (const mails of this.ledger.all(asked, caller)) {
      yield mails.map((mail) => csvLine(Object.values(columns).map((of) => of(mail)))).join('');
    }
  }
}
