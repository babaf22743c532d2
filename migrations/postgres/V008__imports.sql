-- The keyed digests of imported rows, by subject: rows of one lie together, and those of somebody new at the end, where a
-- digest alone would have each row of an import change a page of its own.
ALTER TABLE consent_imports DROP CONSTRAINT consent_imports_pkey;
ALTER TABLE consent_imports ADD PRIMARY KEY (subject_id, digest);
DROP INDEX consent_imports_subject;
