import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { FewRequests, Public } from '../access/index.js';
import { AnswersPage, takeForm } from '../platform/http.js';
import { DateSuits, pageTranslator, renderPage } from '../platform/index.js';
import { PollAnswerPage } from './poll-answer.page.js';
import { PollAccess, type PollOfHost } from './poll.access.js';
import { PollsService } from './polls.service.js';

const Token = z.string().max(100);
const Saved = z.object({ saved: z.literal('1').optional().catch(undefined) });
type Saved = z.infer<typeof Saved>;
/** One field for each date, called by its id; a date about which nothing is said has none. */
const Form = z.record(z.string(), z.unknown()).catch({});
type Form = z.infer<typeof Form>;
const Said = z.object({ answers: z.array(z.object({ optionId: z.uuid(), suits: z.enum(DateSuits) })).min(1) });
/** All hosts may share one address, and their mail gateway opens every link in the first minute. */
const forAllOffices = 600;

/** The page where a host says which dates suit them, by the link in the mail. Opening it changes nothing; its button does. */
@ApiExcludeController()
@Controller('poll/:token')
@Public()
@FewRequests(forAllOffices)
export class PollAnswerController {
  constructor(
    private readonly access: PollAccess,
    private readonly polls: PollsService,
  ) {}

  @Get()
  @AnswersPage()
  async open(@Param('token', { schema: Token }) token: string, @Query({ schema: Saved }) { saved }: Saved) {
    const poll = await this.access.open(token);
    return renderPage(<PollAnswerPage poll={poll} action={`/poll/${token}`} isSaved={saved === '1'} />);
  }

  @Post()
  async answer(
    @Param('token', { schema: Token }) token: string,
    @Body({ schema: Form }) form: Form,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const poll = await this.access.open(token);
    const entered = enteredIn(form, poll);
    const [first] = poll.options;
    await takeForm(reply, {
      act: async () => {
        const said = Object.entries(entered).map(([optionId, suits]) => ({ optionId, suits }));
        const { answers } = Said.parse({ answers: said });
        await this.polls.answer(poll.pollId, answers, poll.by);
        return `/poll/${token}?saved=1`;
      },
      words: {
        t: pageTranslator(poll.person.locale),
        fields: { answers: 'poll.invalid' },
        idOf: () => `date-${first?.id ?? ''}`,
      },
      again: async (refusal) => {
        const now = await this.access.open(token);
        return (
          <PollAnswerPage poll={now} action={`/poll/${token}`} isSaved={false} entered={entered} refusal={refusal} />
        );
      },
    });
  }
}

const enteredIn = (form: Form, { options }: PollOfHost): Record<string, string> =>
  Object.fromEntries(
    options.flatMap(({ id }) => {
      const suits = form[id];
      return typeof suits === 'string' && suits !== '' ? [[id, suits]] : [];
    }),
  );
