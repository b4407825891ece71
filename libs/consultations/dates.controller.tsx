import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { z } from 'zod';
import { Allow, By, secretariat, type Caller } from '../access/index.js';
import { answerAgain, AnswersPage, takeForm } from '../platform/http.js';
import { Database, formRefusal, pageTranslator, renderPage, type FormRefusal } from '../platform/index.js';
import { ClashesService } from './clashes.service.js';
import { findConsultation, localTime } from './consultations.queries.js';
import {
  EndConsultation,
  MoveConsultation,
  RepeatConsultation,
  ScheduleConsultation,
} from './consultations.schemas.js';
import { type ConsultationDetail } from './consultations.views.js';
import {
  ReasonForm,
  reasonWords,
  RepeatForm,
  repeatOf,
  repeatWords,
  ScheduleForm,
  scheduleOf,
  scheduleWords,
  seenOf,
  timesOf,
} from './dates.forms.js';
import { EndPage, RepeatPage } from './end.page.js';
import { SchedulePage, type SchedulePageProps } from './schedule.page.js';
import { SchedulingService } from './scheduling.service.js';
import { SeriesService } from './series.service.js';

const Id = z.uuid();
const Prefilled = z.object({ option: z.uuid().optional().catch(undefined) });
type Prefilled = z.infer<typeof Prefilled>;

/** When a consultation is held, for people: looked at first, then set, moved, taken back, repeated. */
@ApiExcludeController()
@Controller('consultations/:id')
@Allow(...secretariat)
export class ConsultationDatesController {
  constructor(
    private readonly db: Database,
    private readonly scheduling: SchedulingService,
    private readonly series: SeriesService,
    private readonly clashes: ClashesService,
  ) {}

