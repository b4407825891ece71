import type { ComponentChildren, VNode } from 'preact';
import { SignedInPage, secretariat, type Caller } from '../../../libs/access/index.js';
import { pageTranslator, type PageTranslate } from '../../../libs/platform/index.js';
import type { Review } from '../../../libs/recommendations/index.js';
import { reviewName } from '../../../libs/recommendations/http.js';
import type { Refusal, Where } from './work.forms.js';

/** Whether the caller prepares the division of work, or only looks at it. */
export const prepares = (caller: Caller): boolean => secretariat.some((right) => caller.rights.has(right));

/** Whether the pages of the division of work are open to the caller. */
export const looksAtWork = (caller: Caller): boolean =>
  prepares(caller) || caller.rights.has('approving-authority') || caller.rights.has('observer');

/** A page about the work on one review: whose, what was just done, what was wrong. */
export const ReviewWorkPage = (props: {
  caller: Caller;
  review: Review;
  /** What the page is about; the review itself unless given. */
  title?: string;
  where: Where;
  refusal: Refusal | undefined;
  children: ComponentChildren;
}): VNode => {
  const { caller, review, title, where, refusal, children } = props;
  const t = pageTranslator(caller.locale);
  const name = reviewName(review, caller.locale);
  return (
    <SignedInPage caller={caller} title={title === undefined ? name : `${title} · ${name}`} path={`/work/${review.id}`}>
      <p>
        <a href={title === undefined ? '/work' : `/work/${review.id}`}>
          {title === undefined ? t('work.title') : name}
        </a>
      </p>
      <h1>{title ?? name}</h1>
      {where.done && (
        <p class="notice good" role="status">
          {t(`work.done.${where.done}`, { n: where.n, m: where.m })}
        </p>
      )}
      {refusal && <Refused refusal={refusal} t={t} />}
      {children}
    </SignedInPage>
  );
};

const Refused = ({ refusal, t }: { refusal: Refusal; t: PageTranslate }) => {
  const text = t(refusal.text, { count: refusal.count });
  return (
    <div class="notice error" role="alert">
      <p id="refusal">{refusal.field === null ? text : <a href={`#${refusal.field}`}>{text}</a>}</p>
    </div>
  );
};

/** Ties a field to what is wrong with it. */
export const invalid = (field: string, refusal: Refusal | undefined) =>
  refusal?.field === field ? ({ 'aria-invalid': 'true', 'aria-describedby': 'refusal' } as const) : {};
