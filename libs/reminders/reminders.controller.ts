import { Body, Controller, Get, Param, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow, By, everyone, secretariat, seesAll, type Caller } from '../access/index.js';
import { visibleTo } from '../deadlines/index.js';
import { Answers } from '../platform/http.js';
import { Database, type DeadlineKind } from '../platform/index.js';
import { PlanKind, PlanList, SetPlan } from './plans.schemas.js';
import { ReminderPlansService } from './plans.service.js';
import { StepsService } from './steps.service.js';
import { timeline } from './timeline.queries.js';
import { Reminded, Timeline } from './timeline.schemas.js';

const Id = z.uuid();

@ApiTags('Reminders')
@Controller('api/v1')
export class RemindersController {
  constructor(
    private readonly db: Database,
    private readonly steps: StepsService,
    private readonly plans: ReminderPlansService,
  ) {}

  @Get('reminder-plans')
  @Allow(...everyone)
  @ApiOperation({ summary: 'How people are reminded' })
  @Answers(200, PlanList, 'The plan in force for each kind of deadline')
  async list() {
    return { items: await this.plans.list() };
  }

  @Put('reminder-plans/:kind')
  @Allow('coordinator', 'administrator')
  @ApiOperation({
    summary: 'Change how people are reminded',
    description: 'Open deadlines of the kind are planned anew; what was told is not told again.',
  })
  @Answers(200, PlanList, 'The plans in force')
  async set(
    @Param('kind', { schema: PlanKind }) kind: DeadlineKind,
    @Body({ schema: SetPlan }) { body, reason }: SetPlan,
    @By() caller: Caller,
  ) {
    return { items: await this.plans.set(kind, body, { by: caller.actor, reason }) };
  }

  @Post('verification-rounds/:id/reminder')
  @Allow(...secretariat)
  @Answers(200, Reminded, 'The next reminder of each open list goes now instead of on its day')
  remindNow(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    return this.steps.remindNow(id, caller.actor);
  }

  @Get('verifications/:id/reminders')
  @Allow(...secretariat, 'approving-authority', 'observer')
  @Answers(200, Timeline, 'What was sent about this list, and what will be')
  ofVerification(@Param('id', { schema: Id }) id: string) {
    return timeline(this.db.now, { kind: 'VERIFICATION', subjectId: id });
  }

  @Get('deadlines/:id/reminders')
  @Allow(...everyone)
  @ApiOperation({ summary: 'The plan for a deadline, past and future' })
  @Answers(200, Timeline, 'What was told to whom, and what will be; who was told is for the secretariat only')
  async ofDeadline(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    const plan = await timeline(this.db.now, { id, AND: [visibleTo(caller)] });
    return seesAll(caller) ? plan : { ...plan, steps: plan.steps.map((step) => ({ ...step, told: [] })) };
  }
}
