import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import { StandardSchemaValidationPipe } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Config, Log, newId } from '../../../libs/platform/index.js';
import { NoNul } from './no-nul.pipe.js';
import { InvalidInput } from './problem.js';

const megabyte = 1024 * 1024;
const quiet = new Set(['/healthz', '/readyz', '/assets/nmrf.css']);

/** Fastify as we want it, before Nest has it. */
export const newAdapter = (config: Config): FastifyAdapter =>
  new FastifyAdapter({
    // The first hop is whoever connects to us; a client writes what it likes before our proxies' own entries.
    trustProxy: config.trustedProxies > 0 && ((_address, hop) => hop < config.trustedProxies),
    genReqId: () => newId(),
    bodyLimit: megabyte,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
  });

/** Puts in place what stands before and behind every route. */
export const prepare = async (app: NestFastifyApplication): Promise<void> => {
  const config = app.get(Config);
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: pagePolicy },
    // `no-referrer` would make browsers hide the Origin of our own forms, by which we know them.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: config.secureCookies && { maxAge: 31_536_000 },
  });
  await app.register(cookie);
  // Reports of mails that came back arrive as the mails they are.
  app
    .getHttpAdapter()
    .getInstance()
    .addContentTypeParser('message/rfc822', { parseAs: 'buffer' }, (_, body, done) => {
      done(null, body);
    });
  // How large a file may be is said by each route that takes one; a larger one is refused there, in words.
  const limits = { files: 1, fields: 20, fieldSize: 64 * 1024 };
  await app.register(multipart, { limits, throwFileSizeLimit: false });
  // A whole ministry may share one address; this stops floods only. Routes for strangers have limits of their own.
  await app.register(rateLimit, { max: 3000, timeWindow: '1 minute' });
  app.useGlobalPipes(
    new NoNul(),
    new StandardSchemaValidationPipe({
      exceptionFactory: (issues) => {
        throw new InvalidInput(
          issues.map(({ path = [], message }) => ({
            path: path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
            message,
          })),
        );
      },
    }),
  );
  nameAndLogRequests(app);
};

/** Pages have no scripts, frames or foreign parts, so nothing of the kind may run. */
const pagePolicy = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

/** One line a request; by its route, never its address, which may hold the token of a link. */
const nameAndLogRequests = (app: NestFastifyApplication): void => {
  const log = app.get(Log);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', async (request, reply) => {
    reply.header('X-Request-Id', request.id);
  });
  fastify.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    if (quiet.has(route) && reply.statusCode < 400) return;
    const { method, id } = request;
    log.info({ request: id, method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'answered');
  });
};
