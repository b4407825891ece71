import { DomainError, type Tx } from '../platform/index.js';

/** What was written does not name anybody in the directory. */
export class NamesUnknown extends DomainError {
  override readonly details: { names: string };
  constructor(
    readonly code:
      'institutions-unknown' | 'people-unknown' | 'left-out-institutions-unknown' | 'left-out-people-unknown',
    names: string[],
  ) {
    super(`The directory does not know: ${names.join('; ')}. Check the spelling, or register them first.`);
    this.details = { names: names.slice(0, 20).join('; ') };
  }
}

const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\r\n;]+/)
      .map((line) => line.normalize('NFC').trim())
      .filter((line) => line !== ''),
  ),
];

/** Lists as people write them: one a line, or with `;` between. */
export const namesIn = linesOf;

/** Institutions by name or acronym, one a line. Throws NamesUnknown. */
export const institutionsNamed = async (
  tx: Tx,
  text: string,
  code: 'institutions-unknown' | 'left-out-institutions-unknown' = 'institutions-unknown',
): Promise<string[]> => {
  const wanted = linesOf(text);
  const lower = wanted.map((one) => one.toLowerCase());
  const found = await tx.$queryRaw<{ id: string; name: string; acronym: string | null }[]>`
    SELECT id, lower(name) AS name, lower(acronym) AS acronym FROM institution
    WHERE lower(name) = ANY(${lower}) OR lower(acronym) = ANY(${lower}) ORDER BY name`;
  const idOf = (one: string) =>
    (found.find(({ name }) => name === one) ?? found.find(({ acronym }) => acronym === one))?.id;
  const unknown = wanted.filter((one) => idOf(one.toLowerCase()) === undefined);
  if (unknown.length > 0) throw new NamesUnknown(code, unknown);
  return [...new Set(lower.flatMap((one) => idOf(one) ?? []))];
};

/** People by address, one a line. Throws NamesUnknown. */
export const peopleNamed = async (
  tx: Tx,
  text: string,
  code: 'people-unknown' | 'left-out-people-unknown' = 'people-unknown',
): Promise<string[]> => {
  const wanted = linesOf(text).map((one) => one.toLowerCase());
  const found = await tx.person.findMany({
    where: { email: { in: wanted }, forgottenAt: null },
    select: { id: true, email: true },
  });
  const known = new Set(found.map(({ email }) => email));
  const unknown = wanted.filter((one) => !known.has(one));
  if (unknown.length > 0) throw new NamesUnknown(code, unknown);
  return found.map(({ id }) => id);
};
