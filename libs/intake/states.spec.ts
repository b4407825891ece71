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
    ['KH', 'KHM'],
    ['NA', 'NAM'],
    ['012', 'DZA'],
    ['116', 'KHM'],
    ['Burma', 'MMR'],
    ['Cape Verde', 'CPV'],
    ['Czech Republic', 'CZE'],
    ['Zaire', 'COD'],
    ['República Democrática del Congo (la)', 'COD'],
    ['la República del Congo', 'COG'],
    ['刚果民主共和国', 'COD'],
    ['刚果共和国', 'COG'],
    ['柬埔寨王国', 'KHM'],
    ['Королевство Камбоджа', 'KHM'],
    ['Южно-Африканская Республика', 'ZAF'],
    ['مملكة كمبوديا', 'KHM'],
    ['الارجنتين', 'ARG'],
    ['جمهورية كوريا الشعبية الديمقراطية', 'PRK'],
    ['Corea del Norte', 'PRK'],
  ])('reads %s as %s', (name, code) => {
    expect(stateCode(name)).toBe(code);
  });

  it.each([
    '',
    'Korea',
    'CEDAW',
    'Republic',
    'the',
    'European Union',
    'Hong Kong',
    '(Unknown)',
    'article 6',
    'Africa',
    'na',
    'EU',
    'HK',
    '999',
    '12',
    'Republic of',
    '共和国',
  ])('takes "%s" for no State', (name) => {
    expect(stateCode(name)).toBeNull();
  });

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
    expect(statesIn('KH; NA; 012').codes).toEqual(['KHM', 'NAM', 'DZA']);
    expect(statesIn('Чили, Перу и Испания').codes).toEqual(['CHL', 'PER', 'ESP']);
    expect(statesIn('智利、秘鲁').codes).toEqual(['CHL', 'PER']);
    expect(statesIn('شيلي، بيرو').codes).toEqual(['CHL', 'PER']);
  });

  it('takes two capitals in a text for no State', () => {
    expect(stateCode('HR', { inText: true })).toBeNull();
    expect(statesIn('KHM; HR', { inText: true })).toEqual({ codes: ['KHM'], unknown: ['HR'] });
  });

  it.each([
    ['- Chile - Timor-Leste - Viet Nam', ['CHL', 'TLS', 'VNM']],
    ['- Chile - Timor - Leste - Guinea - Bissau - Viet Nam', ['CHL', 'TLS', 'GNB', 'VNM']],
    ['- Guinea - Guinea - Bissau -  Papua New Guinea', ['GIN', 'GNB', 'PNG']],
    ['- Guinea-Bissau - Guinea', ['GNB', 'GIN']],
    ['- Congo - Korea, Republic of - Iran (Islamic Republic of)', ['COG', 'KOR', 'IRN']],
    ['- Timor - Leste', ['TLS']],
    ['Timor - Leste/Chile', ['TLS', 'CHL']],
    ['Chile-Peru', ['CHL', 'PER']],
    ['• Chile\n• Bosnia - Herzegovina', ['CHL', 'BIH']],
    ['Côte d’Ivoire – Bolivia (Plurinational State of)', ['CIV', 'BOL']],
    ['Trinidad and Tobago and Saint Kitts and Nevis and Chad', ['TTO', 'KNA', 'TCD']],
  ])('parts %s where one State ends and not inside its name', (list, codes) => {
    expect(statesIn(list)).toEqual({ codes, unknown: [] });
  });

  it('gives back what no State is called as the file spells it', () => {
    expect(statesIn('- Chile - Saxe - Coburg - Peru')).toEqual({ codes: ['CHL', 'PER'], unknown: ['Saxe', 'Coburg'] });
    expect(statesIn('Chad; U.N. Women;  Atlantis ')).toEqual({ codes: ['TCD'], unknown: ['U.N. Women', 'Atlantis'] });
  });
});
