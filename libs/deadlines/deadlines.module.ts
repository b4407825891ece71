import { Module } from '@nestjs/common';
import { CalendarsModule } from '../calendars/index.js';
import { DirectoryModule } from '../directory/index.js';
import { RecommendationsModule } from '../recommendations/index.js';
import { AnchorsService } from './anchors.service.js';
import { CalendarChangesService } from './calendar-changes.service.js';
import { DeadlineRulesService } from './deadline-rules.service.js';
import { DeadlinesService } from './deadlines.service.js';
import { PlanningService } from './planning.service.js';
import { DeadlineRequestsService } from './requests.service.js';

const services = [
  AnchorsService,
  CalendarChangesService,
  DeadlineRequestsService,
  DeadlineRulesService,
  DeadlinesService,
  PlanningService,
];

@Module({ imports: [CalendarsModule, DirectoryModule, RecommendationsModule], providers: services, exports: services })
export class DeadlinesModule {}
