import { z } from 'zod';
import { InputVisibility, type FormWords, type PageTranslate } from '../platform/index.js';

const one = z.string().max(200).catch('');

/** The id of a form, so that sending it twice does one thing; what is no id makes a new one. */
const ownId = z.uuid().optional().catch(undefined);

/** What somebody entered, to be shown again when it could not be taken. */
export const GivenForm = z
  .object({ id: ownId, text: z.string().max(70_000).catch(''), agendaItemId: one, visibility: one, consents: one })
  .catch({ id: undefined, text: '', agendaItemId: '', visibility: '', consents: '' });
export type GivenForm = z.infer<typeof GivenForm>;

export const inputOf = ({ text, agendaItemId, visibility, consents }: GivenForm): unknown => ({
  text,
  agendaItemId: agendaItemId === '' ? null : agendaItemId,
  visibility,
  consents: consents === '1',
});

export const NarrowForm = z.object({ visibility: z.enum(InputVisibility) });
export type NarrowForm = z.infer<typeof NarrowForm>;

const ofFiles = Object.fromEntries(
  [
    'attachment-empty',
    'attachment-with-macros',
    'attachment-not-allowed',
    'attachment-too-large',
    'attachments-too-many',
  ].map((code) => [code, { field: 'file' }]),
);

export const givenWords = (t: PageTranslate): FormWords => ({
  t,
  fields: {
    text: 'inputs.invalid.text',
    agendaItemId: 'inputs.invalid.agendaItemId',
    visibility: 'inputs.invalid.visibility',
    consents: 'inputs.invalid.consents',
  },
  codes: { ...ofFiles, 'not-found': { field: 'agendaItemId', text: 'inputs.invalid.agendaItemId' } },
});

export const attachWords = (t: PageTranslate, inputId: string): FormWords => ({
  t,
  fields: {},
  codes: ofFiles,
  idOf: (field) => `${field}-${inputId}`,
});

/** What was just done, and where in the list one is. */
export const ContributionsQuery = z.object({
  done: z.enum(['given', 'attached', 'withdrawn', 'narrowed']).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(1000).catch(1),
});
export type ContributionsQuery = z.infer<typeof ContributionsQuery>;

/** The answer form of the desk. */
export const AnswerForm = z
  .object({ outcome: one, text: z.string().max(10_000).catch('') })
  .catch({ outcome: '', text: '' });
export type AnswerForm = z.infer<typeof AnswerForm>;

export const answerWords = (t: PageTranslate): FormWords => ({
  t,
  fields: { outcome: 'inputs.invalid.outcome', text: 'inputs.invalid.outcomeText' },
});

/** Which contributions the desk looks for. */
export const DeskInputsQuery = z.object({
  answered: z.enum(['yes', 'no']).optional().catch(undefined),
  done: z.literal('answered').optional().catch(undefined),
  cursor: z.string().max(500).optional().catch(undefined),
});
export type DeskInputsQuery = z.infer<typeof DeskInputsQuery>;
