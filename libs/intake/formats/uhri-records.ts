import type { Hints, Place, RecommendationRecord } from '../records.js';
import { Repeats } from './uhri-repeats.js';
import { Questions, Said } from './uhri-said.js';

/** A State as a file names it; `code` null where no State bears that name. */
export interface NamedState {
  name: string;
  code: string | null;
}

/** The records of one file, whatever its layout: with a State each, and each once. */
export class UhriRecords {
  private readonly questions: Questions;
  private readonly repeats = new Repeats();

  constructor(hints: Hints) {
    this.questions = new Questions(hints);
  }

  said(place: Place, progress: number): Said {
    return new Said(this.questions, place, progress);
  }

  /** Adds a record for each State it is about; one whose State is not known is held, and left out where a person said there is none. */
  add(record: RecommendationRecord, states: readonly NamedState[], said: Said): void {
    if (states.length === 0) said.problem('unreadable', 'state-missing');
    const isHeld = said.isHeld;
    for (const { name, code } of states) {
      said.isHeld = isHeld;
      const stateUnderReview = code ?? said.ask('stateUnderReview', name);
      if (stateUnderReview === null) said.problem('unreadable', 'state-missing');
      else this.addOnce({ ...record, stateUnderReview: stateUnderReview ?? null, isHeld: said.isHeld }, name, said);
    }
  }

  private addOnce(record: RecommendationRecord, name: string, said: Said): void {
    const { annotationId, text } = record;
    const row = said.place.row ?? 0;
    const id = `${annotationId ?? ''} ${record.stateUnderReview ?? name}`;
    const repeat = annotationId === null ? null : this.repeats.compare(id, { row, text, details: detailsOf(record) });
    switch (repeat?.kind) {
      case 'same':
        return;
      case 'other-details':
        return said.problem('doubtful', 'id-repeated-otherwise', { row: repeat.row });
      case 'other-text':
        said.problem('doubtful', 'id-repeated', { row: repeat.row });
        break;
      case 'new':
      case undefined:
    }
    said.record(record);
  }
}

/** What a record tells beside its text and where it stands, for comparing. */
const detailsOf = (record: RecommendationRecord): string => {
  const { kind, mechanism, body, session, cycle, symbol, publishedOn, paragraph, position } = record;
  const { recommendingStates, themes, affectedPersons, sdgs, translations } = record;
  const facts = [kind, mechanism, body, session, cycle, symbol, publishedOn, paragraph, position];
  const lists = [recommendingStates, themes, affectedPersons, sdgs, Object.values(translations)];
  return [...facts, ...lists.flatMap((list) => [list.length, ...list])].join('\n');
};
