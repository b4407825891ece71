/** What stands where the name of somebody who was forgotten stood: the same in every language. */
export const nobody = '—';

/** An address nobody has, and nobody can have (RFC 2606): of a person, so that no two are the same. */
export const addressOfNobody = (personId: string): string => `${personId}@forgotten.invalid`;
const addressOfAnybody = 'nobody@forgotten.invalid';

export interface Named {
  name: string;
  email: string;
}

/** Shorter names are parts of other words: they go where they stand alone. */
const longEnough = 5;

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A text without the name and the address of somebody. */
export const withoutPerson = (text: string, { name, email }: Named): string => {
  const alone = name.length < longEnough;
  const edge = (side: '<' | '') => (alone ? `(?${side}![\\p{L}\\p{M}\\p{N}])` : '');
  return text
    .replace(new RegExp(literally(email), 'giu'), addressOfAnybody)
    .replace(new RegExp(`${edge('<')}${literally(name)}${edge('')}`, 'gu'), nobody);
};

/** The same of whatever a mail was made of. */
export const propsWithoutPerson = (value: unknown, person: Named): unknown => {
  if (typeof value === 'string') return withoutPerson(value, person);
  if (Array.isArray(value)) return value.map((one) => propsWithoutPerson(one, person));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, propsWithoutPerson(one, person)]));
};

/** Whether a text names somebody. */
export const names = (text: string, person: Named): boolean => withoutPerson(text, person) !== text;
