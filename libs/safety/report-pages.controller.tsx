import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, everyone, type Caller } from '../access/index.js';
import { AnswersPage, takeForm } from '../platform/http.js';
import { NotFound, pageTranslator, renderPage } from '../platform/index.js';
import { IntimidationService } from './intimidation.service.js';
import { ContactPage, ReportPage, ReportsPage } from './report-pages.page.js';
import { CloseReport, ContactForm, contactWords, Done, NoteForm, noteWords } from './safety.schemas.js';

const Id = z.uuid();

/** Reports of intimidation, for the one person each was sent to. For everybody else, administrators included, there are none. */
@ApiExcludeController()
@Controller()
export class ReportPagesController {
  constructor(private readonly intimidation: IntimidationService) {}

  @Get('safety-reports')
  @Allow(...everyone)
  @AnswersPage()
  async list(@Query({ schema: Done }) query: Done, @By() caller: Caller) {
    if (!(await this.intimidation.isReader(caller.personId))) throw new NotFound('page');
    const reports = await this.intimidation.list(caller.personId);
    return renderPage(<ReportsPage caller={caller} reports={reports} query={query} />);
  }

  @Get('safety-reports/:id')
  @Allow(...everyone)
  @AnswersPage()
  async one(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    return renderPage(<ReportPage caller={caller} report={await this.intimidation.get(id, caller.personId)} />);
  }

  @Post('safety-reports/:id/open')
  @Allow(...everyone)
  async open(@Param('id', { schema: Id }) id: string, @By() caller: Caller, @Res() reply: FastifyReply) {
    await this.intimidation.read(id, caller.personId);
    await reply.redirect(`/safety-reports/${id}`, 303);
  }

  @Post('safety-reports/:id/close')
  @Allow(...everyone)
  async close(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: NoteForm }) form: NoteForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ) {
    const report = await this.intimidation.get(id, caller.personId);
    await takeForm(reply, {
      act: async () => {
        await this.intimidation.close(id, CloseReport.parse(form).note, caller.personId);
        return '/safety-reports?done=closed';
      },
      words: noteWords(pageTranslator(caller.locale)),
      again: async (refusal) =>
        Promise.resolve(<ReportPage caller={caller} report={report} entered={form} refusal={refusal} />),
    });
  }

  @Get('safety-contact')
  @Allow('administrator')
  @AnswersPage()
  async contact(@Query({ schema: Done }) query: Done, @By() caller: Caller) {
    return renderPage(<ContactPage caller={caller} contacts={await this.intimidation.contacts()} query={query} />);
  }

  @Post('safety-contact')
  @Allow('administrator')
  async setContact(@Body({ schema: ContactForm }) form: ContactForm, @By() caller: Caller, @Res() reply: FastifyReply) {
    await takeForm(reply, {
      act: async () => {
        const { personId } = z.object({ personId: Id.nullable() }).parse({ personId: form.personId || null });
        await this.intimidation.setContact(personId, caller.actor);
        return '/safety-contact?done=set';
      },
      words: contactWords(pageTranslator(caller.locale)),
      again: async (refusal) => {
        const contacts = await this.intimidation.contacts();
        return <ContactPage caller={caller} contacts={contacts} query={{}} entered={form} refusal={refusal} />;
      },
    });
  }
}
