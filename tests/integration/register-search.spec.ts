import { fits } from '../../libs/recommendations/recommendations.queries.js';
import { anApi, type Api } from '../support/api.js';
import { aMechanism, aPerson, aRecommendation, aReview } from '../support/factories.js';

let api: Api;
let headers: Record<string, string>;
let reviewId: string;
const ids = new Map<string, string>();

const texts = {
  school: 'Assurer l’accès à l’École primaire pour tous les enfants',
  torture: 'End “torture”, ill-treatment and anti-torture delays; 100% of cases\\files',
  education: 'Ensure free primary education for all children (CRC)',
  secondary: 'Make education free: primary, secondary and tertiary',
  arabic: 'تعزيز حماية حقوق الإنسان، ومواصلة دعم التعليم.',
  khmer: 'ធានា\u200bការអប់រំ\u200bបឋមសិក្សា និង\u200bការពារសិទ្ធិ\u200bមនុស្ស។',
  thai: 'ส่งเสริมสิทธิมนุษยชนและการศึกษา',
  chinese: '继续促进和保护人权',
  russian: 'Продолжать защищать Права человека',
};

beforeAll(async () => {
  api = await anApi();
  await aMechanism(api.db);
  headers = await api.signIn((await aPerson(api.db, { roles: ['OFFICER'] })).id);
  reviewId = (await aReview(api.db)).id;
  for (const [name, text] of Object.entries(texts)) {
    ids.set((await aRecommendation(api.db, { reviewId, text })).id, name);
  }
});
afterAll(() => api.close());

const found = async (q: string) => {
  const answer = await api.request({
    url: `/api/v1/recommendations?${new URLSearchParams({ q }).toString()}`,
    headers,
  });
  expect(answer.statusCode).toBe(200);
  const { items } = answer.json<{ items: { id: string }[] }>();
  return items.map(({ id }) => ids.get(id)).sort();
};

it.each([
  ['a word without its accents, in any case', 'ECOLE', ['school']],
  ['a word with accents that the text has otherwise', 'Torturé', ['torture']],
  ['a word after an apostrophe', "l'ecole", ['school']],
  ['the beginning of the last word', 'educ', ['education', 'secondary']],
  ['whole words before the last', 'prim educ', []],
  ['every word, in any order', 'free education primary', ['education', 'secondary']],
  ['words kept together', '"primary education"', ['education']],
  ['a phrase and a word', '"primary education" child', ['education']],
  ['a word in quotation marks', 'torture', ['torture']],
  ['a word with a hyphen', 'anti-torture', ['torture']],
  ['a word before a percent sign, and a backslash', '100% cases\\files', ['torture']],
  ['Arabic, whatever follows the word', 'حقوق الانسان', ['arabic']],
  ['Arabic with its vowel signs', 'حِماية', ['arabic']],
  ['Arabic, the beginning of a word', 'التعل', ['arabic']],
  ['Cyrillic in any case', 'ПРАВА человека', ['russian']],
  ['Khmer in the middle of a sentence', 'ការអប់រំ', ['khmer']],
  ['Khmer without the breaks the text has', 'ការពារសិទ្ធិមនុស្ស', ['khmer']],
  ['Khmer with breaks elsewhere', 'បឋម\u200bសិក្សា', ['khmer']],
  ['Khmer, all the parts', 'មនុស្ស បឋម', ['khmer']],
  ['Thai', 'การศึกษา', ['thai']],
  ['Chinese of two characters, and of one', '人权', ['chinese']],
  ['one character', '权', ['chinese']],
  ['operators, which are only words', "prim & | ! ( ':* education", []],
  ['nothing that could be looked for', '&&& !!', []],
  ['what is not there', 'housing', []],
])('finds %s', async (_, q, expected) => {
  expect(await found(q)).toEqual(expected);
});

it('finds all recommendations when nothing is asked', async () => {
  expect(await found('')).toHaveLength(ids.size);
});

/** The plan PostgreSQL makes for the very query the service sends, on a register large enough for an index to pay. */
describe('on a large register', () => {
  beforeAll(async () => {
    await api.db.now.$executeRaw`
      INSERT INTO recommendation (review_id, text, fingerprint, registered_at)
      SELECT ${reviewId}::uuid, 'Strengthen measure ' || n || ' របៀប ' || n, n::text, now() FROM generate_series(1, 5000) AS n`;
    await api.db.now.$executeRaw`ANALYZE recommendation`;
  });

  const planFor = async (q: string): Promise<string> => {
    const lines = await api.db.now.$queryRaw<Record<string, string>[]>`
      EXPLAIN SELECT r.id FROM recommendation r WHERE ${fits({ q })} ORDER BY r.review_id, r.sort_key, r.id LIMIT 51`;
    return lines.map((line) => line['QUERY PLAN']).join('\n');
  };

  it.each([
    ['a word', 'education', 'recommendation_words_idx'],
    ['the beginning of a word', 'primary educ', 'recommendation_words_idx'],
    ['a phrase', '"primary education"', 'recommendation_words_idx'],
    ['Khmer', 'សិទ្ធិមនុស្ស', 'recommendation_pairs_idx'],
    ['Chinese', '人权', 'recommendation_pairs_idx'],
  ])('looks for %s in the index', async (_, q, index) => {
    const plan = await planFor(q);
    expect(plan).toContain(index);
    expect(plan).not.toContain('Seq Scan');
  });
});
