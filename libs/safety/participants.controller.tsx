import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, everyone, type Caller } from '../access/index.js';
import { ConsultationDesk, type Shown } from '../consultations/index.js';
import { answerAgain, AnswersPage } from '../platform/http.js';
import { Database, formRefusal, pageTranslator, renderPage, TextField, type FormRefusal } from '../platform/index.js';
import { ParticipantsService } from './participants.service.js';
import { Export, ExportForm, exportWords } from './safety.schemas.js';

const Id = z.uuid();

/** The list of participants leaves the system for a reason only, which is kept. */
@ApiExcludeController()
@Controller('consultations/:id')
@Allow(...everyone)
export class ParticipantsController {
  constructor(
    private readonly db: Database,
    private readonly participants: ParticipantsService,
  ) {}

  @Get('participants-export')
  @AnswersPage()
  async ask(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    const consultation = await this.participants.exportable(this.db.now, id, caller);
    return renderPage(page(caller, consultation));
  }

  @Post('participants.csv')
  async export(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ExportForm }) form: ExportForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ) {
    const consultation = await this.participants.exportable(this.db.now, id, caller);
    const wanted = Export.safeParse(form);
    if (!wanted.success) {
      const refusal = formRefusal(wanted.error, exportWords(pageTranslator(caller.locale)));
      return answerAgain(reply, 422, page(caller, consultation, { form, refusal: refusal ?? undefined }));
    }
    const csv = await this.participants.csv(id, wanted.data.reason, caller);
    await reply
      .status(200)
      .type('text/csv; charset=utf-8')
      .header('Content-Disposition', 'attachment; filename="participants.csv"')
      .header('Cache-Control', 'no-store')
      .send(csv);
  }
}

const page = (caller: Caller, consultation: Shown, again?: { form: ExportForm; refusal: FormRefusal | undefined }) => {
  const t = pageTranslator(caller.locale);
  return (
    <ConsultationDesk
      caller={caller}
      consultation={consultation}
      tab="/invitations"
      heading={t('safety.export')}
      refusal={again?.refusal}
    >
      <p>{t('safety.export.intro')}</p>
      <form class="narrow" method="post" action={`/consultations/${consultation.id}/participants.csv`}>
        <TextField
          name="reason"
          label={t('safety.reason')}
          hint={t('safety.export.hint')}
          value={again?.form.reason}
          maxLength={500}
          isRequired
          refusal={again?.refusal}
        />
        <button type="submit">{t('safety.export.submit')}</button>
      </form>
    </ConsultationDesk>
  );
};
