import { isStateCode, stateName } from './states.js';

it.each([
  ['KHM', 'en', 'Cambodia'],
  ['KHM', 'fr', 'Cambodge'],
  ['KHM', 'km', 'កម្ពុជា'],
  ['BOL', 'en', 'Bolivia (Plurinational State of)'],
  ['VNM', 'en', 'Viet Nam'],
  ['XXX', 'en', 'XXX'],
  ['??', 'en', '??'],
])('%s is called in %s: %s', (code, locale, name) => expect(stateName(code, locale)).toBe(name));

it('knows the codes of ISO 3166-1', () => {
  expect(isStateCode('KHM')).toBe(true);
  expect(isStateCode('XXX')).toBe(false);
});
