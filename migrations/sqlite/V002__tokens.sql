-- API tokens, the scopes they carry, their limits and their use.

CREATE TABLE api_scopes (
    workspace   TEXT NOT NULL REFERENCES workspaces (name),
    name        TEXT NOT NULL,
    description TEXT,
    created_at  INTEGER NOT NULL,
    created_by  TEXT NOT NULL,
    PRIMARY KEY (workspace, name)
) STRICT, WITHOUT ROWID;

-- `tail` is the last six characters of the id. `scopes` repeats api_token_scopes, so that a verification
-- reads one row. `rate_limits` is null where the tier's hold, and empty where there are none. A token that
-- never expires has the largest integer for expires_at, so that one index orders all of them.
CREATE TABLE api_tokens (
    id                   TEXT NOT NULL PRIMARY KEY,
    tail                 TEXT NOT NULL,
    workspace            TEXT NOT NULL REFERENCES workspaces (name),
    name                 TEXT NOT NULL,
    hash                 BLOB NOT NULL,
    prefix               TEXT NOT NULL,
    scopes               TEXT NOT NULL,
    tier                 TEXT NOT NULL REFERENCES api_tiers (name),
    rate_limits          TEXT,
    owner                TEXT,
    env                  TEXT NOT NULL,
    allow_ips            TEXT NOT NULL,
    metadata             TEXT NOT NULL,
    created_at           INTEGER NOT NULL,
    created_by           TEXT NOT NULL,
    not_before           INTEGER,
    expires_at           INTEGER NOT NULL,
    disabled_at          INTEGER,
    rotated_at           INTEGER,
    previous_hash        BLOB,
    previous_prefix      TEXT,
    previous_expires_at  INTEGER,
    revoked_at           INTEGER,
    revoked_reason       TEXT
) STRICT;
CREATE UNIQUE INDEX api_tokens_hash ON api_tokens (hash);
CREATE UNIQUE INDEX api_tokens_previous_hash ON api_tokens (previous_hash) WHERE previous_hash IS NOT NULL;
CREATE UNIQUE INDEX api_tokens_name ON api_tokens (workspace, name) WHERE revoked_at IS NULL;
CREATE INDEX api_tokens_names ON api_tokens (workspace, name, id);
CREATE INDEX api_tokens_tail ON api_tokens (tail, workspace);
CREATE INDEX api_tokens_workspace ON api_tokens (workspace, id);
CREATE INDEX api_tokens_expires ON api_tokens (expires_at, id);
CREATE INDEX api_tokens_workspace_expires ON api_tokens (workspace, expires_at, id);
CREATE INDEX api_tokens_revoked ON api_tokens (workspace) WHERE revoked_at IS NOT NULL;
CREATE INDEX api_tokens_tier ON api_tokens (tier);

CREATE TABLE api_token_scopes (
    token_id TEXT NOT NULL REFERENCES api_tokens (id) ON DELETE CASCADE,
    scope    TEXT NOT NULL,
    PRIMARY KEY (token_id, scope)
) STRICT, WITHOUT ROWID;
CREATE INDEX api_token_scopes_scope ON api_token_scopes (scope, token_id);

-- One row a token, written by every counted verification: the levels of its limits at a moment (in
-- microseconds), and when each secret was last used.
CREATE TABLE api_limits (
    token_id              TEXT NOT NULL PRIMARY KEY REFERENCES api_tokens (id) ON DELETE CASCADE,
    at                    INTEGER NOT NULL,
    levels                TEXT NOT NULL,
    last_used_at          INTEGER,
    previous_last_used_at INTEGER
) STRICT, WITHOUT ROWID;

-- One row a verification. `nonce` tells apart those of one millisecond; `rolled` says whether the row is in
-- the hourly counters, whatever the clock did between.
CREATE TABLE api_usage_log (
    at       INTEGER NOT NULL,
    nonce    INTEGER NOT NULL,
    token_id TEXT NOT NULL,
    outcome  TEXT NOT NULL,
    resource TEXT,
    address  TEXT,
    rolled   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (at, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX api_usage_log_waiting ON api_usage_log (token_id, at) WHERE rolled = 0;

-- What the rolled rows add up to; an absent resource is the empty text.
CREATE TABLE api_usage_hours (
    token_id TEXT NOT NULL,
    hour     INTEGER NOT NULL,
    outcome  TEXT NOT NULL,
    resource TEXT NOT NULL,
    count    INTEGER NOT NULL,
    PRIMARY KEY (token_id, hour, outcome, resource)
) STRICT, WITHOUT ROWID;
CREATE INDEX api_usage_hours_hour ON api_usage_hours (hour);
