import { treatyRecord, uhriRecord } from './fixtures/uhri.js';
import type { RecommendationRecord } from '../records.js';
import { UhriRows } from './uhri-rows.js';
import { readSymbol } from './uhri-words.js';

const recordOf = (row: Record<string, unknown>): RecommendationRecord => {
  const [reading] = new UhriRows({}).take(row, { row: 1 }, 1);
  if (reading?.kind !== 'record') throw new Error('no record');
  return reading.record;
};

describe('the words and numbers of UHRI’s fields', () => {
  it.each([
    [['- 20th Session - Cycle 2'], null, 20, null],
    [['1st session'], 1, 1, null],
    ['Session 3', null, 3, null],
    [[], 'Cycle 2', null, 2],
    [[], 3, null, 3],
    [[], '- 2nd cycle', null, 2],
    [['- Cycle 1'], null, null, 1],
    [[], null, null, null],
  ])('reads the session %j of cycle %j', (UprSession, UprCycle, session, cycle) => {
    expect(recordOf(uhriRecord({ UprSession, UprCycle }))).toMatchObject({ session, cycle });
  });

  it.each([
    ['2025-02-12T00:00:00', '2025-02-12'],
    ['2025-02-12', '2025-02-12'],
    ['12/02/2025', '2025-02-12'],
    ['45700', '2025-02-12'],
    [45700.75, '2025-02-12'],
    ['0001-01-01T00:00:00', null],
    ['2025-02-30', null],
    ['soon', null],
    [null, null],
  ])('reads the day %j', (PublicationDate, publishedOn) => {
    expect(recordOf(treatyRecord({ PublicationDate })).publishedOn).toBe(publishedOn);
  });

  it.each([
    ['CEDAW/C/ALB/CO/4', 'CEDAW', 'ALB'],
    ['CRC/C/OPAC/GEO/CO/1', 'CRC', 'GEO'],
    ['CAT/OP/KHM/1', 'SPT', 'KHM'],
    ['E/C.12/AUS/CO/6', 'CESCR', 'AUS'],
    ['A/HRC/WG.6/32/KHM/1', 'UPR', 'KHM'],
    ['A/HRC/41/17', null, null],
    ['CRC/C/XYZ/CO/1', 'CRC', null],
    ['INT/CCPR/COM/KHM/1', null, null],
    ['', null, null],
  ])('reads the symbol %j', (symbol, mechanism, state) => {
    expect(readSymbol(symbol)).toEqual({ mechanism, state });
  });
});
