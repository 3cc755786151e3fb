-- The facts key of a channel follows from a reading key and from the place of the channel's first leaf
-- (FORMAT.md 6.1). Who may read facts alone is given the reading key.

ALTER TABLE case_key ADD COLUMN kr BLOB;
ALTER TABLE channel ADD COLUMN kr BLOB;           -- NULL in a directory channel
