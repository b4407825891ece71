/** Mails come from anybody: more text than this is not looked at. */
const longestText = 100_000;
const longestHtml = 500_000;
const mostLines = 2000;
const longestLine = 1000;

/** What somebody wrote themselves: without what they quote, and without signatures. */
export const ownText = (text: string): string => {
  const lines = text
    .slice(0, longestText)
    .split('\n')
    .slice(0, mostLines)
    .map((line) =>
      line
        .slice(0, longestLine)
        .replace(/[\u200e\u200f\ufeff]/g, '')
        .trim(),
    );
  const own: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.startsWith('>')) continue;
    const intro = introLines(lines, at);
    if (intro > 0) {
      // An introduction with marked lines below it: more of their own may follow those. Without marks nothing tells where it ends.
      const next = lines.slice(at + intro).find((each) => each !== '') ?? '';
      if (!next.startsWith('>')) break;
      at += intro - 1;
      continue;
    }
    if (endsOwn(lines, at)) break;
    own.push(line);
  }
  return own
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
};

const wrote = /\bwrote\b|\bschrieb\b|écrit|escribió|escreveu|ha scritto|написал|пишет|كتب|写道|寫道|បានសរសេរ|សរសេរថា/iu;
const somewhen = /\d{4}|\d{1,2}[:.h]\d{2}/;

/** How many lines from here on introduce a quotation, e.g. `On Monday, … <…> wrote:` over up to three lines; 0: none. */
const introLines = (lines: readonly string[], at: number): number => {
  let joined = '';
  for (let count = 1; count <= 3; count += 1) {
    const line = lines[at + count - 1] ?? '';
    if (line === '' || line.startsWith('>')) return 0;
    joined = `${joined} ${line}`.trim();
    if (/[:：៖]$/.test(line)) {
      const marks = [wrote.test(joined), somewhen.test(joined), joined.includes('@')];
      return marks.filter(Boolean).length >= 2 && !isHeader(joined) ? count : 0;
    }
  }
  return 0;
};

const header =
  /^\*?(?:from|sent|to|date|subject|cc|de|envoyé|à|objet|para|enviado|fecha|asunto|von|gesendet|an|betreff|da|inviato|от|отправлено|кому|дата|тема|من|إلى|التاريخ|الموضوع|发件人|发送时间|收件人|主题|日期|ពី|ផ្ញើ|ទៅ|កាលបរិច្ឆេទ|ប្រធានបទ)\s?\*?\s?[:：]/iu;
const isHeader = (line: string): boolean => header.test(line);

const ends = [
  /^--$/, // A signature (RFC 3676, 4.3; its blank is trimmed).
  /^_{10,}$/,
  /^-{3,}.{2,80}-{3,}$/, // -----Original Message-----, in whatever language.
  /^(?:sent from|get outlook|envoyé (?:de|depuis)|télécharger outlook|obtenir outlook|enviado desde|obtener outlook|отправлено (?:с|из)|发自|發自|أُرسل من|ផ្ញើពី)/iu,
];

/** Whether what follows is a signature or a quotation without marks. */
const endsOwn = (lines: readonly string[], at: number): boolean => {
  const line = lines[at] ?? '';
  if (ends.some((pattern) => pattern.test(line))) return true;
  // The header of the mail they answer: at least three of its fields in a row.
  return isHeader(line) && lines.slice(at + 1, at + 8).filter(isHeader).length >= 2;
};

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  eacute: 'é',
  egrave: 'è',
  ecirc: 'ê',
  agrave: 'à',
  ccedil: 'ç',
  rsquo: '’',
};

const unescape = (text: string): string =>
  text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi,
    (whole, decimal?: string, hex?: string, name = '') => {
      const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? parseInt(hex, 16) : null;
      if (code === null) return entities[String(name).toLowerCase()] ?? whole;
      return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '';
    },
  );

const breaks = new Set([
  'br',
  'p',
  'div',
  'tr',
  'li',
  'ul',
  'ol',
  'table',
  'h1',
  'h2',
  'h3',
  'hr',
  'blockquote',
  'pre',
]);
const silent = new Set(['script', 'style', 'head', 'title']);
/** Where mail programs put what is answered, in elements of their own. */
const quotation =
  /(?:class|id)\s{0,3}=\s{0,3}["']?(?:gmail_quote|gmail_attr|yahoo_quoted|divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|reply-intro)/i;

/** The text of a mail that came as HTML only: blocks become lines, quotations become marked lines. One pass, however it is written. */
export const textOfHtml = (source: string): string => {
  const html = source.slice(0, longestHtml);
  let text = '';
  let quoted = 0;
  for (let at = 0; at < html.length;) {
    const open = html.indexOf('<', at);
    const close = open === -1 ? -1 : html.indexOf('>', open);
    if (quoted === 0) text += unescape(html.slice(at, open === -1 ? html.length : open).replace(/[ \t\r\n]+/g, ' '));
    if (close === -1) break;
    const tag = html.slice(open + 1, Math.min(close, open + 400));
    at = close + 1;
    if (tag.startsWith('!--')) {
      const end = html.indexOf('-->', open);
      at = end === -1 ? html.length : end + 3;
      continue;
    }
    const [, slash = '', name = ''] = /^(\/?)([a-z][a-z0-9]*)/i.exec(tag)?.map((part) => part.toLowerCase()) ?? [];
    if (silent.has(name) && slash === '') at = afterElement(html, name, at);
    if (quotation.test(tag)) break;
    if (name === 'blockquote') {
      quoted = Math.max(0, quoted + (slash === '' ? 1 : -1));
      if (quoted === 1 && slash === '') text += '\n> …';
    }
    if (quoted === 0 && breaks.has(name)) text += '\n';
  }
  return text;
};

const afterElement = (html: string, name: string, from: number): number => {
  const end = html.slice(from).search(new RegExp(`</${name}`, 'i'));
  return end === -1 ? html.length : from + end;
};
