import { holdsAddress, names, nobody, propsWithoutPerson, withoutPerson } from './safety.rules.js';

const dara = { name: 'Sok Dara', email: 'sok.dara@example.org' };

describe('a text without a person', () => {
  it.each([
    ['Sok Dara asked, and Sok Dara waits', '— asked, and — waits'],
    ['write to SOK.DARA@example.org', 'write to nobody@forgotten.invalid'],
    ['Sok Darareaksmey', 'Sok Darareaksmey'],
    ['Write to sok.dara@example.org.', 'Write to nobody@forgotten.invalid.'],
    ['x.sok.dara@example.org', 'x.sok.dara@example.org'],
    ['sok.dara@example.org.kh', 'sok.dara@example.org.kh'],
    ['sok.daraXexample.org', 'sok.daraXexample.org'],
  ])('%s', (text, without) => {
    expect(withoutPerson(text, dara)).toBe(without);
  });

  it('keeps words a short name is part of', () => {
    const an = { name: 'An', email: 'an@example.org' };
    expect(withoutPerson('An answered: An, Ang, Anនា', an)).toBe('— answered: —, Ang, Anនា');
  });

  it('knows names in Khmer, also where no blank ends them', () => {
    const khmer = { name: 'សុខ ដារ៉ា', email: 'dara@example.org' };
    expect(withoutPerson('លោកសុខ ដារ៉ាបានមក', khmer)).toBe('លោក—បានមក');
  });

  it('leaves to others what is theirs', () => {
    const an = { name: 'Sok Dara', email: 'an@example.org' };
    const text = 'Dear Sok Darany, write to chan@example.org';
    expect(withoutPerson(text, an)).toBe(text);
    expect(names(text, an)).toBe(false);
    const longer = ['សុខ ដារ៉ានី', 'Sok Dara Kim'];
    expect(withoutPerson('Sok Dara Kim, Sok Dara', { ...an, longer })).toBe('Sok Dara Kim, —');
    expect(withoutPerson('លោកសុខ ដារ៉ានី និងសុខ ដារ៉ាបានមក', { ...an, name: 'សុខ ដារ៉ា', longer })).toBe(
      'លោកសុខ ដារ៉ានី និង—បានមក',
    );
    expect(holdsAddress({ items: [{ email: 'chan@example.org' }] }, an)).toBe(false);
    expect(holdsAddress({ items: [{ email: 'AN@example.org' }] }, an)).toBe(true);
  });

  it('is made of all that a mail holds', () => {
    const props = {
      name: 'Keo Sophea',
      items: [{ person: 'Sok Dara', address: dara.email, isFinal: true, n: 1 }],
      by: null,
    };
    expect(propsWithoutPerson(props, dara)).toEqual({
      name: 'Keo Sophea',
      items: [{ person: nobody, address: 'nobody@forgotten.invalid', isFinal: true, n: 1 }],
      by: null,
    });
  });

  it('tells whether it named them', () => {
    expect([names('Sok Dara rang', dara), names('They rang', dara)]).toEqual([true, false]);
  });
});
