import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow, By, everyone, type Caller } from '../access/index.js';
import { runnable } from '../consultations/index.js';
import { Answers } from '../platform/http.js';
import { Database } from '../platform/index.js';
import { attendanceOf } from './attendance.queries.js';
import {
  Arrived,
  AttendancePage,
  AttendanceQuery,
  LetIn,
  RecordAttendance,
  Recorded,
  WalkIn,
} from './attendance.schemas.js';
import { AttendanceService } from './attendance.service.js';

const Id = z.uuid();

@ApiTags('Consultations')
@Controller('api/v1/consultations/:id/attendance')
export class AttendanceController {
  constructor(
    private readonly db: Database,
    private readonly attendance: AttendanceService,
  ) {}

  @Get()
  @Allow(...everyone)
  @ApiOperation({
    summary: 'Who was invited, and who came',
    description: 'For those who hold it, and the secretariat.',
  })
  @Answers(200, AttendancePage, 'By name')
  async list(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: AttendanceQuery }) query: AttendanceQuery,
    @By() caller: Caller,
  ) {
    await runnable(this.db.now, id, caller);
    return attendanceOf(this.db.now, id, query);
  }

  @Post()
  @Allow(...everyone)
  @ApiOperation({
    summary: 'Note who was there and who was not',
    description: 'From the morning of the day on, until the minutes are final. Of those not named nothing changes.',
  })
  @Answers(200, Recorded, 'Of how many it was not known before')
  async record(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: RecordAttendance }) body: RecordAttendance,
    @By() caller: Caller,
  ) {
    await runnable(this.db.now, id, caller);
    return { changed: await this.attendance.record(id, body, caller.actor) };
  }

  @Post('door')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Let in whoever shows a code' })
  @Answers(200, Arrived, 'Who it was; `already` when they were let in before')
  async letIn(@Param('id', { schema: Id }) id: string, @Body({ schema: LetIn }) { code }: LetIn, @By() caller: Caller) {
    await runnable(this.db.now, id, caller);
    return this.attendance.letIn(id, code, caller.actor);
  }

  @Post('walk-ins')
  @Allow(...everyone)
  @ApiOperation({
    summary: 'Add somebody who came uninvited',
    description: 'Also when all seats are taken: `isOverfull` says so.',
  })
  @Answers(201, Arrived, 'They are there')
  async walkIn(@Param('id', { schema: Id }) id: string, @Body({ schema: WalkIn }) body: WalkIn, @By() caller: Caller) {
    await runnable(this.db.now, id, caller);
    return this.attendance.walkIn(id, body, caller.actor);
  }

  @Post('close')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Whoever held a seat and was not seen was absent' })
  @Answers(200, Recorded, 'How many were')
  async close(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    await runnable(this.db.now, id, caller);
    return { changed: await this.attendance.close(id, caller.actor) };
  }
}
