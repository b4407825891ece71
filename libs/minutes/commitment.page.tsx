import type { VNode } from 'preact';
import type { Caller } from '../access/index.js';
import { ConsultationDesk, type Shown } from '../consultations/index.js';
import {
  Choice,
  Group,
  pageTranslator,
  TextArea,
  TextField,
  Tick,
  type Day,
  type FormRefusal,
} from '../platform/index.js';
import { Commitments, short } from './minutes.parts.js';
import { longestWhat, type CommitmentView } from './minutes.schemas.js';
import type { CommitmentForm } from './pages.forms.js';

export interface CommitmentPageProps {
  caller: Caller;
  consultation: Shown;
  /** Null: a new one. */
  commitment: CommitmentView | null;
  items: { agendaItemId: string; title: string }[];
  /** Institutions that take part: the likeliest. */
  institutions: string[];
  recommendations: { id: string; paragraph: string | null; text: string }[];
  today: Day;
  newId: string;
  /** The item of the agenda it was begun at. */
  item: string | undefined;
  entered?: CommitmentForm;
  reason?: string;
  /** Somebody else has changed it meanwhile. */
  isChanged?: boolean;
  refusal?: FormRefusal | undefined;
}

/** One promise: who, what, until when, about which recommendations. */
export const CommitmentPage = (props: CommitmentPageProps): VNode => {
  const { caller, consultation, commitment, items, institutions, recommendations, entered, refusal } = props;
  const t = pageTranslator(caller.locale);
  const base = `/consultations/${consultation.id}/minutes`;
  const action = `${base}/commitments/${commitment?.id ?? 'new'}`;
  const linked = new Set(entered?.recommendationIds ?? commitment?.recommendations.map(({ id }) => id));
  const offered = [
    ...new Map([...(commitment?.recommendations ?? []), ...recommendations].map((one) => [one.id, one])).values(),
  ];
  const version = props.isChanged === true ? commitment?.version : (entered?.version ?? commitment?.version);
  return (
    <ConsultationDesk
      caller={caller}
      consultation={consultation}
      tab="/minutes"
      heading={t(commitment === null ? 'commitments.add' : 'commitments.change')}
      refusal={refusal}
    >
      <p>
        <a href={`${base}#commitments`}>{t('minutes.title')}</a>
      </p>
      {props.isChanged === true && commitment !== null && (
        <div class="notice warn">
          <p>{t('minutes.theirs')}</p>
          <Commitments commitments={[commitment]} locale={caller.locale} t={t} />
        </div>
      )}
      <form class="narrow" method="post" action={action}>
        {commitment === null && <input type="hidden" name="id" value={entered?.id ?? props.newId} />}
        <input type="hidden" name="version" value={version} />
        <TextArea
          name="what"
          label={t('commitments.what')}
          value={entered?.what ?? commitment?.what}
          isRequired
          maxLength={longestWhat}
          refusal={refusal}
        />
        <TextField
          name="institution"
          label={t('commitments.who')}
          hint={t('commitments.who.hint')}
          value={entered?.institution ?? commitment?.institution?.name}
          maxLength={300}
          list="institutions"
          refusal={refusal}
        />
        <datalist id="institutions">
          {institutions.map((name) => (
            <option value={name} />
          ))}
        </datalist>
        <TextField
          name="dueOn"
          type="date"
          label={t('commitments.until')}
          value={entered?.dueOn ?? commitment?.dueOn}
          isRequired
          refusal={refusal}
        />
        <Choice
          name="agendaItemId"
          label={t('commitments.item')}
          any={t('commitments.item.none')}
          chosen={entered?.agendaItemId ?? commitment?.agendaItemId ?? props.item}
          options={items.map(({ agendaItemId, title }, index) => [
            agendaItemId,
            t('minutes.item', { n: index + 1, title }),
          ])}
          refusal={refusal}
        />
        <Group id="recommendationIds" label={t('commitments.recommendations')}>
          {offered.map(({ id, paragraph, text }) => (
            <Tick
              name="recommendationIds"
              value={id}
              label={paragraph === null ? short(text) : `${paragraph} · ${short(text)}`}
              checked={linked.has(id)}
            />
          ))}
          <TextField
            name="paragraphs"
            label={t('commitments.paragraphs')}
            hint={t('commitments.paragraphs.hint')}
            value={entered?.paragraphs}
            maxLength={500}
            refusal={refusal}
          />
          <p>
            <a href="/register">{t('commitments.register')}</a>
          </p>
        </Group>
        <button type="submit">{t('commitments.save')}</button>
      </form>
      {commitment !== null && (
        <details class="action" open={props.reason !== undefined}>
          <summary>{t('commitments.withdraw')}</summary>
          <form class="narrow" method="post" action={`${action}/withdraw`}>
            <TextArea
              name="reason"
              label={t('requests.reason')}
              hint={t('commitments.withdraw.hint')}
              value={props.reason}
              isRequired
              refusal={refusal}
            />
            <button type="submit">{t('commitments.withdraw')}</button>
          </form>
        </details>
      )}
    </ConsultationDesk>
  );
};
