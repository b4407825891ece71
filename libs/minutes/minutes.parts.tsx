import type { VNode } from 'preact';
import { StateBadge } from '../deadlines/index.js';
import type { Locale } from '../catalogue/index.js';
import { dateText, type PageTranslate } from '../platform/index.js';
import type { CommitmentView, MinutesView } from './minutes.schemas.js';

/** What people wrote, paragraph by paragraph as they wrote it. */
export const Prose = ({ text }: { text: string }): VNode => (
  <>
    {text.split(/\n{2,}/).map((paragraph) => (
      <p class="prose" dir="auto">
        {paragraph}
      </p>
    ))}
  </>
);

/** The minutes as they are read: the opening, then item by item. */
export const ReadMinutes = ({ minutes, t }: { minutes: MinutesView; t: PageTranslate }): VNode => (
  <>
    {minutes.opening.text !== '' && <Prose text={minutes.opening.text} />}
    {minutes.items.map(({ title, text }, index) => (
      <>
        <h3 dir="auto">{t('minutes.item', { n: index + 1, title })}</h3>
        {text === '' ? <p class="quiet">{t('minutes.nothing')}</p> : <Prose text={text} />}
      </>
    ))}
  </>
);

/** What was promised: who, what, until when; for those who may, how it stands and where it is changed. */
export const Commitments = ({
  commitments,
  locale,
  changeAt,
  isWithState = false,
  t,
}: {
  commitments: CommitmentView[];
  locale: Locale;
  /** Where one is changed; left out: nowhere. */
  changeAt?: ((id: string) => string) | undefined;
  isWithState?: boolean;
  t: PageTranslate;
}): VNode => (
  <ul class="list">
    {commitments.map(({ id, what, institution, dueOn, recommendations, deadline, isWithdrawn }) => (
      <li>
        <strong dir="auto">{isWithdrawn ? <s>{what}</s> : what}</strong>{' '}
        {isWithdrawn && <span class="badge">{t('commitments.withdrawn')}</span>}
        {isWithState && deadline && <StateBadge deadline={deadline} t={t} />}
        <span class="below" dir="auto">
          {institution?.name ?? t('deadlines.secretariat')} · {t('commitments.due', { day: dateText(locale, dueOn) })}
        </span>
        {isWithState && deadline && deadline.dueOn !== dueOn && (
          <span class="below">{t('commitments.moved', { day: dateText(locale, deadline.dueOn) })}</span>
        )}
        {recommendations.length > 0 && (
          <span class="below">
            {t('commitments.about')}{' '}
            {recommendations.map((one, index) => (
              <>
                {index > 0 && ', '}
                {isWithState ? (
                  <a href={`/register/${one.id}`} dir="auto">
                    {one.paragraph ?? short(one.text)}
                  </a>
                ) : (
                  <span dir="auto">{one.paragraph ?? short(one.text)}</span>
                )}
              </>
            ))}
          </span>
        )}
        {isWithState && (deadline !== null || (changeAt !== undefined && !isWithdrawn)) && (
          <span class="below">
            {deadline && <a href={`/deadlines/${deadline.id}`}>{t('commitments.deadline')}</a>}{' '}
            {changeAt && !isWithdrawn && <a href={changeAt(id)}>{t('commitments.change')}</a>}
          </span>
        )}
      </li>
    ))}
  </ul>
);

/** The first words of a text, cut between words that a reader sees as such. */
export const short = (text: string): string => {
  const words = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)];
  return words.length <= 80
    ? text
    : `${words
        .slice(0, 79)
        .map(({ segment }) => segment)
        .join('')
        .trimEnd()}…`;
};
