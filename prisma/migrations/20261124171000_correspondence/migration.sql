-- The ledger is read newest first, page by page, by person, state, kind of mail, or deadline (whose mails share a thread).
DROP INDEX "mail_person_id_created_at_idx";
DROP INDEX "mail_status_created_at_idx";
CREATE INDEX "mail_created_at_id_idx" ON "mail"("created_at", "id");
CREATE INDEX "mail_person_id_created_at_id_idx" ON "mail"("person_id", "created_at", "id");
CREATE INDEX "mail_status_created_at_id_idx" ON "mail"("status", "created_at", "id");
CREATE INDEX "mail_name_created_at_id_idx" ON "mail"("name", "created_at", "id");
CREATE INDEX "mail_thread_id_idx" ON "mail"("thread_id");

-- Pages go on from a hash: an address in a cursor would be an address in a URL.
CREATE INDEX "suppression_page_idx" ON "suppression"("created_at", md5("address"));
