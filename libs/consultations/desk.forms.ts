import { z } from 'zod';
import {
  ConsultationPurpose,
  ConsultationStatus,
  InstitutionKind,
  type FormWords,
  type PageTranslate,
} from '../platform/index.js';

/** Forms without scripts send empty fields too, and one or many of a name; what is wrong is said on the page, and shown as it was entered. */
export const one = z.string().max(100_000).catch('');
const many = z.union([z.array(z.string().max(300)).max(1000), z.string().transform((value) => [value])]).catch([]);
export const isTicked = (value: string): boolean => value === '1';
const orNull = (value: string): string | null => (value.trim() === '' ? null : value.trim());
/** What is no number becomes none, and is refused by the schema. */
export const numberOrNull = (value: string): number | null => (value.trim() === '' ? null : Number(value.trim()));
const words = (value: string): string[] => value.split(/[\s,;]+/).filter((word) => word !== '');

export const doneWords = [
  'drafted',
  'changed',
  'agenda',
  'agenda-told',
  'document',
  'document-removed',
  'scheduled',
  'moved',
  'postponed',
  'cancelled',
  'repeated',
  'poll-opened',
  'poll-closed',
  'rules',
] as const;
/** What was done just before; `n`: of how many. */
export const Done = z.object({
  done: z.enum(doneWords).optional().catch(undefined),
  n: z.coerce.number().int().min(0).max(10_000).catch(0),
});
export type Done = z.infer<typeof Done>;
export const saidOf = ({ done, n }: Done, t: PageTranslate): string | undefined =>
  done && t(`consultations.done.${done}`, { n });

const orUndefined = <T extends z.ZodType>(shape: T) => shape.optional().catch(undefined);
/** Which consultations a person looks for; what cannot be read is left out. */
export const ListForm = Done.extend({
  status: orUndefined(z.enum(ConsultationStatus)),
  purpose: orUndefined(z.enum(ConsultationPurpose)),
  from: orUndefined(z.iso.date()),
  until: orUndefined(z.iso.date()),
  q: orUndefined(z.string().trim().min(1).max(200)),
  cursor: orUndefined(z.string().max(500)),
});
export type ListForm = z.infer<typeof ListForm>;

const texts = {
  title: one,
  purpose: one,
  about: one,
  format: one,
  timeZone: one,
  place: one,
  joinUrl: one,
  languages: one,
  interpretation: one,
  accessibility: one,
  capacity: one,
  remindDays: one,
  leadId: one,
  hostQuery: one,
  subjectQuery: one,
  showsParticipants: one,
  isPublic: one,
  publishesAgenda: one,
  publishesMinutes: one,
  publishesInputs: one,
  restricted: one,
  safetyContactId: one,
  /** Whether the form was to be saved, or to look for people or recommendations. */
  act: one,
};
const seatsField = (kind: InstitutionKind) => `seats-${kind}`;

/** A consultation as a form has it. */
export interface FactsForm extends Record<keyof typeof texts, string> {
  hostIds: string[];
  /** `REVIEW 0192…` */
  subjects: string[];
  seats: Record<InstitutionKind, string>;
}
export const FactsForm = z.record(z.string(), z.unknown()).transform((fields): FactsForm => ({
  ...z.object(texts).parse(fields),
  hostIds: many.parse(fields['hostIds']),
  subjects: many.parse(fields['subjects']),
  seats: Object.fromEntries(
    Object.values(InstitutionKind).map((kind) => [kind, one.parse(fields[seatsField(kind)])]),
  ) as FactsForm['seats'],
}));
export { seatsField };

