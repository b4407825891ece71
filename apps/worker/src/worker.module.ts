import { Module, type DynamicModule } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import {
  AnswersService,
  ApprovalsService,
  AssignmentsModule,
  HandoverService,
  VerificationService,
} from '../../../libs/assignments/index.js';
import { AnchorsService, DeadlinesModule } from '../../../libs/deadlines/index.js';
import { DirectoryModule, MandatesService } from '../../../libs/directory/index.js';
import { ImportsService, IntakeModule } from '../../../libs/intake/index.js';
import { PlatformModule, type Config, type JobHandlers, type Subscriptions } from '../../../libs/platform/index.js';
import {
  Deliveries,
  JOB_HANDLERS,
  Mailer,
  QueuesModule,
  Relay,
  Runner,
  SUBSCRIPTIONS,
} from '../../../libs/platform/worker.js';
import { DigestsService, FallingDueService, RemindersModule, StepsService } from '../../../libs/reminders/index.js';
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
        DeadlinesModule,
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
          inject: [ModuleRef],
          useFactory: (modules: ModuleRef): Subscriptions =>
            subscriptions({
              anchors: modules.get(AnchorsService, { strict: false }),
              answers: modules.get(AnswersService, { strict: false }),
              approvals: modules.get(ApprovalsService, { strict: false }),
              digests: modules.get(DigestsService, { strict: false }),
              fallingDue: modules.get(FallingDueService, { strict: false }),
              handover: modules.get(HandoverService, { strict: false }),
              steps: modules.get(StepsService, { strict: false }),
              verification: modules.get(VerificationService, { strict: false }),
            }),
        },
        {
          provide: JOB_HANDLERS,
          inject: [ModuleRef, Deliveries, Mailer],
          useFactory: (modules: ModuleRef, deliveries: Deliveries, mailer: Mailer): JobHandlers =>
            jobHandlers({
              deliveries,
              digests: modules.get(DigestsService, { strict: false }),
              fallingDue: modules.get(FallingDueService, { strict: false }),
              imports: modules.get(ImportsService, { strict: false }),
              mailer,
              mandates: modules.get(MandatesService, { strict: false }),
              steps: modules.get(StepsService, { strict: false }),
            }),
        },
      ],
    };
  }
}
