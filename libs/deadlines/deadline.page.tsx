import type { ComponentChildren, VNode } from 'preact';
import {
  dayText,
  momentText,
  pageTranslator,
  TextArea,
  TextField,
  Tick,
  type FormRefusal,
  type PageTranslate,
} from '../platform/index.js';
import type { ActionForm, ActionName, Done } from './desk.forms.js';
import { deadlineName, DeskPage, History, keepsDeadlines, StateBadge } from './desk.parts.js';
import type { DeadlineDetail } from './deadlines.schemas.js';
import { RequestCard, type DecisionProps } from './requests.page.js';

export interface DeadlinePageProps extends DecisionProps {
  deadline: DeadlineDetail;
  done?: Done;
  /** The page where a list is answered, for deadlines of that kind. */
  list?: { href: string; text: string } | undefined;
  /** After an error: which form it was, what was entered, and what is wrong. */
  acted?: { action: ActionName; entered: ActionForm; refusal: FormRefusal };
  /** What was said about it and what will be. */
  timeline: VNode;
}

/** One deadline: how it came about, what can be done about it, who hears of it when, and what happened. */
export const DeadlinePage = (props: DeadlinePageProps): VNode => {
  const { caller, deadline, done, acted, decided, timeline } = props;
  const t = pageTranslator(caller.locale);
  const refusal = acted?.refusal ?? decided?.refusal;
  const pending = deadline.requests.filter(({ status }) => status === 'PENDING');
  const answered = deadline.requests.filter(({ status }) => status !== 'PENDING');
  return (
    <DeskPage
      caller={caller}
      title={deadlineName(deadline, t)}
      path={`/deadlines/${deadline.id}`}
      back={{ href: '/deadlines', text: t('deadlines.title') }}
      refusal={refusal}
      {...(done && { done })}
    >
      <Facts {...props} t={t} />
      {pending.length > 0 && <h2>{t('requests.title')}</h2>}
      {pending.map((request) => (
        <RequestCard
          {...props}
          request={request}
          action={`/deadlines/${deadline.id}/requests/${request.id}`}
          isNamed={false}
        />
      ))}
      <h2>{t('deadlines.act')}</h2>
      <Actions {...props} hasPending={pending.length > 0} t={t} />
      <h2 id="timeline">{t('timeline.title')}</h2>
      {timeline}
      {keepsDeadlines(caller) && (
        <p>
          <a href={`/mails?deadlineId=${deadline.id}`}>{t('timeline.mails')}</a>
        </p>
      )}
      {answered.length > 0 && <h2>{t('requests.answered')}</h2>}
      {answered.length > 0 && (
        <ul class="list">
          {answered.map((request) => (
            <li dir="auto">
              {request.kind === 'MORE_TIME'
                ? t('requests.more-time', { day: request.until === null ? '–' : dayText(caller.locale, request.until) })
                : t('requests.not-ours', { named: request.named ?? '–' })}{' '}
              <span class={request.status === 'GRANTED' ? 'badge good' : 'badge'}>
                {t(`requests.status.${request.status}`)}
              </span>
              <span class="quiet below">{t('register.history.why', { reason: request.reason })}</span>
              {request.decisionReason !== null && (
                <span class="quiet below">{t('requests.answer', { reason: request.decisionReason })}</span>
              )}
            </li>
          ))}
        </ul>
      )}
      <h2>{t('register.history')}</h2>
      <History lines={deadline.history} caller={caller} />
    </DeskPage>
  );
};

const Facts = ({ caller, deadline, t }: DeadlinePageProps & { t: PageTranslate }) => (
  <>
    <p class="badges">
      <StateBadge deadline={deadline} t={t} />
      {deadline.isPinned && <span class="badge">{t('deadlines.pinned')}</span>}
      {deadline.isRestricted && <span class="badge warn">{t('deadlines.restricted')}</span>}
    </p>
    <div class="card">
      <p class="big">{dayText(caller.locale, deadline.dueOn)}</p>
      <p class="quiet" dir="auto">
        {deadline.explanation ?? t('deadlines.no-rule')}
      </p>
    </div>
    <dl>
      <dt>{t('register.institution')}</dt>
      <dd dir="auto">{deadline.institution?.name ?? t('deadlines.secretariat')}</dd>
      {deadline.institution !== null && <dt>{t('deadlines.answers')}</dt>}
      {deadline.institution !== null && <dd>{t(`places.${deadline.role}`)}</dd>}
      <dt>{t('register.kind')}</dt>
      <dd>{t(`deadlines.kind.${deadline.kind}`)}</dd>
      <dt>{t('deadlines.zone')}</dt>
      <dd>{deadline.timeZone}</dd>
      {deadline.closedAt !== null && <dt>{t('deadlines.closed')}</dt>}
      {deadline.closedAt !== null && <dd>{momentText(caller.locale, new Date(deadline.closedAt), caller.timeZone)}</dd>}
    </dl>
  </>
);

