import { stripParagraph, stripStateBrackets } from './brackets.js';

describe('brackets of recommending States', () => {
  it.each([
    ['Ratify the treaty (Chad);', 'Ratify the treaty', ['TCD']],
    ['Ratify the treaty (Chad, Peru)', 'Ratify the treaty', ['TCD', 'PER']],
    ['Ratify the treaty (Chad; Peru).', 'Ratify the treaty', ['TCD', 'PER']],
    ['Ratify the treaty (France) (Lithuania);', 'Ratify the treaty', ['FRA', 'LTU']],
    ['Ratify the treaty (CEDAW) (Chad);', 'Ratify the treaty (CEDAW)', ['TCD']],
    ['Ratify the treaty (CEDAW)', 'Ratify the treaty (CEDAW)', []],
    ['Heed the letter (No. 29) (Venezuela (Bolivarian Republic of),Peru)', 'Heed the letter (No. 29)', ['VEN', 'PER']],
    ['Ratify the treaty (Bolivia (Plurinational State of))', 'Ratify the treaty', ['BOL']],
    ['Ratify the treaty (Chad, Peru', 'Ratify the treaty', ['TCD', 'PER']],
    ['Let the island (China) vote (Chad);', 'Let the island (China) vote', ['TCD']],
    [
      'Ratify it (Chad); Ratify it soon (Peru) (Spain);',
      'Ratify it (Chad); Ratify it soon (Peru) (Spain)',
      ['TCD', 'PER', 'ESP'],
    ],
  ])('%s', (text, kept, states) => {
    expect(stripStateBrackets(text)).toEqual({ text: kept, states, unknown: [] });
  });

  it('names what no State is called among States', () => {
    expect(stripStateBrackets('Ratify it (Chad, Peru, Atlantis)').unknown).toEqual(['Atlantis']);
  });
});

describe('paragraph numbers', () => {
  it.each([
    ['166.6 Ratify', '166.6', 'Ratify'],
    ['166.6. Ratify', '166.6', 'Ratify'],
    ['28.10\u00a0Ratify', '28.10', 'Ratify'],
    ['6.1.2 Ratify', '6.1.2', 'Ratify'],
    ['118.1Ratify', '118.1', 'Ratify'],
    ['Ratify 6.1', null, 'Ratify 6.1'],
    ['0.7 per cent of income', null, '0.7 per cent of income'],
    ['2019 was', null, '2019 was'],
  ])('%s', (text, paragraph, rest) => {
    expect(stripParagraph(text)).toEqual({ paragraph, text: rest });
  });
});
