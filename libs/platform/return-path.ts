import type { Config } from './config.js';
import { idOfSign, signOf, signPattern } from './signs.js';

type Settings = Pick<Config, 'mailReturnPath' | 'secretKey'>;

/** Where a mail comes back to when it cannot be delivered; null: to its sender. A star in the setting stands for a sign of each mail's own. */
export const returnPathFor = (mailId: string, { mailReturnPath, secretKey }: Settings): string | null =>
  mailReturnPath?.replace('*', () => signOf('return-path', mailId, secretKey)) ?? null;

const signed = new RegExp(`[-+=](${signPattern})@`);

/** The mail whose sign an address carries; null where there is none that we made. */
export const mailOfReturnPath = (address: string, { secretKey }: Pick<Settings, 'secretKey'>): string | null => {
  const sign = signed.exec(address.toLowerCase())?.[1];
  return sign === undefined ? null : idOfSign('return-path', sign, secretKey);
};
