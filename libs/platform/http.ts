import { applyDecorators, Header, HttpCode } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import type { z } from 'zod';
import { formRefusal, type FormRefusal, type FormWords } from './forms.js';
import { renderPage } from './page.js';

export * from './idempotency.js';
export * from './uploads.js';

/** Says what a route answers: the status it gives, and the shape in the API description. */
export const Answers = (status: number, schema: z.ZodType, description: string): MethodDecorator =>
  applyDecorators(HttpCode(status), ApiResponse({ status, standardSchema: schema, description }));

/** Says that a route answers with a page for people (`renderPage`), which no cache may keep. */
export const AnswersPage = (status = 200): MethodDecorator =>
  applyDecorators(
    HttpCode(status),
    Header('Content-Type', 'text/html; charset=utf-8'),
    Header('Cache-Control', 'no-store'),
    ApiExcludeEndpoint(),
  );

/** Answers a form that could not be taken: its page again, with what was entered and what is wrong. */
export const answerAgain = async (reply: FastifyReply, status: number, page: VNode): Promise<void> => {
  await reply
    .status(status)
    .type('text/html; charset=utf-8')
    .header('Cache-Control', 'no-store')
    .send(renderPage(page));
};

/** Does what a form asks for and goes on to the page `act` names; or shows the form again, with what is wrong in it. */
export const takeForm = async (
  reply: FastifyReply,
  {
    act,
    words,
    again,
  }: {
    act: () => Promise<string>;
    words: FormWords;
    again: (refusal: FormRefusal) => Promise<VNode>;
  },
): Promise<void> => {
  try {
    await reply.redirect(await act(), 303);
  } catch (error) {
    const refusal = formRefusal(error, words);
    if (!refusal) throw error;
    await answerAgain(reply, refusal.status, await again(refusal));
  }
};

/** Whether the reader has what is there now (RFC 9110, If-None-Match). */
export const hasAlready = (ifNoneMatch: string | undefined, etag: string): boolean =>
  (ifNoneMatch ?? '').split(',').some((part) => ['*', etag].includes(part.trim().replace(/^W\//, '')));
