import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, everyone, FewRequests, Public, type Caller } from '../access/index.js';
import { VerificationService } from '../assignments/index.js';
import {
  DeadlineClosed,
  DeadlineRequestsService,
  DeadlinesService,
  RequestDecided,
  RequestPending,
} from '../deadlines/index.js';
import { answerAgain, AnswersPage } from '../platform/http.js';
import { Clock, Database, Links, pageTranslator, renderPage, type Actor } from '../platform/index.js';
import { DueAccess, type Reader } from './due.access.js';
import { AnsweredElsewhere } from './due.errors.js';
import { DueForm, faultsOfRemark, How, readAsked, type DueFaults } from './due.form.js';
import { DuePage, said, type DuePageProps } from './due.page.js';
import { dueItem, dueItems, escalatedTo, type DueItem } from './due.queries.js';

const Where = z.object({
  page: z.coerce.number().int().min(1).max(1000).catch(1),
  said: z.enum(said).optional().catch(undefined),
  about: z.uuid().optional().catch(undefined),
});
type Where = z.infer<typeof Where>;
const Token = z.string().max(100);
const Id = z.uuid();
/** All ministries may share one address, and their mail gateway opens every link in the first minute. */
const forAllOffices = 600;

/** The page where what is due is answered: by the link in the mail, or signed in. Opening it changes nothing; its buttons do. */
@ApiExcludeController()
@Controller()
export class DueController {
  constructor(
    private readonly access: DueAccess,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly deadlines: DeadlinesService,
    private readonly requests: DeadlineRequestsService,
    private readonly verification: VerificationService,
  ) {}

  @Get('due/:token')
  @Public()
  @FewRequests(forAllOffices)
  @AnswersPage()
  async openByLink(@Param('token', { schema: Token }) token: string, @Query({ schema: Where }) where: Where) {
    return renderPage(await this.page(await this.access.byLink(token), where));
  }

  @Post('due/:token/:deadlineId/:how')
  @Public()
  @FewRequests(forAllOffices)
  async answerByLink(
    @Param('token', { schema: Token }) token: string,
    @Param('deadlineId', { schema: Id }) deadlineId: string,
    @Param('how', { schema: How }) how: How,
    @Query({ schema: Where }) where: Where,
    @Body({ schema: DueForm }) form: DueForm,
    @Res() reply: FastifyReply,
  ) {
    await this.answer(await this.access.byLink(token), deadlineId, how, where, form, reply);
  }

  @Get('my-deadlines')
  @Allow(...everyone)
  @AnswersPage()
  async open(@Query({ schema: Where }) where: Where, @By() caller: Caller) {
    return renderPage(await this.page(await this.access.bySession(caller), where));
  }

  @Post('my-deadlines/:deadlineId/:how')
  @Allow(...everyone)
  async answerSignedIn(
    @Param('deadlineId', { schema: Id }) deadlineId: string,
    @Param('how', { schema: How }) how: How,
    @Query({ schema: Where }) where: Where,
    @Body({ schema: DueForm }) form: DueForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ) {
    await this.answer(await this.access.bySession(caller), deadlineId, how, where, form, reply);
  }

  private async page(reader: Reader, where: Where, refused?: DuePageProps['refused']) {
    const { standing, person } = reader;
    const now = this.clock.now();
    const tx = this.db.now;
    const { items, more } = await dueItems(tx, standing, person.locale, now);
    const escalated = await escalatedTo(tx, person.id, standing, person.locale, now);
    const about = where.said && where.about ? await dueItem(tx, where.about, standing, person.locale, now) : null;
    const title = about?.title ?? pageTranslator(person.locale)('due.this');
    return (
      <DuePage
        {...{ reader, items, more, escalated, page: where.page }}
        {...(where.said && { said: { what: where.said, title } })}
        {...(refused && { refused })}
      />
    );
  }

  /** Whether the reader may answer is asked now, not when the page was opened. */
  private async answer(
    reader: Reader,
    deadlineId: string,
    how: How,
    where: Where,
    form: DueForm,
    reply: FastifyReply,
  ): Promise<void> {
    const item = await this.access.item(reader, deadlineId);
    if (how === 'open') {
      await reply.redirect(await this.listOf(reader, item), 303);
      return;
    }
    const by = { personId: reader.person.id, onBehalfOfId: item.institutionId, via: reader.via };
    const outcome = await this.take(item, how, form, by, reader);
    if (outcome instanceof Map) {
      await answerAgain(reply, 422, await this.page(reader, where, { deadlineId, how, form, faults: outcome }));
      return;
    }
    await reply.redirect(`${reader.base}?page=${where.page}&said=${outcome}&about=${deadlineId}`, 303);
  }

  /** Does what was asked; returns what to say of it, or what is wrong with the form. Asked twice, it is done once. */
  private async take(
    item: DueItem,
    how: Exclude<How, 'open'>,
    form: DueForm,
    by: Actor & { personId: string },
    { today }: Reader,
  ): Promise<(typeof said)[number] | DueFaults> {
    if (item.status !== 'OPEN') return item.status === 'MET' ? 'was-done' : 'was-waived';
    // More time for a list is asked for, and taken back, though the list itself is answered on its own page.
    const isHere = item.answered.on === 'page' || (how === 'withdraw' && item.answered.on === 'list');
    // Of whom should the secretariat ask more time for what is its own?
    const isAsking = how === 'more-time' || how === 'not-ours';
    if (!isHere || (isAsking && item.institutionId === null)) throw new AnsweredElsewhere();
    try {
      if (how === 'done' || how === 'withdraw') {
        const faults = faultsOfRemark(form);
        if (faults.size > 0) return faults;
        const cause = { by, reason: form.remark || null };
        if (how === 'done') {
          await this.deadlines.done(item.id, cause);
          return 'done';
        }
        if (!item.request) return 'not-pending';
        await this.requests.withdraw(item.id, item.request.id, cause);
        return 'withdrawn';
      }
      const read = readAsked(how, form, { dueOn: item.dueOn, today });
      if ('faults' in read) return read.faults;
      await this.requests.ask(item.id, read.asked, by);
      return 'asked';
    } catch (error) {
      // Somebody else was faster, or the button was pressed twice.
      if (error instanceof RequestPending) return 'pending';
      if (error instanceof RequestDecided) return 'not-pending';
      if (error instanceof DeadlineClosed) return error.closedAs === 'MET' ? 'was-done' : 'was-waived';
      throw error;
    }
  }

  /** The page of the list an item stands for; behind a link, with a fresh link of its own. */
  private async listOf({ person, via }: Reader, { answered, dueOn }: DueItem): Promise<string> {
    if (answered.on !== 'list') throw new AnsweredElsewhere();
    if (via !== 'link') return `/verifications/${answered.roundId}`;
    const wanted = [{ personId: person.id, roundId: answered.roundId, dueOn }];
    const [linkId = ''] = await this.verification.makeLinks(this.db.now, wanted);
    return new URL(this.links.url('verify', linkId)).pathname;
  }
}
