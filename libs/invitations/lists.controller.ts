import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow, By, secretariat, type Caller } from '../access/index.js';
import { Answers } from '../platform/http.js';
import { Prospects, SetStakeholderList, StakeholderLists, StakeholderListView } from './invitations.schemas.js';
import { asProspect } from './invitations.service.js';
import { StakeholderListsService } from './lists.service.js';

const Id = z.uuid();

@ApiTags('Invitations')
@Controller('api/v1/stakeholder-lists')
@Allow(...secretariat)
export class StakeholderListsController {
  constructor(private readonly lists: StakeholderListsService) {}

  @Get()
  @ApiOperation({ summary: 'Stakeholder lists' })
  @Answers(200, StakeholderLists, 'The lists, by name')
  async list(): Promise<StakeholderLists> {
    return { items: await this.lists.list() };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One stakeholder list' })
  @Answers(200, StakeholderListView, 'The list')
  get(@Param('id', { schema: Id }) id: string) {
    return this.lists.get(id);
  }

  @Get(':id/people')
  @ApiOperation({ summary: 'Who is on a stakeholder list today' })
  @Answers(200, Prospects, 'Everybody it finds today, and institutions that nobody acts for')
  async people(@Param('id', { schema: Id }) id: string): Promise<Prospects> {
    return { items: (await this.lists.preview(id)).map(asProspect) };
  }

  @Post()
  @ApiOperation({ summary: 'Keep a stakeholder list' })
  @Answers(201, StakeholderListView, 'The list')
  async add(@Body({ schema: SetStakeholderList }) body: SetStakeholderList, @By() caller: Caller) {
    return this.lists.get(await this.lists.add(body, caller.actor));
  }

  @Put(':id')
  @ApiOperation({ summary: 'Say anew who is on a stakeholder list' })
  @Answers(200, StakeholderListView, 'The list as it is now')
  async set(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: SetStakeholderList }) body: SetStakeholderList,
    @By() caller: Caller,
  ) {
    await this.lists.set(id, body, caller.actor);
    return this.lists.get(id);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a stakeholder list', description: 'Whoever was invited through it stays invited.' })
  @ApiResponse({ status: 204, description: 'It is gone' })
  remove(@Param('id', { schema: Id }) id: string, @By() caller: Caller): Promise<void> {
    return this.lists.remove(id, caller.actor);
  }
}
