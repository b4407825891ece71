import { renderToString } from 'preact-render-to-string';
import {
  mails,
  mailTexts,
  type Block,
  type CalendarPart,
  type CodeImage,
  type Locale,
  type MailContext,
  type MailName,
} from '../catalogue/index.js';
import { dayIn, timeIn } from './day.js';
import { colon, dayText, languageText, translator, zoneText } from './i18n.js';

export interface RenderedMail {
  subject: string;
  text: string;
  html: string;
  calendar: CalendarPart | null;
  codes: CodeImage[];
}

/** What a mail is rendered for and with. */
type Rendering = { locale: Locale; mechanism: string } & Pick<MailContext, 'home' | 'link'> &
  Partial<Pick<MailContext, 'isAnsweredByMail'>>;

/** Renders a mail of the catalogue in a language, as plain text and as HTML made from the same blocks. Pure. */
export const renderMail = (name: MailName, props: unknown, rendering: Rendering): RenderedMail => {
  const { locale, mechanism } = rendering;
  const t = translator(mailTexts, locale);
  const context = contextOf(rendering);
  const mail = definitionOf(name);
  const parsed = mail.props.parse(props);
  const blocks = mail.body(parsed, context);
  const subject = subjectOf(mail, parsed, context);
  const footer = t('footer', { mechanism });
  return {
    subject,
    text: asText(blocks, footer, locale),
    html: asHtml(blocks, { subject, footer, locale, fallback: t('button-fallback') }),
    calendar: mail.calendar?.(parsed, context) ?? null,
    codes: mail.attachments?.(parsed, context) ?? [],
  };
};

/** The subject alone, for lists of many mails. */
export const renderSubject = (name: MailName, props: unknown, rendering: Rendering): string => {
  const mail = definitionOf(name);
  return subjectOf(mail, mail.props.parse(props), contextOf(rendering));
};

interface Definition {
  props: { parse: (props: unknown) => unknown };
  subject: (props: unknown, context: MailContext) => string;
  body: (props: unknown, context: MailContext) => Block[];
  calendar?: (props: unknown, context: MailContext) => CalendarPart;
  attachments?: (props: unknown, context: MailContext) => CodeImage[];
}

/** Each definition pairs its props with its functions; the pairing cannot follow a name known only at run time. */
const definitionOf = (name: MailName): Definition => mails[name] as unknown as Definition;

const subjectOf = (mail: Definition, parsed: unknown, context: MailContext): string =>
  mail.subject(parsed, context).replace(/\s+/g, ' ');

const contextOf = ({ locale, home, link, isAnsweredByMail = false }: Rendering): MailContext => ({
  t: translator(mailTexts, locale),
  day: (day) => dayText(locale, day),
  clock: (moment, timeZone) => {
    const date = new Date(moment);
    return { day: dayIn(timeZone, date), time: timeIn(timeZone, date), zone: zoneText(locale, date, timeZone) };
  },
  language: (code) => languageText(locale, code),
  isAnsweredByMail,
  home,
  link,
});

const asText = (blocks: Block[], footer: string, locale: Locale): string =>
  [...blocks.map((block) => blockText(block, locale)), `-- \n${footer}`].join('\n\n') + '\n';

const blockText = (block: Block, locale: Locale): string => {
  switch (block.kind) {
    case 'paragraph':
    case 'small':
      return block.text;
    case 'button':
    case 'link':
      return `${block.label}${colon(locale)}\n${block.url}`;
    case 'choices':
      return block.items.map(({ label, url }) => `${label}${colon(locale)}\n${url}`).join('\n');
    case 'list':
      return [
        ...(block.title ? [block.title] : []),
        ...block.items.map(({ label, text, url }) =>
          [label ? `* ${label}\n  ${text}` : `* ${text}`, ...(url ? [`  ${url}`] : [])].join('\n'),
        ),
      ].join('\n');
  }
};

const styles = {
  body: 'margin:0;padding:0;background:#f4f5f4;color:#1d2420;font:16px/1.55 system-ui,-apple-system,"Segoe UI","Noto Sans Khmer","Khmer OS",sans-serif',
  card: 'max-width:640px;margin:0 auto;padding:28px 24px;background:#ffffff',
  button:
    'display:inline-block;padding:12px 22px;background:#1f5c4d;color:#ffffff;text-decoration:none;border-radius:6px;font-weight:600',
  choice:
    'display:inline-block;margin:0 8px 8px 0;padding:11px 18px;border:1px solid #1f5c4d;border-radius:6px;color:#1f5c4d;text-decoration:none;font-weight:600',
  small: 'color:#55605a;font-size:14px',
  label: 'color:#55605a;font-size:14px',
  item: 'margin:0 0 12px',
  title: 'font-size:17px;margin:28px 0 10px',
};

const asHtml = (
  blocks: Block[],
  { subject, footer, locale, fallback }: { subject: string; footer: string; locale: Locale; fallback: string },
): string =>
  '<!doctype html>' +
  renderToString(
    <html lang={locale} dir="auto">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{subject}</title>
      </head>
      <body style={styles.body}>
        <div style={styles.card}>
          {blocks.map((block) => (
            <HtmlBlock block={block} fallback={fallback} />
          ))}
          <p style={`${styles.small};border-top:1px solid #dfe4e1;margin-top:32px;padding-top:16px`}>{footer}</p>
        </div>
      </body>
    </html>,
  );

const HtmlBlock = ({ block, fallback }: { block: Block; fallback: string }) => {
  switch (block.kind) {
    case 'paragraph':
      return <p dir="auto">{block.text}</p>;
    case 'small':
      return (
        <p dir="auto" style={styles.small}>
          {block.text}
        </p>
      );
    case 'button':
      return (
        <div>
          <p>
            <a href={block.url} style={styles.button}>
              {block.label}
            </a>
          </p>
          <p style={styles.small}>
            {fallback}
            <br />
            <span style="word-break:break-all">{block.url}</span>
          </p>
        </div>
      );
    case 'choices':
      return (
        <p>
          {block.items.map(({ label, url }) => (
            <a href={url} style={styles.choice}>
              {label}
            </a>
          ))}
        </p>
      );
    case 'link':
      return (
        <p dir="auto" style={styles.small}>
          <a href={block.url}>{block.label}</a>
        </p>
      );
    case 'list':
      return (
        <div>
          {block.title && <h2 style={styles.title}>{block.title}</h2>}
          <ul style="padding-inline-start:20px">
            {block.items.map(({ label, text, url }) => (
              <li style={styles.item} dir="auto">
                {label && (
                  <>
                    <span style={styles.label}>{label}</span>
                    <br />
                  </>
                )}
                {url ? <a href={url}>{text}</a> : text}
              </li>
            ))}
          </ul>
        </div>
      );
  }
};
