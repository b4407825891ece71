import type { VNode } from 'preact';
import type { Caller } from '../access/index.js';
import { colon, dateText, Frame, momentText, pageTranslator } from '../platform/index.js';
import { Commitments, ReadMinutes } from './minutes.parts.js';
import type { CommitmentView, MinutesView } from './minutes.schemas.js';

/** The minutes as a document: to print, to keep, to hand on. It names those who agreed to be seen, and nobody else. */
export const MinutesPrintPage = ({
  caller,
  consultation,
  minutes,
  commitments,
  present,
  names,
}: {
  caller: Caller;
  consultation: { title: string; startsAt: Date | null; timeZone: string; place: string | null };
  minutes: MinutesView;
  commitments: CommitmentView[];
  present: number;
  names: string[];
}): VNode => {
  const { locale } = caller;
  const t = pageTranslator(locale);
  const { title, startsAt, timeZone, place } = consultation;
  const held = commitments.filter(({ isWithdrawn }) => !isWithdrawn);
  return (
    <Frame locale={locale} title={`${t('minutes.title')} · ${title}`} owner={caller.mechanism}>
      <p class="quiet" dir="auto">
        {caller.mechanism}
      </p>
      <h1 dir="auto">{t('minutes.document', { title })}</h1>
      <p dir="auto">
        {startsAt && momentText(locale, startsAt, timeZone)}
        {place !== null && ` · ${place}`}
      </p>
      <p>
        {t('minutes.present', { n: present })}
        {names.length > 0 && (
          <span dir="auto">
            {colon(locale)} {names.join(', ')}
          </span>
        )}
      </p>
      <p>
        <strong>
          {minutes.finalAt !== null
            ? t('minutes.document.final')
            : minutes.commentsBy !== null
              ? t('minutes.document.circulated', { day: dateText(locale, minutes.commentsBy) })
              : t('minutes.document.draft')}
        </strong>
      </p>
      <ReadMinutes minutes={minutes} t={t} />
      {held.length > 0 && <h2>{t('commitments.title')}</h2>}
      {held.length > 0 && <Commitments commitments={held} locale={locale} t={t} />}
    </Frame>
  );
};
