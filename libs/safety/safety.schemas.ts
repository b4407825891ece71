import { z } from 'zod';
import type { FormWords, PageTranslate } from '../platform/index.js';

const text = (least: number, most: number) =>
  z
    .string()
    .transform((value) => value.normalize('NFC').replaceAll('\r\n', '\n').trim())
    .pipe(z.string().min(least).max(most));
const field = (most: number) => z.string().max(most).catch('');

export const Report = z.object({
  text: text(3, 10_000),
  /** How the reporter wants to be reached; nothing: not at all. */
  contact: text(0, 300).transform((value) => (value === '' ? null : value)),
});
export type Report = z.infer<typeof Report>;
export const ReportForm = z
  .object({
    /** Of the form, so that sending it twice makes one report. */
    id: z.uuid().optional().catch(undefined),
    text: field(70_000),
    contact: field(2000),
  })
  .catch({ id: undefined, text: '', contact: '' });
export type ReportForm = z.infer<typeof ReportForm>;
export const reportWords = (t: PageTranslate): FormWords => ({
  t,
  fields: { text: 'safety.invalid.text', contact: 'safety.invalid.contact' },
});

/** What somebody who wants to be forgotten decides: what they wrote stays without their name, or goes. */
export const Forget = z.object({ writings: z.enum(['KEEP', 'ERASE']), isSure: z.literal('1') });
export const ForgetForm = z
  .object({ writings: field(10), isSure: field(10), reason: field(2000) })
  .catch({ writings: '', isSure: '', reason: '' });
export type ForgetForm = z.infer<typeof ForgetForm>;
/** The same for somebody who asked the desk. */
export const ForgetFor = Forget.extend({ reason: text(3, 500) });
export const forgetWords = (t: PageTranslate): FormWords => ({
  t,
  fields: {
    writings: 'safety.invalid.writings',
    isSure: 'safety.invalid.isSure',
    reason: 'safety.invalid.reason',
  },
  codes: { 'reason-names-person': { field: 'reason' } },
});

export const CloseReport = z.object({ note: text(3, 4000) });
export const NoteForm = z.object({ note: field(10_000) }).catch({ note: '' });
export type NoteForm = z.infer<typeof NoteForm>;
export const noteWords = (t: PageTranslate): FormWords => ({ t, fields: { note: 'safety.invalid.note' } });

export const ContactForm = z.object({ personId: field(40) }).catch({ personId: '' });
export type ContactForm = z.infer<typeof ContactForm>;
export const contactWords = (t: PageTranslate): FormWords => ({
  t,
  fields: { personId: 'safety.invalid.personId' },
  codes: {
    'safety-contact-cannot-sign-in': { field: 'personId' },
    'not-found': { field: 'personId', text: 'safety.invalid.personId' },
  },
});

export const Export = z.object({ reason: text(3, 500) });
export const ExportForm = z.object({ reason: field(2000) }).catch({ reason: '' });
export type ExportForm = z.infer<typeof ExportForm>;
export const exportWords = (t: PageTranslate): FormWords => ({ t, fields: { reason: 'safety.invalid.reason' } });

/** What was just done. */
export const Done = z.object({
  done: z.enum(['reported', 'forgotten', 'closed', 'set']).optional().catch(undefined),
});
export type Done = z.infer<typeof Done>;
