-- Webhooks: who is to hear of what, and the durable outbox of what is on its way.

-- `schema` is a JSON Schema that payloads must meet; `enforce` says how strictly.
CREATE TABLE webhook_types (
    workspace   TEXT COLLATE "C" NOT NULL REFERENCES workspaces (name),
    name        TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C",
    schema      TEXT COLLATE "C",
    enforce     TEXT COLLATE "C" NOT NULL,
    created_at  BIGINT NOT NULL,
    created_by  TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace, name)
);

-- `events`, `signatures`, `allow_private` and `headers` (names only) are joined by spaces, `rate_limits` by commas;
-- `filters` is a JSON array. `version` goes up with every change, so that a worker knows that what it remembers is old.
-- A deleted endpoint stays for the deliveries that name it, without its secrets.
CREATE TABLE webhook_endpoints (
    id              TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    tail            TEXT COLLATE "C" NOT NULL,
    workspace       TEXT COLLATE "C" NOT NULL REFERENCES workspaces (name),
    name            TEXT COLLATE "C" NOT NULL,
    url             TEXT COLLATE "C" NOT NULL,
    events          TEXT COLLATE "C" NOT NULL,
    filters         TEXT COLLATE "C" NOT NULL,
    headers         TEXT COLLATE "C" NOT NULL,
    retry           TEXT COLLATE "C" NOT NULL,
    max_attempts    BIGINT,
    timeout_ms      BIGINT,
    rate_limits     TEXT COLLATE "C" NOT NULL,
    ordered         BIGINT NOT NULL,
    signatures      TEXT COLLATE "C" NOT NULL,
    allow_private   TEXT COLLATE "C" NOT NULL,
    allow_http      BIGINT NOT NULL,
    version         BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    created_by      TEXT COLLATE "C" NOT NULL,
    disabled_at     BIGINT,
    disabled_reason TEXT COLLATE "C",
    deleted_at      BIGINT
);
CREATE UNIQUE INDEX webhook_endpoints_name ON webhook_endpoints (workspace, name) WHERE deleted_at IS NULL;
CREATE INDEX webhook_endpoints_workspace ON webhook_endpoints (workspace, id);
CREATE INDEX webhook_endpoints_disabled ON webhook_endpoints (disabled_at) WHERE disabled_at IS NOT NULL;
CREATE INDEX webhook_endpoints_tail ON webhook_endpoints (tail, workspace);

-- What an endpoint's requests need and nobody may read: signing secrets and header values, sealed. The id is the
-- endpoint's with the number behind a slash, which goes up. One with an end signs beside the newest until then.
CREATE TABLE webhook_secrets (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    endpoint_id TEXT COLLATE "C" NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    number      BIGINT NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL,
    sealed      BYTEA NOT NULL,
    sealed_key  BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT
);
CREATE UNIQUE INDEX webhook_secrets_number ON webhook_secrets (endpoint_id, number);
CREATE INDEX webhook_secrets_sealed ON webhook_secrets (sealed_key, id);
CREATE INDEX webhook_secrets_expires ON webhook_secrets (expires_at) WHERE expires_at IS NOT NULL;

-- One row an endpoint that fails or whose rate is limited: its circuit, with the pause that holds its deliveries back,
-- and its limiter's state, `at` in microseconds.
CREATE TABLE webhook_lanes (
    endpoint_id   TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    state         TEXT COLLATE "C" NOT NULL DEFAULT 'closed',
    failing_since BIGINT,
    failures      BIGINT NOT NULL DEFAULT 0,
    pauses        BIGINT NOT NULL DEFAULT 0,
    from_at       BIGINT NOT NULL DEFAULT 0,
    until_at      BIGINT NOT NULL DEFAULT 0,
    at            BIGINT NOT NULL DEFAULT 0,
    levels        TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX webhook_lanes_failing ON webhook_lanes (failing_since) WHERE failing_since IS NOT NULL;

-- `payload` is kept byte for byte, and null once its retention is over.
CREATE TABLE webhook_events (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    tail       TEXT COLLATE "C" NOT NULL,
    workspace  TEXT COLLATE "C" NOT NULL REFERENCES workspaces (name),
    type       TEXT COLLATE "C" NOT NULL,
    key        TEXT COLLATE "C",
    size       BIGINT NOT NULL,
    sha256     BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    payload    BYTEA
);
CREATE UNIQUE INDEX webhook_events_key ON webhook_events (workspace, key) WHERE key IS NOT NULL;
CREATE INDEX webhook_events_workspace ON webhook_events (workspace, id);
CREATE INDEX webhook_events_tail ON webhook_events (tail, workspace);
CREATE INDEX webhook_events_kept ON webhook_events (created_at, id) WHERE payload IS NOT NULL;

-- An event on its way to an endpoint. `due_at` is when it is tried next: null where it is settled or parked, and the end
-- of the lease while somebody tries it, so that what a dead worker held comes up by itself. `since_at` is when that wait
-- began, by which a clock that was set back is known. `pardoned` counts the attempts before somebody asked for it to be
-- tried anew, `ordered` repeats the endpoint's, `reason` says why it is due then.
CREATE TABLE webhook_deliveries (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    tail        TEXT COLLATE "C" NOT NULL,
    workspace   TEXT COLLATE "C" NOT NULL,
    event_id    TEXT COLLATE "C" NOT NULL,
    endpoint_id TEXT COLLATE "C" NOT NULL,
    status      TEXT COLLATE "C" NOT NULL,
    ordered     BIGINT NOT NULL,
    due_at      BIGINT,
    since_at    BIGINT,
    lease       TEXT COLLATE "C",
    attempts    BIGINT NOT NULL DEFAULT 0,
    pardoned    BIGINT NOT NULL DEFAULT 0,
    http_status BIGINT,
    latency_ms  BIGINT,
    error       TEXT COLLATE "C",
    reason      TEXT COLLATE "C",
    created_at  BIGINT NOT NULL,
    settled_at  BIGINT
);
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
    delivery_id      TEXT COLLATE "C" NOT NULL,
    number           BIGINT NOT NULL,
    id               TEXT COLLATE "C" NOT NULL,
    workspace        TEXT COLLATE "C" NOT NULL,
    endpoint_id      TEXT COLLATE "C" NOT NULL,
    at               BIGINT NOT NULL,
    http_status      BIGINT,
    latency_ms       BIGINT NOT NULL,
    error            TEXT COLLATE "C",
    response_headers TEXT COLLATE "C",
    response_body    TEXT COLLATE "C",
    PRIMARY KEY (delivery_id, id)
);
CREATE INDEX webhook_attempts_workspace ON webhook_attempts (workspace, id);
CREATE INDEX webhook_attempts_endpoint ON webhook_attempts (endpoint_id, id);
CREATE INDEX webhook_attempts_at ON webhook_attempts (at, delivery_id, id);

-- Who delivers: a row a running worker, so that others see that there is one.
CREATE TABLE webhook_workers (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    host       TEXT COLLATE "C" NOT NULL,
    started_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL
);
CREATE INDEX webhook_workers_seen ON webhook_workers (seen_at);
