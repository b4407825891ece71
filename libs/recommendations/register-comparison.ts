import { Prisma } from '../platform/generated/prisma/client.js';

const { sql } = Prisma;

/** The facets of a staged record that are classifications, and their kinds. */
export const classifications = sql`(VALUES ('themes', 'THEME'), ('affectedPersons', 'AFFECTED_PERSONS'), ('sdgs', 'SDG'))`;

/** The translations of a staged record `record`, by language. */
export const translations = (record: Prisma.Sql): Prisma.Sql =>
  sql`jsonb_each_text(coalesce(${record}->'translations', '{}'))`;

/** What a staged record `s` says of its review. Records staged before there were such keys lack them: they are of the UPR. */
const mechanism = sql`coalesce(s.record->>'mechanism', 'UPR')::"ReviewMechanism"`;
const state = sql`s.record->>'stateUnderReview'`;
const session = sql`(s.record->>'session')::int`;
const cycle = sql`(s.record->>'cycle')::int`;
const keyOfStaged = sql`review_key(${mechanism}, ${state}, ${session}, ${cycle}, s.record->>'symbol', s.record->>'body')`;
const keyOfReview = sql`review_key(review.mechanism, review.state_code, review.session, review.cycle, review.symbol, review.body)`;

/**
 * The reviews that `source` (n, record) names: (key, review_id, mechanism, …), review_id null for one that is not registered.
 * A list of the UPR that names its cycle and no session belongs to the session of that cycle; one that names neither, to the review
 * whose session and cycle are unknown.
 */
export const places = (source: Prisma.Sql): Prisma.Sql => sql`
  SELECT named.*, (
    SELECT review.id FROM review
    WHERE review.state_code = named.state AND review.mechanism = named.mechanism
      AND (${keyOfReview} = named.key
           OR (named.mechanism = 'UPR' AND named.session IS NULL AND review.cycle = named.cycle))
    ORDER BY ${keyOfReview} = named.key DESC, review.session DESC, review.id LIMIT 1) AS review_id
  FROM (
    SELECT DISTINCT ON (key) ${keyOfStaged} AS key, ${mechanism} AS mechanism, ${state} AS state, ${session} AS session,
           ${cycle} AS cycle, s.record->>'symbol' AS symbol, s.record->>'body' AS body
    FROM ${source} s ORDER BY key, s.n
  ) named`;

/** The review of each row of `source` (n, record): (n, review_id), review_id null for one that is not registered. */
export const placed = (source: Prisma.Sql): Prisma.Sql => sql`
  WITH place AS MATERIALIZED (${places(source)})
  SELECT s.n, place.review_id FROM ${source} s JOIN place ON place.key = ${keyOfStaged}`;

/**
 * A query that says of each row of `source` (n, record) what applying it would do: (n, verdict, match_id, review_id).
 * A recommendation is recognised within its review by UHRI's annotation, then by its folded text (of several with the same
 * words, by number and by the recommending States), else by its paragraph: a paragraph number alone is not an identity. A file
 * adds what it knows; what it does not say is left as it is.
 */
