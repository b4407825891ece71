import { Inject, Injectable } from '@nestjs/common';
import { events, type EventName, type JobPayload } from '../catalogue/index.js';
import type { Tx } from './database.js';
import { GiveUp, type Subscriptions } from './outbox.js';

/** Under this token the worker's table of subscriptions is found. */
export const SUBSCRIPTIONS = Symbol('subscriptions');

type AnySubscriber = (payload: unknown, tx: Tx) => Promise<void>;

/** Brings an event to one of its subscribers. */
@Injectable()
export class Deliveries {
  constructor(@Inject(SUBSCRIPTIONS) private readonly subscriptions: Subscriptions) {}

  async deliver({ eventId, subscriber }: JobPayload<'event.deliver'>, tx: Tx): Promise<void> {
    const { name, payload } = await tx.event.findUniqueOrThrow({ where: { id: eventId } });
    // The table's type pairs events with their subscribers; names read from the database are looked up.
    const table = this.subscriptions as Record<string, Record<string, AnySubscriber> | undefined>;
    const react = table[name]?.[subscriber];
    if (!react || !isEvent(name)) throw new GiveUp(`nobody called ${subscriber} hears ${name}`);
    await react(events[name].payload.parse(payload), tx);
  }
}

const isEvent = (name: string): name is EventName => Object.hasOwn(events, name);
