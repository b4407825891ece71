import { Injectable } from '@nestjs/common';
import { Clock, Conflict, Database, newId, NotFound, Outbox, Post, type Actor } from '../platform/index.js';
import { InvitationWithdrawn, TooManyQuestions } from './invitations.errors.js';
import type { AskQuestion, QuestionView } from './invitations.schemas.js';
import { LettersService } from './letters.service.js';

/** More than that is a correspondence. */
const most = 20;

/** What those invited ask the hosts, and what the hosts reply. */
@Injectable()
export class QuestionsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly post: Post,
    private readonly letters: LettersService,
  ) {}

  /** Asks the hosts; whoever leads is told. The same question again, while it waits, is one. Throws TooManyQuestions, InvitationWithdrawn. */
  async ask(invitationId: string, { text }: AskQuestion, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM invitation WHERE id = ${invitationId}::uuid FOR UPDATE`;
      const invitation = await tx.invitation.findUnique({
        where: { id: invitationId },
        include: { person: true, consultation: true, questions: { select: { text: true, repliedAt: true } } },
      });
      if (!invitation) throw new NotFound('invitation');
      const { person, consultation, questions } = invitation;
      if (invitation.withdrawnAt || !person) throw new InvitationWithdrawn();
      if (questions.some((other) => other.text === text && other.repliedAt === null)) return;
      if (questions.length >= most) throw new TooManyQuestions(most);
      const id = newId();
      await tx.invitationQuestion.create({ data: { id, invitationId, text, askedAt: this.clock.now() } });
      const fact = { questionId: id, invitationId, consultationId: consultation.id };
      await this.outbox.publish(tx, 'question.asked', fact, { by });
      const lead = await tx.consultationHost.findFirst({
        where: { consultationId: consultation.id },
        include: { person: true },
        orderBy: { position: 'asc' },
      });
      if (!lead) return;
      const props = {
        ...{ name: lead.person.name, by: person.name, title: consultation.title, question: text },
        consultationId: consultation.id,
      };
      await this.post.post(tx, 'consultation-question', [{ to: lead.person, threadId: id, props }]);
    });
  }

  /** Replies to whoever asked, once. Throws NotFound, and Conflict where somebody has replied already. */
  async reply(consultationId: string, questionId: string, { text }: AskQuestion, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      const claimed = await tx.invitationQuestion.updateMany({
        where: { id: questionId, repliedAt: null, invitation: { consultationId } },
        data: { reply: text, repliedAt: this.clock.now() },
      });
      const question = await tx.invitationQuestion.findFirst({
        where: { id: questionId, invitation: { consultationId } },
        include: { invitation: { include: { person: true, consultation: true } } },
      });
      if (!question) throw new NotFound('question');
      if (claimed.count === 0) {
        throw new Conflict('question-answered', 'Somebody has replied to this question already. Nothing was sent.');
      }
      const { invitationId, invitation } = question;
      const fact = { questionId, invitationId, consultationId };
      await this.outbox.publish(tx, 'question.answered', fact, { by });
      const { person, consultation, withdrawnAt, forgottenAt } = invitation;
      if (!person || forgottenAt) return;
      const linkId = withdrawnAt ? null : await this.letters.linkOf(tx, invitationId, person.id);
      const props = { name: person.name, title: consultation.title, question: question.text, reply: text, linkId };
      await this.post.post(tx, 'consultation-question-answered', [{ to: person, threadId: invitationId, props }]);
    });
  }

  /** All questions to the hosts of one consultation, those that wait first. */
  async list(consultationId: string): Promise<QuestionView[]> {
    const rows = await this.db.now.invitationQuestion.findMany({
      where: { invitation: { consultationId } },
      include: { invitation: { select: { person: { select: { name: true } } } } },
      orderBy: [{ repliedAt: { sort: 'asc', nulls: 'first' } }, { askedAt: 'asc' }, { id: 'asc' }],
    });
    return rows.map(({ id, invitationId, text, askedAt, reply, repliedAt, invitation }) => ({
      ...{ id, invitationId, text, reply },
      by: invitation.person?.name ?? null,
      askedAt: askedAt.toISOString(),
      repliedAt: repliedAt?.toISOString() ?? null,
    }));
  }
}
