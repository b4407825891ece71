import type { ImportStatus } from '../platform/index.js';

/** The file is being read or applied: whoever looks again later sees more. */
export const underWay: readonly ImportStatus[] = ['RECEIVED', 'READING', 'APPLYING'];

/** Nothing of it is applied yet, nor about to be. */
export const cancellable: readonly ImportStatus[] = ['RECEIVED', 'READING', 'PREVIEWED'];
