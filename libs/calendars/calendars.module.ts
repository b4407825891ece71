import { Module } from '@nestjs/common';
import { AccessModule } from '../access/index.js';
import { DirectoryModule } from '../directory/index.js';
import { CalendarsService } from './calendars.service.js';

@Module({ imports: [AccessModule, DirectoryModule], providers: [CalendarsService], exports: [CalendarsService] })
export class CalendarsModule {}
