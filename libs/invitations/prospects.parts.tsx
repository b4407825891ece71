import type { VNode } from 'preact';
import type { Locale } from '../catalogue/index.js';
import { languageText, type PageTranslate } from '../platform/index.js';
import type { Prospect } from './invitations.schemas.js';
import { within } from './weight.rules.js';

/** More are counted, not listed: the page stays small. */
const most = { items: 80, bytes: 12_000 };

/** Who would be written to, each with language and group; and where nobody can be. */
export const Prospects = ({ items, t, locale }: { items: Prospect[]; t: PageTranslate; locale: Locale }): VNode => {
  const shown = within(items, ({ name, institution }) => (name ?? '') + (institution?.name ?? ''), most.bytes).slice(
    0,
    most.items,
  );
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={t('invitations.prospects')}>
      <table>
        <caption>{t('invitations.prospects.count', { count: items.length })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('invitations.who')}</th>
            <th scope="col">{t('invitations.language')}</th>
            <th scope="col">{t('invitations.group')}</th>
            <th scope="col">{t('invitations.state')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ name, institution, locale: theirs, kind, standing, channel }) => (
            <tr>
              <th scope="row" dir="auto">
                {name ?? institution?.name}
                {name !== null && institution !== null && <span class="quiet below">{institution.name}</span>}
              </th>
              <td>{theirs === null ? '–' : languageText(locale, theirs)}</td>
              <td>{kind === null ? '–' : t(`institutions.kind.${kind}`)}</td>
              <td>
                {t(`invitations.standing.${standing}`)}
                {channel === 'SUPPRESSED' && <span class="badge warn">{t('invitations.suppressed')}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {items.length > shown.length && <p>{t('invitations.prospects.more', { more: items.length - shown.length })}</p>}
    </div>
  );
};
