import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FewRequests, Public } from '../access/index.js';
import { hasAlready } from '../platform/http.js';
import { asFile, localeFor, pageTranslator } from '../platform/index.js';
import { FeedUnusable } from './feeds.errors.js';
import { Token } from './feeds.schemas.js';
import { FeedsService } from './feeds.service.js';
import { SubscriptionsService, type Subscription } from './subscriptions.service.js';

/** All offices may share one address, and each calendar program asks every few minutes. */
const forAllOffices = 600;

/** The calendars, for the programs that subscribe to them. An address is a secret: nothing here may write it anywhere. */
@ApiExcludeController()
@Controller('feeds')
export class FeedFilesController {
  constructor(
    private readonly feeds: FeedsService,
    private readonly subscriptions: SubscriptionsService,
  ) {}

  /** The formal dates of the State, for everybody. */
  @Get('formal-dates.ics')
  @Public()
  @FewRequests(forAllOffices)
  async formalDates(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.answer(await this.subscriptions.public(), 'public, max-age=3600', request, reply);
  }

  /** A private calendar, for whoever has its address. */
  @Get(':token.ics')
  @Public()
  @FewRequests(forAllOffices)
  async show(
    @Param('token', { schema: Token }) token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    try {
      const subscription = await this.subscriptions.of(await this.feeds.open(token));
      await this.answer(subscription, 'private, max-age=300', request, reply);
    } catch (error) {
      if (!(error instanceof FeedUnusable)) throw error;
      const t = pageTranslator(localeFor(request.headers['accept-language']));
      await reply
        .status(error.status)
        .type('text/plain; charset=utf-8')
        .header('Cache-Control', 'no-store')
        .send(`${t(`feed.unusable.${error.why}`)}\n`);
    }
  }

  private async answer(
    subscription: Subscription,
    keep: string,
    { headers }: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const { etag, changedAt } = await this.subscriptions.stateOf(subscription);
    void reply.header('ETag', etag).header('Cache-Control', keep).header('X-Robots-Tag', 'noindex');
    // For people to look at. A date can leave a calendar without having changed, so If-Modified-Since proves nothing.
    if (changedAt) void reply.header('Last-Modified', changedAt.toUTCString());
    if (hasAlready(headers['if-none-match'], etag)) {
      await reply.status(304).send();
      return;
    }
    await reply
      .type('text/calendar; charset=utf-8')
      .header('Content-Disposition', asFile(`${subscription.name}.ics`, 'inline'))
      .send(await this.subscriptions.write(subscription));
  }
}
