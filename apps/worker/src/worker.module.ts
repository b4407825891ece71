import { Module, type DynamicModule } from '@nestjs/common';
import {
  AnswersService,
  ApprovalsService,
  AssignmentsModule,
  HandoverService,
  VerificationService,
} from '../../../libs/assignments/index.js';
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
        DirectoryModule,
        IntakeModule,
        RemindersModule,
      ],
      providers: [
        Deliveries,
        Mailer,
        Relay,
        Runner,
        ...processors(config),
        {
          provide: SUBSCRIPTIONS,
          inject: [AnswersService, ApprovalsService, HandoverService, RemindersService, VerificationService],
          useFactory: (
            answers: AnswersService,
            approvals: ApprovalsService,
            handover: HandoverService,
            reminders: RemindersService,
            verification: VerificationService,
          ) => subscriptions({ answers, approvals, handover, reminders, verification }),
        },
        {
          provide: JOB_HANDLERS,
          inject: [Deliveries, ImportsService, Mailer, MandatesService, RemindersService],
          useFactory: (
            deliveries: Deliveries,
            imports: ImportsService,
            mailer: Mailer,
            mandates: MandatesService,
            reminders: RemindersService,
          ) => jobHandlers({ deliveries, imports, mailer, mandates, reminders }),
        },
      ],
    };
  }
}
