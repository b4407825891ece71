import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, everyone, FewRequests, type Caller } from '../access/index.js';
import { decidesConsultations, runBy, runnable } from '../consultations/index.js';
import { AnswersPage, takeForm } from '../platform/http.js';
import {
  Clock,
  Database,
  Forbidden,
  newId,
  NotFound,
  pageTranslator,
  renderPage,
  type FormRefusal,
} from '../platform/index.js';
import { AttendancePage, type AttendancePageProps } from './attendance.page.js';
import { AttendancePrintPage } from './attendance-print.page.js';
import { attendanceOf, attendeeOf, countsOf, everybodyAt, invitationByCode } from './attendance.queries.js';
import { LetIn, WalkIn } from './attendance.schemas.js';
import { AttendanceService } from './attendance.service.js';
import { DoorPage } from './door.page.js';
import { institutionCalled } from './institutions.js';
import { canRecord, isOver } from './minutes.rules.js';
import { attendanceWords, changesOf, CodeForm, Done, ListForm, WalkInForm } from './pages.forms.js';

const Id = z.uuid();
const Code = z.string().min(1).max(100);
/** So that a page of the list stays small on a telephone. */
const perPage = 75;

/** Who is there, for those who hold a consultation or keep all of them. */
@ApiExcludeController()
@Controller()
export class AttendancePagesController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly attendance: AttendanceService,
  ) {}

  @Get('consultations/:id/attendance')
  @Allow(...everyone)
  @AnswersPage()
  async list(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Done }) done: Done,
    @By() caller: Caller,
  ): Promise<string> {
    return renderPage(<AttendancePage {...await this.props(id, caller, done)} />);
  }

  @Post('consultations/:id/attendance')
  @Allow(...everyone)
  async save(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Done }) where: Done,
    @Body({ schema: ListForm }) form: ListForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.take(reply, { id, caller, where }, async (base) => {
      const items = changesOf(form);
      const n = items.length === 0 ? 0 : await this.attendance.record(id, { items }, caller.actor);
      return `${base}?done=saved&n=${n}${where.cursor === undefined ? '' : `&cursor=${where.cursor}`}`;
    });
  }

  @Post('consultations/:id/attendance/door')
  @Allow(...everyone)
  async letIn(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: CodeForm }) form: CodeForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.take(reply, { id, caller, entered: { code: form } }, async (base) => {
      const { code } = LetIn.parse({ code: form.code });
      const { outcome, invitationId } = await this.attendance.letIn(id, code, caller.actor);
      return `${base}?done=${outcome}&who=${invitationId}`;
    });
  }

  @Post('consultations/:id/attendance/walk-ins')
  @Allow(...everyone)
  async walkIn(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: WalkInForm }) form: WalkInForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.take(reply, { id, caller, entered: { walkIn: form } }, async (base) => {
      const institution = form.institution.trim();
      const institutionId = await institutionCalled(this.db.now, institution);
      // Nobody is kept waiting at the door for the directory: what it does not know stands beside the name.
      const isUnknown = institution !== '' && institutionId === null && form.name.trim() !== '';
      const wanted = {
        name: isUnknown ? `${form.name.trim()} (${institution})` : form.name,
        institutionId,
        email: form.email.trim() === '' ? null : form.email.trim(),
      };
      const { invitationId } = await this.attendance.walkIn(id, WalkIn.parse(wanted), caller.actor, form.id);
      return `${base}?done=walk-in&who=${invitationId}`;
    });
  }

  @Post('consultations/:id/attendance/close')
  @Allow(...everyone)
  async close(
    @Param('id', { schema: Id }) id: string,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.take(
      reply,
      { id, caller },
      async (base) => `${base}?done=closed&n=${await this.attendance.close(id, caller.actor)}`,
    );
  }

  @Get('consultations/:id/attendance/print')
  @Allow(...everyone)
  @AnswersPage()
  async print(@Param('id', { schema: Id }) id: string, @By() caller: Caller): Promise<string> {
    const consultation = await runnable(this.db.now, id, caller);
    if (!(await this.mayPrint(id, caller))) {
      throw new Forbidden('The list for the door is printed by those who hold the consultation, or by a coordinator.');
    }
    const rows = await everybodyAt(this.db.now, id);
    return renderPage(<AttendancePrintPage caller={caller} consultation={consultation} rows={rows} />);
  }

  @Get('door/:code')
  @Allow(...everyone)
  @FewRequests(120)
  @AnswersPage()
  async door(
    @Param('code', { schema: Code }) code: string,
    @Query({ schema: Done }) done: Done,
    @By() caller: Caller,
  ): Promise<string> {
    const { invitationId, consultation } = await this.atTheDoor(code, caller);
    const row = await attendeeOf(this.db.now, invitationId);
    if (!row) throw new NotFound('door code');
    const { isOverfull } = await countsOf(this.db.now, consultation.id);
    const isNow = canRecord(consultation, this.clock.now());
    const props = { caller, consultation, row, isNow, isOverfull, code, done };
    return renderPage(<DoorPage {...props} />);
  }

  @Post('door/:code')
  @Allow(...everyone)
  @FewRequests(120)
  async open(@Param('code', { schema: Code }) code: string, @By() caller: Caller, @Res() reply: FastifyReply) {
    const { consultation } = await this.atTheDoor(code, caller);
    const { outcome } = await this.attendance.letIn(consultation.id, code, caller.actor);
    await reply.redirect(`/door/${encodeURIComponent(code)}?done=${outcome}`, 303);
  }

  /** A list on paper goes from hand to hand, as a file does: officers see it on their pages only. */
  private async mayPrint(consultationId: string, caller: Caller): Promise<boolean> {
    const host = { consultationId, personId: caller.personId };
    return decidesConsultations(caller) || (await this.db.now.consultationHost.count({ where: host })) > 0;
  }

  /** Whoever does not stand at this door learns nothing, not even that there is such a code. */
  private async atTheDoor(code: string, caller: Caller) {
    const found = await invitationByCode(this.db.now, code);
    const consultation =
      found && (await this.db.now.consultation.findFirst({ where: { id: found.consultationId, ...runBy(caller) } }));
    if (!consultation) throw new NotFound('door code');
    return { invitationId: found.id, consultation };
  }

  private async take(
    reply: FastifyReply,
    at: { id: string; caller: Caller; where?: Done; entered?: NonNullable<AttendancePageProps['entered']> },
    act: (base: string) => Promise<string>,
  ): Promise<void> {
    const { id, caller, where, entered } = at;
    await runnable(this.db.now, id, caller);
    await takeForm(reply, {
      act: () => act(`/consultations/${id}/attendance`),
      words: attendanceWords(pageTranslator(caller.locale)),
      again: async (refusal) => {
        const done = Done.parse(where ?? {});
        const props = await this.props(id, caller, done, refusal);
        return <AttendancePage {...props} {...(entered && { entered })} />;
      },
    });
  }

  private async props(id: string, caller: Caller, done: Done, refusal?: FormRefusal): Promise<AttendancePageProps> {
    const consultation = await runnable(this.db.now, id, caller);
    const { cursor, who } = done;
    const row = who === undefined ? null : await attendeeOf(this.db.now, who, id);
    return {
      caller,
      consultation,
      list: await attendanceOf(this.db.now, id, { cursor, limit: perPage }),
      isNow: canRecord(consultation, this.clock.now()),
      isOver: isOver(consultation.status),
      mayPrint: await this.mayPrint(id, caller),
      cursor,
      newId: newId(),
      done,
      who: row,
      refusal,
    };
  }
}
