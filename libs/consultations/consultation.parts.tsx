import type { ComponentChildren, VNode } from 'preact';
import { SignedInPage, type Caller } from '../access/index.js';
import type { Locale } from '../catalogue/index.js';
import {
  dayText,
  pageTranslator,
  Refused,
  type ConsultationStatus,
  type FormRefusal,
  type PageTranslate,
} from '../platform/index.js';
import type { Clashes } from './consultations.views.js';

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
  isRun = true,
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
  /** False: the reader knows of it, but neither holds nor keeps it, and has its plan only. */
  isRun?: boolean;
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
      {isRun && (
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
      )}
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

/** When a consultation is held, on the clocks there, `2026-09-15T09:00`. */
export interface Local {
  from: string | null;
  until: string | null;
  timeZone: string;
}

/** E.g. `Tuesday, 15 September 2026, 09:00–12:00 (Asia/Phnom_Penh)`. */
export const whenText = ({ from, until, timeZone }: Local, locale: Locale, t: PageTranslate): string => {
  if (from === null || until === null) return t('consultations.no-date');
  return t('consultations.when', { span: spanText({ from, until }, locale), zone: timeZone });
};

/** The same without its zone. */
export const spanText = ({ from, until }: { from: string; until: string }, locale: Locale): string => {
  const [[day = '', start = ''], [lastDay = '', end = '']] = [from.split('T'), until.split('T')];
  const last = lastDay === day ? end : `${dayText(locale, lastDay)}, ${end}`;
  return `${dayText(locale, day)}, ${start}–${last}`;
};

/** What stands in the way of a date. */
export const ClashList = ({ clashes, caller }: { clashes: Clashes; caller: Caller }): VNode => {
  const t = pageTranslator(caller.locale);
  const { closed, consultations } = clashes;
  if (closed.length + consultations.length === 0) return <p>{t('consultations.clashes.none')}</p>;
  return (
    <ul>
      {closed.map(({ day, holiday }) => (
        <li>
          {holiday === null
            ? t('consultations.clashes.weekend', { day: dayText(caller.locale, day) })
            : t('consultations.clashes.holiday', { day: dayText(caller.locale, day), holiday })}
        </li>
      ))}
      {consultations.map((other) => (
        <li>
          <a href={`/consultations/${other.id}`} dir="auto">
            {other.title}
          </a>
          <span class="quiet below">{whenText(other, caller.locale, t)}</span>
          {other.people !== null && other.people > 0 && (
            <span class="below">
              {t('consultations.clashes.people', { people: other.people })}{' '}
              <span dir="auto">{other.names.join(', ')}</span>
              {other.people > other.names.length && ' …'}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
};
