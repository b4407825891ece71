import type { VNode } from 'preact';
import { SignedInPage, type Caller } from '../access/index.js';
import { mailTexts, reviewText } from '../catalogue/index.js';
import {
  dayText,
  pageTranslator,
  PositionValue,
  RecommendationKind,
  translator,
  type PageOf,
  type PageTranslate,
  Choice,
  Pages,
} from '../platform/index.js';
import { languageOf } from './recommendations.rules.js';
import type { RecommendationItem } from './recommendations.schemas.js';
import { ExportFormat } from './register-export.schemas.js';
import type { RegisterForm } from './register.form.js';
import type { NamedState, Review } from './reviews.schemas.js';

export interface RegisterPageProps {
  caller: Caller;
  form: RegisterForm;
  page: PageOf<RecommendationItem>;
  states: NamedState[];
  reviews: Review[];
  themes: string[];
  institutions: { id: string; name: string }[];
}

/** The reviews, a search form that works by GET, and one page of recommendations. */
export const RegisterPage = (props: RegisterPageProps): VNode => {
  const { caller, form, page, reviews } = props;
  const t = pageTranslator(caller.locale);
  return (
    <SignedInPage caller={caller} title={t('register.title')} path="/register">
      <h1>{t('register.title')}</h1>
      <h2>{t('register.reviews')}</h2>
      {reviews.length === 0 ? <p>{t('register.reviews.none')}</p> : <Reviews reviews={reviews} caller={caller} t={t} />}
      <h2>{t('register.search')}</h2>
      <SearchForm {...props} t={t} />
      <h2>{t('register.list')}</h2>
      {page.items.length === 0 && <p role="status">{t('register.list.none')}</p>}
      {page.items.length > 0 && <Downloads form={form} t={t} />}
      <ul class="list">
        {page.items.map((item) => (
          <Item item={item} t={t} />
        ))}
      </ul>
      <Pages
        first={form.cursor === undefined ? null : address(form, undefined)}
        next={page.next === null ? null : address(form, page.next)}
        t={t}
      />
    </SignedInPage>
  );
};

/** Everything that was found, as a file, and not only this page. */
const Downloads = ({ form: { sort: _, cursor: __, ...filter }, t }: { form: RegisterForm; t: PageTranslate }) => (
  <p>
    {t('register.download')}{' '}
    {ExportFormat.options.map((format, n) => (
      <>
        {n > 0 && ' · '}
        <a href={`/api/v1/recommendations/export?${parameters({ format, ...filter })}`} download>
          {t(`register.download.${format}`)}
        </a>
      </>
    ))}
  </p>
);

/** The others are among the choices of the search form. */
const shownReviews = 20;

const parameters = (values: Record<string, string | undefined>): string => {
  const set = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new URLSearchParams(set).toString();
};

const address = (form: RegisterForm, cursor: string | undefined): string =>
  `/register?${parameters({ ...form, cursor })}`;

export const reviewName = (review: Review, locale: Caller['locale']): string =>
  `${review.state.name}, ${reviewText(review, translator(mailTexts, locale))}`;

const Reviews = ({ reviews, caller, t }: { reviews: Review[]; caller: Caller; t: PageTranslate }) => (
  <div class="scroll" tabIndex={0} role="group" aria-label={t('register.reviews')}>
    <table>
      <thead>
        <tr>
          <th scope="col">{t('register.review.name')}</th>
          <th scope="col">{t('register.review.on')}</th>
          <th scope="col">{t('register.list')}</th>
        </tr>
      </thead>
      <tbody>
        {reviews.slice(0, shownReviews).map((review) => (
          <tr>
            <th scope="row">{reviewName(review, caller.locale)}</th>
            <td>{review.reviewedOn === null ? '–' : dayText(caller.locale, review.reviewedOn)}</td>
            <td>
              <a
                href={`/register?reviewId=${review.id}`}
                aria-label={`${t('register.review.show')}: ${reviewName(review, caller.locale)}`}
              >
                {t('register.review.show')}
              </a>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const SearchForm = ({
  caller,
  form,
  states,
  reviews,
  themes,
  institutions,
  t,
}: Omit<RegisterPageProps, 'page'> & { t: PageTranslate }) => (
  <form method="get" action="/register" role="search">
    <label for="q">{t('register.search.text')}</label>
    <input id="q" name="q" type="search" value={form.q} maxLength={300} dir="auto" aria-describedby="q-hint" />
    <small id="q-hint">{t('register.search.text.hint')}</small>
    <div class="grid">
      {states.length > 1 && (
        <Choice
          name="state"
          label={t('register.review.state')}
          any={t('register.search.any')}
          chosen={form.state}
          options={states.map(({ code, name }) => [code, name])}
        />
      )}
      <Choice
        name="reviewId"
        label={t('register.review.name')}
        any={t('register.search.any')}
        chosen={form.reviewId}
        options={reviews.map((review) => [review.id, reviewName(review, caller.locale)])}
      />
      <Choice
        name="position"
        label={t('register.position')}
        any={t('register.search.any')}
        chosen={form.position}
        options={([...Object.values(PositionValue), 'NONE'] as const).map((key) => [
          key,
          t(`register.position.${key}`),
        ])}
      />
      <Choice
        name="kind"
        label={t('register.kind')}
        any={t('register.search.any')}
        chosen={form.kind}
        options={Object.values(RecommendationKind).map((key) => [key, t(`register.kind.${key}`)])}
      />
      <Choice
        name="theme"
        label={t('register.theme')}
        any={t('register.search.any')}
        chosen={form.theme}
        options={themes.map((theme) => [theme, theme])}
      />
      <Choice
        name="institutionId"
        label={t('register.institution')}
        any={t('register.search.any')}
        chosen={form.institutionId}
        options={institutions.map(({ id, name }) => [id, name])}
      />
      <Choice
        name="sort"
        label={t('register.sort')}
        chosen={form.sort}
        options={(['paragraph', 'newest'] as const).map((key) => [key, t(`register.sort.${key}`)])}
      />
    </div>
    <div class="actions">
      <button type="submit">{t('register.search.submit')}</button>
      <a class="button quiet" href="/register">
        {t('register.search.reset')}
      </a>
    </div>
  </form>
);

const Item = ({ item, t }: { item: RecommendationItem; t: PageTranslate }) => (
  <li>
    <p class="badges">
      {item.paragraph !== null && <strong>{t('register.detail.title', { paragraph: item.paragraph })}</strong>}
      <PositionBadge position={item.position} t={t} />
      {item.kind !== 'RECOMMENDATION' && <span class="badge">{t(`register.kind.${item.kind}`)}</span>}
    </p>
    <h3 class="text" dir="auto" lang={languageOf(item.text)}>
      <a href={`/register/${item.id}`}>{item.text}</a>
    </h3>
    <p class="quiet">
      {item.recommendingStates.map(({ name }) => name).join(' · ')}
      {item.themes.length > 0 && (
        <>
          <br />
          <span dir="auto">{item.themes.join(' · ')}</span>
        </>
      )}
    </p>
  </li>
);

const tones = { SUPPORTED: 'good', PARTIALLY_SUPPORTED: 'good', NOTED: 'warn', UNDER_CONSIDERATION: '', NONE: '' };

export const PositionBadge = ({ position, t }: { position: RecommendationItem['position']; t: PageTranslate }) => (
  <span class={`badge ${tones[position ?? 'NONE']}`.trim()}>{t(`register.position.${position ?? 'NONE'}`)}</span>
);
