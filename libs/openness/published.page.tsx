import type { VNode } from 'preact';
import type { Locale } from '../catalogue/index.js';
import { pageTranslator } from '../platform/index.js';
import type { Group, Totals } from './figures.rules.js';
import {
  countText,
  home,
  hrefIn,
  languageNames,
  PublicPage,
  stateText,
  whenText,
  Words,
  type Stranger,
} from './published.parts.js';
import type { PublishedDetail, PublishedItem, PublishedSubject } from './published.service.js';
import type { Count } from './suppression.rules.js';

type Row = readonly [name: string, value: VNode | string] | false;

/** One consultation, for everybody. */
export const PublishedPage = ({
  reader,
  detail,
  figures,
}: {
  reader: Stranger;
  detail: PublishedDetail;
  /** Null: not published. */
  figures: { total: Totals<Count>; kinds: Group<Count>[] } | null;
}): VNode => {
  const { locale } = reader;
  const t = pageTranslator(locale);
  const { consultation, hosts, subjects, agenda, hasMinutes, hasInputs } = detail;
  const path = `${home}/${consultation.id}`;
  const state = stateText(consultation.status, t);
  const isOff = consultation.status === 'CANCELLED' || consultation.status === 'POSTPONED';
  const facts: Row[] = [
    [
      isOff ? t('openness.was-planned') : t('openness.held-on'),
      <time dateTime={consultation.startsAt.toISOString()}>{whenText(consultation, locale)}</time>,
    ],
    consultation.place !== null && [t('openness.place'), <bdi>{consultation.place}</bdi>],
    [t('openness.format'), t(`openness.format.${consultation.format}`)],
    [t('openness.purpose'), t(`openness.purpose.${consultation.purpose}`)],
    consultation.languages.length > 0 && [t('openness.spoken'), languageNames(consultation.languages, locale)],
    consultation.interpretation.length > 0 && [
      t('openness.interpretation'),
      languageNames(consultation.interpretation, locale),
    ],
    consultation.accessibility !== null && [t('openness.accessibility'), <bdi>{consultation.accessibility}</bdi>],
    [t('openness.hosts'), <bdi>{hosts.join(' · ')}</bdi>],
  ];
  return (
    <PublicPage reader={reader} title={consultation.title} path={path}>
      <p>
        <a href={hrefIn(reader, home)}>{t('openness.title')}</a>
      </p>
      <h1 dir="auto">{consultation.title}</h1>
      {state && (
        <p class="badges">
          <span class={`badge ${state.tone}`}>{state.text}</span>
        </p>
      )}
      <dl>
        {facts.map(
          (fact) =>
            fact && (
              <>
                <dt>{fact[0]}</dt>
                <dd>{fact[1]}</dd>
              </>
            ),
        )}
      </dl>
      <Words text={consultation.about} />
      {(hasMinutes || hasInputs) && (
        <ul>
          {hasMinutes && (
            <li>
              <a href={hrefIn(reader, `${path}/minutes`)}>{t('openness.minutes')}</a>
            </li>
          )}
          {hasInputs && (
            <li>
              <a href={hrefIn(reader, `${path}/contributions`)}>{t('openness.inputs')}</a>
            </li>
          )}
        </ul>
      )}
      {subjects.length > 0 && <Subjects locale={locale} subjects={subjects} />}
      {agenda !== null && agenda.length > 0 && <Agenda locale={locale} path={path} items={agenda} />}
      {figures && figures.kinds.length > 0 && <PublicFigures locale={locale} {...figures} />}
    </PublicPage>
  );
};

const Subjects = ({ locale, subjects }: { locale: Locale; subjects: PublishedSubject[] }) => {
  const t = pageTranslator(locale);
  return (
    <section aria-labelledby="subjects">
      <h2 id="subjects">{t('openness.subjects')}</h2>
      <ul>
        {subjects.map(({ review, paragraph, text }) => (
          <li dir="auto">
            {paragraph === null ? review : t('openness.paragraph', { review, paragraph })}
            {text !== '' && ` — ${text}`}
          </li>
        ))}
      </ul>
    </section>
  );
};

const Agenda = ({ locale, path, items }: { locale: Locale; path: string; items: PublishedItem[] }) => {
  const t = pageTranslator(locale);
  return (
    <section aria-labelledby="agenda">
      <h2 id="agenda">{t('openness.agenda')}</h2>
      <ol>
        {items.map(({ title, details, minutes, speakers, documents }) => (
          <li>
            <h3 dir="auto">{title}</h3>
            {minutes !== null && <small>{t('openness.minutes-long', { minutes })}</small>}
            <Words text={details} />
            {speakers.length > 0 && (
              <p>
                {t('openness.speakers')} <bdi>{speakers.join(' · ')}</bdi>
              </p>
            )}
            {documents.length > 0 && (
              <ul>
                {documents.map(({ id, title: name, size }) => (
                  <li>
                    <a href={`${path}/documents/${id}`} dir="auto">
                      {name}
                    </a>{' '}
                    <small>{t('openness.size', { kilobytes: Math.max(1, Math.round(size / 1024)) })}</small>
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
};

const PublicFigures = ({ locale, total, kinds }: { locale: Locale; total: Totals<Count>; kinds: Group<Count>[] }) => {
  const t = pageTranslator(locale);
  const show = (count: Count) => countText(count, locale);
  return (
    <section aria-labelledby="figures">
      <h2 id="figures">{t('openness.figures')}</h2>
      <div class="scroll">
        <table class="numbers">
          <caption>{t('openness.figures.kind')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('openness.column.kind')}</th>
              <th scope="col">{t('openness.column.invited')}</th>
              <th scope="col">{t('openness.column.came')}</th>
            </tr>
          </thead>
          <tbody>
            {kinds.map(({ value, invited, came }) => (
              <tr>
                <th scope="row">
                  {value === null ? t('openness.not-given') : t(`institutions.kind.${value as 'CSO'}`)}
                </th>
                <td>{show(invited)}</td>
                <td>{show(came)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('openness.all')}</th>
              <td>{show(total.invited)}</td>
              <td>{show(total.came)}</td>
            </tr>
          </tfoot>
        </table>
      </div>
      <p>
        <small>{t('openness.why-few')}</small>
      </p>
    </section>
  );
};
