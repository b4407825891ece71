import { stateCode, stateName, statesIn } from './states.js';

describe('names of States', () => {
  it.each([
    ['Cambodia', 'KHM'],
    ['the Kingdom of Cambodia', 'KHM'],
    ['Cambodge (le)', 'KHM'],
    ['KHM', 'KHM'],
    ['Cote d’Ivoire', 'CIV'],
    ["Cote d'Ivoire", 'CIV'],
    ['St Kitts & Nevis', 'KNA'],
    ['Swaziland', 'SWZ'],
    ['Holy See', 'VAT'],
    ['State of Palestine', 'PSE'],
    ['Bolivia (Plurinational State of)', 'BOL'],
    ['Timor-Leste', 'TLS'],
    ['United Kingdom of Great Britain and Northern Ireland', 'GBR'],
    ['DPR Korea', 'PRK'],
    ['Türkiye', 'TUR'],
    ['Turkey', 'TUR'],
    ['TFYR Macedonia', 'MKD'],
    ['the former Yugoslav Republic of Macedonia', 'MKD'],
    ['Iran, Islamic Republic of', 'IRN'],
    ['République populaire démocratique de Corée', 'PRK'],
    ['Lao People’s Democratic Republic', 'LAO'],
    ['costarica', 'CRI'],
    ['Democratic Republic of Congo', 'COD'],
    ['Republic of Congo', 'COG'],
    ['Congo', 'COG'],
    ['Niger', 'NER'],
    ['Nigeria', 'NGA'],
    ['Dominica', 'DMA'],
    ['the Dominican Republic', 'DOM'],
    ['Guinea', 'GIN'],
    ['Guinea-Bissau', 'GNB'],
    ['South Sudan', 'SSD'],
    ['កម្ពុជា', 'KHM'],
  ])('reads %s as %s', (name, code) => {
    expect(stateCode(name)).toBe(code);
  });

  it.each(['', 'Korea', 'CEDAW', 'Republic', 'the', 'European Union', 'Hong Kong', '(Unknown)', 'article 6', 'Africa'])(
    'takes "%s" for no State',
    (name) => {
      expect(stateCode(name)).toBeNull();
    },
  );

  it('writes a State in the reader’s language, as the United Nations does in English', () => {
    expect(stateName('BOL', 'en')).toBe('Bolivia (Plurinational State of)');
    expect(stateName('KHM', 'fr')).toBe('Cambodge');
    expect(stateName('KHM', 'km')).toBe('កម្ពុជា');
    expect(stateName('KHM', 'xx')).toBe('Cambodia');
  });

  it('finds States in lists of any punctuation, and says what is none', () => {
    expect(statesIn('Chad; Bolivia (Plurinational State of),Peru and Spain').codes).toEqual([
      'TCD',
      'BOL',
      'PER',
      'ESP',
    ]);
    expect(statesIn('Korea, Republic of; Iran, Islamic Republic of').codes).toEqual(['KOR', 'IRN']);
    expect(statesIn('Trinidad and Tobago, Bosnia & Herzegovina').codes).toEqual(['TTO', 'BIH']);
    expect(statesIn('- Chad\n- Peru\n- Chad').codes).toEqual(['TCD', 'PER']);
    expect(statesIn('Chad, Atlantis')).toEqual({ codes: ['TCD'], unknown: ['Atlantis'] });
  });
});
