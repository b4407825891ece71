import type { VNode } from 'preact';
import { InviteePage, type Invitee } from '../invitations/index.js';
import {
  Choice,
  Group,
  InputVisibility,
  pageTranslator,
  Pages,
  TextArea,
  Tick,
  type FormRefusal,
  type PageTranslate,
} from '../platform/index.js';
import type { ContributionsQuery, GivenForm } from './contributions.form.js';
import { InputText, Outcome } from './inputs.parts.js';
import { narrower } from './inputs.rules.js';
import type { InputView } from './inputs.schemas.js';

export interface ContributionsProps {
  invitee: Invitee;
  query: ContributionsQuery;
  agenda: { id: string; title: string }[];
  /** Of a contribution to be given: random, for an id that sorts by time says when an anonymous one was. */
  newId: string;
  /** Whether contributions are taken. */
  isOpen: boolean;
  own: InputView[];
  others: { items: InputView[]; hasMore: boolean };
  /** After an error: what was entered, whether a file has to be chosen again, and what is wrong. */
  entered?: { form: GivenForm; hadFile: boolean } | undefined;
  refusal?: FormRefusal | undefined;
}

/** What a participant gives in writing, what was done with it, and what others gave that they may read. */
export const ContributionsPage = (props: ContributionsProps): VNode => {
  const { invitee, query, isOpen, own, others, refusal } = props;
  const { locale } = invitee.person;
  const t = pageTranslator(locale);
  const path = `${invitee.base}/contributions`;
  return (
    <InviteePage
      invitee={invitee}
      part="/contributions"
      title={t('inputs.title')}
      said={query.done && t(`inputs.done.${query.done}`)}
      refusal={refusal}
    >
      <p>{t('inputs.intro')}</p>
      {isOpen ? <GiveForm {...props} t={t} path={path} /> : <p>{t('inputs.closed')}</p>}
      {own.length > 0 && <h2>{t('inputs.own')}</h2>}
      {own.map((input) => (
        <section class="card" id={`own-${input.id}`} aria-label={t('inputs.own.one')}>
          <InputText input={input} locale={locale} files={`${path}/files`} whole={`${path}/${input.id}`} />
          <p class="quiet">{t(`inputs.visibility.${input.visibility}`)}</p>
          {input.outcome === null ? (
            <p class="quiet">{t('inputs.unanswered')}</p>
          ) : (
            <Outcome input={input} locale={locale} />
          )}
          {!input.isWithdrawn && <OwnForms {...props} input={input} path={path} t={t} />}
        </section>
      ))}
      <h2>{t('inputs.others')}</h2>
      {others.items.length === 0 && <p>{t('inputs.others.none')}</p>}
      {others.items.map((input) => (
        <section class="card" aria-label={t('inputs.others.one')}>
          <InputText input={input} locale={locale} files={`${path}/files`} whole={`${path}/${input.id}`} />
          <Outcome input={input} locale={locale} />
        </section>
      ))}
      <Pages
        first={query.page === 1 ? null : path}
        next={others.hasMore ? `${path}?page=${query.page + 1}` : null}
        t={t}
      />
    </InviteePage>
  );
};

type Parts = ContributionsProps & { t: PageTranslate; path: string };

