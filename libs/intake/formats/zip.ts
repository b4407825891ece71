import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import type { SourceFile } from '../source-file.js';
import { Refusal } from './refusal.js';

const megabyte = 1024 * 1024;
const mostEntries = 2000;
/** Word's XML shrinks to a twentieth; what shrinks to less than a hundredth was made to. */
const highestRatio = 100;
const largeEntry = 5 * megabyte;

/** How large what is in a file may be when it is unpacked, in bytes. */
export interface ZipLimits {
  /** Of one entry that is read. */
  part: number;
  /** Of all entries together, read or not. */
  all: number;
}

/** The text of ten thousand recommendations; pictures may be larger, and are not read. */
const documentLimits: ZipLimits = { part: 60 * megabyte, all: 200 * megabyte };

/** Begins every zip file that has something in it. */
export const zipMark = Buffer.from('PK\x03\x04', 'latin1');

/** What yauzl asks of a file: a part of it as a stream. */
class Ranges extends yauzl.RandomAccessReader {
  constructor(private readonly file: SourceFile) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.file.read(start, end), { objectMode: false });
  }
}

/** A zip file that is read and never unpacked: what its entries are called can do no harm. */
export class ZipFile {
  private constructor(
    private readonly zip: yauzl.ZipFile,
    private readonly limits: ZipLimits,
    private readonly entries: ReadonlyMap<string, yauzl.Entry>,
  ) {}

  static async open(file: SourceFile, limits = documentLimits): Promise<ZipFile> {
    const zip = await new Promise<yauzl.ZipFile>((resolve, reject) => {
      // Names stay bytes: yauzl refuses a file for the mere presence of an absolute path.
      yauzl.fromRandomAccessReader(
        new Ranges(file),
        file.size,
        { lazyEntries: true, decodeStrings: false, autoClose: false },
        (error, opened) => (error === null ? resolve(opened) : reject(new Refusal('file-cut-off'))),
      );
    });
    if (zip.entryCount > mostEntries) throw new Refusal('file-bomb');
    return new ZipFile(zip, limits, await listEntries(zip, limits));
  }

  get names(): string[] {
    return [...this.entries.keys()];
  }

  /**
   * The pieces of an entry as they are inflated, counted while they come. An entry that inflates to more than its stated size is refused, so
   * that all together stay within what was stated, and looked at when the file was opened, however often each is read.
   */
  async *read(name: string): AsyncGenerator<Buffer> {
    const entry = this.entries.get(name);
    if (entry === undefined) return;
    if (entry.isEncrypted()) throw new Refusal('file-encrypted');
    let size = 0;
    let checksum = 0;
    try {
      for await (const piece of await this.stream(entry)) {
        const bytes = piece as Buffer;
        size += bytes.length;
        if (size > this.limits.part || isImmodest(size, entry.compressedSize)) {
          throw new Refusal('file-bomb');
        }
        checksum = crc32(bytes, checksum);
        yield bytes;
      }
    } catch (error) {
      if (error instanceof Refusal) throw error;
      // More bytes than stated is how a bomb hides its size; anything else yauzl or zlib throws is damage.
      throw new Refusal(/too many bytes/.test(String(error)) ? 'file-bomb' : 'file-damaged');
    }
    if (checksum !== entry.crc32) throw new Refusal('file-damaged');
  }

  private stream(entry: yauzl.Entry): Promise<NodeJS.ReadableStream> {
    return new Promise((resolve, reject) =>
      this.zip.openReadStream(entry, (error, stream) => (error === null ? resolve(stream) : reject(error))),
    );
  }
}

const isImmodest = (size: number, compressedSize: number): boolean =>
  size > largeEntry && size > compressedSize * highestRatio;

const listEntries = (zip: yauzl.ZipFile, { all }: ZipLimits): Promise<Map<string, yauzl.Entry>> =>
  new Promise((resolve, reject) => {
    const entries = new Map<string, yauzl.Entry>();
    let stated = 0;
    zip.on('error', () => reject(new Refusal('file-damaged')));
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: yauzl.Entry) => {
      stated += entry.uncompressedSize;
      if (stated > all || isImmodest(entry.uncompressedSize, entry.compressedSize)) {
        reject(new Refusal('file-bomb'));
        return;
      }
      const name = (entry.fileName as unknown as Buffer).toString('utf8');
      if (!entries.has(name)) entries.set(name, entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
