import { Module, type DynamicModule } from '@nestjs/common';
import {
  AnswersService,
  ApprovalsService,
  AssignmentsModule,
  HandoverService,
  VerificationService,
} from '../../../libs/assignments/index.js';
import { ConsultationsModule, PollMailsService, TimetableService } from '../../../libs/consultations/index.js';
import { CorrespondenceModule, MailboxService, UnreachableService } from '../../../libs/correspondence/index.js';
import { AnchorsService, DeadlinesModule, DeadlinesService } from '../../../libs/deadlines/index.js';
import { DirectoryModule, MandatesService } from '../../../libs/directory/index.js';
import { FeedsModule, FeedsService } from '../../../libs/feeds/index.js';
import { InputAnswersService, InputsModule } from '../../../libs/inputs/index.js';
import { ImportsService, IntakeModule } from '../../../libs/intake/index.js';
import {
  InvitationNewsService,
  InvitationsModule,
  InvitationsService,
  SuccessionService,
} from '../../../libs/invitations/index.js';
import { MinutesMailsService, MinutesModule, MinutesService } from '../../../libs/minutes/index.js';
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
        InputsModule,
        IntakeModule,
        InvitationsModule,
        MinutesModule,
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
            InvitationNewsService,
            InvitationsService,
            InputAnswersService,
            MandatesService,
            PollMailsService,
            MinutesMailsService,
            MinutesService,
            RearrangingService,
            StepsService,
            SuccessionService,
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
            invitationNews: InvitationNewsService,
            invitations: InvitationsService,
            inputAnswers: InputAnswersService,
            mandates: MandatesService,
            pollMails: PollMailsService,
            minutesMails: MinutesMailsService,
            minutes: MinutesService,
            rearranging: RearrangingService,
            steps: StepsService,
            succession: SuccessionService,
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
              invitationNews,
              invitations,
              inputAnswers,
              mandates,
              pollMails,
              minutes,
              minutesMails,
              rearranging,
              steps,
              succession,
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
            InputAnswersService,
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
            inputAnswers: InputAnswersService,
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
              inputAnswers,
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
