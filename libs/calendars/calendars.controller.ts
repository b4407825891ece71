import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Allow, everyone } from '../access/index.js';
import { Answers } from '../platform/http.js';
import { CalendarList, CalendarOfYear, CountryCode, YearQuery } from './calendars.schemas.js';
import { CalendarsService } from './calendars.service.js';

@ApiTags('Calendars')
@Controller('api/v1/calendars')
@Allow(...everyone)
export class CalendarsController {
  constructor(private readonly calendars: CalendarsService) {}

  @Get()
  @ApiOperation({ summary: 'Calendars' })
  @Answers(200, CalendarList, 'Every country whose working days or holidays are kept')
  list() {
    return this.calendars.list();
  }

  @Get(':country')
  @ApiOperation({ summary: 'The calendar of a country' })
  @Answers(200, CalendarOfYear, 'Its weekend, and its public holidays in one year')
  get(
    @Param('country', { schema: CountryCode }) country: string,
    @Query({ schema: YearQuery }) { year }: z.infer<typeof YearQuery>,
  ) {
    return this.calendars.get(country, year);
  }
}
