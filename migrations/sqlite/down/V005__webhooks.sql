DROP TABLE webhook_workers;
DROP TABLE webhook_attempts;
DROP TABLE webhook_deliveries;
DROP TABLE webhook_events;
DROP TABLE webhook_lanes;
DROP TABLE webhook_secrets;
DROP TABLE webhook_endpoints;
DROP TABLE webhook_types;
