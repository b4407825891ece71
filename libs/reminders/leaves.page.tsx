import type { VNode } from 'preact';
import type { Caller } from '../access/index.js';
import { DeskPage, type Done } from '../deadlines/index.js';
import { dayText, pageTranslator, TextArea, type FormRefusal } from '../platform/index.js';
import type { LeaveOfPerson } from './preferences.schemas.js';

/** Where it is said why a leave is cancelled: each has a form of its own. */
export const reasonField = (leaveId: string): string => `reason-${leaveId}`;

/** Leaves that are not over, each with a form that cancels it. */
export const LeavesPage = ({
  caller,
  leaves,
  done,
  refusal,
}: {
  caller: Caller;
  leaves: LeaveOfPerson[];
  done?: Done;
  refusal?: FormRefusal;
}): VNode => {
  const t = pageTranslator(caller.locale);
  const day = (on: string) => dayText(caller.locale, on);
  return (
    <DeskPage caller={caller} title={t('leaves.title')} path="/leaves" {...(done && { done })} refusal={refusal}>
      <p>{t('leaves.intro')}</p>
      {leaves.length === 0 && <p class="quiet">{t('preferences.leave.none')}</p>}
      <ul class="list">
        {leaves.map(({ id, person, startsOn, endsOn, substitute }) => (
          <li>
            <h2 dir="auto">{person.name}</h2>
            <p id={`days-${id}`} dir="auto">
              {t('preferences.leave.days', { from: day(startsOn), to: day(endsOn) })}
              {' · '}
              {substitute ? t('preferences.leave.with', { name: substitute.name }) : t('preferences.leave.without')}
            </p>
            <form class="narrow" method="post" action={`/leaves/${person.id}/${id}/cancel`}>
              <TextArea name="reason" id={reasonField(id)} label={t('requests.reason')} isRequired refusal={refusal} />
              <button
                class="quiet"
                aria-describedby={`days-${id}`}
                aria-label={t('leaves.cancel', { name: person.name })}
              >
                {t('preferences.leave.cancel')}
              </button>
            </form>
          </li>
        ))}
      </ul>
    </DeskPage>
  );
};
