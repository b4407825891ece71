import type { Prisma } from '../platform/generated/prisma/client.js';

/** Those who took part or held a seat: for them the minutes are. Who was forgotten is nobody any more. */
export const participants = {
  forgottenAt: null,
  withdrawnAt: null,
  OR: [{ seat: 'HELD' }, { attendance: 'ATTENDED' }],
} as const satisfies Prisma.InvitationWhereInput;
