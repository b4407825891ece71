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

-- Translations are searched as texts are.
CREATE INDEX "recommendation_translation_words_idx" ON "recommendation_translation" USING gin (to_tsvector('simple', fold("text")));
CREATE INDEX "recommendation_translation_pairs_idx" ON "recommendation_translation" USING gin (pairs("text"));

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

