import { Module } from '@nestjs/common';
import { CalendarsModule } from '../calendars/index.js';
import { ConsultationsModule } from '../consultations/index.js';
import { DeadlinesModule } from '../deadlines/index.js';
import { DirectoryModule } from '../directory/index.js';
import { InvitationsModule } from '../invitations/index.js';
import { AttendanceService } from './attendance.service.js';
import { CommentsService } from './comments.service.js';
import { CommitmentsService } from './commitments.service.js';
import { MinutesMailsService } from './minutes-mails.service.js';
import { MinutesService } from './minutes.service.js';

const services = [AttendanceService, CommentsService, CommitmentsService, MinutesMailsService, MinutesService];

@Module({
  imports: [CalendarsModule, ConsultationsModule, DeadlinesModule, DirectoryModule, InvitationsModule],
  providers: services,
  exports: services,
})
export class MinutesModule {}
