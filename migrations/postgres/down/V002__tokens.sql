DROP TABLE api_usage_hours;
DROP TABLE api_usage_log;
DROP TABLE api_limits;
DROP TABLE api_token_scopes;
DROP TABLE api_tokens;
DROP TABLE api_scopes;
