import { sdgCode } from '../sdgs.js';
import { clean, distinct } from './text.js';

/** What a themes cell lists. */
export interface Classified {
  themes: string[];
  sdgs: string[];
  affectedPersons: string[];
}

type Section = 'themes' | 'sdgs' | 'affectedPersons';

const sections: readonly { section: Section; heading: RegExp }[] = [
  { section: 'affectedPersons', heading: /^(?:affected persons?|personnes? (?:concernées?|touchées?))\s*(?::|$)/i },
  {
    section: 'sdgs',
    heading: /^(?:sdgs?|sustainable development goals?|odd|objectifs de développement durable)\s*(?::|$)/i,
  },
  { section: 'themes', heading: /^(?:full list of themes|themes?|thèmes?)\s*(?::|$)/i },
];

/** `S16 SDG 16 - peace …` and `SDG 16.2 - …` are goals that stand among the themes; a theme may begin with a number of its own. */
const goalAmongThemes = /^(?:S\d{2}\s+)?(?:SDG|ODD)\s+\d/i;

/** Sorts the lines of a themes cell, which also names goals and the people concerned. Labels stay as printed, without their dash. */
export const classify = (cell: string, first: Section = 'themes'): Classified => {
  const found: Record<Section, string[]> = { themes: [], sdgs: [], affectedPersons: [] };
  let section = first;
  for (const raw of cell.split('\n')) {
    let line = clean(raw);
    const heading = sections.find((candidate) => candidate.heading.test(line));
    if (heading !== undefined) {
      section = heading.section;
      line = line.replace(heading.heading, '').trim();
    }
    line = line.replace(/^[-–•]\s*/, '');
    const code = section === 'sdgs' || goalAmongThemes.test(line) ? sdgCode(line) : null;
    if (code !== null && section !== 'affectedPersons') found.sdgs.push(code);
    else if (section !== 'sdgs') found[section].push(line);
  }
  return {
    themes: distinct(found.themes),
    sdgs: distinct(found.sdgs),
    affectedPersons: distinct(found.affectedPersons),
  };
};

/** UN document symbols: `A/HRC/43/15/Add.1`, `A/HRC/WG.6/32/KHM/1`. */
const symbol = /\b[A-Z]{1,6}(?:\/[A-Z0-9]+(?:\.\d+)?)+/i;

/** Parts a recommendation from the line that says where its position was given. */
export const splitSource = (
  cell: string,
): { text: string; source: { symbol: string; paragraph: string | null } | null } => {
  const match = /\bsource\s+(?:of\s+(?:the\s+)?position|de la position)\s*:?/i.exec(cell);
  if (match === null) return { text: cell, source: null };
  const rest = clean(cell.slice(match.index + match[0].length));
  const found = symbol.exec(rest)?.[0];
  // "Add.1, para. 6 - Para. 6": the last one is the matrix's own.
  const paragraph = rest
    .split(/\bparas?(?:graphs?)?\b\.?\s*:?/i)
    .slice(1)
    .at(-1)
    ?.replace(/[.;,\s-]+$/, '')
    .trim();
  return {
    text: cell.slice(0, match.index),
    source: found === undefined ? null : { symbol: found, paragraph: paragraph || null },
  };
};

/** A row over the whole width that names what follows: `Theme: …` or `Right or area: …`; null for any other text. */
export const headingLabel = (text: string): string | null => {
  const match = /^(?:themes?|thèmes?|rights? or areas?|droits? ou domaines?)\s*:\s*(.+)$/is.exec(clean(text));
  return match?.[1] ?? null;
};
