-- The keyed digests of imported rows, by subject: rows of one lie together, and those of somebody new at the end, where a
-- digest alone would have each row of an import change a page of its own.
ALTER TABLE consent_imports RENAME TO consent_imports_by_digest;
CREATE TABLE consent_imports (
    subject_id TEXT NOT NULL REFERENCES consent_subjects (id),
    digest     BLOB NOT NULL,
    PRIMARY KEY (subject_id, digest)
) STRICT, WITHOUT ROWID;
INSERT INTO consent_imports (subject_id, digest)
SELECT m.subject_id, m.digest FROM consent_imports_by_digest m ORDER BY m.subject_id;
DROP TABLE consent_imports_by_digest;
CREATE TRIGGER consent_imports_delete BEFORE DELETE ON consent_imports
WHEN EXISTS (SELECT 1 FROM consent_holds h WHERE h.subject_id = OLD.subject_id AND h.released_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'consent: the subject is under a hold'); END;
CREATE TRIGGER consent_imports_update BEFORE UPDATE ON consent_imports
WHEN EXISTS (SELECT 1 FROM consent_holds h WHERE h.subject_id = OLD.subject_id AND h.released_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'consent: the subject is under a hold'); END;
