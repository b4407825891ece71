import { readSignedId, signId } from './signed-id.js';

const key = 'a secret that only the tests know, and long enough';
const id = '01920000-0000-7000-8000-00000000000a';

it('writes the tokens that are in mails already', () => {
  expect(signId(key, 'link', id)).toBe('AZIAAAAAcACAAAAAAAAACgMlOBEnZO6z_YP4GOCmE6w');
});

it('reads its own tokens only, and each for its own purpose', () => {
  const token = signId(key, 'feed', id);
  expect(readSignedId(key, 'feed', token)).toBe(id);
  expect(readSignedId(key, 'link', token)).toBeNull();
  expect(readSignedId(`another ${key}`, 'feed', token)).toBeNull();
  expect(readSignedId(key, 'feed', token.slice(0, -2))).toBeNull();
  expect(readSignedId(key, 'feed', `B${token.slice(1)}`)).toBeNull();
  // The same bytes in another spelling.
  const spelt = `${token.slice(0, -1)}${String.fromCharCode(token.charCodeAt(token.length - 1) + 1)}`;
  expect(Buffer.from(spelt, 'base64url')).toEqual(Buffer.from(token, 'base64url'));
  for (const other of [spelt, `${token}=`, ` ${token}`]) expect(readSignedId(key, 'feed', other)).toBeNull();
});
