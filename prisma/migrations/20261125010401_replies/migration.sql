-- Mails can arrive in another order than they were written in.
ALTER TABLE "inbound_mail" ADD COLUMN "written_at" TIMESTAMPTZ(3);
