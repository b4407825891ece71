import { Body, Controller, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Allow, By, secretariat, type Caller } from '../access/index.js';
import { holidayFileOf, largestHolidayFile } from '../calendars/http.js';
import { CalendarChange, CountryCode } from '../calendars/index.js';
import { MechanismService } from '../directory/index.js';
import { Answers, TakesFile, uploadOf } from '../platform/http.js';
import { CalendarEffect, ChangeCalendar, HolidayFileEffect } from './calendar-changes.schemas.js';
import { CalendarChangesService } from './calendar-changes.service.js';

const day = { type: 'string', format: 'date' };
const fileFields = {
  from: { ...day, description: 'First day of the period that the file replaces' },
  to: { ...day, description: 'Its last day, included' },
  wholeYears: {
    type: 'boolean',
    description:
      'The file replaces the whole years it is about; without it and a period, the days it does not name stay',
  },
  source: { type: 'string', description: 'Where this is written; without it, the name of the file' },
  file: {
    type: 'string',
    format: 'binary',
    description: 'CSV, iCalendar, JSON of day and name, or a .po file of names; at most 2 MB',
  },
};
const applyFields = {
  reason: { type: 'string', description: 'Why; kept with the event' },
  expecting: { type: 'string', description: 'The `digest` of the effect you looked at' },
};
const bodyOf = (properties: object) =>
  ApiBody({ schema: { type: 'object', required: ['file'], properties: properties as Record<string, object> } });

@ApiTags('Calendars')
@Controller('api/v1/calendars/:country')
@Allow(...secretariat)
export class CalendarChangesController {
  constructor(
    private readonly changes: CalendarChangesService,
    private readonly mechanism: MechanismService,
  ) {}

  @Post('effect')
  @ApiOperation({ summary: 'What a change of a calendar would do' })
  @Answers(200, CalendarEffect, 'Holidays and open deadlines, before and after; nothing was written')
  effect(
    @Param('country', { schema: CountryCode }) country: string,
    @Body({ schema: CalendarChange }) change: CalendarChange,
  ) {
    return this.changes.effect(country, change);
  }

  @Post('changes')
  @ApiOperation({
    summary: 'Change a calendar',
    description: 'The open deadlines that are reckoned from it move in the same moment.',
  })
  @Answers(200, CalendarEffect, 'What was changed, and what moved')
  change(
    @Param('country', { schema: CountryCode }) country: string,
    @Body({ schema: ChangeCalendar }) { change, reason, expecting }: ChangeCalendar,
    @By() caller: Caller,
  ) {
    return this.changes.apply(country, change, { by: caller.actor, reason: reason ?? null, expecting });
  }

  @Post('holiday-files/effect')
  @TakesFile(largestHolidayFile)
  @ApiConsumes('multipart/form-data')
  @bodyOf(fileFields)
  @ApiOperation({ summary: 'What a file of holidays would change' })
  @Answers(200, HolidayFileEffect, 'Holidays and open deadlines, before and after; nothing was written')
  async effectOfFile(@Param('country', { schema: CountryCode }) country: string, @Req() request: FastifyRequest) {
    const { change, leftOut } = await holidayFileOf(uploadOf(request), await this.mechanism.today());
    return { ...(await this.changes.effect(country, change)), leftOut };
  }

  @Post('holiday-files')
  @TakesFile(largestHolidayFile)
  @ApiConsumes('multipart/form-data')
  @bodyOf({ ...fileFields, ...applyFields })
  @ApiOperation({
    summary: 'Take the holidays of a file',
    description: 'All or nothing: a broken line is named, with its number, and then nothing is written.',
  })
  @Answers(200, HolidayFileEffect, 'What was changed, and what moved')
  async takeFile(
    @Param('country', { schema: CountryCode }) country: string,
    @Req() request: FastifyRequest,
    @By() caller: Caller,
  ) {
    const { change, leftOut, fields } = await holidayFileOf(uploadOf(request), await this.mechanism.today());
    const { reason = null, expecting } = fields;
    return { ...(await this.changes.apply(country, change, { by: caller.actor, reason, expecting })), leftOut };
  }
}
