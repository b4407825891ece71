import { Injectable } from '@nestjs/common';
import { ConsultationsService } from '../consultations/index.js';
import { MandatesService } from '../directory/index.js';
import { Clock, dayIn, Links, Post, toDay, type Tx } from '../platform/index.js';
import { countComments } from './minutes.queries.js';
import { participants } from './participants.js';

/** The link in a mail about minutes works for half a year: comments, replies, and the final minutes are read by it. */
const linkMinutes = 183 * 24 * 60;

/** Who hears of minutes: those who took part once they are circulated and final, those who keep them when comments are in. */
@Injectable()
export class MinutesMailsService {
  constructor(
    private readonly clock: Clock,
    private readonly consultations: ConsultationsService,
    private readonly links: Links,
    private readonly mandates: MandatesService,
    private readonly post: Post,
  ) {}

  /** Asks those who took part, or held a seat, for comments. */
  async circulate({ consultationId }: { consultationId: string }, tx: Tx): Promise<void> {
    const { status, title } = await this.consultations.hold(tx, consultationId);
    if (status !== 'MINUTES_CIRCULATED') return;
    const { commentsBy } = await tx.minutes.findUniqueOrThrow({ where: { consultationId } });
    if (commentsBy === null) return;
    const untold = await this.untold(tx, consultationId, 'consultation-minutes');
    await this.post.post(
      tx,
      'consultation-minutes',
      untold.map(({ person, linkId }) => ({
        to: person,
        threadId: consultationId,
        props: { name: person.name, title, commentsBy: toDay(commentsBy), linkId },
      })),
    );
  }

  /** Sends those who took part where the final minutes are read. */
  async sendFinal({ consultationId }: { consultationId: string }, tx: Tx): Promise<void> {
    const { status, title } = await this.consultations.hold(tx, consultationId);
    if (status !== 'CLOSED') return;
    const untold = await this.untold(tx, consultationId, 'consultation-minutes-final');
    await this.post.post(
      tx,
      'consultation-minutes-final',
      untold.map(({ person, linkId }) => ({
        to: person,
        threadId: consultationId,
        props: { name: person.name, title, linkId },
      })),
    );
  }

  /** Tells the lead host and the coordinators how many comments there are, once the last day for them is over. */
  async askToFinish({ consultationId }: { consultationId: string }, tx: Tx): Promise<void> {
    const { status, title, timeZone } = await this.consultations.hold(tx, consultationId);
    if (status !== 'MINUTES_CIRCULATED') return;
    const { commentsBy } = await tx.minutes.findUniqueOrThrow({ where: { consultationId } });
    if (commentsBy !== null && dayIn(timeZone, this.clock.now()) <= toDay(commentsBy)) return;
    const lead = await tx.consultationHost.findFirst({
      where: { consultationId, person: { forgottenAt: null } },
      orderBy: { position: 'asc' },
      select: { person: { select: { id: true, name: true, email: true, locale: true } } },
    });
    const keepers = [...(lead ? [lead.person] : []), ...(await this.mandates.coordinators(tx))];
    const people = [...new Map(keepers.map((person) => [person.id, person])).values()];
    const told = await this.told(tx, consultationId, 'consultation-comments-closed');
    const { all, unanswered } = await countComments(tx, consultationId);
    await this.post.post(
      tx,
      'consultation-comments-closed',
      people
        .filter(({ id }) => !told.has(id))
        .map((person) => ({
          to: person,
          threadId: consultationId,
          props: { name: person.name, title, comments: all, unanswered, consultationId },
        })),
    );
  }

  /** Those who are to hear and have not, each with a link of their own. The caller holds the consultation: nobody else tells them now. */
  private async untold(tx: Tx, consultationId: string, mail: string) {
    const invitations = await tx.invitation.findMany({
      where: { consultationId, ...participants, person: { forgottenAt: null } },
      select: { id: true, person: { select: { id: true, name: true, email: true, locale: true } } },
      orderBy: { id: 'asc' },
    });
    const told = await this.told(tx, consultationId, mail);
    const untold = invitations.flatMap(({ id, person }) =>
      person && !told.has(person.id) ? [{ invitationId: id, person }] : [],
    );
    const wanted = untold.map(({ invitationId, person }) => ({
      purpose: 'invitation' as const,
      personId: person.id,
      subjectId: invitationId,
    }));
    const linkIds = await this.links.make(tx, wanted, { minutes: linkMinutes });
    return untold.flatMap(({ person }, index) => {
      const linkId = linkIds[index];
      return linkId === undefined ? [] : [{ person, linkId }];
    });
  }

  private async told(tx: Tx, consultationId: string, name: string): Promise<Set<string>> {
    const mails = await tx.mail.findMany({ where: { name, threadId: consultationId }, select: { personId: true } });
    return new Set(mails.flatMap(({ personId }) => personId ?? []));
  }
}
