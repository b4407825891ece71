import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, secretariat, type Caller } from '../access/index.js';
import { mailTexts, reviewText } from '../catalogue/index.js';
import { MechanismService } from '../directory/index.js';
import { answerAgain, AnswersPage, takeForm } from '../platform/http.js';
import { Clock, Database, formRefusal, pageTranslator, renderPage, translator } from '../platform/index.js';
import { isSecretariat } from './deadlines.queries.js';
import { AnchorsService } from './anchors.service.js';
import { DatePage, DatesPage, type DatePageProps, type DatesPageProps } from './dates.page.js';
import { DeadlineRulesService } from './deadline-rules.service.js';
import { viewsOf } from './deadlines.queries.js';
import { historyOf } from './history.queries.js';
import { appliesTo, changesIn } from './deadlines.rules.js';
import {
  AskForm,
  dateActionWords,
  DateForm,
  dateOf,
  dateWords,
  Done,
  MoveDateForm,
  RemoveDateForm,
} from './desk.forms.js';
import { changesMade } from './desk.parts.js';
import { namedIn } from './explain.js';
import { MoveDatePage } from './move-date.page.js';
import { AnchorDay, AskInstitutions, MoveAnchor, RemoveAnchor, SetAnchor } from './rules.schemas.js';
import { chosenInstitutions } from './set-deadline.page.js';

const Id = z.uuid();
const onlookers = ['approving-authority', 'observer'] as const;

