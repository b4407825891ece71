import { pairUp, similarity, type Worded } from './similarity.js';

/** The same numbers at every run: tests that differ from day to day hide what they found. */
const numbers = (seed: number) => (): number => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
  return seed / 2 ** 32;
};

const vocabulary = [
  ...'ratify the convention on rights of child and adopt a national plan to protect women from violence in all'.split(
    ' ',
  ),
  ...'garantir l’accès à la justice des défenseurs'.split(' '),
  ...['ផ្តល់សច្ចាប័នលើអនុសញ្ញា', 'កុមារ', '批准禁止酷刑公约', '儿童权利', 'اتفاقية', 'حقوق', 'Конвенцию'],
];

const sentence = (next: () => number): string =>
  Array.from({ length: Math.floor(next() * 14) }, () => vocabulary[Math.floor(next() * vocabulary.length)]).join(' ');

const sentences = (count: number, seed: number): string[] => {
  const next = numbers(seed);
  return Array.from({ length: count }, () => sentence(next));
};

const shuffled = <Value>(values: readonly Value[], seed: number): Value[] => {
  const next = numbers(seed);
  return values
    .map((value) => ({ value, at: next() }))
    .sort((one, other) => one.at - other.at)
    .map(({ value }) => value);
};

describe('how alike two recommendations are', () => {
  it('is the same in both directions, between 0 and 1, and 1 for a text and itself', () => {
    const [some, others] = [sentences(150, 1), sentences(150, 2)];
    for (const [index, one] of some.entries()) {
      const other = others[index] ?? '';
      const score = similarity(one, other);
      expect(score).toBe(similarity(other, one));
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
      expect(similarity(one, one)).toBe(1);
    }
  });

  it('does not see case, punctuation, and where Khmer may break its lines', () => {
    expect(similarity('Ratify the OP-CAT.', 'ratify “the OP CAT”;')).toBe(1);
    expect(similarity('ផ្តល់\u200bសច្ចាប័ន', 'ផ្តល់សច្ចាប័ន')).toBe(1);
  });

  it.each([
    [
      'Adopt a national plan against trafficking in persons, with a budget of its own',
      'Adopt a national action plan against trafficking in persons, with a budget of its own',
    ],
    ['ពង្រឹងកិច្ចខិតខំប្រឹងប្រែងក្នុងការប្រយុទ្ធប្រឆាំងអំពើពុករលួយ', 'បន្តពង្រឹងកិច្ចខិតខំប្រឹងប្រែងក្នុងការប្រយុទ្ធប្រឆាំងអំពើពុករលួយ'],
    ['继续努力确保所有儿童接受免费教育', '继续努力,以确保所有儿童都接受免费教育'],
  ])('knows a text that was edited: %s', (one, other) => {
    expect(similarity(one, other)).toBeGreaterThan(0.75);
    expect(similarity(one, other)).toBeLessThan(1);
  });

  it.each([
    ['Ratify the Convention against Torture', 'Open clinics in every district'],
    ['批准禁止酷刑公约', '在每个地区开设诊所'],
    ['', 'Ratify it'],
  ])('sees nothing alike in %j and %j', (one, other) => expect(similarity(one, other)).toBeLessThan(0.2));

  it('holds the same words in another order for another text', () => {
    expect(similarity('women protect children', 'children protect women')).toBeLessThan(1);
    expect(similarity('a b a b a', 'b a b a b')).toBeLessThan(1);
  });
});

describe('pairing a draft with the adopted report', () => {
  const words = (text: string, ...recommendingStates: string[]): Worded => ({ text, recommendingStates });

  it('pairs what was edited and renumbered, and leaves over what is new', () => {
    const draft = [
      words('Adopt a plan against trafficking in persons, with a budget of its own', 'FRA'),
      words('Ratify the Convention against Enforced Disappearance', 'TUN'),
      words('Open clinics in every district of the north', 'CHL'),
    ];
    const adopted = [
      words('Abolish the death penalty', 'ITA'),
      words('Ratify the Convention against Enforced Disappearance', 'TUN'),
      words('Adopt a national plan against trafficking in persons, with a budget of its own', 'FRA'),
    ];
    expect(pairUp(draft, adopted)).toEqual([
      { staged: 0, registered: 2, score: expect.closeTo(0.89, 1) as number, isDoubtful: false },
      { staged: 1, registered: 1, score: 1, isDoubtful: false },
    ]);
  });

  it('tells by the States what several recommended in the same words', () => {
    const text = 'Ratify the UNESCO Convention against Discrimination in Education';
    const pairs = pairUp([words(text, 'BRA'), words(text, 'TCD')], [words(text, 'TCD'), words(text, 'BRA')]);
    expect(pairs).toEqual([
      { staged: 0, registered: 1, score: 1, isDoubtful: false },
      { staged: 1, registered: 0, score: 1, isDoubtful: false },
    ]);
  });

  it('leaves to a person what is as like one as another', () => {
    const pairs = pairUp(
      [words('Ratify the first Optional Protocol to the Covenant on civil rights')],
      [
        words('Ratify the second Optional Protocol to the Covenant on civil rights'),
        words('Ratify the third Optional Protocol to the Covenant on civil rights'),
      ],
    );
    expect(pairs).toMatchObject([{ staged: 0, isDoubtful: true }]);
    expect(pairUp([words('Sign it')], [words('Sign it'), words('Sign it')])).toMatchObject([{ isDoubtful: true }]);
  });

  it('leaves to a person what is only half alike', () => {
    const [pair] = pairUp(
      [words('Train judges in the law of asylum')],
      [words('Train judges and prosecutors in the law of asylum and migration')],
    );
    expect(pair).toMatchObject({ isDoubtful: true });
  });

  it('finds the same pairs in whatever order the lists come', () => {
    const named = (staged: readonly string[], registered: readonly string[]): string[] =>
      pairUp(
        staged.map((text) => ({ text })),
        registered.map((text) => ({ text })),
        0.3,
      )
        .map((pair) => `${staged[pair.staged]} | ${registered[pair.registered]} | ${pair.score} ${pair.isDoubtful}`)
        .sort();
    const [some, others] = [sentences(120, 3), sentences(120, 4)];
    const pairs = named(some, others);
    expect(pairs.length).toBeGreaterThan(30);
    for (const seed of [5, 6, 7]) expect(named(shuffled(some, seed), shuffled(others, seed + 10))).toEqual(pairs);
  });

  it('gives each at most one, the score of the two texts, and never one below the threshold', () => {
    const [some, others] = [sentences(200, 8), sentences(200, 9)];
    const pairs = pairUp(
      some.map((text) => ({ text })),
      others.map((text) => ({ text })),
      0.4,
    );
    expect(pairs.length).toBeGreaterThan(20);
    expect(new Set(pairs.map(({ staged }) => staged)).size).toBe(pairs.length);
    expect(new Set(pairs.map(({ registered }) => registered)).size).toBe(pairs.length);
    for (const { staged, registered, score } of pairs) {
      expect(score).toBeCloseTo(similarity(some[staged] ?? '', others[registered] ?? ''), 10);
      expect(score).toBeGreaterThanOrEqual(0.4);
    }
  });
});
