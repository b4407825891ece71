import { answerAddressFor, subjectOfAnswerAddress, subjectOfUid, uidFor } from './answer-address.js';
import { newId } from './id.js';
import { mailOfReturnPath, returnPathFor } from './return-path.js';

const secretKey = 'a secret that only the tests know, and long enough';
const own = { mailAnswers: 'answers+*@reporting.example.org', publicUrl: 'https://nmrf.example.org:8443/', secretKey };
const another = { secretKey: 'another secret that is long enough, too' };

describe('the address answers go to', () => {
  it('carries a sign by which the subject is found again, in whatever case it comes back', () => {
    for (let n = 0; n < 100; n++) {
      const subjectId = newId();
      const address = answerAddressFor(subjectId, own) ?? '';
      expect(address).toMatch(/^answers\+[a-z2-7]{42}@reporting\.example\.org$/);
      expect(subjectOfAnswerAddress(address, own)).toBe(subjectId);
      expect(subjectOfAnswerAddress(`The Committee <${address.toUpperCase()}>`, own)).toBe(subjectId);
      expect(subjectOfAnswerAddress(`mailto:${address}`, own)).toBe(subjectId);
    }
  });

  it('may be the sign alone, at a domain for answers', () => {
    const subjectId = newId();
    const address = answerAddressFor(subjectId, { ...own, mailAnswers: '*@answers.example.org' }) ?? '';
    expect(address).toMatch(/^[a-z2-7]{42}@answers\.example\.org$/);
    for (const written of [address, `<${address}>`, `"Committee" <${address}>`]) {
      expect(subjectOfAnswerAddress(written, own)).toBe(subjectId);
    }
  });

  it('is none where nothing is set', () => {
    expect(answerAddressFor(newId(), { ...own, mailAnswers: undefined })).toBeNull();
  });

  it('leaves room for a local part of 64 characters', () => {
    const [local = ''] = (answerAddressFor(newId(), own) ?? '').split('@');
    expect(local.length).toBeLessThanOrEqual(64);
  });
});

describe('the UID of an event', () => {
  it('is the same for ever, and known again in whatever case it comes back', () => {
    const subjectId = newId();
    const uid = uidFor(subjectId, own);
    expect(uid).toMatch(/^[a-z2-7]{42}@nmrf\.example\.org$/);
    expect(uidFor(subjectId, own)).toBe(uid);
    expect(subjectOfUid(` ${uid.toUpperCase()} `, own)).toBe(subjectId);
    // Some programs make the part after the sign their own.
    expect(subjectOfUid(uid.replace('nmrf.example.org', 'elsewhere.example'), own)).toBe(subjectId);
  });
});

describe('a sign', () => {
  const subjectId = newId();
  const address = answerAddressFor(subjectId, own) ?? '';
  const sign = /\+(.*)@/.exec(address)?.[1] ?? '';

  it('is not believed when another key signed it, or anything in it was changed', () => {
    expect(subjectOfAnswerAddress(address, another)).toBeNull();
    expect(subjectOfUid(uidFor(subjectId, own), another)).toBeNull();
    for (let at = 0; at < sign.length; at++) {
      const changed = `${sign.slice(0, at)}${sign[at] === 'a' ? 'b' : 'a'}${sign.slice(at + 1)}`;
      expect(subjectOfAnswerAddress(`answers+${changed}@example.org`, own)).toBeNull();
    }
  });

  it('of one kind is none of another: what anybody reads in a calendar is no address, nor the way a mail comes back', () => {
    const [uidSign = ''] = uidFor(subjectId, own).split('@');
    const [, backSign = ''] =
      /\+(.*)@/.exec(returnPathFor(subjectId, { ...own, mailReturnPath: 'b+*@b.example' }) ?? '') ?? [];
    expect(new Set([sign, uidSign, backSign]).size).toBe(3);
    for (const other of [uidSign, backSign]) {
      expect(subjectOfAnswerAddress(`answers+${other}@example.org`, own)).toBeNull();
    }
    expect(subjectOfUid(`${sign}@example.org`, own)).toBeNull();
    expect(mailOfReturnPath(address, own)).toBeNull();
  });

  it.each([
    '',
    '@',
    'a@b',
    'answers@example.org',
    'a'.repeat(42),
    `${'a'.repeat(43)}@example.org`,
    '\u0000@example.org',
  ])('is not in %j', (text) => {
    expect(subjectOfAnswerAddress(text, own)).toBeNull();
    expect(subjectOfUid(text, own)).toBeNull();
  });
});
