-- What a person was told of, for the page of what is due.
CREATE INDEX "notice_person_id_idx" ON "notice"("person_id");

-- What is taken up again when somebody wants to be reminded after all: few rows among all steps of an institution.
CREATE INDEX "reminder_step_left_idx" ON "reminder_step" ("deadline_id") WHERE "stop_reason" = 'UNSUBSCRIBED';
