import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from './clock.js';
import { Database, type Tx } from './database.js';
import { Conflict } from './errors.js';
import { newId } from './id.js';

const megabyte = 1024 * 1024;
const chunkBytes = megabyte;

export interface UploadedFile {
  name: string;
  size: number;
  sha256: string;
  /** Larger than the route takes: only its beginning was kept. */
  isTooLarge: boolean;
  /** Its bytes, from this machine's disk. */
  stream: AsyncIterable<Buffer>;
}

/** What a browser or a program sent as multipart/form-data. */
export interface Upload {
  /** Fields with nothing in them are left out: a form without scripts sends them too. */
  entered: Record<string, string>;
  /** Null: none was chosen. */
  file: UploadedFile | null;
}

/** A stored file's bytes, as often and in what parts they are wanted. */
export interface StoredBytes {
  /** In bytes. */
  readonly size: number;
  /** From `from` (0 unless told) up to, not including, `to` (the end unless told). */
  read: (from?: number, to?: number) => AsyncIterable<Buffer>;
}

export class FileTooLarge extends Conflict {
  constructor(limit: { megabytes: number }) {
    super('file-too-large', `The file is larger than ${limit.megabytes} MB.`);
  }
}

/** Content-Disposition of a file: its name in ASCII for old programs, and as it is (RFC 5987, RFC 6266). Unless it is `inline`, browsers save it and show nothing. */
export const asFile = (name: string, how: 'attachment' | 'inline' = 'attachment'): string => {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${how}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
};

/** Uploaded files, kept in the database in chunks: one place to back up, and only who reads a file holds it whole. */
@Injectable()
export class Files {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores a stream, which must not keep the caller's transaction waiting: an upload is received first.
   * Throws FileTooLarge past `limit`; the transaction then takes everything back.
   */
  async store(tx: Tx, name: string, stream: AsyncIterable<Buffer>, limit: { megabytes: number }): Promise<string> {
    const id = newId();
    const sha256 = createHash('sha256');
    let size = 0;
    let n = 0;
    let pending: Buffer[] = [];
    let pendingBytes = 0;
    await tx.storedFile.create({
      data: { id, name: name.normalize('NFC').replaceAll('\0', ''), size, sha256: '', createdAt: this.clock.now() },
    });
    const flush = async () => {
      if (pendingBytes === 0) return;
      await tx.storedFileChunk.create({ data: { fileId: id, n: n++, bytes: new Uint8Array(Buffer.concat(pending)) } });
      pending = [];
      pendingBytes = 0;
    };
    for await (const piece of stream) {
      size += piece.length;
      if (size > limit.megabytes * megabyte) throw new FileTooLarge(limit);
      sha256.update(piece);
      pending.push(piece);
      pendingBytes += piece.length;
      if (pendingBytes >= chunkBytes) await flush();
    }
    await flush();
    await tx.storedFile.update({ where: { id }, data: { size, sha256: sha256.digest('hex') } });
    return id;
  }

  /** A file to read from, whole or in parts; a piece at a time is in memory. */
  async open(id: string): Promise<StoredBytes> {
    const chunks = await this.db.now.$queryRaw<{ n: number; bytes: number }[]>`
      SELECT n, octet_length(bytes) AS bytes FROM stored_file_chunk WHERE file_id = ${id}::uuid ORDER BY n`;
    const { db } = this;
    const size = chunks.reduce((sum, { bytes }) => sum + bytes, 0);
    return {
      size,
      async *read(from = 0, to = size) {
        let at = 0;
        for (const { n, bytes } of chunks) {
          const [start, end] = [Math.max(from - at, 0), Math.min(to - at, bytes)];
          at += bytes;
          if (start >= end) continue;
          const chunk = await db.now.storedFileChunk.findUniqueOrThrow({ where: { fileId_n: { fileId: id, n } } });
          yield Buffer.from(chunk.bytes.buffer, chunk.bytes.byteOffset + start, end - start);
        }
      },
    };
  }

  /** Reads a file whole; for what cannot be read in pieces. */
  async read(id: string): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of (await this.open(id)).read()) pieces.push(piece);
    return Buffer.concat(pieces);
  }
}
