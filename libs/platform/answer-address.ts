import type { Config } from './config.js';
import { idOfSign, signOf, signPattern } from './signs.js';

/** What the answers to mails that ask somebody something are known by. */
export type AnswerSettings = Pick<Config, 'mailAnswers' | 'publicUrl' | 'secretKey'>;
type Key = Pick<AnswerSettings, 'secretKey'>;

/** Where answers about a subject go; null: they are not read. Whoever holds the address may answer, so it stands in the reader's own mail only. */
export const answerAddressFor = (
  subjectId: string,
  { mailAnswers, secretKey }: Omit<AnswerSettings, 'publicUrl'>,
): string | null => mailAnswers?.replace('*', () => signOf('answer-address', subjectId, secretKey)) ?? null;

const signedAddress = new RegExp(`(?:^|[^a-z0-9])(${signPattern})@`);

/** The subject whose sign an address carries; null where there is none that we made. */
export const subjectOfAnswerAddress = (address: string, { secretKey }: Key): string | null => {
  const sign = signedAddress.exec(address.toLowerCase())?.[1];
  return sign === undefined ? null : idOfSign('answer-address', sign, secretKey);
};

/** By this a calendar program knows an event for ever; in its replies, we know the subject by it. */
export const uidFor = (subjectId: string, { publicUrl, secretKey }: Omit<AnswerSettings, 'mailAnswers'>): string =>
  `${signOf('calendar-uid', subjectId, secretKey)}@${new URL(publicUrl).hostname}`;

/** The subject of an event; null where its UID is none that we made. */
export const subjectOfUid = (uid: string, { secretKey }: Key): string | null =>
  idOfSign('calendar-uid', uid.trim().split('@')[0] ?? '', secretKey);
