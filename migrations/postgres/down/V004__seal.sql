DROP TABLE audit_keys;
DROP TABLE seal_wraps;
DROP TABLE seal_keys;
