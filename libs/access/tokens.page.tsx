import type { VNode } from 'preact';
import { momentText, pageTranslator, type PageTranslate } from '../platform/index.js';
import type { Caller } from './access.decorators.js';
import type { AccessTokenFacts } from './access.schemas.js';
import { SignedInPage } from './signed-in.page.js';

/** The caller's access tokens, and a form for a new one; `made` is shown this once. */
export const TokensPage = ({
  caller,
  tokens,
  made,
}: {
  caller: Caller;
  tokens: AccessTokenFacts[];
  made?: string;
}): VNode => {
  const t = pageTranslator(caller.locale);
  return (
    <SignedInPage caller={caller} title={t('tokens.title')} path="/tokens">
      <h1>{t('tokens.title')}</h1>
      <p>{t('tokens.intro')}</p>
      {made !== undefined && (
        <div class="notice good" role="status">
          <p>{t('tokens.created')}</p>
          <p>
            <code>{made}</code>
          </p>
        </div>
      )}
      <h2>{t('tokens.yours')}</h2>
      {tokens.length === 0 ? <p>{t('tokens.none')}</p> : <TokenTable caller={caller} tokens={tokens} t={t} />}
      <h2>{t('tokens.create')}</h2>
      <form class="narrow" method="post" action="/tokens">
        <label for="name">{t('tokens.name')}</label>
        <input id="name" name="name" required maxlength={100} aria-describedby="name-hint" />
        <small id="name-hint">{t('tokens.name.hint')}</small>
        <fieldset>
          <legend>{t('tokens.scopes')}</legend>
          <label class="choice">
            <input type="radio" name="scope" value="read" checked /> {t('tokens.scope.read')}
          </label>
          <label class="choice">
            <input type="radio" name="scope" value="write" /> {t('tokens.scope.write')}
          </label>
        </fieldset>
        <label for="days">{t('tokens.days')}</label>
        <input id="days" name="days" type="number" min={1} max={365} value={90} required />
        <button type="submit">{t('tokens.create')}</button>
      </form>
    </SignedInPage>
  );
};

const TokenTable = ({ caller, tokens, t }: { caller: Caller; tokens: AccessTokenFacts[]; t: PageTranslate }): VNode => {
  const moment = (iso: string) => momentText(caller.locale, new Date(iso), caller.timeZone);
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('tokens.name')}</th>
            <th scope="col">{t('tokens.scopes')}</th>
            <th scope="col">{t('tokens.expires')}</th>
            <th scope="col">{t('tokens.used')}</th>
            <th scope="col">{t('tokens.revoke')}</th>
          </tr>
        </thead>
        <tbody>
          {tokens.map(({ id, name, scopes, expiresAt, lastUsedAt }) => (
            <tr>
              <th scope="row" dir="auto">
                {name}
              </th>
              <td>{t(scopes.includes('write') ? 'tokens.scope.write' : 'tokens.scope.read')}</td>
              <td>{moment(expiresAt)}</td>
              <td>{lastUsedAt === null ? t('tokens.never') : moment(lastUsedAt)}</td>
              <td>
                <form method="post" action={`/tokens/${id}/revoke`}>
                  <button class="plain" type="submit" aria-label={t('tokens.revoke.one', { name })}>
                    {t('tokens.revoke')}
                  </button>
                </form>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
