import { Body, Controller, Delete, Get, HttpCode, Param, Post, Redirect } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { renderPage } from '../platform/index.js';
import { Answers, AnswersPage, AnswersSecret } from '../platform/http.js';
import { Allow, By, everyone, type Caller } from './access.decorators.js';
import { AccessTokens, CreateToken, Id, NewToken, TokenForm } from './access.schemas.js';
import { TokensPage } from './tokens.page.js';
import { TokensService } from './tokens.service.js';

@ApiTags('Access')
@Controller()
@Allow(...everyone)
export class TokensController {
  constructor(private readonly tokens: TokensService) {}

  @Get('api/v1/access-tokens')
  @ApiOperation({ summary: 'Your access tokens' })
  @Answers(200, AccessTokens, 'Those that still work, newest first')
  list(@By() caller: Caller) {
    return this.tokens.list(caller);
  }

  @Post('api/v1/access-tokens')
  @AnswersSecret()
  @ApiOperation({
    summary: 'Make an access token',
    description: 'For people who are signed in. Takes no Idempotency-Key.',
  })
  @Answers(201, NewToken, 'The token, shown this once')
  create(@Body({ schema: CreateToken }) body: CreateToken, @By() caller: Caller) {
    return this.tokens.create(body, caller);
  }

  @Delete('api/v1/access-tokens/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke an access token of yours' })
  @ApiNoContentResponse({ description: 'It no longer works' })
  revoke(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    return this.tokens.revoke(id, caller);
  }

  @Get('tokens')
  @AnswersPage()
  async page(@By() caller: Caller): Promise<string> {
    return renderPage(<TokensPage caller={caller} tokens={(await this.tokens.list(caller)).items} />);
  }

  @Post('tokens')
  @AnswersPage()
  async createOnPage(
    @Body({ schema: TokenForm }) { name, scope, days }: TokenForm,
    @By() caller: Caller,
  ): Promise<string> {
    const made = await this.tokens.create(
      { name, days, scopes: scope === 'write' ? ['read', 'write'] : ['read'] },
      caller,
    );
    return renderPage(<TokensPage caller={caller} tokens={(await this.tokens.list(caller)).items} made={made.token} />);
  }

  @Post('tokens/:id/revoke')
  @ApiExcludeEndpoint()
  @Redirect('/tokens', 303)
  async revokeOnPage(@Param('id', { schema: Id }) id: string, @By() caller: Caller): Promise<void> {
    await this.tokens.revoke(id, caller);
  }
}
