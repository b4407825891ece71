import { Injectable } from '@nestjs/common';
import { PeopleService } from '../directory/index.js';
import { Clock, Database, localeFor, NotFound, Outbox, type Actor, type Tx } from '../platform/index.js';
import { freeToLeave } from './people.queries.js';
import { ObligationOfOffice } from './preferences.errors.js';
import type { Preferences, SetPreferences } from './preferences.schemas.js';
import { defaultHours } from './reminders.rules.js';

/** When, where and in which language people want to hear from us, or whether at all. */
@Injectable()
export class PreferencesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly people: PeopleService,
  ) {}

  /** Throws NotFound. */
  async get(personId: string, tx: Tx = this.db.now): Promise<Preferences> {
    const person = await tx.person.findUnique({ where: { id: personId }, include: { preference: true } });
    if (!person) throw new NotFound('person');
    const { locale, timeZone, preference } = person;
    const { hour, quietFrom } = preference ?? defaultHours;
    return {
      hour,
      quietFrom,
      timeZone,
      locale: localeFor(locale),
      isUnsubscribed: preference?.unsubscribedAt != null,
      canUnsubscribe: (await freeToLeave(tx, [personId])).length > 0,
    };
  }

  /** What waits for the person waits for another moment, or for nobody, through `reminder-preference.set`. Throws ObligationOfOffice. */
  async set(personId: string, wanted: SetPreferences, by: Actor): Promise<Preferences> {
    return this.db.transaction(async (tx) => {
      await hold(tx, personId);
      const before = await this.get(personId, tx);
      const { hour, quietFrom, isUnsubscribed, locale, timeZone } = wanted;
      if (isUnsubscribed && !before.canUnsubscribe) throw new ObligationOfOffice();
      await this.people.speak(tx, personId, { locale, timeZone }, by);
      const isNew = hour !== before.hour || quietFrom !== before.quietFrom || isUnsubscribed !== before.isUnsubscribed;
      if (isNew) {
        const leaves = isUnsubscribed === before.isUnsubscribed ? {} : this.leaving(isUnsubscribed);
        const data = { hour, quietFrom, ...leaves };
        await this.write(tx, personId, data, by);
      }
      return this.get(personId, tx);
    });
  }

  /** Ends the reminders of somebody who is free to leave; said again, nothing happens. Throws ObligationOfOffice. */
  async unsubscribe(personId: string, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      await hold(tx, personId);
      const { canUnsubscribe, isUnsubscribed } = await this.get(personId, tx);
      if (!canUnsubscribe) throw new ObligationOfOffice();
      if (!isUnsubscribed) await this.write(tx, personId, this.leaving(true), by);
    });
  }

  /** Takes that back; said again, nothing happens. */
  async resubscribe(personId: string, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      await hold(tx, personId);
      if ((await this.get(personId, tx)).isUnsubscribed) await this.write(tx, personId, this.leaving(false), by);
    });
  }

  private leaving(isUnsubscribed: boolean) {
    return { unsubscribedAt: isUnsubscribed ? this.clock.now() : null };
  }

  private async write(
    tx: Tx,
    personId: string,
    data: { hour?: string; quietFrom?: string; unsubscribedAt?: Date | null },
    by: Actor,
  ): Promise<void> {
    const create = { personId, ...defaultHours, ...data };
    await tx.reminderPreference.upsert({ where: { personId }, create, update: data });
    await this.outbox.publish(tx, 'reminder-preference.set', { personId }, { by });
  }
}

/** Two requests at once: the second sees what the first has said, and so does a digest under way. */
const hold = async (tx: Tx, personId: string): Promise<void> => {
  await tx.$queryRaw`SELECT 1 FROM person WHERE id = ${personId}::uuid FOR NO KEY UPDATE`;
};
