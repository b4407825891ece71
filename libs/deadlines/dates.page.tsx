import type { VNode } from 'preact';
import type { Caller } from '../access/index.js';
import {
  AnchorKind,
  Choice,
  dayText,
  pageTranslator,
  ReviewMechanism,
  TextArea,
  TextField,
  type FormRefusal,
  type PageTranslate,
} from '../platform/index.js';
import type { AskForm, DateForm, Done } from './desk.forms.js';
import { decidesDeadlines, DeadlineList, DeskPage, History, keepsDeadlines, mechanismText } from './desk.parts.js';
import type { DeadlineView, HistoryLine } from './deadlines.schemas.js';
import type { Anchor } from './rules.schemas.js';
import { InstitutionChoice, type ListedInstitution } from './set-deadline.page.js';

/** Dates that somebody notes; an approval or another deadline is one by itself. */
const kinds = Object.values(AnchorKind).filter((kind) => kind !== 'DEADLINE' && kind !== 'ASSIGNMENT_APPROVAL');

export interface DatesPageProps {
  caller: Caller;
  anchors: (Anchor & { deadlines: number })[];
  /** Reviews of the mechanism's own State, by name. */
  reviews: { id: string; name: string }[];
  institutions: ListedInstitution[];
  done?: Done;
  entered?: DateForm;
  refusal?: FormRefusal;
}

/** The dates that deadlines are reckoned from, and a form to note another. */
export const DatesPage = (props: DatesPageProps): VNode => {
  const { caller, anchors, done, refusal } = props;
  const t = pageTranslator(caller.locale);
  return (
    <DeskPage caller={caller} title={t('dates.title')} path="/dates" refusal={refusal} {...(done && { done })}>
      <p>{t('dates.intro')}</p>
      {anchors.length === 0 ? (
        <p>{t('dates.none')}</p>
      ) : (
        <ul class="list">
          {anchors.map(({ id, kind, title, day, mechanism, restricted, deadlines }) => (
            <li>
              <p class="badges">
                <strong>{dayText(caller.locale, day)}</strong>
                {restricted && <span class="badge warn">{t('deadlines.restricted')}</span>}
              </p>
              <h2 class="text" dir="auto">
                {keepsDeadlines(caller) ? <a href={`/dates/${id}`}>{title}</a> : title}
              </h2>
              <p class="quiet">
                {[
                  t(`anchors.kind.${kind}`),
                  ...(mechanism === null ? [] : [mechanismText(mechanism, caller.locale)]),
                  t('dates.deadlines', { count: deadlines }),
                ].join(' · ')}
              </p>
            </li>
          ))}
        </ul>
      )}
      {keepsDeadlines(caller) && (
        <>
          <h2 id="note">{t('dates.note')}</h2>
          <NoteForm {...props} t={t} />
        </>
      )}
    </DeskPage>
  );
};

const NoteForm = ({ caller, reviews, institutions, entered, refusal, t }: DatesPageProps & { t: PageTranslate }) => (
  <form class="narrow" method="post" action="/dates">
    <Choice
      name="kind"
      label={t('register.kind')}
      chosen={entered?.kind}
      options={kinds.map((kind) => [kind, t(`anchors.kind.${kind}`)] as const)}
      refusal={refusal}
    />
    <Choice
      name="subjectId"
      label={t('register.review.name')}
      hint={t('dates.review.hint')}
      any={t('dates.review.none')}
      chosen={entered?.subjectId}
      options={reviews.map(({ id, name }) => [id, name] as const)}
      refusal={refusal}
    />
    <TextField name="day" label={t('dates.day')} type="date" value={entered?.day} isRequired refusal={refusal} />
    <TextField
      name="title"
      label={t('dates.name')}
      hint={t('dates.name.hint')}
      value={entered?.title}
      maxLength={300}
      refusal={refusal}
    />
    <Choice
      name="mechanism"
      label={t('dates.mechanism')}
      hint={t('dates.mechanism.hint')}
      any={t('dates.mechanism.any')}
      chosen={entered?.mechanism}
      options={Object.values(ReviewMechanism).map((one) => [one, mechanismText(one, caller.locale)] as const)}
      refusal={refusal}
    />
    <TextField
      name="source"
      label={t('rules.source')}
      hint={t('dates.source.hint')}
      value={entered?.source}
      maxLength={1000}
      refusal={refusal}
    />
    <Choice
      name="institutionId"
      label={t('dates.institution')}
      any={t('deadlines.secretariat')}
      chosen={entered?.institutionId}
      options={institutions.map(({ id, name }) => [id, name] as const)}
      refusal={refusal}
    />
    <Choice
      name="restricted"
      label={t('dates.restricted')}
      hint={t('dates.restricted.hint')}
      any={t('dates.restricted.usual')}
      chosen={entered?.restricted}
      options={[
        ['1', t('dates.restricted.yes')],
        ['0', t('dates.restricted.no')],
      ]}
      refusal={refusal}
    />
    <button type="submit">{t('dates.note.submit')}</button>
  </form>
);

