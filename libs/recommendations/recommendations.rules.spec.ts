import { languageOf, paragraphSortKey, searchTerms, uprCycle } from './recommendations.rules.js';

describe('the cycle of a UPR session', () => {
  it.each([
    [1, 1],
    [12, 1],
    [13, 2],
    [26, 2],
    [27, 3],
    [32, 3],
    [40, 3],
    [41, 4],
    [54, 4],
    [0, null],
    [55, null],
  ])('session %i belongs to cycle %s', (session, cycle) => expect(uprCycle(session)).toBe(cycle));
});

describe('the key paragraphs sort by', () => {
  it('sorts as people count', () => {
    const paragraphs = ['110.5', '28.10 bis', '28.9', '6.1', '28.10', '28.100', '28', '118.10 (a)', '118.10 (b)', null];
    const sorted = [...paragraphs].sort((a, b) => (paragraphSortKey(a) < paragraphSortKey(b) ? -1 : 1));
    expect(sorted).toEqual([
      null,
      '6.1',
      '28',
      '28.9',
      '28.10',
      '28.10 bis',
      '28.100',
      '110.5',
      '118.10 (a)',
      '118.10 (b)',
    ]);
  });

  it('does not depend on how a paragraph is set', () => {
    expect(paragraphSortKey(' 28.10. ')).toBe(paragraphSortKey('28.10'));
    expect(paragraphSortKey('２８.１０')).toBe('000028.000010');
    expect(paragraphSortKey('')).toBe('');
  });
});

describe('what people type into the search box', () => {
  it('is read as words, of which the last may be cut short', () => {
    expect(searchTerms('  école prim')).toEqual([
      { kind: 'word', text: 'école', isPrefix: false },
      { kind: 'word', text: 'prim', isPrefix: true },
    ]);
    expect(searchTerms('école prim ')).toEqual([
      { kind: 'word', text: 'école', isPrefix: false },
      { kind: 'word', text: 'prim', isPrefix: false },
    ]);
  });

  it.each(['"primary education"', '“primary education”', '« primary education »', '"primary education'])(
    'keeps %s together',
    (query) => expect(searchTerms(query)).toEqual([{ kind: 'phrase', text: 'primary education' }]),
  );

  it('looks for parts in scripts without blanks', () => {
    expect(searchTerms('សិទ្ធិមនុស្ស rights')).toEqual([
      { kind: 'part', text: 'សិទ្ធិមនុស្ស' },
      { kind: 'word', text: 'rights', isPrefix: true },
    ]);
    expect(searchTerms('人权')).toEqual([{ kind: 'part', text: '人权' }]);
  });

  it('leaves out what has no letters', () => {
    expect(searchTerms(' & | ! "" --')).toEqual([]);
  });
});

it('marks a text with its language as far as its letters tell', () => {
  expect(languageOf('ធានាការអប់រំ')).toBe('km');
  expect(languageOf('حماية حقوق الإنسان')).toBe('ar');
  expect(languageOf('Ensure education')).toBe('');
});
