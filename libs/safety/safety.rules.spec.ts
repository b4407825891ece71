import { names, nobody, propsWithoutPerson, withoutPerson } from './safety.rules.js';

const dara = { name: 'Sok Dara', email: 'sok.dara@example.org' };

describe('a text without a person', () => {
  it.each([
    ['Sok Dara asked, and Sok Dara waits', '— asked, and — waits'],
    ['write to SOK.DARA@example.org', 'write to nobody@forgotten.invalid'],
    ['Sok Darareaksmey', '—reaksmey'],
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
