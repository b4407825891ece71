import type { VNode } from 'preact';
import type { Caller } from '../access/index.js';
import { ConsultationDesk, type Shown } from '../consultations/index.js';
import {
  dateText,
  momentText,
  pageTranslator,
  TextArea,
  TextField,
  type Day,
  type FormRefusal,
  type PageTranslate,
} from '../platform/index.js';
import { Commitments, Prose, ReadMinutes } from './minutes.parts.js';
import { longestText, type CommitmentView, type MinutesView } from './minutes.schemas.js';
import type { Done, TextsForm } from './pages.forms.js';

export interface MinutesPageProps {
  caller: Caller;
  consultation: Shown;
  minutes: MinutesView;
  commitments: CommitmentView[];
  comments: { all: number; unanswered: number };
  present: number;
  /** Whether the day has come, and the minutes are not final. */
  isNow: boolean;
  /** Whether comments can still come in time. */
  isOpenForComments: boolean;
  usualCommentsBy: Day;
  done: Done;
  refusal?: FormRefusal | undefined;
  /** After an error: what was typed, and of which parts others have written something else meanwhile. */
  entered?: { texts?: TextsForm; conflicts?: string[]; commentsBy?: string };
}

/** The minutes of a consultation: written, circulated, commented, final; and what was promised. */
export const MinutesPage = (props: MinutesPageProps): VNode => {
  const { caller, consultation, minutes, commitments, comments, present, isNow, done, refusal } = props;
  const t = pageTranslator(caller.locale);
  const base = `/consultations/${consultation.id}/minutes`;
  const { status } = consultation;
  const said =
    done.done === undefined ? undefined : isOfMinutes(done.done) ? t(`minutes.done.${done.done}`) : undefined;
  return (
    <ConsultationDesk
      caller={caller}
      consultation={consultation}
      tab="/minutes"
      heading={t('minutes.title')}
      said={said}
      refusal={refusal}
    >
      <State {...props} t={t} />
      <p>
        <a href={`${base}.html`}>{t('minutes.print')}</a> · {t('minutes.present', { n: present })}
      </p>
      {isNow ? <WriteForm {...props} base={base} t={t} /> : <ReadMinutes minutes={minutes} t={t} />}
      <h3 id="commitments">{t('commitments.title')}</h3>
      {commitments.length === 0 && <p class="quiet">{t('commitments.none')}</p>}
      <Commitments
        commitments={commitments}
        locale={caller.locale}
        changeAt={isNow ? (id) => `${base}/commitments/${id}` : undefined}
        isWithState
        t={t}
      />
      {isNow && (
        <p>
          <a class="button quiet" href={`${base}/commitments/new`}>
            {t('commitments.add')}
          </a>
        </p>
      )}
      {minutes.circulatedAt !== null && (
        <>
          <h3>{t('comments.title')}</h3>
          <p>
            {t('comments.counts', { ...comments })}{' '}
            {comments.all > 0 && <a href={`${base}/comments`}>{t('comments.open')}</a>}
          </p>
        </>
      )}
      {status === 'HELD' && <CirculateCard {...props} base={base} t={t} />}
      {status === 'MINUTES_CIRCULATED' && <FinaliseCard {...props} base={base} t={t} />}
    </ConsultationDesk>
  );
};

const ofMinutes = [
  'written',
  'circulated',
  'final',
  'commitment-made',
  'commitment-changed',
  'commitment-withdrawn',
] as const;
const isOfMinutes = (done: string): done is (typeof ofMinutes)[number] =>
  (ofMinutes as readonly string[]).includes(done);

const State = ({ caller, minutes, isNow, t }: MinutesPageProps & { t: PageTranslate }) => {
  const { locale, timeZone } = caller;
  const { circulatedAt, commentsBy, finalAt } = minutes;
  if (finalAt !== null) {
    return <p class="notice">{t('minutes.state.final', { at: momentText(locale, new Date(finalAt), timeZone) })}</p>;
  }
  if (circulatedAt !== null && commentsBy !== null) {
    const at = momentText(locale, new Date(circulatedAt), timeZone);
    return <p class="notice">{t('minutes.state.circulated', { at, day: dateText(locale, commentsBy) })}</p>;
  }
  return isNow ? null : <p class="notice">{t('minutes.state.not-yet')}</p>;
};

