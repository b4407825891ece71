import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { z } from 'zod';
import { DomainError } from '../../../libs/platform/index.js';

/** One value of a request that does not fit its schema. */
interface Mismatch {
  path: string;
  message: string;
}

/** The body or the query does not fit the schema of the route. */
export class InvalidInput extends DomainError {
  readonly code = 'invalid-input';
  override readonly status = 400;
  override readonly details: { errors: Mismatch[] };
  constructor(errors: Mismatch[]) {
    super('Some values are missing or wrong; "errors" names each.');
    this.details = { errors };
  }
}

/** An error as RFC 9457 wants it. */
export const Problem = z.object({
  type: z.string().meta({ description: 'Identifies the kind of problem', example: '/problems/not-found' }),
  title: z.string().meta({ description: 'The kind of problem in words', example: 'Not found' }),
  status: z.int().meta({ description: 'The HTTP status', example: 404 }),
  code: z.string().meta({ description: 'The kind of problem, for programs', example: 'not-found' }),
  detail: z
    .string()
    .meta({ description: 'What was wrong this time, for people', example: 'There is no such recommendation.' }),
  instance: z.string().meta({ description: 'The request; the logs know it by this' }),
  errors: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .optional()
    .meta({ description: 'Each value of the request that does not fit' }),
});
export type Problem = z.infer<typeof Problem>;

/** What is said of errors that Fastify and Nest raise themselves, by status. */
const codes: Record<number, string> = {
  400: 'request-unreadable',
  404: 'not-found',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  413: 'request-too-large',
  415: 'media-type-unsupported',
  429: 'too-many-requests',
  503: 'shutting-down',
};

/** Describes any error without saying more than the caller may know. */
export const problemOf = (error: unknown, requestId: string): Problem => {
  if (error instanceof DomainError) {
    return problem(error.status, error.code, error.message, requestId, error.details);
  }
  const status = statusOf(error);
  const code = codes[status];
  if (code === undefined) return problem(500, 'internal-error', 'Something went wrong on our side.', requestId);
  return problem(status, code, `${STATUS_CODES[status] ?? code}.`, requestId);
};

const statusOf = (error: unknown): number => {
  if (error instanceof HttpException) return error.getStatus();
  const status: unknown = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : 500;
};

const problem = (
  status: number,
  code: string,
  detail: string,
  requestId: string,
  details: Record<string, unknown> = {},
): Problem => ({
  ...details,
  type: `/problems/${code}`,
  title: code.charAt(0).toUpperCase() + code.slice(1).replaceAll('-', ' '),
  status,
  code,
  detail,
  instance: `urn:uuid:${requestId}`,
});
