-- What everybody may know: the dates of the UN's own procedures. The start of national consultations is the State's own, and
-- communications are confidential until they are published.
ALTER TABLE "deadline_rule" ADD COLUMN "formal" BOOLEAN NOT NULL DEFAULT false;
UPDATE "deadline_rule" SET "formal" = true
WHERE "kind" IN ('REVIEW', 'REPORT')
  AND "code" IN ('UPR-1', 'UPR-3', 'UPR-4', 'UPR-5', 'UPR-6', 'UPR-7', 'UPR-8', 'UPR-9', 'TB-1', 'TB-2-CCPR', 'TB-2-CESCR',
                 'TB-2-CERD', 'TB-2-CEDAW', 'TB-2-CAT', 'TB-2-CRPD', 'TB-2-CED');
