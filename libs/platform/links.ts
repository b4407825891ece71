import { Injectable } from '@nestjs/common';
import { linkPages, type LinkPurpose } from '../catalogue/index.js';
import { Clock } from './clock.js';
import { Config } from './config.js';
import { Database, type Tx } from './database.js';
import { later } from './day.js';
import { DomainError } from './errors.js';
import { newId } from './id.js';
import { readSignedId, signId } from './signed-id.js';

export class LinkUnusable extends DomainError {
  readonly code = 'link-unusable';
  override readonly status = 410;
  constructor(readonly why: 'unknown' | 'expired' | 'used' | 'revoked') {
    super('This link no longer works.');
  }
}

export interface OpenLink {
  id: string;
  purpose: LinkPurpose;
  personId: string;
  subjectId: string | null;
}

/** Signed links: for one person and one purpose, with an end, revocable. */
@Injectable()
export class Links {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly db: Database,
  ) {}

  /** Makes links that end after so many minutes. Returns their ids, in the order of `links`. */
  async make(
    tx: Tx,
    links: { purpose: LinkPurpose; personId: string; subjectId?: string }[],
    { minutes }: { minutes: number },
  ): Promise<string[]> {
    if (links.length === 0) return [];
    const now = this.clock.now();
    const ids = links.map(() => newId());
    await tx.$executeRaw`
      INSERT INTO link (id, purpose, person_id, subject_id, created_at, expires_at)
      SELECT id, purpose, person_id, subject_id, ${now}, ${later(now, { minutes })}
      FROM unnest(${ids}::uuid[], ${links.map(({ purpose }) => purpose)}::text[],
                  ${links.map(({ personId }) => personId)}::uuid[], ${links.map(({ subjectId }) => subjectId ?? null)}::uuid[])
           AS l (id, purpose, person_id, subject_id)`;
    return ids;
  }

  /** The address that goes into a mail. */
  url(purpose: LinkPurpose, linkId: string): string {
    return `${this.config.publicUrl}${linkPages[purpose]}/${signId(this.config.secretKey, 'link', linkId)}`;
  }

  /** Reads a token from an address. Throws LinkUnusable; reading changes nothing. */
  async open(purpose: LinkPurpose, token: string, tx: Tx = this.db.now): Promise<OpenLink> {
    const id = readSignedId(this.config.secretKey, 'link', token);
    const link = id === null ? null : await tx.link.findFirst({ where: { id, purpose } });
    if (!link) throw new LinkUnusable('unknown');
    if (link.revokedAt) throw new LinkUnusable('revoked');
    if (link.usedAt) throw new LinkUnusable('used');
    if (link.expiresAt <= this.clock.now()) throw new LinkUnusable('expired');
    return { id: link.id, purpose, personId: link.personId, subjectId: link.subjectId };
  }

  /** Uses a link up. Of ten requests at once, one gets through; the others meet LinkUnusable. */
  async useUp(tx: Tx, link: OpenLink): Promise<void> {
    const used = await tx.link.updateMany({
      where: { id: link.id, usedAt: null, revokedAt: null },
      data: { usedAt: this.clock.now() },
    });
    if (used.count === 0) throw new LinkUnusable('used');
  }
}
