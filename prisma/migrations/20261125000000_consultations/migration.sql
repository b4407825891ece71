-- CreateEnum
CREATE TYPE "ConsultationPurpose" AS ENUM ('NATIONAL_REPORT', 'ACTION_PLAN', 'MID_TERM_REPORT', 'FOLLOW_UP', 'COMMUNICATION', 'DRAFT_LAW', 'OTHER');

-- CreateEnum
CREATE TYPE "ConsultationStatus" AS ENUM ('DRAFT', 'SCHEDULED', 'INVITING', 'HELD', 'MINUTES_CIRCULATED', 'CLOSED', 'POSTPONED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "ConsultationFormat" AS ENUM ('IN_PERSON', 'ONLINE', 'HYBRID');

-- CreateEnum
CREATE TYPE "ConsultationSubjectKind" AS ENUM ('REVIEW', 'CLUSTER', 'RECOMMENDATION');

-- CreateEnum
CREATE TYPE "DateSuits" AS ENUM ('YES', 'IF_NEEDED', 'NO');

-- CreateEnum
CREATE TYPE "ConsultationStepKind" AS ENUM ('POLL_CLOSES', 'INVITATIONS_GO_OUT', 'UNANSWERED_REMINDED', 'ANSWERS_CLOSE', 'MEETING_ENDS', 'COMMENTS_CLOSE');

-- CreateEnum
CREATE TYPE "InputVisibility" AS ENUM ('PUBLIC', 'PARTICIPANTS', 'SECRETARIAT', 'ANONYMOUS');

-- CreateEnum
CREATE TYPE "InputOutcome" AS ENUM ('TAKEN_UP', 'PARTLY_TAKEN_UP', 'NOT_TAKEN_UP');

-- CreateEnum
CREATE TYPE "InvitationAnswer" AS ENUM ('ACCEPTED', 'DECLINED', 'TENTATIVE', 'DELEGATED');

-- CreateEnum
CREATE TYPE "AnswerChannel" AS ENUM ('LINK', 'CALENDAR', 'MAIL', 'DESK');

-- CreateEnum
CREATE TYPE "Seat" AS ENUM ('NONE', 'HELD', 'WAITING');

-- CreateEnum
CREATE TYPE "Attendance" AS ENUM ('ATTENDED', 'ABSENT');

-- CreateEnum
CREATE TYPE "AttendanceChannel" AS ENUM ('LIST', 'CODE', 'WALK_IN');

-- CreateEnum
CREATE TYPE "Gender" AS ENUM ('WOMAN', 'MAN', 'OTHER');

-- CreateEnum
CREATE TYPE "InboundChannel" AS ENUM ('LISTENER', 'MAILBOX');

-- CreateEnum
CREATE TYPE "InboundStatus" AS ENUM ('RECEIVED', 'TAKEN', 'IGNORED', 'LISTED', 'HANDLED');

-- AlterTable
ALTER TABLE "institution" ADD COLUMN     "province" TEXT,
ADD COLUMN     "themes" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "person" ADD COLUMN     "forgotten_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "consultation_rules" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "notice_working_days" INTEGER NOT NULL DEFAULT 10,
    "answer_days" INTEGER NOT NULL DEFAULT 3,
    "remind_days" INTEGER[] DEFAULT ARRAY[7, 2]::INTEGER[],
    "minutes_working_days" INTEGER NOT NULL DEFAULT 10,
    "comment_days" INTEGER NOT NULL DEFAULT 10,
    "source" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "consultation_rules_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consultation" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "title" TEXT NOT NULL,
    "purpose" "ConsultationPurpose" NOT NULL,
    "about" TEXT NOT NULL DEFAULT '',
    "format" "ConsultationFormat" NOT NULL,
    "status" "ConsultationStatus" NOT NULL DEFAULT 'DRAFT',
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "time_zone" TEXT NOT NULL,
    "place" TEXT,
    "join_url" TEXT,
    "languages" TEXT[],
    "interpretation" TEXT[],
    "accessibility" TEXT,
    "capacity" INTEGER,
    "notice_reason" TEXT,
    "invite_at" TIMESTAMPTZ(3),
    "answer_by" DATE,
    "remind_days" INTEGER[],
    "shows_participants" BOOLEAN NOT NULL DEFAULT false,
    "is_public" BOOLEAN NOT NULL DEFAULT false,
    "publishes_agenda" BOOLEAN NOT NULL DEFAULT false,
    "publishes_minutes" BOOLEAN NOT NULL DEFAULT false,
    "publishes_inputs" BOOLEAN NOT NULL DEFAULT false,
    "restricted" BOOLEAN NOT NULL DEFAULT false,
    "safety_contact_id" UUID,
    "sequence" INTEGER NOT NULL DEFAULT 0,
    "time_sequence" INTEGER NOT NULL DEFAULT 0,
    "end_reason" TEXT,
    "series_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "consultation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consultation_series" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "every_months" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "consultation_series_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consultation_host" (
    "consultation_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "consultation_host_pkey" PRIMARY KEY ("consultation_id","person_id")
);

