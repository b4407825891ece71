import type { VNode } from 'preact';
import type { Caller } from '../access/index.js';
import { pageTranslator, TextArea, TextField, Tick, type FormRefusal, type PageTranslate } from '../platform/index.js';
import { agendaActs } from './agenda.rules.js';
import { ConsultationDesk } from './consultation.parts.js';
import type { AgendaItemView, ConsultationDetail } from './consultations.views.js';
import { saidOf, type Done, type ItemForm } from './desk.forms.js';
import { largestDocument } from './documents.service.js';

interface Common {
  caller: Caller;
  consultation: ConsultationDetail;
  done: Done;
  entered?: ItemForm;
  refusal?: FormRefusal;
}

/** The agenda: its order, and a form for one more item. */
export const AgendaPage = (props: Common): VNode => {
  const { caller, consultation, done, entered, refusal } = props;
  const { id, agenda } = consultation;
  const t = pageTranslator(caller.locale);
  const isOut = consultation.status === 'INVITING';
  return (
    <ConsultationDesk
      caller={caller}
      consultation={consultation}
      tab=""
      heading={t('consultations.agenda')}
      said={saidOf(done, t)}
      refusal={refusal}
    >
      {isOut && <p class="notice">{t('consultations.agenda.told')}</p>}
      {agenda.length === 0 && <p>{t('consultations.agenda.none')}</p>}
      <ol class="list">
        {agenda.map((item, index) => (
          <li>
            <h3 class="text" dir="auto">
              <a href={`/consultations/${id}/agenda/${item.id}`}>{item.title}</a>
            </h3>
            <ItemFacts item={item} t={t} />
            <form class="actions" method="post" action={`/consultations/${id}/agenda/${item.id}/order`}>
              {agendaActs.map(
                (act) =>
                  !(act === 'up' && index === 0) &&
                  !(act === 'down' && index === agenda.length - 1) && (
                    <button
                      class="quiet"
                      type="submit"
                      name="act"
                      value={act}
                      aria-label={t(`consultations.agenda.${act}.of`, { item: item.title })}
                    >
                      {t(`consultations.agenda.${act}`)}
                    </button>
                  ),
              )}
              {isOut && <Tell t={t} />}
            </form>
          </li>
        ))}
      </ol>
      <h3 id="new">{t('consultations.agenda.new')}</h3>
      <form class="narrow" method="post" action={`/consultations/${id}/agenda`}>
        <ItemFields entered={entered} refusal={refusal} t={t} />
        {isOut && <Tell isTicked={entered?.tell === '1'} t={t} />}
        <button type="submit">{t('consultations.agenda.add')}</button>
      </form>
    </ConsultationDesk>
  );
};

