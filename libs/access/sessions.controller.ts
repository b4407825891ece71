import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../platform/index.js';
import { Answers } from '../platform/http.js';
import { Allow, By, everyone, FewRequests, Public, type Caller } from './access.decorators.js';
import { AskForLink, LinkAsked, Me, StartSession } from './access.schemas.js';
import { dropSession, keepSession, sessionCookie } from './session-cookie.js';
import { SignInService } from './sign-in.service.js';

/** Signing in and out, for programs that show their own pages. */
@ApiTags('Access')
@Controller('api/v1')
export class SessionsController {
  private readonly secure: boolean;

  constructor(
    private readonly signIn: SignInService,
    config: Config,
  ) {
    this.secure = config.secureCookies;
  }

  @Post('sign-in-links')
  @Public()
  @FewRequests()
  @ApiOperation({ summary: 'Ask for a link to sign in' })
  @Answers(202, LinkAsked, 'If the address is known, a mail with a link is on its way')
  ask(@Body({ schema: AskForLink }) { email }: AskForLink) {
    return this.signIn.sendLink(email);
  }

  @Post('sessions')
  @Public()
  @FewRequests()
  @ApiOperation({ summary: 'Sign in with the token of a link' })
  @Answers(201, Me, 'You are signed in; the answer sets the session cookie')
  async start(
    @Body({ schema: StartSession }) { token }: StartSession,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    const { secret, caller } = await this.signIn.start(token);
    keepSession(reply, secret, this.secure);
    return meOf(caller);
  }

  @Delete('sessions/current')
  @Public()
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out' })
  @ApiNoContentResponse({ description: 'You are signed out' })
  async end(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.signIn.end(request.cookies[sessionCookie]);
    dropSession(reply, this.secure);
  }

  @Get('me')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Who you are, and what you may do today' })
  @Answers(200, Me, 'You')
  me(@By() caller: Caller): Me {
    return meOf(caller);
  }
}

const meOf = ({ personId, name, email, locale, timeZone, rights, institutionIds }: Caller): Me => ({
  personId,
  name,
  email,
  locale,
  timeZone,
  rights: [...rights],
  institutionIds,
});
