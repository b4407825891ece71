import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { pageTexts, type Locale } from '../catalogue/index.js';
import { MechanismService, validOn, type Mechanism } from '../directory/index.js';
import type { Prisma } from '../platform/generated/prisma/client.js';
import { writeCalendar } from '../platform/ical.js';
import {
  Clock,
  Config,
  Database,
  dayIn,
  localeFor,
  momentAt,
  pageTranslator,
  type Day,
  type Role,
} from '../platform/index.js';
import { asEvent, type Reader } from './feeds.calendar.js';
import { FeedUnusable } from './feeds.errors.js';
import { deadlinesOf, formalDates, inOrder, stateOf, type FeedItem, type Shown } from './feeds.queries.js';
import { shownSince } from './feeds.rules.js';
import type { Feed } from './feeds.service.js';

/** A calendar as one reader gets it today. */
export interface Subscription {
  name: string;
  reader: Reader;
  today: Day;
  items: Prisma.Sql;
}

/** Whether a reader has it already. */
export interface SubscriptionState {
  etag: string;
  changedAt: Date | null;
}

/** The secretariat's own deadlines are theirs. */
const ofSecretariat: Role[] = ['ADMINISTRATOR', 'COORDINATOR', 'OFFICER', 'HEAD'];
const refreshHours = 6;

/** Whatever else calendars are made of: the sentences, and the time zones of this computer. Raise the number when events are written in another way. */
const madeOf = createHash('sha256')
  .update(JSON.stringify([1, pageTexts, process.versions['tz'], process.versions['icu']]))
  .digest('hex');

/** What calendars show: what is theirs to know on the day they are read. */
@Injectable()
export class SubscriptionsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly mechanism: MechanismService,
  ) {}

  /** A private calendar: of a person, what the mandates and roles of today make theirs; of an institution, its deadlines. */
  async of(feed: Feed): Promise<Subscription> {
    const mechanism = await this.mechanism.get();
    return feed.personId !== null
      ? this.ofPerson(feed, feed.personId, mechanism)
      : this.ofInstitution(feed, feed.institutionId, mechanism);
  }

  /** The one for everybody: formal dates. */
  async public(): Promise<Subscription> {
    const mechanism = await this.mechanism.get();
    const today = dayIn(mechanism.timeZone, this.clock.now());
    return {
      name: pageTranslator(mechanism.locale)('feed.name.formal', { mechanism: mechanism.name }),
      reader: { locale: mechanism.locale, timeZone: mechanism.timeZone, isPublic: true },
      today,
      items: formalDates(shownOn(today, mechanism)),
    };
  }

  /** One query, and no calendar is written: most requests find that nothing has changed. */
  async stateOf({ name, reader, today, items }: Subscription): Promise<SubscriptionState> {
    const [state] = await this.db.now.$queryRaw<{ changedAt: Date | null; digest: string }[]>(stateOf(items));
    // Zones are described from this year on.
    const parts = [madeOf, this.config.publicUrl, name, reader, today.slice(0, 4), state?.digest];
    const etag = createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
    return { etag: `"${etag}"`, changedAt: state?.changedAt ?? null };
  }

  /** The calendar itself, in iCalendar. */
  async write({ name, reader, today, items }: Subscription): Promise<string> {
    const rows = await this.db.now.$queryRaw<FeedItem[]>(inOrder(items));
    const { publicUrl } = this.config;
    const origin = { host: new URL(publicUrl).hostname, home: `${publicUrl}/` };
    const events = rows.map((row) => asEvent(row, reader, origin));
    return writeCalendar({ name, timeZone: reader.timeZone, year: Number(today.slice(0, 4)), refreshHours, events });
  }

  private async ofPerson(feed: Feed, personId: string, mechanism: Mechanism): Promise<Subscription> {
    const today = dayIn(mechanism.timeZone, this.clock.now());
    const person = await this.db.now.person.findUniqueOrThrow({
      where: { id: personId },
      select: {
        locale: true,
        timeZone: true,
        roles: { select: { role: true } },
        mandates: { where: validOn(today), select: { institutionId: true } },
      },
    });
    const locale = localeFor(person.locale);
    const whose = {
      institutionIds: [...new Set(person.mandates.map(({ institutionId }) => institutionId))],
      secretariat: person.roles.some(({ role }) => ofSecretariat.includes(role)),
    };
    return {
      name: pageTranslator(locale)('feed.name.person', { mechanism: mechanism.name }),
      reader: { locale, timeZone: person.timeZone, isPublic: false },
      today,
      items: deadlinesOf(whose, { ...shownOn(today, mechanism), waivedSince: feed.createdAt }),
    };
  }

  private async ofInstitution(feed: Feed, institutionId: string | null, mechanism: Mechanism): Promise<Subscription> {
    const institution = institutionId && (await this.db.now.institution.findUnique({ where: { id: institutionId } }));
    if (!institution) throw new FeedUnusable('unknown');
    const { locale, timeZone }: { locale: Locale; timeZone: string } = mechanism;
    const today = dayIn(timeZone, this.clock.now());
    const whose = { institutionIds: [institution.id], secretariat: false };
    return {
      name: pageTranslator(locale)('feed.name.institution', {
        mechanism: mechanism.name,
        institution: institution.name,
      }),
      reader: { locale, timeZone, isPublic: false },
      today,
      items: deadlinesOf(whose, { ...shownOn(today, mechanism), waivedSince: feed.createdAt }),
    };
  }
}

const shownOn = (today: Day, { timeZone }: Mechanism): Shown => {
  const { closedSince, dueSince } = shownSince(today);
  return { closedSince: momentAt(closedSince, '00:00', timeZone), dueSince };
};
