-- Which cases somebody began to monitor, closed ones too (vs list --monitored): few among many.

CREATE INDEX event_monitoring ON event ("case") WHERE type = 'monitoring.start';
