import enConsultations from './en/consultations.json' with { type: 'json' };
import enDeadlines from './en/deadlines.json' with { type: 'json' };
import enInputs from './en/inputs.json' with { type: 'json' };
import enIntake from './en/intake.json' with { type: 'json' };
import enInvitations from './en/invitations.json' with { type: 'json' };
import enMails from './en/mails.json' with { type: 'json' };
import enMinutes from './en/minutes.json' with { type: 'json' };
import enOpenness from './en/openness.json' with { type: 'json' };
import enPages from './en/pages.json' with { type: 'json' };
import enReplies from './en/replies.json' with { type: 'json' };
import enSafety from './en/safety.json' with { type: 'json' };
import frConsultations from './fr/consultations.json' with { type: 'json' };
import frDeadlines from './fr/deadlines.json' with { type: 'json' };
import frInputs from './fr/inputs.json' with { type: 'json' };
import frIntake from './fr/intake.json' with { type: 'json' };
import frInvitations from './fr/invitations.json' with { type: 'json' };
import frMails from './fr/mails.json' with { type: 'json' };
import frMinutes from './fr/minutes.json' with { type: 'json' };
import frOpenness from './fr/openness.json' with { type: 'json' };
import frPages from './fr/pages.json' with { type: 'json' };
import frReplies from './fr/replies.json' with { type: 'json' };
import frSafety from './fr/safety.json' with { type: 'json' };
import kmConsultations from './km/consultations.json' with { type: 'json' };
import kmDeadlines from './km/deadlines.json' with { type: 'json' };
import kmInputs from './km/inputs.json' with { type: 'json' };
import kmIntake from './km/intake.json' with { type: 'json' };
import kmInvitations from './km/invitations.json' with { type: 'json' };
import kmMails from './km/mails.json' with { type: 'json' };
import kmMinutes from './km/minutes.json' with { type: 'json' };
import kmOpenness from './km/openness.json' with { type: 'json' };
import kmPages from './km/pages.json' with { type: 'json' };
import kmReplies from './km/replies.json' with { type: 'json' };
import kmSafety from './km/safety.json' with { type: 'json' };

/** Languages people can be written to in; a key missing from one of the files does not compile. */
export const locales = ['en', 'fr', 'km'] as const;
export type Locale = (typeof locales)[number];

export type MailKey = keyof typeof enMails;
export type IntakeKey = keyof typeof enIntake;
export type PageKey =
  | keyof typeof enPages
  | keyof typeof enDeadlines
  | keyof typeof enConsultations
  | keyof typeof enInvitations
  | keyof typeof enReplies
  | keyof typeof enMinutes
  | keyof typeof enInputs
  | keyof typeof enSafety
  | keyof typeof enOpenness;

export const mailTexts: Record<Locale, Record<MailKey, string>> = { en: enMails, fr: frMails, km: kmMails };
export const pageTexts: Record<Locale, Record<PageKey, string>> = {
  en: {
    ...enPages,
    ...enDeadlines,
    ...enConsultations,
    ...enInvitations,
    ...enReplies,
    ...enMinutes,
    ...enInputs,
    ...enSafety,
    ...enOpenness,
  },
  fr: {
    ...frPages,
    ...frDeadlines,
    ...frConsultations,
    ...frInvitations,
    ...frReplies,
    ...frMinutes,
    ...frInputs,
    ...frSafety,
    ...frOpenness,
  },
  km: {
    ...kmPages,
    ...kmDeadlines,
    ...kmConsultations,
    ...kmInvitations,
    ...kmReplies,
    ...kmMinutes,
    ...kmInputs,
    ...kmSafety,
    ...kmOpenness,
  },
};
export const intakeTexts: Record<Locale, Record<IntakeKey, string>> = { en: enIntake, fr: frIntake, km: kmIntake };

/** Whether the pages have words for something: `isPageKey(`error.code.${code}`)`. */
export const isPageKey = (key: string): key is PageKey => Object.hasOwn(pageTexts.en, key);
