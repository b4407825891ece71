import type { VNode } from 'preact';
import { seesAll, type Caller } from '../access/index.js';
import {
  Choice,
  Pages,
  DeadlineKind,
  pageTranslator,
  TextField,
  type FormRefusal,
  type PageOf,
  type PageTranslate,
} from '../platform/index.js';
import type { DeskQuery } from './desk.forms.js';
import { DeadlineList, DeskPage, keepsDeadlines } from './desk.parts.js';
import { DeadlineState, type DeadlineView, type OverviewLine } from './deadlines.schemas.js';
import { RequestCard, type DecisionProps, type WaitingRequest } from './requests.page.js';

/** How many of a list the overview shows; the rest has a page of its own. */
export const shownAtFirst = 20;

interface Common {
  caller: Caller;
  query: DeskQuery;
  institutions: { id: string; name: string }[];
}

export interface OverviewPageProps extends Common, Pick<DecisionProps, 'decided'> {
  /** Null for whoever sees their own institutions' only. */
  lines: OverviewLine[] | null;
  requests: WaitingRequest[];
  overdue: PageOf<DeadlineView>;
  next: PageOf<DeadlineView>;
  /** What is wrong where the request it was about is not on the page any more. */
  refusal?: FormRefusal;
}

/** Who owes what: in numbers, what waits for a decision, what is overdue, what comes next. */
export const OverviewPage = (props: OverviewPageProps): VNode => {
  const { caller, query, lines, requests, overdue, next, decided } = props;
  const t = pageTranslator(caller.locale);
  return (
    <DeskPage
      caller={caller}
      title={t('deadlines.title')}
      path="/deadlines"
      done={query}
      refusal={props.refusal ?? decided?.refusal}
    >
      {keepsDeadlines(caller) && (
        <div class="actions">
          <a class="button" href="/deadlines/new">
            {t('deadlines.new')}
          </a>
        </div>
      )}
      {lines !== null && (
        <>
          <h2 id="institutions">{t('overview.title')}</h2>
          <p class="quiet">{t('overview.hint')}</p>
          <Numbers lines={lines} t={t} />
          <h2 id="requests">{t('requests.title')}</h2>
          {requests.length === 0 && <p>{t('requests.none')}</p>}
          {requests.map((request) => (
            <RequestCard
              {...props}
              request={request}
              deadline={request.deadline}
              action={`/deadlines/requests/${request.id}`}
            />
          ))}
        </>
      )}
      <h2 id="overdue">{t('deadlines.overdue')}</h2>
      {overdue.items.length === 0 ? (
        <p>{t('deadlines.overdue.none')}</p>
      ) : (
        <>
          <p class="quiet">{t('deadlines.overdue.hint')}</p>
          <DeadlineList items={overdue.items} caller={caller} />
          {overdue.next !== null && (
            <p>
              <a href="/deadlines?state=OVERDUE">{t('deadlines.overdue.all')}</a>
            </p>
          )}
        </>
      )}
      <h2 id="next">{t('deadlines.next')}</h2>
      {next.items.length === 0 ? (
        <p>{t('deadlines.next.none')}</p>
      ) : (
        <DeadlineList items={next.items} caller={caller} />
      )}
      {next.next !== null && (
        <p>
          <a href="/deadlines?state=OPEN">{t('deadlines.next.all')}</a>
        </p>
      )}
      <h2 id="find">{t('deadlines.find')}</h2>
      <Filters {...props} t={t} />
    </DeskPage>
  );
};

/** What fits a search, a page at a time. */
export const FoundPage = (props: Common & { page: PageOf<DeadlineView> }): VNode => {
  const { caller, query, page } = props;
  const t = pageTranslator(caller.locale);
  return (
    <DeskPage
      caller={caller}
      title={t('deadlines.found')}
      path="/deadlines/found"
      back={{ href: '/deadlines', text: t('deadlines.title') }}
    >
      <Filters {...props} t={t} />
      {page.items.length === 0 && <p role="status">{t('deadlines.found.none')}</p>}
      <DeadlineList items={page.items} caller={caller} under="h1" />
      <Pages
        first={query.cursor === undefined ? null : addressOf(query, undefined)}
        next={page.next === null ? null : addressOf(query, page.next)}
        t={t}
      />
    </DeskPage>
  );
};

const addressOf = ({ state, kind, institutionId, from, until }: DeskQuery, cursor: string | undefined): string => {
  const all = Object.entries({ state, kind, institutionId, from, until, cursor });
  const set = all.filter((entry): entry is [string, NonNullable<(typeof entry)[1]>] => entry[1] !== undefined);
  return `/deadlines?${new URLSearchParams(set).toString()}`;
};

const counts = ['due', 'dueSoon', 'overdue', 'noAnswer', 'answeredInTime', 'answeredLate', 'requests'] as const;

const Numbers = ({ lines, t }: { lines: OverviewLine[]; t: PageTranslate }) => {
  if (lines.length === 0) return <p>{t('overview.none')}</p>;
  const total = (count: (typeof counts)[number]) => lines.reduce((sum, line) => sum + line[count], 0);
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={t('overview.title')}>
      <table class="numbers">
        <thead>
          <tr>
            <th scope="col">{t('register.institution')}</th>
            {counts.map((count) => (
              <th scope="col">{t(`overview.${count}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr>
              <th scope="row" dir="auto">
                {line.institution === null ? (
                  t('deadlines.secretariat')
                ) : (
                  <a href={`/deadlines?institutionId=${line.institution.id}`}>{line.institution.name}</a>
                )}
              </th>
              {counts.map((count) => (
                <Count line={line} count={count} />
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('overview.total')}</th>
            {counts.map((count) => (
              <td>{total(count)}</td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  );
};

const Count = ({ line, count }: { line: OverviewLine; count: (typeof counts)[number] }) => {
  const value = line[count];
  const isBad = value > 0 && (count === 'overdue' || count === 'noAnswer');
  if (value === 0) return <td class="zero">0</td>;
  return <td>{isBad ? <strong class="error">{value}</strong> : value}</td>;
};

const Filters = ({ caller, query, institutions, t }: Common & { t: PageTranslate }) => (
  <form method="get" action="/deadlines" role="search" aria-label={t('deadlines.find')}>
    <div class="grid">
      {(seesAll(caller) || institutions.length > 1) && (
        <Choice
          name="institutionId"
          label={t('register.institution')}
          any={t('register.search.any')}
          chosen={query.institutionId}
          options={institutions.map(({ id, name }) => [id, name] as const)}
        />
      )}
      <Choice
        name="state"
        label={t('register.status')}
        any={t('register.search.any')}
        chosen={query.state}
        options={DeadlineState.options.map((state) => [state, t(`deadlines.state.${state}`)] as const)}
      />
      <Choice
        name="kind"
        label={t('register.kind')}
        any={t('register.search.any')}
        chosen={query.kind}
        options={Object.values(DeadlineKind).map((kind) => [kind, t(`deadlines.kind.${kind}`)] as const)}
      />
      <TextField name="from" type="date" label={t('deadlines.from')} value={query.from} />
      <TextField name="until" type="date" label={t('deadlines.until')} value={query.until} />
    </div>
    <button type="submit">{t('deadlines.find.submit')}</button>
  </form>
);
