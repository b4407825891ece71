import { asWritten, canRecord, isOverfull, sortParts } from './minutes.rules.js';

describe('what happens at a meeting', () => {
  const timed = { startsAt: new Date('2026-09-15T02:00:00Z'), timeZone: 'Asia/Phnom_Penh' };
  const eve = new Date('2026-09-14T16:59:59Z');
  const morning = new Date('2026-09-14T17:00:00Z');

  it.each([
    ['INVITING', eve, false],
    ['INVITING', morning, true],
    ['SCHEDULED', morning, true],
    ['DRAFT', morning, false],
    ['POSTPONED', morning, false],
    ['CANCELLED', morning, false],
    ['HELD', eve, true],
    ['MINUTES_CIRCULATED', morning, true],
    ['CLOSED', morning, false],
  ] as const)('is noted down while it is %s, at %s: %s', (status, now, expected) => {
    expect(canRecord({ ...timed, status }, now)).toBe(expected);
  });

  it('is not noted down while there is no date', () => {
    expect(canRecord({ status: 'SCHEDULED', startsAt: null, timeZone: 'UTC' }, morning)).toBe(false);
  });
});

describe('seats', () => {
  const expected = { all: 3, groups: new Map([['CSO' as const, 2]]) };

  it('suffice while there are as many as people, in all and for each group', () => {
    expect(isOverfull({ capacity: null, groups: new Map() }, expected)).toBe(false);
    expect(isOverfull({ capacity: 3, groups: new Map([['CSO', 2]]) }, expected)).toBe(false);
    expect(isOverfull({ capacity: 2, groups: new Map() }, expected)).toBe(true);
    expect(isOverfull({ capacity: 3, groups: new Map([['CSO', 1]]) }, expected)).toBe(true);
  });
});

describe('two people who write the same minutes', () => {
  const versionOf = (text: string) => `version of ${text}`;
  const present = new Map([
    [null, 'Opening'],
    ['schools', 'New words on schools'],
    ['prisons', 'Prisons'],
  ]);
  const sort = (...parts: [string | null, text: string, base: string][]) =>
    sortParts(
      parts.map(([agendaItemId, text, base]) => ({ agendaItemId, text, version: versionOf(base) })),
      present,
      versionOf,
    );

  it('keep each other’s words where only one of them wrote', () => {
    const { changed, conflicts } = sort([null, 'My opening', 'Opening'], ['schools', 'Old words', 'Old words']);
    expect(changed.map(({ agendaItemId }) => agendaItemId)).toEqual([null]);
    expect(conflicts).toEqual([]);
  });

  it('are told where both wrote, unless they wrote the same', () => {
    expect(sort(['schools', 'My words', 'Old words']).conflicts).toHaveLength(1);
    expect(sort(['schools', 'New words on schools', 'Old words']).conflicts).toEqual([]);
    expect(sort(['schools', 'New words on schools', 'Old words']).changed).toEqual([]);
  });
});

it('keeps line breaks as one kind, letters composed, and no blanks around', () => {
  expect(asWritten(' Cafe\u0301\r\n\r\nTea \n')).toBe('Café\n\nTea');
});
