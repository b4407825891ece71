import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { pageTexts, type Locale, type PageKey, type Translate } from '../catalogue/index.js';
import { translator } from './i18n.js';

export type PageTranslate = Translate<PageKey>;

export const pageTranslator = (locale: Locale): PageTranslate => translator(pageTexts, locale);

/** Renders a whole document: small, without scripts, readable without a style sheet of its own. */
export const renderPage = (page: VNode): string => '<!doctype html>' + renderToString(page);

/** The style sheet of all pages, without what only its authors read. */
export const styleSheet = readFileSync(new URL('./page.css', import.meta.url), 'utf8')
  .replace(/\/\*.*?\*\//gs, '')
  .replace(/\s+/g, ' ')
  .replace(/ ?([{};,]) ?/g, '$1')
  .replaceAll(': ', ':')
  .replaceAll(';}', '}');
/** Its address changes with its content, so that browsers may keep it for ever. */
const styleHref = `/assets/nmrf.css?v=${createHash('sha256').update(styleSheet).digest('hex').slice(0, 8)}`;

/** The frame of every page: language, title, one style for all, a skip link, whose page it is, the content. */
export const Frame = ({
  locale,
  title,
  owner,
  navigation,
  children,
}: {
  locale: Locale;
  title: string;
  /** The mechanism's name, where it is known. */
  owner?: string;
  navigation?: ComponentChildren;
  children: ComponentChildren;
}): VNode => {
  const t = pageTranslator(locale);
  const name = owner ?? t('product');
  return (
    <html lang={locale} dir="ltr">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · ${name}`}</title>
        <link rel="stylesheet" href={styleHref} />
      </head>
      <body>
        <a class="skip" href="#content">
          {t('frame.skip')}
        </a>
        <header class="top">
          <div>
            <strong dir="auto">{name}</strong>
            {navigation}
          </div>
        </header>
        <main id="content" tabIndex={-1}>
          {children}
        </main>
      </body>
    </html>
  );
};

/** The way to the rest of a list: to its first page, unless that is this one, and to the next, if there is one. */
export const Pages = ({
  first,
  next,
  t,
}: {
  /** Null on the first page. */
  first: string | null;
  next: string | null;
  t: PageTranslate;
}): VNode | null =>
  first === null && next === null ? null : (
    <nav aria-label={t('register.list.pages')}>
      <ul class="pages">
        {first !== null && (
          <li>
            <a href={first}>{t('register.list.first')}</a>
          </li>
        )}
        {next !== null && (
          <li>
            <a href={next} rel="next">
              {t('register.list.next')}
            </a>
          </li>
        )}
      </ul>
    </nav>
  );
