import {
  dayIn,
  NotFound,
  toDay,
  type ConsultationStatus,
  type Day,
  type Gender,
  type InvitationAnswer,
  type Seat,
  type Tx,
} from '../platform/index.js';
import { isAboutFormerDate } from './answers.service.js';

/** Everything the page of an invitation shows: the meeting, and its reader's own place in it. */
export interface OwnInvitation {
  title: string;
  about: string;
  status: ConsultationStatus;
  /** Grows with each new date. */
  timeSequence: number;
  startsAt: Date | null;
  endsAt: Date | null;
  timeZone: string;
  /** The reader's own. */
  readerZone: string;
  place: string | null;
  joinUrl: string | null;
  languages: string[];
  interpretation: string[];
  accessibility: string | null;
  answerBy: Day | null;
  /** The last day for answers is over. */
  isLateNow: boolean;
  endReason: string | null;
  hosts: string[];
  agenda: {
    title: string;
    details: string;
    minutes: number | null;
    speakers: string[];
    documents: { id: string; title: string }[];
  }[];
  institution: string | null;
  delegatedBy: string | null;
  isDelegate: boolean;
  answer: InvitationAnswer | null;
  formerAnswer: InvitationAnswer | null;
  isLate: boolean;
  seat: Seat;
  /** How many are before them on the waiting list, and they themselves. */
  waitingAs: number | null;
  doorCode: string | null;
  needsInterpretation: string | null;
  needsStepFree: boolean;
  needsTravel: boolean;
  otherNeeds: string | null;
  gender: Gender | null;
  hasDisability: boolean | null;
  sharesName: boolean;
  showsParticipants: boolean;
  /** The consultation shows them, and the reader takes part too. */
  seesParticipants: boolean;
  /** Those who come, or came, and agreed to be seen. */
  participants: { name: string; institution: string | null }[];
  questions: { text: string; askedAt: Date; reply: string | null }[];
}

/** Throws NotFound. */
export const ownInvitation = async (tx: Tx, id: string, now: Date): Promise<OwnInvitation> => {
  const found = await tx.invitation.findUnique({
    where: { id },
    include: {
      person: { select: { timeZone: true } },
      institution: { select: { name: true } },
      delegateOf: { select: { person: { select: { name: true } } } },
      questions: { orderBy: { askedAt: 'asc' } },
      consultation: {
        include: {
          hosts: { include: { person: { select: { name: true } } }, orderBy: { position: 'asc' } },
          agenda: {
            include: { documents: { select: { id: true, title: true }, orderBy: { id: 'asc' } } },
            orderBy: { position: 'asc' },
          },
        },
      },
    },
  });
  if (!found) throw new NotFound('invitation');
  const { consultation, person, institution, delegateOf, questions, ...own } = found;
  const { answerBy, timeZone, timeSequence, hosts, agenda, showsParticipants } = consultation;
  const isStale = isAboutFormerDate(own, timeSequence);
  const answer = isStale ? null : own.answer;
  const takesPart = (answer === 'ACCEPTED' && own.seat === 'HELD') || own.attendance === 'ATTENDED';
  const seesParticipants = showsParticipants && takesPart;
  return {
    ...consultation,
    ...own,
    readerZone: person?.timeZone ?? timeZone,
    answerBy: answerBy && toDay(answerBy),
    isLateNow: answerBy !== null && dayIn(timeZone, now) > toDay(answerBy),
    hosts: hosts.map((host) => host.person.name),
    agenda,
    institution: institution?.name ?? null,
    delegatedBy: delegateOf?.person?.name ?? null,
    isDelegate: own.delegateOfId !== null,
    answer,
    formerAnswer: isStale ? own.answer : own.formerAnswer,
    waitingAs: own.seat === 'WAITING' ? await placeInLine(tx, own) : null,
    seesParticipants,
    participants: seesParticipants ? await participants(tx, own) : [],
    questions,
  };
};

const placeInLine = async (
  tx: Tx,
  { consultationId, id, seatAt }: { consultationId: string; id: string; seatAt: Date | null },
): Promise<number> => {
  const [row] = await tx.$queryRaw<{ place: number }[]>`
    SELECT count(*)::int + 1 AS place FROM invitation
    WHERE consultation_id = ${consultationId}::uuid AND seat = 'WAITING' AND (seat_at, id) < (${seatAt}, ${id}::uuid)`;
  return row?.place ?? 1;
};

const participants = async (tx: Tx, { consultationId, id }: { consultationId: string; id: string }) => {
  const rows = await tx.invitation.findMany({
    where: {
      ...{ consultationId, sharesName: true, withdrawnAt: null, forgottenAt: null },
      OR: [{ answer: 'ACCEPTED', seat: 'HELD' }, { attendance: 'ATTENDED' }],
      NOT: { id },
    },
    select: { person: { select: { name: true } }, institution: { select: { name: true } } },
    orderBy: { person: { name: 'asc' } },
    take: mostShown,
  });
  return rows.flatMap(({ person, institution }) =>
    person ? [{ name: person.name, institution: institution?.name ?? null }] : [],
  );
};

/** The page stays small; a longer list is for the desk. */
const mostShown = 100;
