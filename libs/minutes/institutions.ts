import { DomainError, type Tx } from '../platform/index.js';

/** The directory has none of that name. */
export class InstitutionUnknown extends DomainError {
  readonly code = 'institution-unknown';
  constructor() {
    super('The directory has no institution of this name. Write it as it stands there, or leave it empty.');
  }
}

/** The institution people mean who write its name or acronym; null where none, or several, are called so. */
export const institutionCalled = async (tx: Tx, written: string): Promise<string | null> => {
  const words = written.normalize('NFC').trim();
  if (words === '') return null;
  const found = await tx.institution.findMany({
    where: {
      OR: [{ name: { equals: words, mode: 'insensitive' } }, { acronym: { equals: words, mode: 'insensitive' } }],
    },
    select: { id: true },
    take: 2,
  });
  const [only, another] = found;
  return only && !another ? only.id : null;
};
