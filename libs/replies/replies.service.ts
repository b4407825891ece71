import { Injectable } from '@nestjs/common';
import type { JobPayload } from '../catalogue/index.js';
import { ConsultationsService } from '../consultations/index.js';
import { BouncesService } from '../correspondence/index.js';
import { AnswerNotWanted, InvitationAnswersService, InvitationWithdrawn } from '../invitations/index.js';
import {
  Clock,
  Config,
  later,
  Outbox,
  subjectOfAnswerAddress,
  subjectOfUid,
  system,
  type Actor,
  type Tx,
} from '../platform/index.js';
import { plainAddress, senderAddress } from './intake.rules.js';
import {
  actorOf,
  consultationOf,
  contextOf,
  invitationOf,
  type Answered,
  type Invitation,
} from './invitation.context.js';
import { RefusalsService } from './refusals.service.js';
import { readReply, writtenAtOf, type Read } from './reply.reading.js';
import {
  ignorable,
  judgeCalendar,
  judgeWords,
  matched,
  type IgnoredCause,
  type ListedCause,
  type Signs,
  type Verdict,
} from './reply.rules.js';

/** How long a mail says from whom it was: since it was settled, or came. */
export const daysKept = 90;

const blank = { sender: null, subject: null, excerpt: null, recipient: null, source: null };

/** What a mail comes to, and for whom. */
interface Finding {
  invitation: Invitation | null;
  verdict: Verdict;
}

/** The invitation a mail names, if it does, and what else is known of it before anybody holds it. */
interface Named {
  match: ReturnType<typeof matched>;
  consultationId: string | null;
  answered: Answered[];
  isLoop: boolean;
  isSignedReply: boolean;
}

