import * as xlsx from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import { byteOrderMark, fromCsvCell, newId } from '../../libs/platform/index.js';
import { registerFiles } from '../../libs/recommendations/register-export.files.js';
import type { ExportedRecommendation } from '../../libs/recommendations/register-export.schemas.js';
import { anApi, type Api } from '../support/api.js';
import {
  aMandate,
  aMechanism,
  anAssignment,
  anInstitution,
  aPerson,
  aRecommendation,
  aReview,
} from '../support/factories.js';

let api: Api;
let officer: Record<string, string>;
let inFrench: Record<string, string>;
let focalPoint: Record<string, string>;
let reviewId: string;

const texts = {
  '28.9': 'ធានា\u200bការអប់រំ\u200bបឋមសិក្សា',
  '28.10': 'تعزيز حماية حقوق الإنسان،\nومواصلة "دعم" التعليم.',
  '28.11': '=HYPERLINK("https://example.org","open")',
  '28.12': "'=1+1",
};

beforeAll(async () => {
  api = await anApi();
  await aMechanism(api.db);
  officer = await api.signIn((await aPerson(api.db, { roles: ['OFFICER'] })).id);
  inFrench = await api.signIn((await aPerson(api.db, { roles: ['OFFICER'], locale: 'fr' })).id);
  const dara = await aPerson(api.db);
  const { id: institutionId } = await anInstitution(api.db);
  await aMandate(api.db, { personId: dara.id, institutionId });
  focalPoint = await api.signIn(dara.id);
  reviewId = (await aReview(api.db, { stateCode: 'KHM', session: 32 })).id;
  await api.db.now.reviewDocument.create({ data: { reviewId, symbol: 'A/HRC/41/17/Add.1' } });
  for (const [paragraph, text] of Object.entries(texts)) {
    const isFirst = paragraph === '28.9';
    const { id } = await aRecommendation(api.db, {
      reviewId,
      paragraph,
      text,
      position: isFirst ? 'SUPPORTED' : 'NOTED',
      ...(isFirst && { themes: ['Right to education', 'Children, and; others'], sdgs: ['4.10', '4.2'] }),
      recommendedBy: ['FRA', 'CHE'],
    });
    if (!isFirst) continue;
    await anAssignment(api.db, { recommendationId: id, institutionId, status: 'ACTIVE' });
    await api.db.now.position.updateMany({
      where: { recommendationId: id },
      data: { sourceSymbol: 'A/HRC/41/17/Add.1', sourceParagraph: '7' },
    });
    await api.db.now.recommendationReference.create({
      data: { recommendationId: id, scheme: 'UHRI_ANNOTATION', value: 'e0b0a7a0' },
    });
  }
});
afterAll(() => api.close());

const ask = async (query: Record<string, string>, headers = officer) => {
  const parameters = new URLSearchParams(query).toString();
  return api.request({ url: `/api/v1/recommendations/export?${parameters}`, headers });
};
const rows = async (query: Record<string, string> = {}, headers = officer) =>
  (await ask({ format: 'json', ...query }, headers)).json<{ rows: ExportedRecommendation[] }>().rows;
const paragraphs = async (query: Record<string, string> = {}, headers = officer) =>
  (await rows(query, headers)).map(({ paragraph }) => paragraph);

const csvRows = (file: string | Buffer): string[][] => parse(file, { bom: true, record_delimiter: '\r\n' });

