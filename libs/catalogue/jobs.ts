import { z } from 'zod';

const Id = z.uuid();

/** One queue per reason to wait. Names are keys in Redis: to rename one, drain the old one first. */
export const queues = {
  /** Reactions: as soon as possible. */
  events: { concurrency: 4 },
  /** Alarms: when the day comes. */
  schedule: { concurrency: 2 },
  /** The mail server's patience. */
  mail: { concurrency: 2 },
  /** Long work, one at a time. */
  imports: { concurrency: 1 },
} as const;

export type QueueName = keyof typeof queues;

interface Retry {
  attempts: number;
  /** Seconds before the second try; doubled each time, with jitter. */
  firstAfter: number;
  /** Seconds between tries at the most. */
  atMost: number;
}

const job = <P extends z.ZodObject, M extends 'transaction' | 'lease'>(definition: {
  queue: QueueName;
  payload: P;
  /**
   * `transaction`: the row and the effect go together, so the work is done once or is still owed.
   * `lease`: for work that cannot join a transaction (a mail server, a long read): claimed for a while, struck off with its result.
   */
  within: M;
  /** How many owed rows one turn may take at most. */
  batch: number;
  retry: Retry;
}) => definition;

const soon: Retry = { attempts: 8, firstAfter: 1, atMost: 600 };

/** Everything the worker can be asked to do: imperative, `<noun>.<verb>`. */
export const jobs = {
  'event.deliver': job({
    queue: 'events',
    payload: z.object({ eventId: Id, subscriber: z.string() }),
    within: 'transaction',
    batch: 500,
    retry: soon,
  }),
  /** A day has begun on which steps are due: finds whom to tell, and owes their digests. */
  'reminders.wake': job({
    queue: 'schedule',
    // What is due on any day till now is found; the day only tells one alarm from another.
    payload: z.object({ dueOn: z.iso.date().optional() }),
    within: 'transaction',
    batch: 100,
    retry: soon,
  }),
  /** A plan was changed: open deadlines of its kind are planned anew, a portion a turn. */
  'reminders.replan': job({
    queue: 'schedule',
    payload: z.object({ planId: Id, afterId: Id.nullable() }),
    within: 'transaction',
    batch: 1,
    retry: soon,
  }),
  /** It is the hour at which a person wants to hear from us. */
  'digest.compose': job({
    queue: 'schedule',
    payload: z.object({ personId: Id }),
    within: 'transaction',
    batch: 500,
    retry: soon,
  }),
  /** The hours of a coordinator begin: they are told whom mails did not reach. */
  'unreachable.tell': job({
    queue: 'schedule',
    payload: z.object({ personId: Id }),
    within: 'transaction',
    batch: 100,
    retry: soon,
  }),
  /** The moment of a step around a consultation has come. */
  'consultation.wake': job({
    queue: 'schedule',
    payload: z.object({ stepId: Id }),
    within: 'transaction',
    batch: 50,
    retry: soon,
  }),
  /** The morning after a day on which anonymous contributions came in: they are announced all at once. */
  'inputs.announce': job({
    queue: 'schedule',
    payload: z.object({ consultationId: Id }),
    within: 'transaction',
    batch: 50,
    retry: soon,
  }),
  'mandate.expire': job({
    queue: 'schedule',
    payload: z.object({ mandateId: Id }),
    within: 'transaction',
    batch: 1,
    retry: soon,
  }),
  /** A mail that keeps hours is sent if we are in those of whoever it is for; else it waits for them. */
  'mail.hold': job({
    queue: 'schedule',
    payload: z.object({ mailId: Id }),
    within: 'transaction',
    batch: 500,
    retry: soon,
  }),
  'mail.send': job({
    queue: 'mail',
    payload: z.object({ mailId: Id }),
    within: 'lease',
    batch: 100,
    /** About five days, the time RFC 5321 (4.5.4.1) asks senders to keep trying. */
    retry: { attempts: 128, firstAfter: 30, atMost: 3600 },
  }),
  /** Looks for reports of mails that came back, and owes itself again in a while. */
  'bounces.read': job({
    queue: 'mail',
    payload: z.object({}),
    within: 'lease',
    batch: 1,
    /** A mailbox may be out of reach over a long weekend. */
    retry: { attempts: 128, firstAfter: 30, atMost: 3600 },
  }),
  /** Looks for answers in their mailbox, and owes itself again in a while. */
  'answers.read': job({
    queue: 'mail',
    payload: z.object({}),
    within: 'lease',
    batch: 1,
    retry: { attempts: 128, firstAfter: 30, atMost: 3600 },
  }),
  /** A mail came in as an answer: it is read, and taken, ignored or listed. */
  'reply.take': job({
    queue: 'schedule',
    payload: z.object({ replyId: Id }),
    within: 'transaction',
    // Each holds a consultation: two at once could wait for each other.
    batch: 1,
    retry: soon,
  }),
  /** A mail that was settled long ago says no longer from whom it was. */
  'reply.forget': job({
    queue: 'schedule',
    payload: z.object({ replyId: Id }),
    within: 'transaction',
    batch: 100,
    retry: soon,
  }),
  'import.read': job({
    queue: 'imports',
    payload: z.object({ importId: Id }),
    within: 'lease',
    batch: 1,
    retry: { attempts: 3, firstAfter: 2, atMost: 60 },
  }),
  'import.apply': job({
    queue: 'imports',
    payload: z.object({ importId: Id }),
    within: 'transaction',
    batch: 1,
    retry: { attempts: 3, firstAfter: 2, atMost: 60 },
  }),
};

export type JobName = keyof typeof jobs;
export type JobPayload<N extends JobName> = z.infer<(typeof jobs)[N]['payload']>;
/** Jobs whose effect and whose row go in one transaction. */
export type TransactionJob = { [N in JobName]: (typeof jobs)[N]['within'] extends 'transaction' ? N : never }[JobName];
export type LeaseJob = Exclude<JobName, TransactionJob>;
