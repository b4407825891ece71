import { Injectable } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import { Config } from './config.js';

/** Structured logs, one JSON object a line. Ids, names of jobs and codes only: never a name, an address or a text of a person. */
@Injectable()
export class Log {
  private readonly pino: Logger;

  constructor(config: Config) {
    this.pino = pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  }

  info(facts: Record<string, unknown>, message: string): void {
    this.pino.info(facts, message);
  }

  warn(facts: Record<string, unknown>, message: string): void {
    this.pino.warn(facts, message);
  }

  error(facts: Record<string, unknown>, message: string): void {
    this.pino.error(facts, message);
  }
}

/** What may be logged of an error: its class, code and stack; its message may quote what a person wrote. */
export const loggable = (error: unknown): Record<string, unknown> =>
  error instanceof Error
    ? {
        error: error.name,
        code: 'code' in error ? error.code : undefined,
        stack: error.stack?.split('\n').filter((line) => line.startsWith('    at ')),
      }
    : { error: typeof error };