/** The dates deadlines are reckoned from, for people. Moving one is looked at first, and applied with a reason. */
@ApiExcludeController()
@Controller('dates')
@Allow(...secretariat)
export class DatePagesController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly mechanism: MechanismService,
    private readonly anchors: AnchorsService,
    private readonly rules: DeadlineRulesService,
  ) {}

  @Get()
  @Allow(...secretariat, ...onlookers)
  @AnswersPage()
  async list(@Query({ schema: Done }) done: Done, @By() caller: Caller): Promise<string> {
    return renderPage(<DatesPage {...await this.listProps(caller)} done={done} />);
  }

  @Post()
  async note(
    @Body({ schema: DateForm }) form: DateForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const props = await this.listProps(caller);
    await takeForm(reply, {
      act: async () => {
        const named = props.reviews.find(({ id }) => id === form.subjectId)?.name ?? '';
        const wanted = SetAnchor.parse(dateOf({ ...form, title: form.title.trim() === '' ? named : form.title }));
        const { anchor, changes } = await this.anchors.set(wanted, caller.actor);
        const n = changesMade(changes);
        return `/dates/${anchor.id}?done=date-noted&n=${n}&past=${changes.length - n}`;
      },
      words: dateWords(pageTranslator(caller.locale)),
      again: async (refusal) => <DatesPage {...props} entered={form} refusal={refusal} />,
    });
  }

  @Get(':id')
  @AnswersPage()
  async show(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Done }) done: Done,
    @By() caller: Caller,
  ): Promise<string> {
    return renderPage(<DatePage {...await this.props(id, caller)} done={done} />);
  }

  /** Before and after; changes nothing. */
  @Get(':id/move')
  async preview(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: z.object({ day: z.string().max(50).catch('') }) }) form: { day: string },
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.previewOr(reply, { id, form, caller });
  }

  @Post(':id/move')
  async move(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: MoveDateForm }) form: z.infer<typeof MoveDateForm>,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const words = dateActionWords(pageTranslator(caller.locale));
    try {
      const { day, reason } = MoveAnchor.parse(form);
      const { changes } = await this.anchors.move(id, day, { by: caller.actor, reason });
      await reply.redirect(`/dates/${id}?done=date-moved&n=${changesMade(changes)}`, 303);
    } catch (error) {
      const refusal = formRefusal(error, words);
      if (!refusal) throw error;
      await this.previewOr(reply, { id, form, caller, refusal });
    }
  }

  @Post(':id/remove')
  @Allow('coordinator', 'administrator')
  async remove(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: RemoveDateForm }) form: z.infer<typeof RemoveDateForm>,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await takeForm(reply, {
      act: async () => {
        const { reason } = RemoveAnchor.parse(form);
        const { changes } = await this.anchors.remove(id, { by: caller.actor, reason });
        return `/dates?done=date-removed&n=${changes.length}`;
      },
      words: dateActionWords(pageTranslator(caller.locale)),
      again: async (refusal) => <DatePage {...await this.props(id, caller)} entered={form} refusal={refusal} />,
    });
  }

  @Post(':id/ask')
  async ask(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: AskForm }) form: AskForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const props = await this.props(id, caller);
    await takeForm(reply, {
      act: async () => {
        const institutionIds = chosenInstitutions(form, props.institutions);
        const wanted = AskInstitutions.parse({ ruleCode: form.ruleCode, institutionIds });
        const { asked } = await this.anchors.ask(id, wanted, caller.actor);
        return `/dates/${id}?done=institutions-asked&n=${asked}`;
      },
      words: dateActionWords(pageTranslator(caller.locale)),
      again: async (refusal) => <DatePage {...props} entered={form} refusal={refusal} />,
    });
  }

  /** The preview, or the page of the date where the day itself cannot be. */
  private async previewOr(
    reply: FastifyReply,
    wanted: {
      id: string;
      form: { day: string; reason?: string };
      caller: Caller;
      refusal?: NonNullable<ReturnType<typeof formRefusal>>;
    },
  ): Promise<void> {
    const { id, form, caller, refusal } = wanted;
    const anchor = namedIn(await this.anchors.get(id), caller.locale);
    try {
      const { day } = AnchorDay.parse({ day: form.day });
      const changes = changesIn(await this.anchors.effect(id, day), caller.locale);
      const page = (
        <MoveDatePage
          caller={caller}
          anchor={anchor}
          day={day}
          changes={changes}
          {...(form.reason !== undefined && { reason: form.reason })}
          {...(refusal && { refusal })}
        />
      );
      await answerAgain(reply, refusal?.status ?? 200, page);
    } catch (error) {
      const inDay = formRefusal(error, dateActionWords(pageTranslator(caller.locale)));
      if (!inDay) throw error;
      const page = <DatePage {...await this.props(id, caller)} entered={{ day: form.day }} refusal={inDay} />;
      await answerAgain(reply, inDay.status, page);
    }
  }

  private async listProps(caller: Caller): Promise<DatesPageProps> {
    const { stateCode } = await this.mechanism.get();
    const anchors = await this.anchors.list({ restricted: isSecretariat(caller) });
    const counted = await this.db.now.deadline.groupBy({
      by: ['anchorId'],
      where: { anchorId: { in: anchors.map(({ id }) => id) } },
      _count: true,
    });
    const countOf = new Map(counted.map(({ anchorId, _count }) => [anchorId, _count]));
    const reviews = await this.db.now.review.findMany({ where: { stateCode }, orderBy: { id: 'desc' }, take: 500 });
    const words = translator(mailTexts, caller.locale);
    return {
      caller,
      anchors: anchors.map((anchor) => ({ ...namedIn(anchor, caller.locale), deadlines: countOf.get(anchor.id) ?? 0 })),
      reviews: reviews.map(({ id, mechanism, session }) => ({ id, name: reviewText({ mechanism, session }, words) })),
      institutions: await this.institutions(),
    };
  }

  private async props(id: string, caller: Caller): Promise<DatePageProps> {
    const anchor = namedIn(await this.anchors.get(id), caller.locale);
    const rules = await this.rules.list({ replaced: false });
    const institutions = await this.institutions();
    return {
      caller,
      anchor,
      institution: institutions.find((one) => one.id === anchor.institutionId)?.name ?? null,
      deadlines: await viewsOf(this.db.now, { anchorId: id }, caller.locale, this.clock.now()),
      history: await historyOf(this.db.now, id, caller, 'anchor.'),
      askingRules: rules
        .filter((rule) => rule.owner === 'ASKED_INSTITUTIONS' && appliesTo(rule, anchor))
        .map(({ code, titles }) => ({ code, title: titles[caller.locale] ?? titles.en })),
      institutions,
    };
  }

  private institutions() {
    return this.db.now.institution.findMany({
      select: { id: true, name: true, kind: true },
      orderBy: { name: 'asc' },
    });
  }
}