/** As the use case wants it; what the caller does not decide is left out, and so stays as it is. */
export const factsOf = (form: FactsForm, { decides, asksZone }: { decides: boolean; asksZone: boolean }): unknown => ({
  title: form.title,
  purpose: form.purpose,
  about: form.about,
  format: form.format,
  ...(asksZone && form.timeZone.trim() !== '' && { timeZone: form.timeZone.trim() }),
  place: orNull(form.place),
  joinUrl: orNull(form.joinUrl),
  languages: words(form.languages),
  interpretation: words(form.interpretation),
  accessibility: orNull(form.accessibility),
  capacity: numberOrNull(form.capacity),
  seats: Object.entries(form.seats).flatMap(([kind, seats]) =>
    seats.trim() === '' ? [] : [{ kind, seats: numberOrNull(seats) }],
  ),
  hostIds: [...new Set([...form.hostIds.filter((id) => id === form.leadId), ...form.hostIds])],
  subjects: [...new Set(form.subjects)].map((subject) => {
    const [kind, subjectId] = subject.split(' ');
    return { kind, subjectId };
  }),
  remindDays: words(form.remindDays).map(Number),
  showsParticipants: isTicked(form.showsParticipants),
  isPublic: isTicked(form.isPublic),
  publishesAgenda: isTicked(form.publishesAgenda),
  publishesMinutes: isTicked(form.publishesMinutes),
  publishesInputs: isTicked(form.publishesInputs),
  ...(decides && { restricted: isTicked(form.restricted), safetyContactId: orNull(form.safetyContactId) }),
});

export const factsWords = (t: PageTranslate): FormWords => ({
  t,
  fields: {
    title: 'consultations.invalid.title',
    purpose: 'consultations.invalid.purpose',
    about: 'consultations.invalid.about',
    format: 'consultations.invalid.format',
    timeZone: 'rules.invalid.timeZone',
    place: 'consultations.invalid.place',
    joinUrl: 'consultations.invalid.joinUrl',
    languages: 'consultations.invalid.languages',
    interpretation: 'consultations.invalid.languages',
    accessibility: 'consultations.invalid.accessibility',
    capacity: 'consultations.invalid.capacity',
    seats: { field: 'seats', text: 'consultations.invalid.capacity' },
    hostIds: 'consultations.invalid.hostIds',
    subjects: 'consultations.invalid.subjects',
    remindDays: 'consultations.invalid.remindDays',
    safetyContactId: 'consultations.invalid.safetyContactId',
  },
  codes: {
    'consultation-without-hosts': { field: 'hostIds' },
    'consultation-without-place': { field: 'place' },
    'capacity-below-acceptances': { field: 'capacity' },
  },
});

export const ItemForm = z
  .object({ title: one, minutes: one, speakers: one, details: one, tell: one })
  .catch({ title: '', minutes: '', speakers: '', details: '', tell: '' });
export type ItemForm = z.infer<typeof ItemForm>;
export const itemOf = ({ title, minutes, speakers, details }: ItemForm): unknown => ({
  title,
  details,
  minutes: numberOrNull(minutes),
  speakers: speakers
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== ''),
});
export const itemWords = (t: PageTranslate): FormWords => ({
  t,
  fields: {
    title: 'consultations.invalid.title',
    minutes: 'consultations.invalid.minutes',
    speakers: 'consultations.invalid.speakers',
    details: 'consultations.invalid.details',
  },
  codes: {
    'file-too-large': { field: 'file', text: 'consultations.invalid.file' },
    'document-missing': { field: 'file' },
    'too-many-documents': { field: 'file' },
  },
});

export const RulesForm = z
  .object({
    noticeWorkingDays: one,
    answerDays: one,
    remindDays: one,
    minutesWorkingDays: one,
    commentDays: one,
    source: one,
  })
  .catch({
    noticeWorkingDays: '',
    answerDays: '',
    remindDays: '',
    minutesWorkingDays: '',
    commentDays: '',
    source: '',
  });
export type RulesForm = z.infer<typeof RulesForm>;
export const rulesOf = (form: RulesForm): unknown => ({
  noticeWorkingDays: numberOrNull(form.noticeWorkingDays),
  answerDays: numberOrNull(form.answerDays),
  remindDays: words(form.remindDays).map(Number),
  minutesWorkingDays: numberOrNull(form.minutesWorkingDays),
  commentDays: numberOrNull(form.commentDays),
  source: form.source,
});
export const rulesWords = (t: PageTranslate): FormWords => ({
  t,
  fields: {
    noticeWorkingDays: 'consultations.invalid.days',
    answerDays: 'consultations.invalid.days',
    remindDays: 'consultations.invalid.remindDays',
    minutesWorkingDays: 'consultations.invalid.days',
    commentDays: 'consultations.invalid.days',
    source: 'consultations.invalid.source',
  },
});
