-- The seal: the data keys that seal what must be read back, wrapped by keys that lie outside the store, and the
-- first value that is sealed, the key that signs the trail.

-- One seals (`active`); those before it may still open (`retiring`) until nothing is left under them (`retired`).
CREATE TABLE seal_keys (
    id         BIGINT NOT NULL PRIMARY KEY,
    state      TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    retired_at BIGINT
);
CREATE UNIQUE INDEX seal_keys_active ON seal_keys (state) WHERE state = 'active';

-- A data key, wrapped by a sealing key of this id; while that is replaced, by both.
CREATE TABLE seal_wraps (
    key_id         BIGINT NOT NULL REFERENCES seal_keys (id),
    sealing_key_id TEXT COLLATE "C" NOT NULL,
    wrapped        BYTEA NOT NULL,
    PRIMARY KEY (key_id, sealing_key_id)
);

-- The key that signs the trail's checkpoints: Ed25519; its secret half is sealed under the data key beside it.
CREATE TABLE audit_keys (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    public     BYTEA NOT NULL,
    secret     BYTEA NOT NULL,
    secret_key BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX audit_keys_secret_key ON audit_keys (secret_key, id);
