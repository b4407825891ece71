import { type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { AccessGuard, AccessModule } from '../../../libs/access/index.js';
import { Idempotency, PlatformModule, type Config } from '../../../libs/platform/index.js';
import { AssetsController } from './assets.controller.js';
import { HealthController } from './health.controller.js';
import { ProblemFilter } from './problem.filter.js';

/** The HTTP process: every feature it serves. */
export class ApiModule {
  static with(config: Config): DynamicModule {
    return {
      module: ApiModule,
      imports: [PlatformModule.with(config), AccessModule],
      controllers: [AssetsController, HealthController],
      providers: [
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: Idempotency },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
