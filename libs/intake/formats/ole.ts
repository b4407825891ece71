import { Refusal } from './refusal.js';

/** The bytes every OLE container begins with: Office files of 1997 to 2006, and encrypted ones of today. */
export const oleMark = Buffer.from('d0cf11e0a1b11ae1', 'hex');

const freeSector = 0xffffffff;
const lastSectors = 0xfffffffa;
const rootType = 5;

interface Entry {
  start: number;
  size: number;
}

/** Reads streams out of an OLE container by following the sector table; nothing is taken from a sector outside the file. */
export class OleContainer {
  private readonly sectorSize: number;
  private readonly table: number[];
  private readonly entries = new Map<string, Entry>();
  private root: Entry | null = null;

  constructor(private readonly file: Buffer) {
    if (file.length < 512) throw new Refusal('file-cut-off');
    const shift = file.readUInt16LE(30);
    if (shift !== 9 && shift !== 12) throw new Refusal('file-damaged');
    this.sectorSize = 1 << shift;
    this.table = this.readTable();
    this.readDirectory();
  }

  get names(): ReadonlySet<string> {
    return new Set(this.entries.keys());
  }

  /** The stream's bytes; null where the container has none of that name. */
  stream(name: string): Buffer | null {
    const entry = this.entries.get(name);
    if (entry === undefined) return null;
    if (entry.size >= this.file.readUInt32LE(56)) return this.chain(entry.start, entry.size);
    if (this.root === null) throw new Refusal('file-damaged');
    return this.smallStream(entry, this.chain(this.root.start, this.root.size));
  }

  private sector(index: number): Buffer {
    const start = (index + 1) * this.sectorSize;
    if (start >= this.file.length) throw new Refusal('file-cut-off');
    return this.file.subarray(start, start + this.sectorSize);
  }

  /** Concatenates a chain of sectors. A chain longer than the file goes in circles. */
  private chain(start: number, size?: number): Buffer {
    const sectors: Buffer[] = [];
    let left = size ?? this.file.length;
    for (let index = start; index < lastSectors && left > 0; index = this.table[index] ?? freeSector) {
      const sector = this.sector(index);
      sectors.push(sector);
      left -= sector.length;
      if (sectors.length > this.table.length) throw new Refusal('file-damaged');
    }
    const bytes = Buffer.concat(sectors);
    if (size === undefined) return bytes;
    if (bytes.length < size) throw new Refusal('file-cut-off');
    return bytes.subarray(0, size);
  }

  private readTable(): number[] {
    const sectors: number[] = [];
    for (let at = 76; at < 512; at += 4) sectors.push(this.file.readUInt32LE(at));
    const perSector = this.sectorSize / 4;
    let more = this.file.readUInt32LE(68);
    for (let seen = 0; more < lastSectors; seen++) {
      if (seen * perSector > this.file.length / this.sectorSize) throw new Refusal('file-damaged');
      const sector = this.sector(more);
      if (sector.length < this.sectorSize) throw new Refusal('file-cut-off');
      for (let at = 0; at < perSector - 1; at++) sectors.push(sector.readUInt32LE(at * 4));
      more = sector.readUInt32LE(this.sectorSize - 4);
    }
    const table: number[] = [];
    for (const index of sectors) {
      if (index >= lastSectors) continue;
      const sector = this.sector(index);
      if (sector.length < this.sectorSize) throw new Refusal('file-cut-off');
      for (let at = 0; at < sector.length; at += 4) table.push(sector.readUInt32LE(at));
    }
    return table;
  }

  private readDirectory(): void {
    const directory = this.chain(this.file.readUInt32LE(48));
    for (let at = 0; at + 128 <= directory.length; at += 128) {
      const nameLength = directory.readUInt16LE(at + 64);
      if (nameLength < 2 || nameLength > 64) continue;
      const name = directory.toString('utf16le', at, at + nameLength - 2);
      const entry = { start: directory.readUInt32LE(at + 116), size: directory.readUInt32LE(at + 120) };
      if (directory.readUInt8(at + 66) === rootType) this.root ??= entry;
      // The outermost entry of a name comes first; embedded objects may repeat it.
      else if (!this.entries.has(name)) this.entries.set(name, entry);
    }
  }

  /** Streams below 4 kB lie in pieces of 64 bytes inside the root's stream. */
  private smallStream({ start, size }: Entry, root: Buffer): Buffer {
    const bytes = this.chain(this.file.readUInt32LE(60));
    const pieces: Buffer[] = [];
    for (let index = start; index < lastSectors && pieces.length * 64 < size;) {
      if (index * 4 + 4 > bytes.length || pieces.length * 64 > root.length) throw new Refusal('file-damaged');
      pieces.push(root.subarray(index * 64, index * 64 + 64));
      index = bytes.readUInt32LE(index * 4);
    }
    const whole = Buffer.concat(pieces);
    if (whole.length < size) throw new Refusal('file-cut-off');
    return whole.subarray(0, size);
  }
}
