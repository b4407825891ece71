-- CreateEnum
CREATE TYPE "AnchorKind" AS ENUM ('REVIEW', 'COUNCIL_SESSION', 'TREATY_BODY_SESSION', 'CONCLUDING_OBSERVATIONS', 'LETTER', 'ASSIGNMENT_APPROVAL', 'DEADLINE');

-- CreateEnum
CREATE TYPE "OffsetUnit" AS ENUM ('DAYS', 'WORKING_DAYS', 'WEEKS', 'MONTHS');

-- CreateEnum
CREATE TYPE "Roll" AS ENUM ('NONE', 'PREVIOUS', 'NEXT');

-- CreateEnum
CREATE TYPE "DeadlineOwner" AS ENUM ('SECRETARIAT', 'INSTITUTION', 'ASKED_INSTITUTIONS');

-- CreateEnum
CREATE TYPE "DeadlineRequestKind" AS ENUM ('MORE_TIME', 'NOT_OURS');

-- CreateEnum
CREATE TYPE "DeadlineRequestStatus" AS ENUM ('PENDING', 'GRANTED', 'REFUSED', 'LAPSED');

-- CreateEnum
CREATE TYPE "StopReason" AS ENUM ('CLOSED', 'MOVED', 'REPLANNED', 'VACANT', 'UNSUBSCRIBED');

-- AlterEnum
ALTER TYPE "DeadlineKind" ADD VALUE 'REVIEW';
ALTER TYPE "DeadlineKind" ADD VALUE 'ASSIGNMENT';
ALTER TYPE "DeadlineKind" ADD VALUE 'INFORMATION_REQUEST';
ALTER TYPE "DeadlineKind" ADD VALUE 'CONSULTATION';
ALTER TYPE "DeadlineKind" ADD VALUE 'REPORT';
ALTER TYPE "DeadlineKind" ADD VALUE 'COMMUNICATION';
ALTER TYPE "DeadlineKind" ADD VALUE 'FREE';

-- AlterEnum
ALTER TYPE "MailStatus" ADD VALUE 'EXPIRED';
ALTER TYPE "MailStatus" ADD VALUE 'BOUNCED';

-- AlterEnum
ALTER TYPE "ReminderAudience" ADD VALUE 'HEAD';

-- AlterEnum
ALTER TYPE "Role" ADD VALUE 'HEAD';

-- DropIndex
DROP INDEX "deadline_kind_subject_id_key";

-- DropIndex
DROP INDEX "reminder_step_deadline_id_audience_key";

-- AlterTable
ALTER TABLE "deadline" ADD COLUMN     "after_id" UUID,
ADD COLUMN     "anchor_id" UUID,
ADD COLUMN     "changed_at" TIMESTAMPTZ(3),
ADD COLUMN     "created_at" TIMESTAMPTZ(3),
ADD COLUMN     "pinned" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "restricted" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "role" "MandateRole" NOT NULL DEFAULT 'MAIN',
ADD COLUMN     "rule_id" UUID,
ADD COLUMN     "sequence" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "time_zone" TEXT,
ADD COLUMN     "title" TEXT,
ALTER COLUMN "subject_id" DROP NOT NULL,
ALTER COLUMN "institution_id" DROP NOT NULL;

-- Deadlines that are there already: set when their round was opened, in the mechanism's own zone.
UPDATE "deadline" d SET
  "created_at" = coalesce((SELECT r."opened_at" FROM "verification" v JOIN "verification_round" r ON r."id" = v."round_id"
                           WHERE v."id" = d."subject_id"), d."closed_at", now()),
  "time_zone" = coalesce((SELECT m."time_zone" FROM "mechanism" m), 'UTC');
UPDATE "deadline" SET "changed_at" = coalesce("closed_at", "created_at");
ALTER TABLE "deadline" ALTER COLUMN "created_at" SET NOT NULL, ALTER COLUMN "changed_at" SET NOT NULL,
  ALTER COLUMN "time_zone" SET NOT NULL;

