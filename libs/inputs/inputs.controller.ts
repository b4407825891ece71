import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow, By, everyone, type Caller } from '../access/index.js';
import { runnable } from '../consultations/index.js';
import { Answers } from '../platform/http.js';
import { Clock, Database } from '../platform/index.js';
import { InputAnswersService } from './input-answers.service.js';
import { getInput, listInputs, readByDesk } from './inputs.queries.js';
import { AnswerInput, InputPage, InputQuery, InputView } from './inputs.schemas.js';

const Id = z.uuid();

@ApiTags('Consultations')
@Controller('api/v1/consultations/:id/inputs')
@Allow(...everyone)
export class InputsController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly answers: InputAnswersService,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Written contributions to a consultation',
    description:
      'For those who hold it, and the secretariat. Anonymous ones come without their author, from the day after on, and only with their day.',
  })
  @Answers(200, InputPage, 'Contributions, the oldest first')
  async list(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: InputQuery }) query: InputQuery,
    @By() caller: Caller,
  ) {
    const here = await this.here(id, caller);
    return listInputs(this.db.now, here, readByDesk(here, caller), query);
  }

  @Post(':inputId/answer')
  @ApiOperation({
    summary: 'Say what was done with a contribution',
    description:
      'Its author gets the answer by mail, once; an answer that changes is mailed again. The same again changes nothing.',
  })
  @Answers(200, InputView, 'The contribution with its answer')
  async answer(
    @Param('id', { schema: Id }) id: string,
    @Param('inputId', { schema: Id }) inputId: string,
    @Body({ schema: AnswerInput }) body: AnswerInput,
    @By() caller: Caller,
  ) {
    const here = await this.here(id, caller);
    await this.answers.answer({ id, timeZone: here.timeZone }, inputId, body, caller);
    return getInput(this.db.now, here, readByDesk(here, caller), inputId);
  }

  private async here(id: string, caller: Caller) {
    const { timeZone } = await runnable(this.db.now, id, caller);
    return { consultationId: id, timeZone, now: this.clock.now() };
  }
}
