import type { VNode } from 'preact';
import type { Locale } from '../catalogue/index.js';
import { colon, dateText, pageTranslator } from '../platform/index.js';
import { beginning } from './inputs.rules.js';
import type { InputView } from './inputs.schemas.js';

const shownAtFirst = 600;

/** What was done with a contribution; null while nothing was said of it. */
export const Outcome = ({ input, locale }: { input: InputView; locale: Locale }): VNode | null => {
  const t = pageTranslator(locale);
  if (input.outcome === null) return null;
  return (
    <>
      <p>
        <span class="badge">{t(`inputs.outcome.${input.outcome}`)}</span>
      </p>
      <p dir="auto" class="lines">
        {input.outcomeText}
      </p>
    </>
  );
};

/** One contribution: whose, about what, what it says, and what was done with it. */
export const InputText = ({
  input,
  locale,
  files,
  whole,
}: {
  input: InputView;
  locale: Locale;
  /** Where its files are; one's id follows. */
  files: string;
  /** Where all of it can be read; null: show all of it here. */
  whole: string | null;
}): VNode => {
  const t = pageTranslator(locale);
  const start = whole === null ? null : beginning(input.text, shownAtFirst);
  return (
    <>
      <p class="quiet" dir="auto">
        {[
          input.author === null
            ? t(input.visibility === 'ANONYMOUS' ? 'inputs.anonymous' : 'inputs.nameless')
            : [input.author.name, input.author.institution].filter((part) => part !== null).join(', '),
          dateText(locale, input.givenOn),
          input.agendaItem?.title ?? t('inputs.about.whole'),
        ].join(' · ')}
      </p>
      {input.isWithdrawn ? (
        <p>{t('inputs.withdrawn')}</p>
      ) : (
        <p dir="auto" lang={input.locale} class="lines">
          {start ?? input.text}
        </p>
      )}
      {start !== null && whole !== null && (
        <p>
          <a href={whole}>{t('inputs.whole')}</a>
        </p>
      )}
      {input.files.length > 0 && (
        <p>
          {t('inputs.files')}
          {colon(locale)}
        </p>
      )}
      {input.files.length > 0 && (
        <ul>
          {input.files.map(({ id, name, size }) => (
            <li>
              <a href={`${files}/${id}`} dir="auto" download>
                {name}
              </a>{' '}
              {t('inputs.file.size', { kilobytes: Math.max(1, Math.round(size / 1024)) })}
            </li>
          ))}
        </ul>
      )}
    </>
  );
};
