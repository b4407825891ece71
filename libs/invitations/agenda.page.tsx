import type { VNode } from 'preact';
import { pageTranslator } from '../platform/index.js';
import type { Invitee } from './invitation.access.js';
import { InviteePage } from './invitee.page.js';
import type { OwnInvitation } from './invitee.queries.js';
import { intoPages } from './weight.rules.js';

const perPage = 24_000;

/** The whole of what it is about: the text, and the agenda with its documents, in pages that stay small. */
export const InviteeAgendaPage = ({
  invitee,
  own,
  page,
}: {
  invitee: Invitee;
  own: OwnInvitation;
  page: number;
}): VNode => {
  const { person, base } = invitee;
  const t = pageTranslator(person.locale);
  const about = own.about === '' ? [] : [{ about: own.about, item: null }];
  const parts = [...about, ...own.agenda.map((item, index) => ({ about: '', item: { ...item, number: index + 1 } }))];
  const pages = intoPages(parts, (part) => JSON.stringify(part), perPage);
  const current = Math.min(Math.max(page, 1), Math.max(pages.length, 1));
  return (
    <InviteePage invitee={invitee} part="" title={own.title}>
      <h2>{t('invitation.agenda')}</h2>
      {(pages[current - 1] ?? []).map(({ about: text, item }) =>
        item === null ? (
          <p dir="auto">{text}</p>
        ) : (
          <section>
            <h3 dir="auto">
              {item.number}. {item.title}
            </h3>
            {(item.minutes !== null || item.speakers.length > 0) && (
              <p class="quiet" dir="auto">
                {[
                  ...(item.minutes === null ? [] : [t('invitation.minutes', { minutes: item.minutes })]),
                  ...item.speakers,
                ].join(' · ')}
              </p>
            )}
            {item.details !== '' && <p dir="auto">{item.details}</p>}
            {item.documents.length > 0 && (
              <ul>
                {item.documents.map(({ id, title }) => (
                  <li>
                    <a href={`${base}/documents/${id}`} dir="auto">
                      {title}
                    </a>
                  </li>
                ))}
              </ul>
            )}
          </section>
        ),
      )}
      {pages.length > 1 && (
        <nav aria-label={t('invitation.agenda.pages')}>
          <ul class="pages">
            {pages.map((_, index) => (
              <li>
                <a href={`${base}/agenda?page=${index + 1}`} aria-current={index + 1 === current ? 'page' : undefined}>
                  {index + 1}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <p>
        <a href={base}>{t('invitation.back')}</a>
      </p>
    </InviteePage>
  );
};
