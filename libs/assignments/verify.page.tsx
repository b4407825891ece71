import type { VNode } from 'preact';
import { mailTexts, reviewText, type Locale } from '../catalogue/index.js';
import { dayText, Frame, pageTranslator, translator, type PageTranslate } from '../platform/index.js';
import { intoPages } from './assignments.rules.js';
import type { ListItem } from './assignments.queries.js';
import type { VerifyView } from './verify.access.js';
import type { FieldError, VerifyForm } from './verify.form.js';

/** A page of the list stays under 50 kB, also in scripts that take three bytes a letter. */
const perPage = { bytes: 12_000, count: 15 };

export interface VerifyPageProps {
  view: VerifyView;
  locale: Locale;
  /** Where the forms go: the page's own address. */
  action: string;
  page: number;
  institutions: { id: string; name: string }[];
  /** After answers were saved: how many were new. */
  saved?: number;
  /** How many answers came too late: the items had been decided meanwhile. */
  late?: number;
  /** After an error: what the person had entered, and what is wrong with it. */
  entered?: VerifyForm;
  errors?: Map<string, FieldError>;
}

export const VerifyPage = (props: VerifyPageProps): VNode => {
  const { view, locale, action, page, institutions, saved, errors = new Map<string, FieldError>() } = props;
  const t = pageTranslator(locale);
  const pages = intoPages(view.items, perPage);
  const current = Math.min(Math.max(page, 1), Math.max(pages.length, 1));
  const items = pages[current - 1] ?? [];
  const count = (...statuses: ListItem['status'][]) =>
    view.items.filter(({ status }) => statuses.includes(status)).length;
  const open = count('UNDER_VERIFICATION');
  const accepted = count('ACCEPTED', 'APPROVED', 'ACTIVE', 'COMPLETED');
  const review = reviewText(view.review, translator(mailTexts, locale));
  const names = [...new Set(view.items.map(({ institution }) => institution))];
  return (
    <Frame locale={locale} title={t('verify.title', { review })} owner={view.mechanism}>
      <h1>{t('verify.title', { review })}</h1>
      {saved !== undefined && (
        <p class="notice" role="status">
          {t('verify.saved', { saved, open })}
          {props.late ? ` ${t('verify.late', { late: props.late })}` : ''}
        </p>
      )}
      {errors.size > 0 && <ErrorSummary errors={errors} items={items} t={t} />}
      <p dir="auto">
        {t('verify.intro', {
          name: view.person.name,
          institutions: names.join(', '),
          count: view.items.length,
          due: dayText(locale, view.dueOn),
        })}
      </p>
      <p>{t('verify.counts', { open, accepted, contested: count('CONTESTED') })}</p>
      <form method="post" action={`${action}?page=${current}`}>
        {/* The Enter key presses a form's first button: it must be the one that does least. */}
        <button type="submit" hidden>
          {t('verify.save')}
        </button>
        {open > 0 && (
          <button type="submit" formaction={`${action}/accept-all?page=${current}`}>
            {t('verify.accept-all', { open })}
          </button>
        )}
        <h2>{open > 0 ? t('verify.one-by-one') : t('verify.your-answers')}</h2>
        {items.map((item) => (
          <Item
            item={item}
            t={t}
            entered={props.entered}
            error={errors.get(item.id)}
            showInstitution={names.length > 1}
          />
        ))}
        <datalist id="institutions">
          {institutions.map(({ name }) => (
            <option value={name} />
          ))}
        </datalist>
        {items.some(isAnswerable) && <button type="submit">{t('verify.save')}</button>}
      </form>
      {pages.length > 1 && (
        <nav aria-label={t('verify.pages')}>
          <ul class="pages">
            {pages.map((_, index) => (
              <li>
                <a href={`${action}?page=${index + 1}`} aria-current={index + 1 === current ? 'page' : undefined}>
                  {t('verify.page', { page: index + 1 })}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </Frame>
  );
};

/** Whether the institution may still answer, or answer otherwise. */
export const isAnswerable = ({ status }: ListItem) => ['UNDER_VERIFICATION', 'ACCEPTED', 'CONTESTED'].includes(status);

const ErrorSummary = ({
  errors,
  items,
  t,
}: {
  errors: Map<string, FieldError>;
  items: ListItem[];
  t: PageTranslate;
}) => (
  <div class="notice error" role="alert">
    <h2>{t('verify.not-saved')}</h2>
    <ul>
      {items
        .filter(({ id }) => errors.has(id))
        .map(({ id, reference, text }) => (
          <li>
            <a href={`#${errors.get(id) === 'institution-unknown' ? 'instead' : 'reason'}-${id}`}>
              {reference || text.slice(0, 60)}: {t(`verify.${errors.get(id) ?? 'reason-missing'}`)}
            </a>
          </li>
        ))}
    </ul>
  </div>
);

const Item = ({
  item,
  t,
  entered,
  error,
  showInstitution,
}: {
  item: ListItem;
  t: PageTranslate;
  entered: VerifyForm | undefined;
  error: FieldError | undefined;
  /** Only where the person acts for several. */
  showInstitution: boolean;
}) => {
  const { id, status } = item;
  const answer =
    entered?.[`answer.${id}`] ?? (status === 'ACCEPTED' ? 'ACCEPT' : status === 'CONTESTED' ? 'CONTEST' : '');
  const reason = entered?.[`reason.${id}`] ?? item.contestReason ?? '';
  const instead = entered?.[`instead.${id}`] ?? item.proposedInstead ?? '';
  return (
    <fieldset>
      <legend>
        {item.reference && <strong>{item.reference}</strong>} <span class="badge">{t(`verify.role.${item.role}`)}</span>{' '}
        <span class="badge">{t(`verify.status.${status}`)}</span>
      </legend>
      <p dir="auto">{item.text}</p>
      {showInstitution && <p class="quiet">{item.institution}</p>}
      {isAnswerable(item) && (
        <>
          <div class="choices">
            <label>
              <input type="radio" name={`answer.${id}`} value="ACCEPT" checked={answer === 'ACCEPT'} />{' '}
              {t('verify.accept')}
            </label>
            <label>
              <input type="radio" name={`answer.${id}`} value="CONTEST" checked={answer === 'CONTEST'} />{' '}
              {t('verify.contest')}
            </label>
          </div>
          <details open={answer === 'CONTEST' || reason !== ''}>
            <summary>{t('verify.contest-how')}</summary>
            {error && (
              <p class="error capital" id={`error-${id}`}>
                {t(`verify.${error}`)}
              </p>
            )}
            <label for={`reason-${id}`}>{t('verify.reason')}</label>
            <textarea
              id={`reason-${id}`}
              name={`reason.${id}`}
              rows={3}
              maxLength={4000}
              dir="auto"
              aria-invalid={error && error !== 'institution-unknown' ? 'true' : undefined}
              aria-describedby={error ? `error-${id}` : undefined}
            >
              {reason}
            </textarea>
            <label for={`instead-${id}`}>{t('verify.instead')}</label>
            <input
              id={`instead-${id}`}
              name={`instead.${id}`}
              list="institutions"
              value={instead}
              dir="auto"
              autocomplete="off"
              aria-invalid={error === 'institution-unknown' ? 'true' : undefined}
              aria-describedby={error ? `error-${id}` : undefined}
            />
          </details>
        </>
      )}
    </fieldset>
  );
};
