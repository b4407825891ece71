import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, Config, Database, mailOfReturnPath, newId, Outbox, type Actor, type Tx } from '../platform/index.js';
import type { BounceReport, Received } from './correspondence.schemas.js';
import { judgeOutcome, readReport, type Outcome, type Report, type Verdict } from './dsn.rules.js';
import { field, readMail } from './mime.rules.js';

type RealReport = Exclude<Report, { kind: 'none' }>;

/** The mail a report is about, and what it says of it. */
interface Found {
  mail: { id: string; address: string; personId: string | null };
  outcome: Outcome | null;
}

const receiptOf: Record<Verdict, Received['outcome']> = {
  nobody: 'NOBODY',
  returned: 'RETURNED',
  delayed: 'DELAYED',
  nothing: 'NOTHING',
};

/** Of a report, more names than this are not looked up. */
const mostNames = 10;

/**
 * Takes in reports of mails that came back. Anybody can write such a report, so it counts only if it knows what was not public: the
 * sign in our return address, or the Message-ID of a mail together with the address that mail went to.
 */
@Injectable()
export class BouncesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly outbox: Outbox,
  ) {}

  /** A mail that arrived at the return address, as it travelled. */
  async receive(source: Buffer, by: Actor): Promise<Received> {
    const mail = readMail(source);
    const report = readReport(mail);
    if (report.kind === 'none') return { outcome: 'NO_REPORT', mailId: null };
    return this.take(report, field(mail.fields, 'message-id') || source, by);
  }

  /** What a mail service told a program of ours. */
  async receiveFacts(facts: BounceReport, by: Actor): Promise<Received> {
    const { messageId, recipient, action, status = null, diagnostic = null } = facts;
    const mailId = /^<?([0-9a-f-]{36})@/i.exec(messageId)?.[1]?.toLowerCase();
    const outcome = { addresses: [recipient], action, status, diagnostic };
    const about = { mailIds: mailId === undefined ? [] : [mailId], sentTo: [] };
    return this.take({ kind: 'delivery', outcomes: [outcome], about }, JSON.stringify([mailId, outcome]), by);
  }

  /** Records a report once, however often it is read. */
  private async take(report: RealReport, itself: string | Buffer, by: Actor): Promise<Received> {
    return this.db.transaction(async (tx) => {
      const found = await this.find(tx, report);
      const mailId = found?.mail.id ?? null;
      const verdict = found?.outcome ? judgeOutcome(found.outcome) : 'nothing';
      if (found && report.kind === 'delivery' && verdict === 'nothing') return { outcome: 'NOTHING', mailId };
      const bounceId = newId();
      const { count } = await tx.bounce.createMany({
        data: {
          id: bounceId,
          // The mail is part of the key: nobody can take a report's place before it comes.
          reportKey: createHash('sha256')
            .update(mailId ?? '')
            .update(itself)
            .digest('hex'),
          mailId,
          address: found?.mail.address ?? null,
          status: found?.outcome?.status ?? null,
          action: report.kind === 'complaint' ? 'complaint' : actionOf(verdict, report.outcomes[0]),
          diagnostic: found?.outcome?.diagnostic ?? null,
          receivedAt: this.clock.now(),
        },
        skipDuplicates: true,
      });
      if (count === 0) return { outcome: 'SEEN_BEFORE', mailId };
      if (!found) return { outcome: 'NOT_OURS', mailId };
      if (report.kind === 'complaint') return { outcome: 'COMPLAINT', mailId };
      if (verdict !== 'delayed') await this.comeBack(tx, found, { bounceId, isFinal: verdict === 'nobody' }, by);
      return { outcome: receiptOf[verdict], mailId };
    });
  }

  /** The mail that is named with proof: by its sign in the return address, or by its id and its address both. */
  private async find(tx: Tx, report: RealReport): Promise<Found | null> {
    const { mailIds, sentTo } = report.about;
    const signed = sentTo.slice(0, mostNames).flatMap((address) => mailOfReturnPath(address, this.config) ?? []);
    const mails = await tx.mail.findMany({
      where: { id: { in: [...signed, ...mailIds.slice(0, mostNames)] } },
      select: { id: true, address: true, personId: true },
    });
    const outcomes = report.kind === 'delivery' ? report.outcomes : [];
    for (const mail of mails.sort((a, b) => Number(signed.includes(b.id)) - Number(signed.includes(a.id)))) {
      const own = outcomes.find(({ addresses }) => addresses.includes(mail.address.toLowerCase()));
      // Somewhere on the way the mail was forwarded: the address that failed is not the one we know.
      const outcome = own ?? (signed.includes(mail.id) ? outcomes[0] : undefined);
      if (outcome || report.kind === 'complaint') return { mail, outcome: outcome ?? null };
    }
    return null;
  }

  private async comeBack(
    tx: Tx,
    { mail, outcome }: Found,
    { bounceId, isFinal }: { bounceId: string; isFinal: boolean },
    by: Actor,
  ): Promise<void> {
    // Two reports about one mail, read at once, come one after the other.
    await tx.$queryRaw`SELECT 1 FROM mail WHERE id = ${mail.id}::uuid FOR UPDATE`;
    await tx.mail.updateMany({ where: { id: mail.id, status: 'SENT' }, data: { status: 'BOUNCED' } });
    const before = await tx.bounce.count({ where: { mailId: mail.id, action: 'failed', id: { not: bounceId } } });
    const address = mail.address.toLowerCase();
    const reason = outcome?.diagnostic ?? outcome?.status ?? 'came back';
    const suppression = { address, reason, createdAt: this.clock.now() };
    const suppressed = isFinal
      ? (await tx.suppression.createMany({ data: suppression, skipDuplicates: true })).count
      : 0;
    if (before > 0 && suppressed === 0) return; // Another report has said so.
    const { id: mailId, personId } = mail;
    await this.outbox.publish(tx, 'mail.bounced', { bounceId, mailId, personId, isFinal }, { by });
  }
}

const actionOf = (verdict: Verdict, claimed: Outcome | undefined): string => {
  if (verdict === 'delayed') return 'delayed';
  return verdict === 'nothing' && claimed?.action === 'delayed' ? 'delayed' : 'failed';
};
