import { z } from 'zod';
import { locales } from '../catalogue/index.js';
import { normalEmail, normalName } from '../directory/index.js';
import { AnswerChannel, Gender, InstitutionKind, InvitationAnswer, pageOf, paging, Seat } from '../platform/index.js';

const Id = z.uuid().meta({ example: '01920000-0000-7000-8000-000000000001' });
const Name = z.string().max(300).transform(normalName).pipe(z.string().min(1, 'must not be empty'));
const text = (most: number) =>
  z
    .string()
    .max(most)
    .transform((value) => value.normalize('NFC').trim());
const Text = text(2000).pipe(z.string().min(1, 'must not be empty'));
const distinct = <T extends z.ZodType<string>>(item: T, most: number) =>
  z
    .array(item)
    .max(most)
    .transform((items) => [...new Set(items)]);
const Ids = distinct(Id, 2000);

export const SetStakeholderList = z.strictObject({
  name: Name.meta({ example: 'Civil society on detention' }),
  isFilter: z.boolean().default(true).meta({ description: 'False: only those added one by one' }),
  kinds: distinct(z.enum(InstitutionKind), 20).default([]).meta({ description: 'Empty: of any kind' }),
  themes: distinct(Name, 100).default([]).meta({ description: 'Working on one of these; empty: on anything' }),
  provinces: distinct(Name, 100).default([]).meta({ description: 'Empty: anywhere' }),
  locales: distinct(z.enum(locales), 10)
    .default([])
    .meta({ description: 'The language of the person who would be written to; empty: any' }),
  institutionIds: Ids.default([]).meta({ description: 'Added, whatever the filter says' }),
  personIds: Ids.default([]),
  leftOutInstitutionIds: Ids.default([]).meta({ description: 'Left out, whatever the filter says' }),
  leftOutPersonIds: Ids.default([]),
});
export type SetStakeholderList = z.infer<typeof SetStakeholderList>;
const Named = z.object({ id: Id, name: z.string() });
export const StakeholderListView = z.object({
  id: Id,
  name: z.string(),
  isFilter: z.boolean(),
  kinds: z.array(z.enum(InstitutionKind)),
  themes: z.array(z.string()),
  provinces: z.array(z.string()),
  locales: z.array(z.string()),
  institutions: z.array(Named),
  people: z.array(Named),
  leftOutInstitutions: z.array(Named),
  leftOutPeople: z.array(Named),
});
export type StakeholderListView = z.infer<typeof StakeholderListView>;
export const StakeholderLists = z.object({ items: z.array(StakeholderListView) });
export type StakeholderLists = z.infer<typeof StakeholderLists>;

/** Whom to invite. */
export const Whom = z.strictObject({
  listIds: distinct(Id, 100).default([]),
  institutionIds: Ids.default([]).meta({ description: 'Invited through whoever acts for them today' }),
  personIds: Ids.default([]),
});

export const standings = ['NEW', 'INVITED', 'WITHDRAWN', 'FORGOTTEN', 'NOBODY'] as const;
export const channels = ['MAIL', 'SUPPRESSED', 'NONE'] as const;
/** Somebody who would be invited, and what they would get. */
export const Prospect = z.object({
  personId: Id.nullable(),
  name: z.string().nullable(),
  locale: z.string().nullable().meta({ description: 'The language they would be written to in' }),
  institution: Named.nullable(),
  kind: z.enum(InstitutionKind).nullable().meta({ description: 'The group of seats' }),
  channel: z.enum(channels).meta({ description: 'SUPPRESSED: no mail goes to their address any more' }),
  standing: z.enum(standings).meta({ description: 'NEW: would be invited. NOBODY: nobody acts for the institution' }),
});
export type Prospect = z.infer<typeof Prospect>;
export const Prospects = z.object({ items: z.array(Prospect) });
export type Prospects = z.infer<typeof Prospects>;
export const InvitationPreview = z.object({
  items: z.array(Prospect),
  invitees: z.int().meta({ description: 'Invited already or to be invited' }),
  capacity: z.int().nullable(),
  crowded: z
    .array(z.object({ kind: z.enum(InstitutionKind).nullable(), invitees: z.int(), seats: z.int() }))
    .meta({ description: 'Where there are more invitees than seats; kind null: in all' }),
});
export type InvitationPreview = z.infer<typeof InvitationPreview>;

