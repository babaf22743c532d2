-- The store itself: tenants, tiers, stored settings, marks, and the tamper-evident trail.

CREATE TABLE workspaces (
    name       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL
);

-- What the program notes about the store: store_id, downgraded, backed_up_at, usage_rows_from.
CREATE TABLE marks (
    name  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);

CREATE TABLE settings (
    key    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value  TEXT COLLATE "C" NOT NULL,
    set_at BIGINT NOT NULL,
    set_by TEXT COLLATE "C" NOT NULL
);

-- Named sets of rate limits, joined by commas; empty means none.
CREATE TABLE api_tiers (
    name        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    rate_limits TEXT COLLATE "C" NOT NULL,
    created_at  BIGINT NOT NULL,
    created_by  TEXT COLLATE "C" NOT NULL
);

-- Every column but leaf_hash is part of the entry that leaf_hash is the RFC 6962 hash of.
CREATE TABLE audit_log (
    seq       BIGINT NOT NULL PRIMARY KEY,
    at        BIGINT NOT NULL,
    actor     TEXT COLLATE "C" NOT NULL,
    os_user   TEXT COLLATE "C" NOT NULL,
    host      TEXT COLLATE "C" NOT NULL,
    role      TEXT COLLATE "C",
    workspace TEXT COLLATE "C",
    action    TEXT COLLATE "C" NOT NULL,
    object    TEXT COLLATE "C" NOT NULL,
    changes   TEXT COLLATE "C" NOT NULL,
    leaf_hash BYTEA NOT NULL
);
CREATE INDEX audit_log_object ON audit_log (object, seq);

-- One row: how many entries there are, and the peaks of the tree over them.
CREATE TABLE audit_head (
    one   BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    size  BIGINT NOT NULL,
    peaks BYTEA NOT NULL
);
INSERT INTO audit_head (one, size, peaks) VALUES (1, 0, ''::BYTEA);

-- The salts of commitments, kept apart so that forgetting one leaves the trail whole.
CREATE TABLE audit_salts (
    seq  BIGINT NOT NULL PRIMARY KEY,
    salt BYTEA NOT NULL
);
