import type { VNode } from 'preact';
import type { Caller } from '../access/index.js';
import { dayText, pageTranslator, TextArea, type FormRefusal } from '../platform/index.js';
import { ChangesTable, DeskPage } from './desk.parts.js';
import type { Anchor, Change } from './rules.schemas.js';

/** What moving a date would move; nothing happens before somebody says why and applies it. */
export const MoveDatePage = ({
  caller,
  anchor,
  day,
  changes,
  reason,
  refusal,
}: {
  caller: Caller;
  anchor: Anchor;
  day: string;
  changes: Change[];
  reason?: string;
  refusal?: FormRefusal;
}): VNode => {
  const t = pageTranslator(caller.locale);
  return (
    <DeskPage
      caller={caller}
      title={t('dates.move.title', { title: anchor.title })}
      path={`/dates/${anchor.id}/move`}
      back={{ href: `/dates/${anchor.id}`, text: anchor.title }}
      refusal={refusal}
    >
      <p class="big">
        {dayText(caller.locale, anchor.day)} → <strong>{dayText(caller.locale, day)}</strong>
      </p>
      <p>{t('changes.nothing-yet')}</p>
      <ChangesTable changes={changes} caller={caller} />
      <form class="narrow" method="post" action={`/dates/${anchor.id}/move`}>
        <input type="hidden" name="day" value={day} />
        <TextArea name="reason" label={t('requests.reason')} value={reason} isRequired refusal={refusal} />
        <div class="actions">
          <button type="submit">{t('changes.apply')}</button>
          <a class="button quiet" href={`/dates/${anchor.id}`}>
            {t('changes.leave')}
          </a>
        </div>
      </form>
    </DeskPage>
  );
};
