import { Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/index.js';
import { FeedsService } from './feeds.service.js';
import { SubscriptionsService } from './subscriptions.service.js';

const services = [FeedsService, SubscriptionsService];

@Module({ imports: [DirectoryModule], providers: services, exports: services })
export class FeedsModule {}
