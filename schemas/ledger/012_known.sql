-- When what lies here could be read: a leaf can lie here long before the key that opens it, or the content
-- that goes with it. What was known at an instant is what could be read by then (FOLD.md).

ALTER TABLE case_key ADD COLUMN since INTEGER NOT NULL DEFAULT 0; -- when the key came; 0: made here
UPDATE case_key SET since = coalesce((SELECT received FROM leaf WHERE id = case_key.origin), 0);

ALTER TABLE content ADD COLUMN received INTEGER; -- NULL: with its leaf
