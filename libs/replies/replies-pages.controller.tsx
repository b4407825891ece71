import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, By, secretariat, type Caller } from '../access/index.js';
import { AnswersPage, takeForm } from '../platform/http.js';
import { Database, pageTranslator, renderPage } from '../platform/index.js';
import { RepliesDesk } from './replies-desk.service.js';
import { AsideForm, RepliesQuery, ReplySearch, TakeForm, takeWords } from './replies.forms.js';
import { RepliesPage } from './replies.page.js';
import { candidates, findReply, listReplies } from './replies.queries.js';
import { Id, SetAside, TakeReply } from './replies.schemas.js';
import { OneReplyPage, type ReplyPageProps } from './reply.page.js';

const perPage = 25;

/** Answers by mail, for people: pages that work without scripts. */
@ApiExcludeController()
@Controller('replies')
@Allow(...secretariat)
export class RepliesPagesController {
  constructor(
    private readonly db: Database,
    private readonly desk: RepliesDesk,
  ) {}

  @Get()
  @AnswersPage()
  async list(@Query({ schema: RepliesQuery }) query: RepliesQuery, @By() caller: Caller): Promise<string> {
    const page = await listReplies(this.db.now, { status: query.list, cursor: query.cursor, limit: perPage });
    return renderPage(<RepliesPage caller={caller} query={query} page={page} />);
  }

  @Get(':id')
  @AnswersPage()
  async one(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: ReplySearch }) { q }: ReplySearch,
    @By() caller: Caller,
  ): Promise<string> {
    return renderPage(<OneReplyPage {...await this.props(id, q, caller)} />);
  }

  /** To be read with a mail program, which knows how to show it safely. */
  @Get(':id/source')
  async source(@Param('id', { schema: Id }) id: string, @Res() reply: FastifyReply): Promise<void> {
    const source = await this.desk.source(id);
    await reply
      .status(200)
      .type('application/octet-stream')
      .header('Content-Disposition', 'attachment; filename="answer.eml"')
      .header('Cache-Control', 'no-store')
      .send(source);
  }

  @Post(':id/take')
  async take(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: TakeForm }) form: TakeForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await takeForm(reply, {
      act: async () => {
        const { answer, invitationId } = form;
        const wanted = TakeReply.parse({ answer, ...(invitationId !== '' && { invitationId }) });
        await this.desk.take(id, wanted, caller.actor);
        return '/replies?done=taken';
      },
      words: takeWords(pageTranslator(caller.locale)),
      again: async (refusal) => (
        <OneReplyPage {...await this.props(id, undefined, caller)} entered={form} refusal={refusal} />
      ),
    });
  }

  @Post(':id/set-aside')
  async setAside(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: AsideForm }) form: AsideForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await takeForm(reply, {
      act: async () => {
        await this.desk.setAside(id, SetAside.parse(form), caller.actor);
        return '/replies?done=set-aside';
      },
      words: takeWords(pageTranslator(caller.locale)),
      again: async (refusal) => (
        <OneReplyPage {...await this.props(id, undefined, caller)} entered={form} refusal={refusal} />
      ),
    });
  }

  private async props(id: string, search: string | undefined, caller: Caller): Promise<ReplyPageProps> {
    const reply = await findReply(this.db.now, id);
    return { caller, reply, search, candidates: await candidates(this.db.now, reply, search) };
  }
}
