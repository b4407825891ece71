import { beginning, narrower, shuffled, takesInputs } from './inputs.rules.js';

describe('contributions', () => {
  it('are taken from when a consultation is announced until all about it is done', () => {
    const statuses = [
      'DRAFT',
      'SCHEDULED',
      'INVITING',
      'HELD',
      'MINUTES_CIRCULATED',
      'CLOSED',
      'POSTPONED',
      'CANCELLED',
    ];
    expect(statuses.filter((status) => takesInputs(status as 'DRAFT'))).toEqual([
      'SCHEDULED',
      'INVITING',
      'HELD',
      'MINUTES_CIRCULATED',
      'POSTPONED',
    ]);
  });

  it('never come to name an author who chose not to be named', () => {
    expect(narrower.ANONYMOUS).toEqual([]);
  });

  it('are shuffled the same way every time, and not in the order they came', () => {
    const items = Array.from({ length: 20 }, (_, n) => ({ id: `id-${n}` }));
    expect(shuffled(items)).toEqual(shuffled([...items].reverse()));
    expect(shuffled(items)).not.toEqual(items);
  });

  it('begin without a letter cut in two', () => {
    expect(beginning('short', 10)).toBeNull();
    expect(beginning('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 10)).toBe('👩‍👩‍👧…');
  });
});
