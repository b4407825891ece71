import type { MandatesService } from '../../../libs/directory/index.js';
import type { ImportsService } from '../../../libs/intake/index.js';
import { each, eachLeased } from '../../../libs/platform/index.js';
import type { Deliveries, JobHandlers, Mailer } from '../../../libs/platform/worker.js';
import type { RemindersService } from '../../../libs/reminders/index.js';

export interface Working {
  deliveries: Deliveries;
  imports: ImportsService;
  mailer: Mailer;
  mandates: MandatesService;
  reminders: RemindersService;
}

/** The table of contents of background work: which job does what. */
export const jobHandlers = ({ deliveries, imports, mailer, mandates, reminders }: Working): JobHandlers => ({
  'event.deliver': (jobs, tx) => deliveries.deliver(jobs, tx),
  'reminders.wake': (_, tx) => reminders.wake(tx),
  'mandate.expire': each((job, tx) => mandates.expire(job, tx)),
  'mail.send': (work) => mailer.send(work),
  'import.read': eachLeased((job, lease) => imports.read(job, lease)),
  'import.apply': each((job, tx) => imports.apply(job, tx)),
});