type Acting = DeadlinePageProps & { t: PageTranslate };

const Actions = (props: Acting & { hasPending: boolean }) => {
  const { caller, deadline, list, hasPending, t } = props;
  const keeps = keepsDeadlines(caller);
  const isTheirs = deadline.institution !== null && caller.institutionIds.includes(deadline.institution.id);
  if (!keeps && !isTheirs) return <p class="quiet">{t('deadlines.act.none')}</p>;
  if (deadline.status !== 'OPEN') {
    return keeps ? (
      <Action {...props} action="reopen" isReasonNeeded />
    ) : (
      <p class="quiet">{t('deadlines.act.closed')}</p>
    );
  }
  return (
    <>
      {deadline.kind === 'VERIFICATION' ? (
        <p>
          {t('deadlines.act.list')} {list && <a href={list.href}>{list.text}</a>}
        </p>
      ) : (
        <Action {...props} action="done" />
      )}
      {keeps && (
        <Action {...props} action="move" isReasonNeeded>
          <DayOf {...props} action="move" field="to" label={t('deadlines.move.to')} />
          <Tick name="isLate" label={t('deadlines.late')} checked={enteredIn(props, 'move')?.isLate === '1'} />
        </Action>
      )}
      {keeps && <Action {...props} action="waive" isReasonNeeded />}
      {isTheirs && !keeps && hasPending && <Action {...props} action="withdraw" />}
      {isTheirs && !keeps && !hasPending && (
        <>
          <Action {...props} action="more-time" isReasonNeeded>
            <DayOf {...props} action="more-time" field="until" label={t('requests.until')} />
          </Action>
          {deadline.kind !== 'VERIFICATION' && (
            <Action {...props} action="not-ours" isReasonNeeded>
              <TextField
                name="named"
                id="not-ours-named"
                label={t('requests.named')}
                value={enteredIn(props, 'not-ours')?.named}
                isRequired
                maxLength={300}
                refusal={refusalIn(props, 'not-ours')}
              />
            </Action>
          )}
        </>
      )}
    </>
  );
};

const enteredIn = ({ acted }: DeadlinePageProps, action: ActionName) =>
  acted?.action === action ? acted.entered : undefined;
const refusalIn = ({ acted }: DeadlinePageProps, action: ActionName) =>
  acted?.action === action ? acted.refusal : undefined;

const DayOf = (props: Acting & { action: ActionName; field: 'to' | 'until'; label: string }) => (
  <TextField
    name={props.field}
    id={`${props.action}-${props.field}`}
    type="date"
    label={props.label}
    value={enteredIn(props, props.action)?.[props.field] ?? props.deadline.dueOn}
    isRequired
    refusal={refusalIn(props, props.action)}
  />
);

/** Something to do about it, folded up till somebody wants to. */
const Action = (props: Acting & { action: ActionName; isReasonNeeded?: boolean; children?: ComponentChildren }) => {
  const { deadline, action, isReasonNeeded = false, children, t } = props;
  const entered = enteredIn(props, action);
  return (
    <details class="action" open={entered !== undefined}>
      <summary>{t(`deadlines.act.${action}`)}</summary>
      <form class="narrow" method="post" action={`/deadlines/${deadline.id}/${action}`}>
        {children}
        <TextArea
          name="reason"
          id={`${action}-reason`}
          label={t(isReasonNeeded ? 'requests.reason' : 'deadlines.note')}
          value={entered?.reason}
          isRequired={isReasonNeeded}
          refusal={refusalIn(props, action)}
        />
        <button type="submit">{t(`deadlines.act.${action}`)}</button>
      </form>
    </details>
  );
};
