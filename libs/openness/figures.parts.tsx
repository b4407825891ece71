import type { VNode } from 'preact';
import { isPageKey, type Locale } from '../catalogue/index.js';
import type { InclusionReferenceModel as Reference } from '../platform/generated/prisma/models.js';
import { dateText, dayIn, pageTranslator, type InstitutionKind, type PageTranslate } from '../platform/index.js';
import type { Counting } from './figures.queries.js';
import { dimensions, type Dimension, type Figures, type Group, type Totals } from './figures.rules.js';
import { countText } from './published.parts.js';
import type { Count } from './suppression.rules.js';

/** How a group is called. */
export const groupText = (dimension: Dimension, value: string | null, t: PageTranslate): string => {
  if (value === null) return t('openness.not-given');
  const key = dimension === 'kind' ? `institutions.kind.${value}` : `openness.${dimension}.${value}`;
  return isPageKey(key) ? t(key) : value;
};

/** A share as a bar: the numbers beside it say the same. */
const Bar = ({ part, whole }: { part: Count; whole: Count }): VNode | null =>
  typeof part !== 'number' || typeof whole !== 'number' || whole === 0 ? null : (
    <svg class="below" width="100" height="8" viewBox="0 0 100 8" aria-hidden="true" focusable="false">
      <rect x="0.5" y="0.5" width="99" height="7" fill="none" stroke="currentColor" opacity="0.4" />
      <rect width={Math.min(100, Math.round((100 * part) / whole))} height="8" fill="currentColor" />
    </svg>
  );

const totalRows = [
  ['invited', null],
  ['told', 'invited'],
  ['yes', 'invited'],
  ['maybe', 'invited'],
  ['no', 'invited'],
  ['delegated', 'invited'],
  ['none', 'invited'],
  ['came', null],
  ['delegates', 'came'],
  ['walkIns', 'came'],
  ['firstTimers', 'came'],
  ['institutionsInvited', null],
  ['institutionsCame', null],
  ['institutionsFirst', 'institutionsCame'],
] as const;

