import type { ComponentChildren, VNode } from 'preact';
import { SignedInPage, type Caller } from '../access/index.js';
import { pageTranslator, Refused, type ConsultationStatus, type FormRefusal } from '../platform/index.js';

/** The consultation a page of the desk is about. */
export interface Shown {
  id: string;
  title: string;
  status: ConsultationStatus;
}

const tabs = ['', '/invitations', '/attendance', '/minutes', '/inputs', '/figures'] as const;

/** A page of the desk about one consultation: which, in what state, the ways to its other pages, what was just done or is wrong. */
export const ConsultationDesk = ({
  caller,
  consultation,
  tab,
  heading,
  said,
  refusal,
  children,
}: {
  caller: Caller;
  consultation: Shown;
  /** Which of its pages this is. */
  tab: (typeof tabs)[number];
  /** Null: the page is about the consultation as a whole. */
  heading: string | null;
  /** What was just done, in the reader's words. */
  said?: string | undefined;
  refusal?: FormRefusal | undefined;
  children: ComponentChildren;
}): VNode => {
  const t = pageTranslator(caller.locale);
  const { id, title, status } = consultation;
  return (
    <SignedInPage caller={caller} title={heading === null ? title : `${heading} · ${title}`} path="/consultations">
      <p>
        <a href="/consultations">{t('consultations.title')}</a>
      </p>
      <h1 dir="auto">{title}</h1>
      <p class="badges">
        <span class="badge">{t(`consultations.status.${status}`)}</span>
      </p>
      <nav class="tabs" aria-label={t('consultations.navigation')}>
        <ul class="pages">
          {tabs.map((each) => (
            <li>
              <a href={`/consultations/${id}${each}`} aria-current={each === tab ? 'page' : undefined}>
                {t(`consultations.tab.${each === '' ? 'plan' : (each.slice(1) as 'invitations')}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {heading !== null && <h2>{heading}</h2>}
      {said !== undefined && (
        <p class="notice good" role="status">
          {said}
        </p>
      )}
      <Refused refusal={refusal} />
      {children}
    </SignedInPage>
  );
};
