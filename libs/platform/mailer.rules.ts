/** What a mail server's refusal says, as nodemailer hands it on. */
export interface SmtpRefusal {
  responseCode?: number | undefined;
  /** The SMTP command that was refused, e.g. `RCPT TO`. */
  command?: string | undefined;
  response?: string | undefined;
}

/** What a failed sending means: try again, this mail never, or no mail to this address any more. */
export type Verdict = 'later' | 'never' | 'no such address';

/**
 * Judges by the reply code and, where given, the enhanced status code (RFC 3463): 5.1.x and 5.2.1 speak of the mailbox,
 * 5.7.x of policy. Refusals of ourselves (login, sender) are for the administrator to mend and are tried again.
 */
export const judge = ({ responseCode = 0, command = '', response = '' }: SmtpRefusal): Verdict => {
  if (responseCode < 500 || responseCode > 599) return 'later';
  const enhanced = /\b5\.(\d{1,3})\.(\d{1,3})\b/.exec(response);
  if (command.startsWith('RCPT')) {
    const aboutMailbox = enhanced
      ? enhanced[1] === '1' || (enhanced[1] === '2' && enhanced[2] === '1')
      : [550, 551, 553].includes(responseCode);
    return aboutMailbox ? 'no such address' : 'never';
  }
  return command.startsWith('DATA') ? 'never' : 'later';
};
