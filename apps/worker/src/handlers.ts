import type { TimetableService } from '../../../libs/consultations/index.js';
import type { MailboxService, UnreachableService } from '../../../libs/correspondence/index.js';
import type { MandatesService } from '../../../libs/directory/index.js';
import type { InputAnswersService } from '../../../libs/inputs/index.js';
import type { ImportsService } from '../../../libs/intake/index.js';
import { each, eachLeased } from '../../../libs/platform/index.js';
import type { Deliveries, JobHandlers, Mailer } from '../../../libs/platform/worker.js';
import type { DigestsService, FallingDueService, HoursService, StepsService } from '../../../libs/reminders/index.js';
import type { AnswersMailbox, RepliesService } from '../../../libs/replies/index.js';

export interface Working {
  answersMailbox: AnswersMailbox;
  deliveries: Deliveries;
  digests: DigestsService;
  fallingDue: FallingDueService;
  hours: HoursService;
  imports: ImportsService;
  inputAnswers: InputAnswersService;
  mailbox: MailboxService;
  mailer: Mailer;
  mandates: MandatesService;
  replies: RepliesService;
  steps: StepsService;
  timetable: TimetableService;
  unreachable: UnreachableService;
}

/** The table of contents of background work: which job does what. */
export const jobHandlers = (does: Working): JobHandlers => ({
  'event.deliver': (jobs, tx) => does.deliveries.deliver(jobs, tx),
  'reminders.wake': (_, tx) => does.fallingDue.wake(tx),
  'reminders.replan': each((job, tx) => does.steps.replan(job, tx)),
  'digest.compose': (jobs, tx) => does.digests.compose(jobs, tx),
  'unreachable.tell': (jobs, tx) => does.unreachable.tell(jobs, tx),
  'consultation.wake': (jobs, tx) => does.timetable.wake(jobs, tx),
  'inputs.announce': (jobs, tx) => does.inputAnswers.announce(jobs, tx),
  'mandate.expire': each((job, tx) => does.mandates.expire(job, tx)),
  'mail.hold': (jobs, tx) => does.hours.hold(jobs, tx),
  'mail.send': (work) => does.mailer.send(work),
  'bounces.read': eachLeased((job, lease) => does.mailbox.read(job, lease)),
  'answers.read': eachLeased((job, lease) => does.answersMailbox.read(job, lease)),
  'reply.take': each((job, tx) => does.replies.take(job, tx)),
  'reply.forget': (jobs, tx) => does.replies.forget(jobs, tx),
  'import.read': eachLeased((job, lease) => does.imports.read(job, lease)),
  'import.apply': each((job, tx) => does.imports.apply(job, tx)),
});
