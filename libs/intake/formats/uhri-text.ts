import iconv from 'iconv-lite';

/** Names of U+00A0 to U+00FF in order, from HTML's list of named characters. */
const latin =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil ' +
  'sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute ' +
  'Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc ' +
  'atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide ' +
  'oslash ugrave uacute ucirc uuml yacute thorn yuml';

/** The others that texts of the United Nations are met with. */
const others: Readonly<Record<string, number>> = {
  amp: 0x26,
  lt: 0x3c,
  gt: 0x3e,
  quot: 0x22,
  apos: 0x27,
  OElig: 0x152,
  oelig: 0x153,
  Scaron: 0x160,
  scaron: 0x161,
  Yuml: 0x178,
  fnof: 0x192,
  circ: 0x2c6,
  tilde: 0x2dc,
  ensp: 0x2002,
  emsp: 0x2003,
  thinsp: 0x2009,
  zwnj: 0x200c,
  zwj: 0x200d,
  lrm: 0x200e,
  rlm: 0x200f,
  ndash: 0x2013,
  mdash: 0x2014,
  lsquo: 0x2018,
  rsquo: 0x2019,
  sbquo: 0x201a,
  ldquo: 0x201c,
  rdquo: 0x201d,
  bdquo: 0x201e,
  dagger: 0x2020,
  Dagger: 0x2021,
  bull: 0x2022,
  hellip: 0x2026,
  permil: 0x2030,
  prime: 0x2032,
  Prime: 0x2033,
  lsaquo: 0x2039,
  rsaquo: 0x203a,
  euro: 0x20ac,
  trade: 0x2122,
  minus: 0x2212,
  le: 0x2264,
  ge: 0x2265,
};

const named = new Map([
  ...latin.split(' ').map((name, index) => [name, 0xa0 + index] as const),
  ...Object.entries(others),
]);

const characterOf = (code: number): string => {
  // They mean what Windows-1252 has there, as every browser reads them (WHATWG HTML, "numeric character reference end state").
  if (code >= 0x80 && code <= 0x9f) return iconv.decode(Buffer.of(code), 'windows-1252');
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : '\ufffd';
};

/** `&amp;nbsp;` was escaped twice and means `&nbsp;`. What is no known name stays as it is. */
const entity = /&(?:amp;)*(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z]{2,8}\d{0,2}));/g;

const decode = (text: string): string =>
  text.replace(entity, (whole, decimal?: string, hex?: string, name?: string) => {
    const code =
      decimal !== undefined ? Number(decimal) : hex !== undefined ? parseInt(hex, 16) : named.get(name ?? '');
    return code === undefined ? whole : characterOf(code);
  });

/** Tags that begin something new; others such as `<b>` stand inside words. */
const block = /^(?:p|br|hr|div|ul|ol|li|dl|dt|dd|table|thead|tbody|tr|td|th|h[1-6]|blockquote)$/;
const inline = /^(?:a|b|i|u|s|em|strong|span|font|sup|sub|small|big|strike|del|ins|abbr|cite|o:p|st1:\w+)$/;
const tag = /<\/?([a-z][a-z0-9]*(?::\w+)?)(?:\s[^<>]*|\/)?>/gi;
const comment = /<!--(?:(?!<!--)[^])*?-->/g;

/** `x < y` and `<unknown>` are no tags of a page. */
const stripTags = (text: string): string =>
  text.replace(comment, '').replace(tag, (whole, name: string) => {
    const known = name.toLowerCase();
    return block.test(known) ? '\n' : inline.test(known) ? '' : whole;
  });

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;
const bidiMarks = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * UHRI's text without its HTML: tags and entities resolved, line ends kept, since a heading may end there. Marks of direction stay in
 * right-to-left text alone. Of what a database cannot store, NUL is dropped and half a surrogate pair becomes U+FFFD.
 */
export const plain = (raw: string): string => {
  const tagless = raw.includes('<') ? stripTags(raw) : raw;
  const decoded = tagless.includes('&') ? decode(tagless) : tagless;
  const storable = decoded.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd');
  return rightToLeft.test(storable) ? storable : storable.replace(bidiMarks, '');
};

/**
 * Signs that a text went through the wrong encoding and cannot be repaired: replacement characters, control bytes, and UTF-8 read as
 * Windows-1252, such as `â€™` for an apostrophe or `Ã©` for `é`. Of Cyrillic and Arabic read so, two letters in a row are needed.
 */
const broken =
  /[\ufffd\u0001-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]|â€|Ã[\u0080-\u00bf]|Â[\u0080-\u00bf]|(?:[ÐÑØÙ][\u0080-\u00bf]){2}/;

export const isBroken = (text: string): boolean => broken.test(text);
