import { Module } from '@nestjs/common';
import { CalendarsModule } from '../calendars/index.js';
import { DirectoryModule } from '../directory/index.js';
import { ConsultationsService } from './consultations.service.js';
import { PollsService } from './polls.service.js';
import { SchedulingService } from './scheduling.service.js';
import { TimetableService } from './timetable.service.js';

const services = [ConsultationsService, PollsService, SchedulingService, TimetableService];

@Module({ imports: [CalendarsModule, DirectoryModule], providers: services, exports: services })
export class ConsultationsModule {}
