import { z } from 'zod';
import { CountryCode } from '../calendars/index.js';
import { isTimeZone } from '../directory/index.js';
import { AnchorKind, DeadlineKind, DeadlineOwner, OffsetUnit, ReviewMechanism, Roll } from '../platform/index.js';
import { firstDay, largestOffset, lastDay } from './deadlines.rules.js';

const Id = z.uuid().meta({ example: '01920000-0000-7000-8000-000000000001' });
/** A day the product reckons with. */
export const ReckonedDay = z.iso
  .date()
  .refine((day) => day >= firstDay && day <= lastDay, `must be a day from ${firstDay} to ${lastDay}`)
  .meta({ example: '2019-01-30' });
export const Reason = z
  .string()
  .trim()
  .min(1)
  .max(2000)
  .meta({ description: 'Why; kept with the event', example: 'Agreed in plenary' });
const Code = z
  .string()
  .regex(/^[A-Z0-9][A-Z0-9.-]{0,29}$/, 'must be of capital letters, digits, hyphens and dots, e.g. UPR-4')
  .meta({ example: 'UPR-4' });
const Title = z.string().trim().min(1).max(300);

const rule = {
  code: Code,
  titles: z.strictObject({ en: Title, fr: Title.exactOptional(), km: Title.exactOptional() }),
  kind: z.enum(DeadlineKind).meta({ example: 'REPORT' }),
  anchor: z.enum(AnchorKind).meta({ example: 'REVIEW' }),
  mechanism: z
    .enum(ReviewMechanism)
    .nullable()
    .default(null)
    .meta({ description: 'Only for this mechanism', example: 'UPR' }),
  afterCode: Code.nullable()
    .default(null)
    .meta({ description: 'For anchor DEADLINE: the rule whose deadline is followed', example: null }),
  offset: z.int().meta({ description: 'Negative: before the anchor', example: -12 }),
  unit: z.enum(OffsetUnit).meta({ example: 'WEEKS' }),
  roll: z.enum(Roll).default('NONE').meta({ description: 'Where to, from a day on which offices are closed' }),
  timeZone: z.string().refine(isTimeZone, 'is not a time zone of the IANA list').meta({ example: 'Europe/Zurich' }),
  calendarCode: CountryCode.nullable().default(null).meta({
    description: 'Whose working days, of a calendar that is kept; null: the mechanism’s country',
    example: null,
  }),
  owner: z
    .enum(DeadlineOwner)
    .default('SECRETARIAT')
    .meta({
      description:
        'A deadline that follows others follows that of its own institution; the secretariat’s follows the latest of them. ' +
        'ASKED_INSTITUTIONS: one for each institution that is asked by name, or was asked by the rule this one follows',
    }),
  source: z.string().trim().min(3).max(1000).meta({ example: 'A/HRC/RES/16/21, annex, para. 16' }),
  confirmed: z
    .boolean()
    .default(false)
    .meta({ description: 'False: widely said, not confirmed by a source of authority' }),
  formal: z.boolean().default(false).meta({
    description: 'A formal date of the UN’s own procedure: everybody sees it, in the public calendar',
    example: true,
  }),
  validFrom: ReckonedDay.nullable().default(null).meta({ description: 'For anchors from this day …', example: null }),
  validUntil: ReckonedDay.nullable().default(null).meta({ description: '… to this day, both included', example: null }),
};

export const SetRule = z
  .strictObject({
    ...rule,
    replacesId: Id.nullable()
      .default(null)
      .meta({ description: 'The version this one takes the place of', example: null }),
  })
  .superRefine(({ anchor, afterCode, offset, unit, validFrom, validUntil }, check) => {
    const largest = largestOffset[unit];
    if (Math.abs(offset) > largest) {
      check.addIssue({
        code: 'custom',
        path: ['offset'],
        message: `must be between -${largest} and ${largest} ${unit}`,
      });
    }
    if ((anchor === 'DEADLINE') !== (afterCode !== null)) {
      check.addIssue({
        code: 'custom',
        path: ['afterCode'],
        message:
          anchor === 'DEADLINE' ? 'must name the rule whose deadline is followed' : 'belongs to anchor DEADLINE only',
      });
    }
    if (validFrom !== null && validUntil !== null && validUntil < validFrom) {
      check.addIssue({
        code: 'custom',
        path: ['validUntil'],
        message: 'must not be before validFrom: the rule would never be valid',
      });
    }
  });
