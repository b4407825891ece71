/** The header fields of a mail or a part of one: names in lower case, values unfolded. */
export type Fields = ReadonlyMap<string, readonly string[]>;

/** A mail, or a part of one (RFC 2045). */
export interface MailPart {
  fields: Fields;
  /** E.g. `multipart/report`. */
  type: string;
  params: Readonly<Record<string, string>>;
  /** The content, decoded; empty where it is made of parts. */
  text: string;
  parts: readonly MailPart[];
}

/** Mails come from anybody: what is nested deeper, or is more, is not looked at. */
const deepest = 6;
const mostParts = 50;
const longestValue = 2000;

const embedded = new Set(['message/rfc822', 'message/global']);

/** Reads a mail as it travels. Never fails: what cannot be understood is text, or left out. */
export const readMail = (source: Buffer): MailPart =>
  readPart(source.toString('latin1').replace(/\r\n?/g, '\n'), { left: mostParts }, 0);

/** Reads header fields, up to the first empty line. */
export const readFields = (text: string): Fields => {
  const fields = new Map<string, string[]>();
  for (const line of headOf(text)
    .replace(/\n[ \t]+/g, ' ')
    .split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon).trimEnd().toLowerCase();
    if (name.includes(' ')) continue;
    const value = line
      .slice(colon + 1)
      .trim()
      .slice(0, longestValue);
    fields.set(name, [...(fields.get(name) ?? []).slice(0, mostParts), value]);
  }
  return fields;
};

export const field = (fields: Fields, name: string): string => fields.get(name)?.[0] ?? '';

const headOf = (text: string): string => {
  if (text.startsWith('\n')) return '';
  const end = text.indexOf('\n\n');
  return end === -1 ? text : text.slice(0, end);
};

const readPart = (source: string, budget: { left: number }, depth: number): MailPart => {
  budget.left -= 1;
  const fields = readFields(source);
  const body = source.slice(headOf(source).length).replace(/^\n{1,2}/, '');
  const { type, params } = contentType(field(fields, 'content-type'));
  const isDeep = depth >= deepest;
  if (type.startsWith('multipart/') && params['boundary'] && !isDeep) {
    const parts: MailPart[] = [];
    for (const piece of split(body, params['boundary'])) {
      if (budget.left > 0) parts.push(readPart(piece, budget, depth + 1));
    }
    return { fields, type, params, text: '', parts };
  }
  const encoding = field(fields, 'content-transfer-encoding').toLowerCase();
  if (embedded.has(type) && !isDeep) {
    const whole = encoding === 'base64' ? Buffer.from(body, 'base64').toString('latin1').replace(/\r\n?/g, '\n') : body;
    return { fields, type, params, text: '', parts: [readPart(whole, budget, depth + 1)] };
  }
  return { fields, type, params, text: decode(body, encoding, params['charset'] ?? ''), parts: [] };
};

const contentType = (value: string): { type: string; params: Record<string, string> } => {
  const params: Record<string, string> = {};
  for (const [, name = '', quoted, plain] of value.matchAll(/;\s*([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]+))/g)) {
    params[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '';
  }
  return { type: /^[\w.+-]+\/[\w.+-]+/.exec(value)?.[0].toLowerCase() ?? 'text/plain', params };
};

/** The pieces between the boundary's lines; the last may lack its end, for what is too long was cut. */
const split = (body: string, boundary: string): string[] => {
  const pieces: string[][] = [];
  for (const line of body.split('\n')) {
    const bare = line.trimEnd();
    if (bare === `--${boundary}--`) break;
    if (bare === `--${boundary}`) pieces.push([]);
    else pieces.at(-1)?.push(line);
  }
  return pieces.map((lines) => lines.join('\n'));
};

const decode = (body: string, encoding: string, charset: string): string => {
  const bytes =
    encoding === 'base64'
      ? Buffer.from(body, 'base64')
      : Buffer.from(encoding === 'quoted-printable' ? unquote(body) : body, 'latin1');
  return decodeText(bytes, charset).replace(/\r\n?/g, '\n');
};

/** Bytes in any character set browsers know; in none that is known, as UTF-8 or else as what old Western programs write. */
export const decodeText = (bytes: Uint8Array, charset: string): string => {
  const named = /^(?:|us-ascii|ascii|utf-?8)$/i.test(charset) ? null : decoded(bytes, charset, false);
  return named ?? decoded(bytes, 'utf-8', true) ?? decoded(bytes, 'windows-1252', false) ?? '';
};

const decoded = (bytes: Uint8Array, charset: string, fatal: boolean): string | null => {
  try {
    // As if more were to come: the last character may be cut.
    return new TextDecoder(charset, { fatal }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
};

const unquote = (body: string): string =>
  body
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/=\n/g, '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
