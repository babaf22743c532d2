-- Webhooks: who is to hear of what, and the durable outbox of what is on its way.

-- `schema` is a JSON Schema that payloads must meet; `enforce` says how strictly.
CREATE TABLE webhook_types (
    workspace   TEXT NOT NULL REFERENCES workspaces (name),
    name        TEXT NOT NULL,
    description TEXT,
    schema      TEXT,
    enforce     TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    created_by  TEXT NOT NULL,
    PRIMARY KEY (workspace, name)
) STRICT, WITHOUT ROWID;

-- `events`, `signatures`, `allow_private` and `headers` (names only) are joined by spaces, `rate_limits` by commas;
-- `filters` is a JSON array. `version` goes up with every change, so that a worker knows that what it remembers is old.
-- A deleted endpoint stays for the deliveries that name it, without its secrets.
CREATE TABLE webhook_endpoints (
    id              TEXT NOT NULL PRIMARY KEY,
    tail            TEXT NOT NULL,
    workspace       TEXT NOT NULL REFERENCES workspaces (name),
    name            TEXT NOT NULL,
    url             TEXT NOT NULL,
    events          TEXT NOT NULL,
    filters         TEXT NOT NULL,
    headers         TEXT NOT NULL,
    retry           TEXT NOT NULL,
    max_attempts    INTEGER,
    timeout_ms      INTEGER,
    rate_limits     TEXT NOT NULL,
    ordered         INTEGER NOT NULL,
    signatures      TEXT NOT NULL,
    allow_private   TEXT NOT NULL,
    allow_http      INTEGER NOT NULL,
    version         INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    created_by      TEXT NOT NULL,
    disabled_at     INTEGER,
    disabled_reason TEXT,
    deleted_at      INTEGER
) STRICT;
CREATE UNIQUE INDEX webhook_endpoints_name ON webhook_endpoints (workspace, name) WHERE deleted_at IS NULL;
CREATE INDEX webhook_endpoints_workspace ON webhook_endpoints (workspace, id);
CREATE INDEX webhook_endpoints_disabled ON webhook_endpoints (disabled_at) WHERE disabled_at IS NOT NULL;
CREATE INDEX webhook_endpoints_tail ON webhook_endpoints (tail, workspace);

-- What an endpoint's requests need and nobody may read: signing secrets and header values, sealed. The id is the
-- endpoint's with the number behind a slash, which goes up. One with an end signs beside the newest until then.
CREATE TABLE webhook_secrets (
    id          TEXT NOT NULL PRIMARY KEY,
    endpoint_id TEXT NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    sealed      BLOB NOT NULL,
    sealed_key  INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX webhook_secrets_number ON webhook_secrets (endpoint_id, number);
CREATE INDEX webhook_secrets_sealed ON webhook_secrets (sealed_key, id);
CREATE INDEX webhook_secrets_expires ON webhook_secrets (expires_at) WHERE expires_at IS NOT NULL;

-- One row an endpoint that fails or whose rate is limited: its circuit, with the pause that holds its deliveries back,
-- and its limiter's state, `at` in microseconds.
CREATE TABLE webhook_lanes (
    endpoint_id   TEXT NOT NULL PRIMARY KEY REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    state         TEXT NOT NULL DEFAULT 'closed',
    failing_since INTEGER,
    failures      INTEGER NOT NULL DEFAULT 0,
    pauses        INTEGER NOT NULL DEFAULT 0,
    from_at       INTEGER NOT NULL DEFAULT 0,
    until_at      INTEGER NOT NULL DEFAULT 0,
    at            INTEGER NOT NULL DEFAULT 0,
    levels        TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_lanes_failing ON webhook_lanes (failing_since) WHERE failing_since IS NOT NULL;

-- `payload` is kept byte for byte, and null once its retention is over.
CREATE TABLE webhook_events (
    id         TEXT NOT NULL PRIMARY KEY,
    tail       TEXT NOT NULL,
    workspace  TEXT NOT NULL REFERENCES workspaces (name),
    type       TEXT NOT NULL,
    key        TEXT,
    size       INTEGER NOT NULL,
    sha256     BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    payload    BLOB
) STRICT;
CREATE UNIQUE INDEX webhook_events_key ON webhook_events (workspace, key) WHERE key IS NOT NULL;
CREATE INDEX webhook_events_workspace ON webhook_events (workspace, id);
CREATE INDEX webhook_events_tail ON webhook_events (tail, workspace);
CREATE INDEX webhook_events_kept ON webhook_events (created_at, id) WHERE payload IS NOT NULL;

-- An event on its way to an endpoint. `due_at` is when it is tried next: null where it is settled or parked, and the end
-- of the lease while somebody tries it, so that what a dead worker held comes up by itself. `since_at` is when that wait
-- began, by which a clock that was set back is known. `pardoned` counts the attempts before somebody asked for it to be
-- tried anew, `ordered` repeats the endpoint's, `reason` says why it is due then.
CREATE TABLE webhook_deliveries (
    id          TEXT NOT NULL PRIMARY KEY,
    tail        TEXT NOT NULL,
    workspace   TEXT NOT NULL,
    event_id    TEXT NOT NULL,
    endpoint_id TEXT NOT NULL,
    status      TEXT NOT NULL,
    ordered     INTEGER NOT NULL,
    due_at      INTEGER,
    since_at    INTEGER,
    lease       TEXT,
    attempts    INTEGER NOT NULL DEFAULT 0,
    pardoned    INTEGER NOT NULL DEFAULT 0,
    http_status INTEGER,
    latency_ms  INTEGER,
    error       TEXT,
    reason      TEXT,
    created_at  INTEGER NOT NULL,
    settled_at  INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_deliveries_workspace ON webhook_deliveries (workspace, id);
CREATE INDEX webhook_deliveries_tail ON webhook_deliveries (tail, workspace);
CREATE INDEX webhook_deliveries_event ON webhook_deliveries (event_id, id);
CREATE INDEX webhook_deliveries_endpoint ON webhook_deliveries (endpoint_id, id);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_order ON webhook_deliveries (endpoint_id, id) WHERE ordered = 1 AND due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_status ON webhook_deliveries (workspace, status, id)
    WHERE status <> 'pending' AND status <> 'delivered';
CREATE INDEX webhook_deliveries_endpoint_status ON webhook_deliveries (endpoint_id, status, id)
    WHERE status <> 'pending' AND status <> 'delivered';

-- One HTTP request of a delivery, and what came of it.
CREATE TABLE webhook_attempts (
    delivery_id      TEXT NOT NULL,
    number           INTEGER NOT NULL,
    id               TEXT NOT NULL,
    workspace        TEXT NOT NULL,
    endpoint_id      TEXT NOT NULL,
    at               INTEGER NOT NULL,
    http_status      INTEGER,
    latency_ms       INTEGER NOT NULL,
    error            TEXT,
    response_headers TEXT,
    response_body    TEXT,
    PRIMARY KEY (delivery_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_attempts_workspace ON webhook_attempts (workspace, id);
CREATE INDEX webhook_attempts_endpoint ON webhook_attempts (endpoint_id, id);
CREATE INDEX webhook_attempts_at ON webhook_attempts (at, delivery_id, id);

-- Who delivers: a row a running worker, so that others see that there is one.
CREATE TABLE webhook_workers (
    id         TEXT NOT NULL PRIMARY KEY,
    host       TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_workers_seen ON webhook_workers (seen_at);
