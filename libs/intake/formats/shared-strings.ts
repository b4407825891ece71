import type { FileHandle } from 'node:fs/promises';
import type { SaxesTagNS } from 'saxes';
import { temporaryFile } from '../../platform/temporary-file.js';
import { Refusal } from './refusal.js';
import { TextRuns } from './xlsx-text.js';
import { isOfSpreadsheet, readXml } from './xml.js';
import type { ZipFile } from './zip.js';

/** How many characters are kept in memory: the first texts of a file are its headings and the names it repeats. */
const mostKept = 16_000_000;
/** Of those beyond, the characters of the latest asked for. */
const mostRecent = 2_000_000;
/** What a text costs beside its characters. */
const overhead = 20;
/** More texts than the cells of any list. */
const mostTexts = 10_000_000;

const windowBytes = 64 * 1024;
const pendingBytes = 256 * 1024;

/** Texts in a temporary file, each found by the place where it begins. */
class Spill {
  private starts = new Float64Array(4096);
  private count = 0;
  private size = 0;
  private pending: Buffer[] = [];
  private written = 0;
  private window: { start: number; bytes: Buffer } = { start: 0, bytes: Buffer.alloc(0) };

  constructor(private readonly handle: FileHandle) {}

  async append(text: string): Promise<void> {
    const bytes = Buffer.from(text, 'utf8');
    if (this.count + 1 === this.starts.length) {
      const longer = new Float64Array(this.starts.length * 2);
      longer.set(this.starts);
      this.starts = longer;
    }
    this.starts[++this.count] = this.size += bytes.length;
    this.pending.push(bytes);
    if (this.size - this.written >= pendingBytes) await this.flush();
  }

  async read(n: number): Promise<string> {
    const [start = 0, end = 0] = this.starts.subarray(n, n + 2);
    if (end > this.written) await this.flush();
    const { window } = this;
    if (start < window.start || end > window.start + window.bytes.length) {
      const bytes = Buffer.alloc(Math.max(end - start, windowBytes));
      const { bytesRead } = await this.handle.read(bytes, 0, bytes.length, start);
      this.window = { start, bytes: bytes.subarray(0, bytesRead) };
    }
    return this.window.bytes.toString('utf8', start - this.window.start, end - this.window.start);
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  private async flush(): Promise<void> {
    const bytes = Buffer.concat(this.pending.splice(0));
    await this.handle.write(bytes, 0, bytes.length, this.written);
    this.written += bytes.length;
  }
}

/**
 * The texts that the cells of a workbook refer to by number. They are read as far as they are asked for; the first are kept in memory, the
 * others in a temporary file, which is gone when this is closed.
 */
export class SharedStrings {
  private readonly kept: string[] = [];
  private keptLength = 0;
  private readonly recent = new Map<number, string>();
  private recentLength = 0;
  private spill: Spill | null = null;
  private count = 0;
  private readonly found: string[] = [];
  private readonly reading: AsyncGenerator<void>;

  /** `part`: the entry they are in; null for a workbook without any. */
  constructor(
    zip: ZipFile,
    private readonly part: string | null,
  ) {
    const runs = new TextRuns();
    this.reading = readXml(zip, part ?? '', {
      open: (tag) => runs.open(tag),
      close: (tag) => {
        runs.close(tag);
        if (isItem(tag)) this.found.push(runs.take());
      },
      text: (text) => runs.text(text),
    });
  }

  /** A text that is at hand. */
  known(n: number): string | undefined {
    return this.kept[n] ?? this.recent.get(n);
  }

  async at(n: number): Promise<string> {
    if (this.part === null) throw new Refusal('file-damaged');
    while (n >= this.count) {
      const { done } = await this.reading.next();
      if (done) throw new Refusal('file-damaged');
      for (const text of this.found.splice(0)) await this.add(text);
    }
    const known = this.known(n);
    if (known !== undefined) return known;
    const text = await this.spilled(n);
    this.remember(n, text);
    return text;
  }

  async close(): Promise<void> {
    await this.reading.return(undefined);
    await this.spill?.close();
  }

  private async add(text: string): Promise<void> {
    const n = this.count++;
    if (n >= mostTexts) throw new Refusal('file-bomb');
    // Once one is beyond, all later ones are: their numbers must follow each other in the file.
    if (this.spill === null && this.keptLength + text.length + overhead <= mostKept) {
      this.kept.push(text);
      this.keptLength += text.length + overhead;
      return;
    }
    this.spill ??= new Spill(await temporaryFile('texts'));
    await this.spill.append(text);
    this.remember(n, text);
  }

  private spilled(n: number): Promise<string> {
    if (this.spill === null) throw new Refusal('file-damaged');
    return this.spill.read(n - this.kept.length);
  }

  private remember(n: number, text: string): void {
    this.recent.set(n, text);
    this.recentLength += text.length + overhead;
    for (const [oldest, { length }] of this.recent) {
      if (this.recentLength <= mostRecent) break;
      this.recent.delete(oldest);
      this.recentLength -= length + overhead;
    }
  }
}

const isItem = (tag: SaxesTagNS): boolean => tag.local === 'si' && isOfSpreadsheet(tag);
