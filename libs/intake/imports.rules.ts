import type { ImportView } from './imports.schemas.js';

type Status = ImportView['status'];

/** The file is being read or applied: whoever looks again later sees more. */
export const underWay: readonly Status[] = ['RECEIVED', 'READING', 'APPLYING'];

/** Nothing of it is applied yet, nor about to be. */
export const cancellable: readonly Status[] = ['RECEIVED', 'READING', 'PREVIEWED', 'FAILED'];
