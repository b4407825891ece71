#!/usr/bin/env node
// How long lists, filters and searches of a register as large as the Universal Human Rights Index take through the API, compared
// with the bare SQL that finds the same rows. Prints p50 and p99 of each kind of request, and their ratios.
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { newAdapter, prepare } from '../../dist/apps/api/src/api.js';
import { ApiModule } from '../../dist/apps/api/src/api.module.js';
import { Database, newId, readConfig } from '../../dist/libs/platform/index.js';
import { aDatabase } from './ground.mjs';

const { values } = parseArgs({
  options: {
    recommendations: { type: 'string', default: '270000' },
    /** Requests of each kind. */
    requests: { type: 'string', default: '200' },
    /** Milliseconds that 99 of 100 requests take at the most. */
    within: { type: 'string', default: '50' },
    /** How many times the bare SQL that may be, at the most. */
    ceiling: { type: 'string', default: '1.5' },
  },
});
const total = Number(values.recommendations);
const requests = Number(values.requests);

/** Words as texts of the United Nations have them: some in most texts, some in one of ten thousand. */
const common =
  'ensure rights human measures protection national law international women children access equality'.split(' ');
const some = 'education health torture migrants detention violence disabilities housing water labour trafficking'.split(
  ' ',
);
const rare = 1500;

const fill = async (db) => {
  await db.query(`
    INSERT INTO review (mechanism, state_code, session, cycle, symbol)
    SELECT m::"ReviewMechanism", chr(65 + s / 26) || chr(65 + s % 26) || 'X', CASE WHEN m = 'UPR' THEN c * 13 END, c,
           CASE WHEN m <> 'UPR' THEN m || '/C/' || s || '/CO/' || c END
    FROM unnest(ARRAY['UPR', 'CCPR', 'CEDAW', 'CRC', 'CERD']) m, generate_series(0, 192) s, generate_series(1, 3) c;
    UPDATE review SET state_code = 'KHM' WHERE state_code = 'AAX';
    INSERT INTO classification (kind, label) SELECT 'THEME', 'Theme ' || n FROM generate_series(1, 60) n;
    INSERT INTO classification (kind, label) SELECT 'SDG', g || '.' || t FROM generate_series(1, 17) g, generate_series(1, 5) t`);
  const list = (words) => `ARRAY['${words.join("','")}']`;
  await db.query(`
    CREATE TEMPORARY TABLE place AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS nth FROM review;
    CREATE TEMPORARY TABLE made AS
      SELECT new_id() AS id, g.n, place.id AS review_id,
        (SELECT string_agg(CASE
           WHEN k % 3 = 0 THEN (${list(common)})[1 + floor(random() ^ 2 * ${common.length})::int]
           WHEN k % 3 = 1 THEN 'w' || floor(random() ^ 3 * ${rare})::int
           WHEN random() < 0.2 THEN (${list(some)})[1 + floor(random() * ${some.length})::int]
           ELSE 'of the' END, ' ') || ' ' || g.n
         FROM generate_series(1, 30 + g.n % 30) k) AS text
      FROM generate_series(0, ${total - 1}) g (n) JOIN place ON place.nth = g.n % (SELECT count(*) FROM place);
    INSERT INTO recommendation (id, review_id, text, fingerprint, sort_key, current_position, registered_at)
      SELECT id, review_id, text, md5(text), lpad((n / 2895)::text, 6, '0'),
             (ARRAY['SUPPORTED', 'NOTED', NULL])[1 + n % 3]::"PositionValue", now() - n * interval '1 minute' FROM made;
    INSERT INTO recommendation_reference (recommendation_id, scheme, value) SELECT id, 'PARAGRAPH', '1.' || n FROM made;
    INSERT INTO recommending_state (recommendation_id, state_code) SELECT id, (ARRAY['FRA', 'PER', 'TCD', 'NPL', 'CHL'])[1 + n % 5] FROM made;
    INSERT INTO recommendation_classification (recommendation_id, classification_id)
      SELECT made.id, c.id FROM made JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM classification) c
        ON c.n IN (made.n % 60, 60 + made.n % 85);
    INSERT INTO recommendation_translation (recommendation_id, language, text)
      SELECT id, 'km', 'ធានាការអប់រំបឋមសិក្សា ' || CASE WHEN n % 500 = 0 THEN 'សិទ្ធិមនុស្ស' ELSE 'របៀប' END || n FROM made WHERE n % 4 = 0`);
  await db.query('ANALYZE');
  await db.query('VACUUM');
};

const quantile = (list, share) =>
  [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))];
const show = (ms) => `${ms.toFixed(1)} ms`.padStart(10);

/** The rows of one page, as somebody would find them who wrote only SQL. */
const page = (where, order = 'r.review_id, r.sort_key, r.id') => `
  WITH page AS (SELECT r.id FROM recommendation r WHERE ${where} ORDER BY ${order} LIMIT 51)
  SELECT r.*, v.*, (SELECT value FROM recommendation_reference WHERE recommendation_id = r.id AND scheme = 'PARAGRAPH' LIMIT 1),
    (SELECT array_agg(state_code) FROM recommending_state WHERE recommendation_id = r.id),
    (SELECT array_agg(c.label) FROM recommendation_classification rc JOIN classification c ON c.id = rc.classification_id
     WHERE rc.recommendation_id = r.id AND c.kind = 'THEME')
  FROM page JOIN recommendation r USING (id) JOIN review v ON v.id = r.review_id`;
const words = (query) => `r.words @@ to_tsquery('simple', '${query}')`;
const sdg = (code) => `r.id IN (SELECT recommendation_id FROM recommendation_classification rc JOIN classification c
   ON c.id = rc.classification_id WHERE c.kind = 'SDG' AND c.label = '${code}')`;