-- CreateTable
CREATE TABLE "consultation_subject" (
    "consultation_id" UUID NOT NULL,
    "kind" "ConsultationSubjectKind" NOT NULL,
    "subject_id" UUID NOT NULL,

    CONSTRAINT "consultation_subject_pkey" PRIMARY KEY ("consultation_id","subject_id")
);

-- CreateTable
CREATE TABLE "consultation_seats" (
    "consultation_id" UUID NOT NULL,
    "kind" "InstitutionKind" NOT NULL,
    "seats" INTEGER NOT NULL,

    CONSTRAINT "consultation_seats_pkey" PRIMARY KEY ("consultation_id","kind")
);

-- CreateTable
CREATE TABLE "agenda_item" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "consultation_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "details" TEXT NOT NULL DEFAULT '',
    "minutes" INTEGER,
    "speakers" TEXT[],
    "record" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "agenda_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agenda_document" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "agenda_item_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "file_id" UUID NOT NULL,

    CONSTRAINT "agenda_document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "date_poll" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "consultation_id" UUID NOT NULL,
    "closes_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "date_poll_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "date_option" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "poll_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "date_option_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "date_vote" (
    "option_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "suits" "DateSuits" NOT NULL,
    "voted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "date_vote_pkey" PRIMARY KEY ("option_id","person_id")
);

-- CreateTable
CREATE TABLE "consultation_step" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "consultation_id" UUID NOT NULL,
    "kind" "ConsultationStepKind" NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "stopped_at" TIMESTAMPTZ(3),

    CONSTRAINT "consultation_step_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "input" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "consultation_id" UUID NOT NULL,
    "invitation_id" UUID,
    "agenda_item_id" UUID,
    "text" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "visibility" "InputVisibility" NOT NULL,
    "consented_at" TIMESTAMPTZ(3) NOT NULL,
    "given_at" TIMESTAMPTZ(3) NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),
    "outcome" "InputOutcome",
    "outcome_text" TEXT,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "input_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "input_file" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "input_id" UUID NOT NULL,
    "file_id" UUID NOT NULL,

    CONSTRAINT "input_file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stakeholder_list" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "name" TEXT NOT NULL,
    "kinds" "InstitutionKind"[],
    "themes" TEXT[],
    "provinces" TEXT[],
    "locales" TEXT[],
    "is_filter" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stakeholder_list_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stakeholder_list_member" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "list_id" UUID NOT NULL,
    "institution_id" UUID,
    "person_id" UUID,
    "is_left_out" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "stakeholder_list_member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invitation" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "consultation_id" UUID NOT NULL,
    "person_id" UUID,
    "institution_id" UUID,
    "kind" "InstitutionKind",
    "province" TEXT,
    "delegate_of_id" UUID,
    "invited_at" TIMESTAMPTZ(3) NOT NULL,
    "told_at" TIMESTAMPTZ(3),
    "answer" "InvitationAnswer",
    "answered_at" TIMESTAMPTZ(3),
    "answered_via" "AnswerChannel",
    "is_late" BOOLEAN NOT NULL DEFAULT false,
    "reply_stamp" TIMESTAMPTZ(3),
    "former_answer" "InvitationAnswer",
    "seat" "Seat" NOT NULL DEFAULT 'NONE',
    "seat_at" TIMESTAMPTZ(3),
    "needs_interpretation" TEXT,
    "needs_step_free" BOOLEAN NOT NULL DEFAULT false,
    "needs_travel" BOOLEAN NOT NULL DEFAULT false,
    "other_needs" TEXT,
    "gender" "Gender",
    "has_disability" BOOLEAN,
    "shares_name" BOOLEAN NOT NULL DEFAULT false,
    "door_code" TEXT,
    "attendance" "Attendance",
    "attended_via" "AttendanceChannel",
    "attended_at" TIMESTAMPTZ(3),
    "walk_in_name" TEXT,
    "withdrawn_at" TIMESTAMPTZ(3),
    "forgotten_at" TIMESTAMPTZ(3),

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invitation_question" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "invitation_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "reply" TEXT,
    "replied_at" TIMESTAMPTZ(3),

    CONSTRAINT "invitation_question_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "minutes" (
    "consultation_id" UUID NOT NULL,
    "opening" TEXT NOT NULL DEFAULT '',
    "drafted_at" TIMESTAMPTZ(3) NOT NULL,
    "circulated_at" TIMESTAMPTZ(3),
    "comments_by" DATE,
    "final_at" TIMESTAMPTZ(3),

    CONSTRAINT "minutes_pkey" PRIMARY KEY ("consultation_id")
);

