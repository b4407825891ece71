import { z } from 'zod';
import type { FormRefusal, FormWords, PageTranslate } from '../platform/index.js';

/** Forms without scripts send empty fields too; what is wrong is said on the page. */
const one = z.string().max(10_000).catch('');

/** What was just done. */
export const said = [
  'accepted-held',
  'accepted-waiting',
  'declined',
  'tentative',
  'delegated',
  'described',
  'asked',
] as const;
export const Where = z.object({
  said: z.enum(said).optional().catch(undefined),
  /** Preselects, and answers nothing: mail programs open links by themselves. */
  answer: z.enum(['accepted', 'declined', 'tentative']).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(1000).catch(1),
});
export type Where = z.infer<typeof Where>;

export const forms = ['answer', 'delegate', 'described', 'question'] as const;
export type FormName = (typeof forms)[number];
export const FormName = z.enum(forms);

/** Every field of the page's forms; each form sends its own. */
export const InviteeForm = z
  .object({
    answer: one,
    /** The date the page showed, by its time sequence. */
    sequence: one,
    ...{ name: one, email: one, locale: one },
    ...{ needsInterpretation: one, needsStepFree: one, needsTravel: one, otherNeeds: one },
    ...{ gender: one, hasDisability: one, sharesName: one },
    text: one,
  })
  .catch(() => ({
    ...{ answer: '', sequence: '' },
    ...{ name: '', email: '', locale: '', needsInterpretation: '', needsStepFree: '', needsTravel: '' },
    ...{ otherNeeds: '', gender: '', hasDisability: '', sharesName: '', text: '' },
  }));
export type InviteeForm = z.infer<typeof InviteeForm>;

/** After an error: which form it was, what was entered, what is wrong. */
export interface Again {
  form: FormName;
  entered: InviteeForm;
  refusal: FormRefusal;
}

export const Answer = z.object({ answer: z.enum(['ACCEPTED', 'DECLINED', 'TENTATIVE']) });

/** Pages from before it was asked, and programs, do not say which date they saw. */
export const seenOf = ({ sequence }: InviteeForm): number | null =>
  /^\d{1,9}$/.test(sequence) ? Number(sequence) : null;

const yesNo = (value: string): boolean | null => (value === 'yes' ? true : value === 'no' ? false : null);

/** What they say of themselves, as the use case wants it. */
export const particularsOf = (form: InviteeForm): unknown => ({
  needsInterpretation: form.needsInterpretation,
  needsStepFree: form.needsStepFree === '1',
  needsTravel: form.needsTravel === '1',
  otherNeeds: form.otherNeeds,
  gender: form.gender === '' ? null : form.gender,
  hasDisability: yesNo(form.hasDisability),
  sharesName: form.sharesName === '1',
});

export const inviteeWords = (t: PageTranslate): FormWords => ({
  t,
  fields: {
    answer: 'invitation.invalid.answer',
    name: 'invitation.invalid.name',
    email: 'invitation.invalid.email',
    locale: 'invitation.invalid.locale',
    needsInterpretation: 'invitation.invalid.too-long',
    otherNeeds: 'invitation.invalid.too-long',
    gender: 'invitation.invalid.gender',
    text: 'invitation.invalid.text',
  },
  codes: { 'delegate-is-yourself': { field: 'email' }, 'delegate-of-delegate': { field: 'email' } },
});
