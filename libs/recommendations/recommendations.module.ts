import { Module } from '@nestjs/common';
import { ClustersService } from './clusters.service.js';
import { RecommendationsService } from './recommendations.service.js';
import { RegisterMerge } from './register-merge.js';
import { RegisterUndo } from './register-undo.js';
import { ReviewsService } from './reviews.service.js';

const services = [ClustersService, RecommendationsService, RegisterMerge, RegisterUndo, ReviewsService];

@Module({ providers: services, exports: services })
export class RecommendationsModule {}
