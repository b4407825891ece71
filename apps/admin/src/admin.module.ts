import { type DynamicModule } from '@nestjs/common';
import { AccessModule } from '../../../libs/access/index.js';
import { ConsultationsModule } from '../../../libs/consultations/index.js';
import { CorrespondenceModule } from '../../../libs/correspondence/index.js';
import { DirectoryModule } from '../../../libs/directory/index.js';
import { PlatformModule, Upkeep, type Config } from '../../../libs/platform/index.js';
import { ConsultationsSeed } from './seed.consultations.js';
import { Seed } from './seed.js';

/** What the commands need: services only, no routes and no queues. */
export class AdminModule {
  static with(config: Config): DynamicModule {
    return {
      module: AdminModule,
      imports: [PlatformModule.with(config), AccessModule, ConsultationsModule, CorrespondenceModule, DirectoryModule],
      providers: [ConsultationsSeed, Seed, Upkeep],
    };
  }
}
