/** Where in a file something stands, in the words a person would use to find it: sheet, row and column, or table row and paragraph. */
export interface Place {
  sheet?: string;
  /** Counted from 1, the header row included, as spreadsheet programs show it. In a Word file: the row of its tables, counted through. */
  row?: number;
  /** The column's heading as the file spells it. */
  column?: string;
  paragraph?: string;
}

/** The answer of the State under review; there is no "rejected" in UN practice: it counts as noted. */
export type PositionValue = 'SUPPORTED' | 'PARTIALLY_SUPPORTED' | 'NOTED' | 'UNDER_CONSIDERATION';

/** Who examines: the Human Rights Council's UPR, a treaty body, or a special procedure. */
export const mechanisms = [
  'UPR',
  'CCPR',
  'CESCR',
  'CERD',
  'CEDAW',
  'CAT',
  'CRC',
  'CMW',
  'CRPD',
  'CED',
  'SPT',
  'SPECIAL_PROCEDURES',
] as const;
export type Mechanism = (typeof mechanisms)[number];

/** The languages of the United Nations, and those a mechanism works in: BCP 47. */
export const textLanguages = ['en', 'fr', 'es', 'ar', 'ru', 'zh', 'km'] as const;
export type TextLanguage = (typeof textLanguages)[number];

/** One recommendation as every format's parser hands it over: cleaned, merged over rows, nothing guessed. */
export interface RecommendationRecord {
  /** Every place it was read from: one per recommending State in UPR Info's export, one per theme in OHCHR's matrix. */
  places: Place[];
  /** Treaty bodies and special procedures also note concerns; UHRI lists them beside the recommendations. */
  kind: 'RECOMMENDATION' | 'VOLUNTARY_PLEDGE' | 'OBSERVATION';
  mechanism: Mechanism;
  /** The special procedure as the file names it; null for the UPR and for treaty bodies, whose mechanism says it. */
  body: string | null;
  /** ISO 3166-1 alpha-3; null where the file does not say. */
  stateUnderReview: string | null;
  /** Working Group session of the UPR; null where the file does not say, and for other mechanisms. */
  session: number | null;
  /** UPR cycle, where the file says it and no session. */
  cycle: number | null;
  /** Symbol of the document it stands in, e.g. `CEDAW/C/ALB/CO/4`: what tells one examination by a treaty body from the next. */
  symbol: string | null;
  /** The document's day, as `YYYY-MM-DD`. */
  publishedOn: string | null;
  /** As printed, e.g. `118.10`: never a number, `28.10` is not `28.1`. Null where the format has none. */
  paragraph: string | null;
  /** UHRI's AnnotationId. */
  annotationId: string | null;
  /** Without paragraph number and closing brackets of States. Where several States word one paragraph differently, their brackets stay inside. */
  text: string;
  /** The same in further languages, where the file holds them. */
  translations: Partial<Record<TextLanguage, string>>;
  /** ISO 3166-1 alpha-3, in the file's order, without repeats. */
  recommendingStates: string[];
  position: PositionValue | null;
  /** Where the State gave its answer, when the file says so. */
  positionSource: { symbol: string; paragraph: string | null } | null;
  themes: string[];
  affectedPersons: string[];
  /** Codes of goals or targets: `16` or `16.2`. */
  sdgs: string[];
  /** A question about it is open (see `asked` below): it is shown, and not applied before a person has answered. */
  isHeld: boolean;
}

/** A recommendation of the UPR of which nothing is known yet; parsers fill in what their format says. */
export const blankRecord = (): RecommendationRecord => ({
  places: [],
  kind: 'RECOMMENDATION',
  mechanism: 'UPR',
  body: null,
  stateUnderReview: null,
  session: null,
  cycle: null,
  symbol: null,
  publishedOn: null,
  paragraph: null,
  annotationId: null,
  text: '',
  translations: {},
  recommendingStates: [],
  position: null,
  positionSource: null,
  themes: [],
  affectedPersons: [],
  sdgs: [],
  isHeld: false,
});

/** What a file can use words for that only a person can explain: an answer such as `consider`, a name that no State bears, a body. */
export const askedAbout = ['position', 'stateUnderReview', 'recommendingState', 'mechanism', 'kind'] as const;
export type AskedAbout = (typeof askedAbout)[number];

/** The kinds of institution a mechanism deals with. */
export const institutionKinds = [
  'MINISTRY',
  'AGENCY',
  'PARLIAMENT',
  'JUDICIARY',
  'LOCAL_AUTHORITY',
  'NHRI',
  'CSO',
  'UN_AGENCY',
  'MISSION',
] as const;
export type InstitutionKind = (typeof institutionKinds)[number];

/** What a person may do for an institution. */
export const mandateRoles = ['MAIN', 'ALTERNATE', 'VALIDATING_AUTHORITY'] as const;
export type MandateRole = (typeof mandateRoles)[number];

/** One row of a directory: an institution, and the person who acts for it where the row names one. */
export interface DirectoryRecord {
  place: Place;
  institution: {
    name: string;
    acronym: string | null;
    kind: InstitutionKind;
    parent: string | null;
    province: string | null;
    /** Empty: the row does not say. */
    themes: string[];
  };
  /** Null fields are not in the file; the importer's own defaults apply. */
  person: { name: string; email: string; locale: string | null; timeZone: string | null } | null;
  /** Days as `YYYY-MM-DD`. */
  mandate: { role: MandateRole; startsOn: string | null; endsOn: string | null } | null;
}

