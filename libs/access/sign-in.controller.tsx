import { Body, Controller, Get, Param, Post, Query, Redirect, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config, localeFor, renderPage } from '../platform/index.js';
import { answerAgain, AnswersPage } from '../platform/http.js';
import { FewRequests, Public } from './access.decorators.js';
import { localPath } from './access.rules.js';
import { AskForLink, LinkToken, SignInForm, SignInQuery } from './access.schemas.js';
import { dropSession, keepReturnPath, keepSession, sessionCookie, takeReturnPath } from './session-cookie.js';
import { ConfirmSignInPage, LinkSentPage, SignInPage } from './sign-in.page.js';
import { SignInService } from './sign-in.service.js';

/** Signing in and out, for people. */
@ApiExcludeController()
@Controller()
export class SignInController {
  private readonly secure: boolean;

  constructor(
    private readonly signIn: SignInService,
    config: Config,
  ) {
    this.secure = config.secureCookies;
  }

  @Get('sign-in')
  @Public()
  @AnswersPage()
  form(@Query({ schema: SignInQuery }) { returnTo }: SignInQuery, @Req() request: FastifyRequest): string {
    return renderPage(<SignInPage locale={wanted(request)} returnTo={localPath(returnTo)} />);
  }

  @Post('sign-in')
  @Public()
  @FewRequests()
  @AnswersPage()
  async send(
    @Body({ schema: SignInForm }) form: SignInForm,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const locale = wanted(request);
    const returnTo = localPath(form.returnTo);
    const asked = AskForLink.safeParse({ email: form.email });
    if (!asked.success) {
      await answerAgain(reply, 422, <SignInPage locale={locale} returnTo={returnTo} refused={form.email} />);
      return;
    }
    const { email } = asked.data;
    const { minutes } = await this.signIn.sendLink(email);
    keepReturnPath(reply, returnTo, this.secure);
    await reply.send(renderPage(<LinkSentPage locale={locale} email={email} minutes={minutes} />));
  }

  @Get('sign-in/:token')
  @Public()
  @FewRequests()
  @AnswersPage()
  async confirm(@Param('token', { schema: LinkToken }) token: string, @Req() request: FastifyRequest): Promise<string> {
    await this.signIn.look(token);
    return renderPage(<ConfirmSignInPage locale={wanted(request)} token={token} />);
  }

  @Post('sign-in/:token')
  @Public()
  @FewRequests()
  @Redirect('/', 303)
  async start(
    @Param('token', { schema: LinkToken }) token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ url: string }> {
    const { secret } = await this.signIn.start(token);
    keepSession(reply, secret, this.secure);
    return { url: localPath(takeReturnPath(request, reply, this.secure)) };
  }

  /** Open to all: whoever is not signed in (any more) is signed out already. */
  @Post('sign-out')
  @Public()
  @Redirect('/sign-in', 303)
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.signIn.end(request.cookies[sessionCookie]);
    dropSession(reply, this.secure);
  }
}

const wanted = (request: FastifyRequest) => localeFor(request.headers['accept-language']);
