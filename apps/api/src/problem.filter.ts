import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../../libs/access/index.js';
import { localeFor, Log, loggable, renderPage, Unauthenticated } from '../../../libs/platform/index.js';
import { ErrorPage } from './error.page.js';
import { problemOf } from './problem.js';

type Request = FastifyRequest & { caller?: Caller };

/** Turns every error into an answer: problem+json for programs, a page in the reader's language for people. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(error, request.id);
    if (problem.status >= 500) this.log.error({ request: request.id, ...loggable(error) }, 'a request failed');
    void reply.removeHeader('etag').header('Cache-Control', 'no-store');
    if (!isForPeople(request)) {
      void reply.status(problem.status).header('Content-Type', 'application/problem+json; charset=utf-8').send(problem);
    } else if (error instanceof Unauthenticated) {
      const back =
        request.method === 'GET' && request.url !== '/' ? `?returnTo=${encodeURIComponent(request.url)}` : '';
      void reply.status(303).header('Location', `/sign-in${back}`).send();
    } else {
      const locale = request.caller?.locale ?? localeFor(request.headers['accept-language']);
      const page = renderPage(ErrorPage({ problem, error, locale, path: request.url }));
      void reply.status(problem.status).header('Content-Type', 'text/html; charset=utf-8').send(page);
    }
  }
}

const isForPeople = ({ url, headers }: Request): boolean =>
  !url.startsWith('/api/') && (headers.accept ?? '').includes('text/html');