const GiveForm = ({ agenda, newId, entered, refusal, t, path }: Parts) => {
  const form = entered?.form;
  return (
    <form method="post" action={path} enctype="multipart/form-data">
      <h2>{t('inputs.give')}</h2>
      <input type="hidden" name="id" value={form?.id ?? newId} />
      <TextArea
        name="text"
        label={t('inputs.text')}
        hint={t('inputs.text.hint')}
        value={form?.text}
        rows={8}
        maxLength={20_000}
        isRequired
        refusal={refusal}
      />
      {agenda.length > 0 && (
        <Choice
          name="agendaItemId"
          label={t('inputs.about')}
          any={t('inputs.about.whole')}
          chosen={form?.agendaItemId}
          options={agenda.map(({ id, title }) => [id, title])}
          refusal={refusal}
        />
      )}
      <Group id="visibility" label={t('inputs.visibility')} refusal={refusal}>
        {Object.values(InputVisibility).map((visibility) => (
          <label class="choice">
            <input
              type="radio"
              name="visibility"
              value={visibility}
              required
              checked={form?.visibility === visibility}
            />
            <span>
              <strong>{t(`inputs.visibility.${visibility}`)}</strong>
              <span class="quiet below">{t(`inputs.visibility.${visibility}.means`)}</span>
            </span>
          </label>
        ))}
      </Group>
      <Group id="consents" label={t('inputs.consent')} refusal={refusal}>
        <Tick name="consents" label={t('inputs.consents')} checked={form?.consents === '1'} />
      </Group>
      <FileField id="file" hadFile={entered?.hadFile ?? false} refusal={refusal} t={t} />
      <div class="actions">
        <button type="submit">{t('inputs.submit')}</button>
      </div>
    </form>
  );
};

const FileField = ({
  id,
  hadFile,
  refusal,
  t,
}: {
  id: string;
  hadFile: boolean;
  refusal: FormRefusal | undefined;
  t: PageTranslate;
}) => {
  const fault = refusal?.faults.find(({ field }) => field === id)?.text;
  return (
    <div>
      <label for={id}>{t('inputs.file')}</label>
      <input
        id={id}
        name="file"
        type="file"
        accept=".pdf,.docx,.odt,.xlsx,.ods,.csv,.txt,.rtf,.jpg,.jpeg,.png"
        aria-describedby={fault === undefined ? `${id}-hint` : `${id}-hint ${id}-fault`}
        aria-invalid={fault === undefined ? undefined : 'true'}
      />
      <small id={`${id}-hint`}>{t('inputs.file.hint')}</small>
      {fault !== undefined && (
        <p id={`${id}-fault`} class="fault">
          {fault}
        </p>
      )}
      {hadFile && <p class="notice warn">{t('inputs.file.again')}</p>}
    </div>
  );
};

/** What one may still do with a contribution of one's own. */
const OwnForms = ({ input, isOpen, refusal, path, t }: Parts & { input: InputView }) => (
  <details>
    <summary>{t('inputs.own.change')}</summary>
    {isOpen && (
      <form method="post" action={`${path}/${input.id}/files`} enctype="multipart/form-data">
        <FileField id={`file-${input.id}`} hadFile={false} refusal={refusal} t={t} />
        <button type="submit" class="quiet">
          {t('inputs.attach')}
        </button>
      </form>
    )}
    {narrower[input.visibility].length > 0 && (
      <form method="post" action={`${path}/${input.id}/visibility`}>
        <Choice
          name="visibility"
          id={`visibility-${input.id}`}
          label={t('inputs.narrow')}
          hint={t('inputs.narrow.hint')}
          options={narrower[input.visibility].map((visibility) => [visibility, t(`inputs.visibility.${visibility}`)])}
        />
        <button type="submit" class="quiet">
          {t('inputs.narrow.submit')}
        </button>
      </form>
    )}
    <form method="post" action={`${path}/${input.id}/withdraw`}>
      <p>{t('inputs.withdraw.hint')}</p>
      <button type="submit" class="quiet">
        {t('inputs.withdraw')}
      </button>
    </form>
  </details>
);

/** One contribution, whole. */
export const ContributionPage = ({ invitee, input }: { invitee: Invitee; input: InputView }): VNode => {
  const { locale } = invitee.person;
  const t = pageTranslator(locale);
  const path = `${invitee.base}/contributions`;
  return (
    <InviteePage invitee={invitee} part="/contributions" title={t('inputs.one')}>
      <InputText input={input} locale={locale} files={`${path}/files`} whole={null} />
      <Outcome input={input} locale={locale} />
      <p>
        <a href={path}>{t('inputs.back')}</a>
      </p>
    </InviteePage>
  );
};
