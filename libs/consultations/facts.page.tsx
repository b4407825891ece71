import type { VNode } from 'preact';
import { SignedInPage, type Caller } from '../access/index.js';
import {
  Choice,
  ConsultationFormat,
  ConsultationPurpose,
  Group,
  InstitutionKind,
  pageTranslator,
  Refused,
  TextArea,
  TextField,
  Tick,
  type FormRefusal,
  type PageTranslate,
} from '../platform/index.js';
import { ConsultationDesk, type Shown } from './consultation.parts.js';
import { decidesConsultations } from './consultations.access.js';
import { seatsField, type FactsForm } from './desk.forms.js';
import type { NamedSubject } from './subjects.queries.js';

interface Named {
  id: string;
  name: string;
}

export interface FactsPageProps {
  caller: Caller;
  /** Null: a new one. */
  consultation: Shown | null;
  entered: FactsForm;
  /** Whether its time zone may still be another. */
  asksZone: boolean;
  /** Hosts that are chosen, and those who were looked for. */
  hosts: Named[];
  subjects: NamedSubject[];
  /** Who may look after people's safety. */
  contacts: Named[];
  refusal?: FormRefusal | undefined;
}

/** What a consultation is: entered the first time, or changed. */
export const FactsPage = (props: FactsPageProps): VNode => {
  const { caller, consultation, refusal } = props;
  const t = pageTranslator(caller.locale);
  if (consultation) {
    return (
      <ConsultationDesk
        caller={caller}
        consultation={consultation}
        tab=""
        heading={t('consultations.edit')}
        refusal={refusal}
      >
        <FactsFields {...props} action={`/consultations/${consultation.id}/edit`} t={t} />
      </ConsultationDesk>
    );
  }
  return (
    <SignedInPage caller={caller} title={t('consultations.new')} path="/consultations/new">
      <p>
        <a href="/consultations">{t('consultations.title')}</a>
      </p>
      <h1>{t('consultations.new')}</h1>
      <Refused refusal={refusal} />
      <FactsFields {...props} action="/consultations/new" t={t} />
    </SignedInPage>
  );
};

const flags = ['showsParticipants', 'isPublic', 'publishesAgenda', 'publishesMinutes', 'publishesInputs'] as const;

