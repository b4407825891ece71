import type { VNode } from 'preact';
import { SignedInPage, type Caller } from '../access/index.js';
import { momentText, Pages, pageTranslator, type PageOf } from '../platform/index.js';
import type { Suppression } from './correspondence.schemas.js';
import type { ReleaseForm } from './ledger.form.js';
import { Wrong } from './ledger.parts.js';

/** Addresses no mail goes to any more, each with a form that lets them go there again. */
export const SuppressedPage = ({
  caller,
  page,
  isFirst,
  wasReleased = false,
  entered,
}: {
  caller: Caller;
  page: PageOf<Suppression>;
  isFirst: boolean;
  wasReleased?: boolean;
  /** A release that could not be made: what was entered. */
  entered?: ReleaseForm;
}): VNode => {
  const t = pageTranslator(caller.locale);
  const wrongAt = page.items.findIndex(({ address }) => address === entered?.address);
  return (
    <SignedInPage caller={caller} title={t('suppressed.title')} path="/mails">
      <h1>{t('suppressed.title')}</h1>
      {wasReleased && (
        <div class="notice good" role="status">
          <p>{t('suppressed.released')}</p>
        </div>
      )}
      {entered && <Wrong at={wrongAt === -1 ? 'list' : `reason-${wrongAt}`}>{t('suppressed.wrong')}</Wrong>}
      <p>{t('suppressed.intro')}</p>
      <h2 id="list">{t('suppressed.list')}</h2>
      {page.items.length === 0 && <p>{t('suppressed.none')}</p>}
      <ul class="list">
        {page.items.map(({ address, person, reason, since }, index) => (
          <li>
            <h3 dir="auto">{person === null ? address : `${person.name}, ${address}`}</h3>
            <p>{t('suppressed.since', { at: momentText(caller.locale, new Date(since), caller.timeZone) })}</p>
            <p class="quiet" dir="auto">
              {t('mails.server-said', { said: reason })}
            </p>
            <form class="narrow" method="post" action="/mails/suppressed/release">
              <input type="hidden" name="address" value={address} />
              <label for={`reason-${index}`}>{t('suppressed.reason')}</label>
              <input
                id={`reason-${index}`}
                name="reason"
                required
                minLength={3}
                maxLength={2000}
                dir="auto"
                value={index === wrongAt ? entered?.reason : undefined}
                aria-invalid={index === wrongAt ? 'true' : undefined}
              />
              <button type="submit" class="quiet" aria-label={t('suppressed.release.one', { address })}>
                {t('suppressed.release')}
              </button>
            </form>
          </li>
        ))}
      </ul>
      <Pages
        first={isFirst ? null : '/mails/suppressed'}
        next={page.next === null ? null : `/mails/suppressed?cursor=${page.next}`}
        t={t}
      />
      <p>
        <a href="/mails">{t('mails.back')}</a>
      </p>
    </SignedInPage>
  );
};
