import { Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/index.js';
import { FiguresService } from './figures.service.js';
import { PublishedRecordsService } from './published-records.service.js';
import { PublishedService } from './published.service.js';
import { ReferencesService } from './references.service.js';

const services = [FiguresService, PublishedRecordsService, PublishedService, ReferencesService];

@Module({ imports: [DirectoryModule], providers: services, exports: services })
export class OpennessModule {}
