import { Module } from '@nestjs/common';
import { CalendarsModule } from '../calendars/index.js';
import { DeadlinesModule } from '../deadlines/index.js';
import { DirectoryModule } from '../directory/index.js';
import { AnswersService } from './answers.service.js';
import { ApprovalsService } from './approvals.service.js';
import { DivisionService } from './division.service.js';
import { FocalPoints } from './focal-points.js';
import { HandoverService } from './handover.service.js';
import { ListCompletion } from './list-completion.js';
import { AssignmentListsService } from './lists.service.js';
import { ProposalsService } from './proposals.service.js';
import { VerificationService } from './verification.service.js';
import { VerifyAccess } from './verify.access.js';

const services = [
  AnswersService,
  ApprovalsService,
  AssignmentListsService,
  DivisionService,
  FocalPoints,
  HandoverService,
  ListCompletion,
  ProposalsService,
  VerificationService,
  VerifyAccess,
];

@Module({ imports: [CalendarsModule, DirectoryModule, DeadlinesModule], providers: services, exports: services })
export class AssignmentsModule {}
