-- DropIndex
DROP INDEX "inbound_mail_invitation_id_idx";

-- CreateIndex
CREATE INDEX "inbound_mail_invitation_id_received_at_idx" ON "inbound_mail"("invitation_id", "received_at");
