-- The audit trail can be added to, and nothing else, but for this: a reason somebody typed may be blanked where the event is about
-- a person or an invitation that was forgotten, or about a mail that came as their answer. Nothing else of an event can change, and
-- a reason can become nothing else.
CREATE FUNCTION event_reason_blanked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.reason = '—' AND OLD.reason IS NOT NULL
     AND to_jsonb(NEW) - 'reason' = to_jsonb(OLD) - 'reason'
     AND (EXISTS (SELECT FROM "invitation" i WHERE i.id = ANY(OLD.subject_ids) AND i.forgotten_at IS NOT NULL)
          OR EXISTS (SELECT FROM "person" p WHERE p.id = ANY(OLD.subject_ids) AND p.forgotten_at IS NOT NULL)
          OR EXISTS (SELECT FROM "inbound_mail" m JOIN "invitation" i ON i.id = m.invitation_id
                     WHERE m.id = ANY(OLD.subject_ids) AND i.forgotten_at IS NOT NULL)) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the event table is append-only';
END $$;
DROP TRIGGER event_append_only ON "event";
CREATE TRIGGER event_append_only BEFORE DELETE OR TRUNCATE ON "event"
  FOR EACH STATEMENT EXECUTE FUNCTION event_append_only();
CREATE TRIGGER event_reason_blanked BEFORE UPDATE ON "event"
  FOR EACH ROW EXECUTE FUNCTION event_reason_blanked();
