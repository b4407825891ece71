import {
  blankRecord,
  type Hints,
  type Place,
  type PositionValue,
  type Reading,
  type RecommendationRecord,
} from '../records.js';
import { stripStateBrackets } from './brackets.js';
import { positionOf } from './positions.js';
import { clean, distinct } from './text.js';
import { fieldsOf, type UhriFields } from './uhri-fields.js';
import { bare, goalsOf, remembering, statesOf, wordsOf } from './uhri-lists.js';
import { splitParagraph } from './uhri-paragraph.js';
import { UhriRecords, type NamedState } from './uhri-records.js';
import type { Said } from './uhri-said.js';
import { isBroken, plain } from './uhri-text.js';
import { kindOf, mechanismOf, publishedOn, readSymbol, sessionAndCycle } from './uhri-words.js';

/** One or two letters in a field of countries are what is left of something else. */
const isJunk = (name: string): boolean => name.length <= 2;
/** Rows that tell what a State answered stand among the recommendations. */
const byTheState = /^responses? (?:of|by|from)\b/i;

const day = remembering(publishedOn);

type Facts = Pick<RecommendationRecord, 'kind' | 'mechanism' | 'body'>;

/**
 * Makes records of the rows of UHRI's export, from JSON or from a spreadsheet's cells by their headings. It remembers the ids and questions of
 * a file: one for each reading.
 */
export class UhriRows {
  private readonly records: UhriRecords;

  constructor(private readonly hints: Hints) {
    this.records = new UhriRecords(hints);
  }

  /** What a row yields: a record for each State it is about, its problems, and what must be asked. */
  take(row: Readonly<Record<string, unknown>>, place: Place, progress: number): Reading[] {
    const said = this.records.said(place, progress);
    const fields = fieldsOf(row);
    if (fields.text.trim() === '') said.problem('unreadable', 'text-missing');
    else this.read(fields, said);
    return said.readings;
  }

  private read(fields: UhriFields, said: Said): void {
    const symbol = bare(fields.symbol) || null;
    const known = readSymbol(symbol ?? '');
    const facts = this.factsOf(fields, known.mechanism, said);
    if (facts === null) return;
    const isUpr = facts.mechanism === 'UPR';

    const lines = plain(fields.text);
    const { paragraph, text: body } = splitParagraph(lines, { isUpr });
    const bracketed = isUpr ? stripStateBrackets(clean(body)) : { text: clean(body), states: [] };
    if (bracketed.text === '') return said.problem('unreadable', 'text-missing');
    if (isBroken(lines)) said.problem('doubtful', 'text-broken');
    if (byTheState.test(bracketed.text)) said.problem('doubtful', 'response-by-state');

    const record: RecommendationRecord = {
      ...blankRecord(),
      ...facts,
      ...(isUpr && this.reviewOf(fields)),
      places: [paragraph === null ? said.place : { ...said.place, paragraph }],
      symbol,
      publishedOn: day(fields.publishedOn),
      paragraph,
      annotationId: bare(fields.annotationId) || null,
      text: bracketed.text,
      position: isUpr ? this.positionOf(fields, said) : null,
      recommendingStates: isUpr ? this.recommendersOf(fields, facts.kind, bracketed.states, said) : [],
      themes: wordsOf(fields.themes),
      affectedPersons: wordsOf(fields.affectedPersons),
      sdgs: goalsOf(fields.sdgs),
    };
    this.records.add(record, this.statesOf(fields, known.state), said);
  }

  /** What it is and whose; null where a person said the words mean nothing, or there are none. */
  private factsOf(fields: UhriFields, bySymbol: Facts['mechanism'] | null, said: Said): Facts | null {
    const type = bare(fields.type);
    const kind = type === '' ? 'RECOMMENDATION' : (kindOf(type) ?? said.ask('kind', type));
    if (type === '') said.problem('doubtful', 'type-missing');
    const body = bare(fields.body);
    const mechanism = mechanismOf(body) ?? bySymbol ?? (body === '' ? null : said.ask('mechanism', body));
    if (body === '' && mechanism === null) {
      said.problem('unreadable', 'mechanism-missing');
      return null;
    }
    if (
      said.meansNothing([
        [type, kind],
        [body, mechanism],
      ])
    ) {
      return null;
    }
    return {
      kind: kind ?? 'RECOMMENDATION',
      // Of many names, those nobody knows are mostly mandates; it is held until a person has said whose it is.
      mechanism: mechanism ?? 'SPECIAL_PROCEDURES',
      body: mechanism === 'SPECIAL_PROCEDURES' || mechanism === undefined ? body : null,
    };
  }

  private reviewOf(fields: UhriFields): Pick<RecommendationRecord, 'session' | 'cycle'> {
    const session = typeof fields.session === 'string' ? fields.session : fields.session.join(' ');
    const read = sessionAndCycle(session, fields.cycle);
    return read.session === null && read.cycle === null ? { ...read, session: this.hints.session ?? null } : read;
  }

  private positionOf(fields: UhriFields, said: Said): PositionValue | null {
    const words = wordsOf(fields.positions);
    const positions = new Set(words.map(positionOf));
    if (positions.size === 0) return null;
    const [only] = positions;
    if (positions.size === 1 && only !== undefined) return only;
    // Where several recommendations stand in one paragraph, UHRI lists the answers to all of them.
    const areAnswers = words.every((word) =>
      ['SUPPORTED', 'PARTIALLY_SUPPORTED', 'NOTED'].includes(positionOf(word) ?? ''),
    );
    return areAnswers ? 'PARTIALLY_SUPPORTED' : (said.ask('position', words.join(', ')) ?? null);
  }

  private recommendersOf(
    fields: UhriFields,
    kind: RecommendationRecord['kind'],
    inText: string[],
    said: Said,
  ): string[] {
    const named = statesOf(fields.recommenders);
    const codes = named.map(({ name, code }) => {
      if (code !== null) return code;
      if (!isJunk(name)) return said.ask('recommendingState', name) ?? '';
      said.problem('doubtful', 'recommending-state-unknown', { value: name });
      return '';
    });
    if (named.length === 0 && inText.length === 0 && kind === 'RECOMMENDATION') {
      said.problem('doubtful', 'recommending-state-missing');
    }
    return named.length === 0 ? inText : distinct(codes);
  }

  private statesOf(fields: UhriFields, bySymbol: string | null): NamedState[] {
    const named = statesOf(fields.countries);
    const told = named.filter(({ name, code }) => code !== null || !isJunk(name));
    if (told.length > 0) return told;
    const state = bySymbol ?? this.hints.stateUnderReview;
    return state === undefined ? named.slice(0, 1) : [{ name: state, code: state }];
  }
}
