import { SaxesParser, type SaxesTagNS } from 'saxes';
import { Refusal } from './refusal.js';
import { breathe } from './text.js';
import type { ZipFile } from './zip.js';

/** What makes something of an XML part while it is read. */
export interface XmlReader {
  open: (tag: SaxesTagNS) => void;
  close: (tag: SaxesTagNS) => void;
  text: (text: string) => void;
}

/** What office programs write nests a dozen elements; a file that nests hundreds was made to exhaust its reader. */
const deepest = 100;

/** A name, text or remark longer than this was made to exhaust memory: the parser keeps each whole. In bytes. */
export const longestText = 2 * 1024 * 1024;

const decoderFor = (start: Buffer): TextDecoder => {
  const marks = { fffe: 'utf-16le', feff: 'utf-16be' } as const;
  const mark = start.subarray(0, 2).toString('hex');
  return new TextDecoder(mark === 'fffe' || mark === 'feff' ? marks[mark] : 'utf-8', { fatal: true });
};

/** Reads one part of an office file with `reader`; yields after each piece, so that what was made of it can be taken. */
export async function* readXml(zip: ZipFile, name: string, reader: XmlReader): AsyncGenerator<void> {
  const parser = new SaxesParser({ xmlns: true });
  let decoder: TextDecoder | undefined;
  const at = { depth: 0, hasBegun: false, bytesSinceEvent: 0 };
  const something = (): void => {
    at.bytesSinceEvent = 0;
  };
  parser.on('doctype', () => {
    throw new Refusal('file-forbidden-xml');
  });
  parser.on('error', () => {
    throw new Refusal('file-damaged');
  });
  parser.on('comment', something);
  parser.on('processinginstruction', something);
  parser.on('opentag', (tag) => {
    at.bytesSinceEvent = 0;
    at.hasBegun = true;
    if (++at.depth > deepest) throw new Refusal('file-bomb');
    reader.open(tag);
  });
  parser.on('closetag', (tag) => {
    at.bytesSinceEvent = 0;
    at.depth--;
    reader.close(tag);
  });
  const onText = (text: string): void => {
    at.bytesSinceEvent = 0;
    reader.text(text);
  };
  parser.on('text', onText);
  parser.on('cdata', onText);
  const decoded = (bytes?: Buffer): string => {
    decoder ??= decoderFor(bytes ?? Buffer.alloc(0));
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw new Refusal('file-damaged');
    }
  };
  for await (const bytes of zip.read(name)) {
    at.bytesSinceEvent += bytes.length;
    parser.write(decoded(bytes));
    if (at.bytesSinceEvent > longestText) throw new Refusal('file-bomb');
    yield;
    await breathe();
  }
  // An element that is still open means that the file's end is missing.
  if (at.depth > 0 || !at.hasBegun) throw new Refusal('file-cut-off');
  parser.write(decoded());
  parser.close();
}

/** Reads a small part whole. */
export const readWholeXml = async (zip: ZipFile, name: string, reader: XmlReader): Promise<void> => {
  for await (const _ of readXml(zip, name, reader));
};

const spreadsheet = new Set([
  'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
  'http://purl.oclc.org/ooxml/spreadsheetml/main',
]);

/** Whether an element is one of spreadsheets themselves, and not of what programs add to them. */
export const isOfSpreadsheet = ({ uri }: SaxesTagNS): boolean => spreadsheet.has(uri);

/** The value of an attribute by its name, whatever its namespace is called in this file; empty where it is not given. */
export const attributeOf = (tag: SaxesTagNS, local: string): string =>
  tag.attributes[local]?.value ?? Object.values(tag.attributes).find((each) => each.local === local)?.value ?? '';
