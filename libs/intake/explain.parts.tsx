import type { VNode } from 'preact';
import type { Locale } from '../catalogue/index.js';
import type { PageTranslate } from '../platform/index.js';
import { stateName } from '../recommendations/index.js';
import type { ImportView, QuestionView, RowView } from './imports.schemas.js';
import { columnRoles } from './records.js';

/** More in one form would be too many to answer at once; the next come when these are answered. */
const mostQuestions = 40;

/** What the file's words mean and its columns hold, and the buttons to say otherwise. */
export const Explanations = ({
  item,
  questions,
  action,
  locale,
  t,
}: {
  item: ImportView;
  questions: QuestionView[];
  action: string;
  locale: Locale;
  t: PageTranslate;
}): VNode | null => {
  if (item.status !== 'PREVIEWED' || (questions.length === 0 && item.columns === null)) return null;
  const open = questions.filter(({ isOpen }) => isOpen).length;
  return (
    <form method="post" action={action}>
      {questions.length > 0 && (
        <>
          <h2>{t('imports.questions')}</h2>
          {open > 0 && <p class="notice warn">{t('imports.questions.open', { open })}</p>}
          {questions.slice(0, mostQuestions).map((question, index) => (
            <Word question={question} index={index} locale={locale} t={t} />
          ))}
        </>
      )}
      {item.columns !== null && <Columns columns={item.columns} t={t} />}
      <button class={open > 0 ? '' : 'quiet'} type="submit">
        {t('imports.explain')}
      </button>
    </form>
  );
};

const Word = ({
  question,
  index,
  locale,
  t,
}: {
  question: QuestionView;
  index: number;
  locale: Locale;
  t: PageTranslate;
}) => {
  const { about, value, uses, isOpen, meaning } = question;
  const id = `meaning-${index}`;
  const chosen = isOpen ? '' : (meaning ?? '-');
  return (
    <div class="narrow">
      <input type="hidden" name={`about-${index}`} value={about} />
      <input type="hidden" name={`value-${index}`} value={value} />
      <label for={id}>
        {t(`imports.asked.${about}`)} <q dir="auto">{value}</q> <small>{t('imports.asked.uses', { uses })}</small>
      </label>
      {about === 'stateUnderReview' || about === 'recommendingState' ? (
        <>
          <input
            id={id}
            name={id}
            value={meaning === null ? chosen : stateName(meaning, locale)}
            aria-describedby={`${id}-hint`}
          />
          <small id={`${id}-hint`}>{t('imports.asked.state.hint')}</small>
        </>
      ) : (
        <select id={id} name={id}>
          <option value="">{t('imports.asked.open')}</option>
          {question.meanings.map((candidate) => (
            <option value={candidate} selected={candidate === chosen}>
              {meaningText(about, candidate, t)}
            </option>
          ))}
          <option value="-" selected={chosen === '-'}>
            {t('imports.asked.nothing')}
          </option>
        </select>
      )}
    </div>
  );
};

const positions = ['SUPPORTED', 'PARTIALLY_SUPPORTED', 'NOTED', 'UNDER_CONSIDERATION'] as const;
const kinds = ['RECOMMENDATION', 'VOLUNTARY_PLEDGE', 'OBSERVATION'] as const;

/** Mechanisms go by their acronyms in every language. */
const meaningText = (about: QuestionView['about'], meaning: string, t: PageTranslate): string => {
  const position = positions.find((candidate) => candidate === meaning);
  if (about === 'position' && position) return t(`register.position.${position}`);
  const kind = kinds.find((candidate) => candidate === meaning);
  return kind ? t(`register.kind.${kind}`) : meaning.replaceAll('_', ' ');
};

const Columns = ({ columns, t }: { columns: NonNullable<ImportView['columns']>; t: PageTranslate }) => (
  <details open={!columns.some(({ role }) => role === 'text')}>
    <summary>{t('imports.columns')}</summary>
    <p>{t('imports.columns.intro')}</p>
    <div class="scroll" tabIndex={0} role="group" aria-label={t('imports.columns')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('imports.columns.heading')}</th>
            <th scope="col">{t('imports.columns.holds')}</th>
            <th scope="col">{t('imports.columns.from')}</th>
            <th scope="col">{t('imports.columns.samples')}</th>
          </tr>
        </thead>
        <tbody>
          {columns.map(({ heading, role, from, samples }, index) => (
            <tr>
              <th scope="row" dir="auto" id={`heading-${index}`}>
                {heading}
              </th>
              <td>
                <select name={`column-${index}`} aria-labelledby={`heading-${index}`}>
                  <option value="">{t('imports.column.none')}</option>
                  {columnRoles.map((candidate) => (
                    <option value={candidate} selected={candidate === role}>
                      {t(`imports.column.${candidate}`)}
                    </option>
                  ))}
                </select>
              </td>
              <td>{t(`imports.columns.from.${from}`)}</td>
              <td dir="auto">{samples.join(' · ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </details>
);

/** What would be overwritten: as the register has it, and as the file does. */
export const Changes = ({ rows, locale, t }: { rows: RowView[]; locale: Locale; t: PageTranslate }): VNode | null =>
  rows.length === 0 ? null : (
    <>
      <h2>{t('imports.changes')}</h2>
      <ul class="list">
        {rows.map(({ inFile, inRegister }) => (
          <li>
            <a href={`/register/${inRegister?.id ?? ''}`} dir="auto">
              {inRegister?.paragraph ?? inFile.paragraph ?? t('imports.changes.one')}
            </a>
            <dl>{inRegister && differences(inFile, inRegister, locale, t)}</dl>
          </li>
        ))}
      </ul>
    </>
  );

const differences = (
  inFile: RowView['inFile'],
  inRegister: NonNullable<RowView['inRegister']>,
  locale: Locale,
  t: PageTranslate,
): VNode[] => {
  const position = (value: RowView['inFile']['position']) => t(`register.position.${value ?? 'NONE'}`);
  const list = (values: string[]) => new Intl.ListFormat(locale).format(values);
  const added = (field: 'recommendingStates' | 'themes') =>
    inFile[field].filter((value) => !inRegister[field].includes(value));
  const newStates = added('recommendingStates').map((code) => stateName(code, locale));
  const found: [string, string, string][] = [
    ...(inFile.paragraph !== null && inFile.paragraph !== inRegister.paragraph
      ? [[t('imports.column.paragraph'), inRegister.paragraph ?? '–', inFile.paragraph] as [string, string, string]]
      : []),
    ...(inFile.paragraph !== null && inFile.text !== inRegister.text
      ? [[t('imports.column.text'), inRegister.text, inFile.text] as [string, string, string]]
      : []),
    ...(inFile.position !== null && inFile.position !== inRegister.position
      ? [[t('register.position'), position(inRegister.position), position(inFile.position)] as [string, string, string]]
      : []),
    ...(newStates.length > 0
      ? [[t('imports.column.recommendingStates'), '', `+ ${list(newStates)}`] as [string, string, string]]
      : []),
    ...(added('themes').length > 0
      ? [[t('imports.column.themes'), '', `+ ${list(added('themes'))}`] as [string, string, string]]
      : []),
  ];
  return found.flatMap(([what, before, after]) => [
    <dt>{what}</dt>,
    <dd dir="auto">
      {before !== '' && (
        <>
          <del>{before}</del>{' '}
        </>
      )}
      <ins>{after}</ins>
    </dd>,
  ]);
};
