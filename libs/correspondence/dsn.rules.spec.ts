import { judgeOutcome, readReport, type Outcome } from './dsn.rules.js';
import * as reports from './fixtures/reports.js';
import { readMail } from './mime.rules.js';

const mailId = '01920000-0000-7000-8000-0000000000ab';
const recipient = 'sok.dara@example.org';
const about = { mailId, recipient };
const read = (source: Buffer) => readReport(readMail(source));

describe('a report of a mail that came back', () => {
  const shapes = ['postfix', 'exim', 'eximWithoutMime', 'exchangeOnline', 'gmail', 'qmail'] as const;

  it.each(shapes)('is understood in the shape %s gives it', (shape) => {
    const report = read(reports[shape](about));
    if (report.kind !== 'delivery') throw new Error(`${shape} is no report`);
    expect(report.about.mailIds).toEqual([mailId]);
    expect(report.about.sentTo).toEqual(['bounces@example.org']);
    expect(report.outcomes).toHaveLength(1);
    const [outcome] = report.outcomes as [Outcome];
    expect(outcome.addresses).toEqual([recipient]);
    expect(outcome.action).toBe('failed');
    expect(outcome.diagnostic).toMatch(/user|account|mailbox|recipient/i);
    expect(judgeOutcome(outcome)).toBe('nobody');
  });

  it('keeps the server’s words on one line, without what comes before them', () => {
    const report = read(reports.exchangeOnline(about));
    expect(report).toMatchObject({
      outcomes: [
        {
          status: '5.1.10',
          diagnostic: '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
        },
      ],
    });
  });

  it('is understood when it was cut in the middle of the mail it returns', () => {
    const whole = reports.postfix(about).toString('latin1');
    const cut = whole.slice(0, whole.indexOf('Auto-Submitted: auto-generated'));
    expect(read(Buffer.from(cut, 'latin1'))).toMatchObject({ kind: 'delivery', about: { mailIds: [mailId] } });
  });

  it('is understood with bare line ends, and when its parts are encoded', () => {
    const bare = Buffer.from(reports.gmail(about).toString().replaceAll('\r\n', '\n'));
    expect(read(bare)).toEqual(read(reports.gmail(about)));
    const [status = ''] = /Reporting-MTA[\s\S]*?\r\n\r\n--4/.exec(reports.postfix(about).toString()) ?? [];
    const content = status.slice(0, -3);
    const encoded = reports
      .postfix(about)
      .toString()
      .replace('Content-Type: message/delivery-status', '$&\r\nContent-Transfer-Encoding: base64')
      .replace(content, `${Buffer.from(content).toString('base64')}\r\n`);
    expect(read(Buffer.from(encoded))).toEqual(read(reports.postfix(about)));
  });

  it('finds the address that was written to beside the one it was forwarded to', () => {
    const source = reports
      .postfix(about)
      .toString()
      .replace(`Final-Recipient: rfc822; ${recipient}`, 'Final-Recipient: rfc822; box+2Btag@elsewhere.example.org');
    expect(read(Buffer.from(source))).toMatchObject({
      outcomes: [{ addresses: [recipient, 'box+2btag@elsewhere.example.org', 'box+tag@elsewhere.example.org'] }],
    });
  });

  it('is not an out-of-office note, an answer, a delivered mail somebody forwards, or nothing at all', () => {
    expect(read(reports.outOfOffice(about)).kind).toBe('none');
    expect(read(reports.forwarded(reports.postfix(about))).kind).toBe('none');
    expect(read(Buffer.from('Subject: Re: your list\r\n\r\nHi. This is the office of the minister.\r\n')).kind).toBe(
      'none',
    );
    expect(read(Buffer.alloc(0)).kind).toBe('none');
  });

  it('is told from a complaint', () => {
    expect(read(reports.complaint(about))).toMatchObject({ kind: 'complaint', about: { mailIds: [mailId] } });
  });

  it('never makes the reader fail or hang, whatever is cut out of it or repeated', () => {
    const sources = Object.values(reports).map((shape) =>
      shape === reports.forwarded ? reports.forwarded(reports.gmail(about)) : shape(about as never),
    );
    for (const source of sources) {
      for (let at = 0; at < source.length; at += 37) {
        read(source.subarray(0, at));
        read(Buffer.concat([source.subarray(at), source.subarray(0, at)]));
      }
    }
    const hostile = [
      'a'.repeat(1_000_000),
      'Content-Type: multipart/report; boundary=x\n\n' + '--x\n'.repeat(200_000),
      'Content-Type: message/rfc822\n\n'.repeat(30_000),
      `Content-Type: text/plain${';a="'.repeat(250_000)}`,
      'X: ' + '\n '.repeat(500_000),
      'X-Failed-Recipients: ' + 'a@'.repeat(400_000),
      'A: b\n'.repeat(200_000),
      `Content-Transfer-Encoding: quoted-printable\n\n${' '.repeat(900_000)}x`,
      `\n${'\n '.repeat(450_000)}`,
      `Hi. This is the\n\n${'<a'.repeat(400_000)}`,
    ];
    const began = performance.now();
    for (const source of hostile) read(Buffer.from(source));
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe('what a report means', () => {
  const judged = (action: string, status: string | null, diagnostic: string | null = null) =>
    judgeOutcome({ addresses: [], action, status, diagnostic });

  it.each([
    ['5.1.1', null],
    ['5.1.2', 'Bad destination system address'],
    ['5.1.10', 'RESOLVER.ADR.RecipientNotFound'],
    ['5.2.1', 'Mailbox disabled, not accepting messages'],
    ['5.4.1', '550 5.4.1 Recipient address rejected: Access denied.'],
    ['5.0.0', '550 5.1.1 unknown'],
    ['5.0.0', '550 No such user here'],
    [null, "550 Requested action not taken: mailbox doesn't exist"],
  ])('is that nobody is there: %s %s', (status, diagnostic) => {
    expect(judged('failed', status, diagnostic)).toBe('nobody');
  });

  it.each([
    ['5.2.2', 'Mailbox full'],
    ['5.3.4', 'Message too big for system'],
    ['5.7.1', 'Message rejected as spam: user unknown to us'],
    ['5.1.8', "Bad sender's system address"],
    ['5.1.0', 'Sender rejected'],
    ['5.4.1', 'No answer from host'],
    ['4.4.7', 'Delivery time expired'],
    ['5.0.0', '554 Transaction failed'],
    [null, null],
  ])('is that the mail came back, and may arrive another time: %s %s', (status, diagnostic) => {
    expect(judged('failed', status, diagnostic)).toBe('returned');
  });

  it('is that the mail still waits, or has arrived', () => {
    expect(judged('delayed', '4.4.1', 'Connection timed out')).toBe('delayed');
    expect(judged('', '4.2.2')).toBe('delayed');
    expect(judged('delivered', '2.1.5')).toBe('nothing');
    expect(judged('relayed', '2.0.0')).toBe('nothing');
    expect(judged('', null)).toBe('nothing');
  });
});
