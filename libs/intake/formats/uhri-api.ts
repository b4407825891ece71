import { z } from 'zod';
import {
  blankRecord,
  textLanguages,
  type Hints,
  type Mechanism,
  type Reading,
  type RecommendationRecord,
  type TextLanguage,
} from '../records.js';
import type { SourceFile } from '../source-file.js';
import { stripStateBrackets } from './brackets.js';
import { splitJson } from './json-stream.js';
import { Refusal } from './refusal.js';
import { clean, distinct } from './text.js';
import { bodyById, cycleById, goalById, kindById, positionById } from './uhri-api-ids.js';
import { splitParagraph, stripTranslated } from './uhri-paragraph.js';
import { UhriRecords, type NamedState } from './uhri-records.js';
import type { Said } from './uhri-said.js';
import { isBroken, plain } from './uhri-text.js';
import { publishedOn, readSymbol } from './uhri-words.js';

const Id = z.string().nullish().catch(null);
const Ids = z
  .array(z.string())
  .nullish()
  .catch(null)
  .transform((ids) => ids ?? []);
const Text = z
  .string()
  .nullish()
  .catch(null)
  .transform((text) => text ?? '');

/** A record of the API. `numberInDocument` is left alone: it counts UHRI's records of a document, and is no paragraph. */
const ApiRecord = z.object({
  annotationId: Id,
  symbol: Text,
  publicationDate: Text,
  annotationType: Id,
  countryIds: Ids,
  sdgsIds: Ids,
  uprPositionIds: Ids,
  bodyId: Id,
  uprCycle: Id,
  en: Text,
  fr: Text,
  es: Text,
  ar: Text,
  ru: Text,
  zh: Text,
});
type ApiRecord = z.infer<typeof ApiRecord>;

const languages = textLanguages.filter((language) => language !== 'km');
type ApiLanguage = (typeof languages)[number];

