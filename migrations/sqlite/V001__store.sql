-- The store itself: tenants, tiers, stored settings, marks, and the tamper-evident trail.

CREATE TABLE workspaces (
    name       TEXT NOT NULL PRIMARY KEY,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What the program notes about the store: store_id, downgraded, backed_up_at, usage_rows_from.
CREATE TABLE marks (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
    key    TEXT NOT NULL PRIMARY KEY,
    value  TEXT NOT NULL,
    set_at INTEGER NOT NULL,
    set_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Named sets of rate limits, joined by commas; empty means none.
CREATE TABLE api_tiers (
    name        TEXT NOT NULL PRIMARY KEY,
    rate_limits TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    created_by  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Every column but leaf_hash is part of the entry that leaf_hash is the RFC 6962 hash of.
CREATE TABLE audit_log (
    seq       INTEGER NOT NULL PRIMARY KEY,
    at        INTEGER NOT NULL,
    actor     TEXT NOT NULL,
    os_user   TEXT NOT NULL,
    host      TEXT NOT NULL,
    role      TEXT,
    workspace TEXT,
    action    TEXT NOT NULL,
    object    TEXT NOT NULL,
    changes   TEXT NOT NULL,
    leaf_hash BLOB NOT NULL
) STRICT;
CREATE INDEX audit_log_object ON audit_log (object, seq);

-- One row: how many entries there are, and the peaks of the tree over them.
CREATE TABLE audit_head (
    one   INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    size  INTEGER NOT NULL,
    peaks BLOB NOT NULL
) STRICT;
INSERT INTO audit_head (one, size, peaks) VALUES (1, 0, CAST('' AS BLOB));

-- The salts of commitments, kept apart so that forgetting one leaves the trail whole.
CREATE TABLE audit_salts (
    seq  INTEGER NOT NULL PRIMARY KEY,
    salt BLOB NOT NULL
) STRICT;
