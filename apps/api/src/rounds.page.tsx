import type { VNode } from 'preact';
import type { Caller } from '../../../libs/access/index.js';
import { intoPages, type ListItem, type Round } from '../../../libs/assignments/index.js';
import { dateText, dayText, momentText, pageTranslator, type PageTranslate } from '../../../libs/platform/index.js';
import type { Review } from '../../../libs/recommendations/index.js';
import type { ContestedForm, Refusal, Where } from './work.forms.js';
import { invalid, prepares, ReviewWorkPage } from './work.parts.js';

/** How far the institutions have come with their lists. */
export const RoundPage = (props: { caller: Caller; review: Review; round: Round; where: Where }): VNode => {
  const { caller, review, round, where } = props;
  const t = pageTranslator(caller.locale);
  const isOpen = round.verifications.some(({ open }) => open > 0);
  return (
    <ReviewWorkPage
      caller={caller}
      review={review}
      title={t('work.round', { sent: momentText(caller.locale, new Date(round.openedAt), caller.timeZone) })}
      where={where}
      refusal={undefined}
    >
      <p>{t('work.round.due', { due: dayText(caller.locale, round.dueOn) })}</p>
      <div class="scroll" tabIndex={0} role="group" aria-label={t('work.lists')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('register.institution')}</th>
              <th scope="col">{t('work.due')}</th>
              <th scope="col">{t('work.open')}</th>
              <th scope="col">{t('register.status.ACCEPTED')}</th>
              <th scope="col">{t('register.status.CONTESTED')}</th>
              <th scope="col">{t('work.answered')}</th>
              {isOpen && prepares(caller) && <th scope="col">{t('work.step')}</th>}
            </tr>
          </thead>
          <tbody>
            {round.verifications.map(({ id, institution, dueOn, open, accepted, contested, answeredAt, people }) => (
              <tr>
                <th scope="row" dir="auto">
                  {institution.name} {people === 0 && <span class="badge warn">{t('work.vacant')}</span>}
                </th>
                <td>{dateText(caller.locale, dueOn)}</td>
                <td>{open}</td>
                <td>{accepted}</td>
                <td>{contested}</td>
                <td>{answeredAt === null ? '–' : momentText(caller.locale, new Date(answeredAt), caller.timeZone)}</td>
                {isOpen && prepares(caller) && (
                  <td>
                    {open > 0 && people > 0 && (
                      <form method="post" action={`/work/${review.id}/rounds/${round.id}/lists/${id}`}>
                        <button class="plain" type="submit" aria-label={`${t('work.ask-again')}: ${institution.name}`}>
                          {t('work.ask-again')}
                        </button>
                      </form>
                    )}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {isOpen && prepares(caller) && (
        <form method="post" action={`/work/${review.id}/rounds/${round.id}/reminder`}>
          <p class="quiet">{t('work.remind.hint')}</p>
          <button type="submit">{t('work.remind')}</button>
        </form>
      )}
    </ReviewWorkPage>
  );
};

/** A page of texts in a script that takes three bytes a letter, with a form for each, stays under 50 kB. */
const perPage = { bytes: 9_000, count: 10 };

export interface ContestedPageProps {
  caller: Caller;
  review: Review;
  items: ListItem[];
  institutions: { name: string }[];
  where: Where;
  refusal?: Refusal;
  /** After an error: which item it was, and what the person had entered. */
  entered?: ContestedForm & { assignmentId: string };
}

/** What institutions say is not theirs, and a form to propose each to another one. */
export const ContestedPage = (props: ContestedPageProps): VNode => {
  const { caller, review, items, institutions, where, refusal } = props;
  const t = pageTranslator(caller.locale);
  const pages = intoPages(items, perPage);
  const current = Math.min(where.page, Math.max(pages.length, 1));
  const path = `/work/${review.id}/contested`;
  return (
    <ReviewWorkPage caller={caller} review={review} title={t('work.contested')} where={where} refusal={refusal}>
      {items.length === 0 && <p>{t('work.contested.none')}</p>}
      {(pages[current - 1] ?? []).map((item) => (
        <Contested {...props} item={item} action={`${path}/${item.id}?page=${current}`} t={t} />
      ))}
      <datalist id="institutions">
        {institutions.map(({ name }) => (
          <option value={name} />
        ))}
      </datalist>
      {pages.length > 1 && (
        <nav aria-label={t('register.list.pages')}>
          <ul class="pages">
            {pages.map((_, index) => (
              <li>
                <a href={`${path}?page=${index + 1}`} aria-current={index + 1 === current ? 'page' : undefined}>
                  {t('verify.page', { page: index + 1 })}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </ReviewWorkPage>
  );
};

const Contested = (props: ContestedPageProps & { item: ListItem; action: string; t: PageTranslate }) => {
  const { caller, item, action, t } = props;
  const isEntered = props.entered?.assignmentId === item.id;
  const entered = isEntered ? props.entered : undefined;
  const refusal = isEntered ? props.refusal : undefined;
  const fieldId = (name: string) => (isEntered ? name : `${name}-${item.id}`);
  return (
    <section class="card" aria-label={item.reference || item.text.slice(0, 60)}>
      <h2>
        {item.reference && t('register.detail.title', { paragraph: item.reference })}{' '}
        <span class="badge">{t(`verify.role.${item.role}`)}</span>
      </h2>
      <p dir="auto">
        <a href={`/register/${item.recommendationId}`}>{item.text}</a>
      </p>
      <dl>
        <dt>{t('work.contested.by')}</dt>
        <dd dir="auto">{item.institution}</dd>
        <dt>{t('work.contested.reason')}</dt>
        <dd dir="auto">{item.contestReason}</dd>
        {item.proposedInstead !== null && <dt>{t('work.contested.instead')}</dt>}
        {item.proposedInstead !== null && <dd dir="auto">{item.proposedInstead}</dd>}
      </dl>
      {prepares(caller) && (
        <form class="narrow" method="post" action={action}>
          <label for={fieldId('institution')}>{t('work.contested.institution')}</label>
          <input
            id={fieldId('institution')}
            name="institution"
            list="institutions"
            autocomplete="off"
            dir="auto"
            value={entered?.institution ?? item.proposedInstead ?? ''}
            {...invalid('institution', refusal)}
          />
          <label for={fieldId('reason')}>{t('work.contested.why')}</label>
          <textarea
            id={fieldId('reason')}
            name="reason"
            rows={2}
            maxLength={4000}
            dir="auto"
            required
            {...invalid('reason', refusal)}
          >
            {entered?.reason ?? ''}
          </textarea>
          <div class="actions">
            <button type="submit" name="decision" value="reassign">
              {t('work.contested.reassign')}
            </button>
            <button class="quiet" type="submit" name="decision" value="withdraw">
              {t('work.contested.withdraw')}
            </button>
          </div>
        </form>
      )}
    </section>
  );
};
