/** Takes addresses out of what a server said: they are for the secretariat only. */
export const withoutAddresses = (text: string): string =>
  text.replace(/[^\s<>()"',;:]{1,64}@[^\s<>()"',;:]{1,255}/g, '…');

/** A title by language, as rules have them; English where the language is missing. */
export const titleIn = (locale: string, titles: unknown): string | null => {
  if (typeof titles !== 'object' || titles === null) return null;
  const byLanguage = new Map<string, unknown>(Object.entries(titles));
  const title = byLanguage.get(locale) ?? byLanguage.get('en');
  return typeof title === 'string' ? title : null;
};
