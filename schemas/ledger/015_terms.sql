-- Whom a term binds, whether it was missed, and that one runs of which nobody says from when it counts.

-- Every case is folded again by the next command that writes what it learns: a sync or a rebuild.
UPDATE casefile SET next = 0;
