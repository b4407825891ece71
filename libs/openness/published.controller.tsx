import { createHash } from 'node:crypto';
import { Controller, Get, Header, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { FewRequests, Public } from '../access/index.js';
import { pageTexts, type Locale } from '../catalogue/index.js';
import { MechanismService } from '../directory/index.js';
import { Answers, hasAlready } from '../platform/http.js';
import { writeCalendar } from '../platform/ical.js';
import { asFile, Clock, Config, dayIn, Files, pageTranslator, renderPage, type PageOf } from '../platform/index.js';
import { FiguresService } from './figures.service.js';
import { PublishedHome, PublishedYear } from './published-list.page.js';
import { asEvent } from './published.calendar.js';
import { PublishedPage } from './published.page.js';
import { PublishedInputsPage, PublishedMinutesPage } from './published-records.page.js';
import { home, strangerOf, type Stranger } from './published.parts.js';
import {
  ContributionsQuery,
  Id,
  ListQuery,
  PageQuery,
  PublishedFactsPage,
  PublishedQuery,
  type PublishedFacts,
} from './published.schemas.js';
import { PublishedRecordsService } from './published-records.service.js';
import { PublishedService } from './published.service.js';
import type { ListedConsultation } from './published.queries.js';

/** A whole ministry may read through one address. */
const forAllReaders = 600;
/** What is taken back must not be read much longer. */
const keep = 'public, max-age=300';
const refreshHours = 6;

/** Whatever else the calendar is made of. Raise the number when events are written in another way. */
const madeOf = createHash('sha256')
  .update(JSON.stringify([1, pageTexts, process.versions['tz'], process.versions['icu']]))
  .digest('hex');

/** What everybody may know of consultations. No cookies are set and nobody is known here. */
@ApiTags('Published consultations')
@Controller()
@Public()
export class PublishedController {
  constructor(
    private readonly published: PublishedService,
    private readonly records: PublishedRecordsService,
    private readonly figures: FiguresService,
    private readonly mechanism: MechanismService,
    private readonly files: Files,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  @Get('api/v1/public/consultations')
  @FewRequests(forAllReaders)
  @Header('Cache-Control', keep)
  @ApiOperation({ summary: 'The published consultations, in the order of their days' })
  @Answers(200, PublishedFactsPage, 'Those of a year, or what is to come')
  async list(@Query({ schema: PublishedQuery }) asked: PublishedQuery): Promise<PageOf<PublishedFacts>> {
    const { items, next } = await this.published.page(asked);
    return { items: items.map((item) => this.factsOf(item)), next };
  }

  @Get('public/consultations')
  @FewRequests(forAllReaders)
  @ApiExcludeEndpoint()
  async calendar(
    @Query({ schema: ListQuery }) { lang, year, cursor }: ListQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const reader = await this.readerOf(lang, request);
    const years = await this.published.years(reader.mechanism.timeZone);
    if (year === undefined) {
      const around = await this.published.around();
      return answer(reply, <PublishedHome reader={reader} years={years} {...around} />);
    }
    const page = await this.published.page({ year, cursor });
    const isFirst = cursor === undefined;
    return answer(reply, <PublishedYear reader={reader} years={years} year={year} isFirst={isFirst} {...page} />);
  }

  /** For calendar programs. They ask in no language: that of the mechanism, unless the address names one. */
  @Get('public/consultations.ics')
  @FewRequests(forAllReaders)
  @ApiExcludeEndpoint()
  async feed(
    @Query({ schema: PageQuery }) { lang }: PageQuery,
    @Req() { headers }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { name, timeZone, ...mechanism } = await this.mechanism.get();
    const locale = lang ?? mechanism.locale;
    const rows = await this.published.forCalendars();
    const { publicUrl } = this.config;
    const year = Number(dayIn(timeZone, this.clock.now()).slice(0, 4));
    const parts = JSON.stringify([madeOf, publicUrl, name, timeZone, locale, year, rows]);
    const etag = `"${createHash('sha256').update(parts).digest('base64url')}"`;
    const changed = Math.max(0, ...rows.map(({ changedAt }) => changedAt.getTime()));
    void reply.header('ETag', etag).header('Cache-Control', keep);
    // For people to look at: what is no longer published leaves without having changed, so it proves nothing.
    if (changed > 0) void reply.header('Last-Modified', new Date(changed).toUTCString());
    if (hasAlready(headers['if-none-match'], etag)) {
      await reply.status(304).send();
      return;
    }
    const origin = { host: new URL(publicUrl).hostname, url: `${publicUrl}${home}` };
    await reply
      .type('text/calendar; charset=utf-8')
      .header('Content-Disposition', 'inline; filename="consultations.ics"')
      .send(
        writeCalendar({
          name: pageTranslator(locale)('openness.feed', { mechanism: name }),
          timeZone,
          year,
          refreshHours,
          events: rows.map((row) => asEvent(row, locale, origin)),
        }),
      );
  }

  @Get('public/consultations/:id')
  @FewRequests(forAllReaders)
  @ApiExcludeEndpoint()
  async show(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: PageQuery }) { lang }: PageQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const reader = await this.readerOf(lang, request);
    const detail = await this.published.detail(id, reader.locale);
    const figures = this.published.hasFigures(detail.consultation) ? await this.figures.publicOf(id) : null;
    await answer(reply, <PublishedPage reader={reader} detail={detail} figures={figures} />);
  }

  @Get('public/consultations/:id/minutes')
  @FewRequests(forAllReaders)
  @ApiExcludeEndpoint()
  async minutes(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: PageQuery }) { lang }: PageQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const reader = await this.readerOf(lang, request);
    await answer(reply, <PublishedMinutesPage reader={reader} minutes={await this.records.minutes(id)} />);
  }

  @Get('public/consultations/:id/contributions')
  @FewRequests(forAllReaders)
  @ApiExcludeEndpoint()
  async contributions(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: ContributionsQuery }) { lang, cursor }: ContributionsQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const reader = await this.readerOf(lang, request);
    const page = await this.records.inputs(id, cursor);
    await answer(reply, <PublishedInputsPage reader={reader} isFirst={cursor === undefined} {...page} />);
  }

  @Get('public/consultations/:id/documents/:documentId')
  @FewRequests(forAllReaders)
  @ApiExcludeEndpoint()
  async document(
    @Param('id', { schema: Id }) id: string,
    @Param('documentId', { schema: Id }) documentId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { fileId, name } = await this.published.document(id, documentId);
    await reply
      // Whatever it says it is: browsers save it and open nothing.
      .type('application/octet-stream')
      .header('Content-Disposition', asFile(name))
      .header('Cache-Control', keep)
      .send(await this.files.read(fileId));
  }

  private async readerOf(lang: Locale | undefined, { headers }: FastifyRequest): Promise<Stranger> {
    return strangerOf(lang, headers['accept-language'], await this.mechanism.get());
  }

  private factsOf(item: ListedConsultation): PublishedFacts {
    return {
      ...item,
      startsAt: item.startsAt.toISOString(),
      endsAt: item.endsAt.toISOString(),
      url: `${this.config.publicUrl}${home}/${item.id}`,
    };
  }
}

const answer = async (reply: FastifyReply, page: VNode): Promise<void> => {
  await reply
    .type('text/html; charset=utf-8')
    .header('Cache-Control', keep)
    .header('Vary', 'Accept-Language')
    .send(renderPage(page));
};
