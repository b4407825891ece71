/** Files people may attach, by what their bytes are, and as what each is given out again. */
export const formats = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  rtf: 'application/rtf',
  jpg: 'image/jpeg',
  png: 'image/png',
  csv: 'text/csv; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
} as const;

export type Format = keyof typeof formats;

/** Why a file is not taken. */
export type Refusal = 'EMPTY' | 'MACROS' | 'NOT_ALLOWED';

const starts = (bytes: Buffer, ...first: number[]) => first.every((byte, at) => bytes[at] === byte);

/** What a file is, whatever its name says: from its first bytes, and the names of what is packed in it. Nothing is unpacked. */
export const recognise = (bytes: Buffer, name: string): Format | Refusal => {
  if (bytes.length === 0) return 'EMPTY';
  if (bytes.subarray(0, 5).toString('latin1') === '%PDF-') return 'pdf';
  if (starts(bytes, 0xff, 0xd8, 0xff)) return 'jpg';
  if (starts(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png';
  if (bytes.subarray(0, 6).toString('latin1') === '{\\rtf1') return 'rtf';
  if (starts(bytes, 0x50, 0x4b, 0x03, 0x04)) return packed(bytes);
  return isPlainText(bytes) ? (/\.csv$/i.test(name) ? 'csv' : 'txt') : 'NOT_ALLOWED';
};

const packed = (bytes: Buffer): Format | Refusal => {
  const names = namesIn(bytes);
  if (names === null) return 'NOT_ALLOWED';
  if (names.some((name) => hasMacros.test(name))) return 'MACROS';
  if (names.includes('[Content_Types].xml')) {
    if (names.includes('word/document.xml')) return 'docx';
    return names.includes('xl/workbook.xml') ? 'xlsx' : 'NOT_ALLOWED';
  }
  // Documents of this kind say first, and not packed, what they are (OpenDocument 1.3, part 2, 3.3).
  const said = bytes.subarray(30, 30 + 120).toString('latin1');
  if (said.startsWith(`mimetype${formats.ods}`)) return 'ods';
  return said.startsWith(`mimetype${formats.odt}`) && !said.startsWith(`mimetype${formats.odt}-`)
    ? 'odt'
    : 'NOT_ALLOWED';
};

/** Programs in documents: Visual Basic and old Excel macros, controls, embedded objects that run; Basic and scripts in OpenDocument. */
const hasMacros =
  /(^|\/)(vba(Project|Data)[^/]*\.(bin|xml)|macrosheets\/|activeX\/|oleObject\d*\.bin)|^(Basic|Scripts)\//i;

const mostEntries = 10_000;
const endOfDirectory = 0x06054b50;
const entryOfDirectory = 0x02014b50;

/** The names in a ZIP archive, from its directory; null when that cannot be read. */
const namesIn = (bytes: Buffer): string[] | null => {
  // The directory's end is followed by a remark of at most 65,535 bytes.
  const lowest = Math.max(0, bytes.length - 22 - 65_535);
  let end = bytes.length - 22;
  while (end >= lowest && bytes.readUInt32LE(end) !== endOfDirectory) end -= 1;
  if (end < lowest) return null;
  const count = bytes.readUInt16LE(end + 10);
  if (count > mostEntries) return null;
  const names: string[] = [];
  for (let n = 0, at = bytes.readUInt32LE(end + 16); n < count; n += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== entryOfDirectory) return null;
    const length = bytes.readUInt16LE(at + 28);
    names.push(bytes.subarray(at + 46, at + 46 + length).toString('utf8'));
    at += 46 + length + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return names;
};

/** Text, and none that a browser or a shell would run. */
const isPlainText = (bytes: Buffer): boolean => {
  // Controls no text has; a file of UTF-16 is full of them, and is asked for as UTF-8.

  const binary = /[\x00-\x08\x0e-\x1a\x1c-\x1f]/;
  const text = bytes.toString('utf8');
  if (binary.test(text)) return false;
  const begins = text.replace(/^\uFEFF/, '').trimStart();
  if (begins.startsWith('#!')) return false;
  return !/<(!doctype|\?xml|html|head|body|svg|script|iframe|object|embed)\b|<\?php/i.test(begins.slice(0, 4096));
};

/** The name under which a file is given out: what it was called, with the ending of what it is. */
export const nameFor = (name: string, format: Format): string => {
  // What would lead elsewhere on a disk, or turns the direction of writing, is no part of a name.
  const plain = name
    .normalize('NFC')
    .replace(/^.*[/\\]/, '')

    .replace(/[\x00-\x1f\x7f"<>|:*?\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
  const ending = format === 'jpg' ? /\.jpe?g$/i : new RegExp(`\\.${format}$`, 'i');
  const base = [...new Intl.Segmenter().segment(plain.replace(ending, ''))]
    .slice(0, 100)
    .map(({ segment }) => segment)
    .join('');
  return `${base === '' ? 'attachment' : base}.${format}`;
};
