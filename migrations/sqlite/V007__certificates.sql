-- The last moment of the certificate that an endpoint has shown; a lane has a row for this as well.
ALTER TABLE webhook_lanes ADD COLUMN certificate_until INTEGER;
CREATE INDEX webhook_lanes_certificate ON webhook_lanes (certificate_until) WHERE certificate_until IS NOT NULL;
