import path from 'node:path';
import type { SaxesTagNS } from 'saxes';
import type { SourceFile } from '../source-file.js';
import { Refusal } from './refusal.js';
import { numberFormat, type NumberFormat } from './xlsx-numbers.js';
import { attributeOf, isOfSpreadsheet, readWholeXml, type XmlReader } from './xml.js';
import { ZipFile, type ZipLimits } from './zip.js';

const megabyte = 1024 * 1024;
/** The whole of the Universal Human Rights Index is a sheet of some hundred megabytes, and as much shared text. */
const limits: ZipLimits = { part: 1024 * megabyte, all: 2048 * megabyte };

/** More than any program writes; a file that defines more was made to exhaust memory. */
const mostFormats = 65_536;
const mostRelations = 10_000;

interface Sheet {
  name: string;
  /** The entry of the zip file it is in. */
  part: string;
}

/** What the sheets of a workbook share. */
export interface Workbook {
  zip: ZipFile;
  sheets: Sheet[];
  /** The entry its shared texts are in; null for none. */
  texts: string | null;
  /** By the number a cell gives as its style. */
  formats: NumberFormat[];
  /** Days are counted from 1904, as the first programs for the Macintosh did. */
  isFrom1904: boolean;
}

interface Relation {
  id: string;
  /** Its last step, such as `worksheet`: the rest differs between editions of the standard. */
  type: string;
  target: string;
}

const reader = (open: (tag: SaxesTagNS) => void, close: (tag: SaxesTagNS) => void = () => {}): XmlReader => ({
  open,
  close,
  text: () => {},
});

/** The entries of a workbook's zip file, found whatever their case and slashes: programs differ in them. */
class Parts {
  private readonly names: ReadonlyMap<string, string>;

  constructor(readonly zip: ZipFile) {
    this.names = new Map(zip.names.map((name) => [folded(name), name]));
  }

  find(name: string): string | null {
    return this.names.get(folded(name)) ?? null;
  }

  get all(): string[] {
    return [...this.names.keys()];
  }

  /** What a part (empty: the whole package) refers to, the targets as entries. */
  async relationsOf(part: string): Promise<Relation[]> {
    const folder = path.posix.dirname(part);
    const listed = this.find(path.posix.join(folder, '_rels', `${path.posix.basename(part)}.rels`));
    const relations: Relation[] = [];
    if (listed === null) return relations;
    const onRelation = reader((tag) => {
      if (tag.local !== 'Relationship' || attributeOf(tag, 'TargetMode') === 'External') return;
      if (relations.length === mostRelations) throw new Refusal('file-bomb');
      const target = attributeOf(tag, 'Target').replaceAll('\\', '/');
      relations.push({
        id: attributeOf(tag, 'Id'),
        type: attributeOf(tag, 'Type').split('/').at(-1) ?? '',
        target: path.posix.join('/', target.startsWith('/') ? '' : folder, target),
      });
    });
    await readWholeXml(this.zip, listed, onRelation);
    return relations;
  }
}

const folded = (name: string): string => path.posix.join('/', name.replaceAll('\\', '/')).toLowerCase();

/** Programs in a workbook: Visual Basic, and the macro sheets of the time before it. */
const assertNoMacros = (parts: Parts, relations: Relation[]): void => {
  const hasMacros =
    parts.all.some((name) => /\/vbaproject\.bin$|\/(?:macrosheets|dialogsheets)\//.test(name)) ||
    relations.some(({ type }) => /^(?:vbaProject|xl(?:Intl)?Macrosheet|dialogsheet)$/i.test(type));
  if (hasMacros) throw new Refusal('file-has-macros');
};

const readSheets = async (parts: Parts, part: string, relations: Relation[]) => {
  const sheets: (Sheet & { isHidden: boolean })[] = [];
  let isFrom1904 = false;
  const onElement = reader((tag) => {
    if (!isOfSpreadsheet(tag)) return;
    if (tag.local === 'workbookPr') isFrom1904 = /^(?:1|true)$/.test(attributeOf(tag, 'date1904'));
    if (tag.local !== 'sheet') return;
    if (sheets.length === mostRelations) throw new Refusal('file-bomb');
    const id = Object.values(tag.attributes).find(({ local, prefix }) => local === 'id' && prefix !== '')?.value;
    const found = relations.find((relation) => relation.id === id);
    const entry = found?.type === 'worksheet' ? parts.find(found.target) : null;
    // Sheets that are a chart have no cells.
    if (found?.type === 'worksheet' && entry === null) throw new Refusal('file-damaged');
    if (entry === null) return;
    sheets.push({ name: attributeOf(tag, 'name'), part: entry, isHidden: /hidden/i.test(attributeOf(tag, 'state')) });
  });
  await readWholeXml(parts.zip, part, onElement);
  const visible = sheets.filter(({ isHidden }) => !isHidden);
  // What is hidden holds lists of choices and drafts that nobody means to send; unless it is all there is.
  return { sheets: visible.length > 0 ? visible : sheets, isFrom1904 };
};

const readFormats = async (zip: ZipFile, part: string | null): Promise<NumberFormat[]> => {
  if (part === null) return [];
  const codes = new Map<number, string>();
  const ids: number[] = [];
  const within: string[] = [];
  const onElement = reader(
    (tag) => {
      const parent = within.at(-1);
      within.push(tag.local);
      if (ids.length > mostFormats || codes.size > mostFormats) throw new Refusal('file-bomb');
      if (!isOfSpreadsheet(tag)) return;
      // Elements of the same names stand elsewhere too, for styles that cells do not refer to.
      if (tag.local === 'numFmt' && parent === 'numFmts') {
        codes.set(Number(attributeOf(tag, 'numFmtId')), attributeOf(tag, 'formatCode'));
      }
      if (tag.local === 'xf' && parent === 'cellXfs') ids.push(Number(attributeOf(tag, 'numFmtId')));
    },
    () => within.pop(),
  );
  await readWholeXml(zip, part, onElement);
  return ids.map((id) => numberFormat(id, codes.get(id)));
};

/** Opens a workbook of today (ECMA-376) and reads what its sheets share, except their texts. */
export const openWorkbook = async (file: SourceFile): Promise<Workbook> => {
  const parts = new Parts(await ZipFile.open(file, limits));
  const main = (await parts.relationsOf('')).find(({ type }) => type === 'officeDocument');
  const part = parts.find(main?.target ?? 'xl/workbook.xml');
  assertNoMacros(parts, []);
  // Excel's binary workbook (.xlsb) is no XML.
  if (part === null || !part.toLowerCase().endsWith('.xml')) throw new Refusal('file-is-unknown');
  const relations = await parts.relationsOf(folded(part));
  assertNoMacros(parts, relations);
  const target = (type: string): string | null => {
    const found = relations.find((relation) => relation.type === type);
    return found === undefined ? null : parts.find(found.target);
  };
  return {
    zip: parts.zip,
    texts: target('sharedStrings'),
    formats: await readFormats(parts.zip, target('styles')),
    ...(await readSheets(parts, part, relations)),
  };
};
