import type { VNode } from 'preact';
import type { Caller } from '../access/index.js';
import {
  Choice,
  colon,
  dayText,
  momentText,
  pageTranslator,
  TextArea,
  TextField,
  type FormRefusal,
} from '../platform/index.js';
import type { DecisionForm } from './desk.forms.js';
import { deadlineName, decidesDeadlines } from './desk.parts.js';
import type { DeadlineView, RequestView } from './deadlines.schemas.js';

/** A request that waits, with what it is about. */
export type WaitingRequest = RequestView & { deadline: DeadlineView };

export interface DecisionProps {
  caller: Caller;
  institutions: { id: string; name: string }[];
  /** After an error: which request it was, what was entered, and what is wrong. */
  decided?: { requestId: string; entered: DecisionForm; refusal: FormRefusal };
}

/** What is asked, why, and the answer in place: grant, grant another day, refuse. */
export const RequestCard = (
  props: DecisionProps & { request: RequestView; deadline: DeadlineView; action: string; isNamed?: boolean },
): VNode => {
  const { caller, request, deadline, action, isNamed = true } = props;
  const t = pageTranslator(caller.locale);
  const name = deadlineName(deadline, t);
  return (
    <section class="card" aria-label={`${t(`requests.kind.${request.kind}`)}${colon(caller.locale)} ${name}`}>
      {isNamed && (
        <h3 dir="auto">
          <a href={`/deadlines/${deadline.id}`}>{name}</a>
        </h3>
      )}
      <dl>
        <dt>{t('requests.asked')}</dt>
        <dd>
          {request.kind === 'MORE_TIME'
            ? t('requests.more-time', { day: request.until === null ? '–' : dayText(caller.locale, request.until) })
            : t('requests.not-ours', { named: request.named ?? '–' })}
        </dd>
        <dt>{t('requests.why')}</dt>
        <dd dir="auto">{request.reason}</dd>
        <dt>{t('requests.by')}</dt>
        <dd dir="auto">
          {[request.by.name, deadline.institution?.name].filter(Boolean).join(', ')}
          <span class="quiet below">{momentText(caller.locale, new Date(request.askedAt), caller.timeZone)}</span>
        </dd>
        {isNamed && <dt>{t('deadlines.day')}</dt>}
        {isNamed && <dd>{dayText(caller.locale, deadline.dueOn)}</dd>}
      </dl>
      {decidesDeadlines(caller) && <Decision {...props} action={action} />}
    </section>
  );
};

const Decision = ({
  caller,
  institutions,
  decided,
  request,
  action,
}: DecisionProps & { request: RequestView; action: string }) => {
  const t = pageTranslator(caller.locale);
  const mine = decided?.requestId === request.id ? decided : undefined;
  const field = (name: string) => ({ name, id: `${name}-${request.id}`, refusal: mine?.refusal });
  return (
    <form class="narrow" method="post" action={action}>
      {request.kind === 'MORE_TIME' ? (
        <TextField
          {...field('until')}
          label={t('requests.until')}
          hint={t('requests.until.hint')}
          type="date"
          value={mine?.entered.until ?? request.until ?? undefined}
        />
      ) : (
        <Choice
          {...field('institutionId')}
          label={t('requests.whose')}
          any={t('requests.whose.choose')}
          chosen={mine?.entered.institutionId}
          options={[
            ['secretariat', t('deadlines.secretariat')],
            ...institutions.map(({ id, name }) => [id, name] as const),
          ]}
        />
      )}
      <TextArea {...field('reason')} label={t('requests.reason')} value={mine?.entered.reason} isRequired />
      <div class="actions">
        <button type="submit" name="decision" value="GRANT">
          {t('requests.grant')}
        </button>
        <button class="quiet" type="submit" name="decision" value="REFUSE">
          {t('requests.refuse')}
        </button>
      </div>
    </form>
  );
};