-- CreateTable
CREATE TABLE "minutes_comment" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "consultation_id" UUID NOT NULL,
    "invitation_id" UUID,
    "agenda_item_id" UUID,
    "text" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "is_late" BOOLEAN NOT NULL DEFAULT false,
    "is_taken_up" BOOLEAN,
    "reply" TEXT,
    "replied_at" TIMESTAMPTZ(3),

    CONSTRAINT "minutes_comment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "commitment" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "consultation_id" UUID NOT NULL,
    "agenda_item_id" UUID,
    "what" TEXT NOT NULL,
    "institution_id" UUID,
    "due_on" DATE NOT NULL,
    "deadline_id" UUID,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "commitment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "commitment_recommendation" (
    "commitment_id" UUID NOT NULL,
    "recommendation_id" UUID NOT NULL,

    CONSTRAINT "commitment_recommendation_pkey" PRIMARY KEY ("commitment_id","recommendation_id")
);

-- CreateTable
CREATE TABLE "inbound_mail" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "digest" TEXT NOT NULL,
    "via" "InboundChannel" NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "recipient" TEXT,
    "source" BYTEA,
    "status" "InboundStatus" NOT NULL DEFAULT 'RECEIVED',
    "cause" TEXT,
    "invitation_id" UUID,
    "sender" TEXT,
    "subject" TEXT,
    "excerpt" TEXT,
    "settled_at" TIMESTAMPTZ(3),
    "settled_by_id" UUID,

    CONSTRAINT "inbound_mail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "intimidation_report" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "person_id" UUID NOT NULL,
    "consultation_id" UUID,
    "text" TEXT NOT NULL,
    "contact" TEXT,
    "reported_at" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3),
    "note" TEXT,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "intimidation_report_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "consultation_status_starts_at_id_idx" ON "consultation"("status", "starts_at", "id");

-- CreateIndex
CREATE INDEX "consultation_starts_at_id_idx" ON "consultation"("starts_at", "id");

-- CreateIndex
CREATE INDEX "consultation_series_id_idx" ON "consultation"("series_id");

-- CreateIndex
CREATE INDEX "consultation_host_person_id_idx" ON "consultation_host"("person_id");

-- CreateIndex
CREATE INDEX "consultation_subject_subject_id_idx" ON "consultation_subject"("subject_id");

-- CreateIndex
CREATE INDEX "agenda_item_consultation_id_position_idx" ON "agenda_item"("consultation_id", "position");

-- CreateIndex
CREATE INDEX "agenda_document_agenda_item_id_idx" ON "agenda_document"("agenda_item_id");

-- CreateIndex
CREATE INDEX "date_poll_consultation_id_idx" ON "date_poll"("consultation_id");

-- CreateIndex
CREATE INDEX "date_option_poll_id_idx" ON "date_option"("poll_id");

-- CreateIndex
CREATE INDEX "date_vote_person_id_idx" ON "date_vote"("person_id");

-- CreateIndex
CREATE INDEX "consultation_step_consultation_id_due_at_idx" ON "consultation_step"("consultation_id", "due_at");

-- CreateIndex
CREATE INDEX "input_consultation_id_given_at_idx" ON "input"("consultation_id", "given_at");

-- CreateIndex
CREATE INDEX "input_invitation_id_idx" ON "input"("invitation_id");

