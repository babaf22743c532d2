-- The seal: the data keys that seal what must be read back, wrapped by keys that lie outside the store, and the
-- first value that is sealed, the key that signs the trail.

-- One seals (`active`); those before it may still open (`retiring`) until nothing is left under them (`retired`).
CREATE TABLE seal_keys (
    id         INTEGER NOT NULL PRIMARY KEY,
    state      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    retired_at INTEGER
) STRICT;
CREATE UNIQUE INDEX seal_keys_active ON seal_keys (state) WHERE state = 'active';

-- A data key, wrapped by a sealing key of this id; while that is replaced, by both.
CREATE TABLE seal_wraps (
    key_id         INTEGER NOT NULL REFERENCES seal_keys (id),
    sealing_key_id TEXT NOT NULL,
    wrapped        BLOB NOT NULL,
    PRIMARY KEY (key_id, sealing_key_id)
) STRICT, WITHOUT ROWID;

-- The key that signs the trail's checkpoints: Ed25519; its secret half is sealed under the data key beside it.
CREATE TABLE audit_keys (
    id         TEXT NOT NULL PRIMARY KEY,
    public     BLOB NOT NULL,
    secret     BLOB NOT NULL,
    secret_key INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_keys_secret_key ON audit_keys (secret_key, id);
