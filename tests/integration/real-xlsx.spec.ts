import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rowsOf } from '../../libs/intake/formats/fixtures/xlsx.js';

/** Real lists lie beside the repository, not in it. */
const folder = fileURLToPath(new URL('../../../shared/data/real/reference/', import.meta.url));
const describeReal = existsSync(folder) ? describe : describe.skip;

describeReal('real workbooks', () => {
  it('reads the member States in six languages, with runs of text and additions of other programs', async () => {
    const [head, ...states] = await rowsOf(readFileSync(`${folder}un_member_states_6languages.xlsx`));
    expect(head?.cells.slice(0, 2)).toEqual(['English short', 'French short']);
    // The heading, 193 member States, two observers, two members of specialized agencies, two remarks.
    expect(states).toHaveLength(199);
    expect(states.every(({ cells }) => cells.length === 12)).toBe(true);
    const cambodia = states.find(({ cells }) => cells[0] === 'Cambodia');
    expect(cambodia?.cells).toContain('Cambodge (le)');
    expect(states.filter(({ cells }) => cells.some((cell) => /\p{Script=Arabic}/u.test(cell)))).toHaveLength(197);
  });

  it('reads the calendar of reviews, its days as days and its sheets in order', async () => {
    const rows = await rowsOf(readFileSync(`${folder}upr_timeline_deadlines.xlsx`));
    const of = (sheet: string) => rows.filter(({ place }) => place.sheet === sheet).map(({ cells }) => cells);
    expect([...new Set(rows.map(({ place }) => place.sheet))]).toEqual(['All', 'keys', 'sessions_info']);
    const [head, ...events] = of('All');
    expect(head).toEqual(['Events', 'Country', 'Session', 'Event_Dates', 'Description', 'Input']);
    expect(events).toHaveLength(25);
    for (const [, , , day] of events) expect(day).toMatch(/^20\d\d-\d\d-\d\d$/);
  });
});
