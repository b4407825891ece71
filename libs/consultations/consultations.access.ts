import { seesAll, type Caller } from '../access/index.js';
import type { Prisma } from '../platform/generated/prisma/client.js';
import { Forbidden, NotFound, type Tx } from '../platform/index.js';

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

/** Whether the caller decides what is sensitive: who knows of a consultation, and who looks after people's safety. */
export const decidesConsultations = (caller: Caller): boolean =>
  (['coordinator', 'administrator'] as const).some((right) => caller.rights.has(right));

/** Who knows of it, and who reads reports of intimidation, is not for everybody who plans. Throws Forbidden. */
export const mustDecide = async (
  tx: Tx,
  wanted: { restricted?: boolean; safetyContactId?: string | null },
  caller: Caller,
  id?: string,
): Promise<void> => {
  if (decidesConsultations(caller)) return;
  const before = id === undefined ? null : await tx.consultation.findUnique({ where: { id } });
  const { restricted, safetyContactId } = before ?? { restricted: false, safetyContactId: null };
  const isOther = (wanted.restricted ?? restricted) !== restricted;
  const isOtherContact = wanted.safetyContactId !== undefined && wanted.safetyContactId !== safetyContactId;
  if (isOther || isOtherContact) {
    throw new Forbidden('Whether a consultation is restricted, and who looks after safety, a coordinator decides.');
  }
};
