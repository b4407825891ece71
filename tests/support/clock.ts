import { Clock } from '../../libs/platform/index.js';

/** A clock that shows what it is told. */
export class FixedClock extends Clock {
  private moment: Date;

  constructor(iso = '2026-03-02T03:00:00Z') {
    super();
    this.moment = new Date(iso);
  }

  override now(): Date {
    return new Date(this.moment);
  }

  set(iso: string): void {
    this.moment = new Date(iso);
  }
}
