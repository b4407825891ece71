import { z } from 'zod';
import { InputOutcome, InputVisibility, pageOf, paging } from '../platform/index.js';

/** What fits the fields of an upload, in any writing. */
const longest = 20_000;

const text = (most: number) =>
  z
    .string()
    .transform((value) => value.normalize('NFC').replaceAll('\r\n', '\n').trim())
    .pipe(z.string().min(3).max(most));

/** A written contribution, as its author gives it. */
export const GiveInput = z.strictObject({
  text: text(longest),
  agendaItemId: z.uuid().nullable().default(null),
  visibility: z.enum(InputVisibility),
  /** They agreed to that in so many words. */
  consents: z.literal(true),
});
export type GiveInput = z.infer<typeof GiveInput>;

export const AnswerInput = z.strictObject({
  outcome: z.enum(InputOutcome).meta({ description: 'What was done with it' }),
  text: text(4000).meta({ description: 'Where it was taken up, or why not; mailed to its author' }),
});
export type AnswerInput = z.infer<typeof AnswerInput>;

export const InputQuery = z.strictObject({
  ...paging,
  answered: z.enum(['yes', 'no']).optional().meta({ description: 'Only those answered, or not answered yet' }),
});
export type InputQuery = z.infer<typeof InputQuery>;

export const InputView = z.object({
  id: z.uuid(),
  agendaItem: z.object({ id: z.uuid(), title: z.string() }).nullable().meta({ description: 'Null: about the whole' }),
  visibility: z.enum(InputVisibility),
  author: z
    .object({ name: z.string(), institution: z.string().nullable() })
    .nullable()
    .meta({ description: 'Null: anonymous, or forgotten' }),
  text: z.string().meta({ description: 'Empty once withdrawn' }),
  locale: z.string(),
  givenOn: z.iso.date(),
  isWithdrawn: z.boolean(),
  outcome: z.enum(InputOutcome).nullable(),
  outcomeText: z.string().nullable(),
  answeredAt: z.iso.datetime().nullable(),
  files: z.array(z.object({ id: z.uuid(), name: z.string(), size: z.int() })),
});
export type InputView = z.infer<typeof InputView>;
export const InputPage = pageOf(InputView);
