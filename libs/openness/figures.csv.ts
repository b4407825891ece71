import type { Locale } from '../catalogue/index.js';
import { byteOrderMark, csvLine, dayIn, pageTranslator } from '../platform/index.js';
import { groupText } from './figures.parts.js';
import { dimensions, type Figures, type GroupCounts, type Totals } from './figures.rules.js';
import type { OfMany } from './figures.service.js';
import { countText } from './published.parts.js';
import type { Count } from './suppression.rules.js';

/** Numbers as numbers; what is kept back in words. */
const cell = (count: Count, locale: Locale): string | number =>
  typeof count === 'number' ? count : countText(count, locale);

const columns = ['invited', 'yes', 'came', 'institutionsInvited', 'institutionsCame'] as const;

/** Figures as a file: a line for each number of all, then one for each group, then one for each consultation. */
export const figuresCsv = (
  { total, groups }: Figures<Count>,
  locale: Locale,
  consultations: OfMany['consultations'] = [],
): string => {
  const t = pageTranslator(locale);
  const counts = (row: GroupCounts<Count>) => columns.map((column) => cell(row[column], locale));
  const others = (Object.keys(total) as (keyof Totals)[]).filter(
    (name) => !(columns as readonly string[]).includes(name),
  );
  return [
    byteOrderMark,
    csvLine([t('openness.csv.about'), t('openness.csv.value'), ...columns.map((name) => t(`openness.total.${name}`))]),
    csvLine([t('openness.all'), null, ...counts(total)]),
    ...dimensions.flatMap((dimension) =>
      groups[dimension].map((group) =>
        csvLine([t(`openness.column.${dimension}`), groupText(dimension, group.value, t), ...counts(group)]),
      ),
    ),
    ...consultations.map((each) => csvLine([each.title, dayIn(each.timeZone, each.startsAt), ...counts(each)])),
    csvLine([]),
    ...others.map((name) => csvLine([t(`openness.total.${name}`), null, cell(total[name], locale)])),
  ].join('');
};
