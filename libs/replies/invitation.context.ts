import { z } from 'zod';
import type { MailName } from '../catalogue/index.js';
import type { Actor, Tx } from '../platform/index.js';
import type { AnswerContext } from './reply.rules.js';

const invitationMails = ['consultation-invitation', 'consultation-reminder'] as const satisfies MailName[];
const Told = z.object({ meeting: z.object({ sequence: z.int() }) });

/** A mail of ours that is answered. */
export interface Answered {
  threadId: string | null;
  props: unknown;
}

/** The invitation a mail answers; null: there is none, though the sign is ours. */
export const invitationOf = (tx: Tx, id: string) =>
  tx.invitation.findUnique({
    where: { id },
    include: { person: { select: { email: true } }, consultation: true },
  });

/** What an invitation is to, to be held before the invitation is read; null: there is no such invitation. */
export const consultationOf = async (tx: Tx, invitationId: string): Promise<string | null> =>
  (await tx.invitation.findUnique({ where: { id: invitationId }, select: { consultationId: true } }))?.consultationId ??
  null;

export type Invitation = NonNullable<Awaited<ReturnType<typeof invitationOf>>>;

/** Who answers. */
export const actorOf = ({ personId, institutionId }: Invitation): Actor => ({
  personId,
  onBehalfOfId: institutionId,
  via: 'mail',
});

/** What an answer is judged by, as things are now. */
export const contextOf = async (tx: Tx, invitation: Invitation, answered: Answered[]): Promise<AnswerContext> => {
  const { startsAt, timeZone, sequence, timeSequence, changedAt } = invitation.consultation;
  const told = await tx.mail.findMany({
    where: { threadId: invitation.id, name: { in: [...invitationMails] } },
    select: { props: true, createdAt: true },
    orderBy: { createdAt: 'asc' },
  });
  const isOfPresentTime = ({ props }: { props: unknown }) => (sequenceOf(props) ?? -1) >= timeSequence;
  const hadAnotherTime = told.some((mail) => !isOfPresentTime(mail));
  const firstOfPresentTime = told.find(isOfPresentTime)?.createdAt ?? null;
  const last = await tx.inboundMail.aggregate({
    where: { invitationId: invitation.id, OR: [{ status: 'TAKEN' }, { cause: 'remark' }] },
    _max: { writtenAt: true },
  });
  const isByMail = invitation.answeredVia === 'MAIL' || invitation.answeredVia === 'CALENDAR';
  const sequences = answered.flatMap(({ threadId, props }) =>
    threadId === invitation.id ? (sequenceOf(props) ?? []) : [],
  );
  return {
    address: invitation.person?.email.toLowerCase() ?? null,
    replyStamp: invitation.replyStamp,
    answer: invitation.answer,
    answeredAt: isByMail ? null : invitation.answeredAt,
    lastWrittenAt: last._max.writtenAt,
    startsAt,
    timeZone,
    sequence,
    timeSequence,
    timeToldAt: firstOfPresentTime ?? changedAt,
    toldOfTimeAt: hadAnotherTime ? firstOfPresentTime : null,
    answeredSequence: sequences.length === 0 ? null : Math.max(...sequences),
  };
};

const sequenceOf = (props: unknown): number | null => Told.safeParse(props).data?.meeting.sequence ?? null;
