import { Module, type DynamicModule } from '@nestjs/common';
import {
  AnswersService,
  ApprovalsService,
  AssignmentsModule,
  HandoverService,
  VerificationService,
} from '../../../libs/assignments/index.js';
import { CorrespondenceModule, MailboxService, UnreachableService } from '../../../libs/correspondence/index.js';
import { DirectoryModule, MandatesService } from '../../../libs/directory/index.js';
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
import { RemindersModule, RemindersService } from '../../../libs/reminders/index.js';
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
        CorrespondenceModule,
        DirectoryModule,
        IntakeModule,
        RemindersModule,
      ],
      providers: [
        Deliveries,
        Mailer,
        Relay,
        Runner,
        StandingWork,
        ...processors(config),
        {
          provide: SUBSCRIPTIONS,
          inject: [
            AnswersService,
            ApprovalsService,
            HandoverService,
            RemindersService,
            UnreachableService,
            VerificationService,
          ],
          useFactory: (
            answers: AnswersService,
            approvals: ApprovalsService,
            handover: HandoverService,
            reminders: RemindersService,
            unreachable: UnreachableService,
            verification: VerificationService,
          ) => subscriptions({ answers, approvals, handover, reminders, unreachable, verification }),
        },
        {
          provide: JOB_HANDLERS,
          inject: [Deliveries, ImportsService, MailboxService, Mailer, MandatesService, RemindersService],
          useFactory: (
            deliveries: Deliveries,
            imports: ImportsService,
            mailbox: MailboxService,
            mailer: Mailer,
            mandates: MandatesService,
            reminders: RemindersService,
          ) => jobHandlers({ deliveries, imports, mailbox, mailer, mandates, reminders }),
        },
      ],
    };
  }
}
