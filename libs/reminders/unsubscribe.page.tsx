import type { VNode } from 'preact';
import type { Locale } from '../catalogue/index.js';
import { Frame, pageTranslator } from '../platform/index.js';

/** What becomes of somebody's reminders: they come, they have ended, or they belong to an office and cannot be ended. */
export type Subscription = 'on' | 'off' | 'office';

/** One button, which does what the mail program's own does; and after it, one that takes it back. */
export const UnsubscribePage = ({
  locale,
  mechanism,
  path,
  subscription,
  isBack,
}: {
  locale: Locale;
  mechanism: string;
  path: string;
  subscription: Subscription;
  /** It was taken back just now. */
  isBack: boolean;
}): VNode => {
  const t = pageTranslator(locale);
  return (
    <Frame locale={locale} title={t('unsubscribe.title')} owner={mechanism}>
      <div class="narrow">
        <h1>{t('unsubscribe.title')}</h1>
        {isBack && (
          <p class="notice good" role="status">
            {t('unsubscribe.back')}
          </p>
        )}
        <p role={subscription === 'off' ? 'status' : undefined}>{t(`unsubscribe.${subscription}`)}</p>
        {subscription === 'on' && (
          <form method="post" action={path}>
            {/* The same words as a mail program sends (RFC 8058). */}
            <button name="List-Unsubscribe" value="One-Click">
              {t('unsubscribe.button')}
            </button>
          </form>
        )}
        {subscription === 'off' && (
          <form method="post" action={`${path}/undo`}>
            <button class="quiet">{t('unsubscribe.undo')}</button>
          </form>
        )}
      </div>
    </Frame>
  );
};
