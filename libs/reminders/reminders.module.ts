import { Module } from '@nestjs/common';
import { AssignmentsModule } from '../assignments/index.js';
import { DeadlinesModule } from '../deadlines/index.js';
import { DirectoryModule } from '../directory/index.js';
import { RemindersService } from './reminders.service.js';

@Module({
  imports: [AssignmentsModule, DeadlinesModule, DirectoryModule],
  providers: [RemindersService],
  exports: [RemindersService],
})
export class RemindersModule {}
