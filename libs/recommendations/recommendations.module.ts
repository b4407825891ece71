import { Module } from '@nestjs/common';
import { ReviewsService } from './reviews.service.js';

const services = [ReviewsService];

@Module({ providers: services, exports: services })
export class RecommendationsModule {}
