import { Module } from '@nestjs/common';
import { ConsultationsModule } from '../consultations/index.js';
import { DirectoryModule } from '../directory/index.js';
import { InvitationAnswersService } from './answers.service.js';
import { InvitationAccess } from './invitation.access.js';
import { SeatsService } from './seats.service.js';

const services = [InvitationAccess, InvitationAnswersService, SeatsService];

@Module({ imports: [ConsultationsModule, DirectoryModule], providers: services, exports: services })
export class InvitationsModule {}
