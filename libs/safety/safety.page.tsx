import type { VNode } from 'preact';
import type { Locale } from '../catalogue/index.js';
import { InviteePage, type Invitee } from '../invitations/index.js';
import {
  Frame,
  Group,
  pageTranslator,
  Refused,
  TextArea,
  TextField,
  Tick,
  type FormRefusal,
  type PageTranslate,
} from '../platform/index.js';
import type { Kept } from './forgetting.service.js';
import type { Done, ForgetForm, ReportForm } from './safety.schemas.js';

interface Reporting {
  /** Whether a report would reach anybody. */
  hasReader: boolean;
  /** Of a report to be written. */
  newId: string;
  entered?: ReportForm | undefined;
  refusal?: FormRefusal | undefined;
}

/** The form of a report, or where else to turn. */
const ReportPart = ({
  hasReader,
  newId,
  entered,
  refusal,
  action,
  t,
}: Reporting & { action: string; t: PageTranslate }) => (
  <>
    <h2>{t('safety.report')}</h2>
    <p>{t('safety.report.intro')}</p>
    {hasReader || entered ? (
      <form class="narrow" method="post" action={action}>
        <input type="hidden" name="id" value={entered?.id ?? newId} />
        <TextArea
          name="text"
          label={t('safety.report.text')}
          value={entered?.text}
          rows={8}
          maxLength={10_000}
          isRequired
          refusal={refusal}
        />
        <TextField
          name="contact"
          label={t('safety.report.contact')}
          hint={t('safety.report.contact.hint')}
          value={entered?.contact}
          maxLength={300}
          refusal={refusal}
        />
        <button type="submit">{t('safety.report.submit')}</button>
      </form>
    ) : (
      <p class="notice warn">{t('safety.report.nobody')}</p>
    )}
    <p>{t('safety.report.elsewhere')}</p>
  </>
);

/** What is kept about somebody who was invited, who sees it, how to be forgotten, and whom to tell of threats. */
export const SafetyPage = ({
  invitee,
  kept,
  query,
  ...reporting
}: Reporting & { invitee: Invitee; kept: Kept; query: Done }): VNode => {
  const t = pageTranslator(invitee.person.locale);
  return (
    <InviteePage
      invitee={invitee}
      part="/safety"
      title={t('safety.title')}
      said={query.done === 'reported' ? t('safety.done.reported') : undefined}
      refusal={reporting.refusal}
    >
      <h2>{t('safety.kept')}</h2>
      <ul>
        {(['directory', 'invitation', 'mails', 'facts', 'writings', 'trail'] as const).map((what) => (
          <li>{t(`safety.kept.${what}`)}</li>
        ))}
      </ul>
      <p>{t('safety.kept.count', { invitations: kept.invitations, writings: kept.writings })}</p>
      <h2>{t('safety.forget')}</h2>
      <p>{t('safety.forget.intro')}</p>
      <p>
        <a class="button quiet" href={`${invitee.base}/safety/forget`}>
          {t('safety.forget.open')}
        </a>
      </p>
      <ReportPart {...reporting} action={`${invitee.base}/safety/report`} t={t} />
    </InviteePage>
  );
};

/** What will go and what stays, and the choice about what one wrote. */
const ForgetPart = ({
  kept,
  entered,
  refusal,
  action,
  asksWhy,
  t,
}: {
  kept: Kept;
  entered?: ForgetForm | undefined;
  refusal?: FormRefusal | undefined;
  action: string;
  asksWhy: boolean;
  t: PageTranslate;
}) => (
  <form class="narrow" method="post" action={action}>
    {kept.holdsOffice && <p class="notice warn">{t('safety.forget.office')}</p>}
    <h2>{t('safety.forget.goes')}</h2>
    <ul>
      {!kept.holdsOffice && <li>{t('safety.forget.goes.person')}</li>}
      <li>{t('safety.forget.goes.consultations')}</li>
      <li>{t('safety.forget.goes.mails')}</li>
    </ul>
    <h2>{t('safety.forget.stays')}</h2>
    <ul>
      <li>{t('safety.forget.stays.counts')}</li>
      <li>{t('safety.forget.stays.record')}</li>
      <li>{t('safety.forget.stays.mailboxes')}</li>
    </ul>
    <Group id="writings" label={t('safety.forget.writings', { count: kept.writings })} refusal={refusal}>
      {(['KEEP', 'ERASE'] as const).map((choice) => (
        <label class="choice">
          <input type="radio" name="writings" value={choice} required checked={entered?.writings === choice} />
          <span>{t(`safety.forget.writings.${choice}`)}</span>
        </label>
      ))}
    </Group>
    {asksWhy && (
      <TextField
        name="reason"
        label={t('safety.reason')}
        hint={t('safety.forget.reason.hint')}
        value={entered?.reason}
        maxLength={500}
        isRequired
        refusal={refusal}
      />
    )}
    <Group id="isSure" label={t('safety.forget.sure')} refusal={refusal}>
      <Tick name="isSure" label={t('safety.forget.isSure')} />
    </Group>
    <div class="actions">
      <button type="submit">{t('safety.forget.submit')}</button>
    </div>
  </form>
);

/** Asks once more before somebody is forgotten. */
export const ForgetPage = ({
  invitee,
  ...props
}: {
  invitee: Invitee;
  kept: Kept;
  entered?: ForgetForm;
  refusal?: FormRefusal;
}): VNode => {
  const t = pageTranslator(invitee.person.locale);
  return (
    <InviteePage invitee={invitee} part="/safety" title={t('safety.forget')} refusal={props.refusal}>
      <p>{t('safety.forget.intro')}</p>
      <ForgetPart {...props} action={`${invitee.base}/safety/forget`} asksWhy={false} t={t} />
      <p>
        <a href={`${invitee.base}/safety`}>{t('safety.forget.not')}</a>
      </p>
    </InviteePage>
  );
};

export { ForgetPart };

/** For whoever has no link: whom to tell of threats; and what was just done for whose link ended with it. */
export const PublicSafetyPage = ({
  locale,
  mechanism,
  query,
  ...reporting
}: Reporting & { locale: Locale; mechanism: string; query: Done }): VNode => {
  const t = pageTranslator(locale);
  const said = query.done === 'reported' || query.done === 'forgotten' ? query.done : undefined;
  return (
    <Frame locale={locale} title={t('safety.public')} owner={mechanism}>
      <h1>{t('safety.public')}</h1>
      {said !== undefined && (
        <p class="notice good" role="status">
          {t(`safety.done.${said}`)}
        </p>
      )}
      <Refused refusal={reporting.refusal} />
      <ReportPart {...reporting} action="/safety" t={t} />
    </Frame>
  );
};