-- AlterTable
ALTER TABLE "holiday" ADD COLUMN     "national_name" TEXT;

-- AlterTable
ALTER TABLE "mail" ADD COLUMN     "expires_at" TIMESTAMPTZ(3),
ADD COLUMN     "unsubscribe_link_id" UUID;

-- AlterTable
ALTER TABLE "owed" ADD COLUMN     "key" TEXT;

-- AlterTable
ALTER TABLE "reminder_step" ADD COLUMN     "due_on" DATE,
ADD COLUMN     "fell_due_at" TIMESTAMPTZ(3),
ADD COLUMN     "key" TEXT,
ADD COLUMN     "send_on" DATE,
ADD COLUMN     "stop_reason" "StopReason";

-- Steps that are there already keep their days; what was mailed stays told.
UPDATE "reminder_step" s SET
  "due_on" = d."due_on",
  "send_on" = (s."send_at" AT TIME ZONE d."time_zone")::date,
  "fell_due_at" = s."mailed_at",
  "stop_reason" = CASE WHEN s."stopped_at" IS NOT NULL THEN 'CLOSED'::"StopReason" END,
  "key" = CASE s."audience" WHEN 'MAIN' THEN 'before.2w' WHEN 'ALTERNATE' THEN 'overdue.1'
                            WHEN 'VALIDATING_AUTHORITY' THEN 'overdue.3' ELSE 'overdue.5' END
FROM "deadline" d WHERE d."id" = s."deadline_id";
ALTER TABLE "reminder_step" DROP COLUMN "mailed_at", DROP COLUMN "send_at",
  ALTER COLUMN "due_on" SET NOT NULL, ALTER COLUMN "key" SET NOT NULL, ALTER COLUMN "send_on" SET NOT NULL;

-- CreateTable
CREATE TABLE "calendar" (
    "country_code" TEXT NOT NULL,
    "weekend" INTEGER[],
    "source" TEXT NOT NULL,

    CONSTRAINT "calendar_pkey" PRIMARY KEY ("country_code")
);

-- CreateTable
CREATE TABLE "bounce" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "report_key" TEXT NOT NULL,
    "mail_id" UUID,
    "address" TEXT,
    "status" TEXT,
    "action" TEXT NOT NULL,
    "diagnostic" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "bounce_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deadline_rule" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "code" TEXT NOT NULL,
    "titles" JSONB NOT NULL,
    "kind" "DeadlineKind" NOT NULL,
    "anchor" "AnchorKind" NOT NULL,
    "mechanism" "ReviewMechanism",
    "after_code" TEXT,
    "offset" INTEGER NOT NULL,
    "unit" "OffsetUnit" NOT NULL,
    "roll" "Roll" NOT NULL,
    "time_zone" TEXT NOT NULL,
    "calendar_code" TEXT,
    "owner" "DeadlineOwner" NOT NULL,
    "source" TEXT NOT NULL,
    "confirmed" BOOLEAN NOT NULL,
    "valid_from" DATE,
    "valid_until" DATE,
    "set_at" TIMESTAMPTZ(3) NOT NULL,
    "replaced_at" TIMESTAMPTZ(3),

    CONSTRAINT "deadline_rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "anchor" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "kind" "AnchorKind" NOT NULL,
    "subject_id" UUID NOT NULL,
    "mechanism" "ReviewMechanism",
    "title" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "source" TEXT,
    "institution_id" UUID,
    "restricted" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "anchor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deadline_request" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "deadline_id" UUID NOT NULL,
    "kind" "DeadlineRequestKind" NOT NULL,
    "person_id" UUID NOT NULL,
    "until" DATE,
    "reason" TEXT NOT NULL,
    "named" TEXT,
    "status" "DeadlineRequestStatus" NOT NULL DEFAULT 'PENDING',
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by_id" UUID,
    "decision_reason" TEXT,

    CONSTRAINT "deadline_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feed" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "person_id" UUID,
    "institution_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "feed_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reminder_plan" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "kind" "DeadlineKind" NOT NULL,
    "body" JSONB NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,
    "replaced_at" TIMESTAMPTZ(3),

    CONSTRAINT "reminder_plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notice" (
    "step_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "deadline_id" UUID NOT NULL,
    "urgent" BOOLEAN NOT NULL,
    "mail_id" UUID,
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "notice_pkey" PRIMARY KEY ("step_id","person_id")
);

