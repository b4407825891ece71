import { locales, mails, type Locale, type MailName } from '../catalogue/index.js';
import { dayText } from './i18n.js';
import { renderMail } from './mail-render.js';

const names = Object.keys(mails) as MailName[];
const home = 'http://nmrf.test/';
const link = (purpose: string, linkId: string) => `http://nmrf.test/${purpose}/${linkId}?a=1&b=2`;
const render = (name: MailName, locale: Locale, props: unknown = mails[name].example) =>
  renderMail(name, props, { locale, mechanism: 'Committee for Follow-up', home, link });

const characters: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'" };
/** What a reader sees of a page: no tags, no escapes, single blanks. */
const visible = (html: string) =>
  html
    .replace(/<head>.*?<\/head>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&(\w+|#\d+);/g, (_, name: string) => characters[name] ?? `&${name};`)
    .replace(/[ \n]+/g, ' ');
/** The sentences of the plain text, without its list marks and the line above the footer. */
const sentences = (text: string) =>
  text
    .split('\n')
    .map((line) =>
      line
        .replace(/^(\* | {2}|-- $)/, '')
        .replace(/:$/, '')
        .trim(),
    )
    .filter((line) => line !== '');

const fixed =
  /^[0-9a-f-]{36}$|^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$|^[A-Z_]+$|^[a-z]{2,3}$|^[A-Z][a-z]+\/[A-Za-z_]+$|^\d\d:\d\d$|^https?:\/\//;
/** Puts the same words in the place of every text of an example: ids, days, times, codes, addresses and words of a fixed list stay. */
const withWords = (props: unknown, words: string): unknown => {
  if (Array.isArray(props)) return props.map((item) => withWords(item, words));
  if (props === null || typeof props !== 'object') {
    return typeof props === 'string' && !fixed.test(props) ? words : props;
  }
  return Object.fromEntries(Object.entries(props).map(([key, value]) => [key, withWords(value, words)]));
};

describe.each(names)('the mail %s', (name) => {
  it.each(locales)('says everything in %s, as text and as HTML alike', (locale) => {
    const { subject, text, html } = render(name, locale);
    for (const part of [subject, text, html.replace(/style="[^"]*"/g, '')]) {
      expect(part.trim()).not.toBe('');
      expect(part).not.toMatch(/[{}]|undefined|null|NaN|\[object/);
    }
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).toContain(`<html lang="${locale}"`);
    const seen = visible(html);
    for (const sentence of sentences(text)) {
      // Addresses behind words are not seen; they are there to be followed.
      const where = sentence.startsWith('http') ? html.replaceAll('&amp;', '&') : seen;
      expect(where).toContain(sentence.replace(/ +/g, ' '));
    }
  });

  it.each(locales)('is written in %s and in no other of our languages', (locale) => {
    const others = locales.filter((other) => other !== locale).map((other) => sentences(render(name, other).text));
    const [greeting, first] = sentences(render(name, locale).text);
    for (const theirs of others) expect(theirs).not.toContain(first);
    expect(greeting).toContain(mails[name].example.name);
  });

  it('holds its address in the text, on the button and below it', () => {
    for (const locale of locales) {
      const { text, html } = render(name, locale);
      // The address of the button, which stands after its words.
      const [, address] = /:\n(http:\/\/\S+)/.exec(text) ?? [];
      if (!('linkId' in mails[name].example) && address === undefined) continue;
      expect(address).toMatch(/^http:\/\/nmrf\.test\//);
      const escaped = address!.replaceAll('&', '&amp;');
      expect(html).toContain(`href="${escaped}"`);
      expect(html).toContain(`>${escaped}</span>`);
    }
  });

  it('shows markup in names as the characters it is', () => {
    const words = '<script>alert("x")</script> & <b>co</b>';
    const { html, text, subject } = render(name, 'en', withWords(mails[name].example, words));
    expect(html).not.toMatch(/<script|<b>/);
    expect(visible(html)).toContain(words);
    expect(text).toContain(words);
    expect(subject).not.toContain('&lt;');
  });

  it('carries Khmer with its invisible breaks, and Arabic, unharmed', () => {
    for (const words of ['ក្រសួង\u200Bអប់រំ យុវជន\u200Bនិងកីឡា', 'وزارة العدل — إدارة حقوق الإنسان']) {
      const { html, text } = render(name, 'km', withWords(mails[name].example, words));
      expect(html).toContain(words);
      expect(text).toContain(words);
    }
  });

  it('keeps its subject on one line whatever a name holds', () => {
    const { subject } = render(name, 'en', withWords(mails[name].example, 'Ministry\r\nBcc: everybody@example.org'));
    expect(subject).not.toMatch(/[\r\n]/);
  });

  it('takes nothing for its contents but what it says it needs', () => {
    expect(() => render(name, 'en', {})).toThrow();
  });
});

describe('a mail about many whom mails do not reach', () => {
  it.each(locales)('names 25 of them in %s, and says how many more there are', (locale) => {
    const { example } = mails['address-unreachable'];
    const [one] = example.items;
    const items = Array.from({ length: 142 }, (_, n) => ({ ...one, address: `person-${n}@example.org` }));
    const { text, subject } = render('address-unreachable', locale, { ...example, items });
    expect(text.match(/person-\d+@/g)).toHaveLength(25);
    expect(text).toContain('117');
    expect(subject).toContain('142');
  });
});

describe('a digest', () => {
  const { example } = mails.digest;
  const item = { ...example.items[0]!, isOverdue: false, audience: 'MAIN' as const };
  const textOf = (change: object) =>
    render('digest', 'en', { ...example, items: [{ ...item, ...change }], more: 0 }).text.replaceAll(/\s+/g, ' ');
  const request = { kind: 'MORE_TIME', until: '2026-12-18', reason: null };

  it('says what is asked of the secretariat', () => {
    const asked = { news: 'ASKED', audience: 'COORDINATOR' };
    expect(textOf({ ...asked, request })).toContain('more time is asked for, until Friday, 18 December 2026');
    expect(textOf({ ...asked, request: { ...request, kind: 'NOT_OURS', until: null } })).toContain(
      'it is said to be somebody else’s',
    );
  });

  it('says why a request was answered so, on one line', () => {
    const refused = textOf({ news: 'REFUSED', request: { ...request, reason: 'The report\r\ncannot wait' } });
    expect(refused).toContain(
      'the day stays Tuesday, 1 December 2026. The secretariat’s reason: The report cannot wait',
    );
    expect(textOf({ news: 'GRANTED', request: { ...request, reason: 'Agreed' } })).toContain('reason: Agreed');
  });

  it('is read as before where it was written before it knew of requests', () => {
    const { request: _, ...before } = item;
    const { text } = render('digest', 'en', { ...example, items: [{ ...before, news: 'REFUSED' }] });
    expect(text).toContain('the day stays');
  });

  it('has a blank before the colon in French', () => {
    expect(render('digest', 'fr').text).toContain('pas à nous\u00a0:\n');
  });

  it('leads those in office to where they decide, and those who answer for it to their answers', () => {
    const desk = `${home}/deadlines/${item.deadlineId}`;
    const ofOffice = textOf({ audience: 'COORDINATOR', news: 'ASKED', request });
    expect(ofOffice).toContain(`Sign in to see what can be done: ${desk}`);
    expect(ofOffice).not.toContain('not ours');
    const own = textOf({});
    expect(own).toContain('Answer: done, more time, not ours');
    expect(own).not.toContain('/deadlines');
  });
});

describe('mails whose link may be missing', () => {
  it('have no button then, or one for people who sign in', () => {
    const handedOver = render('work-handed-over', 'en', {
      ...mails['work-handed-over'].example,
      open: 0,
      linkId: null,
    });
    expect(handedOver.html).not.toContain('<a ');
    expect(handedOver.text).toContain('Nothing waits for an answer');
  });

  it.each(['ALTERNATE', 'VALIDATING_AUTHORITY', 'COORDINATOR', 'HEAD'])(
    'say to the %s why they hear of it',
    (audience) => {
      const { example } = mails.digest;
      const said = locales.map((locale) => {
        const [plain, special] = (['MAIN', audience] as const).map((to) => {
          const items = example.items.map((item) => ({ ...item, audience: to }));
          return render('digest', locale, { ...example, items }).text;
        });
        expect(special).not.toBe(plain);
        expect(special).toContain(dayText(locale, '2026-12-01'));
        return special;
      });
      expect(new Set(said).size).toBe(locales.length);
    },
  );

  it('do not name what is confidential', () => {
    const { example } = mails.digest;
    const items = example.items.map((item) => ({ ...item, title: null, isRestricted: true }));
    expect(render('digest', 'en', { ...example, items }).text).toContain('A confidential matter');
  });
});
