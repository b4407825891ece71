import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow, By, everyone, secretariat, type Caller } from '../access/index.js';
import { Answers } from '../platform/http.js';
import { isSecretariat } from './deadlines.queries.js';
import { AnchorsService } from './anchors.service.js';
import { DeadlineRulesService } from './deadline-rules.service.js';
import { changesIn } from './deadlines.rules.js';
import {
  Anchor,
  AnchorChanged,
  AnchorDay,
  AnchorList,
  AskInstitutions,
  Effect,
  MoveAnchor,
  RemoveAnchor,
  RuleList,
  RuleQuery,
  RuleSet,
  SetAnchor,
  SetRule,
  SetRuleBecause,
} from './rules.schemas.js';

const Id = z.uuid();
const Asked = z.object({ asked: z.int() });

@ApiTags('Deadlines')
@Controller('api/v1')
export class DeadlineRulesController {
  constructor(
    private readonly rules: DeadlineRulesService,
    private readonly anchors: AnchorsService,
  ) {}

  @Get('deadline-rules')
  @Allow(...everyone)
  @ApiOperation({ summary: 'The rules deadlines are reckoned by' })
  @Answers(200, RuleList, 'The rules in force, by code')
  async list(@Query({ schema: RuleQuery }) query: RuleQuery) {
    return { items: await this.rules.list(query) };
  }

  @Post('deadline-rules/effect')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'What a rule would move' })
  @Answers(200, Effect, 'Before and after; nothing was changed')
  async effect(@Body({ schema: SetRule }) body: SetRule, @By() caller: Caller) {
    return { changes: changesIn(await this.rules.effect(body), caller.locale) };
  }

  @Post('deadline-rules')
  @Allow('coordinator', 'administrator')
  @ApiOperation({
    summary: 'Set a rule, or another version of one',
    description: 'What follows from it is planned anew.',
  })
  @Answers(201, RuleSet, 'The rule’s id, and before and after')
  async set(@Body({ schema: SetRuleBecause }) { rule, reason }: SetRuleBecause, @By() caller: Caller) {
    const { ruleId, changes } = await this.rules.set(rule, { by: caller.actor, reason });
    return { ruleId, changes: changesIn(changes, caller.locale) };
  }

  @Get('anchors')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Dates that deadlines are reckoned from' })
  @Answers(200, AnchorList, 'Dates, the latest first; confidential ones for the secretariat only')
  async listAnchors(@By() caller: Caller) {
    return { items: await this.anchors.list({ restricted: isSecretariat(caller) }) };
  }

  @Get('anchors/:id')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'One date' })
  @Answers(200, Anchor, 'The date')
  getAnchor(@Param('id', { schema: Id }) id: string) {
    return this.anchors.get(id);
  }

  @Post('anchors')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Note a date', description: 'Its deadlines are planned at once, by the rules in force.' })
  @Answers(201, AnchorChanged, 'The date, and the deadlines that follow from it')
  async setAnchor(@Body({ schema: SetAnchor }) body: SetAnchor, @By() caller: Caller) {
    const { anchor, changes } = await this.anchors.set(body, caller.actor);
    return { anchor, changes: changesIn(changes, caller.locale) };
  }

  @Post('anchors/:id/effect')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'What moving a date would move' })
  @Answers(200, Effect, 'Before and after; nothing was changed')
  async effectOfMove(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: AnchorDay }) { day }: AnchorDay,
    @By() caller: Caller,
  ) {
    return { changes: changesIn(await this.anchors.effect(id, day), caller.locale) };
  }

  @Post('anchors/:id/move')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Move a date' })
  @Answers(200, AnchorChanged, 'The date, and before and after')
  async moveAnchor(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: MoveAnchor }) { day, reason }: MoveAnchor,
    @By() caller: Caller,
  ) {
    const { anchor, changes } = await this.anchors.move(id, day, { by: caller.actor, reason });
    return { anchor, changes: changesIn(changes, caller.locale) };
  }

  @Post('anchors/:id/remove')
  @Allow('coordinator', 'administrator')
  @ApiOperation({ summary: 'Give a date up' })
  @Answers(200, Effect, 'What is no longer asked for')
  async removeAnchor(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: RemoveAnchor }) { reason }: RemoveAnchor,
    @By() caller: Caller,
  ) {
    const { changes } = await this.anchors.remove(id, { by: caller.actor, reason });
    return { changes: changesIn(changes, caller.locale) };
  }

  @Post('anchors/:id/asked-institutions')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Give each of these institutions a deadline by a rule' })
  @Answers(200, Asked, 'How many institutions have it now that had not')
  ask(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: AskInstitutions }) body: AskInstitutions,
    @By() caller: Caller,
  ) {
    return this.anchors.ask(id, body, caller.actor);
  }
}
