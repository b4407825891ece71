import { z } from 'zod';
import type { FormWords, PageTranslate } from '../platform/index.js';
import { asWritten } from './minutes.rules.js';

/** Forms without scripts send empty fields too, and one or many of a name; what is wrong is said on the page. */
const one = z.string().max(30_000).catch('');
const many = z.union([z.array(z.string().max(100)).max(1000), z.string().transform((value) => [value])]).catch([]);
/** Of what a form makes: sent twice, it makes one. A form without one makes something new each time. */
const ownId = z.uuid().optional().catch(undefined);

const said = [
  'saved',
  'in',
  'already',
  'walk-in',
  'closed',
  'written',
  'circulated',
  'final',
  'commitment-made',
  'commitment-changed',
  'commitment-withdrawn',
  'answered',
  'commented',
  'commented-late',
] as const;

/** What was done just before; `who` is an invitation. */
export const Done = z.object({
  done: z.enum(said).optional().catch(undefined),
  n: z.coerce.number().int().min(0).catch(0),
  who: z.uuid().optional().catch(undefined),
  cursor: z.string().max(100).optional().catch(undefined),
  item: z.uuid().optional().catch(undefined),
});
export type Done = z.infer<typeof Done>;

/** Who is ticked, and who was when the page was made: what others did meanwhile to those left as they were is kept. */
export const ListForm = z.object({ here: many, was: many }).catch({ here: [], was: [] });
export type ListForm = z.infer<typeof ListForm>;
export const changesOf = ({ here, was }: ListForm) => {
  const isId = (value: string) => z.uuid().safeParse(value).success;
  const [now, before] = [new Set(here), new Set(was)];
  return [
    ...here.flatMap((id) =>
      isId(id) && !before.has(id) ? [{ invitationId: id, attendance: 'ATTENDED' as const }] : [],
    ),
    ...was.flatMap((id) => (isId(id) && !now.has(id) ? [{ invitationId: id, attendance: 'ABSENT' as const }] : [])),
  ];
};

export const CodeForm = z.object({ code: one }).catch({ code: '' });
export type CodeForm = z.infer<typeof CodeForm>;
export const WalkInForm = z
  .object({ id: ownId, name: one, institution: one, email: one })
  .catch({ id: undefined, name: '', institution: '', email: '' });
export type WalkInForm = z.infer<typeof WalkInForm>;

export const attendanceWords = (t: PageTranslate): FormWords => ({
  t,
  fields: {
    name: 'attendance.invalid.name',
    email: 'attendance.invalid.email',
    code: 'attendance.invalid.code',
  },
  codes: { 'door-code-unknown': { field: 'code' } },
});

/** `opening`, `record.<id>`, and the version of each: `version.opening`, `version.<id>`. */
export const TextsForm = z.record(z.string().max(60), z.string().transform(asWritten)).catch({});
export type TextsForm = z.infer<typeof TextsForm>;

export const minutesWords = (t: PageTranslate): FormWords => ({
  t,
  fields: {
    opening: 'minutes.invalid.text',
    'items.*.text': 'minutes.invalid.text',
    commentsBy: 'minutes.invalid.day',
  },
  codes: {
    'comments-day-wrong': { field: 'commentsBy' },
    'minutes-changed-meanwhile': { text: 'minutes.changed-meanwhile' },
  },
});

export const CirculateForm = z.object({ commentsBy: one }).catch({ commentsBy: '' });
export type CirculateForm = z.infer<typeof CirculateForm>;

export const CommitmentForm = z
  .object({
    id: ownId,
    version: one,
    what: one,
    institution: one,
    dueOn: one,
    agendaItemId: one,
    recommendationIds: many,
    paragraphs: one,
  })
  .catch({
    id: undefined,
    version: '',
    what: '',
    institution: '',
    dueOn: '',
    agendaItemId: '',
    recommendationIds: [],
    paragraphs: '',
  });
export type CommitmentForm = z.infer<typeof CommitmentForm>;
/** Paragraphs as people list them: `110.5, 110.7; 111.2`. */
export const paragraphsIn = (text: string): string[] => [
  ...new Set(text.split(/[\s,;]+/).flatMap((word) => (word === '' ? [] : [word.replace(/\.$/, '')]))),
];

export const ReasonForm = z.object({ reason: one }).catch({ reason: '' });
export type ReasonForm = z.infer<typeof ReasonForm>;

export const commitmentWords = (t: PageTranslate): FormWords => ({
  t,
  fields: {
    what: 'commitments.invalid.what',
    dueOn: 'minutes.invalid.day',
    reason: 'commitments.invalid.reason',
    recommendationIds: { field: 'paragraphs', text: 'commitments.invalid.recommendations' },
    agendaItemId: 'commitments.invalid.item',
  },
  codes: {
    'commitment-in-the-past': { field: 'dueOn', text: 'commitments.invalid.past' },
    'institution-unknown': { field: 'institution' },
    'paragraph-unclear': { field: 'paragraphs' },
  },
});

export const ReplyForm = z.object({ decision: one, reply: one }).catch({ decision: '', reply: '' });
export type ReplyForm = z.infer<typeof ReplyForm>;
export const replyWords = (t: PageTranslate, commentId: string): FormWords => ({
  t,
  idOf: (field) => `${field}-${commentId}`,
  fields: { isTakenUp: { field: 'decision', text: 'comments.invalid.decision' }, reply: 'comments.invalid.reply' },
  codes: { 'reply-missing': { field: 'reply' } },
});

export const CommentForm = z.object({ id: ownId, item: one, text: one }).catch({ id: undefined, item: '', text: '' });
export type CommentForm = z.infer<typeof CommentForm>;
export const commentWords = (t: PageTranslate): FormWords => ({
  t,
  fields: { text: 'comments.invalid.text', agendaItemId: { field: 'item', text: 'commitments.invalid.item' } },
});
