import { locales, mails, type Locale, type MailName, type MailProps } from '../catalogue/index.js';
import { renderMail } from './mail-render.js';

type Invitation = MailProps<'consultation-invitation'>;

const render = <N extends MailName>(name: N, props: Partial<MailProps<N>> = {}, locale: Locale = 'en') =>
  renderMail(
    name,
    { ...mails[name].example, ...props },
    {
      locale,
      mechanism: 'Committee for Follow-up',
      home: 'https://nmrf.example.org',
      link: (purpose, linkId) => `https://nmrf.example.org/${purpose}/${linkId}`,
      isAnsweredByMail: true,
    },
  );
const invite = (props: Partial<Invitation> = {}, locale?: Locale) => render('consultation-invitation', props, locale);
const { meeting } = mails['consultation-invitation'].example;
const page = 'https://nmrf.example.org/invitation/01920000-0000-7000-8000-000000000001';

describe('an invitation', () => {
  it('says when it is on the clocks there and, where they differ, on the reader’s', () => {
    const { text } = invite();
    expect(text).toContain('Tuesday, 16 March 2027, 09:00–12:00 (Indochina Time, GMT+7)');
    expect(text).toContain('Tuesday, 16 March 2027, 03:00–06:00 (Central European Standard Time, GMT+1)');
    for (const readerZone of ['Asia/Phnom_Penh', 'Asia/Bangkok']) {
      expect(invite({ readerZone }).text).not.toContain('On clocks where you are');
    }
  });

  it('says so where it lasts more than a day', () => {
    const { text } = invite({ meeting: { ...meeting, endsAt: '2027-03-17T05:00:00Z' } });
    expect(text).toContain('Tuesday, 16 March 2027, 09:00, until Wednesday, 17 March 2027, 12:00 (');
  });

  it('names the languages in the reader’s own', () => {
    expect(invite().text).toContain('Khmer, English; interpreted into French');
    const spoken = { meeting: { ...meeting, languages: ['km', 'fr'], interpretation: [] } };
    expect(invite(spoken, 'fr').text).toContain('khmer, français');
    expect(invite(spoken, 'km').text).toContain('ខ្មែរ, បារាំង');
  });

  it('leads to one page, which knows beforehand what was pressed', () => {
    const { text, html } = invite();
    for (const answer of ['accepted', 'tentative', 'declined']) {
      expect(text).toContain(`${page}?answer=${answer}`);
      expect(html).toContain(`href="${page}?answer=${answer}"`);
    }
    const answered = invite({ answer: 'ACCEPTED', news: 'SEAT_HELD' });
    expect(answered.text).toContain(page);
    expect(answered.text).not.toContain('?answer=');
    expect(answered.text).not.toContain('Please answer by');
  });

  it('names so many items of an agenda as are read in a mail, and says how many more there are', () => {
    const agenda = Array.from({ length: 10_000 }, (_, n) => `Item number ${n + 1}`);
    const { text, calendar } = invite({ meeting: { ...meeting, agenda } });
    for (const words of [text, calendar?.description ?? '']) {
      expect(words.match(/Item number/g)).toHaveLength(25);
      expect(words).toContain('and 9,975 more items');
    }
  });

  it.each(locales)('says in %s what is new, each thing in words of its own', (locale) => {
    const news = ['INVITED', 'REMINDED', 'MOVED', 'CHANGED', 'SEAT_GIVEN', 'SEAT_HELD', 'WAITING'] as const;
    const said = news.map((one) => invite({ news: one, institution: null }, locale));
    expect(new Set(said.map(({ subject }) => subject)).size).toBe(news.length);
    expect(new Set(said.map(({ text }) => text.split('\n\n')[1])).size).toBe(news.length);
  });

  it.each(locales)('says in %s for whom somebody is to come', (locale) => {
    const intro = (props: Partial<Invitation>) => invite(props, locale).text.split('\n\n')[1] ?? '';
    expect(intro({ institution: 'Ministry of Education' })).toContain('Ministry of Education');
    const delegated = { news: 'DELEGATED', institution: 'Ministry of Education', delegatedBy: 'Lim Veasna' } as const;
    expect(intro(delegated)).toContain('Lim Veasna');
    expect(intro(delegated)).toContain('Ministry of Education');
    expect(intro({ ...delegated, delegatedBy: null, institution: null })).not.toMatch(/Lim|Ministry|\{|\}/);
    // Who asks somebody to go in their place is not said to whoever sees a list of subjects.
    expect(invite(delegated, locale).subject).not.toContain('Lim Veasna');
  });

  it.each(locales)('says in %s why it was moved, and what to show at the door', (locale) => {
    const { text } = invite({ news: 'MOVED', reason: 'The hall is closed', doorCode: 'K7QF-2M9P' }, locale);
    expect(text).toContain('The hall is closed');
    expect(text).toContain('K7QF-2M9P');
  });

  it('draws the code of the door as the address the door opens', () => {
    expect(invite({ doorCode: 'K7QF-2M9P' }).codes).toEqual([
      { fileName: 'pass.png', address: 'https://nmrf.example.org/door/K7QF-2M9P' },
    ]);
  });
});

describe('a mail that something is off', () => {
  it.each(locales)('says in %s whether it is postponed, cancelled or goes on without the reader', (locale) => {
    const said = (['CANCELLED', 'POSTPONED', 'WITHDRAWN'] as const).map((news) =>
      render('consultation-cancelled', { news, reason: null }, locale),
    );
    expect(new Set(said.map(({ subject }) => subject)).size).toBe(3);
    expect(new Set(said.map(({ text }) => text.split('\n\n')[1])).size).toBe(3);
    for (const { text, calendar } of said) {
      expect(text).toContain(meeting.title);
      expect(calendar).toMatchObject({ method: 'CANCEL', alarms: [] });
    }
  });
});
