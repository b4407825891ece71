import type { ComponentChildren, VNode } from 'preact';
import { secretariat, seesAll, SignedInPage, type Caller } from '../access/index.js';
import { isPageKey, mailTexts, type Locale } from '../catalogue/index.js';
import {
  dayText,
  daysBetween,
  momentText,
  pageTranslator,
  Refused,
  translator,
  type Day,
  type DeadlineKind,
  type FormRefusal,
  type PageTranslate,
} from '../platform/index.js';
import type { Done } from './desk.forms.js';
import type { DeadlineView, HistoryLine } from './deadlines.schemas.js';

/** Whether the caller prepares and changes what is due, or only looks at it. */
export const keepsDeadlines = (caller: Caller): boolean => secretariat.some((right) => caller.rights.has(right));
/** Whether the caller decides: about requests, rules, plans. */
export const decidesDeadlines = (caller: Caller): boolean =>
  caller.rights.has('coordinator') || caller.rights.has('administrator');

/** The pages about what is due: where one is, what was just done, what was wrong. */
export const DeskPage = (props: {
  caller: Caller;
  title: string;
  /** The page's own address. */
  path: string;
  /** The page this one belongs to. */
  back?: { href: string; text: string };
  done?: Done;
  refusal?: FormRefusal | undefined;
  children: ComponentChildren;
}): VNode => {
  const { caller, title, path, back, done, refusal, children } = props;
  const t = pageTranslator(caller.locale);
  const places = [
    ['/deadlines', t('deadlines.title')],
    ['/dates', t('dates.title')],
    ['/deadline-rules', t('rules.title')],
    ['/reminder-plans', t('plans.title')],
    ...(decidesDeadlines(caller) ? [['/leaves', t('leaves.title')] as const] : []),
  ] as const;
  return (
    <SignedInPage caller={caller} title={title} path={path}>
      {seesAll(caller) && (
        <nav class="tabs" aria-label={t('deadlines.navigation')}>
          <ul class="pages">
            {places.map(([href, text]) => (
              <li>
                <a href={href} aria-current={href === path ? 'page' : path.startsWith(`${href}/`) ? 'true' : undefined}>
                  {text}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {back && !(seesAll(caller) && places.some(([href]) => href === back.href)) && (
        <p>
          <a href={back.href}>{back.text}</a>
        </p>
      )}
      <h1 dir="auto">{title}</h1>
      {done?.done && (
        <p class="notice good" role="status">
          {t(`deadlines.done.${done.done}`, { n: done.n, past: done.past })}
        </p>
      )}
      <Refused refusal={refusal} />
      {children}
    </SignedInPage>
  );
};

/** What a deadline is called; its kind says it where nobody has named it. */
export const deadlineName = ({ title, kind }: { title: string | null; kind: DeadlineKind }, t: PageTranslate): string =>
  title ?? t(`deadlines.kind.${kind}`);

/** A mechanism as the reader's language names it. */
export const mechanismText = (mechanism: string, locale: Locale): string =>
  translator(mailTexts, locale)('mechanism', { mechanism });

export const StateBadge = ({
  deadline,
  t,
}: {
  deadline: Pick<DeadlineView, 'status' | 'isOverdue'>;
  t: PageTranslate;
}) =>
  deadline.isOverdue ? (
    <span class="badge error">{t('deadlines.state.OVERDUE')}</span>
  ) : (
    <span class={deadline.status === 'MET' ? 'badge good' : 'badge'}>{t(`deadlines.state.${deadline.status}`)}</span>
  );

/** Deadlines, each with what it is, whose, and when. */
export const DeadlineList = ({
  items,
  caller,
  under = 'h2',
}: {
  items: DeadlineView[];
  caller: Caller;
  /** The heading the list stands under. */
  under?: 'h1' | 'h2';
}): VNode => {
  const t = pageTranslator(caller.locale);
  const Heading = under === 'h1' ? 'h2' : 'h3';
  return (
    <ul class="list">
      {items.map((deadline) => (
        <li>
          <p class="badges">
            <StateBadge deadline={deadline} t={t} />
            <span class="quiet">{t(`deadlines.kind.${deadline.kind}`)}</span>
            {deadline.isRestricted && <span class="badge warn">{t('deadlines.restricted')}</span>}
          </p>
          <Heading class="text" dir="auto">
            <a href={`/deadlines/${deadline.id}`}>{deadlineName(deadline, t)}</a>
          </Heading>
          <p class="quiet">
            <span dir="auto">{deadline.institution?.name ?? t('deadlines.secretariat')}</span>
            <br />
            {t('deadlines.due-on', { day: dayText(caller.locale, deadline.dueOn) })}
          </p>
        </li>
      ))}
    </ul>
  );
};

interface ChangeLine {
  deadlineId: string | null;
  title: string;
  institution: string | null;
  from: Day | null;
  to: Day | null;
  isPast: boolean;
}

/** How many deadlines change; what is past and not planned changes nothing. */
export const changesMade = (changes: { isPast: boolean }[]): number => changes.filter(({ isPast }) => !isPast).length;

/** Before and after, so that whoever decides sees what would follow. */
export const ChangesTable = ({ changes, caller }: { changes: ChangeLine[]; caller: Caller }): VNode => {
  const t = pageTranslator(caller.locale);
  if (changes.length === 0) return <p>{t('changes.none')}</p>;
  const day = (on: Day | null) => (on === null ? '–' : dayText(caller.locale, on));
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={t('changes.title')}>
      <table>
        <caption>{t('changes.count', { count: changesMade(changes) })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('deadlines.what')}</th>
            <th scope="col">{t('changes.before')}</th>
            <th scope="col">{t('changes.after')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ deadlineId, title, institution, from, to, isPast }) => (
            <tr>
              <th scope="row" dir="auto">
                {deadlineId === null ? title : <a href={`/deadlines/${deadlineId}`}>{title}</a>}
                {institution !== null && <span class="quiet below">{institution}</span>}
              </th>
              <td>{from === null && !isPast ? <span class="badge good">{t('changes.new')}</span> : day(from)}</td>
              <td>
                {to === null ? <span class="badge warn">{t('changes.gone')}</span> : day(to)}
                {isPast && <span class="quiet below">{t('changes.past')}</span>}
                {from !== null && to !== null && (
                  <span class="quiet below">
                    {t('changes.distance', {
                      days: Math.abs(daysBetween(from, to)),
                      side: from < to ? 'later' : 'earlier',
                    })}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

/** What may be said with these is a remark; nobody was asked for a reason. */
const remarked = new Set(['deadline.met', 'deadline-request.withdrawn']);

/** What happened, when, by whom and why. */
export const History = ({ lines, caller }: { lines: HistoryLine[]; caller: Caller }): VNode => {
  const t = pageTranslator(caller.locale);
  const days = ({ from, to }: HistoryLine) =>
    [from, to].flatMap((day) => (day === null ? [] : [dayText(caller.locale, day)])).join(' → ');
  return (
    <ol class="list">
      {lines.map((line) => {
        const key = `deadlines.event.${line.what}`;
        const asked = line.asked === null ? '' : `, ${t(`requests.kind.${line.asked}`)}`;
        return (
          <li>
            <time dateTime={line.at} class="quiet">
              {momentText(caller.locale, new Date(line.at), caller.timeZone)}
            </time>
            <br />
            {/* What this page has no words for yet is still shown, by its name. */}
            {isPageKey(key) ? t(key) : line.what}
            {asked}
            {line.bySystem && `, ${t('register.history.by', { name: t('register.history.system') })}`}
            {line.by !== null && `, ${t('register.history.by', { name: line.by })}`}
            {days(line) !== '' && <span class="below">{days(line)}</span>}
            {line.reason !== null && (
              <span class="quiet below" dir="auto">
                {t(remarked.has(line.what) ? 'deadlines.history.note' : 'register.history.why', {
                  reason: line.reason,
                })}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
};
