import { Injectable } from '@nestjs/common';
import { dueDaysOf } from '../deadlines/index.js';
import { MechanismService } from '../directory/index.js';
import {
  Database,
  Links,
  LinkUnusable,
  NotFound,
  toDay,
  type Actor,
  type Day,
  type ReviewMechanism,
} from '../platform/index.js';
import { FocalPoints } from './focal-points.js';
import { listItems, type ListItem } from './assignments.queries.js';

/** One person's view of a round: everything of it that is their institutions', and how they came in. */
export interface VerifyView {
  roundId: string;
  /** The first of the days on which what is theirs is due. */
  dueOn: Day;
  /** Whose page it is. */
  mechanism: string;
  review: { mechanism: ReviewMechanism; session: number | null };
  person: { id: string; name: string; locale: string };
  institutionIds: string[];
  items: ListItem[];
  actor: Actor;
}

/** Who may open and answer a round's list: whoever holds a mandate today for one of its institutions, by link or signed in. */
@Injectable()
export class VerifyAccess {
  constructor(
    private readonly db: Database,
    private readonly links: Links,
    private readonly focalPoints: FocalPoints,
    private readonly mechanism: MechanismService,
  ) {}

  /** By the link in the mail. Throws LinkUnusable, also when the mandate has ended since. */
  async byLink(token: string): Promise<VerifyView> {
    const link = await this.links.open('verify', token);
    const view = await this.view(link.subjectId ?? '', link.personId, 'link');
    if (!view) throw new LinkUnusable('revoked');
    return view;
  }

  /** By a signed-in person. Throws NotFound when nothing in the round is theirs. */
  async byPerson(roundId: string, personId: string, actor: Actor): Promise<VerifyView> {
    const view = await this.view(roundId, personId, actor.via);
    if (!view) throw new NotFound('verification round');
    return view;
  }

  private async view(roundId: string, personId: string, via: Actor['via']): Promise<VerifyView | null> {
    const tx = this.db.now;
    const round = await tx.verificationRound.findUnique({
      where: { id: roundId },
      include: { review: true, verifications: { select: { id: true, institutionId: true } } },
    });
    const person = await tx.person.findUnique({ where: { id: personId } });
    if (!round || !person) return null;
    const actsFor = new Set(await this.focalPoints.institutionsOf(tx, personId));
    const theirs = round.verifications.filter(({ institutionId }) => actsFor.has(institutionId));
    const institutionIds = theirs.map(({ institutionId }) => institutionId);
    if (institutionIds.length === 0) return null;
    const items = await listItems(tx, { verification: { roundId }, institutionId: { in: institutionIds } });
    // What is answered presses nobody any more.
    const open = items.flatMap(({ status, verificationId }) =>
      status === 'UNDER_VERIFICATION' ? (verificationId ?? []) : [],
    );
    const listIds = open.length > 0 ? open : theirs.map(({ id }) => id);
    const [dueOn = toDay(round.dueOn)] = [...(await dueDaysOf(tx, 'VERIFICATION', listIds)).values()].sort();
    return {
      roundId,
      dueOn,
      mechanism: (await this.mechanism.get()).name,
      review: { mechanism: round.review.mechanism, session: round.review.session },
      person,
      institutionIds,
      items: items.filter(({ status }) => status !== 'WITHDRAWN'),
      actor: { personId, onBehalfOfId: institutionIds.length === 1 ? (institutionIds[0] ?? null) : null, via },
    };
  }
}