const FactsFields = (props: FactsPageProps & { action: string; t: PageTranslate }) => {
  const { caller, consultation, entered, asksZone, contacts, refusal, action, t } = props;
  const text = (name: 'place' | 'joinUrl' | 'languages' | 'interpretation' | 'remindDays', hint = true) => (
    <TextField
      name={name}
      label={t(`consultations.field.${name}`)}
      hint={hint ? t(`consultations.hint.${name as 'languages'}`) : undefined}
      value={entered[name]}
      refusal={refusal}
    />
  );
  return (
    <form method="post" action={action}>
      {/* The Enter key presses a form's first button. */}
      <button type="submit" hidden>
        {t('consultations.save')}
      </button>
      <div class="narrow">
        <TextField
          name="title"
          label={t('consultations.field.title')}
          value={entered.title}
          isRequired
          maxLength={300}
          refusal={refusal}
        />
        <Choice
          name="purpose"
          label={t('consultations.purpose')}
          chosen={entered.purpose}
          options={Object.values(ConsultationPurpose).map((one) => [one, t(`consultations.purpose.${one}`)] as const)}
          refusal={refusal}
        />
        <TextArea
          name="about"
          label={t('consultations.field.about')}
          hint={t('consultations.hint.about')}
          value={entered.about}
          maxLength={10_000}
          rows={5}
          refusal={refusal}
        />
        <Choice
          name="format"
          label={t('consultations.format')}
          chosen={entered.format}
          options={Object.values(ConsultationFormat).map((one) => [one, t(`consultations.format.${one}`)] as const)}
          refusal={refusal}
        />
        {text('place', false)}
        {text('joinUrl')}
        {asksZone && (
          <TextField
            name="timeZone"
            label={t('deadlines.zone')}
            hint={t('consultations.hint.timeZone')}
            value={entered.timeZone}
            refusal={refusal}
          />
        )}
        {text('languages')}
        {text('interpretation')}
        <TextArea
          name="accessibility"
          label={t('consultations.field.accessibility')}
          hint={t('consultations.hint.accessibility')}
          value={entered.accessibility}
          refusal={refusal}
        />
      </div>
      <Hosts {...props} />
      <Subjects {...props} />
      <div class="narrow">
        <TextField
          name="capacity"
          type="number"
          min={1}
          label={t('consultations.field.capacity')}
          hint={t('consultations.hint.capacity')}
          value={entered.capacity}
          refusal={refusal}
        />
      </div>
      <Group id="seats" label={t('consultations.seats')} hint={t('consultations.hint.seats')} refusal={refusal}>
        <div class="grid">
          {Object.values(InstitutionKind).map((kind) => (
            <TextField
              name={seatsField(kind)}
              type="number"
              min={0}
              label={t(`institutions.kind.${kind}`)}
              value={entered.seats[kind]}
            />
          ))}
        </div>
      </Group>
      <div class="narrow">{text('remindDays')}</div>
      <Group id="openness" label={t('consultations.openness')} hint={t('consultations.hint.openness')}>
        {flags.map((flag) => (
          <Tick name={flag} label={t(`consultations.flag.${flag}`)} checked={entered[flag] === '1'} />
        ))}
      </Group>
      {decidesConsultations(caller) && (
        <Group id="safety" label={t('consultations.safety')} refusal={refusal}>
          <Tick name="restricted" label={t('consultations.flag.restricted')} checked={entered.restricted === '1'} />
          <Choice
            name="safetyContactId"
            label={t('consultations.field.safetyContact')}
            hint={t('consultations.hint.safetyContact')}
            any={t('consultations.nobody')}
            chosen={entered.safetyContactId}
            options={contacts.map(({ id, name }) => [id, name] as const)}
            refusal={refusal}
          />
        </Group>
      )}
      <button type="submit">{t(consultation ? 'consultations.save' : 'consultations.draft')}</button>
    </form>
  );
};

const Hosts = ({ entered, hosts, refusal, t }: FactsPageProps & { t: PageTranslate }) => (
  <Group id="hostIds" label={t('consultations.hosts')} hint={t('consultations.hint.hosts')} refusal={refusal}>
    {hosts.map(({ id, name }) => (
      <Tick name="hostIds" value={id} label={name} checked={entered.hostIds.includes(id)} />
    ))}
    {hosts.length > 1 && (
      <Choice
        name="leadId"
        label={t('consultations.lead')}
        any={t('consultations.lead.first')}
        chosen={entered.leadId}
        options={hosts.map(({ id, name }) => [id, name] as const)}
      />
    )}
    <Finder name="hostQuery" label={t('consultations.find.host')} value={entered.hostQuery} t={t} />
  </Group>
);

const Subjects = ({ entered, subjects, refusal, t }: FactsPageProps & { t: PageTranslate }) => (
  <Group id="subjects" label={t('consultations.subjects')} hint={t('consultations.hint.subjects')} refusal={refusal}>
    {subjects.map(({ kind, subjectId, name }) => (
      <Tick
        name="subjects"
        value={`${kind} ${subjectId}`}
        label={name}
        checked={entered.subjects.includes(`${kind} ${subjectId}`)}
      />
    ))}
    <Finder name="subjectQuery" label={t('consultations.find.subject')} value={entered.subjectQuery} t={t} />
  </Group>
);

/** Looks for more to tick; all that was entered stays. */
const Finder = ({ name, label, value, t }: { name: string; label: string; value: string; t: PageTranslate }) => (
  <div class="narrow">
    <TextField name={name} label={label} value={value} maxLength={200} />
    <button class="quiet" type="submit" name="act" value="find" formnovalidate>
      {t('register.search.submit')}
    </button>
  </div>
);
