import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { pageTexts, type Locale, type PageKey, type Translate } from '../catalogue/index.js';
import { translator } from './i18n.js';

export type PageTranslate = Translate<PageKey>;

export const pageTranslator = (locale: Locale): PageTranslate => translator(pageTexts, locale);

/** Renders a whole document: small, without scripts, readable without a style sheet of its own. */
export const renderPage = (page: VNode): string => '<!doctype html>' + renderToString(page);

/** The frame of every page: language, title, one style for all, a skip link, the content. */
export const Frame = ({
  locale,
  title,
  navigation,
  children,
}: {
  locale: Locale;
  title: string;
  navigation?: ComponentChildren;
  children: ComponentChildren;
}): VNode => {
  const t = pageTranslator(locale);
  return (
    <html lang={locale} dir="ltr">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <link rel="stylesheet" href="/assets/nmrf.css" />
      </head>
      <body>
        <a class="skip" href="#content">
          {t('frame.skip')}
        </a>
        {navigation}
        <main id="content" tabIndex={-1}>
          {children}
        </main>
      </body>
    </html>
  );
};
