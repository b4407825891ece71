import { Injectable } from '@nestjs/common';
import type { MailProps } from '../catalogue/index.js';
import { MechanismService } from '../directory/index.js';
import { messageOf } from '../platform/mail-message.js';
import {
  Clock,
  Config,
  later,
  Links,
  newId,
  NotFound,
  Post,
  toDay,
  type InvitationAnswer,
  type Seat,
  type Tx,
} from '../platform/index.js';

export type News = MailProps<'consultation-invitation'>['news'];
type End = MailProps<'consultation-cancelled'>['news'];

/** The link in an invitation opens its pages for as long as people may look things up there. */
const daysAfter = 400;

interface Reader {
  invitationId: string;
  id: string;
  name: string;
  email: string;
  locale: string;
  timeZone: string;
  institution: string | null;
  delegatedBy: string | null;
  answer: InvitationAnswer | null;
  seat: Seat;
  doorCode: string | null;
}

/** The mails around an invitation: one each, in its reader's language, with the facts as they are now. */
@Injectable()
export class LettersService {
  constructor(
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly post: Post,
    private readonly config: Config,
    private readonly mechanism: MechanismService,
  ) {}

  /** Writes to those invited who have a date to hear of. Whoever is withdrawn or forgotten hears nothing. */
  async write(
    tx: Tx,
    consultationId: string,
    invitationIds: string[],
    { news, reason = null }: { news: News; reason?: string | null },
  ): Promise<void> {
    if (invitationIds.length === 0) return;
    const about = await this.about(tx, consultationId);
    const readers = await this.readers(tx, invitationIds);
    const linkIds = await this.linksFor(tx, readers, about.meeting.endsAt);
    const letters = readers.map((reader, index) => ({
      to: reader,
      threadId: reader.invitationId,
      // Afterwards nobody is invited any more. Reminders wait for hours, which set their own end.
      ...(news !== 'REMINDED' && { expiresAt: new Date(about.meeting.endsAt) }),
      props: { ...propsOf(reader, about), linkId: linkIds[index] ?? '', news, reason },
    }));
    await this.post.post(tx, news === 'REMINDED' ? 'consultation-reminder' : 'consultation-invitation', letters);
  }

  /** Takes the meeting out of the calendars of these: it is not held, not then, or without them. */
  async cancel(
    tx: Tx,
    consultationId: string,
    invitationIds: string[],
    { news, reason }: { news: End; reason: string | null },
  ): Promise<void> {
    if (invitationIds.length === 0) return;
    const { meeting } = await this.about(tx, consultationId);
    const readers = await this.readers(tx, invitationIds);
    const letters = readers.map((reader) => ({
      to: reader,
      threadId: reader.invitationId,
      props: { name: reader.name, meeting, invitationId: reader.invitationId, reason, news },
    }));
    await this.post.post(tx, 'consultation-cancelled', letters);
  }

  /** Takes back what these were sent and no server has taken yet: it speaks of what is not so any more. */
  async takeBack(
    tx: Tx,
    invitationIds: string[],
    names: ('consultation-invitation' | 'consultation-reminder')[],
  ): Promise<void> {
    const waiting = await tx.mail.findMany({
      where: { threadId: { in: invitationIds }, name: { in: names }, status: 'QUEUED' },
      select: { id: true },
    });
    await this.post.withdraw(
      tx,
      waiting.map(({ id }) => id),
    );
  }

