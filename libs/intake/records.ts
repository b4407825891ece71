/** Where in a file something stands, in the words a person would use to find it: sheet, row and column, or table row and paragraph. */
export interface Place {
  sheet?: string;
  /** Counted from 1, the header row included, as spreadsheet programs show it. */
  row?: number;
  column?: string;
}

/** The answer of the State under review; there is no "rejected" in UN practice: it counts as noted. */
export type PositionValue = 'SUPPORTED' | 'PARTIALLY_SUPPORTED' | 'NOTED' | 'UNDER_CONSIDERATION';

/** One recommendation as every format's parser hands it over: cleaned, merged over rows, nothing guessed. */
export interface RecommendationRecord {
  /** Every place it was read from: one per recommending State in UPR Info's export, one per theme in OHCHR's matrix. */
  places: Place[];
  kind: 'RECOMMENDATION' | 'VOLUNTARY_PLEDGE';
  /** ISO 3166-1 alpha-3; null where the file does not say. */
  stateUnderReview: string | null;
  /** Working Group session; null where the file does not say. */
  session: number | null;
  /** As printed, e.g. `118.10`: never a number, `28.10` is not `28.1`. Null where the format has none. */
  paragraph: string | null;
  text: string;
  /** ISO 3166-1 alpha-3, in the file's order, without repeats. */
  recommendingStates: string[];
  position: PositionValue | null;
  /** Where the State gave its answer, when the file says so. */
  positionSource: { symbol: string; paragraph: string | null } | null;
  themes: string[];
  affectedPersons: string[];
  /** Codes of goals or targets: `16` or `16.2`. */
  sdgs: string[];
}

/** Something a person should know about a file. `code` names a sentence in the locale files (`intake.problem.<code>`), `params` fill it. */
export interface Problem {
  /** `refused`: the whole file is not taken. `unreadable`: this row is left out. `doubtful`: it is taken, please look. */
  severity: 'refused' | 'unreadable' | 'doubtful';
  code: string;
  place: Place | null;
  params: Record<string, string | number>;
}

/** What a parser yields: progress is the share of the file read so far, 0 to 1. */
export type Reading =
  | { kind: 'record'; record: RecommendationRecord; progress: number }
  | { kind: 'problem'; problem: Problem; progress: number };
