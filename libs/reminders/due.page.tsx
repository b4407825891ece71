import type { VNode } from 'preact';
import { intoPages } from '../assignments/index.js';
import type { Locale } from '../catalogue/index.js';
import { colon, dateText, dayText, pageTranslator, type PageTranslate } from '../platform/index.js';
import { preferencesOf, type Reader } from './due.access.js';
import type { Refused } from './due.form.js';
import { Answers, type ItemProps } from './due.parts.js';
import type { DueItem } from './due.queries.js';
import { ReaderPage } from './reader.page.js';

/** A page stays under 50 kB, also in scripts that take three bytes a letter. */
const perPage = { bytes: 7_000, count: 25 };

/** What was just done, or why nothing was. */
export const said = ['done', 'asked', 'pending', 'withdrawn', 'not-pending', 'was-done', 'was-waived'] as const;

export interface DuePageProps {
  reader: Reader;
  items: DueItem[];
  /** So many more are open that are not listed yet. */
  more: number;
  /** Others' deadlines the reader heard of in an office. */
  escalated: DueItem[];
  page: number;
  said?: { what: (typeof said)[number]; title: string };
  refused?: Refused;
}

/** Everything that is due from a person, each with its answers. Opening it changes nothing; its buttons do. */
export const DuePage = ({ reader, items, more, escalated, page, said, refused }: DuePageProps): VNode => {
  const { person, base } = reader;
  const { locale } = person;
  const t = pageTranslator(locale);
  const pages = intoPages(
    items.map((item) => ({
      item,
      text: [item.title, item.institution, item.explanation, item.decision?.reason].join(' '),
    })),
    perPage,
  );
  const wanted = refused ? 1 + pages.findIndex((of) => of.some(({ item }) => item.id === refused.deadlineId)) : page;
  const current = Math.min(Math.max(wanted, 1), Math.max(pages.length, 1));
  const shown = (pages[current - 1] ?? []).map(({ item }, n) => ({ item, n }));
  const where = { base, query: current > 1 ? `?page=${current}` : '' };
  const section = (title: string, group: typeof shown) =>
    group.length > 0 && (
      <>
        <h2>{title}</h2>
        <ul class="list">
          {group.map(({ item, n }) => (
            <Item
              {...{ item, n, t, locale, where, today: reader.today }}
              refused={refused?.deadlineId === item.id ? refused : undefined}
            />
          ))}
        </ul>
      </>
    );
  return (
    <ReaderPage reader={reader} title={t('due.title')} path={base}>
      <h1>{t('due.title')}</h1>
      {said && (
        <p class="notice good" role="status" dir="auto">
          {t(`due.said.${said.what}`, { what: said.title })}
        </p>
      )}
      {refused && <ErrorSummary {...{ refused, shown, t, locale }} />}
      <p dir="auto">{t('due.intro', { name: person.name, count: items.length + more })}</p>
      {section(
        t('due.overdue'),
        shown.filter(({ item }) => item.isOverdue),
      )}
      {section(
        t('due.due'),
        shown.filter(({ item }) => !item.isOverdue),
      )}
      {more > 0 && current === pages.length && <p>{t('due.more', { more })}</p>}
      {pages.length > 1 && <Pages {...{ count: pages.length, current, base, t }} />}
      {escalated.length > 0 && current === 1 && <Escalated {...{ escalated, reader, t }} />}
      <p>
        <a href={preferencesOf(reader)}>{t('due.preferences')}</a>
      </p>
    </ReaderPage>
  );
};

const Pages = ({ count, current, base, t }: { count: number; current: number; base: string; t: PageTranslate }) => (
  <nav aria-label={t('due.pages')}>
    <ul class="pages">
      {Array.from({ length: count }, (_, index) => index + 1).map((page) => (
        <li>
          <a href={`${base}?page=${page}`} aria-current={page === current ? 'page' : undefined}>
            {t('verify.page', { page })}
          </a>
        </li>
      ))}
    </ul>
  </nav>
);

const ErrorSummary = ({
  refused: { deadlineId, faults },
  shown,
  t,
  locale,
}: {
  refused: Refused;
  shown: { item: DueItem; n: number }[];
  t: PageTranslate;
  locale: Locale;
}) => {
  const found = shown.find(({ item }) => item.id === deadlineId);
  return (
    <div class="notice error" role="alert">
      <h2>{t('due.not-sent')}</h2>
      <ul>
        {[...faults].map(([name, fault]) => (
          <li>
            <a href={`#${name}${found?.n ?? ''}`} dir="auto">
              {found?.item.title}
              {colon(locale)} {t(`due.fault.${fault}`)}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
};

const Item = (props: ItemProps) => {
  const { item, n, t, locale } = props;
  return (
    <li>
      <h3 id={`t${n}`} dir="auto">
        {item.title}
      </h3>
      <p dir="auto">
        {item.institution !== null && <>{item.institution} · </>}
        {t('due.on', { due: dayText(locale, item.dueOn) })}
      </p>
      {item.explanation !== null && (
        <p class="quiet" dir="auto">
          {item.explanation}
        </p>
      )}
      {item.request && (
        <p class="notice">
          {item.request.kind === 'MORE_TIME' && item.request.until !== null
            ? t('due.pending.more-time', { until: dayText(locale, item.request.until) })
            : t('due.pending.not-ours')}
        </p>
      )}
      {item.decision && (
        <p class="notice" dir="auto">
          {t('due.decided', {
            ...item.decision,
            until: item.decision.until === null ? '–' : dayText(locale, item.decision.until),
            on: dateText(locale, item.decision.on),
            reason: item.decision.reason ?? '–',
          })}
        </p>
      )}
      <Answers {...props} />
    </li>
  );
};

const Escalated = ({ escalated, reader, t }: { escalated: DueItem[]; reader: Reader; t: PageTranslate }) => (
  <>
    <h2>{t('due.escalated')}</h2>
    <p>
      {t('due.escalated.intro')} {!reader.caller && <a href="/sign-in">{t('sign-in.title')}</a>}
    </p>
    <ul class="list">
      {escalated.map(({ title, institution, dueOn }) => (
        <li dir="auto">
          {title} · {institution} · {t('due.on', { due: dayText(reader.person.locale, dueOn) })}
        </li>
      ))}
    </ul>
  </>
);
