import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { FewRequests, Public } from '../access/index.js';
import { canAnswer } from '../consultations/index.js';
import { AnswersPage, takeForm } from '../platform/http.js';
import { asFile, Clock, Config, Database, Files, NotFound, pageTranslator, renderPage } from '../platform/index.js';
import { InviteeAgendaPage } from './agenda.page.js';
import { AnswerPage } from './answer.page.js';
import { InvitationAnswersService } from './answers.service.js';
import { DelegationsService } from './delegations.service.js';
import { InvitationAccess, type Invitee } from './invitation.access.js';
import { AskQuestion, Delegate, Particulars } from './invitations.schemas.js';
import { Answer, FormName, InviteeForm, inviteeWords, particularsOf, seenOf, Where } from './invitee.forms.js';
import { ownInvitation } from './invitee.queries.js';
import { LettersService } from './letters.service.js';
import { ParticularsService } from './particulars.service.js';
import { PassPage } from './pass.page.js';
import { QuestionsService } from './questions.service.js';

const Token = z.string().max(100);
const Id = z.uuid();
/** Many may share one address, and their mail gateway opens every link in the first minute. */
const forAllOffices = 600;

/** The pages behind the link in an invitation. Opening one changes nothing; its buttons do. */
@ApiExcludeController()
@Controller('invitation/:token')
@Public()
@FewRequests(forAllOffices)
export class InviteeController {
  constructor(
    private readonly access: InvitationAccess,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly files: Files,
    private readonly answers: InvitationAnswersService,
    private readonly delegations: DelegationsService,
    private readonly letters: LettersService,
    private readonly particulars: ParticularsService,
    private readonly questions: QuestionsService,
  ) {}

  @Get()
  @AnswersPage()
  async open(@Param('token', { schema: Token }) token: string, @Query({ schema: Where }) where: Where) {
    const invitee = await this.access.open(token);
    return renderPage(<AnswerPage invitee={invitee} own={await this.own(invitee)} where={where} />);
  }

  @Get('agenda')
  @AnswersPage()
  async agenda(@Param('token', { schema: Token }) token: string, @Query({ schema: Where }) { page }: Where) {
    const invitee = await this.access.open(token);
    return renderPage(<InviteeAgendaPage invitee={invitee} own={await this.own(invitee)} page={page} />);
  }

  @Get('pass')
  @AnswersPage()
  async pass(@Param('token', { schema: Token }) token: string) {
    const invitee = await this.access.open(token);
    const own = await this.own(invitee);
    if (own.doorCode === null || own.answer !== 'ACCEPTED' || own.seat !== 'HELD') throw new NotFound('entry pass');
    const address = `${this.config.publicUrl}/door/${own.doorCode}`;
    return renderPage(<PassPage invitee={invitee} own={own} code={own.doorCode} address={address} />);
  }

  @Get('invite.ics')
  async calendar(@Param('token', { schema: Token }) token: string, @Res() reply: FastifyReply): Promise<void> {
    const { invitationId, consultationId } = await this.access.open(token);
    const { status } = await this.db.now.consultation.findUniqueOrThrow({ where: { id: consultationId } });
    // What is over, cancelled or without a date is not to stand in anybody's calendar as if it took place.
    if (!canAnswer(status)) throw new NotFound('calendar entry');
    const content = await this.letters.calendarFile(this.db.now, invitationId);
    await reply
      .type('text/calendar; charset=utf-8; method=REQUEST')
      .header('Content-Disposition', 'attachment; filename="invite.ics"')
      .header('Cache-Control', 'no-store')
      .send(content);
  }

  @Get('documents/:id')
  async document(
    @Param('token', { schema: Token }) token: string,
    @Param('id', { schema: Id }) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { consultationId } = await this.access.open(token);
    const found = await this.db.now.agendaDocument.findFirst({
      where: { id, agendaItem: { consultationId } },
      include: { file: { select: { id: true, name: true } } },
    });
    if (!found) throw new NotFound('document');
    // Never shown in the browser: whoever uploaded it is not to write pages of ours.
    await reply
      .type('application/octet-stream')
      .header('Content-Disposition', asFile(found.file.name))
      .header('Cache-Control', 'no-store')
      .send(await this.files.read(found.file.id));
  }

  @Post(':form')
  async take(
    @Param('token', { schema: Token }) token: string,
    @Param('form', { schema: FormName }) form: FormName,
    @Query({ schema: Where }) where: Where,
    @Body({ schema: InviteeForm }) entered: InviteeForm,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const invitee = await this.access.open(token);
    await takeForm(reply, {
      act: async () => `${invitee.base}?said=${await this.act(invitee, form, entered)}`,
      words: inviteeWords(pageTranslator(invitee.person.locale)),
      again: async (refusal) => {
        const again = { form, entered, refusal };
        return <AnswerPage invitee={invitee} own={await this.own(invitee)} where={where} again={again} />;
      },
    });
  }

  /** Does what a form asks; returns what to say of it. */
  private async act(
    { invitationId, by }: Invitee,
    form: FormName,
    entered: InviteeForm,
  ): Promise<NonNullable<Where['said']>> {
    switch (form) {
      case 'answer': {
        const { answer } = Answer.parse(entered);
        const { seat } = await this.answers.answer(invitationId, { answer, via: 'LINK', seen: seenOf(entered) }, by);
        if (answer !== 'ACCEPTED') return answer === 'DECLINED' ? 'declined' : 'tentative';
        return seat === 'HELD' ? 'accepted-held' : 'accepted-waiting';
      }
      case 'delegate': {
        const { name, email, locale } = entered;
        await this.delegations.delegate(invitationId, Delegate.parse({ name, email, locale }), by, seenOf(entered));
        return 'delegated';
      }
      case 'described':
        await this.particulars.describe(invitationId, Particulars.parse(particularsOf(entered)), by);
        return 'described';
      case 'question':
        await this.questions.ask(invitationId, AskQuestion.parse({ text: entered.text }), by);
        return 'asked';
    }
  }

  private own(invitee: Invitee) {
    return ownInvitation(this.db.now, invitee.invitationId, this.clock.now());
  }
}
