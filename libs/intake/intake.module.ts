import { Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/index.js';
import { RecommendationsModule } from '../recommendations/index.js';
import { ImportsService } from './imports.service.js';
import { ProblemsService } from './problems.service.js';
import { Staging } from './staging.js';

@Module({
  imports: [DirectoryModule, RecommendationsModule],
  providers: [ImportsService, ProblemsService, Staging],
  exports: [ImportsService, ProblemsService],
})
export class IntakeModule {}
