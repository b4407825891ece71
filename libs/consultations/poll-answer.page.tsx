import type { VNode } from 'preact';
import { DateSuits, Frame, momentText, pageTranslator, Refused, type FormRefusal } from '../platform/index.js';
import { spanText } from './consultation.parts.js';
import { localTime } from './consultations.queries.js';
import type { PollOfHost } from './poll.access.js';

/** A host says which dates suit them. Works without an account, from the link in the mail. */
export const PollAnswerPage = ({
  poll,
  action,
  isSaved,
  entered,
  refusal,
}: {
  poll: PollOfHost;
  action: string;
  isSaved: boolean;
  /** What was chosen, by the date's id. */
  entered?: Record<string, string>;
  refusal?: FormRefusal;
}): VNode => {
  const { person, title, timeZone, closesAt, isClosed, options } = poll;
  const { locale } = person;
  const t = pageTranslator(locale);
  const span = ({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }, zone: string) =>
    spanText({ from: localTime(startsAt, zone), until: localTime(endsAt, zone) }, locale);
  return (
    <Frame locale={locale} title={t('poll.title')} owner={poll.mechanism}>
      <h1>{t('poll.title')}</h1>
      {isSaved && (
        <p class="notice good" role="status">
          {t('poll.saved')}
        </p>
      )}
      <Refused refusal={refusal} />
      <p dir="auto">{t('poll.intro', { name: person.name, title })}</p>
      <p>
        {isClosed
          ? t('poll.closed')
          : t('poll.until', { when: momentText(locale, closesAt, person.timeZone), zone: person.timeZone })}
      </p>
      <form method="post" action={action}>
        {options.map((option) => {
          const chosen = entered?.[option.id] ?? option.suits;
          const [own, there] = [span(option, person.timeZone), span(option, timeZone)];
          return (
            <fieldset id={`date-${option.id}`}>
              <legend>{own}</legend>
              {own !== there && <small>{t('poll.there', { date: there, zone: timeZone })}</small>}
              {isClosed ? (
                <p>{t(option.suits === null ? 'poll.unanswered' : `consultations.suits.${option.suits}`)}</p>
              ) : (
                <div class="choices">
                  {Object.values(DateSuits).map((suits) => (
                    <label class="choice">
                      <input type="radio" name={option.id} value={suits} checked={chosen === suits} />{' '}
                      {t(`consultations.suits.${suits}`)}
                    </label>
                  ))}
                </div>
              )}
            </fieldset>
          );
        })}
        {!isClosed && <button type="submit">{t('poll.save')}</button>}
      </form>
    </Frame>
  );
};
