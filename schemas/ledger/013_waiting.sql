-- What the offers of a case name and what is not here: the leaf of an adoption, an agreement, a calendar, by
-- hash. Whatever brings it, the case is folded again. Derived.

CREATE TABLE waiting (
    hash   BLOB NOT NULL,
    "case" INTEGER NOT NULL,
    PRIMARY KEY (hash, "case")
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_case ON waiting ("case");

-- Cases of which something is missing are folded again by the next command that writes what it learns.
UPDATE casefile SET next = 0 WHERE id IN
    (SELECT "case" FROM tenure WHERE certainty NOT IN ('certain', 'unconfirmed'));
