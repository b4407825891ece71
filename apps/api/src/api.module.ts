import { type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import {
  AuditController,
  RevocationController,
  RolesController,
  SessionsController,
  SignInController,
  TokensController,
} from '../../../libs/access/http.js';
import { AccessGuard, AccessModule } from '../../../libs/access/index.js';
import { AssignmentsController, VerifyController } from '../../../libs/assignments/http.js';
import { AssignmentsModule } from '../../../libs/assignments/index.js';
import { CalendarsController } from '../../../libs/calendars/http.js';
import { CalendarsModule } from '../../../libs/calendars/index.js';
import {
  AgendaPagesController,
  ConsultationDatesController,
  ConsultationPagesController,
  ConsultationRulePagesController,
  ConsultationsController,
  PollAnswerController,
  PollPagesController,
} from '../../../libs/consultations/http.js';
import { ConsultationsModule } from '../../../libs/consultations/index.js';
import {
  BouncesController,
  LedgerController,
  LedgerPagesController,
  SuppressionsController,
} from '../../../libs/correspondence/http.js';
import { CorrespondenceModule } from '../../../libs/correspondence/index.js';
import {
  CalendarChangesController,
  CalendarPagesController,
  DatePagesController,
  DeadlinePagesController,
  DeadlineRulesController,
  DeadlinesController,
  RulePagesController,
} from '../../../libs/deadlines/http.js';
import { DeadlinesModule } from '../../../libs/deadlines/index.js';
import { DirectoryController, MandatesController } from '../../../libs/directory/http.js';
import { DirectoryModule } from '../../../libs/directory/index.js';
import { FeedFilesController, FeedsController } from '../../../libs/feeds/http.js';
import { FeedsModule } from '../../../libs/feeds/index.js';
import { ExplainController, ImportPagesController, ImportsController } from '../../../libs/intake/http.js';
import { ContributionsController, InputPagesController, InputsController } from '../../../libs/inputs/http.js';
import { InputsModule } from '../../../libs/inputs/index.js';
import { IntakeModule } from '../../../libs/intake/index.js';
import {
  InvitationPagesController,
  InvitationsController,
  InviteeController,
  StakeholderListPagesController,
  StakeholderListsController,
} from '../../../libs/invitations/http.js';
import { InvitationsModule } from '../../../libs/invitations/index.js';
import { FiguresController, PublishedController, ReferencePagesController } from '../../../libs/openness/http.js';
import { OpennessModule } from '../../../libs/openness/index.js';
import {
  AttendanceController,
  AttendancePagesController,
  CommitmentPagesController,
  InviteeMinutesController,
  MinutesController,
  MinutesPagesController,
} from '../../../libs/minutes/http.js';
import { MinutesModule } from '../../../libs/minutes/index.js';
import { Idempotency, Uploads } from '../../../libs/platform/http.js';
import { PlatformModule, type Config } from '../../../libs/platform/index.js';
import {
  RecommendationsController,
  RegisterController,
  RegisterExportController,
  ReviewsController,
} from '../../../libs/recommendations/http.js';
import { RecommendationsModule } from '../../../libs/recommendations/index.js';
import {
  DueController,
  LeavePagesController,
  PlanPagesController,
  PreferencesController,
  PreferencesPagesController,
  RemindersController,
  UnsubscribeController,
} from '../../../libs/reminders/http.js';
import { RemindersModule } from '../../../libs/reminders/index.js';
import {
  ForgetPagesController,
  ParticipantsController,
  ReportPagesController,
  SafetyController,
} from '../../../libs/safety/http.js';
import { SafetyModule } from '../../../libs/safety/index.js';
import { RepliesController, RepliesPagesController } from '../../../libs/replies/http.js';
import { RepliesModule } from '../../../libs/replies/index.js';
import { AssetsController } from './assets.controller.js';
import { DeadlinePageController } from './deadline.controller.js';
import { HealthController } from './health.controller.js';
import { HomeController } from './home.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { ProposalPagesController } from './proposals.controller.js';
import { WorkController } from './work.controller.js';

/** The HTTP process: every feature it serves. */
export class ApiModule {
  static with(config: Config): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        PlatformModule.with(config),
        AccessModule,
        AssignmentsModule,
        CalendarsModule,
        ConsultationsModule,
        CorrespondenceModule,
        DeadlinesModule,
        DirectoryModule,
        FeedsModule,
        InputsModule,
        IntakeModule,
        InvitationsModule,
        OpennessModule,
        MinutesModule,
        RecommendationsModule,
        RemindersModule,
        SafetyModule,
        RepliesModule,
      ],
      controllers: [
        AgendaPagesController,
        AssetsController,
        AssignmentsController,
        AttendanceController,
        AttendancePagesController,
        AuditController,
        BouncesController,
        CalendarChangesController,
        CalendarPagesController,
        CalendarsController,
        CommitmentPagesController,
        ConsultationDatesController,
        ConsultationPagesController,
        ConsultationRulePagesController,
        ConsultationsController,
        ContributionsController,
        DatePagesController,
        DeadlinePageController,
        DeadlinePagesController,
        DeadlineRulesController,
        DeadlinesController,
        DirectoryController,
        DueController,
        FeedFilesController,
        FeedsController,
        FiguresController,
        ForgetPagesController,
        HealthController,
        HomeController,
        ExplainController,
        ImportPagesController,
        ImportsController,
        InputPagesController,
        InputsController,
        InvitationPagesController,
        InvitationsController,
        InviteeController,
        InviteeMinutesController,
        LeavePagesController,
        LedgerController,
        LedgerPagesController,
        MandatesController,
        MinutesController,
        MinutesPagesController,
        ParticipantsController,
        PlanPagesController,
        PollAnswerController,
        PollPagesController,
        PreferencesController,
        PreferencesPagesController,
        ProposalPagesController,
        PublishedController,
        RecommendationsController,
        ReferencePagesController,
        RegisterController,
        RegisterExportController,
        RemindersController,
        RepliesController,
        RepliesPagesController,
        ReportPagesController,
        ReviewsController,
        RevocationController,
        RolesController,
        RulePagesController,
        SafetyController,
        SessionsController,
        SignInController,
        StakeholderListPagesController,
        StakeholderListsController,
        SuppressionsController,
        TokensController,
        UnsubscribeController,
        VerifyController,
        WorkController,
      ],
      providers: [
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: Uploads },
        { provide: APP_INTERCEPTOR, useClass: Idempotency },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
