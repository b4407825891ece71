import { Body, Controller, Get, Param, Post, Query, Redirect, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, secretariat, type Caller } from '../access/index.js';
import { AnswersPage, takeForm } from '../platform/http.js';
import { pageTranslator, renderPage } from '../platform/index.js';
import { AddReference, ReferenceForm, referenceOf } from './figures.schemas.js';
import { Id } from './published.schemas.js';
import { ReferencesPage, referenceWords } from './references.page.js';
import { ReferencesService } from './references.service.js';

const Where = z.object({ done: z.enum(['added', 'removed']).optional().catch(undefined) });
type Where = z.infer<typeof Where>;

/** What others counted before this system did, for those who keep consultations. */
@ApiExcludeController()
@Controller('consultation-figures/references')
@Allow(...secretariat)
export class ReferencePagesController {
  constructor(private readonly references: ReferencesService) {}

  @Get()
  @AnswersPage()
  async list(@Query({ schema: Where }) { done }: Where, @By() caller: Caller): Promise<string> {
    return renderPage(<ReferencesPage caller={caller} references={await this.references.list()} done={done} />);
  }

  @Post()
  async add(
    @Body({ schema: ReferenceForm }) form: ReferenceForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await takeForm(reply, {
      act: async () => {
        await this.references.add(AddReference.parse(referenceOf(form)), caller.actor);
        return '/consultation-figures/references?done=added';
      },
      words: referenceWords(pageTranslator(caller.locale)),
      again: async (refusal) => (
        <ReferencesPage caller={caller} references={await this.references.list()} entered={form} refusal={refusal} />
      ),
    });
  }

  @Post(':id/remove')
  @Redirect('/consultation-figures/references?done=removed', 303)
  async remove(@Param('id', { schema: Id }) id: string, @By() caller: Caller): Promise<void> {
    await this.references.remove(id, caller.actor);
  }
}
