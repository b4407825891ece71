import { Module } from '@nestjs/common';
import { AssignmentsModule } from '../assignments/index.js';
import { CalendarsModule } from '../calendars/index.js';
import { DeadlinesModule } from '../deadlines/index.js';
import { DirectoryModule } from '../directory/index.js';
import { DigestsService } from './digests.service.js';
import { DueAccess } from './due.access.js';
import { FallingDueService } from './falling-due.service.js';
import { HoursService } from './hours.service.js';
import { LeavesService } from './leaves.service.js';
import { ReminderPlansService } from './plans.service.js';
import { PreferencesService } from './preferences.service.js';
import { RearrangingService } from './rearranging.service.js';
import { StepsService } from './steps.service.js';

const services = [
  DigestsService,
  DueAccess,
  FallingDueService,
  HoursService,
  LeavesService,
  PreferencesService,
  RearrangingService,
  ReminderPlansService,
  StepsService,
];

@Module({
  imports: [AssignmentsModule, CalendarsModule, DeadlinesModule, DirectoryModule],
  providers: services,
  exports: services,
})
export class RemindersModule {}
