import type { VNode } from 'preact';
import type { Locale } from '../catalogue/index.js';
import { dateText, Pages, pageTranslator } from '../platform/index.js';
import type { PublishedConsultation } from './published.queries.js';
import { home, hrefIn, PublicPage, whenText, Words, type Stranger } from './published.parts.js';
import type { PublishedCommitment, PublishedInput, PublishedMinutes } from './published-records.service.js';

const Below = ({ reader, consultation }: { reader: Stranger; consultation: PublishedConsultation }) => (
  <p>
    <a href={hrefIn(reader, `${home}/${consultation.id}`)} dir="auto">
      {consultation.title}
    </a>
  </p>
);

/** The final minutes, for everybody. */
export const PublishedMinutesPage = ({ reader, minutes }: { reader: Stranger; minutes: PublishedMinutes }): VNode => {
  const { locale } = reader;
  const t = pageTranslator(locale);
  const { consultation, finalOn, opening, items, commitments } = minutes;
  const title = t('openness.minutes');
  return (
    <PublicPage reader={reader} title={`${title} · ${consultation.title}`} path={`${home}/${consultation.id}/minutes`}>
      <Below reader={reader} consultation={consultation} />
      <h1>{title}</h1>
      <p class="quiet">
        {whenText(consultation, locale)}
        {' · '}
        {t('openness.final-on', { day: dateText(locale, finalOn) })}
      </p>
      <Words text={opening} />
      {items.map((item) => (
        <section>
          <h2 dir="auto">{item.title}</h2>
          {item.record === '' ? <p class="quiet">{t('openness.no-record')}</p> : <Words text={item.record} />}
        </section>
      ))}
      {commitments.length > 0 && <Commitments locale={locale} commitments={commitments} />}
    </PublicPage>
  );
};

const Commitments = ({ locale, commitments }: { locale: Locale; commitments: PublishedCommitment[] }) => {
  const t = pageTranslator(locale);
  return (
    <div class="scroll">
      <table>
        <caption>{t('openness.commitments')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('openness.column.what')}</th>
            <th scope="col">{t('openness.column.who')}</th>
            <th scope="col">{t('openness.column.until')}</th>
            <th scope="col">{t('openness.column.state')}</th>
          </tr>
        </thead>
        <tbody>
          {commitments.map(({ what, institution, dueOn, state, isOverdue, paragraphs }) => (
            <tr>
              <th scope="row" dir="auto">
                {what}
                {paragraphs.length > 0 && (
                  <>
                    <br />
                    <small>{t('openness.recommendations', { paragraphs: paragraphs.join(', ') })}</small>
                  </>
                )}
              </th>
              <td dir="auto">{institution ?? t('openness.secretariat')}</td>
              <td>
                <time dateTime={dueOn}>{dateText(locale, dueOn)}</time>
              </td>
              <td>{isOverdue ? t('openness.commitment.overdue') : t(`openness.commitment.${state}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

/** What people wrote and let everybody read, and what was done with it. */
export const PublishedInputsPage = ({
  reader,
  consultation,
  items,
  isFirst,
  next,
}: {
  reader: Stranger;
  consultation: PublishedConsultation;
  items: PublishedInput[];
  isFirst: boolean;
  next: string | null;
}): VNode => {
  const { locale } = reader;
  const t = pageTranslator(locale);
  const title = t('openness.inputs');
  const path = `${home}/${consultation.id}/contributions`;
  return (
    <PublicPage reader={reader} title={`${title} · ${consultation.title}`} path={path}>
      <Below reader={reader} consultation={consultation} />
      <h1>{title}</h1>
      {items.length === 0 && <p class="quiet">{t('openness.inputs.none')}</p>}
      {items.map((input) => (
        <article class="card" aria-labelledby={`input-${input.id}`}>
          <h2 class="text" id={`input-${input.id}`} dir="auto">
            {authorText(input, locale)}
          </h2>
          <small>
            <time dateTime={input.givenOn}>{dateText(locale, input.givenOn)}</time>
            {input.item !== null && (
              <>
                {' · '}
                <bdi>{input.item}</bdi>
              </>
            )}
          </small>
          <Words text={input.text} lang={input.locale} />
          <h3>{t('openness.outcome')}</h3>
          <p>
            {input.outcome === null ? (
              t('openness.outcome.none')
            ) : (
              <span class="badge">{t(`openness.outcome.${input.outcome}`)}</span>
            )}
          </p>
          {input.outcomeText !== null && <Words text={input.outcomeText} />}
        </article>
      ))}
      <Pages
        first={isFirst ? null : hrefIn(reader, path)}
        next={next === null ? null : hrefIn(reader, path, { cursor: next })}
        t={t}
      />
    </PublicPage>
  );
};

const authorText = ({ author }: PublishedInput, locale: Locale): string => {
  const t = pageTranslator(locale);
  const parts = [author?.name, author?.institution].filter((part) => typeof part === 'string');
  return parts.length === 0 ? t('openness.anonymous') : parts.join(' · ');
};
