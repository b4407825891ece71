-- CreateEnum
CREATE TYPE "InputNews" AS ENUM ('GIVEN', 'WITHDRAWN');

-- AlterTable
ALTER TABLE "consultation_rules" ADD COLUMN     "safety_contact_id" UUID;

-- AlterTable
ALTER TABLE "input" ADD COLUMN     "told_at" TIMESTAMPTZ(3),
ADD COLUMN     "unannounced" "InputNews",
ALTER COLUMN "id" SET DEFAULT gen_random_uuid();

-- AlterTable
ALTER TABLE "input_file" ADD COLUMN     "format" TEXT NOT NULL,
ALTER COLUMN "id" SET DEFAULT gen_random_uuid();

-- AddForeignKey
ALTER TABLE "consultation_rules" ADD CONSTRAINT "consultation_rules_safety_contact_id_fkey" FOREIGN KEY ("safety_contact_id") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;