export const Invited = z.object({ invited: z.int(), told: z.int() });
export type Invited = z.infer<typeof Invited>;
export const WithdrawInvitation = z.strictObject({
  reason: Text.meta({ description: 'Kept with the event, and told to who was invited' }),
});
export type WithdrawInvitation = z.infer<typeof WithdrawInvitation>;
export const WriteDownAnswer = z.strictObject({ answer: z.enum(['ACCEPTED', 'DECLINED', 'TENTATIVE']) });
export type WriteDownAnswer = z.infer<typeof WriteDownAnswer>;

export const TakenAnswer = z.object({
  outcome: z.enum(['taken', 'same', 'older']),
  seat: z.enum(Seat),
  isLate: z.boolean(),
});

export const deliveries = ['SENT', 'BOUNCED', 'WAITING', 'NOT_YET'] as const;
export const InvitationQuery = z.strictObject({
  answer: z.enum([...Object.values(InvitationAnswer), 'NONE']).optional(),
  kind: z.enum(InstitutionKind).optional(),
  delivery: z.enum(deliveries).optional(),
  seat: z.enum(Seat).optional(),
  ...paging,
});
export type InvitationQuery = z.infer<typeof InvitationQuery>;
export const InvitationView = z.object({
  id: Id,
  person: Named.nullable().meta({ description: 'Null: forgotten, or came uninvited' }),
  walkInName: z.string().nullable(),
  locale: z.string().nullable(),
  institution: Named.nullable(),
  kind: z.enum(InstitutionKind).nullable(),
  province: z.string().nullable(),
  delegateOf: Named.nullable().meta({ description: 'The person in whose place they come' }),
  answer: z.enum(InvitationAnswer).nullable(),
  lacksDelegate: z.boolean().meta({ description: 'They send somebody else, and nobody goes in their place' }),
  answeredVia: z.enum(AnswerChannel).nullable(),
  answeredAt: z.iso.datetime().nullable(),
  isLate: z.boolean(),
  formerAnswer: z.enum(InvitationAnswer).nullable().meta({ description: 'What they had said about an earlier date' }),
  seat: z.enum(Seat),
  delivery: z.enum(deliveries),
  needs: z.object({
    interpretation: z.string().nullable(),
    stepFree: z.boolean(),
    travel: z.boolean(),
    other: z.string().nullable(),
  }),
  isWithdrawn: z.boolean(),
});
export type InvitationView = z.infer<typeof InvitationView>;
export const InvitationPage = pageOf(InvitationView);
const Count = z.int().min(0);
export const InvitationCounts = z.object({
  invited: Count,
  told: Count,
  accepted: Count,
  declined: Count,
  tentative: Count,
  delegated: Count,
  unanswered: Count,
  withdrawn: Count,
  held: Count.meta({ description: 'Seats held, also those reserved for who has not answered anew' }),
  waiting: Count,
  interpretation: z.array(z.object({ language: z.string(), count: Count })),
  stepFree: Count,
  travel: Count,
  other: z.array(z.string()).meta({ description: 'What else they need, in their words, without names' }),
});
export type InvitationCounts = z.infer<typeof InvitationCounts>;

export const AskQuestion = z.strictObject({ text: Text });
export type AskQuestion = z.infer<typeof AskQuestion>;
export const QuestionView = z.object({
  id: Id,
  invitationId: Id,
  by: z.string().nullable(),
  text: z.string(),
  askedAt: z.iso.datetime(),
  reply: z.string().nullable(),
  repliedAt: z.iso.datetime().nullable(),
});
export type QuestionView = z.infer<typeof QuestionView>;
export const QuestionList = z.object({ items: z.array(QuestionView) });

/** What somebody who was invited says of themselves; all of it freely. */
export const Particulars = z.strictObject({
  needsInterpretation: text(100).transform((value) => value || null),
  needsStepFree: z.boolean(),
  needsTravel: z.boolean(),
  otherNeeds: text(1000).transform((value) => value || null),
  gender: z.enum(Gender).nullable(),
  hasDisability: z.boolean().nullable(),
  sharesName: z.boolean(),
});
export type Particulars = z.infer<typeof Particulars>;
export const Delegate = z.strictObject({
  name: Name,
  email: z.string().max(254).transform(normalEmail).pipe(z.email()),
  locale: z.enum(locales),
});
export type Delegate = z.infer<typeof Delegate>;