/** Whether a file that begins like this holds records of UHRI's web API, an object each line or in a list. */
export const looksLikeUhriApi = (start: string): boolean =>
  /^\ufeff?\s*[[{]/.test(start) && /"annotationId"\s*:/.test(start) && /"(?:countryIds|bodyId)"\s*:/.test(start);

/** What UUIDs stand for, learned from records whose symbol says it; where two symbols disagree, nothing is learned. */
class Learned<Meaning extends string> {
  private readonly meanings = new Map<string, Meaning | null>();

  take(id: string, meaning: Meaning): void {
    const before = this.meanings.get(id);
    this.meanings.set(id, before === undefined || before === meaning ? meaning : null);
  }

  of(id: string): Meaning | undefined {
    return this.meanings.get(id) ?? undefined;
  }
}

interface Dictionary {
  states: Learned<string>;
  bodies: Learned<Mechanism>;
}

/** Reads the file once for its symbols. That the API's other fields contradict its texts now and then is why nothing else is learned from. */
const learn = async (file: SourceFile): Promise<Dictionary> => {
  const learned: Dictionary = { states: new Learned(), bodies: new Learned() };
  for await (const { value } of splitJson(file)) {
    const { data } = ApiRecord.safeParse(value);
    if (data === undefined) continue;
    const { state, mechanism } = readSymbol(data.symbol);
    const [country, ...others] = data.countryIds;
    if (state !== null && country !== undefined && others.length === 0) learned.states.take(country, state);
    if (mechanism !== null && data.bodyId) learned.bodies.take(data.bodyId, mechanism);
  }
  return learned;
};

/** How many brackets were taken off a text's end. */
const bracketsIn = (removed: string): number => removed.split(/\)[\s;,./*]*(?=\(|$)/).length - 1;

const lastBracket = /\s*[(（](?:[^()（）]|[(（][^()（）]*[)）])*[)）][\s;；؛.,。、\u200e\u200f\u202a-\u202e]*$/u;

interface Texts {
  text: string;
  paragraph: string | null;
  translations: RecommendationRecord['translations'];
  recommendingStates: string[];
}

class ApiReading {
  private readonly records: UhriRecords;

  constructor(
    private readonly learned: Dictionary,
    private readonly hints: Hints,
  ) {
    this.records = new UhriRecords(hints);
  }

  take(value: unknown, n: number, progress: number): Reading[] {
    const said = this.records.said({ row: n }, progress);
    const { data } = ApiRecord.safeParse(value);
    if (data === undefined || languages.every((language) => data[language].trim() === '')) {
      said.problem('unreadable', 'text-missing');
    } else this.read(data, said);
    return said.readings;
  }

  private read(api: ApiRecord, said: Said): void {
    const symbol = clean(api.symbol) || null;
    const known = readSymbol(symbol ?? '');
    const type = api.annotationType ?? '';
    const kind = type === '' ? 'RECOMMENDATION' : (kindById.get(type) ?? said.ask('kind', type));
    if (type === '') said.problem('doubtful', 'type-missing');
    const mechanism = known.mechanism ?? this.mechanismOf(api, said);
    const words = [
      [type, kind],
      [api.bodyId ?? '', mechanism],
    ] as const;
    if (said.meansNothing(words)) return;
    if (mechanism === undefined && !api.bodyId) return said.problem('unreadable', 'mechanism-missing');

    const isUpr = mechanism === 'UPR';
    const { recommendingStates, ...texts } = this.textsOf(api, isUpr, said);
    const cycle = cycleById.get(api.uprCycle ?? '') ?? null;
    const record: RecommendationRecord = {
      ...blankRecord(),
      ...texts,
      places: [texts.paragraph === null ? said.place : { ...said.place, paragraph: texts.paragraph }],
      kind: kind ?? 'RECOMMENDATION',
      mechanism: mechanism ?? 'SPECIAL_PROCEDURES',
      body: mechanism === undefined || mechanism === 'SPECIAL_PROCEDURES' ? (api.bodyId ?? null) : null,
      session: isUpr && cycle === null ? (this.hints.session ?? null) : null,
      cycle: isUpr ? cycle : null,
      symbol,
      publishedOn: publishedOn(api.publicationDate),
      annotationId: api.annotationId ?? null,
      recommendingStates,
      position: isUpr ? this.positionOf(api, said) : null,
      sdgs: distinct(api.sdgsIds.map((id) => goalById.get(id) ?? '')),
    };
    this.records.add(record, this.statesOf(api, known.state), said);
  }

  private mechanismOf(api: ApiRecord, said: Said): Mechanism | null | undefined {
    if (api.uprCycle) return 'UPR';
    if (!api.bodyId) return undefined;
    return bodyById.get(api.bodyId) ?? this.learned.bodies.of(api.bodyId) ?? said.ask('mechanism', api.bodyId);
  }

  private positionOf(api: ApiRecord, said: Said): RecommendationRecord['position'] {
    const [id, ...others] = api.uprPositionIds;
    if (id === undefined) return null;
    const isOne = others.every((other) => other === id);
    return (isOne ? positionById.get(id) : undefined) ?? said.ask('position', [id, ...others].join(', ')) ?? null;
  }

  private textsOf(api: ApiRecord, isUpr: boolean, said: Said): Texts {
    const lines = new Map<ApiLanguage, string>();
    for (const language of languages) if (api[language].trim() !== '') lines.set(language, plain(api[language]));
    const [main = 'en'] = lines.keys();
    if ([...lines.values()].some(isBroken)) said.problem('doubtful', 'text-broken');

    const numbered = splitParagraph(lines.get(main) ?? '', { isUpr });
    const body = clean(numbered.text);
    const bracketed = isUpr ? stripStateBrackets(body) : { text: body, states: [] };
    const brackets = bracketsIn(body.slice(bracketed.text.length).trimEnd());

    const translations: Partial<Record<TextLanguage, string>> = {};
    for (const [language, written] of lines) {
      if (language === main) {
        // What is not English has to say so somewhere.
        if (language !== 'en') translations[language] = bracketed.text;
        continue;
      }
      const { text, differs } =
        numbered.paragraph === null ? { text: written, differs: false } : stripTranslated(written, numbered.paragraph);
      if (differs) said.problem('doubtful', 'translation-differs', { language });
      else translations[language] = withoutBrackets(clean(text), brackets);
    }
    return {
      text: bracketed.text,
      paragraph: numbered.paragraph,
      translations,
      recommendingStates: bracketed.states,
    };
  }

  private statesOf({ countryIds }: ApiRecord, bySymbol: string | null): NamedState[] {
    const ids = distinct(countryIds);
    const told = ids.length === 0 ? this.hints.stateUnderReview : undefined;
    const state = (ids.length <= 1 ? bySymbol : null) ?? told;
    if (state !== undefined) return [{ name: state, code: state }];
    return ids.map((id) => ({ name: id, code: this.learned.states.of(id) ?? null }));
  }
}

/** Takes as many brackets off a translation's end as were those of recommending States in the text. */
const withoutBrackets = (text: string, brackets: number): string => {
  let rest = text;
  for (let taken = 0; taken < brackets; taken++) rest = rest.replace(lastBracket, '');
  return rest;
};

/**
 * Reads records of UHRI's web API, which hold the text in six languages and UUIDs for everything else. States are known by the symbols of
 * treaty bodies' documents, for all records of the file with the same UUID; others are asked about. Reads the file twice. Throws Refusal.
 */
export async function* readUhriApi(file: SourceFile, hints: Hints): AsyncGenerator<Reading> {
  const reading = new ApiReading(await learn(file), hints);
  let read = 0;
  for await (const { value, n, progress } of splitJson(file)) {
    read = n;
    yield* reading.take(value, n, progress);
  }
  if (read === 0) throw new Refusal('rows-missing');
}
