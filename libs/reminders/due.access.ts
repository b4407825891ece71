import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/index.js';
import { MechanismService } from '../directory/index.js';
import type { Locale } from '../catalogue/index.js';
import { Clock, Database, Links, LinkUnusable, localeFor, NotFound, type Actor, type Day } from '../platform/index.js';
import { NotYoursNow } from './due.errors.js';
import { dueItem, standingOf, type DueItem, type Standing } from './due.queries.js';

/** Whose page it is, how they came in, and where the page's own forms go. */
export interface Reader {
  person: { id: string; name: string; locale: Locale };
  mechanism: string;
  today: Day;
  via: Actor['via'];
  /** Null for whoever came by a link. */
  caller: Caller | null;
  /** The page's own address. */
  base: string;
  standing: Standing;
}

/** Where a reader chooses when to hear from us. */
export const preferencesOf = ({ caller, base }: Reader): string => (caller ? '/my-preferences' : `${base}/preferences`);

/** Who may see and answer what is due from them: by the link in the mail, or signed in. */
@Injectable()
export class DueAccess {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly mechanism: MechanismService,
  ) {}

  /** By the link in the mail. Throws LinkUnusable, also when the person answers for nothing any more. */
  async byLink(token: string): Promise<Reader> {
    const reader = await this.byOwnLink(token);
    const { own, standsInFor, hasOffice } = reader.standing;
    if (own.length + standsInFor.length === 0 && !hasOffice) throw new LinkUnusable('revoked');
    return reader;
  }

  /** The same, for what is the person's own whatever they answer for. Throws LinkUnusable. */
  async byOwnLink(token: string): Promise<Reader> {
    const { personId } = await this.links.open('due', token);
    return this.reader(personId, { via: 'link', caller: null, base: `/due/${token}` });
  }

  bySession(caller: Caller): Promise<Reader> {
    return this.reader(caller.personId, { via: caller.actor.via, caller, base: '/my-deadlines' });
  }

  /** What the reader may answer now, open or closed. Throws NotYoursNow, or NotFound to whoever is signed in. */
  async item(reader: Reader, deadlineId: string): Promise<DueItem> {
    const { standing, person, via } = reader;
    const item = await dueItem(this.db.now, deadlineId, standing, person.locale, this.clock.now());
    if (!item) throw via === 'link' ? new NotYoursNow() : new NotFound('deadline');
    return item;
  }

  private async reader(personId: string, how: Pick<Reader, 'via' | 'caller' | 'base'>): Promise<Reader> {
    const { name: mechanism } = await this.mechanism.get();
    const today = await this.mechanism.today();
    const { id, name, locale } = await this.db.now.person.findUniqueOrThrow({ where: { id: personId } });
    const standing = { ...(await standingOf(this.db.now, personId, today)), isSignedIn: how.caller !== null };
    return { person: { id, name, locale: localeFor(locale) }, mechanism, today, standing, ...how };
  }
}
