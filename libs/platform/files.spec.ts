import { asFile } from './files.js';

it('gives the name of a file in ASCII and as it is', () => {
  expect(asFile("ភ្នំ (1) 'a'.pdf")).toBe(
    `attachment; filename="____ (1) 'a'.pdf"; filename*=UTF-8''${encodeURIComponent('ភ្នំ')}%20%281%29%20%27a%27.pdf`,
  );
  expect(asFile('a.ics', 'inline')).toBe(`inline; filename="a.ics"; filename*=UTF-8''a.ics`);
});
