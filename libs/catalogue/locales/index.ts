import enDeadlines from './en/deadlines.json' with { type: 'json' };
import enIntake from './en/intake.json' with { type: 'json' };
import enMails from './en/mails.json' with { type: 'json' };
import enPages from './en/pages.json' with { type: 'json' };
import frDeadlines from './fr/deadlines.json' with { type: 'json' };
import frIntake from './fr/intake.json' with { type: 'json' };
import frMails from './fr/mails.json' with { type: 'json' };
import frPages from './fr/pages.json' with { type: 'json' };
import kmDeadlines from './km/deadlines.json' with { type: 'json' };
import kmIntake from './km/intake.json' with { type: 'json' };
import kmMails from './km/mails.json' with { type: 'json' };
import kmPages from './km/pages.json' with { type: 'json' };

/** Languages people can be written to in; a key missing from one of the files does not compile. */
export const locales = ['en', 'fr', 'km'] as const;
export type Locale = (typeof locales)[number];

export type MailKey = keyof typeof enMails;
export type IntakeKey = keyof typeof enIntake;
export type PageKey = keyof typeof enPages | keyof typeof enDeadlines;

export const mailTexts: Record<Locale, Record<MailKey, string>> = { en: enMails, fr: frMails, km: kmMails };
export const pageTexts: Record<Locale, Record<PageKey, string>> = {
  en: { ...enPages, ...enDeadlines },
  fr: { ...frPages, ...frDeadlines },
  km: { ...kmPages, ...kmDeadlines },
};
export const intakeTexts: Record<Locale, Record<IntakeKey, string>> = { en: enIntake, fr: frIntake, km: kmIntake };

/** Whether the pages have words for something: `isPageKey(`error.code.${code}`)`. */
export const isPageKey = (key: string): key is PageKey => Object.hasOwn(pageTexts.en, key);
