import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Answers } from '../platform/http.js';
import { Allow, By, type Caller } from './access.decorators.js';
import { GiveRoles, Id, Roles } from './access.schemas.js';
import { RolesService } from './roles.service.js';

@ApiTags('Access')
@Controller('api/v1/people/:id/roles')
export class RolesController {
  constructor(private readonly roles: RolesService) {}

  @Get()
  @Allow('administrator', 'coordinator')
  @ApiOperation({ summary: 'The roles of a person' })
  @Answers(200, Roles, 'By appointment; what mandates allow is not among them')
  of(@Param('id', { schema: Id }) id: string) {
    return this.roles.of(id);
  }

  @Put()
  @Allow('administrator')
  @ApiOperation({ summary: 'Give a person exactly these roles' })
  @Answers(200, Roles, 'The roles the person has now')
  give(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: GiveRoles }) { roles, reason }: GiveRoles,
    @By() caller: Caller,
  ) {
    return this.roles.give(id, roles, { by: caller.actor, reason });
  }
}
