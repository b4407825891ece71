import type { ComponentChildren, VNode } from 'preact';
import { Frame, pageTranslator, Refused, type FormRefusal } from '../platform/index.js';
import type { Invitee } from './invitation.access.js';

const parts = ['', '/contributions', '/minutes', '/safety'] as const;

/** A page of somebody who was invited: small, without scripts, in their language, with the ways to its other pages. */
export const InviteePage = ({
  invitee,
  part,
  title,
  said,
  refusal,
  children,
}: {
  invitee: Invitee;
  /** Which of the pages this is. */
  part: (typeof parts)[number];
  title: string;
  /** What was just done, in the reader's words. */
  said?: string | undefined;
  refusal?: FormRefusal | undefined;
  children: ComponentChildren;
}): VNode => {
  const { person, mechanism, base } = invitee;
  const t = pageTranslator(person.locale);
  return (
    <Frame locale={person.locale} title={title} owner={mechanism}>
      <nav class="tabs" aria-label={t('invitee.navigation')}>
        <ul class="pages">
          {parts.map((each) => (
            <li>
              <a href={`${base}${each}`} aria-current={each === part ? 'page' : undefined}>
                {t(`invitee.part.${each === '' ? 'answer' : (each.slice(1) as 'minutes')}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <h1 dir="auto">{title}</h1>
      {said !== undefined && (
        <p class="notice good" role="status">
          {said}
        </p>
      )}
      <Refused refusal={refusal} />
      {children}
    </Frame>
  );
};
