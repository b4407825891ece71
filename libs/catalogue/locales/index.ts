import enMails from './en/mails.json' with { type: 'json' };
import enPages from './en/pages.json' with { type: 'json' };
import frMails from './fr/mails.json' with { type: 'json' };
import frPages from './fr/pages.json' with { type: 'json' };
import kmMails from './km/mails.json' with { type: 'json' };
import kmPages from './km/pages.json' with { type: 'json' };

/** Languages people can be written to in; a key missing from one of the files does not compile. */
export const locales = ['en', 'fr', 'km'] as const;
export type Locale = (typeof locales)[number];

export type MailKey = keyof typeof enMails;
export type PageKey = keyof typeof enPages;

export const mailTexts: Record<Locale, Record<MailKey, string>> = { en: enMails, fr: frMails, km: kmMails };
export const pageTexts: Record<Locale, Record<PageKey, string>> = { en: enPages, fr: frPages, km: kmPages };