/** From those invited to those who came. */
export const TotalsTable = ({ locale, total }: { locale: Locale; total: Totals<Count> }): VNode => {
  const t = pageTranslator(locale);
  return (
    <div class="scroll">
      <table class="numbers">
        <caption>{t('openness.figures.total')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('openness.column.who-is-counted')}</th>
            <th scope="col">{t('openness.column.number')}</th>
            <th scope="col">{t('openness.column.share')}</th>
          </tr>
        </thead>
        <tbody>
          {totalRows.map(([name, whole]) => (
            <tr>
              <th scope="row">{t(`openness.total.${name}`)}</th>
              <td>{countText(total[name], locale)}</td>
              <td>{whole !== null && <Share part={total[name]} whole={total[whole]} locale={locale} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

const Share = ({ part, whole, locale }: { part: Count; whole: Count; locale: Locale }) => {
  const t = pageTranslator(locale);
  if (typeof part !== 'number' || typeof whole !== 'number' || whole === 0) return null;
  return (
    <>
      {t('openness.percent', { percent: Math.round((100 * part) / whole) })}
      <Bar part={part} whole={whole} />
    </>
  );
};

/** The same by kind, province, gender and disability, a table each. */
export const GroupTables = ({ locale, groups }: { locale: Locale; groups: Figures<Count>['groups'] }): VNode => {
  const t = pageTranslator(locale);
  return (
    <>
      {dimensions.map((dimension) => (
        <GroupTable
          locale={locale}
          caption={t(`openness.figures.${dimension}`)}
          head={t(`openness.column.${dimension}`)}
          rows={groups[dimension].map((group) => ({ ...group, name: groupText(dimension, group.value, t) }))}
        />
      ))}
    </>
  );
};

const GroupTable = ({
  locale,
  caption,
  head,
  rows,
}: {
  locale: Locale;
  caption: string;
  head: string;
  rows: (Group<Count> & { name: string })[];
}) => {
  const t = pageTranslator(locale);
  if (rows.length === 0) return null;
  const most = Math.max(1, ...rows.map(({ came }) => (typeof came === 'number' ? came : 0)));
  return (
    <div class="scroll">
      <table class="numbers">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            <th scope="col">{t('openness.column.invited')}</th>
            <th scope="col">{t('openness.column.yes')}</th>
            <th scope="col">{t('openness.column.came')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, invited, yes, came }) => (
            <tr>
              <th scope="row" dir="auto">
                {name}
                <Bar part={came} whole={most} />
              </th>
              <td>{countText(invited, locale)}</td>
              <td>{countText(yes, locale)}</td>
              <td>{countText(came, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

/** A consultation by its name and day. */
export const nameOf = ({ title, startsAt, timeZone }: Counting, locale: Locale): string =>
  `${title} (${dateText(locale, dayIn(timeZone, startsAt))})`;

interface ComparedRow {
  name: string;
  href?: string | undefined;
  invited: Count | null;
  came: Count | null;
  /** Of how many there are. */
  of: number | null;
  source: string | null;
}

const rowOf = (name: string, { total }: Figures<Count>, href?: string): ComparedRow => ({
  name,
  href,
  invited: total.invited,
  came: total.came,
  of: null,
  source: null,
});

/** Institutions of one kind, and how many the directory knows. */
const kindRow = (
  name: string,
  figures: Figures<Count>,
  { kind, known, t }: { kind: InstitutionKind; known: Map<InstitutionKind, number>; t: PageTranslate },
): ComparedRow => {
  const group = figures.groups.kind.find(({ value }) => value === kind);
  return {
    name: `${t(`institutions.kind.${kind}`)} — ${name}`,
    invited: group?.institutionsInvited ?? 0,
    came: group?.institutionsCame ?? 0,
    of: known.get(kind) ?? 0,
    source: t('openness.directory'),
  };
};

/** Against the one before, and against what others counted before: people first, then the institutions of a kind. */
export const Compared = ({
  locale,
  name,
  figures,
  former,
  references,
  known,
}: {
  locale: Locale;
  /** Of what the page is about. */
  name: string;
  figures: Figures<Count>;
  former: { consultation: Counting; figures: Figures<Count> } | null;
  references: Reference[];
  known: Map<InstitutionKind, number>;
}): VNode => {
  const t = pageTranslator(locale);
  const kinds = [...new Set<InstitutionKind>(['CSO', ...references.flatMap(({ kind }) => kind ?? [])])];
  const before = former && nameOf(former.consultation, locale);
  const rows: ComparedRow[] = [
    rowOf(name, figures),
    ...(former && before !== null
      ? [rowOf(before, former.figures, `/consultations/${former.consultation.id}/figures`)]
      : []),
    ...kinds.flatMap((kind) => [
      kindRow(name, figures, { kind, known, t }),
      ...(former && before !== null ? [kindRow(before, former.figures, { kind, known, t })] : []),
      ...references.filter((reference) => reference.kind === kind).map(referenceRow),
    ]),
    ...references.filter(({ kind }) => kind === null).map(referenceRow),
  ];
  const show = (count: Count | null) => (count === null ? '–' : countText(count, locale));
  return (
    <div class="scroll">
      <table class="numbers">
        <caption>{t('openness.compared')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('openness.column.what-is-compared')}</th>
            <th scope="col">{t('openness.column.invited')}</th>
            <th scope="col">{t('openness.column.came')}</th>
            <th scope="col">{t('openness.column.population')}</th>
            <th scope="col">{t('openness.column.source')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row" dir="auto">
                {row.href === undefined ? row.name : <a href={row.href}>{row.name}</a>}
              </th>
              <td>{show(row.invited)}</td>
              <td>
                {show(row.came)}
                {row.came !== null && row.of !== null && <Bar part={row.came} whole={row.of} />}
              </td>
              <td>{show(row.of)}</td>
              <td dir="auto">{row.source ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

const referenceRow = ({ label, year, invited, tookPart, population, source }: Reference): ComparedRow => ({
  name: year === null ? label : `${label} (${year})`,
  invited,
  came: tookPart,
  of: population,
  source,
});

/** What the words for small numbers mean. */
export const WhyFew = ({ locale, isExact }: { locale: Locale; isExact: boolean }): VNode => {
  const t = pageTranslator(locale);
  return (
    <p>
      <small>{isExact ? t('openness.exact') : t('openness.why-few')}</small>
    </p>
  );
};