  /**
   * Of these, who knows of the meeting: some server has taken, or is being asked to take, a mail about it; or they have answered,
   * perhaps on the telephone. Asked after what waits was taken back.
   */
  async heard(tx: Tx, invitationIds: string[]): Promise<Set<string>> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      WITH asked AS MATERIALIZED (
        SELECT (payload->>'mailId')::uuid AS id FROM owed WHERE name = 'mail.send' AND leased_until IS NOT NULL)
      SELECT i.id FROM invitation i
      WHERE i.id = ANY(${invitationIds}::uuid[])
        AND (i.answer IS NOT NULL OR i.former_answer IS NOT NULL OR EXISTS (
          SELECT FROM mail m
          WHERE m.thread_id = i.id AND m.name IN ('consultation-invitation', 'consultation-reminder')
            AND (m.status IN ('SENT', 'BOUNCED') OR m.id IN (SELECT id FROM asked))))`;
    return new Set(rows.map(({ id }) => id));
  }

  /** The meeting for a reader's calendar, as the mail would bring it now: the same event, so that it never stands there twice. */
  async calendarFile(tx: Tx, invitationId: string): Promise<string> {
    const { consultationId } = await tx.invitation.findUniqueOrThrow({ where: { id: invitationId } });
    const about = await this.about(tx, consultationId);
    const [reader] = await this.readers(tx, [invitationId]);
    if (!reader) throw new NotFound('invitation');
    const props = { ...propsOf(reader, about), linkId: newId(), news: 'INVITED', reason: null };
    const { name: mechanism } = await this.mechanism.get();
    const { icalEvent } = messageOf(
      {
        ...{ id: newId(), name: 'consultation-invitation', props, address: reader.email, locale: reader.locale },
        ...{ threadId: null, unsubscribeLinkId: null, createdAt: this.clock.now() },
      },
      {
        ...{ from: this.config.mailFrom, mechanism, home: this.config.publicUrl, answers: this.config },
        link: (purpose, linkId) => this.links.url(purpose, linkId),
      },
    );
    return icalEvent?.content ?? '';
  }

  /** The link to the pages of an invitation. */
  async linkOf(tx: Tx, invitationId: string, personId: string): Promise<string> {
    const { consultation } = await tx.invitation.findUniqueOrThrow({
      where: { id: invitationId },
      select: { consultation: { select: { endsAt: true } } },
    });
    const endsAt = (consultation.endsAt ?? this.clock.now()).toISOString();
    const [linkId = ''] = await this.linksFor(tx, [{ invitationId, id: personId }], endsAt);
    return linkId;
  }

  /** The links of these invitations: the one they have, where it lasts long enough, else a new one. */
  private async linksFor(tx: Tx, readers: Pick<Reader, 'invitationId' | 'id'>[], endsAt: string): Promise<string[]> {
    const [until, now] = [new Date(endsAt), this.clock.now()];
    const known = await tx.link.findMany({
      where: {
        purpose: 'invitation',
        subjectId: { in: readers.map(({ invitationId }) => invitationId) },
        ...{ revokedAt: null, usedAt: null, expiresAt: { gt: later(until, { days: 30 }) } },
      },
      select: { id: true, subjectId: true, personId: true },
      orderBy: { id: 'asc' },
    });
    const linkOf = new Map(known.map(({ id, subjectId, personId }) => [`${subjectId} ${personId}`, id]));
    const without = readers.filter(({ invitationId, id }) => !linkOf.has(`${invitationId} ${id}`));
    const last = later(until > now ? until : now, { days: daysAfter });
    const made = await this.links.make(
      tx,
      without.map(({ invitationId, id }) => ({ purpose: 'invitation', personId: id, subjectId: invitationId })),
      { minutes: Math.ceil((last.getTime() - now.getTime()) / 60_000) },
    );
    without.forEach(({ invitationId, id }, index) => linkOf.set(`${invitationId} ${id}`, made[index] ?? ''));
    return readers.map(({ invitationId, id }) => linkOf.get(`${invitationId} ${id}`) ?? '');
  }

  /** What a consultation is, for whoever is written to. Throws NotFound where it has no date. */
  async about(tx: Tx, consultationId: string) {
    const found = await tx.consultation.findUnique({
      where: { id: consultationId },
      include: {
        agenda: { select: { title: true }, orderBy: { position: 'asc' } },
        hosts: { select: { person: { select: { name: true } } }, orderBy: { position: 'asc' } },
      },
    });
    if (!found?.startsAt || !found.endsAt) throw new NotFound('consultation with a date');
    const { title, startsAt, endsAt, timeZone, place, joinUrl, languages, interpretation, accessibility } = found;
    const { about, agenda, sequence, changedAt, hosts, answerBy } = found;
    return {
      hosts: hosts.map(({ person }) => person.name),
      answerBy: answerBy && toDay(answerBy),
      meeting: {
        ...{ title, timeZone, place, joinUrl, languages, interpretation, accessibility, about, sequence },
        startsAt: startsAt.toISOString(),
        endsAt: endsAt.toISOString(),
        agenda: agenda.map((item) => item.title),
        changedAt: changedAt.toISOString(),
      } satisfies MailProps<'consultation-invitation'>['meeting'],
    };
  }

  private readers(tx: Tx, invitationIds: string[]): Promise<Reader[]> {
    return tx.$queryRaw`
      SELECT i.id AS "invitationId", p.id, p.name, p.email, p.locale, p.time_zone AS "timeZone",
             n.name AS institution, o.name AS "delegatedBy", i.answer, i.seat, i.door_code AS "doorCode"
      FROM invitation i
      JOIN person p ON p.id = i.person_id AND p.forgotten_at IS NULL
      LEFT JOIN institution n ON n.id = i.institution_id
      LEFT JOIN invitation d ON d.id = i.delegate_of_id
      LEFT JOIN person o ON o.id = d.person_id
      WHERE i.id = ANY(${invitationIds}::uuid[]) AND i.forgotten_at IS NULL
      ORDER BY i.id`;
  }
}

type About = Awaited<ReturnType<LettersService['about']>>;

/** What a mail to a reader says, whatever its news. */
const propsOf = (reader: Reader, { meeting, answerBy, hosts }: About) => ({
  name: reader.name,
  readerZone: reader.timeZone,
  meeting,
  invitationId: reader.invitationId,
  answerBy,
  institution: reader.institution,
  doorCode: reader.seat === 'HELD' && reader.answer === 'ACCEPTED' ? reader.doorCode : null,
  hosts,
  delegatedBy: reader.delegatedBy,
  answer: reader.answer === 'DELEGATED' ? null : reader.answer,
});
