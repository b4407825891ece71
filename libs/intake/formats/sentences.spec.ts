import { IntlMessageFormat } from 'intl-messageformat';
import en from '../../catalogue/locales/en/intake.json' with { type: 'json' };
import fr from '../../catalogue/locales/fr/intake.json' with { type: 'json' };
import km from '../../catalogue/locales/km/intake.json' with { type: 'json' };
import {
  doubtfulCodes,
  institutionKinds,
  mandateRoles,
  refusalCodes,
  unreadableCodes,
  type ProblemCode,
} from '../records.js';
import { kindOf, roleOf } from './directory-words.js';

/** A code without a sentence does not compile. */
const sentences = { en, fr, km } satisfies Record<string, Record<`intake.problem.${ProblemCode}`, string>>;

/** A value for every parameter a parser gives. */
const params = {
  accepted: 'Accepted, Noted',
  after: '118.9',
  before: '118.7',
  cell: 'C12',
  columns: 11,
  end: '2026-01-01',
  expected: 11,
  found: 3,
  language: 'fr',
  limit: 50,
  megabytes: 51,
  missing: 'Response',
  name: 'Ministry of Justice',
  paragraph: '118.10',
  row: 120,
  said: 32,
  rows: 300,
  start: '2026-02-01',
  state: 'Brazil',
  text: 'Ratify',
  uneven: 200,
  value: 'Maybe',
  wanted: 'SuR, RS',
};

const codes: readonly ProblemCode[] = [...refusalCodes, ...unreadableCodes, ...doubtfulCodes];

describe.each(Object.entries(sentences))('what people read about a file, in %s', (locale, messages) => {
  it.each(codes)('has a whole sentence for %s', (code) => {
    const sentence = new IntlMessageFormat(messages[`intake.problem.${code}`], locale).format(params);
    expect(sentence).toMatch(/[.។]$/);
    expect(sentence).not.toMatch(/[{}]|undefined/);
  });

  it.each([
    ['kind', kindOf, institutionKinds],
    ['role', roleOf, mandateRoles],
  ] as const)('names every %s in words a file may use', (what, read, all) => {
    for (const code of [`${what}-missing`, `${what}-unknown`] as const) {
      const [, words = ''] = /[:៖] ([^:៖]+)[.។]$/.exec(messages[`intake.problem.${code}`]) ?? [];
      expect(words.split(', ').map(read)).toEqual(all);
    }
  });

  it('has no sentence without a problem', () => {
    expect(Object.keys(messages).sort()).toEqual(codes.map((code) => `intake.problem.${code}`).sort());
  });
});
