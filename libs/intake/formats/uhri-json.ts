import type { Hints, Reading } from '../records.js';
import type { SourceFile } from '../source-file.js';
import { splitJson } from './json-stream.js';
import { Refusal } from './refusal.js';
import { UhriRows } from './uhri-rows.js';

/** Whether a file that begins like this is UHRI's export as JSON, in its own layout or retold in lower case. */
export const looksLikeUhriJson = (start: string): boolean =>
  /^\ufeff?\s*[[{]/.test(start) &&
  (/"AnnotationId"\s*:/.test(start) || (/"annotation_type"\s*:/.test(start) && /"symbol"\s*:/.test(start)));

/**
 * Reads UHRI's export (`export-full-en.json`, some 270,000 records), record by record: what is yielded is not held, and a file that is cut off
 * has yielded what stands before. Throws Refusal.
 */
export async function* readUhriJson(file: SourceFile, hints: Hints): AsyncGenerator<Reading> {
  const rows = new UhriRows(hints);
  let read = 0;
  for await (const { value, n, progress } of splitJson(file)) {
    read = n;
    yield* rows.take(value, { row: n }, progress);
  }
  if (read === 0) throw new Refusal('rows-missing');
}
