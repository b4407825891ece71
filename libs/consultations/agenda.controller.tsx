import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Allow, By, everyone, secretariat, type Caller } from '../access/index.js';
import { AnswersPage, takeForm, TakesFile, uploadOf } from '../platform/http.js';
import { asFile, Database, NotFound, pageTranslator, renderPage } from '../platform/index.js';
import { AgendaItemPage, AgendaPage } from './agenda.page.js';
import { agendaActs } from './agenda.rules.js';
import { AgendaService } from './agenda.service.js';
import { findConsultation } from './consultations.queries.js';
import { AgendaItemFacts } from './consultations.schemas.js';
import { Done, isTicked, ItemForm, itemOf, itemWords } from './desk.forms.js';
import { AgendaDocumentsService, largestDocument } from './documents.service.js';

const Id = z.uuid();
const Act = z.object({ act: z.enum(agendaActs), tell: z.string().max(10).catch('') });
type Act = z.infer<typeof Act>;
const Facts = AgendaItemFacts.omit({ id: true });

/** The agenda of a consultation for people, item by item, and the papers for it. */
@ApiExcludeController()
@Controller('consultations/:id')
@Allow(...secretariat)
export class AgendaPagesController {
  constructor(
    private readonly db: Database,
    private readonly agendas: AgendaService,
    private readonly documents: AgendaDocumentsService,
  ) {}

  @Get('agenda')
  @AnswersPage()
  async list(@Param('id', { schema: Id }) id: string, @Query({ schema: Done }) done: Done, @By() caller: Caller) {
    const consultation = await findConsultation(this.db.now, id, caller);
    return renderPage(<AgendaPage caller={caller} consultation={consultation} done={done} />);
  }

  @Post('agenda')
  async add(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ItemForm }) form: ItemForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await takeForm(reply, {
      act: async () => {
        await this.agendas.add(id, Facts.parse(itemOf(form)), caller.actor, isTicked(form.tell));
        return `/consultations/${id}/agenda?done=${doneWord(form)}#new`;
      },
      words: itemWords(pageTranslator(caller.locale)),
      again: async (refusal) => {
        const consultation = await findConsultation(this.db.now, id, caller);
        return (
          <AgendaPage caller={caller} consultation={consultation} done={noneDone} entered={form} refusal={refusal} />
        );
      },
    });
  }

  @Get('agenda/:itemId')
  @AnswersPage()
  async show(
    @Param('id', { schema: Id }) id: string,
    @Param('itemId', { schema: Id }) itemId: string,
    @Query({ schema: Done }) done: Done,
    @By() caller: Caller,
  ): Promise<string> {
    return renderPage(<AgendaItemPage {...await this.itemProps(id, itemId, caller)} done={done} />);
  }

  @Post('agenda/:itemId')
  async rewrite(
    @Param('id', { schema: Id }) id: string,
    @Param('itemId', { schema: Id }) itemId: string,
    @Body({ schema: ItemForm }) form: ItemForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await takeForm(reply, {
      act: async () => {
        await this.agendas.rewrite(id, itemId, Facts.parse(itemOf(form)), caller.actor, isTicked(form.tell));
        return `/consultations/${id}/agenda?done=${doneWord(form)}`;
      },
      words: itemWords(pageTranslator(caller.locale)),
      again: async (refusal) => (
        <AgendaItemPage {...await this.itemProps(id, itemId, caller)} entered={form} refusal={refusal} />
      ),
    });
  }

  @Post('agenda/:itemId/order')
  async order(
    @Param('id', { schema: Id }) id: string,
    @Param('itemId', { schema: Id }) itemId: string,
    @Body({ schema: Act }) { act, tell }: Act,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await takeForm(reply, {
      act: async () => {
        await this.agendas.act(id, itemId, act, caller.actor, isTicked(tell));
        return `/consultations/${id}/agenda?done=${doneWord({ tell })}`;
      },
      words: itemWords(pageTranslator(caller.locale)),
      again: async (refusal) => {
        const consultation = await findConsultation(this.db.now, id, caller);
        return <AgendaPage caller={caller} consultation={consultation} done={noneDone} refusal={refusal} />;
      },
    });
  }

  @Post('agenda/:itemId/documents')
  @TakesFile(largestDocument)
  async attach(
    @Param('id', { schema: Id }) id: string,
    @Param('itemId', { schema: Id }) itemId: string,
    @Req() request: FastifyRequest,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { entered, file } = uploadOf(request);
    const title = entered['title'] ?? '';
    await takeForm(reply, {
      act: async () => {
        await this.documents.attach(id, itemId, { title, file }, caller.actor);
        return `/consultations/${id}/agenda/${itemId}?done=document`;
      },
      words: itemWords(pageTranslator(caller.locale)),
      again: async (refusal) => (
        <AgendaItemPage {...await this.itemProps(id, itemId, caller)} documentTitle={title} refusal={refusal} />
      ),
    });
  }

  @Post('agenda/:itemId/documents/:documentId/remove')
  async remove(
    @Param('id', { schema: Id }) id: string,
    @Param('itemId', { schema: Id }) itemId: string,
    @Param('documentId', { schema: Id }) documentId: string,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.documents.remove(id, documentId, caller.actor);
    await reply.redirect(`/consultations/${id}/agenda/${itemId}?done=document-removed`, 303);
  }

  /** For everybody who may know of the consultation. What a browser could run it only stores. */
  @Get('documents/:documentId')
  @Allow(...everyone)
  async download(
    @Param('id', { schema: Id }) id: string,
    @Param('documentId', { schema: Id }) documentId: string,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await findConsultation(this.db.now, id, caller);
    const { name, bytes } = await this.documents.read(id, documentId);
    await reply
      .type('application/octet-stream')
      .header('Cache-Control', 'private, no-store')
      .header('X-Content-Type-Options', 'nosniff')
      .header('Content-Disposition', asFile(name))
      .send(bytes);
  }

  private async itemProps(id: string, itemId: string, caller: Caller) {
    const consultation = await findConsultation(this.db.now, id, caller);
    const item = consultation.agenda.find((one) => one.id === itemId);
    if (!item) throw new NotFound('agenda item');
    return { caller, consultation, item, done: noneDone };
  }
}

const doneWord = ({ tell }: { tell: string }): string => (isTicked(tell) ? 'agenda-told' : 'agenda');
const noneDone: Done = { n: 0, done: undefined };
