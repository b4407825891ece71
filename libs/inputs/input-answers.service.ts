import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/index.js';
import type { EventPayload, JobPayload, MailProps } from '../catalogue/index.js';
import {
  Clock,
  Database,
  dayIn,
  groupBy,
  Links,
  momentAt,
  NotFound,
  Outbox,
  Post,
  system,
  type Letter,
  type Tx,
} from '../platform/index.js';
import { readByDesk } from './inputs.queries.js';
import { shuffled } from './inputs.rules.js';
import type { AnswerInput } from './inputs.schemas.js';

/** How long the link in the mail about an answer works. */
const linkMinutes = 90 * 24 * 60;

/** An answer whose author is told of it. */
interface Told {
  id: string;
  outcome: MailProps<'input-answered'>['outcome'];
  outcomeText: string;
  title: string;
  isAnonymous: boolean;
  invitationId: string;
  personId: string;
  name: string;
  email: string;
  locale: string;
}

/** What was done with contributions, and that their authors hear of it. */
@Injectable()
export class InputAnswersService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly links: Links,
    private readonly post: Post,
  ) {}

  /** Says what was done with a contribution, or says it anew. The same again changes nothing. Throws NotFound where the caller may not read it. */
  async answer(
    consultation: { id: string; timeZone: string },
    inputId: string,
    { outcome, text }: AnswerInput,
    caller: Caller,
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM input WHERE id = ${inputId}::uuid FOR UPDATE`;
      const now = this.clock.now();
      const here = { consultationId: consultation.id, timeZone: consultation.timeZone, now };
      const where = { AND: [readByDesk(here, caller), { id: inputId, withdrawnAt: null }] };
      const before = await tx.input.findFirst({ where });
      if (!before) throw new NotFound('contribution');
      if (before.outcome === outcome && before.outcomeText === text) return;
      await tx.input.update({
        where: { id: inputId },
        data: { outcome, outcomeText: text, answeredAt: now, toldAt: null },
      });
      const fact = { inputId, consultationId: consultation.id };
      await this.outbox.publish(tx, 'input.answered', fact, { by: caller.actor });
    });
  }

  /**
   * Mails answers to the authors of what was answered, each answer once. Authors of anonymous ones get a mail the ledger does
   * not show, in their own hours.
   */
  async tellAuthor(facts: EventPayload<'input.answered'>[], tx: Tx): Promise<void> {
    const told = await tx.$queryRaw<Told[]>`
      UPDATE input SET told_at = ${this.clock.now()}
      FROM consultation c, invitation v, person p
      WHERE input.id = ANY(${facts.map(({ inputId }) => inputId)}::uuid[])
        AND input.answered_at IS NOT NULL AND input.told_at IS NULL
        AND input.withdrawn_at IS NULL AND c.id = input.consultation_id
        AND v.id = input.invitation_id AND p.id = v.person_id AND p.forgotten_at IS NULL
      RETURNING input.id, input.outcome::text, input.outcome_text AS "outcomeText", c.title,
                input.visibility = 'ANONYMOUS' AS "isAnonymous", v.id AS "invitationId", p.id AS "personId", p.name,
                p.email, p.locale`;
    const wanted = told.map(({ personId, invitationId }) => ({
      purpose: 'invitation' as const,
      personId,
      subjectId: invitationId,
    }));
    const linkIds = await this.links.make(tx, wanted, { minutes: linkMinutes });
    const letters = told.map((one, at) => ({ isAnonymous: one.isAnonymous, letter: letterOf(one, linkIds[at] ?? '') }));
    const of = (isAnonymous: boolean) => letters.filter((one) => one.isAnonymous === isAnonymous);
    await this.post.post(
      tx,
      'input-answered',
      of(false).map(({ letter }) => letter),
    );
    await this.post.post(
      tx,
      'anonymous-input-answered',
      of(true).map(({ letter: { threadId: _, ...letter } }) => letter),
    );
  }

  /** The morning after: announces the anonymous contributions that were given or withdrawn till then, in no order. */
  async announce(jobs: JobPayload<'inputs.announce'>[], tx: Tx): Promise<void> {
    const zones = new Map(
      (
        await tx.consultation.findMany({
          where: { id: { in: jobs.map(({ consultationId }) => consultationId) } },
          select: { id: true, timeZone: true },
        })
      ).map(({ id, timeZone }) => [id, timeZone]),
    );
    for (const [consultationId, timeZone] of zones) {
      const today = momentAt(dayIn(timeZone, this.clock.now()), '00:00', timeZone);
      const news = await tx.$queryRaw<{ id: string; what: string }[]>`
        UPDATE input SET unannounced = NULL FROM (
          SELECT id, unannounced::text AS what FROM input
          WHERE consultation_id = ${consultationId}::uuid AND unannounced IS NOT NULL
            AND coalesce(withdrawn_at, given_at) < ${today} FOR UPDATE) was
        WHERE input.id = was.id RETURNING input.id, was.what`;
      for (const [what, inputs] of groupBy(shuffled(news), (one) => one.what)) {
        const inputFacts = inputs.map(({ id }) => ({ inputId: id, consultationId }));
        const name = what === 'GIVEN' ? 'input.given' : 'input.withdrawn';
        await this.outbox.publish(tx, name, inputFacts, { by: system });
      }
    }
  }
}

const letterOf = (
  { outcome, outcomeText, title, invitationId, personId, name, email, locale }: Told,
  linkId: string,
): Letter<'input-answered'> => ({
  to: { id: personId, email, locale },
  props: { name, title, outcome, text: outcomeText, linkId },
  threadId: invitationId,
});
