#!/usr/bin/env node
// Writes a file of the shape and size of the whole Universal Human Rights Index, with texts made of invented parts:
//   node tests/bench/uhri-file.mjs <path> [records, 270000 unless told] [seed, 1 unless told]
// The same seed writes the same file. What it holds is said as JSON at the end. Needs a build, for the names of States.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { stateCodes, stateName } from '../../dist/libs/intake/states.js';
import { parts, stops } from './uhri-sentences.mjs';

/** Mulberry32, as published by its author into the public domain: numbers from 0 to below 1. */
const randomFrom = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

const treaties = [
  ['CCPR', 'CCPR/C/', 'Human Rights Committee'],
  ['CESCR', 'E/C.12/', 'Committee on Economic, Social and Cultural Rights'],
  ['CERD', 'CERD/C/', 'Committee on the Elimination of Racial Discrimination'],
  ['CEDAW', 'CEDAW/C/', 'Committee on the Elimination of Discrimination against Women'],
  ['CAT', 'CAT/C/', 'Committee against Torture'],
  ['CRC', 'CRC/C/', 'Committee on the Rights of the Child'],
  ['CMW', 'CMW/C/', 'Committee on Migrant Workers'],
  ['CRPD', 'CRPD/C/', 'Committee on the Rights of Persons with Disabilities'],
  ['CED', 'CED/C/', 'Committee on Enforced Disappearances'],
];
const mandates = [
  'Special Rapporteur on bridges',
  'Independent Expert on orchards',
  'Working Group on lanterns',
  'SR Wells',
];
const themes = Array.from(
  { length: 90 },
  (_, n) => `Theme ${n + 1}: ${parts.en[1][n % 10].trim()} &amp; ${parts.en[1][(n * 7 + 3) % 10].trim()}`,
);
const people = [
  'Ferry operators',
  'Gardeners',
  'Readers &amp; writers',
  'Bakers',
  'Lamplighters',
  'Weavers',
  'Children',
  'Older persons',
];
const positions = [
  ['Supported', 0.74],
  ['Noted', 0.22],
  ['Supported/Noted', 0.015],
  ['Under consideration', 0.005],
  ['', 0.02],
];

class Maker {
  constructor(seed) {
    this.random = randomFrom(seed);
    this.states = stateCodes.map((code) => ({ code, name: stateName(code, 'en') }));
    this.told = {
      records: 0,
      bytes: 0,
      emptyTexts: 0,
      repeated: 0,
      repeatedWithOtherText: 0,
      severalStates: 0,
      brokenTexts: 0,
    };
    this.recent = [];
  }

  pick(list) {
    return list[Math.floor(this.random() * list.length)];
  }

  some(list, most) {
    return [...new Set(Array.from({ length: Math.floor(this.random() * (most + 1)) }, () => this.pick(list)))];
  }

  chance(share) {
    return this.random() < share;
  }

  digits(count) {
    return Array.from({ length: count }, () => Math.floor(this.random() * 16).toString(16)).join('');
  }

  id() {
    return [8, 4, 4, 4, 12].map((count) => this.digits(count)).join('-');
  }

  sentences(count) {
    const language = this.chance(0.85) ? 'en' : this.pick(['fr', 'es', 'ar', 'ru', 'zh']);
    const sentence = () => parts[language].map((list) => this.pick(list)).join('') + (stops[language] ?? '.');
    return Array.from({ length: count }, sentence).join(language === 'zh' ? '' : ' ');
  }

  text(number, { closing = '', length }) {
    let text = this.sentences(length);
    if (this.chance(0.3)) text = text.replaceAll(', ', ',&nbsp;');
    if (this.chance(0.1)) text = `&ldquo;${text}&rdquo; &ndash; the weavers&rsquo; rule`;
    if (this.chance(0.03)) text = `<p>${text}</p><br/>`;
    if (this.chance(0.08)) text = text.replaceAll('. ', '.\r\n        ');
    if (this.chance(0.02)) text = text.replace(' the ', ' t he  ');
    if (this.chance(0.004)) {
      this.told.brokenTexts++;
      text += ' the weaversâ€™ rule';
    }
    return `${number}${text}${closing}`;
  }

  /** A recommendation of the UPR. */
  review(state) {
    const session = 1 + Math.floor(this.random() * 48);
    const cycle = session <= 12 ? 1 : session <= 26 ? 2 : session <= 40 ? 3 : 4;
    const recommenders = [this.pick(this.states), ...(this.chance(0.1) ? this.some(this.states, 4) : [])].map(
      ({ name }) => name,
    );
    const paragraph = `${90 + ((session * 7) % 90)}.${1 + Math.floor(this.random() * 260)}`;
    const number = this.chance(0.05)
      ? `Recommendation No. ${session}, para. 80:${session}. `
      : this.chance(0.9)
        ? `${paragraph} `
        : '';
    let share = this.random();
    const [position] = positions.find(([, part]) => (share -= part) < 0) ?? positions[0];
    return {
      Body: this.chance(0.02) ? 'Universal Periodic Review' : '- UPR',
      AnnotationType: '- Recommendations',
      Symbol: `A/HRC/${session + 7}/${1 + (this.states.indexOf(state) % 18)}`,
      Text: this.text(number, { closing: ` (${recommenders.join('; ')});`, length: 3 + Math.floor(this.random() * 4) }),
      UprCycle: `Cycle ${cycle}`,
      UprPositions: position === '' ? [] : [`- ${position}`],
      UprRecommendingCountry: this.chance(0.001) ? [...recommenders, 'xx'] : recommenders,
      UprRecommendingRegions: ['Region'],
      UprSession: [
        `- ${session}${['th', 'st', 'nd', 'rd'][session % 10 > 3 || (session > 10 && session < 14) ? 0 : session % 10]} Session - Cycle ${cycle}`,
      ],
    };
  }

