-- The rules the mechanisms' calendars follow, each with its source, and how people are reminded. Data: every row can be
-- replaced by the mechanism's own. What is not confirmed by a source of authority says so.
INSERT INTO "deadline_rule"
  ("code", "titles", "kind", "anchor", "mechanism", "offset", "unit", "roll", "time_zone", "owner", "source", "confirmed", "set_at")
SELECT r.code, r.titles::jsonb, r.kind::"DeadlineKind", r.anchor::"AnchorKind", r.mechanism::"ReviewMechanism", r.amount,
       r.unit::"OffsetUnit", r.roll::"Roll", r.time_zone, r.owner::"DeadlineOwner", r.source, r.confirmed, '2026-11-24T00:00:00Z'
FROM (VALUES
  ('UPR-1', '{"en": "Review by the UPR Working Group", "fr": "Examen par le Groupe de travail de l’EPU", "km": "ការពិនិត្យដោយក្រុមការងារ UPR"}', 'REVIEW', 'REVIEW', 'UPR', 0, 'DAYS', 'NONE', 'Europe/Zurich', 'SECRETARIAT',
   'Timetable of the UPR Working Group', true),
  ('UPR-2', '{"en": "Start national consultations", "fr": "Lancer les consultations nationales", "km": "ចាប់ផ្តើមការពិគ្រោះយោបល់ថ្នាក់ជាតិ"}', 'REVIEW', 'REVIEW', 'UPR', -12, 'MONTHS', 'NONE', 'Europe/Zurich', 'SECRETARIAT',
   'Human Rights Council resolution 5/1, annex, para. 15 (a), asks for broad consultation; the twelve months are practice', false),
  ('UPR-3', '{"en": "Stakeholders’ submissions close", "fr": "Clôture des communications des parties prenantes", "km": "ផុតកំណត់ការដាក់ស្នើរបស់ភាគីពាក់ព័ន្ធ"}', 'REVIEW', 'REVIEW', 'UPR', -7, 'MONTHS', 'NONE', 'Europe/Zurich', 'SECRETARIAT',
   'OHCHR practice for UPR submissions; compare with the note verbale of the session', false),
  ('UPR-4', '{"en": "National report (at most 10,700 words)", "fr": "Rapport national (10 700 mots au plus)", "km": "របាយការណ៍ជាតិ (មិនលើសពី 10,700 ពាក្យ)"}', 'REPORT', 'REVIEW', 'UPR', -12, 'WEEKS', 'NONE', 'Europe/Zurich', 'SECRETARIAT',
   'OHCHR practice for UPR submissions; compare with the note verbale of the session', false),
  ('UPR-5', '{"en": "Documents of the review are public", "fr": "Publication des documents de l’examen", "km": "ឯកសារនៃការពិនិត្យត្រូវផ្សព្វផ្សាយ"}', 'REVIEW', 'REVIEW', 'UPR', -6, 'WEEKS', 'NONE', 'Europe/Zurich', 'SECRETARIAT',
   'Human Rights Council resolution 5/1, annex, para. 17', true),
  ('UPR-6', '{"en": "Advance questions of other States", "fr": "Questions préalables des autres États", "km": "សំណួរជាមុនពីរដ្ឋផ្សេងទៀត"}', 'REVIEW', 'REVIEW', 'UPR', -10, 'DAYS', 'NONE', 'Europe/Zurich', 'SECRETARIAT',
   'President’s statement A/HRC/PRST/8/1; sources differ on days or working days', false),
  ('UPR-7', '{"en": "Recommending States’ changes of wording close", "fr": "Fin des modifications de libellé par les États auteurs", "km": "ផុតកំណត់ការកែពាក្យពេចន៍របស់រដ្ឋដែលផ្តល់អនុសាសន៍"}', 'REVIEW', 'REVIEW', 'UPR', 2, 'WEEKS', 'NONE', 'Europe/Zurich', 'SECRETARIAT',
   'President’s statement A/HRC/PRST/8/1', false),
  ('UPR-8', '{"en": "Positions on the recommendations (addendum)", "fr": "Positions sur les recommandations (additif)", "km": "ជំហរលើអនុសាសន៍ (ឯកសារបន្ថែម)"}', 'REPORT', 'COUNCIL_SESSION', 'UPR', 0, 'DAYS', 'NONE', 'Europe/Zurich', 'SECRETARIAT',
   'Human Rights Council resolution 16/21, annex, para. 16', true),
  ('UPR-9', '{"en": "Mid-term report (voluntary)", "fr": "Rapport à mi-parcours (facultatif)", "km": "របាយការណ៍ពាក់កណ្តាលអាណត្តិ (ស្ម័គ្រចិត្ត)"}', 'REPORT', 'COUNCIL_SESSION', 'UPR', 30, 'MONTHS', 'NONE', 'Europe/Zurich', 'SECRETARIAT',
   'Human Rights Council resolution 16/21, annex, para. 18, encourages it; the thirty months are practice', false),
  ('TB-1', '{"en": "Session of the committee opens", "fr": "Ouverture de la session du comité", "km": "សម័យប្រជុំរបស់គណៈកម្មាធិការបើក"}', 'REVIEW', 'TREATY_BODY_SESSION', NULL, 0, 'DAYS', 'NONE', 'Europe/Zurich', 'SECRETARIAT',
   'Calendar of the treaty bodies', true),
  ('TB-2-CCPR', '{"en": "Follow-up report to CCPR", "fr": "Rapport de suivi à l’intention de CCPR", "km": "របាយការណ៍តាមដានជូន CCPR"}', 'REPORT', 'CONCLUDING_OBSERVATIONS', 'CCPR', 24, 'MONTHS', 'NONE', 'Europe/Zurich', 'SECRETARIAT',
   'Follow-up procedure of CCPR; published sources differ by year: the concluding observations themselves name the day', false),
  ('TB-2-CESCR', '{"en": "Follow-up report to CESCR", "fr": "Rapport de suivi à l’intention de CESCR", "km": "របាយការណ៍តាមដានជូន CESCR"}', 'REPORT', 'CONCLUDING_OBSERVATIONS', 'CESCR', 24, 'MONTHS', 'NONE', 'Europe/Zurich', 'SECRETARIAT',
   'Follow-up procedure of CESCR; published sources differ by year: the concluding observations themselves name the day', false),
  ('TB-2-CERD', '{"en": "Follow-up report to CERD", "fr": "Rapport de suivi à l’intention de CERD", "km": "របាយការណ៍តាមដានជូន CERD"}', 'REPORT', 'CONCLUDING_OBSERVATIONS', 'CERD', 12, 'MONTHS', 'NONE', 'Europe/Zurich', 'SECRETARIAT',
   'Follow-up procedure of CERD; published sources differ by year: the concluding observations themselves name the day', false),
  ('TB-2-CEDAW', '{"en": "Follow-up report to CEDAW", "fr": "Rapport de suivi à l’intention de CEDAW", "km": "របាយការណ៍តាមដានជូន CEDAW"}', 'REPORT', 'CONCLUDING_OBSERVATIONS', 'CEDAW', 24, 'MONTHS', 'NONE', 'Europe/Zurich', 'SECRETARIAT',
   'Follow-up procedure of CEDAW; published sources differ by year: the concluding observations themselves name the day', false),
  ('TB-2-CAT', '{"en": "Follow-up report to CAT", "fr": "Rapport de suivi à l’intention de CAT", "km": "របាយការណ៍តាមដានជូន CAT"}', 'REPORT', 'CONCLUDING_OBSERVATIONS', 'CAT', 12, 'MONTHS', 'NONE', 'Europe/Zurich', 'SECRETARIAT',
   'Follow-up procedure of CAT; published sources differ by year: the concluding observations themselves name the day', false),
  ('TB-2-CRPD', '{"en": "Follow-up report to CRPD", "fr": "Rapport de suivi à l’intention de CRPD", "km": "របាយការណ៍តាមដានជូន CRPD"}', 'REPORT', 'CONCLUDING_OBSERVATIONS', 'CRPD', 12, 'MONTHS', 'NONE', 'Europe/Zurich', 'SECRETARIAT',
   'Follow-up procedure of CRPD; published sources differ by year: the concluding observations themselves name the day', false),
  ('TB-2-CED', '{"en": "Follow-up report to CED", "fr": "Rapport de suivi à l’intention de CED", "km": "របាយការណ៍តាមដានជូន CED"}', 'REPORT', 'CONCLUDING_OBSERVATIONS', 'CED', 12, 'MONTHS', 'NONE', 'Europe/Zurich', 'SECRETARIAT',
   'Follow-up procedure of CED; published sources differ by year: the concluding observations themselves name the day', false),
  ('SP-1', '{"en": "Answer to a communication of the special procedures", "fr": "Réponse à une communication des procédures spéciales", "km": "ចម្លើយចំពោះលិខិតនៃនីតិវិធីពិសេស"}', 'COMMUNICATION', 'LETTER', NULL, 60, 'DAYS', 'NONE', 'Europe/Zurich', 'INSTITUTION',
   'Usual wording of the letters; each letter names its own day', false)
) AS r (code, titles, kind, anchor, mechanism, amount, unit, roll, time_zone, owner, source, confirmed);

