import { clean } from './text.js';
import { isBroken, plain } from './uhri-text.js';

const line = (raw: string): string => clean(plain(raw));

describe('texts as UHRI publishes them', () => {
  it.each([
    ['Women&rsquo;s rights', 'Women’s rights'],
    ['&ldquo;Law&nbsp;12&rdquo;', '“Law 12”'],
    ['follow&#8209;up', 'follow‑up'],
    ['women&#x2019;s', 'women’s'],
    ['women&#146;s', 'women’s'],
    ['art.&amp;nbsp;7', 'art. 7'],
    ['H&ocirc;pital de C&Ocirc;T&Eacute;', 'Hôpital de CÔTÉ'],
    ['Terms &amp; conditions', 'Terms & conditions'],
    ['AT&T; and &unheardof;', 'AT&T; and &unheardof;'],
    ['a&#0;b', 'a\ufffdb'],
  ])('resolves the entities of %s', (raw, expected) => {
    expect(line(raw)).toBe(expected);
  });

  it.each([
    ['<p>Open an office.</p><p class="x">Staff it.</p>', 'Open an office. Staff it.'],
    ['Open<br/>it<br>now', 'Open it now'],
    ['<ul><li>(a) One;</li><li>(b) Two.</li></ul>', '(a) One; (b) Two.'],
    ['H<sub>2</sub>O and w<b>or</b>ds', 'H2O and words'],
    ['if x < y and z > 3', 'if x < y and z > 3'],
    ['<unknown> stays', '<unknown> stays'],
    ['&lt;b&gt; was written', '<b> was written'],
    ['<!-- from a word processor -->Text', 'Text'],
    ['Text<!-- never closed', 'Text<!-- never closed'],
  ])('resolves the tags of %s', (raw, expected) => {
    expect(line(raw)).toBe(expected);
  });

  it('makes one blank of line ends and indentation, and keeps where Khmer breaks its lines', () => {
    expect(line('\r\n        132-90\r\n        text\r\n      ')).toBe('132-90 text');
    expect(line('សិទ្ធិ\u200bមនុស្ស')).toBe('សិទ្ធិ\u200bមនុស្ស');
  });

  it('keeps marks of direction where a text runs from the right, and only there', () => {
    expect(line('حق\u200e 12')).toBe('حق\u200e 12');
    expect(line('Open\u200e an\u202c office&lrm;')).toBe('Open an office');
  });

  it('leaves nothing that a database refuses', () => {
    expect(line('a\0b\ud800c\udc00d😀')).toBe('ab\ufffdc\ufffdd😀');
  });

  it.each(['womenâ€™s', 'libertÃ© de presse', 'women\ufffds', 'wo\u0092men', 'a\u0002b', 'ÐŸÐ°Ð\u00b0Ð\u00bd'])(
    'sees that %j went through the wrong encoding',
    (text) => {
      expect(isBroken(text)).toBe(true);
    },
  );

  it.each([
    'São Tomé et Principe',
    'Ñandú — “naïve”',
    'ÂGE À L’ÉCOLE',
    'Ещё один',
    'سؤال',
    'PRÊT « À » l’emploi',
    '人权',
  ])('sees nothing wrong with %s', (text) => {
    expect(isBroken(text)).toBe(false);
  });

  it('takes no longer for texts made to keep it busy', () => {
    const pile = 200_000;
    expect(plain('<!--'.repeat(pile))).toHaveLength(4 * pile);
    expect(plain('<p'.repeat(pile))).toHaveLength(2 * pile);
    expect(plain(`&${'amp;'.repeat(pile)}`)).toBe('&');
  });
});
