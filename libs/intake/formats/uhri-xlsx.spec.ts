import type { RecommendationRecord } from '../records.js';
import { uhriRecord, uhriRow } from './fixtures/uhri.js';
import { looksLikeUhriHeadings } from './uhri-fields.js';
import { UhriRows } from './uhri-rows.js';

const recordOf = (row: Record<string, unknown>): RecommendationRecord => {
  const [reading, ...others] = new UhriRows({}).take(row, { row: 2 }, 1);
  expect(others).toEqual([]);
  if (reading?.kind !== 'record') throw new Error('no record');
  return reading.record;
};

describe('a row of UHRI’s spreadsheet', () => {
  it('says the same as the record in JSON', () => {
    const themes = ['Right to education', 'Right to health'];
    expect(recordOf(uhriRow())).toEqual(recordOf(uhriRecord({ Themes: themes })));
  });

  it('is read by headings in any case and with any signs', () => {
    const shouted = Object.entries(uhriRow()).map(([heading, cell]) => [`${heading.toUpperCase()}:`, cell] as const);
    expect(recordOf(Object.fromEntries<unknown>(shouted))).toEqual(recordOf(uhriRow()));
    expect(looksLikeUhriHeadings(Object.keys(uhriRow()))).toBe(true);
    expect(looksLikeUhriHeadings(['Text', 'Theme', 'State', 'Symbol'])).toBe(false);
  });

  it.each([
    ['- Chile - Estonia', ['CHL', 'EST']],
    ['- Chile - Timor-Leste - Peru', ['CHL', 'TLS', 'PER']],
    ['- Chile - Timor - Leste - Peru', ['CHL', 'TLS', 'PER']],
    ['- Guinea - Bissau - Guinea', ['GNB', 'GIN']],
    ['- Guinea\n- Guinea-Bissau', ['GIN', 'GNB']],
    ['- Chile\r\n- Bolivia (Plurinational State of)', ['CHL', 'BOL']],
    ['Chile', ['CHL']],
  ])('names the States of %j', (cell, states) => {
    expect(recordOf(uhriRow({ 'UPR Reccomending States': cell })).recommendingStates).toEqual(states);
  });

  it('keeps a theme whole that has a dash inside', () => {
    const joined = '- Right to health - Social rights - general measures - Women & girls';
    expect(recordOf(uhriRow({ Themes: joined })).themes).toEqual([
      'Right to health',
      'Social rights - general measures',
      'Women & girls',
    ]);
  });
});