describe('the register as a file', () => {
  it('holds in JSON every value as it is, in the order of paragraphs', async () => {
    const all = await rows({ reviewId });
    expect(all.map(({ paragraph, text }) => [paragraph, text])).toEqual(Object.entries(texts));
    expect(all[0]).toEqual({
      id: expect.any(String) as string,
      stateUnderReview: { code: 'KHM', name: 'Cambodia' },
      mechanism: 'UPR',
      session: 32,
      cycle: 3,
      documentSymbols: ['A/HRC/41/17/Add.1'],
      paragraph: '28.9',
      text: texts['28.9'],
      kind: 'RECOMMENDATION',
      recommendingStates: [
        { code: 'CHE', name: 'Switzerland' },
        { code: 'FRA', name: 'France' },
      ],
      position: 'SUPPORTED',
      positionSource: { symbol: 'A/HRC/41/17/Add.1', paragraph: '7' },
      themes: ['Children, and; others', 'Right to education'],
      affectedPersons: [],
      sdgs: ['4.2', '4.10'],
      uhriAnnotationIds: ['e0b0a7a0'],
    });
  });

  it('holds in CSV the same, safe to open, and to be read back', async () => {
    const answer = await ask({ format: 'csv', reviewId });
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['content-disposition']).toMatch(
      /^attachment; filename="recommendations-\d{4}-\d\d-\d\d\.csv"/,
    );
    expect(answer.headers['cache-control']).toBe('no-store');
    const [headings = [], ...lines] = csvRows(answer.body);
    expect(headings).toEqual([
      ...['Id', 'State under review (ISO code)', 'State under review', 'Mechanism', 'Session', 'Cycle'],
      ...['Document symbol', 'Paragraph', 'Recommendation', 'Kind', 'Recommending States (ISO codes)'],
      ...['Recommending States', 'Position', 'Position source symbol', 'Position source paragraph', 'Themes'],
      ...['Affected persons', 'SDGs', 'UHRI annotation id'],
    ]);
    const column = (heading: string) => lines.map((line) => line[headings.indexOf(heading)] ?? '');
    expect(column('Recommendation').map((cell) => cell[0])).toEqual(['ធ', 'ت', "'", "'"]);
    expect(column('Recommendation').map(fromCsvCell)).toEqual(Object.values(texts));
    expect(column('Paragraph')).toEqual(Object.keys(texts));
    expect(column('Recommending States (ISO codes)')[0]).toBe('CHE\nFRA');
    expect(column('Themes')[0]).toBe('Children, and; others\nRight to education');
  });

  it('begins in CSV with the mark by which programs know its encoding', async () => {
    const written: string[] = [];
    for await (const piece of registerFiles.csv.write((async function* () {})())) written.push(String(piece));
    expect(written.join('')).toMatch(new RegExp(`^${byteOrderMark}Id,`));
  });

  it('is a workbook in which texts stay texts', async () => {
    const answer = await fetch(
      `${await api.app.getUrl()}/api/v1/recommendations/export?format=xlsx&reviewId=${reviewId}`,
      {
        headers: officer,
      },
    );
    expect(answer.headers.get('content-type')).toBe(registerFiles.xlsx.type);
    const book = xlsx.read(Buffer.from(await answer.arrayBuffer()));
    const sheet = book.Sheets['Recommendations'] ?? {};
    const list = xlsx.utils.sheet_to_json<Record<string, unknown>>(sheet, { defval: null });
    expect(list.map((row) => [row['Paragraph'], row['Recommendation']])).toEqual(Object.entries(texts));
    expect(list[0]).toMatchObject({ Session: 32, Cycle: 3, 'State under review': 'Cambodia', SDGs: '4.2\n4.10' });
    expect(Object.values(sheet).filter((cell: unknown) => Object.hasOwn(Object(cell) as object, 'f'))).toEqual([]);
  });

  it('names States in the reader’s language, and nothing else', async () => {
    const [row] = await rows({ reviewId }, inFrench);
    expect(row?.stateUnderReview).toEqual({ code: 'KHM', name: 'Cambodge' });
    expect((await ask({ format: 'csv', reviewId }, inFrench)).body).toContain('State under review (ISO code)');
  });

  it.each([
    [{ position: 'NOTED' }, ['28.10', '28.11', '28.12']],
    [{ theme: 'Right to education' }, ['28.9']],
    [{ sdg: '4' }, ['28.9']],
    [{ q: 'حقوق' }, ['28.10']],
    [{ recommendingState: 'USA' }, []],
    [{ state: 'KHM', position: 'SUPPORTED' }, ['28.9']],
  ])('takes the filters of the list: %j', async (filter, expected) => {
    expect(await paragraphs({ reviewId, ...filter })).toEqual(expected);
  });

  it('holds for focal points what is assigned to their institutions', async () => {
    expect(await paragraphs({}, focalPoint)).toEqual(['28.9']);
    for (const format of ['csv', 'xlsx']) {
      expect((await ask({ format }, focalPoint)).body).not.toContain('HYPERLINK');
    }
  });

  it('is for people who are signed in, and in formats there are', async () => {
    expect((await ask({ format: 'json' }, {})).statusCode).toBe(401);
    expect((await ask({ format: 'pdf' })).statusCode).toBe(400);
    expect((await ask({ format: 'csv', limit: '5' })).statusCode).toBe(400);
  });

  it('is offered on the register’s page, with what was asked for', async () => {
    const asked = new URLSearchParams({ reviewId, position: 'NOTED', q: 'حقوق', sort: 'newest' }).toString();
    const { body } = await api.request({ url: `/register?${asked}`, headers: officer });
    const links = [...body.matchAll(/href="(\/api\/v1\/recommendations\/export[^"]*)"/g)].map(([, url = '']) =>
      url.replaceAll('&amp;', '&'),
    );
    expect(links).toHaveLength(3);
    for (const url of links) expect((await api.request({ url, headers: officer })).statusCode).toBe(200);
    const csv = links.find((url) => url.includes('format=csv')) ?? '';
    const { body: file } = await api.request({ url: csv, headers: officer });
    expect(csvRows(file)).toHaveLength(2);
  });
});