/** One item: what it is, and its documents. */
export const AgendaItemPage = (props: Common & { item: AgendaItemView; documentTitle?: string }): VNode => {
  const { caller, consultation, done, item, entered, documentTitle = '', refusal } = props;
  const t = pageTranslator(caller.locale);
  const path = `/consultations/${consultation.id}/agenda/${item.id}`;
  const form = entered ?? {
    title: item.title,
    minutes: item.minutes === null ? '' : String(item.minutes),
    speakers: item.speakers.join('\n'),
    details: item.details,
    tell: '',
  };
  const isOut = consultation.status === 'INVITING';
  const fault = refusal?.faults.find(({ field }) => field === 'file')?.text;
  return (
    <ConsultationDesk
      caller={caller}
      consultation={consultation}
      tab=""
      heading={t('consultations.agenda.item')}
      said={saidOf(done, t)}
      refusal={refusal}
    >
      <p>
        <a href={`/consultations/${consultation.id}/agenda`}>{t('consultations.agenda')}</a>
      </p>
      <form class="narrow" method="post" action={path}>
        <ItemFields entered={form} refusal={refusal} t={t} />
        {isOut && (
          <>
            <p class="notice">{t('consultations.agenda.told')}</p>
            <Tell isTicked={form.tell === '1'} t={t} />
          </>
        )}
        <button type="submit">{t('consultations.save')}</button>
      </form>
      <h3>{t('consultations.documents')}</h3>
      {item.documents.length === 0 && <p>{t('consultations.documents.none')}</p>}
      <ul class="list">
        {item.documents.map((document) => (
          <li>
            <Document consultationId={consultation.id} document={document} t={t} />
            <form method="post" action={`${path}/documents/${document.id}/remove`}>
              <button
                class="quiet"
                type="submit"
                aria-label={t('consultations.agenda.remove.of', { item: document.title })}
              >
                {t('consultations.agenda.remove')}
              </button>
            </form>
          </li>
        ))}
      </ul>
      <form class="narrow" method="post" action={`${path}/documents`} enctype="multipart/form-data">
        <TextField
          name="title"
          id="document-title"
          label={t('consultations.documents.title')}
          hint={t('consultations.documents.title.hint')}
          value={documentTitle}
          maxLength={300}
        />
        <label for="file">{t('imports.file')}</label>
        <input
          id="file"
          name="file"
          type="file"
          required
          aria-describedby={fault === undefined ? 'file-hint' : 'file-hint file-fault'}
          aria-invalid={fault === undefined ? undefined : 'true'}
        />
        <small id="file-hint">{t('consultations.documents.hint', { megabytes: largestDocument.megabytes })}</small>
        {fault !== undefined && (
          <p id="file-fault" class="fault">
            {fault}
          </p>
        )}
        <button type="submit">{t('consultations.documents.add')}</button>
      </form>
    </ConsultationDesk>
  );
};

/** Nobody hears of an agenda that changes after the invitations went out, unless somebody wants it. */
const Tell = ({ isTicked = false, t }: { isTicked?: boolean; t: PageTranslate }) => (
  <Tick name="tell" label={t('consultations.agenda.tell')} checked={isTicked} />
);

const ItemFields = ({
  entered,
  refusal,
  t,
}: {
  entered: ItemForm | undefined;
  refusal: FormRefusal | undefined;
  t: PageTranslate;
}) => (
  <>
    <TextField
      name="title"
      label={t('consultations.agenda.title')}
      value={entered?.title}
      isRequired
      maxLength={300}
      refusal={refusal}
    />
    <TextField
      name="minutes"
      type="number"
      min={1}
      max={1440}
      label={t('consultations.agenda.minutes')}
      value={entered?.minutes}
      refusal={refusal}
    />
    <TextArea
      name="speakers"
      label={t('consultations.agenda.speakers')}
      hint={t('consultations.agenda.speakers.hint')}
      value={entered?.speakers}
      maxLength={15_000}
      refusal={refusal}
    />
    <TextArea
      name="details"
      label={t('consultations.agenda.details')}
      value={entered?.details}
      maxLength={5000}
      rows={4}
      refusal={refusal}
    />
  </>
);

/** How long an item takes, and who speaks. */
export const ItemFacts = ({ item, t }: { item: AgendaItemView; t: PageTranslate }): VNode | null =>
  item.minutes === null && item.speakers.length === 0 && item.documents.length === 0 ? null : (
    <p class="quiet">
      {item.minutes !== null && t('consultations.agenda.lasts', { minutes: item.minutes })}
      {item.minutes !== null && item.speakers.length > 0 && ' · '}
      <span dir="auto">{item.speakers.join(', ')}</span>
      {item.documents.length > 0 && (
        <span class="below">{t('consultations.documents.count', { count: item.documents.length })}</span>
      )}
    </p>
  );

export const Document = ({
  consultationId,
  document: { id, title, name, size },
  t,
}: {
  consultationId: string;
  document: AgendaItemView['documents'][0];
  t: PageTranslate;
}): VNode => (
  <>
    <a href={`/consultations/${consultationId}/documents/${id}`} dir="auto">
      {title}
    </a>{' '}
    <span class="quiet">
      (<span dir="auto">{name}</span>, {t('consultations.documents.size', { kilobytes: Math.ceil(size / 1024) })})
    </span>
  </>
);
