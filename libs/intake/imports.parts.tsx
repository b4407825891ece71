import type { VNode } from 'preact';
import type { PageTranslate } from '../platform/index.js';
import type { ImportView } from './imports.schemas.js';

const tones: Partial<Record<ImportView['status'], string>> = {
  PREVIEWED: 'warn',
  REFUSED: 'error',
  FAILED: 'error',
  APPLIED: 'good',
};

/** How far an import is, in a word. */
export const StatusBadge = ({ status, t }: { status: ImportView['status']; t: PageTranslate }): VNode => (
  <span class={`badge ${tones[status] ?? ''}`.trim()}>{t(`imports.status.${status}`)}</span>
);

interface PagesProps {
  path: string;
  next: string | null;
  isFirst: boolean;
  t: PageTranslate;
}

/** The way to the first and the next page of a list. */
export const Pages = (props: PagesProps): VNode | null => {
  const { path, next, isFirst, t } = props;
  if (isFirst && next === null) return null;
  return (
    <nav aria-label={t('register.list.pages')}>
      <ul class="pages">
        {!isFirst && (
          <li>
            <a href={path}>{t('register.list.first')}</a>
          </li>
        )}
        {next !== null && (
          <li>
            <a href={`${path}?cursor=${next}`} rel="next">
              {t('register.list.next')}
            </a>
          </li>
        )}
      </ul>
    </nav>
  );
};