const pick = (list, n) => list[n % list.length];
const kinds = [
  ['first page', () => ({}), () => page('true')],
  ['newest first', () => ({ sort: 'newest' }), () => page('true', 'r.registered_at DESC, r.id DESC')],
  [
    'one State',
    () => ({ state: 'KHM' }),
    () => page("r.review_id IN (SELECT id FROM review WHERE state_code = 'KHM')"),
  ],
  ['a position', () => ({ position: 'NOTED' }), () => page("r.current_position = 'NOTED'")],
  [
    'a recommending State',
    () => ({ recommendingState: 'TCD' }),
    () => page("EXISTS (SELECT 1 FROM recommending_state s WHERE s.recommendation_id = r.id AND s.state_code = 'TCD')"),
  ],
  ['a target', (n) => ({ sdg: `${(n % 17) + 1}.3` }), (n) => page(sdg(`${(n % 17) + 1}.3`))],
  ['a rare word', (n) => ({ q: `w${1000 + n} ` }), (n) => page(words(`w${1000 + n}`))],
  ['a common word', (n) => ({ q: `${pick(common, n)} ` }), (n) => page(words(pick(common, n)))],
  ['a word in some', (n) => ({ q: `${pick(some, n)} ` }), (n) => page(words(pick(some, n)))],
  [
    'words of both kinds',
    (n) => ({ q: `${pick(common, n)} ${pick(some, n)} w${n} ` }),
    (n) => page(words(`${pick(common, n)} & ${pick(some, n)} & w${n}`)),
  ],
  [
    'the beginning of a word',
    (n) => ({ q: pick(some, n).slice(0, 4) }),
    (n) => page(words(`${pick(some, n).slice(0, 4)}:*`)),
  ],
  ['a phrase', (n) => ({ q: `"of the ${pick(common, n)}"` }), (n) => page(words(`of<->the<->${pick(common, n)}`))],
  [
    'a word, one State',
    (n) => ({ q: `${pick(common, n)} `, state: 'KHM' }),
    (n) => page(`${words(pick(common, n))} AND r.review_id IN (SELECT id FROM review WHERE state_code = 'KHM')`),
  ],
  ['Khmer', () => ({ q: 'សិទ្ធិមនុស្ស' }), () => page("r.pairs @> pairs('សិទ្ធិមនុស្ស')")],
  ['Khmer that many have', () => ({ q: 'ការអប់រំ' }), () => page("r.pairs @> pairs('ការអប់រំ')")],
];

const closing = [];
try {
  const url = await aDatabase(closing);
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  closing.push(() => db.end());
  await fill(db);
  const config = readConfig({
    DATABASE_URL: url,
    SMTP_URL: 'smtp://127.0.0.1:9',
    PUBLIC_URL: 'http://nmrf.test',
    SECRET_KEY: 'a secret that only the benchmark knows',
    TRUST_PROXY: '1',
    LOG_LEVEL: 'silent',
  });
  const app = await NestFactory.create(ApiModule.with(config), newAdapter(config), { logger: false });
  closing.push(() => app.close());
  await prepare(app);
  await app.listen(0, '127.0.0.1');
  const home = await app.getUrl();
  const now = app.get(Database).now;
  const person = await now.person.create({
    data: {
      name: 'Someone',
      email: 'someone@example.org',
      locale: 'en',
      timeZone: 'UTC',
      roles: { create: { role: 'OFFICER', grantedAt: new Date() } },
    },
  });
  const secret = newId();
  await now.session.create({
    data: {
      tokenHash: createHash('sha256').update(secret).digest('hex'),
      personId: person.id,
      createdAt: new Date(),
      expiresAt: new Date(Date.now() + 3_600_000),
    },
  });
  const { sessionCookie } = await import('../../dist/libs/access/index.js');
  const timed = async (work) => {
    const since = performance.now();
    const rows = await work();
    return { ms: performance.now() - since, rows };
  };
  let address = 0;
  const ask = async (query) => {
    address += 1;
    const answer = await fetch(`${home}/api/v1/recommendations?${new URLSearchParams({ limit: '50', ...query })}`, {
      headers: {
        cookie: `${sessionCookie}=${secret}`,
        'x-forwarded-for': `10.9.${(address >> 8) & 255}.${address & 255}`,
      },
    });
    if (answer.status !== 200) throw new Error(await answer.text());
    return (await answer.json()).items.length;
  };
  console.log(`${total} recommendations, ${requests} requests of each kind`);
  console.log(
    `  ${''.padEnd(26)}${'API p50'.padStart(10)}${'p99'.padStart(10)}${'SQL p50'.padStart(10)}${'p99'.padStart(10)}  ratio  rows`,
  );
  for (const [name, query, statement] of kinds) {
    const ours = [];
    const bare = [];
    let rows = 0;
    for (let n = -5; n < requests; n++) {
      const asked = await timed(() => ask(query(Math.max(0, n))));
      const found = await timed(async () => (await db.query(statement(Math.max(0, n)))).rows.length);
      if (n < 0) continue;
      ours.push(asked.ms);
      bare.push(found.ms);
      rows += asked.rows;
    }
    const ratio = quantile(ours, 0.5) / quantile(bare, 0.5);
    const isSlow = quantile(ours, 0.99) > Number(values.within) || ratio > Number(values.ceiling);
    if (isSlow) process.exitCode = 1;
    console.log(
      `  ${name.padEnd(26)}${[ours, bare].flatMap((list) => [0.5, 0.99].map((share) => show(quantile(list, share)))).join('')}  ${ratio.toFixed(2).padStart(5)}  ${(rows / requests).toFixed(0)}${isSlow ? '  too slow' : ''}`,
    );
  }
} finally {
  for (const close of closing.reverse()) await close();
}
