import type { VNode } from 'preact';
import type { Locale } from '../catalogue/index.js';
import { Frame, pageTranslator } from '../platform/index.js';

/** The form that asks for a link; again with what was entered, where that is no address. */
export const SignInPage = ({
  locale,
  returnTo,
  refused,
}: {
  locale: Locale;
  returnTo: string;
  refused?: string;
}): VNode => {
  const t = pageTranslator(locale);
  return (
    <Frame locale={locale} title={t('sign-in.title')}>
      <div class="narrow">
        <h1>{t('sign-in.title')}</h1>
        {refused !== undefined && (
          <div class="notice error" role="alert">
            <p id="refusal">
              <a href="#email">{t('sign-in.invalid')}</a>
            </p>
          </div>
        )}
        <p id="intro">{t('sign-in.intro')}</p>
        <form method="post" action="/sign-in">
          <input type="hidden" name="returnTo" value={returnTo} />
          <label for="email">{t('sign-in.email')}</label>
          <input
            id="email"
            name="email"
            type="email"
            autocomplete="email"
            maxlength={254}
            required
            value={refused}
            aria-invalid={refused === undefined ? undefined : 'true'}
            aria-describedby={refused === undefined ? 'intro' : 'refusal intro'}
          />
          <button type="submit">{t('sign-in.send')}</button>
        </form>
        <p>
          <a href="/public/consultations">{t('openness.link')}</a>
        </p>
      </div>
    </Frame>
  );
};

/** The same whether the address is known or not. */
export const LinkSentPage = ({ locale, email, minutes }: { locale: Locale; email: string; minutes: number }): VNode => {
  const t = pageTranslator(locale);
  return (
    <Frame locale={locale} title={t('sign-in.sent.title')}>
      <div class="narrow">
        <h1>{t('sign-in.sent.title')}</h1>
        <p>{t('sign-in.sent', { email, minutes })}</p>
        <p class="quiet">{t('sign-in.sent.none')}</p>
        <p>
          <a href="/sign-in">{t('sign-in.again')}</a>
        </p>
      </div>
    </Frame>
  );
};

/** Where the link in the mail leads: nothing happens until the button is pressed. */
export const ConfirmSignInPage = ({ locale, token }: { locale: Locale; token: string }): VNode => {
  const t = pageTranslator(locale);
  return (
    <Frame locale={locale} title={t('sign-in.title')}>
      <div class="narrow">
        <h1>{t('sign-in.title')}</h1>
        <p>{t('sign-in.confirm')}</p>
        <form method="post" action={`/sign-in/${token}`}>
          <button type="submit">{t('sign-in.button')}</button>
        </form>
      </div>
    </Frame>
  );
};
