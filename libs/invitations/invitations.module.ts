import { Module } from '@nestjs/common';
import { ConsultationsModule } from '../consultations/index.js';
import { DirectoryModule } from '../directory/index.js';
import { InvitationAnswersService } from './answers.service.js';
import { DelegationsService } from './delegations.service.js';
import { InvitationAccess } from './invitation.access.js';
import { InvitationsService } from './invitations.service.js';
import { LettersService } from './letters.service.js';
import { StakeholderListsService } from './lists.service.js';
import { InvitationNewsService } from './news.service.js';
import { ParticularsService } from './particulars.service.js';
import { QuestionsService } from './questions.service.js';
import { SeatsService } from './seats.service.js';
import { SuccessionService } from './succession.service.js';
import { WithdrawalsService } from './withdrawals.service.js';

const services = [
  DelegationsService,
  InvitationAccess,
  InvitationAnswersService,
  InvitationNewsService,
  InvitationsService,
  LettersService,
  ParticularsService,
  QuestionsService,
  SeatsService,
  StakeholderListsService,
  SuccessionService,
  WithdrawalsService,
];

@Module({ imports: [ConsultationsModule, DirectoryModule], providers: services, exports: services })
export class InvitationsModule {}
