import { Body, Controller, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow, By, everyone, secretariat, type Caller } from '../access/index.js';
import { Answers } from '../platform/http.js';
import {
  ChangeInstitution,
  ChangePerson,
  Institution,
  InstitutionPage,
  InstitutionQuery,
  Mechanism,
  Person,
  PersonPage,
  PersonQuery,
  RegisterInstitution,
  RegisterPerson,
} from './directory.schemas.js';
import { InstitutionsService } from './institutions.service.js';
import { MechanismService } from './mechanism.service.js';
import { PeopleService } from './people.service.js';

const Id = z.uuid();

@ApiTags('Directory')
@Controller('api/v1')
export class DirectoryController {
  constructor(
    private readonly mechanism: MechanismService,
    private readonly institutions: InstitutionsService,
    private readonly people: PeopleService,
  ) {}

  @Get('mechanism')
  @Allow(...everyone)
  @ApiOperation({ summary: 'The mechanism' })
  @Answers(200, Mechanism, 'The mechanism this installation serves')
  getMechanism() {
    return this.mechanism.get();
  }

  @Put('mechanism')
  @Allow('administrator')
  @ApiOperation({ summary: 'Say which mechanism this is' })
  @Answers(200, Mechanism, 'The mechanism as it is now described')
  describeMechanism(@Body({ schema: Mechanism }) body: Mechanism, @By() caller: Caller) {
    return this.mechanism.describe(body, caller.actor);
  }

  @Get('institutions')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Institutions' })
  @Answers(200, InstitutionPage, 'Institutions by name')
  listInstitutions(@Query({ schema: InstitutionQuery }) query: InstitutionQuery) {
    return this.institutions.list(query);
  }

  @Get('institutions/:id')
  @Allow(...everyone)
  @ApiOperation({ summary: 'One institution' })
  @Answers(200, Institution, 'The institution')
  getInstitution(@Param('id', { schema: Id }) id: string) {
    return this.institutions.get(id);
  }

  @Post('institutions')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Register an institution' })
  @Answers(201, Institution, 'The institution, registered')
  registerInstitution(@Body({ schema: RegisterInstitution }) body: RegisterInstitution, @By() caller: Caller) {
    return this.institutions.register(body, caller.actor);
  }

  @Patch('institutions/:id')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Change an institution' })
  @Answers(200, Institution, 'The institution as it is now')
  changeInstitution(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ChangeInstitution }) body: ChangeInstitution,
    @By() caller: Caller,
  ) {
    return this.institutions.change(id, body, caller.actor);
  }

  @Get('people')
  @Allow(...everyone)
  @ApiOperation({ summary: 'People' })
  @Answers(200, PersonPage, 'People by name; their addresses for the secretariat only')
  listPeople(@Query({ schema: PersonQuery }) query: PersonQuery, @By() caller: Caller) {
    return this.people.list(query, caller);
  }

  @Get('people/:id')
  @Allow(...everyone)
  @ApiOperation({ summary: 'One person' })
  @Answers(200, Person, 'The person')
  getPerson(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    return this.people.get(id, caller);
  }

  @Post('people')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Register a person' })
  @Answers(201, Person, 'The person, registered')
  registerPerson(@Body({ schema: RegisterPerson }) body: RegisterPerson, @By() caller: Caller) {
    return this.people.register(body, caller.actor);
  }

  @Patch('people/:id')
  @Allow(...secretariat)
  @ApiOperation({
    summary: 'Change a person',
    description:
      'The e-mail address of somebody who holds a role is changed by administrators only. ' +
      'Another address ends every link, session and access token of the person; the old address is told.',
  })
  @Answers(200, Person, 'The person as they are now')
  changePerson(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ChangePerson }) body: ChangePerson,
    @By() caller: Caller,
  ) {
    return this.people.change(id, body, caller);
  }
}
