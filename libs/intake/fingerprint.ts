import { createHash } from 'node:crypto';
import { stripParagraph, stripStateBrackets } from './formats/brackets.js';

/** The letters, marks and digits of a text in every script, and nothing else: what two spellings of one sentence share. */
export const foldText = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '');

/**
 * Recognises a recommendation by its words: paragraph number, closing brackets of States, case, blanks and punctuation do not count.
 * Stored with each recommendation: a change here makes every text new.
 */
export const fingerprint = (text: string): string =>
  createHash('sha256')
    .update(foldText(stripStateBrackets(stripParagraph(text).text).text))
    .digest('hex')
    .slice(0, 32);
