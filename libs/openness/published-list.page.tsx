import type { VNode } from 'preact';
import { Pages, pageTranslator } from '../platform/index.js';
import type { ListedConsultation } from './published.queries.js';
import { home, hrefIn, PublicPage, stateText, whenText, type Stranger } from './published.parts.js';

interface Shown {
  reader: Stranger;
  years: number[];
}

/** The published calendar: what is to come, and what was of late. */
export const PublishedHome = ({
  reader,
  years,
  upcoming,
  past,
}: Shown & { upcoming: ListedConsultation[]; past: ListedConsultation[] }): VNode => {
  const t = pageTranslator(reader.locale);
  return (
    <PublicPage reader={reader} title={t('openness.title')} path={home}>
      <h1>{t('openness.title')}</h1>
      <p>{t('openness.intro')}</p>
      <Subscribe reader={reader} />
      <section aria-labelledby="upcoming">
        <h2 id="upcoming">{t('openness.upcoming')}</h2>
        {upcoming.length === 0 ? <p class="quiet">{t('openness.none')}</p> : <List reader={reader} items={upcoming} />}
      </section>
      {past.length > 0 && (
        <section aria-labelledby="past">
          <h2 id="past">{t('openness.past')}</h2>
          <List reader={reader} items={past} />
        </section>
      )}
      <Years reader={reader} years={years} />
    </PublicPage>
  );
};

/** A year of the published calendar. */
export const PublishedYear = ({
  reader,
  years,
  year,
  items,
  isFirst,
  next,
}: Shown & { year: number; items: ListedConsultation[]; isFirst: boolean; next: string | null }): VNode => {
  const t = pageTranslator(reader.locale);
  const title = t('openness.year', { year: String(year) });
  return (
    <PublicPage reader={reader} title={title} path={home} query={{ year }}>
      <p>
        <a href={hrefIn(reader, home)}>{t('openness.title')}</a>
      </p>
      <h1>{title}</h1>
      {items.length === 0 ? (
        <p class="quiet">{t('openness.none')}</p>
      ) : (
        <List reader={reader} items={items} level="h2" />
      )}
      <Pages
        first={isFirst ? null : hrefIn(reader, home, { year })}
        next={next === null ? null : hrefIn(reader, home, { year, cursor: next })}
        t={t}
      />
      <Years reader={reader} years={years} year={year} />
    </PublicPage>
  );
};

const Subscribe = ({ reader }: { reader: Stranger }) => {
  const t = pageTranslator(reader.locale);
  return (
    <p>
      <a href={hrefIn({ ...reader, chosen: true }, `${home}.ics`)} type="text/calendar">
        {t('openness.subscribe')}
      </a>
    </p>
  );
};

const List = ({
  reader,
  items,
  level: Heading = 'h3',
}: {
  reader: Stranger;
  items: ListedConsultation[];
  /** What stands above the list. */
  level?: 'h2' | 'h3';
}) => {
  const t = pageTranslator(reader.locale);
  return (
    <ul class="list">
      {items.map((item) => {
        const state = stateText(item.status, t);
        return (
          <li>
            <Heading class="text">
              <a href={hrefIn(reader, `${home}/${item.id}`)} dir="auto">
                {item.title}
              </a>
              {state && (
                <>
                  {' '}
                  <span class={`badge ${state.tone}`}>{state.text}</span>
                </>
              )}
            </Heading>
            <small>
              <time dateTime={item.startsAt.toISOString()}>{whenText(item, reader.locale)}</time>
              {item.place !== null && (
                <>
                  {' · '}
                  <bdi>{item.place}</bdi>
                </>
              )}
              {` · ${t(`openness.format.${item.format}`)} · ${t(`openness.purpose.${item.purpose}`)}`}
            </small>
          </li>
        );
      })}
    </ul>
  );
};

const Years = ({ reader, years, year }: Shown & { year?: number }) => {
  const t = pageTranslator(reader.locale);
  if (years.length === 0) return null;
  return (
    <nav aria-label={t('openness.years')}>
      <h2>{t('openness.years')}</h2>
      <ul class="pages">
        {years.map((each) => (
          <li>
            <a href={hrefIn(reader, home, { year: each })} aria-current={each === year ? 'page' : undefined}>
              {each}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
};
