// What a list is about, as far as its name tells; what the file itself says counts more.
import path from 'node:path';
import countries from 'i18n-iso-countries';
import { root } from '../stale.mjs';

/** The list the project ships: invented, see prisma/seed/README.md. */
export const exampleList = path.join(root, 'prisma/seed/example-list.csv');

/** The ISO 3166-1 alpha-3 code of a State given by code or by name, or undefined. */
export const stateCodeOf = (named) => {
  const code = named.trim().toUpperCase();
  if (/^[A-Z]{3}$/.test(code) && countries.alpha3ToAlpha2(code)) return code;
  return ['en', 'fr'].map((language) => countries.getAlpha3Code(named.trim(), language)).find(Boolean);
};

export const stateName = (code) => countries.getName(code, 'en') ?? code;

/** Guesses State and session: `slovenia_cycle3_UPR34_list.docx` is Slovenia's, of session 34. */
export function guessFrom(file) {
  const name = path.basename(file, path.extname(file));
  const words = name.split(/[^\p{L}\p{N}'’]+/u).filter((word) => !/\d/.test(word));
  const session = /(?:UPR|session|WG)[\s_-]*0*(\d{1,2})(?!\d)/i.exec(name)?.[1];
  for (let length = Math.min(5, words.length); length > 0; length -= 1) {
    for (let from = 0; from + length <= words.length; from += 1) {
      const state = countries.getAlpha3Code(words.slice(from, from + length).join(' '), 'en');
      if (state) return { state, session: session && Number(session) };
    }
  }
  return { state: undefined, session: session && Number(session) };
}
