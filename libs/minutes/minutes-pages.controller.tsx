import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, everyone, type Caller } from '../access/index.js';
import { runnable } from '../consultations/index.js';
import { AnswersPage, takeForm } from '../platform/http.js';
import { Clock, Database, dayIn, pageTranslator, renderPage } from '../platform/index.js';
import { countsOf } from './attendance.queries.js';
import { CommentsPage, type CommentsPageProps } from './comments.page.js';
import { CommentsService } from './comments.service.js';
import { commitmentsOf } from './commitments.queries.js';
import { MinutesChangedMeanwhile } from './minutes.errors.js';
import { MinutesPage, type MinutesPageProps } from './minutes.page.js';
import { MinutesPrintPage } from './minutes-print.page.js';
import { commentsOf, countComments, minutesOf } from './minutes.queries.js';
import { canRecord } from './minutes.rules.js';
import { AnswerComment, Circulate, WriteMinutes } from './minutes.schemas.js';
import { MinutesService } from './minutes.service.js';
import { CirculateForm, Done, minutesWords, ReplyForm, replyWords, TextsForm } from './pages.forms.js';

const Id = z.uuid();
const perPage = 20;

/** Minutes, for those who hold a consultation or keep all of them. */
@ApiExcludeController()
@Controller('consultations/:id')
export class MinutesPagesController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly minutes: MinutesService,
    private readonly comments: CommentsService,
  ) {}

  @Get('minutes')
  @Allow(...everyone)
  @AnswersPage()
  async show(@Param('id', { schema: Id }) id: string, @Query({ schema: Done }) done: Done, @By() caller: Caller) {
    return renderPage(<MinutesPage {...await this.props(id, caller, done)} />);
  }

  @Post('minutes')
  @Allow(...everyone)
  async write(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: TextsForm }) texts: TextsForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    let conflicts: string[] = [];
    await this.take(reply, { id, caller, entered: () => ({ texts, conflicts }) }, async (base) => {
      const wanted = WriteMinutes.parse(await this.partsOf(id, texts));
      await this.minutes.write(id, wanted, caller.actor).catch((error: unknown) => {
        if (error instanceof MinutesChangedMeanwhile) conflicts = error.parts;
        throw error;
      });
      return `${base}?done=written`;
    });
  }

  @Post('minutes/circulate')
  @Allow(...everyone)
  async circulate(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: CirculateForm }) form: CirculateForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { commentsBy } = form;
    await this.take(reply, { id, caller, entered: () => ({ commentsBy }) }, async (base) => {
      const wanted = Circulate.parse(commentsBy.trim() === '' ? {} : { commentsBy });
      await this.minutes.circulate(id, wanted, caller.actor);
      return `${base}?done=circulated`;
    });
  }

  @Post('minutes/finalise')
  @Allow(...everyone)
  async finalise(
    @Param('id', { schema: Id }) id: string,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.take(reply, { id, caller, entered: () => ({}) }, async (base) => {
      await this.minutes.finalise(id, caller.actor);
      return `${base}?done=final`;
    });
  }

  @Get('minutes.html')
  @Allow(...everyone)
  @AnswersPage()
  async print(@Param('id', { schema: Id }) id: string, @By() caller: Caller): Promise<string> {
    const consultation = await runnable(this.db.now, id, caller);
    const { present } = await countsOf(this.db.now, id);
    const seen = consultation.showsParticipants
      ? await this.db.now.invitation.findMany({
          where: { consultationId: id, attendance: 'ATTENDED', sharesName: true, forgottenAt: null },
          select: { walkInName: true, person: { select: { name: true } } },
          orderBy: [{ person: { name: 'asc' } }, { id: 'asc' }],
        })
      : [];
    return renderPage(
      <MinutesPrintPage
        caller={caller}
        consultation={consultation}
        minutes={await minutesOf(this.db.now, id)}
        commitments={await commitmentsOf(this.db.now, id, this.clock.now())}
        present={present}
        names={seen.flatMap(({ person, walkInName }) => person?.name ?? walkInName ?? [])}
      />,
    );
  }

  @Get('minutes/comments')
  @Allow(...everyone)
  @AnswersPage()
  async listComments(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Done }) done: Done,
    @By() caller: Caller,
  ): Promise<string> {
    return renderPage(<CommentsPage {...await this.commentsProps(id, caller, done)} />);
  }

  @Post('minutes/comments/:commentId')
  @Allow(...everyone)
  async answer(
    @Param('id', { schema: Id }) id: string,
    @Param('commentId', { schema: Id }) commentId: string,
    @Query({ schema: Done }) where: Done,
    @Body({ schema: ReplyForm }) form: ReplyForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const props = await this.commentsProps(id, caller, where);
    await takeForm(reply, {
      act: async () => {
        const isTakenUp = { YES: true, NO: false }[form.decision];
        await this.comments.answer(id, commentId, AnswerComment.parse({ isTakenUp, reply: form.reply }), caller.actor);
        const cursor = where.cursor === undefined ? '' : `&cursor=${where.cursor}`;
        return `/consultations/${id}/minutes/comments?done=answered${cursor}#comment-${commentId}`;
      },
      words: replyWords(pageTranslator(caller.locale), commentId),
      again: (refusal) => Promise.resolve(<CommentsPage {...props} answered={{ commentId, entered: form, refusal }} />),
    });
  }

  /** The parts of a form in the order of the page, so that what is wrong is said at its field; then those not on it any more. */
  private async partsOf(id: string, texts: TextsForm): Promise<unknown> {
    const { items } = await minutesOf(this.db.now, id);
    const known = items.map(({ agendaItemId }) => agendaItemId);
    const sent = Object.keys(texts).flatMap((name) => /^record\.(.+)$/.exec(name)?.[1] ?? []);
    const ids = [...known, ...sent.filter((one) => !known.includes(one))];
    const partOf = (part: string, text: string | undefined) =>
      text === undefined ? [] : [{ text, version: texts[`version.${part}`] ?? '' }];
    const [opening] = partOf('opening', texts['opening']);
    return {
      ...(opening && { opening }),
      // An item the form did not have is sent as it is, so that places stay those of the page.
      items: ids.flatMap((agendaItemId) => {
        const [now] = items.filter((item) => item.agendaItemId === agendaItemId);
        const [part] = partOf(agendaItemId, texts[`record.${agendaItemId}`]);
        const { text, version } = part ?? { text: now?.text ?? '', version: now?.version ?? '' };
        return [{ agendaItemId, text, version }];
      }),
    };
  }

  private async take(
    reply: FastifyReply,
    at: { id: string; caller: Caller; entered: () => NonNullable<MinutesPageProps['entered']> },
    act: (base: string) => Promise<string>,
  ): Promise<void> {
    const { id, caller, entered } = at;
    await runnable(this.db.now, id, caller);
    await takeForm(reply, {
      act: () => act(`/consultations/${id}/minutes`),
      words: minutesWords(pageTranslator(caller.locale)),
      again: async (refusal) => (
        <MinutesPage {...await this.props(id, caller, Done.parse({}))} entered={entered()} refusal={refusal} />
      ),
    });
  }

  private async props(id: string, caller: Caller, done: Done): Promise<MinutesPageProps> {
    const consultation = await runnable(this.db.now, id, caller);
    const { status, timeZone } = consultation;
    const now = this.clock.now();
    const minutes = await minutesOf(this.db.now, id);
    const { commentsBy } = minutes;
    return {
      caller,
      consultation,
      minutes,
      commitments: await commitmentsOf(this.db.now, id, now),
      comments: await countComments(this.db.now, id),
      present: (await countsOf(this.db.now, id)).present,
      isNow: canRecord(consultation, now),
      isOpenForComments: status === 'MINUTES_CIRCULATED' && commentsBy !== null && dayIn(timeZone, now) <= commentsBy,
      usualCommentsBy: await this.minutes.usualCommentsBy(timeZone),
      done,
    };
  }

  private async commentsProps(id: string, caller: Caller, done: Done): Promise<CommentsPageProps> {
    const consultation = await runnable(this.db.now, id, caller);
    const { items } = await minutesOf(this.db.now, id);
    const comments = await commentsOf(this.db.now, id, { cursor: done.cursor, limit: perPage });
    return { caller, consultation, items, comments, isOpen: consultation.status === 'MINUTES_CIRCULATED', done };
  }
}
