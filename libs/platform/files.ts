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

  /** Reads a file whole; for formats that cannot be read in pieces. */
  async read(id: string): Promise<Buffer> {
    const chunks = await this.db.now.storedFileChunk.findMany({ where: { fileId: id }, orderBy: { n: 'asc' } });
    return Buffer.concat(chunks.map((chunk) => chunk.bytes));
  }
}
