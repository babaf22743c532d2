-- What the use of tokens shows: the scopes that it needed, what it cost, and what was tried in vain.

-- `scopes` are those that the verification needed, joined by spaces; null where it asked for none.
ALTER TABLE api_usage_log ADD COLUMN scopes TEXT;
ALTER TABLE api_usage_log ADD COLUMN cost INTEGER NOT NULL DEFAULT 1;

-- When each scope of a token was last needed by an accepted verification, of the rolled rows.
CREATE TABLE api_scope_uses (
    token_id TEXT NOT NULL,
    scope    TEXT NOT NULL,
    last_at  INTEGER NOT NULL,
    PRIMARY KEY (token_id, scope)
) STRICT, WITHOUT ROWID;

-- Attempts with what is no token, or none that holds any more, by the hour. The address is empty where none
-- was given, the prefix where it tells nothing or where one address tried too many; both where the hour has
-- too many counters.
CREATE TABLE api_guesses (
    hour    INTEGER NOT NULL,
    address TEXT NOT NULL,
    prefix  TEXT NOT NULL,
    outcome TEXT NOT NULL,
    count   INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (hour, address, prefix, outcome)
) STRICT, WITHOUT ROWID;

-- How many counters of guesses an hour has, so that nobody counts them.
CREATE TABLE api_guess_hours (
    hour     INTEGER PRIMARY KEY,
    counters INTEGER NOT NULL
) STRICT;

-- The tokens of one owner, of which there are few, in one workspace or in all.
CREATE INDEX api_tokens_owner ON api_tokens (owner, id) WHERE owner IS NOT NULL;

-- With all that a report over every token reads, so that it looks up no counter one by one.
DROP INDEX api_usage_hours_hour;
CREATE INDEX api_usage_hours_hour ON api_usage_hours (hour, outcome, resource, count);