export type SetRule = z.infer<typeof SetRule>;
export const SetRuleBecause = z.strictObject({ rule: SetRule, reason: Reason });
export type SetRuleBecause = z.infer<typeof SetRuleBecause>;

export const DeadlineRule = z.object({
  ...rule,
  id: Id,
  setAt: z.iso.datetime(),
  replacedAt: z.iso.datetime().nullable(),
});
export type DeadlineRule = z.infer<typeof DeadlineRule>;
export const RuleList = z.object({ items: z.array(DeadlineRule) });
export const RuleQuery = z.strictObject({
  replaced: z.stringbool().default(false).meta({ description: 'Also versions that were replaced' }),
});
export type RuleQuery = z.infer<typeof RuleQuery>;

/** Before and after. */
export const Change = z.object({
  deadlineId: Id.nullable(),
  title: z.string(),
  institution: z.string().nullable(),
  from: z.iso.date().nullable().meta({ description: 'Null: it is new' }),
  to: z.iso.date().nullable().meta({ description: 'Null: it is no longer asked for' }),
  isPast: z.boolean().meta({ description: 'It would be new and was due before today: it is not planned' }),
});
export type Change = z.infer<typeof Change>;
export const Effect = z.object({ changes: z.array(Change) });
export const RuleSet = z.object({ ruleId: Id, changes: z.array(Change) });

const anchor = {
  kind: z.enum(AnchorKind).exclude(['DEADLINE', 'ASSIGNMENT_APPROVAL']).meta({ example: 'LETTER' }),
  subjectId: Id.nullable()
    .default(null)
    .meta({ description: 'The review or dossier it belongs to; null: a dossier of its own' }),
  mechanism: z
    .enum(ReviewMechanism)
    .nullable()
    .default(null)
    .meta({ description: 'A review’s own mechanism counts first' }),
  title: Title.meta({ example: 'Letter of 3 March 2026 on the right to housing' }),
  day: ReckonedDay,
  source: z.string().trim().max(1000).nullable().default(null).meta({ example: 'AL KHM 1/2026' }),
  institutionId: Id.nullable().default(null).meta({ description: 'Who answers for it; null: the secretariat' }),
  restricted: z.boolean().exactOptional().meta({
    description: 'Confidential until published. Left out: letters are, other dates are not',
    example: true,
  }),
};
export const SetAnchor = z
  .strictObject(anchor)
  .superRefine(({ kind, subjectId }, check) => {
    if (kind === 'REVIEW' && subjectId === null) {
      check.addIssue({ code: 'custom', path: ['subjectId'], message: 'must name the review whose date it is' });
    }
  })
  // Communications of the special procedures are confidential until they are published.
  .transform((facts) => ({ ...facts, restricted: facts.restricted ?? facts.kind === 'LETTER' }));
export type SetAnchor = z.infer<typeof SetAnchor>;
export const MoveAnchor = z.strictObject({ day: ReckonedDay, reason: Reason });
export type MoveAnchor = z.infer<typeof MoveAnchor>;
export const AnchorDay = z.strictObject({ day: ReckonedDay });
export type AnchorDay = z.infer<typeof AnchorDay>;
export const RemoveAnchor = z.strictObject({ reason: Reason });
export type RemoveAnchor = z.infer<typeof RemoveAnchor>;
export const AskInstitutions = z.strictObject({
  ruleCode: Code,
  institutionIds: z.array(Id).min(1).max(500),
});
export type AskInstitutions = z.infer<typeof AskInstitutions>;

export const Anchor = z.object({
  id: Id,
  kind: z.enum(AnchorKind),
  subjectId: Id,
  mechanism: z.enum(ReviewMechanism).nullable(),
  title: z.string(),
  day: z.iso.date(),
  source: z.string().nullable(),
  institutionId: Id.nullable(),
  restricted: z.boolean(),
});
export type Anchor = z.infer<typeof Anchor>;
export const AnchorList = z.object({ items: z.array(Anchor) });
export const AnchorChanged = z.object({ anchor: Anchor, changes: z.array(Change) });
