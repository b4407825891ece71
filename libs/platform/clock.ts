import { Injectable } from '@nestjs/common';

/** The only place that knows what time it is; tests put a fixed one in its place. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}
