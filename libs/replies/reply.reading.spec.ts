import { calendar, programs } from './fixtures/calendar-replies.js';
import { htmlOnly, plain, quotations } from './fixtures/plain-replies.js';
import { readReply } from './reply.reading.js';

/** The same numbers each time (mulberry32). */
const numbers = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

const answer = { uid: 'a-sign@nmrf.example.org', to: 'answers+sign@example.org', attendee: 'sok.dara@example.org' };
const words = { from: answer.attendee, to: answer.to };
const real = [
  ...Object.values(programs).map((write) => write(answer)),
  ...Object.values(quotations).map((quoted) => plain({ ...words, text: `Yes\n\n${quoted}` })),
  htmlOnly({ ...words, text: '<p>Oui</p><blockquote>Non</blockquote>' }),
];

const mutated = (source: Buffer, random: () => number): Buffer => {
  let bytes = Buffer.from(source);
  for (let n = 0; n < 1 + random() * 8; n += 1) {
    const at = Math.floor(random() * bytes.length);
    const length = Math.floor(random() * 40);
    const piece = bytes.subarray(at, at + length);
    const kind = Math.floor(random() * 4);
    const noise = Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
    if (kind === 0) bytes.set(noise.subarray(0, Math.min(length, bytes.length - at)), at);
    else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), piece, piece, bytes.subarray(at)]);
    else bytes = Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]);
  }
  return bytes;
};

/** Reads it, soon, and never by failing. */
const isRead = (source: Buffer) => {
  const since = performance.now();
  const read = readReply(source);
  expect(read).not.toBeNull();
  expect(performance.now() - since).toBeLessThan(2000);
  return read;
};

describe('reading what anybody may send', () => {
  it.each([1, 2, 3])('survives mails that were spoilt on the way (%i)', (seed) => {
    const random = numbers(seed);
    for (const source of real) for (let n = 0; n < 4; n += 1) isRead(mutated(source, random));
  });

  it('survives noise', () => {
    const random = numbers(6);
    for (let n = 0; n < 20; n += 1) {
      isRead(Buffer.from(Array.from({ length: Math.floor(random() * 4000) }, () => Math.floor(random() * 256))));
    }
  });

  const long = (text: string, times: number) => text.repeat(times);
  it.each([
    ['nothing', ''],
    ['a header without an end', `From: ${long('x', 1_900_000)}`],
    ['a million angle brackets', `From: a@b\r\nContent-Type: text/html\r\n\r\n${long('<', 1_900_000)}`],
    ['a million open comments', `Content-Type: text/html\r\n\r\n${long('<!-- ', 380_000)}`],
    ['styles without an end', `Content-Type: text/html\r\n\r\n${long('<style>', 270_000)}`],
    ['entities', `Content-Type: text/html\r\n\r\n${long('&#x', 600_000)}`],
    ['a line without an end', `From: a@b\r\n\r\n${long('yes ', 470_000)}`],
    ['a million lines', `From: a@b\r\n\r\n${long('On 2026 @\n', 190_000)}`],
    ['encoded words without an end', `Subject: ${long('=?utf-8?q?', 190_000)}\r\n\r\n`],
    ['addresses', `To: ${long('<a@b>,"', 270_000)}\r\n\r\n`],
    ['folds', `Subject: x${long('\r\n y', 470_000)}\r\n\r\n`],
    [
      'a calendar of one long line',
      `Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nX:${long('a;b="', 370_000)}`,
    ],
    [
      'a calendar of parameters',
      `Content-Type: text/calendar\r\n\r\n${calendar(answer).replace('SUMMARY', `SUMMARY${long(';A=b', 40_000)}`)}`,
    ],
    [
      'a repetition for ever',
      `Content-Type: text/calendar; method=REPLY\r\n\r\n${calendar(answer).replace('SUMMARY', 'RRULE:FREQ=SECONDLY\r\nSUMMARY')}`,
    ],
    [
      'parts in parts',
      Array.from({ length: 3000 }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`).join(
        '',
      ),
    ],
    [
      'a name that is no name',
      `Content-Type: text/calendar\r\n\r\n${calendar(answer).replace('SUMMARY', '__proto__;constructor=x')}`,
    ],
  ])('survives %s', (_, source) => void isRead(Buffer.from(source, 'latin1')));

  it('shows no controls, no halves of letters, and no turning of the writing', () => {
    const read = isRead(plain({ ...words, text: `a\u0000\u0007b\u202ec ${'👩‍👩‍👧'.repeat(200)}`, subject: 'x\u0008y' }));
    expect(read?.shown.excerpt).toMatch(/^a {1,2}b ?c (?:👩‍👩‍👧)+…$/u);
    expect(read?.shown.subject).toBe('x y');
  });
});
