import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionDays } from './access.rules.js';

/** The cookie of a browser that is signed in. */
export const sessionCookie = 'nmrf_session';
/** Where to go after signing in; kept in the browser that asked, not in the mail. */
const returnCookie = 'nmrf_return_to';

/** Lax: following a link from a mail keeps people signed in; a form on another site gets nothing. */
const options = (secure: boolean) => ({ path: '/', httpOnly: true, sameSite: 'lax', secure }) as const;

export const keepSession = (reply: FastifyReply, secret: string, secure: boolean): void => {
  void reply.setCookie(sessionCookie, secret, { ...options(secure), maxAge: sessionDays * 24 * 3600 });
};

export const dropSession = (reply: FastifyReply, secure: boolean): void => {
  void reply.clearCookie(sessionCookie, options(secure));
};

export const keepReturnPath = (reply: FastifyReply, path: string, secure: boolean): void => {
  void reply.setCookie(returnCookie, path, { ...options(secure), maxAge: 3600 });
};

export const takeReturnPath = (request: FastifyRequest, reply: FastifyReply, secure: boolean): string | undefined => {
  void reply.clearCookie(returnCookie, options(secure));
  return request.cookies[returnCookie];
};