INSERT INTO "reminder_plan" ("kind", "body", "set_at")
SELECT p.kind::"DeadlineKind", p.body::jsonb, '2026-11-24T00:00:00Z' FROM (VALUES
  ('VERIFICATION', '{"announce": false, "before": [{"offset": 2, "unit": "WORKING_DAYS"}], "again": null, "ladder": [{"after": 1, "audience": ["ALTERNATE"]}, {"after": 3, "audience": ["VALIDATING_AUTHORITY"]}, {"after": 5, "audience": ["COORDINATOR"]}]}'),
  ('REVIEW', '{"announce": true, "before": [{"offset": 30, "unit": "DAYS"}, {"offset": 7, "unit": "DAYS"}, {"offset": 1, "unit": "DAYS"}], "again": null, "ladder": [{"after": 1, "audience": ["MAIN", "ALTERNATE"]}, {"after": 5, "audience": ["VALIDATING_AUTHORITY"]}, {"after": 10, "audience": ["COORDINATOR", "HEAD"]}]}'),
  ('ASSIGNMENT', '{"announce": true, "before": [{"offset": 30, "unit": "DAYS"}, {"offset": 7, "unit": "DAYS"}, {"offset": 1, "unit": "DAYS"}], "again": null, "ladder": [{"after": 1, "audience": ["MAIN", "ALTERNATE"]}, {"after": 5, "audience": ["VALIDATING_AUTHORITY"]}, {"after": 10, "audience": ["COORDINATOR", "HEAD"]}]}'),
  ('INFORMATION_REQUEST', '{"announce": true, "before": [{"offset": 30, "unit": "DAYS"}, {"offset": 7, "unit": "DAYS"}, {"offset": 1, "unit": "DAYS"}], "again": null, "ladder": [{"after": 1, "audience": ["MAIN", "ALTERNATE"]}, {"after": 5, "audience": ["VALIDATING_AUTHORITY"]}, {"after": 10, "audience": ["COORDINATOR", "HEAD"]}]}'),
  ('CONSULTATION', '{"announce": true, "before": [{"offset": 30, "unit": "DAYS"}, {"offset": 7, "unit": "DAYS"}, {"offset": 1, "unit": "DAYS"}], "again": null, "ladder": [{"after": 1, "audience": ["MAIN", "ALTERNATE"]}, {"after": 5, "audience": ["VALIDATING_AUTHORITY"]}, {"after": 10, "audience": ["COORDINATOR", "HEAD"]}]}'),
  ('REPORT', '{"announce": true, "before": [{"offset": 30, "unit": "DAYS"}, {"offset": 7, "unit": "DAYS"}, {"offset": 1, "unit": "DAYS"}], "again": null, "ladder": [{"after": 1, "audience": ["MAIN", "ALTERNATE"]}, {"after": 5, "audience": ["VALIDATING_AUTHORITY"]}, {"after": 10, "audience": ["COORDINATOR", "HEAD"]}]}'),
  ('COMMUNICATION', '{"announce": true, "before": [{"offset": 30, "unit": "DAYS"}, {"offset": 7, "unit": "DAYS"}, {"offset": 1, "unit": "DAYS"}], "again": null, "ladder": [{"after": 1, "audience": ["MAIN", "ALTERNATE"]}, {"after": 5, "audience": ["VALIDATING_AUTHORITY"]}, {"after": 10, "audience": ["COORDINATOR", "HEAD"]}]}'),
  ('FREE', '{"announce": true, "before": [{"offset": 30, "unit": "DAYS"}, {"offset": 7, "unit": "DAYS"}, {"offset": 1, "unit": "DAYS"}], "again": null, "ladder": [{"after": 1, "audience": ["MAIN", "ALTERNATE"]}, {"after": 5, "audience": ["VALIDATING_AUTHORITY"]}, {"after": 10, "audience": ["COORDINATOR", "HEAD"]}]}')
) AS p (kind, body);
