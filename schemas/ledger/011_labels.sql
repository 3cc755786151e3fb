-- Whose reference and whose label of the household a case bears here: a partner's stands in only where we
-- gave none, and is shown and looked up as a partner's. Derived.

ALTER TABLE casefile ADD COLUMN ref_org INTEGER NOT NULL DEFAULT 0;       -- 0: ours, or none
ALTER TABLE casefile ADD COLUMN household_org INTEGER NOT NULL DEFAULT 0; -- 0: ours, or none

-- Every case is folded again by the next command that writes what it learns: a sync or a rebuild.
UPDATE casefile SET next = 0;
