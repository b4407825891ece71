import type { ComponentChildren } from 'preact';
import type { Caller } from '../access/index.js';
import { momentText, type PageTranslate } from '../platform/index.js';
import type { MailFacts } from './correspondence.schemas.js';

const tones: Record<MailFacts['status'], string> = {
  QUEUED: '',
  SENT: 'good',
  GAVE_UP: 'error',
  SUPPRESSED: 'error',
  WITHDRAWN: '',
  EXPIRED: 'warn',
  BOUNCED: 'error',
};

/** What became of a mail in plain words, and in the server's own. */
export const Fate = ({ mail, caller, t }: { mail: MailFacts; caller: Caller; t: PageTranslate }) => {
  const said = mail.serverAnswer ?? mail.lastError;
  return (
    <>
      <span class={`badge ${tones[mail.status]}`.trim()}>{t(`mails.status.${mail.status}`)}</span>
      {mail.sentAt !== null && (
        <p>{t('mails.taken', { at: momentText(caller.locale, new Date(mail.sentAt), caller.timeZone) })}</p>
      )}
      {said !== null && (
        <p class="quiet" dir="auto">
          {t('mails.server-said', { said })}
        </p>
      )}
      {mail.bounce && <Report bounce={mail.bounce} caller={caller} t={t} />}
    </>
  );
};

/** What another server, or the reader, reported later. */
export const Report = ({
  bounce: { at, action, status, said },
  caller,
  t,
}: {
  bounce: NonNullable<MailFacts['bounce']>;
  caller: Caller;
  t: PageTranslate;
}) => {
  const kind = action === 'delayed' || action === 'complaint' ? action : 'failed';
  return (
    <p dir="auto">
      {t(`mails.report.${kind}`, {
        at: momentText(caller.locale, new Date(at), caller.timeZone),
        said: said ?? status ?? '–',
      })}
    </p>
  );
};

/** What was wrong with a form, as a way to where it can be put right. */
export const Wrong = ({ at, children }: { at: string; children: ComponentChildren }) => (
  <div class="notice error" role="alert">
    <p>
      <a href={`#${at}`}>{children}</a>
    </p>
  </div>
);
