import { Inject, Injectable } from '@nestjs/common';
import { events, type EventName, type JobPayload } from '../catalogue/index.js';
import type { Tx } from './database.js';
import { groupBy } from './group.js';
import { GiveUp, type Subscriptions } from './outbox.js';

/** Under this token the worker's table of subscriptions is found. */
export const SUBSCRIPTIONS = Symbol('subscriptions');

type AnySubscriber = (facts: unknown[], tx: Tx) => Promise<void>;

/** Brings events to their subscribers: all of one kind to one subscriber at once. */
@Injectable()
export class Deliveries {
  constructor(@Inject(SUBSCRIPTIONS) private readonly subscriptions: Subscriptions) {}

  async deliver(deliveries: JobPayload<'event.deliver'>[], tx: Tx): Promise<void> {
    const ids = deliveries.map(({ eventId }) => eventId);
    const rows = await tx.event.findMany({
      where: { id: { in: ids } },
      select: { id: true, name: true, payload: true },
    });
    const eventOf = new Map(rows.map((row) => [row.id, row]));
    const told = deliveries.flatMap(({ eventId, subscriber }) => {
      const event = eventOf.get(eventId);
      return event ? [{ subscriber, ...event }] : [];
    });
    if (told.length < deliveries.length) throw new GiveUp('an event that was to be delivered is not there');
    for (const group of groupBy(told, ({ name, subscriber }) => `${name} ${subscriber}`).values()) {
      const [{ name, subscriber } = { name: '', subscriber: '' }] = group;
      // The table's type pairs events with their subscribers; names read from the database are looked up.
      const table = this.subscriptions as unknown as Record<string, Record<string, AnySubscriber> | undefined>;
      const react = table[name]?.[subscriber];
      if (!react || !isEvent(name)) throw new GiveUp(`nobody called ${subscriber} hears ${name}`);
      const { payload } = events[name];
      await react(
        group.map((event) => payload.parse(event.payload)),
        tx,
      );
    }
  }
}

const isEvent = (name: string): name is EventName => Object.hasOwn(events, name);