export interface DatePageProps {
  caller: Caller;
  anchor: Anchor;
  institution: string | null;
  deadlines: DeadlineView[];
  history: HistoryLine[];
  /** Rules by which institutions can be asked about this date. */
  askingRules: { code: string; title: string }[];
  institutions: ListedInstitution[];
  done?: Done;
  entered?: { day?: string; reason?: string } & Partial<AskForm>;
  refusal?: FormRefusal;
}

/** One date: what follows from it, and what can be done with it. */
export const DatePage = (props: DatePageProps): VNode => {
  const { caller, anchor, deadlines, history, done, refusal, entered } = props;
  const t = pageTranslator(caller.locale);
  return (
    <DeskPage
      caller={caller}
      title={anchor.title}
      path={`/dates/${anchor.id}`}
      back={{ href: '/dates', text: t('dates.title') }}
      refusal={refusal}
      {...(done && { done })}
    >
      <DateFacts {...props} t={t} />
      <h2>{t('dates.follows')}</h2>
      {deadlines.length === 0 ? <p>{t('dates.follows.none')}</p> : <DeadlineList items={deadlines} caller={caller} />}
      <h2 id="move">{t('dates.move')}</h2>
      <p>{t('dates.move.hint')}</p>
      <form class="narrow" method="get" action={`/dates/${anchor.id}/move`}>
        <TextField
          name="day"
          label={t('dates.move.to')}
          type="date"
          value={entered?.day ?? anchor.day}
          isRequired
          refusal={refusal}
        />
        <button type="submit">{t('changes.preview')}</button>
      </form>
      <AskInstitutionsForm {...props} t={t} />
      {decidesDeadlines(caller) && (
        <>
          <details class="action" open={entered?.reason !== undefined}>
            <summary>{t('dates.remove')}</summary>
            <form class="narrow" method="post" action={`/dates/${anchor.id}/remove`}>
              <p>{t('dates.remove.hint', { count: deadlines.filter(({ status }) => status === 'OPEN').length })}</p>
              <TextArea
                name="reason"
                label={t('requests.reason')}
                value={entered?.reason}
                isRequired
                refusal={refusal}
              />
              <button type="submit">{t('dates.remove')}</button>
            </form>
          </details>
        </>
      )}
      <h2>{t('register.history')}</h2>
      <History lines={history} caller={caller} />
    </DeskPage>
  );
};

const DateFacts = ({ caller, anchor, institution, t }: DatePageProps & { t: PageTranslate }) => (
  <dl>
    <dt>{t('dates.day')}</dt>
    <dd>
      {dayText(caller.locale, anchor.day)}{' '}
      {anchor.restricted && <span class="badge warn">{t('deadlines.restricted')}</span>}
    </dd>
    <dt>{t('register.kind')}</dt>
    <dd>{t(`anchors.kind.${anchor.kind}`)}</dd>
    {anchor.mechanism !== null && <dt>{t('dates.mechanism')}</dt>}
    {anchor.mechanism !== null && <dd>{mechanismText(anchor.mechanism, caller.locale)}</dd>}
    {anchor.source !== null && <dt>{t('rules.source')}</dt>}
    {anchor.source !== null && <dd dir="auto">{anchor.source}</dd>}
    <dt>{t('dates.institution')}</dt>
    <dd dir="auto">{institution ?? t('deadlines.secretariat')}</dd>
  </dl>
);

const AskInstitutionsForm = ({
  caller,
  anchor,
  askingRules,
  institutions,
  entered,
  refusal,
  t,
}: DatePageProps & { t: PageTranslate }) =>
  askingRules.length === 0 ? null : (
    <>
      <h2 id="ask">{t('dates.ask')}</h2>
      <form method="post" action={`/dates/${anchor.id}/ask`}>
        <div class="narrow">
          <Choice
            name="ruleCode"
            label={t('dates.ask.rule')}
            chosen={entered?.ruleCode}
            options={askingRules.map(({ code, title }) => [code, `${code}: ${title}`] as const)}
            refusal={refusal}
          />
        </div>
        <InstitutionChoice
          caller={caller}
          institutions={institutions}
          entered={{ institutionIds: entered?.institutionIds ?? [], allOf: entered?.allOf ?? [] }}
          refusal={refusal}
          hint={t('dates.ask.hint')}
        />
        <button type="submit">{t('dates.ask.submit')}</button>
      </form>
    </>
  );
