import type { VNode } from 'preact';
import { pageTranslator } from '../platform/index.js';
import type { Caller } from './access.decorators.js';
import { SignedInPage } from './signed-in.page.js';

/** Where people arrive: who they are here, what waits for them, where to go. */
export const HomePage = ({ caller, institutions }: { caller: Caller; institutions: string[] }): VNode => {
  const t = pageTranslator(caller.locale);
  return (
    <SignedInPage caller={caller} title={t('home.title')} path="/">
      <h1 dir="auto">{t('home.welcome', { name: caller.name })}</h1>
      <ul class="list">
        <li>
          <a href="/register">{t('home.register')}</a>
        </li>
        <li>
          <a href="/tokens">{t('tokens.title')}</a>
        </li>
        <li>
          <a href="/api/docs">{t('home.docs')}</a>
        </li>
      </ul>
      <h2>{t('home.you')}</h2>
      <dl>
        <dt>{t('home.rights')}</dt>
        <dd>{[...caller.rights].map((right) => t(`home.right.${right}`)).join(', ')}</dd>
        {institutions.length > 0 && <dt>{t('home.institutions')}</dt>}
        {institutions.map((name) => (
          <dd dir="auto">{name}</dd>
        ))}
        <dt>{t('home.email')}</dt>
        <dd>{caller.email}</dd>
        <dt>{t('home.time-zone')}</dt>
        <dd>{caller.timeZone}</dd>
      </dl>
    </SignedInPage>
  );
};
