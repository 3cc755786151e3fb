-- From when a row of `due` asks its organisation for something: at once where an act is waited for, of
-- a term when it has passed. So the cases that need somebody are counted without those in which a term
-- merely runs. Derived.

ALTER TABLE due ADD COLUMN asks INTEGER NOT NULL DEFAULT 9223372036854775807; -- 2^63 - 1: never
CREATE INDEX due_asks ON due (org, asks, "case", "from", until) WHERE asks < 9223372036854775807;

-- Every case is folded again by the next command that writes what it learns: a sync or a rebuild.
UPDATE casefile SET next = 0;
