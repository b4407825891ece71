import type { VNode } from 'preact';
import { SignedInPage, type Caller } from '../../../libs/access/index.js';
import { defaultWorkingDays, type Division, type Waiting } from '../../../libs/assignments/index.js';
import {
  AssignmentStatus,
  dayText,
  momentText,
  pageTranslator,
  type PageOf,
  type PageTranslate,
  Pages,
} from '../../../libs/platform/index.js';
import type { Review } from '../../../libs/recommendations/index.js';
import { reviewName } from '../../../libs/recommendations/http.js';
import type { Refusal, Where } from './work.forms.js';
import { invalid, prepares, ReviewWorkPage } from './work.parts.js';

/** The reviews, and what of each waits for somebody. */
export const WorkPage = (props: {
  caller: Caller;
  page: PageOf<Review>;
  waiting: Waiting[];
  isFirst: boolean;
}): VNode => {
  const { caller, page, waiting, isFirst } = props;
  const t = pageTranslator(caller.locale);
  const counts = ['proposed', 'overdue', 'contested', 'accepted'] as const;
  return (
    <SignedInPage caller={caller} title={t('work.title')} path="/work">
      <h1>{t('work.title')}</h1>
      <p>{t('work.intro')}</p>
      {page.items.length === 0 ? (
        <p>{t('register.reviews.none')}</p>
      ) : (
        <div class="scroll" tabIndex={0} role="group" aria-label={t('register.reviews')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('register.review.name')}</th>
                {counts.map((count) => (
                  <th scope="col">{t(`work.waiting.${count}`)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {page.items.map((review) => {
                const found = waiting.find(({ reviewId }) => reviewId === review.id);
                return (
                  <tr>
                    <th scope="row">
                      <a href={`/work/${review.id}`}>{reviewName(review, caller.locale)}</a>
                    </th>
                    {counts.map((count) => (
                      <td>{found?.[count] ?? 0}</td>
                    ))}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      <Pages first={isFirst ? null : '/work'} next={page.next === null ? null : `/work?cursor=${page.next}`} t={t} />
    </SignedInPage>
  );
};

export interface DivisionPageProps {
  caller: Caller;
  review: Review;
  division: Division;
  /** Contested items nobody else was proposed for. */
  contested: number;
  where: Where;
  refusal?: Refusal;
  entered?: { workingDays?: string; note?: string };
}

/** How far the work on one review is divided, and the next steps, in their order. */
export const DivisionPage = (props: DivisionPageProps): VNode => {
  const { caller, review, division, contested, where, refusal } = props;
  const t = pageTranslator(caller.locale);
  const { byStatus, recommendations, led } = division;
  return (
    <ReviewWorkPage caller={caller} review={review} where={where} refusal={refusal}>
      <dl>
        <dt>{t('register.review.on')}</dt>
        <dd>
          {review.reviewedOn === null ? '–' : dayText(caller.locale, review.reviewedOn)}
          <span class="quiet below">
            {t('work.review-date')} <a href="/dates">{t('dates.title')}</a>
          </span>
        </dd>
        <dt>{t('register.list')}</dt>
        <dd>
          <a href={`/register?reviewId=${review.id}`}>{recommendations}</a>
        </dd>
        <dt>{t('work.without-lead')}</dt>
        <dd>{recommendations - led}</dd>
        {Object.values(AssignmentStatus).flatMap((status) =>
          byStatus[status] === undefined
            ? []
            : [
                <dt>{t('work.assignments', { status: t(`register.status.${status}`) })}</dt>,
                <dd>{byStatus[status]}</dd>,
              ],
        )}
      </dl>
      <h2>{t('work.clusters')}</h2>
      <Clusters {...props} t={t} />
      <h2>{t('work.verification')}</h2>
      <Verification {...props} t={t} />
      {contested > 0 && (
        <p class="notice warn">
          <a href={`/work/${review.id}/contested`}>{t('work.contested.waiting', { count: contested })}</a>
        </p>
      )}
      <h2 id="approval">{t('work.approval')}</h2>
      <Approval {...props} t={t} />
    </ReviewWorkPage>
  );
};

type Part = DivisionPageProps & { t: PageTranslate };

const Clusters = ({ caller, review, division, t }: Part) => (
  <>
    {division.clusters.length === 0 ? (
      <p>{t('work.clusters.none')}</p>
    ) : (
      <div class="scroll" tabIndex={0} role="group" aria-label={t('work.clusters')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('work.cluster')}</th>
              <th scope="col">{t('register.list')}</th>
              <th scope="col">{t('work.led')}</th>
              {prepares(caller) && <th scope="col">{t('work.step')}</th>}
            </tr>
          </thead>
          <tbody>
            {division.clusters.map(({ id, name, recommendations, led }) => (
              <tr>
                <th scope="row" dir="auto">
                  {name}
                </th>
                <td>{recommendations}</td>
                <td>{led}</td>
                {prepares(caller) && (
                  <td>
                    {led < recommendations && (
                      <a href={`/work/${review.id}/proposals?what=cluster:${id}`}>{t('work.propose.for', { name })}</a>
                    )}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}
    {prepares(caller) && (
      <div class="actions">
        <a class="button quiet" href={`/work/${review.id}/clusters`}>
          {t('work.form-cluster')}
        </a>
        <a class="button quiet" href={`/work/${review.id}/proposals`}>
          {t('work.propose')}
        </a>
      </div>
    )}
  </>
);

const Verification = ({ caller, review, division, refusal, entered, t }: Part) => {
  const { PROPOSED: proposed = 0 } = division.byStatus;
  return (
    <>
      {proposed === 0 && <p>{t('work.send.nothing')}</p>}
      {proposed > 0 && <p>{t('work.send.waiting', { count: proposed })}</p>}
      {proposed > 0 && prepares(caller) && (
        <form class="narrow" method="post" action={`/work/${review.id}/verification`}>
          <label for="workingDays">{t('work.working-days')}</label>
          <input
            id="workingDays"
            name="workingDays"
            type="number"
            min={1}
            max={250}
            required
            value={entered?.workingDays ?? defaultWorkingDays}
            {...invalid('workingDays', refusal)}
          />
          <button type="submit">{t('work.send')}</button>
        </form>
      )}
      {division.rounds.length > 0 && (
        <div class="scroll" tabIndex={0} role="group" aria-label={t('work.rounds')}>
          <table>
            <caption>{t('work.rounds')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('work.sent-on')}</th>
                <th scope="col">{t('work.due')}</th>
                <th scope="col">{t('work.lists')}</th>
                <th scope="col">{t('work.open')}</th>
                <th scope="col">{t('work.waiting.contested')}</th>
              </tr>
            </thead>
            <tbody>
              {division.rounds.map(({ id, openedAt, dueOn, lists, open, contested, late }) => (
                <tr>
                  <th scope="row">
                    <a href={`/work/${review.id}/rounds/${id}`}>
                      {momentText(caller.locale, new Date(openedAt), caller.timeZone)}
                    </a>
                  </th>
                  <td>
                    {dayText(caller.locale, dueOn)} {late && <span class="badge error">{t('work.late')}</span>}
                  </td>
                  <td>{lists}</td>
                  <td>{open}</td>
                  <td>{contested}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
};

const Approval = ({ caller, review, division, entered, t }: Part) => {
  const { ACCEPTED: accepted = 0 } = division.byStatus;
  if (accepted === 0) return <p>{t('work.approve.nothing')}</p>;
  return (
    <>
      <p>{t('work.approve.waiting', { count: accepted })}</p>
      {caller.rights.has('approving-authority') && (
        <form class="narrow" method="post" action={`/work/${review.id}/approval`}>
          <label for="note">{t('work.note')}</label>
          <textarea id="note" name="note" rows={3} maxLength={4000} dir="auto">
            {entered?.note ?? ''}
          </textarea>
          <button type="submit">{t('work.approve')}</button>
        </form>
      )}
    </>
  );
};
