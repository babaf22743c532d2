-- Consent: what people agreed to, in which words, and when that ended. What is personal stands apart from what was
-- decided, sealed by a key of each subject, so that it can go and the decision stay.

-- The key of look-ups (`lookup`), sealed under the data key beside it.
CREATE TABLE consent_keys (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    secret     BYTEA NOT NULL,
    secret_key BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX consent_keys_secret_key ON consent_keys (secret_key, id);

-- `renew_every` and `retention` are durations in words; null where none was said.
CREATE TABLE consent_purposes (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    tail        TEXT COLLATE "C" NOT NULL,
    workspace   TEXT COLLATE "C" NOT NULL REFERENCES workspaces (name),
    name        TEXT COLLATE "C" NOT NULL,
    type        TEXT COLLATE "C" NOT NULL,
    legal_basis TEXT COLLATE "C" NOT NULL,
    renew_every TEXT COLLATE "C",
    retention   TEXT COLLATE "C",
    created_at  BIGINT NOT NULL,
    created_by  TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX consent_purposes_name ON consent_purposes (workspace, name);
CREATE INDEX consent_purposes_tail ON consent_purposes (tail, workspace);

-- The exact texts that people were shown, each once.
CREATE TABLE consent_texts (
    sha256 BYTEA NOT NULL PRIMARY KEY,
    text   TEXT COLLATE "C" NOT NULL
);

-- A version of a policy in one language; `locale` is empty where none was said. `number` counts the versions of a name
-- in the order of their first publication. A material one makes what was given under the versions before it stale.
CREATE TABLE consent_policies (
    id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    tail         TEXT COLLATE "C" NOT NULL,
    workspace    TEXT COLLATE "C" NOT NULL REFERENCES workspaces (name),
    name         TEXT COLLATE "C" NOT NULL,
    version      TEXT COLLATE "C" NOT NULL,
    locale       TEXT COLLATE "C" NOT NULL,
    number       BIGINT NOT NULL,
    sha256       BYTEA NOT NULL REFERENCES consent_texts (sha256),
    material     BIGINT NOT NULL,
    published_at BIGINT NOT NULL,
    published_by TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX consent_policies_version ON consent_policies (workspace, name, version, locale);
CREATE INDEX consent_policies_material ON consent_policies (workspace, name, number, published_at) WHERE material = 1;
CREATE INDEX consent_policies_workspace ON consent_policies (workspace, id);
CREATE INDEX consent_policies_sha256 ON consent_policies (sha256);
CREATE INDEX consent_policies_tail ON consent_policies (tail, workspace);

-- A person, under a pseudonym that stays when the person is forgotten.
CREATE TABLE consent_subjects (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    tail       TEXT COLLATE "C" NOT NULL,
    workspace  TEXT COLLATE "C" NOT NULL REFERENCES workspaces (name),
    created_at BIGINT NOT NULL
);
CREATE INDEX consent_subjects_workspace ON consent_subjects (workspace, id);
CREATE INDEX consent_subjects_tail ON consent_subjects (tail, workspace);

-- Who that is: the keyed digest of the reference, by which it is found; the reference, sealed by the subject's key;
-- and that key, sealed under a data key. Without this row nothing personal of the subject opens.
CREATE TABLE consent_identities (
    subject_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES consent_subjects (id),
    lookup     BYTEA NOT NULL,
    reference  BYTEA NOT NULL,
    secret     BYTEA NOT NULL,
    secret_key BIGINT NOT NULL
);
CREATE UNIQUE INDEX consent_identities_lookup ON consent_identities (lookup);
CREATE INDEX consent_identities_secret_key ON consent_identities (secret_key, subject_id);

-- What holds for a subject, type and purpose: the replay of its events. `state` is given, refused, withdrawn,
-- terminated or invalidated; expired and stale are computed. `given` is the number of the event that gave it last,
-- `events` that of the newest. `ends_at` is when it ended or will end, the largest integer where that is not said,
-- so that one index finds what must be renewed and what need not be kept any longer.
CREATE TABLE consent_grants (
    id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    tail         TEXT COLLATE "C" NOT NULL,
    workspace    TEXT COLLATE "C" NOT NULL REFERENCES workspaces (name),
    subject_id   TEXT COLLATE "C" NOT NULL REFERENCES consent_subjects (id),
    type         TEXT COLLATE "C" NOT NULL,
    purpose      TEXT COLLATE "C" NOT NULL,
    state        TEXT COLLATE "C" NOT NULL,
    legal_basis  TEXT COLLATE "C" NOT NULL,
    policy_id    TEXT COLLATE "C" REFERENCES consent_policies (id),
    locale       TEXT COLLATE "C",
    method       TEXT COLLATE "C",
    source       TEXT COLLATE "C",
    evidence     BIGINT NOT NULL,
    given_at     BIGINT,
    decided_at   BIGINT NOT NULL,
    recorded_at  BIGINT NOT NULL,
    expires_at   BIGINT,
    ends_at      BIGINT NOT NULL,
    actor        TEXT COLLATE "C" NOT NULL,
    given        BIGINT,
    decided      BIGINT NOT NULL,
    events       BIGINT NOT NULL
);
CREATE UNIQUE INDEX consent_grants_subject ON consent_grants (subject_id, type, purpose);
CREATE INDEX consent_grants_workspace ON consent_grants (workspace, id);
CREATE INDEX consent_grants_tail ON consent_grants (tail, workspace);
CREATE INDEX consent_grants_recorded ON consent_grants (recorded_at, id);
CREATE INDEX consent_grants_ends ON consent_grants (ends_at, id);
CREATE INDEX consent_grants_policy ON consent_grants (policy_id, state) WHERE policy_id IS NOT NULL;
CREATE INDEX consent_grants_report ON consent_grants
    (workspace, type, purpose, legal_basis, state, policy_id, evidence, ends_at, id);

-- Every decision about a grant, numbered from 1, with two clocks: when it happened and when it was written down.
-- Nothing is ever changed here. A policy stays as long as a workspace has subjects, so no key leads to it.
CREATE TABLE consent_events (
    grant_id    TEXT COLLATE "C" NOT NULL REFERENCES consent_grants (id),
    number      BIGINT NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL,
    occurred_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    legal_basis TEXT COLLATE "C" NOT NULL,
    policy_id   TEXT COLLATE "C",
    locale      TEXT COLLATE "C",
    method      TEXT COLLATE "C",
    source      TEXT COLLATE "C",
    evidence    BIGINT NOT NULL,
    expires_at  BIGINT,
    actor       TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (grant_id, number)
);

-- What is personal in an event, sealed by the subject's key: address, user agent, reason, digest of the evidence.
CREATE TABLE consent_private (
    grant_id   TEXT COLLATE "C" NOT NULL,
    number     BIGINT NOT NULL,
    subject_id TEXT COLLATE "C" NOT NULL REFERENCES consent_subjects (id),
    sealed     BYTEA NOT NULL,
    PRIMARY KEY (grant_id, number),
    FOREIGN KEY (grant_id, number) REFERENCES consent_events (grant_id, number)
);
CREATE INDEX consent_private_subject ON consent_private (subject_id);

-- The keyed digests of imported rows, so that the same row twice changes nothing.
CREATE TABLE consent_imports (
    digest     BYTEA NOT NULL PRIMARY KEY,
    subject_id TEXT COLLATE "C" NOT NULL REFERENCES consent_subjects (id)
);
CREATE INDEX consent_imports_subject ON consent_imports (subject_id);

-- Whose records may not go, and why (sealed by the subject's key).
CREATE TABLE consent_holds (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    tail        TEXT COLLATE "C" NOT NULL,
    workspace   TEXT COLLATE "C" NOT NULL REFERENCES workspaces (name),
    subject_id  TEXT COLLATE "C" NOT NULL REFERENCES consent_subjects (id),
    matter      BYTEA,
    placed_at   BIGINT NOT NULL,
    placed_by   TEXT COLLATE "C" NOT NULL,
    released_at BIGINT,
    released_by TEXT COLLATE "C"
);
CREATE INDEX consent_holds_subject ON consent_holds (subject_id, released_at);
CREATE INDEX consent_holds_workspace ON consent_holds (workspace, id);
CREATE INDEX consent_holds_tail ON consent_holds (tail, workspace);

-- The subjects that were forgotten. No key leads anywhere: the list is kept longer than the records, and is replayed
-- in a backup that is older than it.
CREATE TABLE consent_erasures (
    subject_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    workspace  TEXT COLLATE "C" NOT NULL,
    erased_at  BIGINT NOT NULL,
    erased_by  TEXT COLLATE "C" NOT NULL
);

-- What was published or happened is not changed, by no command.
CREATE FUNCTION consent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = 'consent: ' || TG_ARGV[0], ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER consent_texts_update BEFORE UPDATE ON consent_texts
FOR EACH ROW EXECUTE FUNCTION consent_refuse('a text that was published is never changed');
CREATE TRIGGER consent_policies_update BEFORE UPDATE ON consent_policies
FOR EACH ROW EXECUTE FUNCTION consent_refuse('a policy that was published is never changed');
CREATE TRIGGER consent_events_update BEFORE UPDATE ON consent_events
FOR EACH ROW EXECUTE FUNCTION consent_refuse('what happened is never changed');

-- What belongs to a subject under a hold stays as it is, whatever the command. Two things go on, since they take
-- nothing away: new events move the state of a grant, and a key is sealed anew.
CREATE FUNCTION consent_held() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    held TEXT;
BEGIN
    IF TG_TABLE_NAME = 'consent_events' THEN
        SELECT g.subject_id INTO held FROM consent_grants g WHERE g.id = OLD.grant_id;
    ELSIF TG_TABLE_NAME = 'consent_subjects' THEN
        held := OLD.id;
    ELSE
        held := OLD.subject_id;
    END IF;
    IF EXISTS (SELECT 1 FROM consent_holds h WHERE h.subject_id = held AND h.released_at IS NULL) THEN
        RAISE EXCEPTION 'consent: the subject is under a hold' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consent_events_delete BEFORE DELETE ON consent_events
FOR EACH ROW EXECUTE FUNCTION consent_held();
CREATE TRIGGER consent_private_delete BEFORE DELETE ON consent_private
FOR EACH ROW EXECUTE FUNCTION consent_held();
CREATE TRIGGER consent_private_update BEFORE UPDATE ON consent_private
FOR EACH ROW EXECUTE FUNCTION consent_held();
CREATE TRIGGER consent_identities_delete BEFORE DELETE ON consent_identities
FOR EACH ROW EXECUTE FUNCTION consent_held();
CREATE TRIGGER consent_identities_update BEFORE UPDATE OF subject_id, lookup, reference ON consent_identities
FOR EACH ROW EXECUTE FUNCTION consent_held();
CREATE TRIGGER consent_subjects_delete BEFORE DELETE ON consent_subjects
FOR EACH ROW EXECUTE FUNCTION consent_held();
CREATE TRIGGER consent_subjects_update BEFORE UPDATE ON consent_subjects
FOR EACH ROW EXECUTE FUNCTION consent_held();
CREATE TRIGGER consent_grants_delete BEFORE DELETE ON consent_grants
FOR EACH ROW EXECUTE FUNCTION consent_held();
CREATE TRIGGER consent_grants_update BEFORE UPDATE OF id, tail, workspace, subject_id, type, purpose ON consent_grants
FOR EACH ROW EXECUTE FUNCTION consent_held();
CREATE TRIGGER consent_imports_delete BEFORE DELETE ON consent_imports
FOR EACH ROW EXECUTE FUNCTION consent_held();
CREATE TRIGGER consent_imports_update BEFORE UPDATE ON consent_imports
FOR EACH ROW EXECUTE FUNCTION consent_held();
CREATE TRIGGER consent_holds_delete BEFORE DELETE ON consent_holds
FOR EACH ROW WHEN (OLD.released_at IS NULL) EXECUTE FUNCTION consent_held();
CREATE TRIGGER consent_holds_update
BEFORE UPDATE OF id, tail, workspace, subject_id, matter, placed_at, placed_by ON consent_holds
FOR EACH ROW WHEN (OLD.released_at IS NULL) EXECUTE FUNCTION consent_held();
