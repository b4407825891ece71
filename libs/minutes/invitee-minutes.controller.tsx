import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { FewRequests, Public } from '../access/index.js';
import { InvitationAccess, type Invitee } from '../invitations/index.js';
import { AnswersPage, takeForm } from '../platform/http.js';
import { Clock, Database, dayIn, newId, pageTranslator, renderPage } from '../platform/index.js';
import { CommentsService } from './comments.service.js';
import { commitmentsOf } from './commitments.queries.js';
import { InviteeMinutesPage, type InviteeMinutesProps } from './invitee-minutes.page.js';
import { commentsBy, minutesOf } from './minutes.queries.js';
import { isCirculated } from './minutes.rules.js';
import { CommentFacts } from './minutes.schemas.js';
import { CommentForm, commentWords, Done } from './pages.forms.js';
import { participants } from './participants.js';

const Token = z.string().max(100);
/** All who took part may sit in one office, and its mail gateway opens every link in the first minute. */
const forAllOffices = 600;

/** Minutes for those who took part: by the link in their mail. Opening it changes nothing; its button does. */
@ApiExcludeController()
@Controller('invitation/:token/minutes')
export class InviteeMinutesController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly access: InvitationAccess,
    private readonly comments: CommentsService,
  ) {}

  @Get()
  @Public()
  @FewRequests(forAllOffices)
  @AnswersPage()
  async show(@Param('token', { schema: Token }) token: string, @Query({ schema: Done }) done: Done): Promise<string> {
    return renderPage(<InviteeMinutesPage {...await this.props(await this.access.open(token), done)} />);
  }

  @Post()
  @Public()
  @FewRequests(forAllOffices)
  async comment(
    @Param('token', { schema: Token }) token: string,
    @Body({ schema: CommentForm }) form: CommentForm,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const invitee = await this.access.open(token);
    await takeForm(reply, {
      act: async () => {
        const facts = CommentFacts.parse({ text: form.text, agendaItemId: form.item === '' ? null : form.item });
        const { isLate } = await this.comments.comment(invitee, facts, form.id);
        return `${invitee.base}/minutes?done=${isLate ? 'commented-late' : 'commented'}`;
      },
      words: commentWords(pageTranslator(invitee.person.locale)),
      again: async (refusal) => {
        const props = await this.props(invitee, Done.parse({}));
        return <InviteeMinutesPage {...props} entered={form} refusal={refusal} />;
      },
    });
  }

  private async props(invitee: Invitee, done: Done): Promise<InviteeMinutesProps> {
    const { consultationId, invitationId } = invitee;
    const { title, timeZone, status } = await this.db.now.consultation.findUniqueOrThrow({
      where: { id: consultationId },
      select: { title: true, timeZone: true, status: true },
    });
    const isParticipant = (await this.db.now.invitation.count({ where: { id: invitationId, ...participants } })) > 0;
    const shown = { invitee, title, timeZone, isParticipant, newId: newId(), done };
    if (!isParticipant || !isCirculated(status)) return { ...shown, read: null };
    const now = this.clock.now();
    const minutes = await minutesOf(this.db.now, consultationId);
    return {
      ...shown,
      read: {
        minutes,
        commitments: await commitmentsOf(this.db.now, consultationId, now),
        comments: await commentsBy(this.db.now, invitationId),
        isLate: minutes.commentsBy !== null && dayIn(timeZone, now) > minutes.commentsBy,
      },
    };
  }
}
