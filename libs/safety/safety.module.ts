import { Module } from '@nestjs/common';
import { AccessModule } from '../access/index.js';
import { ConsultationsModule } from '../consultations/index.js';
import { DirectoryModule } from '../directory/index.js';
import { InvitationsModule } from '../invitations/index.js';
import { ForgettingService } from './forgetting.service.js';
import { IntimidationService } from './intimidation.service.js';
import { ParticipantsService } from './participants.service.js';

const services = [ForgettingService, IntimidationService, ParticipantsService];

@Module({
  imports: [AccessModule, ConsultationsModule, DirectoryModule, InvitationsModule],
  providers: services,
  exports: services,
})
export class SafetyModule {}
