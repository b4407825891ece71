import { Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/index.js';
import { FiguresService } from './figures.service.js';
import { PublishedService } from './published.service.js';
import { ReferencesService } from './references.service.js';

const services = [FiguresService, PublishedService, ReferencesService];

@Module({ imports: [DirectoryModule], providers: services, exports: services })
export class OpennessModule {}