type Writing = MinutesPageProps & { base: string; t: PageTranslate };

const WriteForm = (props: Writing) => {
  const { minutes, base, t } = props;
  const gone = goneParts(props);
  return (
    <form method="post" action={base}>
      {gone.map((text) => (
        <div class="notice warn">
          <p>{t('minutes.gone')}</p>
          <Prose text={text} />
        </div>
      ))}
      <PartField
        {...props}
        id="opening"
        part="opening"
        name="opening"
        label={t('minutes.opening')}
        now={minutes.opening}
      />
      {minutes.items.map(({ agendaItemId, title, ...now }, index) => (
        <PartField
          {...props}
          id={`items-${index}`}
          part={agendaItemId}
          name={`record.${agendaItemId}`}
          label={t('minutes.item', { n: index + 1, title })}
          now={now}
        />
      ))}
      <button type="submit">{t('minutes.save')}</button>
    </form>
  );
};

/** What was typed about items that have left the agenda meanwhile: nothing of it is lost unseen. */
const goneParts = ({ entered, minutes }: MinutesPageProps): string[] => {
  const known = new Set(minutes.items.map(({ agendaItemId }) => `record.${agendaItemId}`));
  return Object.entries(entered?.texts ?? {}).flatMap(([name, text]) =>
    name.startsWith('record.') && !known.has(name) && text !== '' ? [text] : [],
  );
};

const PartField = ({
  id,
  part,
  name,
  label,
  now,
  entered,
  refusal,
  t,
}: Writing & {
  id: string;
  part: string;
  name: string;
  label: string;
  now: { text: string; version: string };
}) => {
  const typed = entered?.texts?.[name];
  const isConflict = entered?.conflicts?.includes(part) ?? false;
  // Whoever sends a part anew after reading what others wrote of it means to replace that.
  const version = isConflict ? now.version : (entered?.texts?.[`version.${part}`] ?? now.version);
  const rows = Math.min(16, Math.max(4, Math.ceil((typed ?? now.text).length / 70)));
  return (
    <>
      <TextArea
        id={id}
        name={name}
        label={label}
        value={typed ?? now.text}
        rows={rows}
        maxLength={longestText}
        refusal={refusal}
      />
      <input type="hidden" name={`version.${part}`} value={version} />
      {isConflict && (
        <div class="notice warn">
          <p>{t('minutes.theirs')}</p>
          {now.text === '' ? <p class="quiet">{t('minutes.nothing')}</p> : <Prose text={now.text} />}
        </div>
      )}
    </>
  );
};

const CirculateCard = ({ usualCommentsBy, entered, refusal, base, t }: Writing) => (
  <form class="card" method="post" action={`${base}/circulate`}>
    <h3>{t('minutes.circulate')}</h3>
    <p>{t('minutes.circulate.hint')}</p>
    <TextField
      name="commentsBy"
      type="date"
      label={t('minutes.comments-by')}
      value={entered?.commentsBy ?? usualCommentsBy}
      isRequired
      refusal={refusal}
    />
    <button type="submit">{t('minutes.circulate')}</button>
  </form>
);

const FinaliseCard = ({ isOpenForComments, comments, base, t }: Writing) => (
  <form class="card" method="post" action={`${base}/finalise`}>
    <h3>{t('minutes.finalise')}</h3>
    <p>{t(isOpenForComments ? 'minutes.finalise.wait' : 'minutes.finalise.hint')}</p>
    {comments.unanswered > 0 && (
      <p class="notice warn">{t('minutes.finalise.unanswered', { n: comments.unanswered })}</p>
    )}
    {!isOpenForComments && <button type="submit">{t('minutes.finalise')}</button>}
  </form>
);
