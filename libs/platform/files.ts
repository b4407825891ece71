import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from './clock.js';
import { Database, type Tx } from './database.js';
import { Conflict } from './errors.js';
import { newId } from './id.js';

const chunkBytes = 1024 * 1024;

/** Uploaded files, kept in the database in chunks: one place to back up, and no process holds more than it must. */
@Injectable()
export class Files {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Stores a stream. Throws Conflict `file-too-large` past `limit` bytes; the caller's transaction then takes everything back. */
  async store(tx: Tx, name: string, stream: AsyncIterable<Buffer>, { limit }: { limit: number }): Promise<string> {
    const id = newId();
    const sha256 = createHash('sha256');
    let size = 0;
    let n = 0;
    let pending: Buffer[] = [];
    let pendingBytes = 0;
    await tx.storedFile.create({
      data: { id, name: name.normalize('NFC'), size, sha256: '', createdAt: this.clock.now() },
    });
    const flush = async () => {
      if (pendingBytes === 0) return;
      await tx.storedFileChunk.create({ data: { fileId: id, n: n++, bytes: new Uint8Array(Buffer.concat(pending)) } });
      pending = [];
      pendingBytes = 0;
    };
    for await (const piece of stream) {
      size += piece.length;
      if (size > limit) {
        throw new Conflict('file-too-large', `The file is larger than ${Math.round(limit / 1024 / 1024)} MB.`);
      }
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
