import { Body, Controller, Get, Param, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow, By, everyone, type Caller } from '../access/index.js';
import { WithReason } from '../deadlines/index.js';
import { Answers } from '../platform/http.js';
import { LeavesService } from './leaves.service.js';
import { LeaveList, PlanLeave, PlanLeaveBecause, Preferences, SetPreferences } from './preferences.schemas.js';
import { PreferencesService } from './preferences.service.js';

const Id = z.uuid();

@ApiTags('Reminders')
@Controller('api/v1')
export class PreferencesController {
  constructor(
    private readonly preferences: PreferencesService,
    private readonly leaves: LeavesService,
  ) {}

  @Get('me/reminder-preferences')
  @Allow(...everyone)
  @ApiOperation({ summary: 'When you hear from us' })
  @Answers(200, Preferences, 'Your preferences')
  get(@By() caller: Caller) {
    return this.preferences.get(caller.personId);
  }

  @Put('me/reminder-preferences')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Change when you hear from us' })
  @Answers(200, Preferences, 'Your preferences as they are now; what waits for you waits for the new hour')
  set(@Body({ schema: SetPreferences }) body: SetPreferences, @By() caller: Caller) {
    return this.preferences.set(caller.personId, body, caller.actor);
  }

  @Get('me/leaves')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Your leaves' })
  @Answers(200, LeaveList, 'Leaves that are not over, the next first')
  async list(@By() caller: Caller) {
    return { items: await this.leaves.list(caller.personId) };
  }

  @Post('me/leaves')
  @Allow(...everyone)
  @ApiOperation({
    summary: 'Plan a leave',
    description: 'Nothing comes while you are away. A substitute hears and may answer in your place.',
  })
  @Answers(201, LeaveList, 'Your leaves')
  async plan(@Body({ schema: PlanLeave }) body: PlanLeave, @By() caller: Caller) {
    await this.leaves.plan(caller.personId, body, { by: caller.actor });
    return this.list(caller);
  }

  @Post('me/leaves/:id/cancel')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Cancel a leave' })
  @Answers(200, LeaveList, 'Your leaves')
  async cancel(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    await this.leaves.cancel(caller.personId, id, { by: caller.actor });
    return this.list(caller);
  }

  @Get('people/:id/leaves')
  @Allow('coordinator', 'administrator')
  @ApiOperation({ summary: 'Leaves of somebody' })
  @Answers(200, LeaveList, 'Their leaves that are not over, the next first')
  async listOf(@Param('id', { schema: Id }) id: string) {
    return { items: await this.leaves.list(id) };
  }

  @Post('people/:id/leaves')
  @Allow('coordinator', 'administrator')
  @ApiOperation({ summary: 'Plan a leave for somebody', description: 'For people who are away and did not say so.' })
  @Answers(201, LeaveList, 'Their leaves')
  async planFor(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: PlanLeaveBecause }) { reason, ...leave }: PlanLeaveBecause,
    @By() caller: Caller,
  ) {
    await this.leaves.plan(id, leave, { by: caller.actor, reason });
    return this.listOf(id);
  }

  @Post('people/:id/leaves/:leaveId/cancel')
  @Allow('coordinator', 'administrator')
  @ApiOperation({ summary: 'Cancel a leave of somebody', description: 'For people who are there after all.' })
  @Answers(200, LeaveList, 'Their leaves')
  async cancelFor(
    @Param('id', { schema: Id }) id: string,
    @Param('leaveId', { schema: Id }) leaveId: string,
    @Body({ schema: WithReason }) { reason }: WithReason,
    @By() caller: Caller,
  ) {
    await this.leaves.cancel(id, leaveId, { by: caller.actor, reason });
    return this.listOf(id);
  }
}
