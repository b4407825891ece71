import { judge } from './mailer.rules.js';

describe('what a refusal means', () => {
  it.each([
    ['a broken line', {}, 'later'],
    ['greylisting', { responseCode: 451, command: 'RCPT TO', response: '451 4.7.1 Greylisted' }, 'later'],
    ['a full mailbox for now', { responseCode: 452, command: 'RCPT TO', response: '452 4.2.2 Over quota' }, 'later'],
    ['no such user', { responseCode: 550, command: 'RCPT TO', response: '550 5.1.1 No such user' }, 'no such address'],
    [
      'no such user, without an enhanced code',
      { responseCode: 550, command: 'RCPT TO', response: '550 Unknown' },
      'no such address',
    ],
    [
      'a mailbox that was closed',
      { responseCode: 550, command: 'RCPT TO', response: '550 5.2.1 Disabled' },
      'no such address',
    ],
    ['relaying denied', { responseCode: 554, command: 'RCPT TO', response: '554 5.7.1 Relay access denied' }, 'never'],
    ['a mail taken for spam', { responseCode: 554, command: 'DATA', response: '554 5.7.1 Spam' }, 'never'],
    ['a login that was refused', { responseCode: 535, command: 'AUTH PLAIN', response: '535 5.7.8 Bad' }, 'later'],
    [
      'a sender that was refused',
      { responseCode: 553, command: 'MAIL FROM', response: '553 5.7.1 Not yours' },
      'later',
    ],
  ] as const)('%s', (_, refusal, verdict) => {
    expect(judge(refusal)).toBe(verdict);
  });
});