/** The whole file is not taken. */
export const refusalCodes = [
  'file-empty',
  'file-too-large',
  'file-is-pdf',
  'file-is-image',
  'file-is-old-word',
  'file-is-old-excel',
  'file-is-xlsx',
  'file-is-web-page',
  'file-is-archive',
  'file-is-unknown',
  'file-encrypted',
  'file-has-macros',
  'file-cut-off',
  'file-damaged',
  'file-bomb',
  'file-forbidden-xml',
  'formula',
  'formula-not-calculated',
  'columns-too-many',
  'header-missing',
  'columns-missing',
  'table-missing',
  'rows-missing',
  'rows-uneven',
  'review-unknown',
  'pdf-without-text',
  'report-without-recommendations',
  'addendum-without-positions',
] as const;

/** One row is left out. */
export const unreadableCodes = [
  'row-width',
  'text-missing',
  'state-missing',
  'state-unknown',
  'response-missing',
  'response-unknown',
  'session-invalid',
  'institution-missing',
  'mechanism-missing',
  'word-means-nothing',
  'kind-missing',
  'kind-unknown',
  'person-missing',
  'email-missing',
  'email-invalid',
  'role-missing',
  'role-unknown',
  'language-unknown',
  'zone-unknown',
  'date-invalid',
  'dates-reversed',
] as const;

/** It is taken, and someone should look. */
export const doubtfulCodes = [
  'state-differs',
  'session-differs',
  'reads-like',
  'reads-like-other-answer',
  'recommending-state-unknown',
  'recommending-state-missing',
  'paragraph-missing',
  'paragraph-differs',
  'paragraph-answers-differ',
  'number-missing',
  'number-repeated',
  'answers-differ',
  'row-repeated',
  'id-repeated',
  'id-repeated-otherwise',
  'type-missing',
  'text-broken',
  'response-by-state',
  'translation-differs',
  'person-named-twice',
  'institution-differs',
  'main-twice',
] as const;

/** Names a sentence in the locale files: `intake.problem.<code>`. Codes are stored with an import: never rename one. */
export type ProblemCode =
  (typeof refusalCodes)[number] | (typeof unreadableCodes)[number] | (typeof doubtfulCodes)[number];

/** Something a person should know about a file. `params` fill the sentence that `code` names. */
export interface Problem {
  /** `refused`: the whole file is not taken. `unreadable`: this row is left out. `doubtful`: it is taken, please look. */
  severity: 'refused' | 'unreadable' | 'doubtful';
  code: ProblemCode;
  place: Place | null;
  params: Record<string, string | number>;
}

/** The formats that are read, told by their content. */
export const formats = [
  'upr-info-csv',
  'upr-info-xls',
  'ohchr-matrix-docx',
  'un-report-text',
  'un-report-docx',
  'un-report-pdf',
  'uhri-json',
  'uhri-api-jsonl',
  'uhri-xlsx',
  'table-csv',
  'table-xlsx',
  'table-xls',
  'register-json',
] as const;
export type Format = (typeof formats)[number];

/** What a column of a list can hold. */
export const columnRoles = [
  'text',
  'paragraph',
  'stateUnderReview',
  'session',
  'cycle',
  'recommendingStates',
  'position',
  'positionSymbol',
  'positionParagraph',
  'themes',
  'affectedPersons',
  'sdgs',
  'kind',
  'mechanism',
  'symbol',
  'publishedOn',
  'annotationId',
  'id',
] as const;
export type ColumnRole = (typeof columnRoles)[number];

/** One column of a file, and what it was understood to hold. */
export interface MappedColumn {
  /** As the file spells it; the column's letters where it has no heading. */
  heading: string;
  /** Null: it is left aside. */
  role: ColumnRole | null;
  /** How we came to it; `person`: somebody said so, of this file or of an earlier one with the same headings. */
  from: 'heading' | 'content' | 'person' | 'unknown';
  /** The first values below it, shortened, for whoever looks the mapping over. */
  samples: string[];
}

export interface Mapping {
  /** The same headings in the same order make the same layout, in whatever file. */
  layout: string;
  /** The row that holds the headings, as a spreadsheet program counts; 0 where there is none. */
  headingRow: number;
  columns: MappedColumn[];
}

/** What somebody said the columns of a layout hold, in order; undefined: nobody has. */
export type RolesSaid = (layout: string) => readonly (ColumnRole | null)[] | undefined;

/** What the person who imports knows, for what the file does not say itself; the file's own word wins. */
export interface Hints {
  /** ISO 3166-1 alpha-3. */
  stateUnderReview?: string;
  session?: number;
  /** What somebody said the columns of a layout hold. */
  rolesSaid?: RolesSaid;
  /** What a person said a word of the file means: the meaning, or null for "nothing; leave it empty". Undefined: not asked yet. */
  meaningOf?: (about: AskedAbout, value: string) => string | null | undefined;
}

/** Something read from a file about the file, and where. */
export interface Clue<Value> {
  value: Value;
  readFrom: 'page-header' | 'title' | 'text' | 'session';
}

/** What a matrix says about the review it belongs to; null where it says nothing. */
export interface Description {
  stateUnderReview: Clue<string> | null;
  session: Clue<number> | null;
  cycle: Clue<number> | null;
}

/** What a parser yields: progress is the share of the file handed over so far, 0 to 1. */
export type Reading =
  | { kind: 'record'; record: RecommendationRecord; progress: number }
  | { kind: 'problem'; problem: Problem; progress: number }
  /** Comes before all others, unless the file is refused. */
  | { kind: 'format'; format: Format; progress: number }
  /** What the columns of a list were understood to hold; comes first. */
  | { kind: 'columns'; mapping: Mapping; progress: number }
  /** A word whose meaning is asked and not guessed; the records that hang on it are held. `value` as the file spells it. */
  | { kind: 'asked'; about: AskedAbout; value: string; place: Place; progress: number };

export type DirectoryReading =
  | { kind: 'record'; record: DirectoryRecord; progress: number }
  | { kind: 'problem'; problem: Problem; progress: number };
