import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Allow, By, secretariat, type Caller } from '../access/index.js';
import { Answers, TakesFile, uploadOf } from '../platform/http.js';
import { largestFile } from './formats/recognise.js';
import { ImportPage, ImportView, ListImports, ProblemPage } from './imports.schemas.js';
import { ImportsService } from './imports.service.js';
import { ProblemsService } from './problems.service.js';
import { importOf } from './upload.js';

const Id = z.uuid();

@ApiTags('Imports')
@Controller('api/v1/imports')
@Allow(...secretariat)
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly problems: ProblemsService,
  ) {}

  @Post()
  @TakesFile(largestFile)
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['file'],
      properties: {
        kind: { type: 'string', enum: ['RECOMMENDATIONS', 'DIRECTORY'], default: 'RECOMMENDATIONS' },
        stateUnderReview: {
          type: 'string',
          description: 'ISO 3166-1 alpha-3, if the file does not say',
          example: 'KHM',
        },
        session: { type: 'integer', description: 'Session of the Working Group, if the file does not say' },
        file: { type: 'string', format: 'binary' },
      },
    },
  })
  @Answers(202, ImportView, 'The file is kept and will be read; ask again for the preview')
  async receive(@Req() request: FastifyRequest, @By() caller: Caller): Promise<ImportView> {
    const { fields, file } = importOf(uploadOf(request));
    return this.imports.receive(fields, file, { ...caller.actor, personId: caller.personId });
  }

  @Get()
  @Answers(200, ImportPage, 'Imports, the newest first')
  list(@Query({ schema: ListImports }) query: ListImports) {
    return this.imports.list(query);
  }

  @Get(':id')
  @Answers(200, ImportView, 'How far it is, and what applying it would do')
  find(@Param('id', { schema: Id }) id: string) {
    return this.imports.find(id);
  }

  @Get(':id/problems')
  @Answers(200, ProblemPage, 'What is wrong with the file, in the order of the file')
  listProblems(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: ListImports }) query: ListImports,
    @By() caller: Caller,
  ) {
    return this.problems.list(id, query, caller.locale);
  }

  @Post(':id/apply')
  @Answers(202, ImportView, 'It will be applied, all or nothing')
  apply(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    return this.imports.approve(id, caller.actor);
  }

  @Post(':id/try-again')
  @Answers(202, ImportView, 'Reading or applying, which had failed, will be tried again')
  tryAgain(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    return this.imports.tryAgain(id, caller.actor);
  }

  @Post(':id/cancel')
  @Answers(200, ImportView, 'Nothing of it is applied')
  cancel(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    return this.imports.cancel(id, caller.actor);
  }
}
