import { Injectable } from '@nestjs/common';
import type { Locale } from '../catalogue/index.js';
import { MechanismService } from '../directory/index.js';
import { Database, Links, LinkUnusable, localeFor, type Actor } from '../platform/index.js';

/** Who opened the page of an invitation, and what it is about. */
export interface Invitee {
  invitationId: string;
  person: { id: string; name: string; locale: Locale };
  consultationId: string;
  mechanism: string;
  /** The page's own address: `/invitation/<token>`. */
  base: string;
  by: Actor & { personId: string };
}

/** The link in an invitation opens the pages of that invitation, and nothing else. */
@Injectable()
export class InvitationAccess {
  constructor(
    private readonly db: Database,
    private readonly links: Links,
    private readonly mechanism: MechanismService,
  ) {}

  /** Throws LinkUnusable, also when the invitation was taken back or its person forgotten. Opening changes nothing. */
  async open(token: string): Promise<Invitee> {
    const { personId, subjectId } = await this.links.open('invitation', token);
    const invitation = await this.db.now.invitation.findFirst({
      where: { id: subjectId ?? '', personId, withdrawnAt: null, forgottenAt: null },
      select: { id: true, consultationId: true, institutionId: true, person: true },
    });
    if (!invitation?.person) throw new LinkUnusable('revoked');
    const { id, name, locale } = invitation.person;
    return {
      invitationId: invitation.id,
      person: { id, name, locale: localeFor(locale) },
      consultationId: invitation.consultationId,
      mechanism: (await this.mechanism.get()).name,
      base: `/invitation/${token}`,
      by: { personId, onBehalfOfId: invitation.institutionId, via: 'link' },
    };
  }
}