export const comparison = (source: Prisma.Sql): Prisma.Sql => sql`
  WITH reviewed AS MATERIALIZED (${placed(source)}),
  staged AS MATERIALIZED (
    SELECT s.n, s.record, reviewed.review_id, s.record->>'paragraph' AS paragraph, s.record->>'annotationId' AS annotation,
           s.record->>'fingerprint' AS fingerprint, s.record->>'kind' AS kind,
           (SELECT coalesce(jsonb_agg(code ORDER BY code), '[]')
            FROM jsonb_array_elements_text(s.record->'recommendingStates') AS named (code))::text AS states
    FROM ${source} s JOIN reviewed USING (n)
  ),
  registered AS MATERIALIZED (
    SELECT r.id, r.review_id, r.fingerprint, r.kind::text AS kind,
           (SELECT min(value) FROM recommendation_reference WHERE recommendation_id = r.id AND scheme = 'PARAGRAPH') AS paragraph,
           (SELECT coalesce(jsonb_agg(state_code ORDER BY state_code), '[]') FROM recommending_state WHERE recommendation_id = r.id)::text AS states
    FROM recommendation r WHERE r.review_id IN (SELECT review_id FROM reviewed)
  ),
  -- UHRI repeats an annotation here and there: of several, the same words are the same.
  by_annotation AS MATERIALIZED (
    SELECT DISTINCT ON (r.id) s.n, r.id
    FROM (SELECT *, row_number() OVER (PARTITION BY review_id, annotation ORDER BY fingerprint, n) AS place
          FROM staged WHERE annotation IS NOT NULL) s
    JOIN (SELECT registered.*, ref.value AS annotation,
                 row_number() OVER (PARTITION BY review_id, ref.value ORDER BY fingerprint, registered.id) AS place
          FROM registered JOIN recommendation_reference ref
            ON ref.recommendation_id = registered.id AND ref.scheme = 'UHRI_ANNOTATION') r
      USING (review_id, annotation, place)
    ORDER BY r.id, s.n
  ),
  -- Then what has both its words and its number; then the same words, wherever they stand now (a report is renumbered
  -- between draft and adoption); only what is left is known by its number, its words having been corrected.
  exactly AS MATERIALIZED (
    SELECT s.n, r.id
    FROM (SELECT *, row_number() OVER (PARTITION BY review_id, kind, fingerprint, paragraph ORDER BY n) AS place
          FROM staged WHERE paragraph IS NOT NULL ${unless('staged', 'n', 'by_annotation')}) s
    JOIN (SELECT *, row_number() OVER (PARTITION BY review_id, kind, fingerprint, paragraph ORDER BY id) AS place
          FROM registered WHERE paragraph IS NOT NULL ${unless('registered', 'id', 'by_annotation')}) r
      USING (review_id, kind, fingerprint, paragraph, place)
  ),
  surely AS MATERIALIZED (SELECT * FROM by_annotation UNION ALL SELECT * FROM exactly),
  by_words AS MATERIALIZED (
    SELECT s.n, r.id
    FROM (SELECT *, row_number() OVER (PARTITION BY review_id, kind, fingerprint ORDER BY states, n) AS place
          FROM staged WHERE true ${unless('staged', 'n', 'surely')}) s
    JOIN (SELECT *, row_number() OVER (PARTITION BY review_id, kind, fingerprint ORDER BY states, id) AS place
          FROM registered WHERE true ${unless('registered', 'id', 'surely')}) r USING (review_id, kind, fingerprint, place)
  ),
  known AS MATERIALIZED (SELECT * FROM surely UNION ALL SELECT * FROM by_words),
  by_number AS MATERIALIZED (
    SELECT s.n, r.id
    FROM (SELECT *, row_number() OVER (PARTITION BY review_id, paragraph ORDER BY n) AS place
          FROM staged WHERE paragraph IS NOT NULL ${unless('staged', 'n', 'known')}) s
    JOIN (SELECT *, row_number() OVER (PARTITION BY review_id, paragraph ORDER BY id) AS place
          FROM registered WHERE true ${unless('registered', 'id', 'known')}) r USING (review_id, paragraph, place)
  ),
  matched AS (SELECT n, id FROM known UNION ALL SELECT n, id FROM by_number)
  SELECT staged.n, matched.id AS match_id, staged.review_id,
    CASE
      WHEN matched.id IS NULL THEN 'NEW'
      WHEN (by_number.n IS NOT NULL)
        OR registered.fingerprint <> staged.fingerprint
        OR (staged.record->>'position' IS NOT NULL AND r.current_position::text IS DISTINCT FROM staged.record->>'position')
        OR (staged.paragraph IS NOT NULL AND registered.paragraph IS DISTINCT FROM staged.paragraph)
        OR (staged.annotation IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM recommendation_reference ref
          WHERE ref.recommendation_id = r.id AND ref.scheme = 'UHRI_ANNOTATION' AND ref.value = staged.annotation))
        OR EXISTS (
          SELECT 1 FROM ${translations(sql`staged.record`)} AS said (language, text)
          WHERE NOT EXISTS (
            SELECT 1 FROM recommendation_translation t
            WHERE t.recommendation_id = r.id AND t.language = said.language AND t.text = said.text))
        OR EXISTS (
          SELECT 1 FROM jsonb_array_elements_text(staged.record->'recommendingStates') AS named (code)
          WHERE NOT EXISTS (SELECT 1 FROM recommending_state rs WHERE rs.recommendation_id = r.id AND rs.state_code = named.code))
        OR EXISTS (
          SELECT 1 FROM ${classifications} AS facet (field, kind),
            jsonb_array_elements_text(staged.record->facet.field) AS named (label)
          WHERE NOT EXISTS (
            SELECT 1 FROM recommendation_classification rc JOIN classification c ON c.id = rc.classification_id
            WHERE rc.recommendation_id = r.id AND c.kind = facet.kind::"ClassificationKind" AND c.label = named.label))
      THEN 'CHANGED'
      ELSE 'UNCHANGED'
    END AS verdict
  FROM staged
  LEFT JOIN matched ON matched.n = staged.n
  LEFT JOIN by_number ON by_number.n = staged.n
  LEFT JOIN registered ON registered.id = matched.id
  LEFT JOIN recommendation r ON r.id = matched.id`;

/** Not among those matched before: an anti-join, which stays quick where a NOT IN outgrows the memory it may use. */
const unless = (table: string, column: 'n' | 'id', matches: string): Prisma.Sql =>
  Prisma.raw(`AND NOT EXISTS (SELECT 1 FROM ${matches} earlier WHERE earlier.${column} = ${table}.${column})`);
