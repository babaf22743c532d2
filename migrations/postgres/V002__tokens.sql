-- API tokens, the scopes they carry, their limits and their use.

CREATE TABLE api_scopes (
    workspace   TEXT COLLATE "C" NOT NULL REFERENCES workspaces (name),
    name        TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C",
    created_at  BIGINT NOT NULL,
    created_by  TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace, name)
);

-- `tail` is the last six characters of the id. `scopes` repeats api_token_scopes, so that a verification
-- reads one row. `rate_limits` is null where the tier's hold, and empty where there are none. A token that
-- never expires has the largest integer for expires_at, so that one index orders all of them.
CREATE TABLE api_tokens (
    id                   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    tail                 TEXT COLLATE "C" NOT NULL,
    workspace            TEXT COLLATE "C" NOT NULL REFERENCES workspaces (name),
    name                 TEXT COLLATE "C" NOT NULL,
    hash                 BYTEA NOT NULL,
    prefix               TEXT COLLATE "C" NOT NULL,
    scopes               TEXT COLLATE "C" NOT NULL,
    tier                 TEXT COLLATE "C" NOT NULL REFERENCES api_tiers (name),
    rate_limits          TEXT COLLATE "C",
    owner                TEXT COLLATE "C",
    env                  TEXT COLLATE "C" NOT NULL,
    allow_ips            TEXT COLLATE "C" NOT NULL,
    metadata             TEXT COLLATE "C" NOT NULL,
    created_at           BIGINT NOT NULL,
    created_by           TEXT COLLATE "C" NOT NULL,
    not_before           BIGINT,
    expires_at           BIGINT NOT NULL,
    disabled_at          BIGINT,
    rotated_at           BIGINT,
    previous_hash        BYTEA,
    previous_prefix      TEXT COLLATE "C",
    previous_expires_at  BIGINT,
    revoked_at           BIGINT,
    revoked_reason       TEXT COLLATE "C"
);
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
    token_id TEXT COLLATE "C" NOT NULL REFERENCES api_tokens (id) ON DELETE CASCADE,
    scope    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (token_id, scope)
);
CREATE INDEX api_token_scopes_scope ON api_token_scopes (scope, token_id);

-- One row a token, written by every counted verification: the levels of its limits at a moment (in
-- microseconds), and when each secret was last used.
CREATE TABLE api_limits (
    token_id              TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES api_tokens (id) ON DELETE CASCADE,
    at                    BIGINT NOT NULL,
    levels                TEXT COLLATE "C" NOT NULL,
    last_used_at          BIGINT,
    previous_last_used_at BIGINT
);

-- One row a verification. `nonce` tells apart those of one millisecond; `rolled` says whether the row is in
-- the hourly counters, whatever the clock did between.
CREATE TABLE api_usage_log (
    at       BIGINT NOT NULL,
    nonce    BIGINT NOT NULL,
    token_id TEXT COLLATE "C" NOT NULL,
    outcome  TEXT COLLATE "C" NOT NULL,
    resource TEXT COLLATE "C",
    address  TEXT COLLATE "C",
    rolled   BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (at, nonce)
);
CREATE INDEX api_usage_log_waiting ON api_usage_log (token_id, at) WHERE rolled = 0;

-- What the rolled rows add up to; an absent resource is the empty text.
CREATE TABLE api_usage_hours (
    token_id TEXT COLLATE "C" NOT NULL,
    hour     BIGINT NOT NULL,
    outcome  TEXT COLLATE "C" NOT NULL,
    resource TEXT COLLATE "C" NOT NULL,
    count    BIGINT NOT NULL,
    PRIMARY KEY (token_id, hour, outcome, resource)
);
CREATE INDEX api_usage_hours_hour ON api_usage_hours (hour);
