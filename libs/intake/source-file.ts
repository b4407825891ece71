import type { StoredBytes } from '../platform/index.js';

/** A file on its way in. Only what is asked for is in memory: a file of hundreds of megabytes is read in pieces. */
export type SourceFile = StoredBytes;

/** A file whose bytes are at hand. */
export const inMemory = (bytes: Buffer): SourceFile => ({
  size: bytes.length,
  async *read(from = 0, to = bytes.length) {
    yield bytes.subarray(from, to);
  },
});

/** Its first bytes; fewer where the file is shorter. */
export const startOf = async (file: SourceFile, bytes = 64 * 1024): Promise<Buffer> =>
  collect(file.read(0, Math.min(bytes, file.size)));

/** All its bytes, for formats that cannot be read in pieces; whoever calls it has looked at `size` before. */
export const wholeOf = (file: SourceFile): Promise<Buffer> => collect(file.read());

const collect = async (pieces: AsyncIterable<Buffer>): Promise<Buffer> => {
  const read: Buffer[] = [];
  for await (const piece of pieces) read.push(piece);
  return read.length === 1 && read[0] !== undefined ? read[0] : Buffer.concat(read);
};
