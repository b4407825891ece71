import type { VNode } from 'preact';
import { SignedInPage, type Caller } from '../access/index.js';
import { isPageKey } from '../catalogue/index.js';
import { dayText, momentText, pageTranslator, type PageTranslate } from '../platform/index.js';
import { directionOf, languageOf } from './recommendations.rules.js';
import type { HistoryEntry, RecommendationDetail } from './recommendations.schemas.js';
import { PositionBadge, reviewName } from './register.page.js';

interface Part {
  caller: Caller;
  item: RecommendationDetail;
  t: PageTranslate;
}

/** One recommendation: what was said, what was answered, who answers for it, and what happened to it. */
export const RecommendationPage = ({ caller, item }: Omit<Part, 't'>): VNode => {
  const t = pageTranslator(caller.locale);
  const title = t('register.detail.title', { paragraph: item.paragraph ?? t('register.detail.without-number') });
  return (
    <SignedInPage caller={caller} title={title} path={`/register/${item.id}`}>
      <p>
        <a href={`/register?reviewId=${item.review.id}`}>{t('register.detail.back')}</a>
      </p>
      <h1>{title}</h1>
      <p>
        <PositionBadge position={item.position} t={t} />
      </p>
      <p class="card" dir="auto" lang={languageOf(item.text)}>
        {item.text}
      </p>
      {item.translations.length > 0 && <Translations caller={caller} item={item} t={t} />}
      <h2>{t('register.facts')}</h2>
      <Facts caller={caller} item={item} t={t} />
      <h2>{t('register.positions')}</h2>
      <Positions caller={caller} item={item} t={t} />
      <h2>{t('register.assignments')}</h2>
      <Assignments item={item} t={t} />
      <h2>{t('register.history')}</h2>
      {item.history.length === 0 && <p>{t('register.history.none')}</p>}
      <ol class="list">
        {item.history.map((entry) => (
          <Entry entry={entry} caller={caller} t={t} />
        ))}
      </ol>
    </SignedInPage>
  );
};

const Translations = ({ caller, item, t }: Part) => {
  const names = new Intl.DisplayNames([caller.locale], { type: 'language', fallback: 'code' });
  return (
    <>
      <h2>{t('register.translations')}</h2>
      {item.translations.map(({ language, text }) => (
        <details>
          <summary>{names.of(language) ?? language}</summary>
          <p dir={directionOf(language)} lang={language}>
            {text}
          </p>
        </details>
      ))}
    </>
  );
};

const Facts = ({ caller, item, t }: Part) => {
  const facts: [string, string[]][] = [
    [t('register.review.name'), [reviewName(item.review, caller.locale)]],
    [t('register.kind'), [t(`register.kind.${item.kind}`)]],
    [t('register.recommended-by'), item.recommendingStates.map(({ name }) => name)],
    [t('register.themes'), item.themes],
    [t('register.affected-persons'), item.affectedPersons],
    [t('register.sdgs'), item.sdgs],
    [t('register.clusters'), item.clusters.map(({ name }) => name)],
    [
      t('register.references'),
      item.references.map(({ scheme, value }) => `${t(`register.reference.${scheme}`)}: ${value}`),
    ],
  ];
  return (
    <dl>
      {facts
        .filter(([, values]) => values.length > 0)
        .map(([name, values]) => (
          <>
            <dt>{name}</dt>
            <dd dir="auto">{values.join(' · ')}</dd>
          </>
        ))}
    </dl>
  );
};

const Positions = ({ caller, item, t }: Part) =>
  item.positions.length === 0 ? (
    <p>{t('register.positions.none')}</p>
  ) : (
    <div class="scroll" tabIndex={0} role="group" aria-label={t('register.positions')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('register.position')}</th>
            <th scope="col">{t('register.positions.taken')}</th>
            <th scope="col">{t('register.positions.recorded')}</th>
            <th scope="col">{t('register.positions.source')}</th>
          </tr>
        </thead>
        <tbody>
          {item.positions.map(({ value, takenOn, recordedAt, source: { symbol, paragraph } }) => (
            <tr>
              <th scope="row">{t(`register.position.${value}`)}</th>
              <td>{takenOn === null ? '–' : dayText(caller.locale, takenOn)}</td>
              <td>{momentText(caller.locale, new Date(recordedAt), caller.timeZone)}</td>
              <td>
                {symbol ?? '–'} {paragraph !== null && t('register.positions.paragraph', { paragraph })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );

const Assignments = ({ item, t }: Omit<Part, 'caller'>) =>
  item.assignments.length === 0 ? (
    <p>{t('register.assignments.none')}</p>
  ) : (
    <div class="scroll" tabIndex={0} role="group" aria-label={t('register.assignments')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('register.institution')}</th>
            <th scope="col">{t('register.role')}</th>
            <th scope="col">{t('register.status')}</th>
          </tr>
        </thead>
        <tbody>
          {item.assignments.map(({ institution, role, status, contestReason }) => (
            <tr>
              <th scope="row" dir="auto">
                {institution.name}
              </th>
              <td>{t(`register.role.${role}`)}</td>
              <td>
                {t(`register.status.${status}`)}
                {contestReason !== null && (
                  <p class="quiet" dir="auto">
                    {contestReason}
                  </p>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );

const Entry = ({ entry, caller, t }: { entry: HistoryEntry; caller: Caller; t: PageTranslate }) => {
  const key = `register.event.${entry.event}`;
  return (
    <li>
      <time dateTime={entry.at} class="quiet">
        {momentText(caller.locale, new Date(entry.at), caller.timeZone)}
      </time>
      <br />
      {/* An event this page has no words for yet is still shown, by its name. */}
      {[isPageKey(key) ? t(key, { institution: entry.institution?.name ?? '' }) : entry.event, byWhom(entry, t)]
        .filter(Boolean)
        .join(', ')}
      {entry.why !== null && (
        <p class="quiet" dir="auto">
          {t('register.history.why', { reason: entry.why })}
        </p>
      )}
    </li>
  );
};

/** Empty where it is not the reader's to know. */
const byWhom = ({ who, onBehalfOf, via }: HistoryEntry, t: PageTranslate): string => {
  if (who !== null && onBehalfOf !== null) {
    return t('register.history.for', { name: who.name, institution: onBehalfOf.name });
  }
  const known = who ?? onBehalfOf;
  if (known !== null) return t('register.history.by', { name: known.name });
  return via === 'system' || via === 'command' ? t('register.history.by', { name: t('register.history.system') }) : '';
};
