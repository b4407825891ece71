CREATE EXTENSION IF NOT EXISTS unaccent;

-- A UUIDv7: sorts by creation time, so that indexes grow at one end. (PostgreSQL has uuidv7() only from 18 on.)
CREATE FUNCTION new_id() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
  SELECT encode(
    set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
      PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
      52, 1), 53, 1), 'hex')::uuid
$$;

-- Text as search compares it: one case, no accents, no invisible characters. Immutable, so that indexes can use it; unaccent
-- itself is not declared so. In order: punctuation that word breaking takes for letters where LC_CTYPE is C becomes a
-- blank; Arabic alefs and final yeh are written one way; breaks and marks that people leave out when they type go.
CREATE FUNCTION fold(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT lower(public.unaccent('public.unaccent'::regdictionary, translate(normalize($1, NFKC),
    U&'\060C\061B\061F\06D4\0964\0965\1361\1362\1363\1364\1365\1366\1367\1368\055D\0589\05BE\17D4\17D5\2022\3001\3002' ||
    U&'\0622\0623\0625\0671\0649' ||
    U&'\00AD\061C\0640\064B\064C\064D\064E\064F\0650\0651\0652\0670\200B\200C\200D\200E\200F\202A\202B\202C\202D\202E\2060\2066\2067\2068\2069\FEFF',
    repeat(' ', 22) || U&'\0627\0627\0627\0627\064A')))
$$;

-- Pairs of neighbouring characters, of the scripts that put no blanks between words: Thai, Lao, Tibetan, Burmese, Khmer, Kana, Han.
-- pg_trgm sees no letters in them where LC_CTYPE is C, as in the database that comes with npm.
CREATE FUNCTION pairs(text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT coalesce(array_agg(DISTINCT substr(run[1], n, 2)), '{}')
  FROM regexp_matches(public.fold($1), '[\u0E00-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF\U00020000-\U0003FFFF]+', 'g') AS run,
       generate_series(1, length(run[1]) - 1) AS n
$$;

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('ADMINISTRATOR', 'COORDINATOR', 'OFFICER', 'APPROVING_AUTHORITY', 'OBSERVER');

-- CreateEnum
CREATE TYPE "AssignmentRole" AS ENUM ('LEAD', 'SUPPORTING');

-- CreateEnum
CREATE TYPE "AssignmentStatus" AS ENUM ('PROPOSED', 'UNDER_VERIFICATION', 'ACCEPTED', 'CONTESTED', 'APPROVED', 'ACTIVE', 'COMPLETED', 'WITHDRAWN', 'TRANSFERRED');

-- CreateEnum
CREATE TYPE "DeadlineKind" AS ENUM ('VERIFICATION');

-- CreateEnum
CREATE TYPE "DeadlineStatus" AS ENUM ('OPEN', 'MET', 'WAIVED');

-- CreateEnum
CREATE TYPE "InstitutionKind" AS ENUM ('MINISTRY', 'AGENCY', 'PARLIAMENT', 'JUDICIARY', 'LOCAL_AUTHORITY', 'NHRI', 'CSO', 'UN_AGENCY', 'MISSION');

-- CreateEnum
CREATE TYPE "MandateRole" AS ENUM ('MAIN', 'ALTERNATE', 'VALIDATING_AUTHORITY');

-- CreateEnum
CREATE TYPE "ImportKind" AS ENUM ('RECOMMENDATIONS', 'DIRECTORY');

-- CreateEnum
CREATE TYPE "ImportStatus" AS ENUM ('RECEIVED', 'READING', 'PREVIEWED', 'REFUSED', 'APPLYING', 'APPLIED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "ImportVerdict" AS ENUM ('NEW', 'CHANGED', 'UNCHANGED');

-- CreateEnum
CREATE TYPE "MailStatus" AS ENUM ('QUEUED', 'SENT', 'GAVE_UP', 'SUPPRESSED', 'WITHDRAWN');

-- CreateEnum
CREATE TYPE "ReviewMechanism" AS ENUM ('UPR', 'CCPR', 'CESCR', 'CERD', 'CEDAW', 'CAT', 'CRC', 'CMW', 'CRPD', 'CED', 'SPT', 'SPECIAL_PROCEDURES');

-- CreateEnum
CREATE TYPE "RecommendationKind" AS ENUM ('RECOMMENDATION', 'VOLUNTARY_PLEDGE');

-- CreateEnum
CREATE TYPE "PositionValue" AS ENUM ('SUPPORTED', 'PARTIALLY_SUPPORTED', 'NOTED', 'UNDER_CONSIDERATION');

-- CreateEnum
CREATE TYPE "ReferenceScheme" AS ENUM ('PARAGRAPH', 'DRAFT_PARAGRAPH', 'UHRI_ANNOTATION');

-- CreateEnum
CREATE TYPE "ClassificationKind" AS ENUM ('THEME', 'AFFECTED_PERSONS', 'SDG');

-- CreateEnum
CREATE TYPE "ReminderAudience" AS ENUM ('MAIN', 'ALTERNATE', 'VALIDATING_AUTHORITY', 'COORDINATOR');

-- CreateTable
CREATE TABLE "role_grant" (
    "person_id" UUID NOT NULL,
    "role" "Role" NOT NULL,
    "granted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "role_grant_pkey" PRIMARY KEY ("person_id","role")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "token_hash" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access_token" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "name" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "scopes" TEXT[],
    "person_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "access_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "assignment" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "recommendation_id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "role" "AssignmentRole" NOT NULL,
    "status" "AssignmentStatus" NOT NULL DEFAULT 'PROPOSED',
    "cluster_id" UUID,
    "verification_id" UUID,
    "contest_reason" TEXT,
    "proposed_instead_id" UUID,
    "replaces_id" UUID,
    "approval_id" UUID,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification_round" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "review_id" UUID NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "due_on" DATE NOT NULL,

    CONSTRAINT "verification_round_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "round_id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approval" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "review_id" UUID NOT NULL,
    "approved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "approval_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "holiday" (
    "country_code" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "name" TEXT NOT NULL,
    "source" TEXT NOT NULL,

    CONSTRAINT "holiday_pkey" PRIMARY KEY ("country_code","day")
);

-- CreateTable
CREATE TABLE "deadline" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "kind" "DeadlineKind" NOT NULL,
    "subject_id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "due_on" DATE NOT NULL,
    "status" "DeadlineStatus" NOT NULL DEFAULT 'OPEN',
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "deadline_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mechanism" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "name" TEXT NOT NULL,
    "state_code" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "locale" TEXT NOT NULL,

    CONSTRAINT "mechanism_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "institution" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "name" TEXT NOT NULL,
    "acronym" TEXT,
    "kind" "InstitutionKind" NOT NULL,

    CONSTRAINT "institution_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mandate" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "person_id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "role" "MandateRole" NOT NULL,
    "starts_on" DATE NOT NULL,
    "ends_on" DATE,
    "successor_id" UUID,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "mandate_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "kind" "ImportKind" NOT NULL,
    "file_id" UUID NOT NULL,
    "status" "ImportStatus" NOT NULL DEFAULT 'RECEIVED',
    "hints" JSONB NOT NULL,
    "format" TEXT,
    "reading_id" UUID,
    "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "summary" JSONB,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "applied_at" TIMESTAMPTZ(3),

    CONSTRAINT "import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_row" (
    "import_id" UUID NOT NULL,
    "n" INTEGER NOT NULL,
    "record" JSONB NOT NULL,
    "verdict" "ImportVerdict",
    "match_id" UUID,

    CONSTRAINT "import_row_pkey" PRIMARY KEY ("import_id","n")
);

-- CreateTable
CREATE TABLE "import_problem" (
    "import_id" UUID NOT NULL,
    "n" INTEGER NOT NULL,
    "severity" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "place" JSONB,
    "params" JSONB NOT NULL,

    CONSTRAINT "import_problem_pkey" PRIMARY KEY ("import_id","n")
);

-- CreateTable
CREATE TABLE "event" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "name" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "subject_ids" UUID[],
    "actor_id" UUID,
    "on_behalf_of_id" UUID,
    "via" TEXT NOT NULL,
    "reason" TEXT,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "owed" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "name" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "run_at" TIMESTAMPTZ(3) NOT NULL,
    "relay_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "leased_until" TIMESTAMPTZ(3),
    "gave_up_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "owed_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mail" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "name" TEXT NOT NULL,
    "props" JSONB NOT NULL,
    "person_id" UUID,
    "address" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "thread_id" UUID,
    "status" "MailStatus" NOT NULL DEFAULT 'QUEUED',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "server_answer" TEXT,
    "last_error" TEXT,

    CONSTRAINT "mail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "suppression" (
    "address" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "suppression_pkey" PRIMARY KEY ("address")
);

-- CreateTable
CREATE TABLE "link" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "purpose" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "subject_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotent_request" (
    "actor_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "answer" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotent_request_pkey" PRIMARY KEY ("actor_id","key")
);

-- CreateTable
CREATE TABLE "stored_file" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "name" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stored_file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stored_file_chunk" (
    "file_id" UUID NOT NULL,
    "n" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "stored_file_chunk_pkey" PRIMARY KEY ("file_id","n")
);

-- CreateTable
CREATE TABLE "review" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "mechanism" "ReviewMechanism" NOT NULL,
    "state_code" TEXT NOT NULL,
    "cycle" INTEGER,
    "session" INTEGER,
    "reviewed_on" DATE,

    CONSTRAINT "review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review_document" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "review_id" UUID NOT NULL,
    "symbol" TEXT NOT NULL,
    "title" TEXT,
    "published_on" DATE,

    CONSTRAINT "review_document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recommendation" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "review_id" UUID NOT NULL,
    "kind" "RecommendationKind" NOT NULL DEFAULT 'RECOMMENDATION',
    "text" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "sort_key" TEXT NOT NULL DEFAULT '',
    "current_position" "PositionValue",
    "registered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "recommendation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recommendation_reference" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "recommendation_id" UUID NOT NULL,
    "scheme" "ReferenceScheme" NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "recommendation_reference_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recommending_state" (
    "recommendation_id" UUID NOT NULL,
    "state_code" TEXT NOT NULL,

    CONSTRAINT "recommending_state_pkey" PRIMARY KEY ("recommendation_id","state_code")
);

-- CreateTable
CREATE TABLE "position" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "recommendation_id" UUID NOT NULL,
    "value" "PositionValue" NOT NULL,
    "taken_on" DATE,
    "source_symbol" TEXT,
    "source_paragraph" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "position_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "classification" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "kind" "ClassificationKind" NOT NULL,
    "label" TEXT NOT NULL,

    CONSTRAINT "classification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recommendation_classification" (
    "recommendation_id" UUID NOT NULL,
    "classification_id" UUID NOT NULL,

    CONSTRAINT "recommendation_classification_pkey" PRIMARY KEY ("recommendation_id","classification_id")
);

-- CreateTable
CREATE TABLE "cluster" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "review_id" UUID NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "cluster_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cluster_member" (
    "cluster_id" UUID NOT NULL,
    "recommendation_id" UUID NOT NULL,

    CONSTRAINT "cluster_member_pkey" PRIMARY KEY ("cluster_id","recommendation_id")
);

-- CreateTable
CREATE TABLE "reminder_step" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "deadline_id" UUID NOT NULL,
    "audience" "ReminderAudience" NOT NULL,
    "send_at" TIMESTAMPTZ(3) NOT NULL,
    "mailed_at" TIMESTAMPTZ(3),
    "stopped_at" TIMESTAMPTZ(3),

    CONSTRAINT "reminder_step_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "session_token_hash_key" ON "session"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "access_token_token_hash_key" ON "access_token"("token_hash");

-- CreateIndex
CREATE INDEX "access_token_person_id_idx" ON "access_token"("person_id");

-- CreateIndex
CREATE INDEX "assignment_recommendation_id_idx" ON "assignment"("recommendation_id");

-- CreateIndex
CREATE INDEX "assignment_institution_id_status_idx" ON "assignment"("institution_id", "status");

-- CreateIndex
CREATE INDEX "assignment_verification_id_idx" ON "assignment"("verification_id");

-- CreateIndex
CREATE INDEX "assignment_approval_id_idx" ON "assignment"("approval_id");

-- CreateIndex
CREATE INDEX "verification_round_review_id_idx" ON "verification_round"("review_id");

-- CreateIndex
CREATE INDEX "verification_institution_id_idx" ON "verification"("institution_id");

-- CreateIndex
CREATE UNIQUE INDEX "verification_round_id_institution_id_key" ON "verification"("round_id", "institution_id");

-- CreateIndex
CREATE INDEX "deadline_status_due_on_idx" ON "deadline"("status", "due_on");

-- CreateIndex
CREATE UNIQUE INDEX "deadline_kind_subject_id_key" ON "deadline"("kind", "subject_id");

-- CreateIndex
CREATE UNIQUE INDEX "institution_name_key" ON "institution"("name");

-- CreateIndex
CREATE UNIQUE INDEX "person_email_key" ON "person"("email");

-- CreateIndex
CREATE INDEX "mandate_institution_id_role_idx" ON "mandate"("institution_id", "role");

-- CreateIndex
CREATE INDEX "mandate_person_id_idx" ON "mandate"("person_id");

-- CreateIndex
CREATE INDEX "import_created_at_id_idx" ON "import"("created_at", "id");

-- CreateIndex
CREATE INDEX "event_subject_ids_idx" ON "event" USING GIN ("subject_ids");

-- CreateIndex
CREATE INDEX "event_occurred_at_id_idx" ON "event"("occurred_at", "id");

-- CreateIndex
CREATE INDEX "owed_gave_up_at_idx" ON "owed"("gave_up_at");

-- CreateIndex
CREATE INDEX "mail_person_id_created_at_idx" ON "mail"("person_id", "created_at");

-- CreateIndex
CREATE INDEX "mail_status_created_at_idx" ON "mail"("status", "created_at");

-- CreateIndex
CREATE INDEX "link_person_id_purpose_created_at_idx" ON "link"("person_id", "purpose", "created_at");

-- CreateIndex
CREATE INDEX "link_subject_id_idx" ON "link"("subject_id");

-- CreateIndex
CREATE INDEX "idempotent_request_created_at_idx" ON "idempotent_request"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "review_mechanism_state_code_session_key" ON "review"("mechanism", "state_code", "session");

-- CreateIndex
CREATE UNIQUE INDEX "review_document_review_id_symbol_key" ON "review_document"("review_id", "symbol");

-- CreateIndex
CREATE INDEX "recommendation_review_id_sort_key_id_idx" ON "recommendation"("review_id", "sort_key", "id");

-- CreateIndex
CREATE INDEX "recommendation_review_id_fingerprint_idx" ON "recommendation"("review_id", "fingerprint");

-- CreateIndex
CREATE INDEX "recommendation_registered_at_id_idx" ON "recommendation"("registered_at", "id");

-- CreateIndex
CREATE INDEX "recommendation_reference_scheme_value_idx" ON "recommendation_reference"("scheme", "value");

-- CreateIndex
CREATE UNIQUE INDEX "recommendation_reference_recommendation_id_scheme_value_key" ON "recommendation_reference"("recommendation_id", "scheme", "value");

-- CreateIndex
CREATE INDEX "recommending_state_state_code_idx" ON "recommending_state"("state_code");

-- CreateIndex
CREATE INDEX "position_recommendation_id_recorded_at_idx" ON "position"("recommendation_id", "recorded_at");

-- CreateIndex
CREATE UNIQUE INDEX "classification_kind_label_key" ON "classification"("kind", "label");

-- CreateIndex
CREATE INDEX "recommendation_classification_classification_id_idx" ON "recommendation_classification"("classification_id");

-- CreateIndex
CREATE UNIQUE INDEX "cluster_review_id_name_key" ON "cluster"("review_id", "name");

-- CreateIndex
CREATE INDEX "cluster_member_recommendation_id_idx" ON "cluster_member"("recommendation_id");

-- CreateIndex
CREATE UNIQUE INDEX "reminder_step_deadline_id_audience_key" ON "reminder_step"("deadline_id", "audience");

-- AddForeignKey
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_token" ADD CONSTRAINT "access_token_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_recommendation_id_fkey" FOREIGN KEY ("recommendation_id") REFERENCES "recommendation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_verification_id_fkey" FOREIGN KEY ("verification_id") REFERENCES "verification"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_approval_id_fkey" FOREIGN KEY ("approval_id") REFERENCES "approval"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "verification_round" ADD CONSTRAINT "verification_round_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "review"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "verification" ADD CONSTRAINT "verification_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "verification_round"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "verification" ADD CONSTRAINT "verification_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mandate" ADD CONSTRAINT "mandate_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mandate" ADD CONSTRAINT "mandate_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import" ADD CONSTRAINT "import_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "stored_file"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_row" ADD CONSTRAINT "import_row_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_problem" ADD CONSTRAINT "import_problem_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stored_file_chunk" ADD CONSTRAINT "stored_file_chunk_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "stored_file"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_document" ADD CONSTRAINT "review_document_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "review"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recommendation" ADD CONSTRAINT "recommendation_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "review"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recommendation_reference" ADD CONSTRAINT "recommendation_reference_recommendation_id_fkey" FOREIGN KEY ("recommendation_id") REFERENCES "recommendation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recommending_state" ADD CONSTRAINT "recommending_state_recommendation_id_fkey" FOREIGN KEY ("recommendation_id") REFERENCES "recommendation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "position" ADD CONSTRAINT "position_recommendation_id_fkey" FOREIGN KEY ("recommendation_id") REFERENCES "recommendation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recommendation_classification" ADD CONSTRAINT "recommendation_classification_recommendation_id_fkey" FOREIGN KEY ("recommendation_id") REFERENCES "recommendation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recommendation_classification" ADD CONSTRAINT "recommendation_classification_classification_id_fkey" FOREIGN KEY ("classification_id") REFERENCES "classification"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cluster" ADD CONSTRAINT "cluster_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "review"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cluster_member" ADD CONSTRAINT "cluster_member_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cluster_member" ADD CONSTRAINT "cluster_member_recommendation_id_fkey" FOREIGN KEY ("recommendation_id") REFERENCES "recommendation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reminder_step" ADD CONSTRAINT "reminder_step_deadline_id_fkey" FOREIGN KEY ("deadline_id") REFERENCES "deadline"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- The relay's only question: what must be looked at now.
CREATE INDEX "owed_relay_at_idx" ON "owed" ("relay_at") WHERE "gave_up_at" IS NULL;

-- Wakes the relay when the transaction commits; without it, it would still find the row by itself a little later.
CREATE FUNCTION owed_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('owed', '');
  RETURN NULL;
END $$;
CREATE TRIGGER owed_notify AFTER INSERT ON "owed" FOR EACH STATEMENT EXECUTE FUNCTION owed_notify();

-- The audit trail can be added to, and nothing else.
CREATE FUNCTION event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the event table is append-only';
END $$;
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "event"
  FOR EACH STATEMENT EXECUTE FUNCTION event_append_only();

-- Full text for languages that put blanks between words, pairs of characters for those that do not (Khmer, for one).
CREATE INDEX "recommendation_words_idx" ON "recommendation" USING gin (to_tsvector('simple', fold("text")));
CREATE INDEX "recommendation_pairs_idx" ON "recommendation" USING gin (pairs("text"));

-- An institution answers once for a recommendation, and one institution leads.
CREATE UNIQUE INDEX "assignment_one_each_idx" ON "assignment" ("recommendation_id", "institution_id")
  WHERE "status" NOT IN ('CONTESTED', 'WITHDRAWN', 'TRANSFERRED');
CREATE UNIQUE INDEX "assignment_one_lead_idx" ON "assignment" ("recommendation_id")
  WHERE "role" = 'LEAD' AND "status" NOT IN ('CONTESTED', 'WITHDRAWN', 'TRANSFERRED');

-- One person holds one role for an institution at a time.
CREATE UNIQUE INDEX "mandate_one_open_idx" ON "mandate" ("person_id", "institution_id", "role") WHERE "ends_on" IS NULL;

-- A review without a session is not repeated either; of unknown cycle there is one.
CREATE UNIQUE INDEX "review_without_session_idx" ON "review" ("mechanism", "state_code", "cycle") NULLS NOT DISTINCT WHERE "session" IS NULL;

-- Steps still to be taken.
CREATE INDEX "reminder_step_open_idx" ON "reminder_step" ("send_at") WHERE "mailed_at" IS NULL AND "stopped_at" IS NULL;

ALTER TABLE "mechanism" ADD CONSTRAINT "mechanism_one_row" CHECK ("id" = 1);