describe('a large register', () => {
  const count = 5000;
  let large: string;
  beforeAll(async () => {
    large = (await aReview(api.db, { stateCode: 'SVN', session: 34 })).id;
    await api.db.now.$executeRaw`
      INSERT INTO recommendation (id, review_id, text, fingerprint, sort_key, registered_at)
      SELECT new_id(), ${large}::uuid, repeat('Ensure ' || n || ' schools. ', 20), n::text, (n % 1500)::text, now()
      FROM generate_series(1, ${count}) AS n`;
  });

  it.each(['json', 'csv', 'xlsx'] as const)('is given out whole, each recommendation once: %s', async (format) => {
    const answer = await fetch(
      `${await api.app.getUrl()}/api/v1/recommendations/export?format=${format}&reviewId=${large}`,
      {
        headers: officer,
      },
    );
    const file = Buffer.from(await answer.arrayBuffer());
    const ids = {
      json: () => (JSON.parse(file.toString()) as { rows: { id: string }[] }).rows.map(({ id }) => id),
      csv: () =>
        csvRows(file)
          .slice(1)
          .map(([id]) => id),
      xlsx: () => {
        const sheet = xlsx.read(file).Sheets['Recommendations'] ?? {};
        return xlsx.utils.sheet_to_json<{ Id: string }>(sheet).map(({ Id }) => Id);
      },
    }[format]();
    expect(new Set(ids).size).toBe(count);
    expect(ids).toHaveLength(count);
  });

  it.each(['json', 'csv', 'xlsx'] as const)(
    'is read no further when nobody takes the file any more: %s',
    async (format) => {
      const [row] = await rows({ reviewId });
      const pages = { given: 0, ended: false };
      const endless = async function* () {
        try {
          for (;;) {
            pages.given++;
            yield Array.from({ length: 100 }, () => ({ ...(row as ExportedRecommendation), id: newId() }));
          }
        } finally {
          pages.ended = true;
        }
      };
      let size = 0;
      for await (const piece of registerFiles[format].write(endless())) if ((size += piece.length) > 100_000) break;
      expect(pages.given).toBeGreaterThan(0);
      expect(pages.ended).toBe(true);
    },
  );

  it('goes on serving others when a reader hangs up midway', async () => {
    const giveUp = new AbortController();
    const answer = await fetch(
      `${await api.app.getUrl()}/api/v1/recommendations/export?format=json&reviewId=${large}`,
      {
        headers: officer,
        signal: giveUp.signal,
      },
    );
    await answer.body?.getReader().read();
    giveUp.abort();
    expect(await paragraphs({ reviewId })).toHaveLength(4);
  });
});