/** Mails that came in as answers: read one by one, and taken, ignored, or listed for the secretariat. */
@Injectable()
export class RepliesService {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly outbox: Outbox,
    private readonly bounces: BouncesService,
    private readonly consultations: ConsultationsService,
    private readonly answers: InvitationAnswersService,
    private readonly refusals: RefusalsService,
  ) {}

  /**
   * Finds out what a mail says, and does it. What was settled already stays so. The consultation is held before anything is
   * judged, and before the mail: so nothing moves meanwhile, and whoever forgets somebody locks in the same order.
   */
  async take({ replyId }: JobPayload<'reply.take'>, tx: Tx): Promise<void> {
    const came = await tx.inboundMail.findUnique({ where: { id: replyId } });
    if (came?.status !== 'RECEIVED' || came.source === null) return;
    const source = Buffer.from(came.source);
    const read = readReply(source);
    const named = read && (await this.match(tx, read, came.recipient?.split(' ') ?? []));
    if (named?.consultationId != null) await this.consultations.hold(tx, named.consultationId);
    await tx.$queryRaw`SELECT 1 FROM inbound_mail WHERE id = ${replyId}::uuid FOR UPDATE`;
    const row = await tx.inboundMail.findUnique({ where: { id: replyId }, select: { status: true, source: true } });
    if (row?.status !== 'RECEIVED' || row.source === null) return;
    const found =
      read === null || named === null
        ? list('unreadable')
        : (await this.bounces.receive(source, system)).outcome === 'NO_REPORT'
          ? await this.judge(tx, read, named)
          : ignore('returned');
    const verdict = await this.carryOut(found);
    if (verdict.kind === 'list' && verdict.cause === 'winmail') await this.refuse(tx, found, read);
    await this.record(tx, replyId, { ...found, verdict }, read);
  }

  /** The content of mails goes once they have lain long enough, looked at or not; that there was one stays. */
  async forget(replies: JobPayload<'reply.forget'>[], tx: Tx): Promise<void> {
    const id = { in: replies.map(({ replyId }) => replyId) };
    const given = await tx.inboundMail.updateManyAndReturn({
      where: { id, status: 'LISTED' },
      data: { status: 'HANDLED', settledAt: this.clock.now() },
      select: { id: true, invitationId: true },
    });
    await tx.inboundMail.updateMany({ where: { id, settledAt: { not: null } }, data: blank });
    const facts = given.map(({ id: replyId, invitationId }) => ({ replyId, invitationId }));
    await this.outbox.publish(tx, 'reply.settled', facts, {
      by: system,
      reason: `nobody looked at it in ${daysKept} days`,
    });
  }

  /** Says that a mail is settled, and owes its being forgotten. */
  async announce(
    tx: Tx,
    facts: { replyId: string; invitationId: string | null },
    by: Actor,
    reason: string | null = null,
  ): Promise<void> {
    await this.outbox.publish(tx, 'reply.settled', facts, { by, reason });
    await this.oweForgetting(tx, facts.replyId);
  }

  private oweForgetting(tx: Tx, replyId: string): Promise<void> {
    const runAt = later(this.clock.now(), { days: daysKept });
    return this.outbox.enqueue(tx, 'reply.forget', { replyId }, { runAt });
  }

  /** Which invitation a mail names, by what no one changes any more. */
  private async match(tx: Tx, read: Read, envelope: string[]): Promise<Named> {
    const { mail, calendar } = read;
    const ids = [...mail.answersMailIds, ...mail.ownMailIds];
    const select = { id: true, address: true, threadId: true, props: true };
    const ours = await tx.mail.findMany({ where: { id: { in: ids } }, select });
    const answered = ours.filter(({ id }) => !mail.ownMailIds.includes(id));
    const signs = this.signsOf(read, envelope, answered);
    const match = matched(signs);
    return {
      match,
      consultationId: 'cause' in match ? null : await consultationOf(tx, match.invitationId),
      answered,
      isLoop: answered.length < ours.length || this.isOurs(mail.sender),
      isSignedReply: calendar !== undefined && signs.byUid.length > 0,
    };
  }

  /** The caller holds the consultation, if there is one: what is read here stays so. */
  private async judge(tx: Tx, read: Read, { match, answered, isLoop, isSignedReply }: Named): Promise<Finding> {
    const { mail, calendar } = read;
    const invitation = 'cause' in match ? null : await invitationOf(tx, match.invitationId);
    const nobodys = ignorable(mail, { isLoop, isSignedReply });
    if (nobodys !== null) return { ...ignore(nobodys), invitation };
    if (invitation === null) return list('cause' in match ? match.cause : 'no-sign');
    if (invitation.forgottenAt) return { ...ignore('forgotten'), invitation };
    if (invitation.withdrawnAt) return { ...list('withdrawn'), invitation };
    if (read.isUnreadable) return { ...list('unreadable'), invitation };
    const context = await contextOf(tx, invitation, answered);
    const event = calendar?.events.find(({ uid }) => subjectOfUid(uid, this.config) === invitation.id);
    if (calendar && !event) return { ...list('unclear'), invitation };
    const verdict = calendar && event ? judgeCalendar(calendar.method, event, context) : judgeWords(mail, context);
    return { invitation, verdict };
  }

  private signsOf({ mail, calendar }: Read, envelope: string[], answered: (Answered & { address: string })[]): Signs {
    const uids = calendar?.events.map(({ uid }) => subjectOfUid(uid, this.config)) ?? [];
    return {
      byAddress: [...envelope, ...mail.recipients].flatMap((each) => subjectOfAnswerAddress(each, this.config) ?? []),
      byUid: uids.flatMap((id) => id ?? []),
      hasForeignEvent: uids.includes(null),
      byMessageId: answered
        .filter(({ address }) => address.toLowerCase() === mail.sender)
        .flatMap(({ threadId }) => threadId ?? []),
    };
  }

  private isOurs(sender: string | null): boolean {
    if (sender === null) return false;
    const own = [plainAddress(this.config), senderAddress(this.config)];
    return own.includes(sender) || subjectOfAnswerAddress(sender, this.config) !== null;
  }

  /** Takes what is to be taken, where it still can be. */
  private async carryOut({ verdict, invitation }: Finding): Promise<Verdict> {
    if (verdict.kind !== 'take' || invitation === null) return verdict;
    const { answer, via } = verdict;
    const now = this.clock.now();
    const stamp = verdict.stamp && verdict.stamp > now ? now : verdict.stamp;
    try {
      const { outcome } = await this.answers.answer(invitation.id, { answer, via, stamp }, actorOf(invitation));
      return outcome === 'older' ? ignore('older').verdict : verdict;
    } catch (error) {
      if (error instanceof AnswerNotWanted) return list('not-wanted').verdict;
      if (error instanceof InvitationWithdrawn) return list('withdrawn').verdict;
      throw error;
    }
  }

  private async refuse(tx: Tx, { invitation }: Finding, read: Read | null): Promise<void> {
    if (invitation === null || read === null || read.mail.wantsNoAnswer) return;
    await this.refusals.refuse(tx, invitation);
  }

  /** What was taken or ignored needs its content no more; what is listed keeps it till somebody has looked at it. */
  private async record(tx: Tx, replyId: string, { verdict, invitation }: Finding, read: Read | null): Promise<void> {
    const { sender = null, subject = null, excerpt = null } = read?.shown ?? {};
    const invitationId = invitation?.id ?? null;
    const cause = verdict.kind === 'take' ? null : verdict.cause;
    const now = this.clock.now();
    const written = read && writtenAtOf(read);
    // A clock that runs ahead must not keep later answers out.
    const writtenAt = written && written > now ? now : written;
    const isListed = verdict.kind === 'list' || (verdict.kind === 'take' && verdict.hasRemark);
    await tx.inboundMail.update({
      where: { id: replyId },
      data: isListed
        ? { status: 'LISTED', cause: cause ?? 'remark', invitationId, sender, subject, excerpt, writtenAt }
        : {
            status: verdict.kind === 'take' ? 'TAKEN' : 'IGNORED',
            cause,
            invitationId,
            writtenAt,
            settledAt: now,
            ...blank,
            ...(cause === 'forgotten' ? {} : { sender, subject }),
          },
    });
    if (isListed) await this.oweForgetting(tx, replyId);
    else await this.announce(tx, { replyId, invitationId }, invitation ? actorOf(invitation) : system);
  }
}

const ignore = (cause: IgnoredCause): Finding => ({ invitation: null, verdict: { kind: 'ignore', cause } });
const list = (cause: ListedCause): Finding => ({ invitation: null, verdict: { kind: 'list', cause } });
