-- What each invitation was last told of, and which date its answer is about.
ALTER TABLE "invitation"
  ADD COLUMN "answered_sequence" INTEGER,
  ADD COLUMN "reminded_on" DATE,
  ADD COLUMN "told_sequence" INTEGER;
