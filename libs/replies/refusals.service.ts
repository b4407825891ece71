import { Injectable } from '@nestjs/common';
import { canAnswer } from '../consultations/index.js';
import { Clock, later, Links, Post, type Tx } from '../platform/index.js';
import type { Invitation } from './invitation.context.js';

/** Tells people that their answer could not be read, and how to answer instead: where we know them, and once a day at most. */
@Injectable()
export class RefusalsService {
  constructor(
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly post: Post,
  ) {}

  /** The caller holds the consultation's row: so two answers at once are refused once. */
  async refuse(tx: Tx, { id, personId, consultation }: Invitation): Promise<void> {
    const now = this.clock.now();
    const { startsAt, title, status } = consultation;
    if (personId === null || startsAt === null || startsAt <= now || !canAnswer(status)) return;
    const recent = { name: 'reply-refused', threadId: id, createdAt: { gt: later(now, { hours: -24 }) } };
    if ((await tx.mail.count({ where: recent })) > 0) return;
    const person = await tx.person.findUniqueOrThrow({ where: { id: personId } });
    const minutes = Math.ceil((startsAt.getTime() - now.getTime()) / 60_000);
    const [linkId = ''] = await this.links.make(tx, [{ purpose: 'invitation', personId, subjectId: id }], { minutes });
    const props = { name: person.name, title, linkId };
    await this.post.post(tx, 'reply-refused', [{ to: person, props, threadId: id, expiresAt: startsAt }]);
  }
}
