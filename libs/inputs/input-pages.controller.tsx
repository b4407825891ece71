import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, everyone, type Caller } from '../access/index.js';
import { runnable } from '../consultations/index.js';
import { AnswersPage, takeForm } from '../platform/http.js';
import { Clock, Database, Files, pageTranslator, renderPage } from '../platform/index.js';
import { AnswerForm, answerWords, DeskInputsQuery } from './contributions.form.js';
import { InputAnswersService } from './input-answers.service.js';
import { sendFile } from './input-files.js';
import { InputPage, InputsPage } from './input-pages.page.js';
import { getInput, getInputFile, listInputs, readByDesk } from './inputs.queries.js';
import { AnswerInput } from './inputs.schemas.js';

const Id = z.uuid();
const perPage = 20;

/** Contributions for those who hold a consultation, as pages. */
@ApiExcludeController()
@Controller('consultations/:id/inputs')
@Allow(...everyone)
export class InputPagesController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly answers: InputAnswersService,
    private readonly files: Files,
  ) {}

  @Get()
  @AnswersPage()
  async list(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: DeskInputsQuery }) query: DeskInputsQuery,
    @By() caller: Caller,
  ) {
    const { consultation, here, where } = await this.place(id, caller);
    const { answered, cursor } = query;
    const page = await listInputs(this.db.now, here, where, { answered, cursor, limit: perPage });
    return renderPage(<InputsPage caller={caller} consultation={consultation} query={query} page={page} />);
  }

  @Get('files/:fileId')
  async file(
    @Param('id', { schema: Id }) id: string,
    @Param('fileId', { schema: Id }) fileId: string,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ) {
    const { where } = await this.place(id, caller);
    await sendFile(reply, this.files, await getInputFile(this.db.now, where, fileId));
  }

  @Get(':inputId')
  @AnswersPage()
  async one(
    @Param('id', { schema: Id }) id: string,
    @Param('inputId', { schema: Id }) inputId: string,
    @By() caller: Caller,
  ) {
    const { consultation, here, where } = await this.place(id, caller);
    const input = await getInput(this.db.now, here, where, inputId);
    return renderPage(<InputPage caller={caller} consultation={consultation} input={input} />);
  }

  @Post(':inputId')
  async answer(
    @Param('id', { schema: Id }) id: string,
    @Param('inputId', { schema: Id }) inputId: string,
    @Body({ schema: AnswerForm }) form: AnswerForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ) {
    const { consultation, here, where } = await this.place(id, caller);
    await takeForm(reply, {
      act: async () => {
        await this.answers.answer(consultation, inputId, AnswerInput.parse(form), caller);
        return `/consultations/${id}/inputs?done=answered`;
      },
      words: answerWords(pageTranslator(caller.locale)),
      again: async (refusal) => {
        const input = await getInput(this.db.now, here, where, inputId);
        return <InputPage caller={caller} consultation={consultation} input={input} entered={form} refusal={refusal} />;
      },
    });
  }

  private async place(id: string, caller: Caller) {
    const consultation = await runnable(this.db.now, id, caller);
    const here = { consultationId: id, timeZone: consultation.timeZone, now: this.clock.now() };
    return { consultation, here, where: readByDesk(here, caller) };
  }
}
