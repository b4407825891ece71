import type { EventEmitter } from 'node:events';
import { loggable, type Log } from './log.js';

/** Says once that something is out of reach, and once that it is back, however often it was tried in between. */
export class Outage {
  private lasting = false;

  constructor(
    private readonly log: Log,
    private readonly facts: Record<string, unknown>,
  ) {}

  began(error: unknown): void {
    if (this.lasting) return;
    this.lasting = true;
    this.log.warn({ ...this.facts, ...loggable(error) }, 'out of reach; it is tried again until it answers');
  }

  ended(): void {
    if (!this.lasting) return;
    this.lasting = false;
    this.log.info(this.facts, 'answers again');
  }
}

/** Listens to the errors of a queue or worker of BullMQ: without a listener they end the process or fill its output. */
export const watchForOutages = (emitter: EventEmitter, log: Log, facts: Record<string, unknown>): void => {
  const outage = new Outage(log, facts);
  emitter.on('error', (error) => outage.began(error));
  for (const sign of ['ready', 'active', 'waiting', 'drained']) emitter.on(sign, () => outage.ended());
};
