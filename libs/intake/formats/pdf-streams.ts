import { createInflate, type Inflate } from 'node:zlib';
import { Refusal } from './refusal.js';
import { breathe } from './text.js';

const megabyte = 1024 * 1024;
/** Fonts and text of a report inflate to a few megabytes. */
const mostInflated = 100 * megabyte;
/** What cannot be measured may be so large: packed as tightly as possible it is no danger. */
const mostUnmeasured = 64 * 1024;
/** A report has a few hundred streams. */
const mostStreams = 20_000;
/** How far before a stream its own dictionary may begin. */
const longestDictionary = 4096;

const streamBegins = Buffer.from('stream');
const streamEnds = Buffer.from('endstream');

/** Names may be spelt in hexadecimal: `/Fl#61teDecode`. */
const plainNames = (dictionary: string): string =>
  dictionary.replace(/#([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

const expanding = /\/(?:FlateDecode|LZWDecode|RunLengthDecode|Fl|LZW|RL)\b/g;

/** Whether a stream is packed in one layer of deflate, or not at all: only then zlib can say how large it becomes. */
const isMeasurable = (dictionary: string): boolean => {
  const filters = dictionary.match(expanding) ?? [];
  if (/\/(?:Filter|F)\s*\d+\s+\d+\s+R/.test(dictionary)) return false;
  return filters.length < 2 && filters.every((filter) => filter.startsWith('/Fl'));
};

/** Counts what a piece inflates to, as far as it goes: damaged streams are the reader's business. */
const inflatedSize = (piece: Buffer, limit: number): Promise<number> =>
  new Promise((resolve) => {
    let size = 0;
    const inflate: Inflate = createInflate();
    const finish = (): void => {
      inflate.destroy();
      resolve(size);
    };
    inflate.on('data', (bytes: Buffer) => {
      size += bytes.length;
      if (size > limit) finish();
    });
    inflate.on('end', finish);
    inflate.on('error', finish);
    inflate.end(piece);
  });

/**
 * Measures what a PDF's streams become before anything reads them: a few kilobytes can inflate to gigabytes, and what reads PDFs sets no
 * limit to it. Throws a refusal for a file that would.
 */
export const assertModest = async (file: Buffer): Promise<void> => {
  let inflated = 0;
  let before = 0;
  let streams = 0;
  for (let at = file.indexOf(streamBegins); at >= 0; at = file.indexOf(streamBegins, at)) {
    const from = at + streamBegins.length;
    const end = file.indexOf(streamEnds, from);
    const until = end < 0 ? file.length : end;
    const start = Math.max(before, at - longestDictionary);
    const dictionary = plainNames(file.subarray(start, at).toString('latin1'));
    const own = dictionary.slice(Math.max(0, dictionary.lastIndexOf(' obj')));
    // After the word stands a line end.
    const data = file.subarray(from + (file[from] === 13 ? 2 : 1), until);
    if (isMeasurable(own)) inflated += await inflatedSize(data, mostInflated - inflated);
    else if (data.length > mostUnmeasured) throw new Refusal('file-bomb');
    if (inflated > mostInflated || ++streams > mostStreams) throw new Refusal('file-bomb');
    before = until;
    at = until + streamEnds.length;
    await breathe();
  }
};
