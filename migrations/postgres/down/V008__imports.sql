ALTER TABLE consent_imports DROP CONSTRAINT consent_imports_pkey;
ALTER TABLE consent_imports ADD PRIMARY KEY (digest);
CREATE INDEX consent_imports_subject ON consent_imports (subject_id);
