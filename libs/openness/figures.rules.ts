import { suppress, suppressPart, suppressParts, type Count } from './suppression.rules.js';

/** Who was asked, who answered and who came. Whoever was forgotten still counts. */
export interface Totals<N = number> {
  /** In their own name; not those who go in somebody's place, nor those who just came. */
  invited: N;
  told: N;
  yes: N;
  maybe: N;
  no: N;
  delegated: N;
  none: N;
  /** Everybody who came. */
  came: N;
  /** Of them, those in somebody's place, those uninvited, and those who never came to one before. */
  delegates: N;
  walkIns: N;
  firstTimers: N;
  /** Institutions, each once. */
  institutionsInvited: N;
  institutionsCame: N;
  institutionsFirst: N;
}

/** What is told of a group. */
export interface GroupCounts<N = number> {
  invited: N;
  yes: N;
  came: N;
  institutionsInvited: N;
  institutionsCame: N;
}

/** Those who have something in common; `value` null: it was not given. */
export interface Group<N = number> extends GroupCounts<N> {
  value: string | null;
}

export const dimensions = ['kind', 'province', 'gender', 'disability'] as const;
export type Dimension = (typeof dimensions)[number];

export interface Figures<N = number> {
  total: Totals<N>;
  groups: Record<Dimension, Group<N>[]>;
}

const answers = ['yes', 'maybe', 'no', 'delegated', 'none'] as const;
const groupColumns = ['invited', 'yes', 'came', 'institutionsInvited', 'institutionsCame'] as const;

/** Rows whose counts make up a shown total, each column kept as far back as it takes. */
export const suppressRows = <R extends GroupCounts>(rows: R[]): (Omit<R, keyof GroupCounts> & GroupCounts<Count>)[] => {
  const shown = groupColumns.map((column) => suppressParts(rows.map((row) => row[column])));
  const [invited, yes, came, institutionsInvited, institutionsCame] = shown;
  const at = (column: Count[] | undefined, index: number): Count => column?.[index] ?? 'WITHHELD';
  return rows.map((row, index) => ({
    ...row,
    invited: at(invited, index),
    yes: at(yes, index),
    came: at(came, index),
    institutionsInvited: at(institutionsInvited, index),
    institutionsCame: at(institutionsCame, index),
  }));
};

const suppressTotals = (total: Totals): Totals<Count> => {
  const [yes = 'WITHHELD', maybe = 'WITHHELD', no = 'WITHHELD', delegated = 'WITHHELD', none = 'WITHHELD'] =
    suppressParts(answers.map((answer) => total[answer]));
  return {
    invited: suppress(total.invited),
    told: suppressPart(total.told, total.invited),
    ...{ yes, maybe, no, delegated, none },
    came: suppress(total.came),
    delegates: suppressPart(total.delegates, total.came),
    walkIns: suppressPart(total.walkIns, total.came),
    firstTimers: suppressPart(total.firstTimers, total.came),
    institutionsInvited: suppress(total.institutionsInvited),
    institutionsCame: suppress(total.institutionsCame),
    institutionsFirst: suppressPart(total.institutionsFirst, total.institutionsCame),
  };
};

/** Figures as they may leave the secretariat. */
export const suppressFigures = ({ total, groups }: Figures): Figures<Count> => ({
  total: suppressTotals(total),
  groups: {
    kind: suppressRows(groups.kind),
    province: suppressRows(groups.province),
    gender: suppressRows(groups.gender),
    disability: suppressRows(groups.disability),
  },
});