-- CreateTable
CREATE TABLE "digest" (
    "person_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "mail_id" UUID NOT NULL,

    CONSTRAINT "digest_pkey" PRIMARY KEY ("person_id","day")
);

-- CreateTable
CREATE TABLE "reminder_preference" (
    "person_id" UUID NOT NULL,
    "hour" TEXT NOT NULL,
    "quiet_from" TEXT NOT NULL,
    "unsubscribed_at" TIMESTAMPTZ(3),

    CONSTRAINT "reminder_preference_pkey" PRIMARY KEY ("person_id")
);

-- CreateTable
CREATE TABLE "leave" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "person_id" UUID NOT NULL,
    "starts_on" DATE NOT NULL,
    "ends_on" DATE NOT NULL,
    "substitute_id" UUID,
    "cancelled_at" TIMESTAMPTZ(3),

    CONSTRAINT "leave_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "bounce_report_key_key" ON "bounce"("report_key");

-- CreateIndex
CREATE INDEX "bounce_mail_id_idx" ON "bounce"("mail_id");

-- CreateIndex
CREATE INDEX "bounce_received_at_idx" ON "bounce"("received_at");

-- CreateIndex
CREATE INDEX "deadline_rule_anchor_idx" ON "deadline_rule"("anchor");

-- CreateIndex
CREATE UNIQUE INDEX "anchor_kind_subject_id_key" ON "anchor"("kind", "subject_id");

-- CreateIndex
CREATE INDEX "deadline_request_deadline_id_idx" ON "deadline_request"("deadline_id");

-- CreateIndex
CREATE INDEX "deadline_request_status_asked_at_idx" ON "deadline_request"("status", "asked_at");

-- CreateIndex
CREATE INDEX "feed_person_id_idx" ON "feed"("person_id");

-- CreateIndex
CREATE INDEX "feed_institution_id_idx" ON "feed"("institution_id");

-- CreateIndex
CREATE INDEX "notice_deadline_id_idx" ON "notice"("deadline_id");

-- CreateIndex
CREATE INDEX "notice_mail_id_idx" ON "notice"("mail_id");

-- CreateIndex
CREATE INDEX "digest_mail_id_idx" ON "digest"("mail_id");

-- CreateIndex
CREATE INDEX "leave_person_id_ends_on_idx" ON "leave"("person_id", "ends_on");

-- CreateIndex
CREATE INDEX "deadline_institution_id_status_due_on_idx" ON "deadline"("institution_id", "status", "due_on");

-- CreateIndex
CREATE INDEX "deadline_rule_id_idx" ON "deadline"("rule_id");

-- CreateIndex
CREATE INDEX "deadline_kind_subject_id_idx" ON "deadline"("kind", "subject_id");

-- CreateIndex
CREATE UNIQUE INDEX "reminder_step_deadline_id_due_on_key_audience_key" ON "reminder_step"("deadline_id", "due_on", "key", "audience");

