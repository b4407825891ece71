import { Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow, By, secretariat, type Caller } from '../access/index.js';
import { Answers } from '../platform/http.js';
import { Reminded, Timeline } from './reminders.schemas.js';
import { RemindersService } from './reminders.service.js';

const Id = z.uuid();

@ApiTags('Reminders')
@Controller('api/v1')
export class RemindersController {
  constructor(private readonly reminders: RemindersService) {}

  @Post('verification-rounds/:id/reminder')
  @Allow(...secretariat)
  @Answers(200, Reminded, 'The one reminder of each open list goes now instead of on its day')
  remindNow(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    return this.reminders.remindNow(id, caller.actor);
  }

  @Get('verifications/:id/reminders')
  @Allow(...secretariat, 'approving-authority', 'observer')
  @Answers(200, Timeline, 'What was sent about this list, and what will be')
  timeline(@Param('id', { schema: Id }) id: string) {
    return this.reminders.timeline(id);
  }
}
