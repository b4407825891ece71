import type { VNode } from 'preact';
import { isPageKey, type Locale, type PageKey } from '../../../libs/catalogue/index.js';
import { Frame, LinkUnusable, pageTranslator } from '../../../libs/platform/index.js';
import type { Problem } from './problem.js';

const kinds = [400, 401, 403, 404, 409, 410, 429, 500] as const;
type Kind = (typeof kinds)[number];

const kindOf = (status: number): Kind =>
  kinds.find((kind) => kind === status) ?? (status === 422 ? 409 : status < 500 ? 400 : 500);

/** What a person sees instead of a page that cannot be shown: what happened, and what to do. */
export const ErrorPage = ({
  problem,
  error,
  locale,
  path,
}: {
  problem: Problem;
  error: unknown;
  locale: Locale;
  path: string;
}): VNode => {
  const t = pageTranslator(locale);
  const kind = kindOf(problem.status);
  const reason = `error.code.${problem.code}`;
  const hasWords = isPageKey(reason);
  const request = problem.instance.replace('urn:uuid:', '');
  return (
    <Frame locale={locale} title={t(`error.title.${kind}`)}>
      <div class="narrow">
        <h1>{t(`error.title.${kind}`)}</h1>
        <p>{t(hasWords ? reason : textOf(kind, error), { request })}</p>
        {!hasWords && (kind === 409 || kind === 400) && <p class="quiet">{t('error.code', { code: problem.code })}</p>}
        <p>
          <NextStep isLink={kind === 410} path={path} locale={locale} />
        </p>
      </div>
    </Frame>
  );
};

/** What is said of everything of a kind, where there are no words for the very thing. */
const textOf = (kind: Kind, error: unknown): PageKey =>
  kind === 410 ? `error.text.410.${error instanceof LinkUnusable ? error.why : 'unknown'}` : `error.text.${kind}`;

const NextStep = ({ isLink, path, locale }: { isLink: boolean; path: string; locale: Locale }): VNode => {
  const t = pageTranslator(locale);
  if (!isLink) return <a href="/">{t('error.home')}</a>;
  if (path.startsWith('/sign-in')) return <a href="/sign-in">{t('error.next.sign-in')}</a>;
  return <>{t('error.next.verify')}</>;
};