  treaty(state) {
    const [acronym, prefix, name] = this.pick(treaties);
    const number = Math.floor(this.random() * 60) + 4;
    const start = this.pick([
      `${number}.`,
      `${number}. `,
      `Bridges and wells${number}. `,
      `Bridges and wells\n${number}.`,
      '',
    ]);
    return {
      ...this.outsideTheReview(),
      Body: this.chance(0.03) ? name : `- ${acronym}`,
      AnnotationType: this.chance(0.55) ? '- Recommendations' : '- Concerns/Observations',
      Symbol: `${prefix}${state.code}/CO/${1 + Math.floor(this.random() * 9)}`,
      Text: this.text(start, { length: 4 + Math.floor(this.random() * 14) }),
    };
  }

  mandate() {
    return {
      ...this.outsideTheReview(),
      Body: `- ${this.pick(mandates)}`,
      AnnotationType: '- Recommendations',
      Symbol: `A/HRC/${20 + Math.floor(this.random() * 40)}/${30 + Math.floor(this.random() * 40)}/Add.1`,
      Text: this.text(this.chance(0.6) ? `${Math.floor(this.random() * 120) + 1}. ` : '', {
        length: 3 + Math.floor(this.random() * 8),
      }),
    };
  }

  outsideTheReview() {
    return { UprCycle: null, UprPositions: [], UprRecommendingCountry: [], UprRecommendingRegions: [], UprSession: [] };
  }

  fresh() {
    const state = this.pick(this.states);
    const kind = this.random();
    const facts = kind < 0.42 ? this.review(state) : kind < 0.86 ? this.treaty(state) : this.mandate();
    const year = 2007 + Math.floor(this.random() * 19);
    const day = `${year}-${String(1 + Math.floor(this.random() * 12)).padStart(2, '0')}-15T00:00:00`;
    const countries = [state.name];
    if (this.chance(0.002)) {
      countries.push(this.states[(this.states.indexOf(state) + 1) % this.states.length].name);
      this.told.severalStates++;
    }
    return {
      AffectedPersons: this.some(people, 4),
      AnnotationId: this.id(),
      AnnotationType: facts.AnnotationType,
      Body: facts.Body,
      Countries: countries,
      DocumentId: this.id(),
      PublicationDate: day,
      PublicationDateOnUhri: `${day.slice(0, 19)}.827`,
      Regions: ['Region'],
      Sdgs: this.some(
        Array.from({ length: 17 }, (_, n) => `${n + 1}.${1 + (n % 5)} - Bridges, wells and lanterns for all`),
        3,
      ),
      Symbol: facts.Symbol,
      Text: facts.Text,
      Themes: this.some(themes, 6),
      UprCycle: facts.UprCycle,
      UprPositions: facts.UprPositions,
      UprRecommendingCountry: facts.UprRecommendingCountry,
      UprRecommendingRegions: facts.UprRecommendingRegions,
      UprSession: facts.UprSession,
    };
  }

  /** The next record: mostly a new one, now and then one without text, or one that was there before. */
  next() {
    this.told.records++;
    if (this.recent.length > 0 && this.chance(0.01)) {
      const before = this.pick(this.recent);
      const differs = this.chance(0.1);
      this.told[differs ? 'repeatedWithOtherText' : 'repeated']++;
      return differs ? { ...before, Text: `${before.Text} And the mill.` } : before;
    }
    const record = this.fresh();
    if (this.chance(0.002)) {
      this.told.emptyTexts++;
      return { ...record, Text: this.pick(['', ' ', '&nbsp;']) };
    }
    this.recent[this.recent.length < 500 ? this.recent.length : this.told.records % 500] = record;
    return record;
  }
}

/** Writes the file and says what is in it. */
export async function writeUhriFile(path, { records = 270_000, seed = 1 } = {}) {
  const maker = new Maker(seed);
  const file = createWriteStream(path, { highWaterMark: 1024 * 1024 });
  const write = async (text) => {
    maker.told.bytes += Buffer.byteLength(text);
    if (!file.write(text)) await once(file, 'drain');
  };
  for (let n = 0; n < records; n++) await write(`${n === 0 ? '[' : ',\n'}${JSON.stringify(maker.next())}`);
  await write(records === 0 ? '[]' : ']\n');
  file.end();
  await once(file, 'close');
  return maker.told;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [path, records = '270000', seed = '1'] = process.argv.slice(2);
  if (path === undefined) {
    console.error('node tests/bench/uhri-file.mjs <path> [records] [seed]');
    process.exit(2);
  }
  console.log(JSON.stringify(await writeUhriFile(path, { records: Number(records), seed: Number(seed) }), null, 2));
}
