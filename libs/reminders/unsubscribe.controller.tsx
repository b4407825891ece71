import { Controller, Get, Param, Post, Query, Redirect } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { FewRequests, Public } from '../access/index.js';
import { MechanismService } from '../directory/index.js';
import { AnswersPage } from '../platform/http.js';
import { Links, renderPage, type Actor } from '../platform/index.js';
import { PreferencesService } from './preferences.service.js';
import { UnsubscribePage } from './unsubscribe.page.js';

const Token = z.string().max(100);
const Where = z.object({ back: z.string().optional().catch(undefined) });
type Where = z.infer<typeof Where>;
/** A provider presses the button for all its users, from a few addresses. */
const forProviders = 600;

/**
 * Ends the reminders of people who act for civil society organisations, with one press of theirs or of their mail program
 * (RFC 8058). The address is all that is needed: whatever the body of the request says, and however, it means the same.
 */
@ApiExcludeController()
@Controller('unsubscribe/:token')
@Public()
export class UnsubscribeController {
  constructor(
    private readonly links: Links,
    private readonly mechanism: MechanismService,
    private readonly preferences: PreferencesService,
  ) {}

  @Get()
  @FewRequests(forProviders)
  @AnswersPage()
  async open(@Param('token', { schema: Token }) token: string, @Query({ schema: Where }) { back }: Where) {
    const { personId } = await this.links.open('unsubscribe', token);
    return this.page(token, personId, { isBack: back !== undefined });
  }

  @Post()
  @FewRequests(forProviders)
  @AnswersPage()
  async end(@Param('token', { schema: Token }) token: string) {
    const { personId } = await this.links.open('unsubscribe', token);
    // Whoever has come into office since the mail was written is told why it cannot be.
    await this.preferences.unsubscribe(personId, byLink(personId));
    return this.page(token, personId, { isBack: false });
  }

  @Post('undo')
  @FewRequests(forProviders)
  @Redirect()
  async undo(@Param('token', { schema: Token }) token: string) {
    const { personId } = await this.links.open('unsubscribe', token);
    await this.preferences.resubscribe(personId, byLink(personId));
    return { url: `/unsubscribe/${token}?back=1`, statusCode: 303 };
  }

  private async page(token: string, personId: string, { isBack }: { isBack: boolean }): Promise<string> {
    const { name: mechanism } = await this.mechanism.get();
    const { locale, canUnsubscribe, isUnsubscribed } = await this.preferences.get(personId);
    const subscription = !canUnsubscribe ? 'office' : isUnsubscribed ? 'off' : 'on';
    const path = `/unsubscribe/${token}`;
    return renderPage(<UnsubscribePage {...{ locale, mechanism, path, subscription, isBack }} />);
  }
}

const byLink = (personId: string): Actor => ({ personId, onBehalfOfId: null, via: 'link' });
