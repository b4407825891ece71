import { pipeline, Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

export interface ZipPart {
  name: string;
  /** UTF-8. */
  content: AsyncIterable<string> | Iterable<string>;
}

/** Bit 3: sizes and checksum follow the data, since nobody knows them before; bit 11: names are UTF-8. */
const flags = 0x0808;
const deflated = 8;
/** 1 January 1980, the first day the format knows: a file says nothing of when it was made. */
const day = 0x0021;
/** Beyond, the format needs its 64-bit edition, which not every program reads. */
const mostBytes = 0xffff_ffff;

interface Written {
  name: Buffer;
  offset: number;
  checksum: number;
  size: number;
  deflatedSize: number;
}

const bytes = (length: number, fields: readonly [width: 2 | 4, value: number][]): Buffer => {
  const buffer = Buffer.alloc(length);
  let at = 0;
  for (const [width, value] of fields) {
    if (width === 2) buffer.writeUInt16LE(value, at);
    else buffer.writeUInt32LE(value, at);
    at += width;
  }
  return buffer;
};

const localHeader = (name: Buffer): Buffer =>
  Buffer.concat([
    bytes(30, [
      [4, 0x04034b50],
      [2, 20],
      [2, flags],
      [2, deflated],
      [2, 0],
      [2, day],
      [4, 0],
      [4, 0],
      [4, 0],
      [2, name.length],
      [2, 0],
    ]),
    name,
  ]);

const descriptor = ({ checksum, deflatedSize, size }: Written): Buffer =>
  bytes(16, [
    [4, 0x08074b50],
    [4, checksum],
    [4, deflatedSize],
    [4, size],
  ]);

const directoryEntry = ({ name, offset, checksum, deflatedSize, size }: Written): Buffer =>
  Buffer.concat([
    bytes(46, [
      [4, 0x02014b50],
      [2, 20],
      [2, 20],
      [2, flags],
      [2, deflated],
      [2, 0],
      [2, day],
      [4, checksum],
      [4, deflatedSize],
      [4, size],
      [2, name.length],
      [2, 0],
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, offset],
    ]),
    name,
  ]);

const endOfDirectory = (count: number, size: number, offset: number): Buffer =>
  bytes(22, [
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, size],
    [4, offset],
    [2, 0],
  ]);

/** Deflates a part while it comes; `entry` tells of it afterwards. */
async function* deflatedPart(content: ZipPart['content'], entry: Written): AsyncGenerator<Buffer> {
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const text of content) {
      const piece = Buffer.from(text, 'utf8');
      entry.checksum = crc32(piece, entry.checksum);
      entry.size += piece.length;
      yield piece;
    }
  };
  const source = Readable.from(counted(), { objectMode: false });
  // What fails in the content fails here; and whoever stops reading ends it.
  const stream = pipeline(source, createDeflateRaw(), () => {});
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      entry.deflatedSize += piece.length;
      yield piece;
    }
  } finally {
    if (!source.closed) await new Promise((resolve) => source.once('close', resolve));
  }
}

/** A zip file (PKWARE's APPNOTE 6.3) written while its parts come: a piece at a time is in memory. Throws RangeError past 4 GB. */
export async function* zipOf(parts: Iterable<ZipPart>): AsyncGenerator<Buffer> {
  const written: Written[] = [];
  let at = 0;
  const count = (piece: Buffer): Buffer => {
    at += piece.length;
    return piece;
  };
  for (const { name, content } of parts) {
    const entry: Written = { name: Buffer.from(name, 'utf8'), offset: at, checksum: 0, size: 0, deflatedSize: 0 };
    written.push(entry);
    yield count(localHeader(entry.name));
    for await (const piece of deflatedPart(content, entry)) yield count(piece);
    if (entry.size > mostBytes || at > mostBytes) throw new RangeError('The zip file is larger than 4 GB.');
    yield count(descriptor(entry));
  }
  const directory = Buffer.concat(written.map(directoryEntry));
  yield directory;
  yield endOfDirectory(written.length, directory.length, at);
}