-- CreateIndex
CREATE INDEX "input_file_input_id_idx" ON "input_file"("input_id");

-- CreateIndex
CREATE UNIQUE INDEX "stakeholder_list_name_key" ON "stakeholder_list"("name");

-- CreateIndex
CREATE UNIQUE INDEX "stakeholder_list_member_list_id_institution_id_key" ON "stakeholder_list_member"("list_id", "institution_id");

-- CreateIndex
CREATE UNIQUE INDEX "stakeholder_list_member_list_id_person_id_key" ON "stakeholder_list_member"("list_id", "person_id");

-- CreateIndex
CREATE UNIQUE INDEX "invitation_door_code_key" ON "invitation"("door_code");

-- CreateIndex
CREATE INDEX "invitation_consultation_id_seat_seat_at_idx" ON "invitation"("consultation_id", "seat", "seat_at");

-- CreateIndex
CREATE INDEX "invitation_person_id_idx" ON "invitation"("person_id");

-- CreateIndex
CREATE INDEX "invitation_institution_id_idx" ON "invitation"("institution_id");

-- CreateIndex
CREATE INDEX "invitation_delegate_of_id_idx" ON "invitation"("delegate_of_id");

-- CreateIndex
CREATE UNIQUE INDEX "invitation_consultation_id_person_id_key" ON "invitation"("consultation_id", "person_id");

-- CreateIndex
CREATE INDEX "invitation_question_invitation_id_idx" ON "invitation_question"("invitation_id");

-- CreateIndex
CREATE INDEX "minutes_comment_consultation_id_made_at_idx" ON "minutes_comment"("consultation_id", "made_at");

-- CreateIndex
CREATE INDEX "minutes_comment_invitation_id_idx" ON "minutes_comment"("invitation_id");

-- CreateIndex
CREATE UNIQUE INDEX "commitment_deadline_id_key" ON "commitment"("deadline_id");

-- CreateIndex
CREATE INDEX "commitment_consultation_id_idx" ON "commitment"("consultation_id");

-- CreateIndex
CREATE INDEX "commitment_institution_id_idx" ON "commitment"("institution_id");

-- CreateIndex
CREATE INDEX "commitment_recommendation_recommendation_id_idx" ON "commitment_recommendation"("recommendation_id");

-- CreateIndex
CREATE UNIQUE INDEX "inbound_mail_digest_key" ON "inbound_mail"("digest");

-- CreateIndex
CREATE INDEX "inbound_mail_status_received_at_id_idx" ON "inbound_mail"("status", "received_at", "id");

-- CreateIndex
CREATE INDEX "inbound_mail_invitation_id_idx" ON "inbound_mail"("invitation_id");

-- CreateIndex
CREATE INDEX "intimidation_report_person_id_reported_at_idx" ON "intimidation_report"("person_id", "reported_at");

