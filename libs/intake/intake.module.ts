import { Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/index.js';
import { Upkeep } from '../platform/index.js';
import { RecommendationsModule } from '../recommendations/index.js';
import { GivenUpImports } from './given-up.js';
import { ImportsService } from './imports.service.js';
import { ProblemsService } from './problems.service.js';
import { Staging } from './staging.js';

@Module({
  imports: [DirectoryModule, RecommendationsModule],
  providers: [GivenUpImports, ImportsService, ProblemsService, Staging, Upkeep],
  exports: [ImportsService, ProblemsService],
})
export class IntakeModule {}
