import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { pathOfNul } from '../../../libs/platform/index.js';
import { InvalidInput } from './problem.js';

/** Refuses the character NUL in whatever a request brings, before it is read: the database would fail on it. */
export class NoNul implements PipeTransform {
  transform(value: unknown, { type, data }: ArgumentMetadata): unknown {
    const path = type === 'custom' ? null : pathOfNul(value);
    if (path === null) return value;
    const where = [data, path].filter(Boolean).join('.');
    throw new InvalidInput([{ path: where, message: 'Invalid input: must not hold the character NUL' }]);
  }
}
