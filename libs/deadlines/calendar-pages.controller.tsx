import { Body, Controller, Get, Param, Post, Query, Redirect, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Allow, By, everyone, secretariat, type Caller } from '../access/index.js';
import { holidayFileOf, largestHolidayFile } from '../calendars/http.js';
import { CalendarsService, CountryCode, type Difference } from '../calendars/index.js';
import { MechanismService } from '../directory/index.js';
import { answerAgain, AnswersPage, TakesFile, uploadOf } from '../platform/http.js';
import { pageTranslator, renderPage } from '../platform/index.js';
import { ApplyForm, CalendarForm, CalendarWhere, changeOf, refusalOf, unpack } from './calendar-changes.forms.js';
import { CalendarChangePage } from './calendar-changes.page.js';
import { CalendarChangesService, EffectIsAnother } from './calendar-changes.service.js';
import type { CalendarPageProps } from './calendar-forms.page.js';
import { CalendarPage, CalendarsPage } from './calendar.page.js';

const Choice = z.object({ country: CountryCode });

/** Calendars for people: look, propose a change, see what it does, make it. */
@ApiExcludeController()
@Controller('calendars')
export class CalendarPagesController {
  constructor(
    private readonly calendars: CalendarsService,
    private readonly changes: CalendarChangesService,
    private readonly mechanism: MechanismService,
  ) {}

  @Get()
  @Allow(...everyone)
  @AnswersPage()
  async list(@By() caller: Caller): Promise<string> {
    return renderPage(<CalendarsPage caller={caller} {...await this.calendars.list()} />);
  }

  @Get('open')
  @Allow(...everyone)
  @Redirect()
  open(@Query({ schema: Choice }) { country }: z.infer<typeof Choice>) {
    return { url: `/calendars/${country}`, statusCode: 303 };
  }

  @Get(':country')
  @Allow(...everyone)
  @AnswersPage()
  async show(
    @Param('country', { schema: CountryCode }) country: string,
    @Query({ schema: CalendarWhere }) { year, edit, done }: CalendarWhere,
    @By() caller: Caller,
  ): Promise<string> {
    const props = await this.props(country, year, caller);
    const holiday = props.calendar.holidays.find(({ day }) => day === edit);
    const entered = holiday ? { ...holiday, kind: 'RENAME', nationalName: holiday.nationalName ?? '' } : {};
    return renderPage(<CalendarPage {...props} entered={entered} done={done} />);
  }

  @Post(':country/preview')
  @Allow(...secretariat)
  async preview(
    @Param('country', { schema: CountryCode }) country: string,
    @Body({ schema: CalendarForm }) form: CalendarForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    try {
      const change = changeOf(form);
      const effect = await this.changes.effect(country, change);
      await answerAgain(reply, 200, <CalendarChangePage {...{ caller, countryCode: country, change, effect }} />);
    } catch (error) {
      await this.again(reply, error, country, form, caller);
    }
  }

  @Post(':country/holiday-file')
  @TakesFile(largestHolidayFile)
  @Allow(...secretariat)
  async previewFile(
    @Param('country', { schema: CountryCode }) country: string,
    @Req() request: FastifyRequest,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const upload = uploadOf(request);
    try {
      const { change, leftOut } = await holidayFileOf(upload, await this.mechanism.today());
      const effect = await this.changes.effect(country, change);
      const props = { caller, countryCode: country, change, effect, leftOut };
      await answerAgain(reply, 200, <CalendarChangePage {...props} />);
    } catch (error) {
      await this.again(reply, error, country, upload.entered, caller);
    }
  }

  @Post(':country/changes')
  @Allow(...secretariat)
  async apply(
    @Param('country', { schema: CountryCode }) country: string,
    @Body({ schema: ApplyForm }) form: ApplyForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const change = unpack(form.change);
    const { expecting, reason } = form;
    try {
      const cause = { by: caller.actor, reason: reason.trim() || null, expecting };
      const { difference, deadlines } = await this.changes.apply(country, change, cause);
      await reply.redirect(`/calendars/${country}?${yearOf(difference)}done=${deadlines.length}`, 303);
    } catch (error) {
      if (!(error instanceof EffectIsAnother)) {
        await this.again(reply, error, country, {}, caller);
        return;
      }
      // As it is now; what was written of the reason stays.
      const effect = await this.changes.effect(country, change);
      const props = { caller, countryCode: country, change, effect, reason, isAnother: true };
      await answerAgain(reply, error.status, <CalendarChangePage {...props} />);
    }
  }

  /** The page of the year again, with what was entered and why it was not taken. */
  private async again(
    reply: FastifyReply,
    error: unknown,
    country: string,
    entered: CalendarPageProps['entered'],
    caller: Caller,
  ): Promise<void> {
    const refusal = refusalOf(error, pageTranslator(caller.locale), entered.kind);
    if (refusal === null) throw error;
    const { year } = CalendarWhere.parse({ year: (entered.day ?? entered.fromYear)?.slice(0, 4) });
    const props = await this.props(country, year, caller);
    await answerAgain(reply, refusal.status, <CalendarPage {...props} entered={entered} refusal={refusal} />);
  }

  private async props(country: string, year: number | undefined, caller: Caller) {
    const mayChange = secretariat.some((right) => caller.rights.has(right));
    return { caller, mayChange, calendar: await this.calendars.get(country, year) };
  }
}

/** Where what was changed is seen first. */
const yearOf = ({ added, removed, renamed }: Difference): string => {
  const [first] = [...added, ...removed, ...renamed.map(({ after }) => after)].map(({ day }) => day).sort();
  return first === undefined ? '' : `year=${first.slice(0, 4)}&`;
};