-- AddForeignKey
ALTER TABLE "consultation" ADD CONSTRAINT "consultation_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "consultation_series"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consultation" ADD CONSTRAINT "consultation_safety_contact_id_fkey" FOREIGN KEY ("safety_contact_id") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consultation_host" ADD CONSTRAINT "consultation_host_consultation_id_fkey" FOREIGN KEY ("consultation_id") REFERENCES "consultation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consultation_host" ADD CONSTRAINT "consultation_host_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consultation_subject" ADD CONSTRAINT "consultation_subject_consultation_id_fkey" FOREIGN KEY ("consultation_id") REFERENCES "consultation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consultation_seats" ADD CONSTRAINT "consultation_seats_consultation_id_fkey" FOREIGN KEY ("consultation_id") REFERENCES "consultation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agenda_item" ADD CONSTRAINT "agenda_item_consultation_id_fkey" FOREIGN KEY ("consultation_id") REFERENCES "consultation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agenda_document" ADD CONSTRAINT "agenda_document_agenda_item_id_fkey" FOREIGN KEY ("agenda_item_id") REFERENCES "agenda_item"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agenda_document" ADD CONSTRAINT "agenda_document_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "stored_file"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "date_poll" ADD CONSTRAINT "date_poll_consultation_id_fkey" FOREIGN KEY ("consultation_id") REFERENCES "consultation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "date_option" ADD CONSTRAINT "date_option_poll_id_fkey" FOREIGN KEY ("poll_id") REFERENCES "date_poll"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "date_vote" ADD CONSTRAINT "date_vote_option_id_fkey" FOREIGN KEY ("option_id") REFERENCES "date_option"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "date_vote" ADD CONSTRAINT "date_vote_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consultation_step" ADD CONSTRAINT "consultation_step_consultation_id_fkey" FOREIGN KEY ("consultation_id") REFERENCES "consultation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "input" ADD CONSTRAINT "input_consultation_id_fkey" FOREIGN KEY ("consultation_id") REFERENCES "consultation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "input" ADD CONSTRAINT "input_invitation_id_fkey" FOREIGN KEY ("invitation_id") REFERENCES "invitation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "input" ADD CONSTRAINT "input_agenda_item_id_fkey" FOREIGN KEY ("agenda_item_id") REFERENCES "agenda_item"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "input_file" ADD CONSTRAINT "input_file_input_id_fkey" FOREIGN KEY ("input_id") REFERENCES "input"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "input_file" ADD CONSTRAINT "input_file_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "stored_file"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stakeholder_list_member" ADD CONSTRAINT "stakeholder_list_member_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "stakeholder_list"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stakeholder_list_member" ADD CONSTRAINT "stakeholder_list_member_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institution"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stakeholder_list_member" ADD CONSTRAINT "stakeholder_list_member_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_consultation_id_fkey" FOREIGN KEY ("consultation_id") REFERENCES "consultation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institution"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_delegate_of_id_fkey" FOREIGN KEY ("delegate_of_id") REFERENCES "invitation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation_question" ADD CONSTRAINT "invitation_question_invitation_id_fkey" FOREIGN KEY ("invitation_id") REFERENCES "invitation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "minutes" ADD CONSTRAINT "minutes_consultation_id_fkey" FOREIGN KEY ("consultation_id") REFERENCES "consultation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "minutes_comment" ADD CONSTRAINT "minutes_comment_consultation_id_fkey" FOREIGN KEY ("consultation_id") REFERENCES "consultation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "minutes_comment" ADD CONSTRAINT "minutes_comment_invitation_id_fkey" FOREIGN KEY ("invitation_id") REFERENCES "invitation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "minutes_comment" ADD CONSTRAINT "minutes_comment_agenda_item_id_fkey" FOREIGN KEY ("agenda_item_id") REFERENCES "agenda_item"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "commitment" ADD CONSTRAINT "commitment_consultation_id_fkey" FOREIGN KEY ("consultation_id") REFERENCES "consultation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "commitment" ADD CONSTRAINT "commitment_agenda_item_id_fkey" FOREIGN KEY ("agenda_item_id") REFERENCES "agenda_item"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "commitment" ADD CONSTRAINT "commitment_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institution"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "commitment" ADD CONSTRAINT "commitment_deadline_id_fkey" FOREIGN KEY ("deadline_id") REFERENCES "deadline"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "commitment_recommendation" ADD CONSTRAINT "commitment_recommendation_commitment_id_fkey" FOREIGN KEY ("commitment_id") REFERENCES "commitment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "commitment_recommendation" ADD CONSTRAINT "commitment_recommendation_recommendation_id_fkey" FOREIGN KEY ("recommendation_id") REFERENCES "recommendation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inbound_mail" ADD CONSTRAINT "inbound_mail_invitation_id_fkey" FOREIGN KEY ("invitation_id") REFERENCES "invitation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "intimidation_report" ADD CONSTRAINT "intimidation_report_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- One poll is open at a time.
CREATE UNIQUE INDEX "date_poll_open_idx" ON "date_poll" ("consultation_id") WHERE "closed_at" IS NULL;

-- A step of a kind and moment waits once.
CREATE UNIQUE INDEX "consultation_step_waiting_idx" ON "consultation_step" ("consultation_id", "kind", "due_at") WHERE "done_at" IS NULL AND "stopped_at" IS NULL;

-- How this mechanism consults: one row, from the start.
ALTER TABLE "consultation_rules" ADD CONSTRAINT "consultation_rules_one_row" CHECK ("id" = 1);
INSERT INTO "consultation_rules" ("id") VALUES (1);

-- Whoever is wanted either is an institution or a person.
ALTER TABLE "stakeholder_list_member" ADD CONSTRAINT "stakeholder_list_member_one" CHECK (num_nonnulls("institution_id", "person_id") = 1);
