import { seesAll, type Caller } from '../access/index.js';
import type { Prisma } from '../platform/generated/prisma/client.js';
import { NotFound, type Tx } from '../platform/index.js';

/** Whether the caller plans consultations, invites to them and sees who takes part. */
export const keepsConsultations = (caller: Caller): boolean =>
  (['coordinator', 'administrator', 'officer'] as const).some((right) => caller.rights.has(right));

/** The consultations a signed-in person may know of: a restricted one only its hosts and those who keep consultations. */
export const visibleTo = (caller: Caller): Prisma.ConsultationWhereInput => {
  if (keepsConsultations(caller)) return {};
  const own = { hosts: { some: { personId: caller.personId } } };
  return seesAll(caller) ? { OR: [{ restricted: false }, own] } : own;
};

/** Consultations whose list of participants a signed-in person may see: need-to-know, so those who hold them, and who keep them. */
export const runBy = (caller: Caller): Prisma.ConsultationWhereInput =>
  keepsConsultations(caller) ? {} : { hosts: { some: { personId: caller.personId } } };

/** The consultation a page of the desk is about, for those who hold or keep it. Throws NotFound for everybody else. */
export const runnable = async (tx: Tx, id: string, caller: Caller) => {
  const found = await tx.consultation.findFirst({ where: { id, ...runBy(caller) } });
  if (!found) throw new NotFound('consultation');
  return found;
};
