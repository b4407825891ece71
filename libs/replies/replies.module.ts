import { Module } from '@nestjs/common';
import { ConsultationsModule } from '../consultations/index.js';
import { CorrespondenceModule } from '../correspondence/index.js';
import { InvitationsModule } from '../invitations/index.js';
import { AnswersMailbox } from './answers-mailbox.service.js';
import { RepliesIntake } from './intake.service.js';
import { RefusalsService } from './refusals.service.js';
import { RepliesDesk } from './replies-desk.service.js';
import { RepliesService } from './replies.service.js';

const services = [AnswersMailbox, RefusalsService, RepliesDesk, RepliesIntake, RepliesService];

@Module({
  imports: [ConsultationsModule, CorrespondenceModule, InvitationsModule],
  providers: services,
  exports: services,
})
export class RepliesModule {}
