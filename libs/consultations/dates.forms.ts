import { z } from 'zod';
import type { FormWords, PageTranslate } from '../platform/index.js';
import { one, numberOrNull } from './desk.forms.js';
/** `seen`: the times that were looked at before; others are looked at first. */
export const ScheduleForm = z
  .object({
    from: one,
    until: one,
    answerBy: one,
    inviteAt: one,
    noticeReason: one,
    reason: one,
    seen: one,
    step: one,
  })
  .catch({ from: '', until: '', answerBy: '', inviteAt: '', noticeReason: '', reason: '', seen: '', step: '' });
export type ScheduleForm = z.infer<typeof ScheduleForm>;
export const seenOf = ({ from, until, answerBy, inviteAt }: ScheduleForm): string =>
  [from, until, answerBy, inviteAt].join(' ');
/** Browsers send seconds where they were set. */
const minute = (time: string): string => time.trim().slice(0, 16);
export const timesOf = ({ from, until, answerBy, noticeReason }: ScheduleForm) => ({
  from: minute(from),
  until: minute(until),
  ...(answerBy.trim() !== '' && { answerBy: answerBy.trim() }),
  ...(noticeReason.trim() !== '' && { noticeReason }),
});
export const scheduleOf = (form: ScheduleForm): unknown => ({
  ...timesOf(form),
  inviteAt: form.inviteAt.trim() === '' ? null : minute(form.inviteAt),
});
export const scheduleWords = (t: PageTranslate): FormWords => ({
  t,
  fields: {
    from: 'consultations.invalid.time',
    until: 'consultations.invalid.time',
    answerBy: 'deadlines.invalid.day',
    inviteAt: 'consultations.invalid.time',
    noticeReason: 'deadlines.invalid.reason',
    reason: 'deadlines.invalid.reason',
  },
  codes: {
    'consultation-in-the-past': { field: 'from' },
    'notice-too-short': { field: 'noticeReason' },
    'time-skipped': { field: 'from' },
  },
});

export const ReasonForm = z.object({ reason: one }).catch({ reason: '' });
export type ReasonForm = z.infer<typeof ReasonForm>;
export const reasonWords = (t: PageTranslate): FormWords => ({ t, fields: { reason: 'deadlines.invalid.reason' } });

export const RepeatForm = z
  .object({ everyMonths: one, times: one, step: one })
  .catch({ everyMonths: '', times: '', step: '' });
export type RepeatForm = z.infer<typeof RepeatForm>;
export const repeatOf = ({ everyMonths, times }: RepeatForm): unknown => ({
  everyMonths: numberOrNull(everyMonths),
  times: numberOrNull(times),
});
export const repeatWords = (t: PageTranslate): FormWords => ({
  t,
  fields: { everyMonths: 'consultations.invalid.everyMonths', times: 'consultations.invalid.times' },
});

export const mostOptions = 20;
export interface PollForm {
  closesAt: string;
  options: { from: string; until: string }[];
}
/** Rows that were left empty stay empty; they are no dates. */
export const PollForm = z.record(z.string(), z.unknown()).transform((fields): PollForm => ({
  closesAt: one.parse(fields['closesAt']),
  options: Array.from({ length: mostOptions }, (_, n) => ({
    from: one.parse(fields[`from-${n}`]),
    until: one.parse(fields[`until-${n}`]),
  })),
}));
export const pollOf = ({ closesAt, options }: PollForm): unknown => ({
  closesAt: minute(closesAt),
  options: options
    .filter(({ from, until }) => from !== '' || until !== '')
    .map(({ from, until }) => ({ from: minute(from), until: minute(until) })),
});
export const pollWords = (t: PageTranslate): FormWords => ({
  t,
  fields: {
    closesAt: 'consultations.invalid.time',
    options: { field: 'options', text: 'consultations.invalid.options' },
  },
  codes: {
    'consultation-in-the-past': { field: 'options' },
    'time-skipped': { field: 'options' },
  },
});
