import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow, By, everyone, secretariat, seesAll, type Caller } from '../access/index.js';
import { Answers as AnswersWith } from '../platform/http.js';
import { AnswersService } from './answers.service.js';
import { ApprovalsService } from './approvals.service.js';
import * as schemas from './assignments.schemas.js';
import { AssignmentListsService } from './lists.service.js';
import { ProposalsService } from './proposals.service.js';
import { VerificationService } from './verification.service.js';

const Id = z.uuid();

@ApiTags('Assignments')
@Controller('api/v1')
export class AssignmentsController {
  constructor(
    private readonly proposals: ProposalsService,
    private readonly verification: VerificationService,
    private readonly answers: AnswersService,
    private readonly approvals: ApprovalsService,
    private readonly lists: AssignmentListsService,
  ) {}

  @Get('assignments')
  @Allow(...everyone)
  @AnswersWith(200, schemas.AssignmentPage, 'Assignments; a focal point sees those of their institutions')
  list(@Query({ schema: schemas.ListAssignments }) query: schemas.ListAssignments, @By() caller: Caller) {
    return this.lists.list(query, seesAll(caller) ? null : caller.institutionIds);
  }

  @Post('assignments')
  @Allow(...secretariat)
  @AnswersWith(201, schemas.Proposed, 'How many were proposed; what was there already stays as it is')
  propose(@Body({ schema: schemas.Propose }) body: schemas.Propose, @By() caller: Caller) {
    return this.proposals.propose(body, caller.actor);
  }

  @Post('assignments/:id/reassign')
  @Allow(...secretariat)
  @AnswersWith(
    201,
    schemas.Proposed.pick({ proposed: true }),
    'The contested assignment is proposed to another institution',
  )
  reassign(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: schemas.Reassign }) body: schemas.Reassign,
    @By() caller: Caller,
  ) {
    return this.proposals.reassign(id, body, caller.actor);
  }

  @Post('assignments/withdraw')
  @Allow(...secretariat)
  @AnswersWith(200, schemas.Withdrawn, 'How many were withdrawn')
  withdraw(@Body({ schema: schemas.Withdraw }) body: schemas.Withdraw, @By() caller: Caller) {
    return this.proposals.withdraw(body, caller.actor);
  }

  @Post('verification-rounds')
  @Allow(...secretariat)
  @AnswersWith(201, schemas.Round, 'Everything proposed for the review has gone to the institutions')
  open(@Body({ schema: schemas.OpenRound }) body: schemas.OpenRound, @By() caller: Caller) {
    return this.verification.open(body, caller.actor);
  }

  @Get('verification-rounds/:id')
  @Allow(...secretariat, 'approving-authority', 'observer')
  @AnswersWith(200, schemas.Round, 'How far the round has come')
  round(@Param('id', { schema: Id }) id: string) {
    return this.verification.round(id);
  }

  @Post('verifications/:id/requests')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Send an institution its open list again, with fresh links' })
  @AnswersWith(201, schemas.Asked, 'How many people were asked; the coordinators are told where there is nobody')
  askAgain(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    return this.verification.askAgain(id, caller.actor);
  }

  @Post('assignments/answers')
  @Allow('focal-point', 'validating-authority')
  @AnswersWith(200, schemas.Answered, 'The answers are taken; the same answer again changes nothing')
  answer(@Body({ schema: schemas.Answers }) body: schemas.Answers, @By() caller: Caller) {
    return this.answers.answer(body.answers, { actor: caller.actor, institutionIds: caller.institutionIds });
  }

  @Post('approvals')
  @Allow('approving-authority')
  @AnswersWith(201, schemas.Approved, 'The accepted assignments are approved and become active')
  approve(@Body({ schema: schemas.Approve }) body: schemas.Approve, @By() caller: Caller) {
    return this.approvals.approve(body, caller.actor);
  }
}
