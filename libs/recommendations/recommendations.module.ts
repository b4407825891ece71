import { Module } from '@nestjs/common';
import { ClustersService } from './clusters.service.js';
import { RecommendationsService } from './recommendations.service.js';
import { RegisterExportService } from './register-export.service.js';
import { RegisterMerge } from './register-merge.js';
import { RegisterUndo } from './register-undo.js';
import { ReviewsService } from './reviews.service.js';

const services = [
  ClustersService,
  RecommendationsService,
  RegisterExportService,
  RegisterMerge,
  RegisterUndo,
  ReviewsService,
];

@Module({ providers: services, exports: services })
export class RecommendationsModule {}
