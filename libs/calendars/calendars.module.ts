import { Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/index.js';
import { CalendarsService } from './calendars.service.js';

@Module({ imports: [DirectoryModule], providers: [CalendarsService], exports: [CalendarsService] })
export class CalendarsModule {}
