ALTER TABLE consent_imports RENAME TO consent_imports_by_subject;
CREATE TABLE consent_imports (
    digest     BLOB NOT NULL PRIMARY KEY,
    subject_id TEXT NOT NULL REFERENCES consent_subjects (id)
) STRICT, WITHOUT ROWID;
INSERT INTO consent_imports (digest, subject_id) SELECT m.digest, m.subject_id FROM consent_imports_by_subject m;
DROP TABLE consent_imports_by_subject;
CREATE INDEX consent_imports_subject ON consent_imports (subject_id);
CREATE TRIGGER consent_imports_delete BEFORE DELETE ON consent_imports
WHEN EXISTS (SELECT 1 FROM consent_holds h WHERE h.subject_id = OLD.subject_id AND h.released_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'consent: the subject is under a hold'); END;
CREATE TRIGGER consent_imports_update BEFORE UPDATE ON consent_imports
WHEN EXISTS (SELECT 1 FROM consent_holds h WHERE h.subject_id = OLD.subject_id AND h.released_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'consent: the subject is under a hold'); END;
