import { randomInt } from 'node:crypto';

/** Letters and digits that nobody takes for each other, on paper or told aloud. */
const signs = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** What somebody shows at the door: not to be guessed, short enough to be typed. */
export const newDoorCode = (): string => Array.from({ length: 10 }, () => signs[randomInt(signs.length)]).join('');
