import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, everyone, secretariat, type Caller } from '../access/index.js';
import { AnswersPage, takeForm } from '../platform/http.js';
import { Database, pageTranslator, renderPage } from '../platform/index.js';
import { ClashesService } from './clashes.service.js';
import { runnable } from './consultations.access.js';
import { findConsultation, listPolls } from './consultations.queries.js';
import { OpenPoll } from './consultations.schemas.js';
import { Done } from './desk.forms.js';
import { PollForm, pollOf, pollWords } from './dates.forms.js';
import { PollPage, type PollPageProps } from './poll.page.js';
import { PollsService } from './polls.service.js';

const Id = z.uuid();

/** Which dates suit the hosts, for those who hold or keep a consultation. */
@ApiExcludeController()
@Controller('consultations/:id/poll')
export class PollPagesController {
  constructor(
    private readonly db: Database,
    private readonly polls: PollsService,
    private readonly clashes: ClashesService,
  ) {}

  @Get()
  @Allow(...everyone)
  @AnswersPage()
  async show(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Done }) done: Done,
    @By() caller: Caller,
  ): Promise<string> {
    return renderPage(<PollPage {...await this.props(id, caller)} done={done} />);
  }

  @Post()
  @Allow(...secretariat)
  async open(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: PollForm }) form: PollForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await takeForm(reply, {
      act: async () => {
        await this.polls.open(id, OpenPoll.parse(pollOf(form)), caller.actor);
        return `/consultations/${id}/poll?done=poll-opened`;
      },
      words: pollWords(pageTranslator(caller.locale)),
      again: async (refusal) => <PollPage {...await this.props(id, caller)} entered={form} refusal={refusal} />,
    });
  }

  @Post(':pollId/close')
  @Allow(...secretariat)
  async close(
    @Param('id', { schema: Id }) id: string,
    @Param('pollId', { schema: Id }) pollId: string,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.polls.close(id, pollId, caller.actor);
    await reply.redirect(`/consultations/${id}/poll?done=poll-closed`, 303);
  }

  private async props(id: string, caller: Caller): Promise<PollPageProps> {
    await runnable(this.db.now, id, caller);
    const consultation = await findConsultation(this.db.now, id, caller);
    const polls = await listPolls(this.db.now, id);
    const spans = (polls[0]?.options ?? []).map(({ startsAt, endsAt }) => ({
      startsAt: new Date(startsAt),
      endsAt: new Date(endsAt),
    }));
    const clashes = await this.clashes.of(id, consultation.timeZone, spans, caller);
    const done = { n: 0, done: undefined };
    return { caller, consultation, polls, clashes, entered: PollForm.parse({}), done };
  }
}
