/** What stands where the name of somebody who was forgotten stood: the same in every language. */
export const nobody = '—';

/** An address nobody has, and nobody can have (RFC 2606): of a person, so that no two are the same. */
export const addressOfNobody = (personId: string): string => `${personId}@forgotten.invalid`;
const addressOfAnybody = 'nobody@forgotten.invalid';

export interface Named {
  name: string;
  email: string;
  /** Names of others that this one is a part of. */
  longer?: string[];
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** An address as a whole: an@… is neither chan@… nor j.an@…; the full stop of a sentence may follow it. */
const addressOf = (email: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{M}\\p{N}_.+-])${literally(email)}(?![\\p{L}\\p{M}\\p{N}_-]|\\.[\\p{L}\\p{N}])`, 'giu');

const before = (name: string): string =>
  /^\p{Script=Khmer}/u.test(name) ? '(?<!\u17d2)' : '(?<![\\p{L}\\p{M}\\p{N}])';
const after = (name: string): string => (/\p{Script=Khmer}$/u.test(name) ? '(?!\\p{M})' : '(?![\\p{L}\\p{M}\\p{N}])');

/**
 * A name as a whole, whatever its length: Dara is not Darany. Khmer sets no blanks between words, so there only whole
 * characters are told apart, and longer names of others are spared by themselves.
 */
const nameOf = ({ name, longer = [] }: Named): RegExp => {
  const spared = longer.toSorted((a, b) => b.length - a.length).map(literally);
  return new RegExp([...spared, `${before(name)}${literally(name)}${after(name)}`].join('|'), 'gu');
};

/** A text without the name and the address of somebody. */
export const withoutPerson = (text: string, person: Named): string =>
  text
    .replace(addressOf(person.email), addressOfAnybody)
    .replace(nameOf(person), (found) => (found === person.name ? nobody : found));

/** The same of whatever a mail was made of. */
export const propsWithoutPerson = (value: unknown, person: Named): unknown => {
  if (typeof value === 'string') return withoutPerson(value, person);
  if (Array.isArray(value)) return value.map((one) => propsWithoutPerson(one, person));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, propsWithoutPerson(one, person)]));
};

/** Whether a text names somebody. */
export const names = (text: string, person: Named): boolean => withoutPerson(text, person) !== text;

/** Whether anything in a value names somebody. */
export const namesIn = (value: unknown, person: Named): boolean => {
  if (typeof value === 'string') return names(value, person);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((one) => namesIn(one, person));
};

/** Whether anything in a value holds the address of somebody, as a whole. */
export const holdsAddress = (value: unknown, { email }: Pick<Named, 'email'>): boolean => {
  if (typeof value === 'string') return addressOf(email).test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((one) => holdsAddress(one, { email }));
};
