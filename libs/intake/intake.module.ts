import { Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/index.js';
import { Upkeep } from '../platform/index.js';
import { RecommendationsModule } from '../recommendations/index.js';
import { GivenUpImports } from './given-up.js';
import { ImportsService } from './imports.service.js';
import { KnowledgeService } from './knowledge.service.js';
import { ProblemsService } from './problems.service.js';
import { ImportReading } from './reading.js';
import { RowsService } from './rows.service.js';
import { Staging } from './staging.js';
import { UndoService } from './undo.service.js';

@Module({
  imports: [DirectoryModule, RecommendationsModule],
  providers: [
    GivenUpImports,
    ImportReading,
    ImportsService,
    KnowledgeService,
    ProblemsService,
    RowsService,
    Staging,
    UndoService,
    Upkeep,
  ],
  exports: [ImportsService, ProblemsService, RowsService, UndoService],
})
export class IntakeModule {}