-- AddForeignKey
ALTER TABLE "deadline" ADD CONSTRAINT "deadline_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "deadline_rule"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deadline" ADD CONSTRAINT "deadline_anchor_id_fkey" FOREIGN KEY ("anchor_id") REFERENCES "anchor"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deadline" ADD CONSTRAINT "deadline_after_id_fkey" FOREIGN KEY ("after_id") REFERENCES "deadline"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deadline" ADD CONSTRAINT "deadline_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institution"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deadline_request" ADD CONSTRAINT "deadline_request_deadline_id_fkey" FOREIGN KEY ("deadline_id") REFERENCES "deadline"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feed" ADD CONSTRAINT "feed_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feed" ADD CONSTRAINT "feed_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institution"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice" ADD CONSTRAINT "notice_step_id_fkey" FOREIGN KEY ("step_id") REFERENCES "reminder_step"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice" ADD CONSTRAINT "notice_deadline_id_fkey" FOREIGN KEY ("deadline_id") REFERENCES "deadline"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice" ADD CONSTRAINT "notice_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "digest" ADD CONSTRAINT "digest_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reminder_preference" ADD CONSTRAINT "reminder_preference_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "leave" ADD CONSTRAINT "leave_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "leave" ADD CONSTRAINT "leave_substitute_id_fkey" FOREIGN KEY ("substitute_id") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- One deadline a list that is verified.
CREATE UNIQUE INDEX "deadline_verification_idx" ON "deadline" ("subject_id") WHERE "kind" = 'VERIFICATION';
-- Steps and notices that wait are found without the others.
CREATE INDEX "reminder_step_waiting_idx" ON "reminder_step" ("send_on") WHERE "fell_due_at" IS NULL AND "stopped_at" IS NULL;
CREATE INDEX "notice_waiting_idx" ON "notice" ("person_id") WHERE "told_at" IS NULL;
CREATE UNIQUE INDEX "deadline_request_one_pending_idx" ON "deadline_request" ("deadline_id") WHERE "status" = 'PENDING';
CREATE UNIQUE INDEX "deadline_rule_current_idx" ON "deadline_rule" ("code", "valid_from") NULLS NOT DISTINCT WHERE "replaced_at" IS NULL;
CREATE UNIQUE INDEX "reminder_plan_current_idx" ON "reminder_plan" ("kind") WHERE "replaced_at" IS NULL;
-- Work of one name and key is owed once at a time.
CREATE UNIQUE INDEX "owed_key_idx" ON "owed" ("name", "key") WHERE "key" IS NOT NULL;
-- What a rule makes of an anchor, once for each owner.
CREATE UNIQUE INDEX "deadline_reckoned_idx" ON "deadline" ("anchor_id", "rule_id", "institution_id") NULLS NOT DISTINCT
  WHERE "anchor_id" IS NOT NULL;
CREATE INDEX "deadline_after_idx" ON "deadline" ("after_id") WHERE "after_id" IS NOT NULL;

-- What was told before is still known: one notice for each mail the audit trail speaks of.
INSERT INTO "notice" ("step_id", "person_id", "deadline_id", "urgent", "mail_id", "told_at")
SELECT s."id", (e."payload"->>'personId')::uuid, s."deadline_id", false, (e."payload"->>'mailId')::uuid, e."occurred_at"
FROM "event" e JOIN "reminder_step" s ON s."id" = (e."payload"->>'reminderStepId')::uuid
WHERE e."name" = 'reminder.mailed' ON CONFLICT DO NOTHING;
-- Mails of two kinds are no longer sent; those that no server has taken yet are withdrawn, and the next step follows on its day.
UPDATE "mail" SET "status" = 'WITHDRAWN'
WHERE "status" = 'QUEUED' AND "name" IN ('verification-reminder', 'verification-escalation');
-- Reviews that have a date already become known to the deadlines as if the date had just been noted.
WITH "noted" AS (
  INSERT INTO "event" ("name", "payload", "subject_ids", "via", "reason", "occurred_at")
  SELECT 'review.changed', jsonb_build_object('reviewId', r."id"), ARRAY[r."id"], 'system', 'deadlines follow from its date now', now()
  FROM "review" r WHERE r."reviewed_on" IS NOT NULL RETURNING "id"
)
INSERT INTO "owed" ("name", "payload", "run_at", "relay_at")
SELECT 'event.deliver', jsonb_build_object('eventId', "id", 'subscriber', 'deadlines.anchorReview'), now(), now() FROM "noted";
