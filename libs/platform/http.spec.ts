import { hasAlready } from './http.js';

it('knows what a reader has already', () => {
  expect(hasAlready('"a"', '"a"')).toBe(true);
  expect(hasAlready('"b", W/"a"', '"a"')).toBe(true);
  expect(hasAlready('*', '"a"')).toBe(true);
  expect(hasAlready('"b"', '"a"')).toBe(false);
  expect(hasAlready(undefined, '"a"')).toBe(false);
  expect(hasAlready('', '"a"')).toBe(false);
});