  @Get('schedule')
  @AnswersPage()
  async schedulePage(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Prefilled }) { option }: Prefilled,
    @By() caller: Caller,
  ): Promise<string> {
    const consultation = await findConsultation(this.db.now, id, caller);
    const { from, until, answerBy, inviteAt, timeZone, status } = consultation;
    const chosen = option
      ? await this.db.now.dateOption.findFirst({ where: { id: option, poll: { consultationId: id } } })
      : null;
    const isSet = status === 'SCHEDULED';
    const entered = ScheduleForm.parse({
      ...emptyDate,
      from: (chosen ? localTime(chosen.startsAt, timeZone) : from) ?? '',
      until: (chosen ? localTime(chosen.endsAt, timeZone) : until) ?? '',
      answerBy: (isSet && !chosen && answerBy) || '',
      inviteAt: (isSet && inviteAt) || '',
    });
    return renderPage(<SchedulePage caller={caller} consultation={consultation} act="schedule" entered={entered} />);
  }

  @Get('move')
  @AnswersPage()
  async movePage(@Param('id', { schema: Id }) id: string, @By() caller: Caller): Promise<string> {
    const consultation = await findConsultation(this.db.now, id, caller);
    const entered = { ...emptyDate, from: consultation.from ?? '', until: consultation.until ?? '' };
    return renderPage(<SchedulePage caller={caller} consultation={consultation} act="move" entered={entered} />);
  }

  @Post('schedule')
  async schedule(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ScheduleForm }) form: ScheduleForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const consultation = await findConsultation(this.db.now, id, caller);
    await this.take(reply, { caller, consultation, act: 'schedule', entered: form }, async () => {
      await this.scheduling.schedule(id, ScheduleConsultation.parse(scheduleOf(form)), caller.actor);
      return `/consultations/${id}?done=scheduled`;
    });
  }

  @Post('move')
  async move(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ScheduleForm }) form: ScheduleForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const consultation = await findConsultation(this.db.now, id, caller);
    await this.take(reply, { caller, consultation, act: 'move', entered: form }, async () => {
      const wanted = MoveConsultation.parse({ ...timesOf(form), reason: form.reason });
      const told = await this.told(id);
      const isMoved = await this.scheduling.move(id, wanted, caller.actor);
      return `/consultations/${id}?done=${isMoved ? `moved&n=${told}` : 'changed'}`;
    });
  }

  @Get('postpone')
  @AnswersPage()
  async postponePage(@Param('id', { schema: Id }) id: string, @By() caller: Caller): Promise<string> {
    return renderPage(<EndPage {...await this.endProps(id, 'postpone', caller)} />);
  }

  @Get('cancel')
  @AnswersPage()
  async cancelPage(@Param('id', { schema: Id }) id: string, @By() caller: Caller): Promise<string> {
    return renderPage(<EndPage {...await this.endProps(id, 'cancel', caller)} />);
  }

  @Post('postpone')
  async postpone(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ReasonForm }) form: ReasonForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.end(id, 'postpone', form, caller, reply);
  }

  @Post('cancel')
  async cancel(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ReasonForm }) form: ReasonForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.end(id, 'cancel', form, caller, reply);
  }

  @Get('repeat')
  @AnswersPage()
  async repeatPage(@Param('id', { schema: Id }) id: string, @By() caller: Caller): Promise<string> {
    const consultation = await findConsultation(this.db.now, id, caller);
    const entered = { everyMonths: '3', times: '3', step: '' };
    return renderPage(<RepeatPage caller={caller} consultation={consultation} entered={entered} />);
  }

  @Post('repeat')
  async repeat(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: RepeatForm }) form: RepeatForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const consultation = await findConsultation(this.db.now, id, caller);
    const page = { caller, consultation, entered: form };
    try {
      const wanted = RepeatConsultation.parse(repeatOf(form));
      if (form.step === 'apply') {
        const made = await this.series.repeat(id, wanted, caller.actor);
        await reply.redirect(`/consultations/${id}?done=repeated&n=${made.length}`, 303);
        return;
      }
      const spans = this.series.datesOf(await this.db.now.consultation.findUniqueOrThrow({ where: { id } }), wanted);
      const clashes = await this.clashes.of(id, consultation.timeZone, spans, caller);
      const dates = spans.map((span, n) => ({ span, clashes: clashes[n] ?? { closed: [], consultations: [] } }));
      await answerAgain(reply, 200, <RepeatPage {...page} dates={dates} />);
    } catch (error) {
      const refusal = formRefusal(error, repeatWords(pageTranslator(caller.locale)));
      if (!refusal) throw error;
      await answerAgain(reply, refusal.status, <RepeatPage {...page} refusal={refusal} />);
    }
  }

  private async end(
    id: string,
    act: 'postpone' | 'cancel',
    form: ReasonForm,
    caller: Caller,
    reply: FastifyReply,
  ): Promise<void> {
    const props = await this.endProps(id, act, caller);
    await takeForm(reply, {
      act: async () => {
        await this.scheduling[act](id, EndConsultation.parse(form), caller.actor);
        const done = act === 'postpone' ? 'postponed' : 'cancelled';
        return `/consultations/${id}?done=${done}&n=${props.told}`;
      },
      words: reasonWords(pageTranslator(caller.locale)),
      again: async (refusal) => <EndPage {...await this.endProps(id, act, caller)} entered={form} refusal={refusal} />,
    });
  }

  /** Applies what was looked at; anything else is shown first. */
  private async take(reply: FastifyReply, page: SchedulePageProps, apply: () => Promise<string>): Promise<void> {
    const { entered, caller } = page;
    const again = async (status: number, refusal?: FormRefusal): Promise<void> =>
      answerAgain(reply, status, await this.preview(page, refusal));
    try {
      if (entered.step === 'apply' && entered.seen === seenOf(entered)) await reply.redirect(await apply(), 303);
      else await again(200);
    } catch (error) {
      const refusal = formRefusal(error, scheduleWords(pageTranslator(caller.locale)));
      if (!refusal) throw error;
      await again(refusal.status, refusal);
    }
  }

  /** The form with what would come of it; while that cannot be told, with why. */
  private async preview(page: SchedulePageProps, refusal?: FormRefusal): Promise<VNode> {
    const { consultation, caller, entered, act } = page;
    const words = scheduleWords(pageTranslator(caller.locale));
    try {
      const wanted = ScheduleConsultation.parse(scheduleOf({ ...entered, noticeReason: '' }));
      const { inviteAt, ...times } = wanted;
      const preview = await this.scheduling.preview(consultation.id, act === 'schedule' ? wanted : times);
      const [clashes] = await this.clashes.of(consultation.id, consultation.timeZone, [preview], caller);
      const shown = { ...preview, clashes: clashes ?? { closed: [], consultations: [] } };
      return <SchedulePage {...page} preview={shown} refusal={refusal} />;
    } catch (error) {
      const found = formRefusal(error, words);
      if (!found) throw error;
      return <SchedulePage {...page} refusal={refusal ?? found} />;
    }
  }

  private async endProps(id: string, act: 'postpone' | 'cancel', caller: Caller) {
    const consultation: ConsultationDetail = await findConsultation(this.db.now, id, caller);
    return { caller, consultation, act, told: await this.told(id) };
  }

  private told(id: string): Promise<number> {
    return this.scheduling.told(this.db.now, id);
  }
}

const emptyDate: ScheduleForm = {
  ...{ from: '', until: '', answerBy: '', inviteAt: '', noticeReason: '', reason: '', seen: '', step: '' },
};
