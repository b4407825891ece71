import type { MailboxService } from '../../../libs/correspondence/index.js';
import type { MandatesService } from '../../../libs/directory/index.js';
import type { ImportsService } from '../../../libs/intake/index.js';
import { each } from '../../../libs/platform/index.js';
import type { Deliveries, JobHandlers, Mailer } from '../../../libs/platform/worker.js';
import type { RemindersService } from '../../../libs/reminders/index.js';

export interface Working {
  deliveries: Deliveries;
  imports: ImportsService;
  mailbox: MailboxService;
  mailer: Mailer;
  mandates: MandatesService;
  reminders: RemindersService;
}

/** The table of contents of background work: which job does what. */
export const jobHandlers = ({ deliveries, imports, mailbox, mailer, mandates, reminders }: Working): JobHandlers => ({
  'event.deliver': (jobs, tx) => deliveries.deliver(jobs, tx),
  'reminders.wake': (_, tx) => reminders.wake(tx),
  'mandate.expire': each((job, tx) => mandates.expire(job, tx)),
  'mail.send': (job, lease) => mailer.send(job, lease),
  'bounces.read': (job, lease) => mailbox.read(job, lease),
  'import.read': (job, lease) => imports.read(job, lease),
  'import.apply': each((job, tx) => imports.apply(job, tx)),
});
