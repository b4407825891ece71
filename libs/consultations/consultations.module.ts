import { Module } from '@nestjs/common';
import { CalendarsModule } from '../calendars/index.js';
import { DirectoryModule } from '../directory/index.js';
import { ClashesService } from './clashes.service.js';
import { ConsultationsService } from './consultations.service.js';
import { AgendaService } from './agenda.service.js';
import { AgendaDocumentsService } from './documents.service.js';
import { PollAccess } from './poll.access.js';
import { PollMailsService } from './poll-mails.service.js';
import { PollsService } from './polls.service.js';
import { ConsultationRulesService } from './rules.service.js';
import { SafetyContactsService } from './safety-contacts.service.js';
import { SchedulingService } from './scheduling.service.js';
import { SeriesService } from './series.service.js';
import { TimetableService } from './timetable.service.js';

const services = [
  AgendaDocumentsService,
  AgendaService,
  ClashesService,
  ConsultationRulesService,
  ConsultationsService,
  PollAccess,
  PollMailsService,
  PollsService,
  SafetyContactsService,
  SchedulingService,
  SeriesService,
  TimetableService,
];

@Module({ imports: [CalendarsModule, DirectoryModule], providers: services, exports: services })
export class ConsultationsModule {}
