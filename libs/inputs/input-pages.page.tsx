import type { VNode } from 'preact';
import type { Caller } from '../access/index.js';
import { ConsultationDesk, type Shown } from '../consultations/index.js';
import {
  Choice,
  InputOutcome,
  pageTranslator,
  Pages,
  TextArea,
  type FormRefusal,
  type PageOf,
} from '../platform/index.js';
import type { AnswerForm, DeskInputsQuery } from './contributions.form.js';
import { InputText, Outcome } from './inputs.parts.js';
import type { InputView } from './inputs.schemas.js';

/** What was contributed to a consultation, for those who hold it: to be read, and answered one by one. */
export const InputsPage = ({
  caller,
  consultation,
  query,
  page,
}: {
  caller: Caller;
  consultation: Shown;
  query: DeskInputsQuery;
  page: PageOf<InputView>;
}): VNode => {
  const t = pageTranslator(caller.locale);
  const path = `/consultations/${consultation.id}/inputs`;
  const addressOf = (set: Record<string, string | undefined>) => {
    const given = Object.entries(set).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
  };
  const filters = [undefined, 'no', 'yes'] as const;
  return (
    <ConsultationDesk
      caller={caller}
      consultation={consultation}
      tab="/inputs"
      heading={t('inputs.title')}
      said={query.done && t('inputs.done.answered')}
    >
      <nav aria-label={t('inputs.filter')}>
        <ul class="pages">
          {filters.map((answered) => (
            <li>
              <a href={addressOf({ answered })} aria-current={query.answered === answered ? 'page' : undefined}>
                {t(`inputs.filter.${answered ?? 'all'}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <p class="quiet">{t('inputs.desk.anonymous')}</p>
      {(caller.rights.has('coordinator') || caller.rights.has('administrator')) && (
        <p>
          <a href={`/consultations/${consultation.id}/participants-export`}>{t('safety.export')}</a>
        </p>
      )}
      {page.items.length === 0 && <p role="status">{t('inputs.none')}</p>}
      {page.items.map((input) => (
        <section class="card" aria-label={t('inputs.one')}>
          <InputText input={input} locale={caller.locale} files={`${path}/files`} whole={`${path}/${input.id}`} />
          <p class="quiet">{t(`inputs.visibility.${input.visibility}`)}</p>
          <Outcome input={input} locale={caller.locale} />
          {!input.isWithdrawn && (
            <p>
              <a href={`${path}/${input.id}`}>{t(input.outcome === null ? 'inputs.answer' : 'inputs.answer.again')}</a>
            </p>
          )}
        </section>
      ))}
      <Pages
        first={query.cursor === undefined ? null : addressOf({ answered: query.answered })}
        next={page.next === null ? null : addressOf({ answered: query.answered, cursor: page.next })}
        t={t}
      />
    </ConsultationDesk>
  );
};

/** One contribution, and the answer to it. */
export const InputPage = ({
  caller,
  consultation,
  input,
  entered,
  refusal,
}: {
  caller: Caller;
  consultation: Shown;
  input: InputView;
  entered?: AnswerForm;
  refusal?: FormRefusal;
}): VNode => {
  const t = pageTranslator(caller.locale);
  const path = `/consultations/${consultation.id}/inputs`;
  return (
    <ConsultationDesk
      caller={caller}
      consultation={consultation}
      tab="/inputs"
      heading={t('inputs.one')}
      refusal={refusal}
    >
      <InputText input={input} locale={caller.locale} files={`${path}/files`} whole={null} />
      <p class="quiet">{t(`inputs.visibility.${input.visibility}`)}</p>
      {input.isWithdrawn ? (
        <Outcome input={input} locale={caller.locale} />
      ) : (
        <form class="narrow" method="post" action={`${path}/${input.id}`}>
          <h3>{t('inputs.answer')}</h3>
          <Choice
            name="outcome"
            label={t('inputs.outcome')}
            any={t('inputs.outcome.choose')}
            chosen={entered?.outcome ?? input.outcome ?? undefined}
            options={Object.values(InputOutcome).map((outcome) => [outcome, t(`inputs.outcome.${outcome}`)])}
            isRequired
            refusal={refusal}
          />
          <TextArea
            name="text"
            label={t('inputs.outcomeText')}
            hint={t('inputs.outcomeText.hint')}
            value={entered?.text ?? input.outcomeText ?? undefined}
            rows={5}
            maxLength={4000}
            isRequired
            refusal={refusal}
          />
          <button type="submit">{t('inputs.answer.submit')}</button>
        </form>
      )}
      <p>
        <a href={path}>{t('inputs.desk.back')}</a>
      </p>
    </ConsultationDesk>
  );
};
