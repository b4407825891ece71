import { newId } from './id.js';
import { mailOfReturnPath, returnPathFor } from './return-path.js';

const secretKey = 'a secret that only the tests know, and long enough';
const own = { mailReturnPath: 'bounces+*@reporting.example.org', secretKey };

describe('the return address of a mail', () => {
  it('carries a sign of the mail’s own, by which the mail is found again', () => {
    for (let n = 0; n < 100; n++) {
      const mailId = newId();
      const address = returnPathFor(mailId, own) ?? '';
      expect(address).toMatch(/^bounces\+[a-z2-7]{42}@reporting\.example\.org$/);
      expect(mailOfReturnPath(address, own)).toBe(mailId);
      expect(mailOfReturnPath(`<${address.toUpperCase()}>`, own)).toBe(mailId);
    }
  });

  it('is the same for all mails where no star says otherwise, and none where nothing is set', () => {
    expect(returnPathFor(newId(), { ...own, mailReturnPath: 'bounces@example.org' })).toBe('bounces@example.org');
    expect(returnPathFor(newId(), { ...own, mailReturnPath: undefined })).toBeNull();
  });

  it('leaves room for a local part of 64 characters', () => {
    const [local = ''] = (returnPathFor(newId(), own) ?? '').split('@');
    expect(local.length).toBeLessThanOrEqual(64);
  });

  it('is not believed when another key signed it, or anything in it was changed', () => {
    const address = returnPathFor(newId(), own) ?? '';
    expect(mailOfReturnPath(address, { secretKey: 'another secret that is long enough, too' })).toBeNull();
    const [before = '', after = ''] = address.split('+');
    for (let at = 0; at < 42; at++) {
      const changed = `${after.slice(0, at)}${after[at] === 'a' ? 'b' : 'a'}${after.slice(at + 1)}`;
      expect(mailOfReturnPath(`${before}+${changed}`, own)).toBeNull();
    }
    expect(mailOfReturnPath('bounces@reporting.example.org', own)).toBeNull();
    expect(mailOfReturnPath('', own)).toBeNull();
  });
});
