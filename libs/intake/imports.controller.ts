import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Allow, By, secretariat, type Caller } from '../access/index.js';
import { Answers, TakesFile, uploadOf } from '../platform/http.js';
import { largestFile } from './formats/recognise.js';
import {
  Explain,
  ImportPage,
  ImportView,
  ListImports,
  ListRows,
  ProblemPage,
  QuestionList,
  RowPage,
  Undo,
} from './imports.schemas.js';
import { ImportsService } from './imports.service.js';
import { ProblemsService } from './problems.service.js';
import { RowsService } from './rows.service.js';
import { UndoService } from './undo.service.js';
import { importOf } from './upload.js';

const Id = z.uuid();

@ApiTags('Imports')
@Controller('api/v1/imports')
@Allow(...secretariat)
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly problems: ProblemsService,
    private readonly rows: RowsService,
    private readonly undoing: UndoService,
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

  @Get(':id/questions')
  @Answers(200, QuestionList, 'Words of the file that a person explains, what is open first')
  async questions(@Param('id', { schema: Id }) id: string) {
    return { items: await this.imports.questions(id) };
  }

  @Get(':id/rows')
  @Answers(200, RowPage, 'What applying it would do, one by one, with what the register has now')
  listRows(@Param('id', { schema: Id }) id: string, @Query({ schema: ListRows }) query: ListRows) {
    return this.rows.list(id, query);
  }

  @Post(':id/undo')
  @Answers(200, ImportView, 'All it did is taken back, unless something was built on it')
  async undo(@Param('id', { schema: Id }) id: string, @Body({ schema: Undo }) { reason }: Undo, @By() caller: Caller) {
    await this.undoing.undo(id, caller.actor, reason);
    return this.imports.find(id);
  }

  @Post(':id/explain')
  @Answers(202, ImportView, 'Kept, also for the next file of the kind; the file is read once more')
  explain(@Param('id', { schema: Id }) id: string, @Body({ schema: Explain }) what: Explain, @By() caller: Caller) {
    return this.imports.explain(id, what, { ...caller.actor, personId: caller.personId });
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
