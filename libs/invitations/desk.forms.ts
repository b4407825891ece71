import { z } from 'zod';
import { InstitutionKind, InvitationAnswer, Seat, type FormWords, type PageTranslate } from '../platform/index.js';
import { deliveries } from './invitations.schemas.js';

/** Forms without scripts send empty fields too, and one or many of a name; what is wrong is said on the page. */
const one = z.string().max(100_000).catch('');
const many = z.union([z.array(z.string().max(300)).max(1000), z.string().transform((value) => [value])]).catch([]);
const orUndefined = <T extends z.ZodType>(shape: T) => shape.optional().catch(undefined);

export const doneWords = ['invited', 'sent', 'withdrawn', 'written-down', 'replied'] as const;
/** Which invitations a person looks for, and what was done just before. */
export const InvitationsForm = z.object({
  answer: orUndefined(z.enum([...Object.values(InvitationAnswer), 'NONE'])),
  kind: orUndefined(z.enum(InstitutionKind)),
  delivery: orUndefined(z.enum(deliveries)),
  seat: orUndefined(z.enum(Seat)),
  cursor: orUndefined(z.string().max(1000)),
  done: orUndefined(z.enum(doneWords)),
  n: z.coerce.number().int().min(0).catch(0),
  told: z.coerce.number().int().min(0).catch(0),
});
export type InvitationsForm = z.infer<typeof InvitationsForm>;

/** Whom to invite, as it is chosen on the page. */
export const InviteForm = z.object({ listIds: many, institutions: one, people: one, step: one }).catch({
  ...{ listIds: [], institutions: '', people: '', step: '' },
});
export type InviteForm = z.infer<typeof InviteForm>;
export const inviteWords = (t: PageTranslate): FormWords => ({
  t,
  fields: { listIds: { field: 'lists', text: 'invitations.invalid.lists' } },
  codes: { 'institutions-unknown': { field: 'institutions' }, 'people-unknown': { field: 'people' } },
});

/** The forms beside one invitation or question. */
export const RowForm = z.object({ reason: one, answer: one, text: one });
export type RowForm = z.infer<typeof RowForm>;
export const rowWords = (t: PageTranslate, id: string): FormWords => ({
  t,
  idOf: (field) => `${field}-${id}`,
  fields: {
    reason: 'invitations.invalid.reason',
    answer: 'invitation.invalid.answer',
    text: 'invitations.invalid.reply',
  },
});

/** A stakeholder list, as it is written on its page. */
export const ListForm = z
  .object({
    ...{ name: one, isFilter: one, kinds: many, themes: one, provinces: one, locales: many },
    ...{ institutions: one, people: one, leftOutInstitutions: one, leftOutPeople: one },
  })
  .catch({
    ...{ name: '', isFilter: '1', kinds: [], themes: '', provinces: '', locales: [] },
    ...{ institutions: '', people: '', leftOutInstitutions: '', leftOutPeople: '' },
  });
export type ListForm = z.infer<typeof ListForm>;
export const listWords = (t: PageTranslate): FormWords => ({
  t,
  fields: {
    name: 'lists.invalid.name',
    kinds: 'lists.invalid.kinds',
    themes: 'lists.invalid.lines',
    provinces: 'lists.invalid.lines',
    locales: 'lists.invalid.kinds',
  },
  codes: {
    'list-name-taken': { field: 'name' },
    'institutions-unknown': { field: 'institutions' },
    'people-unknown': { field: 'people' },
    'left-out-institutions-unknown': { field: 'leftOutInstitutions', text: 'error.code.institutions-unknown' },
    'left-out-people-unknown': { field: 'leftOutPeople', text: 'error.code.people-unknown' },
  },
});
export const ListDone = z.object({ done: orUndefined(z.enum(['kept', 'removed'])) });
