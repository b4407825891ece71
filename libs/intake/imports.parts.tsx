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
