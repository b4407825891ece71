import type { VNode } from 'preact';
import type { Caller } from '../access/index.js';
import {
  dayText,
  pageTranslator,
  TextArea,
  TextField,
  type FormRefusal,
  type PageTranslate,
} from '../platform/index.js';
import { ClashList, ConsultationDesk, whenText } from './consultation.parts.js';
import type { Clashes, ConsultationDetail } from './consultations.views.js';
import { seenOf, type ScheduleForm } from './dates.forms.js';
import type { Preview } from './scheduling.service.js';
import { StepChanges } from './steps.parts.js';

export interface SchedulePageProps {
  caller: Caller;
  consultation: ConsultationDetail;
  /** `schedule` the first time and after it was postponed, `move` while a date is set. */
  act: 'schedule' | 'move';
  entered: ScheduleForm;
  /** What would come of what was entered. */
  preview?: (Preview & { clashes: Clashes }) | undefined;
  refusal?: FormRefusal | undefined;
}

/** A date is looked at before it is set: how much notice it gives, what stands in its way, who will hear, what is then to happen when. */
export const SchedulePage = (props: SchedulePageProps): VNode => {
  const { caller, consultation, act, entered, preview, refusal } = props;
  const t = pageTranslator(caller.locale);
  const isShort =
    preview !== undefined &&
    preview.notice.workingDays < preview.notice.asked &&
    !(act === 'move' && keepsTime(consultation, preview));
  return (
    <ConsultationDesk
      caller={caller}
      consultation={consultation}
      tab=""
      heading={t(`consultations.act.${act}`)}
      refusal={refusal}
    >
      {act === 'move' && <p>{t('consultations.move.now', { when: whenText(consultation, caller.locale, t) })}</p>}
      <p>{t('consultations.schedule.hint', { zone: consultation.timeZone })}</p>
      <form class="narrow" method="post" action={`/consultations/${consultation.id}/${act}`}>
        {/* The Enter key presses a form's first button: it must be the one that does least. */}
        <button type="submit" name="step" value="preview" hidden>
          {t('consultations.preview')}
        </button>
        <TextField
          name="from"
          type="datetime-local"
          label={t('consultations.field.from')}
          value={entered.from}
          isRequired
          refusal={refusal}
        />
        <TextField
          name="until"
          type="datetime-local"
          label={t('consultations.field.until')}
          value={entered.until}
          isRequired
          refusal={refusal}
        />
        <TextField
          name="answerBy"
          type="date"
          label={t('consultations.field.answerBy')}
          hint={t('consultations.hint.answerBy')}
          value={entered.answerBy}
          refusal={refusal}
        />
        {act === 'schedule' && (
          <TextField
            name="inviteAt"
            type="datetime-local"
            label={t('consultations.field.inviteAt')}
            hint={t('consultations.hint.inviteAt')}
            value={entered.inviteAt}
            refusal={refusal}
          />
        )}
        {act === 'move' && (
          <TextArea
            name="reason"
            label={t('consultations.field.moveReason')}
            value={entered.reason}
            isRequired
            refusal={refusal}
          />
        )}
        {preview && <Preview {...props} preview={preview} t={t} />}
        <TextArea
          name="noticeReason"
          label={t('consultations.field.noticeReason')}
          hint={isShort ? undefined : t('consultations.hint.noticeReason')}
          value={entered.noticeReason}
          isRequired={isShort}
          refusal={refusal}
        />
        {preview && <input type="hidden" name="seen" value={seenOf(entered)} />}
        <div class="actions">
          {preview && (
            <button type="submit" name="step" value="apply">
              {t(`consultations.apply.${act}`)}
            </button>
          )}
          <button class={preview ? 'quiet' : undefined} type="submit" name="step" value="preview" formnovalidate>
            {t('consultations.preview')}
          </button>
          <a href={`/consultations/${consultation.id}`}>{t('changes.leave')}</a>
        </div>
      </form>
    </ConsultationDesk>
  );
};

/** Only the last day for answers is another. */
const keepsTime = ({ startsAt, endsAt }: ConsultationDetail, preview: Preview): boolean =>
  startsAt === preview.startsAt.toISOString() && endsAt === preview.endsAt.toISOString();

const Preview = ({
  caller,
  consultation,
  act,
  preview,
  t,
}: SchedulePageProps & { preview: NonNullable<SchedulePageProps['preview']>; t: PageTranslate }) => {
  const { notice, clashes, told, inviteAtUnused, answerBy, before, after } = preview;
  const isSameTime = act === 'move' && keepsTime(consultation, preview);
  const isShort = !isSameTime && notice.workingDays < notice.asked;
  const hasClashes = clashes.closed.length + clashes.consultations.length > 0;
  return (
    <section aria-labelledby="preview">
      <h3 id="preview">{t('consultations.preview.title')}</h3>
      <p>{t('consultations.preview.nothing-yet')}</p>
      <div class={isShort ? 'notice warn' : 'notice good'}>
        <p>
          {t('consultations.notice.days', { days: notice.workingDays, asked: notice.asked })}
          {isShort && ` ${t('consultations.notice.earliest', { day: dayText(caller.locale, notice.earliest) })}`}
        </p>
      </div>
      <h4>{t('consultations.clashes')}</h4>
      <div class={hasClashes ? 'notice warn' : undefined}>
        <ClashList clashes={clashes} caller={caller} />
      </div>
      <h4>{t('consultations.preview.heard')}</h4>
      <p>
        {isSameTime
          ? t('consultations.preview.told.answers-only')
          : act === 'move' || told > 0
            ? t('consultations.preview.told', { count: told })
            : t('consultations.preview.told.nobody')}
      </p>
      {inviteAtUnused !== null && <p class="notice warn">{t(`consultations.preview.inviteAt.${inviteAtUnused}`)}</p>}
      <p>{t('consultations.preview.answers', { day: dayText(caller.locale, answerBy) })}</p>
      <h4>{t('consultations.steps')}</h4>
      <StepChanges before={before} after={after} timeZone={consultation.timeZone} locale={caller.locale} />
    </section>
  );
};
