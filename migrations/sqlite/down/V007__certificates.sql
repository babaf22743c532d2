DROP INDEX webhook_lanes_certificate;
ALTER TABLE webhook_lanes DROP COLUMN certificate_until;
