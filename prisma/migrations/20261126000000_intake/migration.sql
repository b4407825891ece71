-- AlterEnum
ALTER TYPE "ImportStatus" ADD VALUE 'UNDONE';

-- AlterTable
ALTER TABLE "import" ADD COLUMN     "mapping" JSONB,
ADD COLUMN     "review_ids" UUID[],
ADD COLUMN     "undone_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "import_question" (
    "import_id" UUID NOT NULL,
    "about" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "uses" INTEGER NOT NULL,
    "place" JSONB,
    "is_open" BOOLEAN NOT NULL DEFAULT true,
    "meaning" TEXT,

    CONSTRAINT "import_question_pkey" PRIMARY KEY ("import_id","about","value")
);

-- CreateTable
CREATE TABLE "import_meaning" (
    "about" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "meaning" TEXT,
    "decided_by_id" UUID NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "import_meaning_pkey" PRIMARY KEY ("about","value")
);

-- CreateTable
CREATE TABLE "import_layout" (
    "layout" TEXT NOT NULL,
    "roles" JSONB NOT NULL,
    "decided_by_id" UUID NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "import_layout_pkey" PRIMARY KEY ("layout")
);

-- CreateTable
CREATE TABLE "import_change" (
    "import_id" UUID NOT NULL,
    "recommendation_id" UUID NOT NULL,
    "before" JSONB,

    CONSTRAINT "import_change_pkey" PRIMARY KEY ("import_id","recommendation_id")
);

-- CreateIndex
CREATE INDEX "import_change_recommendation_id_idx" ON "import_change"("recommendation_id");

-- AddForeignKey
ALTER TABLE "import_question" ADD CONSTRAINT "import_question_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_change" ADD CONSTRAINT "import_change_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "import"("id") ON DELETE CASCADE ON UPDATE CASCADE;


