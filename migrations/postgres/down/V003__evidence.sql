-- Schema 2 knows no clock that leapt: what was left behind an @ goes.
UPDATE api_limits SET levels = rtrim(split_part(levels, '@', 1)) WHERE position('@' IN levels) > 0;
DROP INDEX api_usage_hours_hour;
CREATE INDEX api_usage_hours_hour ON api_usage_hours (hour);
DROP INDEX api_tokens_owner;
DROP TABLE api_guess_hours;
DROP TABLE api_guesses;
DROP TABLE api_scope_uses;
ALTER TABLE api_usage_log DROP COLUMN cost;
ALTER TABLE api_usage_log DROP COLUMN scopes;
