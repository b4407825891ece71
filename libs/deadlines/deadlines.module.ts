import { Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/index.js';
import { DeadlinesService } from './deadlines.service.js';

@Module({ imports: [DirectoryModule], providers: [DeadlinesService], exports: [DeadlinesService] })
export class DeadlinesModule {}
