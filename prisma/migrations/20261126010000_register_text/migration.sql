-- AlterEnum
ALTER TYPE "RecommendationKind" ADD VALUE 'OBSERVATION';

-- CreateEnum
CREATE TYPE "LinkStatus" AS ENUM ('SUGGESTED', 'CONFIRMED', 'REJECTED');

-- AlterTable
ALTER TABLE "review" ADD COLUMN "body" TEXT,
ADD COLUMN "symbol" TEXT;

-- CreateTable
CREATE TABLE "recommendation_translation" (
    "recommendation_id" UUID NOT NULL,
    "language" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "recommendation_translation_pkey" PRIMARY KEY ("recommendation_id","language")
);

-- CreateTable
CREATE TABLE "recommendation_link" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "earlier_id" UUID NOT NULL,
    "later_id" UUID NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,
    "status" "LinkStatus" NOT NULL DEFAULT 'SUGGESTED',
    "suggested_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by_id" UUID,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "recommendation_link_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "recommendation_link_later_id_idx" ON "recommendation_link"("later_id");

-- CreateIndex
CREATE UNIQUE INDEX "recommendation_link_earlier_id_later_id_key" ON "recommendation_link"("earlier_id", "later_id");

-- CreateIndex
CREATE INDEX "review_state_code_mechanism_idx" ON "review"("state_code", "mechanism");

-- AddForeignKey
ALTER TABLE "recommendation_translation" ADD CONSTRAINT "recommendation_translation_recommendation_id_fkey" FOREIGN KEY ("recommendation_id") REFERENCES "recommendation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recommendation_link" ADD CONSTRAINT "recommendation_link_earlier_id_fkey" FOREIGN KEY ("earlier_id") REFERENCES "recommendation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recommendation_link" ADD CONSTRAINT "recommendation_link_later_id_fkey" FOREIGN KEY ("later_id") REFERENCES "recommendation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What search looks through, of the text and all its translations: words for languages that put blanks between them, pairs of
-- characters for those that do not. Kept beside the text, since a list that is filtered by a common word walks through the
-- register in its order, and a phrase is looked for in each text that has its words: to take texts apart then takes seconds.
ALTER TABLE "recommendation" ADD COLUMN "words" tsvector, ADD COLUMN "pairs" TEXT[];

-- A word that no text has keeps the last word of one text and the first of the next from making a phrase.
CREATE FUNCTION recommendation_texts(id uuid, text text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT concat_ws(' textends ', $2, (
    SELECT string_agg(t.text, ' textends ' ORDER BY t.language) FROM public.recommendation_translation t WHERE t.recommendation_id = $1))
$$;
CREATE FUNCTION recommendation_searched() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  texts text := public.recommendation_texts(NEW.id, NEW.text);
BEGIN
  NEW.words := to_tsvector('simple', public.fold(texts));
  NEW.pairs := public.pairs(texts);
  RETURN NEW;
END $$;
CREATE TRIGGER recommendation_searched BEFORE INSERT OR UPDATE OF text ON "recommendation"
  FOR EACH ROW EXECUTE FUNCTION recommendation_searched();
CREATE FUNCTION recommendation_translated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public.recommendation SET text = text WHERE id IN (SELECT recommendation_id FROM touched);
  RETURN NULL;
END $$;
CREATE TRIGGER recommendation_translation_added AFTER INSERT ON "recommendation_translation"
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION recommendation_translated();
CREATE TRIGGER recommendation_translation_changed AFTER UPDATE ON "recommendation_translation"
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION recommendation_translated();
CREATE TRIGGER recommendation_translation_removed AFTER DELETE ON "recommendation_translation"
  REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION recommendation_translated();
UPDATE "recommendation" SET text = text;

DROP INDEX "recommendation_words_idx";
DROP INDEX "recommendation_pairs_idx";
CREATE INDEX "recommendation_words_idx" ON "recommendation" USING gin ("words");
CREATE INDEX "recommendation_pairs_idx" ON "recommendation" USING gin ("pairs");

-- One pair, one link.
ALTER TABLE "recommendation_link" ADD CONSTRAINT "recommendation_link_order" CHECK ("earlier_id" < "later_id");

-- What tells one review from another: in the UPR the session, or the cycle while no session is known; for others the symbol of the
-- main document, and where none is known session or cycle and the body.
CREATE FUNCTION review_key(mechanism "ReviewMechanism", state_code text, session int, cycle int, symbol text, body text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT concat_ws(' ', mechanism, state_code, CASE
    WHEN mechanism <> 'UPR' AND symbol IS NOT NULL THEN 'symbol ' || upper(symbol)
    WHEN session IS NOT NULL THEN 'session ' || session || coalesce(' ' || body, '')
    ELSE 'cycle ' || coalesce(cycle::text, '') || coalesce(' ' || body, '')
  END)
$$;
DROP INDEX "review_mechanism_state_code_session_key";
DROP INDEX "review_without_session_idx";
CREATE UNIQUE INDEX "review_key_idx" ON "review" (review_key("mechanism", "state_code", "session", "cycle", "symbol", "body"));

