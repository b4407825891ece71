-- CreateTable
CREATE TABLE "inclusion_reference" (
    "id" UUID NOT NULL DEFAULT new_id(),
    "label" TEXT NOT NULL,
    "year" INTEGER,
    "kind" "InstitutionKind",
    "invited" INTEGER,
    "took_part" INTEGER NOT NULL,
    "population" INTEGER,
    "source" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "inclusion_reference_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "inclusion_reference_label_key" ON "inclusion_reference"("label");

-- What strangers may read: pages ask in the order of the days.
CREATE INDEX "consultation_published_idx" ON "consultation" ("starts_at", "id") WHERE "is_public" AND NOT "restricted" AND "status" <> 'DRAFT' AND "time_sequence" > 0;

-- When a person or an institution came for the first time.
CREATE INDEX "invitation_came_person_idx" ON "invitation" ("person_id", "consultation_id") WHERE "attendance" = 'ATTENDED';
CREATE INDEX "invitation_came_institution_idx" ON "invitation" ("institution_id", "consultation_id") WHERE "attendance" = 'ATTENDED';
