import type { VNode } from 'preact';
import { SignedInPage, type Caller } from '../access/index.js';
import { dayText, momentText, pageTranslator } from '../platform/index.js';
import type { WholeMail } from './correspondence.schemas.js';
import { Fate, Report } from './ledger.parts.js';

/** One mail of the ledger: what became of it, what it told of, what it said. */
export const MailPage = ({ caller, mail }: { caller: Caller; mail: WholeMail }): VNode => {
  const t = pageTranslator(caller.locale);
  const moment = (iso: string) => momentText(caller.locale, new Date(iso), caller.timeZone);
  const { bounce: _, ...withoutReport } = mail;
  return (
    <SignedInPage caller={caller} title={mail.subject ?? mail.what} path="/mails">
      <h1 dir="auto">{mail.subject ?? mail.what}</h1>
      <dl>
        <dt>{t('mails.who')}</dt>
        <dd dir="auto">{mail.person?.name ?? '–'}</dd>
        {mail.address !== null && (
          <>
            <dt>{t('mails.address')}</dt>
            <dd>{mail.address}</dd>
          </>
        )}
        <dt>{t('mails.what')}</dt>
        <dd>{mail.what}</dd>
        <dt>{t('mails.written')}</dt>
        <dd>{moment(mail.createdAt)}</dd>
        <dt>{t('mails.said')}</dt>
        <dd>
          <Fate mail={{ ...withoutReport, bounce: null }} caller={caller} t={t} />
          {mail.bounces.map((bounce) => (
            <Report bounce={bounce} caller={caller} t={t} />
          ))}
        </dd>
        <dt>{t('mails.attempts')}</dt>
        <dd>{mail.attempts}</dd>
        {mail.deadlines.length > 0 && <dt>{t('mails.told')}</dt>}
        {mail.deadlines.map(({ id, title, dueOn }) => (
          <dd dir="auto">
            <a href={`/mails?deadlineId=${id}`}>{t('mails.told-of', { title, due: dayText(caller.locale, dueOn) })}</a>
          </dd>
        ))}
      </dl>
      <h2>{t('mails.text')}</h2>
      {mail.text === null ? (
        <p>{t('mails.text.unknown')}</p>
      ) : (
        <pre class="letter" dir="auto">
          {mail.text}
        </pre>
      )}
      <p>
        <a href="/mails">{t('mails.back')}</a>
      </p>
    </SignedInPage>
  );
};
