import { Module, type DynamicModule } from '@nestjs/common';
import {
  AnswersService,
  ApprovalsService,
  AssignmentsModule,
  HandoverService,
  VerificationService,
} from '../../../libs/assignments/index.js';
import { ConsultationsModule, TimetableService } from '../../../libs/consultations/index.js';
import { CorrespondenceModule, MailboxService, UnreachableService } from '../../../libs/correspondence/index.js';
import { AnchorsService, DeadlinesModule, DeadlinesService } from '../../../libs/deadlines/index.js';
import { DirectoryModule, MandatesService } from '../../../libs/directory/index.js';
import { FeedsModule, FeedsService } from '../../../libs/feeds/index.js';
import { ImportsService, IntakeModule } from '../../../libs/intake/index.js';
import { PlatformModule, type Config } from '../../../libs/platform/index.js';
import {
  Deliveries,
  JOB_HANDLERS,
  Mailer,
  QueuesModule,
  Relay,
  Runner,
  SUBSCRIPTIONS,
} from '../../../libs/platform/worker.js';
import {
  DigestsService,
  FallingDueService,
  HoursService,
  RearrangingService,
  RemindersModule,
  StepsService,
} from '../../../libs/reminders/index.js';
import { AnswersListener, AnswersMailbox, RepliesModule, RepliesService } from '../../../libs/replies/index.js';
import { jobHandlers } from './handlers.js';
import { processors } from './processors.js';
import { StandingWork } from './standing-work.js';
import { subscriptions } from './subscriptions.js';

@Module({})
export class WorkerModule {
  static with(config: Config): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        PlatformModule.with(config),
        QueuesModule.with(config),
        AssignmentsModule,
        ConsultationsModule,
        CorrespondenceModule,
        DeadlinesModule,
        DirectoryModule,
        FeedsModule,
        IntakeModule,
        RemindersModule,
        RepliesModule,
      ],
      providers: [
        AnswersListener,
        Deliveries,
        Mailer,
        Relay,
        Runner,
        StandingWork,
        ...processors(config),
        {
          provide: SUBSCRIPTIONS,
          inject: [
            AnchorsService,
            AnswersService,
            ApprovalsService,
            DeadlinesService,
            DigestsService,
            FeedsService,
            HandoverService,
            HoursService,
            MandatesService,
            RearrangingService,
            StepsService,
            UnreachableService,
            VerificationService,
          ],
          useFactory: (
            anchors: AnchorsService,
            answers: AnswersService,
            approvals: ApprovalsService,
            deadlines: DeadlinesService,
            digests: DigestsService,
            feeds: FeedsService,
            handover: HandoverService,
            hours: HoursService,
            mandates: MandatesService,
            rearranging: RearrangingService,
            steps: StepsService,
            unreachable: UnreachableService,
            verification: VerificationService,
          ) =>
            subscriptions({
              anchors,
              answers,
              approvals,
              deadlines,
              digests,
              feeds,
              handover,
              hours,
              mandates,
              rearranging,
              steps,
              unreachable,
              verification,
            }),
        },
        {
          provide: JOB_HANDLERS,
          inject: [
            AnswersMailbox,
            Deliveries,
            DigestsService,
            FallingDueService,
            HoursService,
            ImportsService,
            MailboxService,
            Mailer,
            MandatesService,
            RepliesService,
            StepsService,
            TimetableService,
            UnreachableService,
          ],
          useFactory: (
            answersMailbox: AnswersMailbox,
            deliveries: Deliveries,
            digests: DigestsService,
            fallingDue: FallingDueService,
            hours: HoursService,
            imports: ImportsService,
            mailbox: MailboxService,
            mailer: Mailer,
            mandates: MandatesService,
            replies: RepliesService,
            steps: StepsService,
            timetable: TimetableService,
            unreachable: UnreachableService,
          ) =>
            jobHandlers({
              answersMailbox,
              deliveries,
              digests,
              fallingDue,
              hours,
              imports,
              mailbox,
              mailer,
              mandates,
              replies,
              steps,
              timetable,
              unreachable,
            }),
        },
      ],
    };
  }
}
