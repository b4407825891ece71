import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Query, Redirect } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, By, everyone, type Caller } from '../access/index.js';
import { Config, Database, dayIn, NotFound, renderPage, type Actor } from '../platform/index.js';
import { Answers, AnswersPage, AnswersSecret } from '../platform/http.js';
import { AddressForPeopleOnly } from './feeds.errors.js';
import { CalendarPage } from './feeds.page.js';
import { FeedFacts, Feeds, Id, MakeFeed, MakeForm, Where } from './feeds.schemas.js';
import { FeedsService, type Feed, type FeedOwner } from './feeds.service.js';

/** The caller's calendar and those of the institutions they act for: where they are, another address, none any more. */
@ApiTags('Calendars')
@Controller()
@Allow(...everyone)
export class FeedsController {
  constructor(
    private readonly db: Database,
    private readonly config: Config,
    private readonly feeds: FeedsService,
  ) {}

  @Get('api/v1/feeds')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Your calendar, and those of the institutions you act for' })
  @Answers(200, Feeds, 'Those that have an address')
  async list(@By() caller: Caller): Promise<{ items: FeedFacts[] }> {
    const feeds = await this.feeds.list(caller.personId, caller.institutionIds);
    return { items: feeds.map((feed) => this.show(feed, caller)) };
  }

  @Post('api/v1/feeds')
  @Header('Cache-Control', 'no-store')
  @AnswersSecret()
  @ApiOperation({
    summary: 'Make the address of a calendar',
    description: 'If there is one already, it is the answer. For people who are signed in. Takes no Idempotency-Key.',
  })
  @Answers(201, FeedFacts, 'The calendar and its address')
  async make(@Body({ schema: MakeFeed }) { institutionId }: MakeFeed, @By() caller: Caller): Promise<FeedFacts> {
    return this.show(await this.feeds.make(ownerFor(institutionId, caller), signedIn(caller, institutionId)), caller);
  }

  @Post('api/v1/feeds/:id/renew')
  @Header('Cache-Control', 'no-store')
  @AnswersSecret()
  @ApiOperation({
    summary: 'Make another address for a calendar',
    description: 'The old one stops at once. For people who are signed in. Takes no Idempotency-Key.',
  })
  @Answers(201, FeedFacts, 'The calendar at its new address')
  async renew(@Param('id', { schema: Id }) id: string, @By() caller: Caller): Promise<FeedFacts> {
    const { institutionId } = await this.mine(id, caller);
    return this.show(await this.feeds.renew(id, signedIn(caller, institutionId)), caller);
  }

  @Delete('api/v1/feeds/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'End the address of a calendar' })
  @ApiNoContentResponse({ description: 'It shows nothing any more' })
  async revoke(@Param('id', { schema: Id }) id: string, @By() caller: Caller): Promise<void> {
    const { institutionId } = await this.mine(id, caller);
    await this.feeds.revoke(id, actorFor(caller, institutionId));
  }

  @Get('my-calendar')
  @AnswersPage()
  async page(@Query({ schema: Where }) { done }: Where, @By() caller: Caller): Promise<string> {
    const feeds = await this.feeds.list(caller.personId, caller.institutionIds);
    const renewed = await this.feeds.renewedByItself(feeds);
    const institutions = await this.db.now.institution.findMany({
      where: { id: { in: caller.institutionIds } },
      orderBy: { name: 'asc' },
    });
    const calendars = [{ id: null, name: null }, ...institutions].map(({ id, name }) => {
      const feed = feeds.find(({ institutionId }) => institutionId === id);
      if (!feed) return { institutionId: id, name, feed: null };
      const renewedOn = renewed.has(feed.id) ? dayIn(caller.timeZone, feed.createdAt) : null;
      return { institutionId: id, name, feed: { id: feed.id, address: this.feeds.addressOf(feed), renewedOn } };
    });
    const formal = `${this.config.publicUrl}/feeds/formal-dates.ics`;
    return renderPage(<CalendarPage caller={caller} calendars={calendars} formal={formal} done={done} />);
  }

  @Post('my-calendar')
  @ApiExcludeEndpoint()
  @Redirect('/my-calendar?done=made', 303)
  async makeOnPage(@Body({ schema: MakeForm }) { institutionId }: MakeForm, @By() caller: Caller): Promise<void> {
    await this.feeds.make(ownerFor(institutionId, caller), signedIn(caller, institutionId));
  }

  @Post('my-calendar/:id/renew')
  @ApiExcludeEndpoint()
  @Redirect('/my-calendar?done=renewed', 303)
  async renewOnPage(@Param('id', { schema: Id }) id: string, @By() caller: Caller): Promise<void> {
    await this.renew(id, caller);
  }

  @Post('my-calendar/:id/stop')
  @ApiExcludeEndpoint()
  @Redirect('/my-calendar?done=stopped', 303)
  async stopOnPage(@Param('id', { schema: Id }) id: string, @By() caller: Caller): Promise<void> {
    await this.revoke(id, caller);
  }

  private async mine(id: string, { personId, institutionIds }: Caller): Promise<Feed> {
    const feed = await this.feeds.get(id);
    const isMine =
      feed.institutionId === null ? feed.personId === personId : institutionIds.includes(feed.institutionId);
    if (!isMine) throw new NotFound('calendar');
    return feed;
  }

  private show(feed: Feed, { actor }: Caller): FeedFacts {
    return {
      id: feed.id,
      institutionId: feed.institutionId,
      createdAt: feed.createdAt.toISOString(),
      address: actor.via === 'token' ? null : this.feeds.addressOf(feed),
    };
  }
}

const ownerFor = (institutionId: string | null, caller: Caller): FeedOwner => {
  if (institutionId === null) return { personId: caller.personId };
  if (!caller.institutionIds.includes(institutionId)) throw new NotFound('institution');
  return { institutionId };
};

/** Who has several offices acts here for the institution whose calendar it is. */
const actorFor = ({ actor }: Caller, institutionId: string | null): Actor =>
  institutionId === null ? actor : { ...actor, onBehalfOfId: institutionId };

const signedIn = (caller: Caller, institutionId: string | null): Actor => {
  if (caller.actor.via === 'token') throw new AddressForPeopleOnly();
  return actorFor(caller, institutionId);
};
