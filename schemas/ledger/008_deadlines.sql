-- What is due, kept so that no question about all cases folds any of them, or reads more rows than it
-- shows. Derived.
--
-- A row says from when until when it stands if nothing else is recorded, so that time alone makes no
-- row wrong: casefile.next is now the instant at which the case itself has to be folded again, because
-- an event that was dated ahead of the clock counts from then on. Never, for nearly every case. 0 says
-- that an older program folded it and that a newer one may conclude something else: a migration sets it.
-- Who makes such a migration folds them at once if they are at most 1,000. A sync folds all of which the
-- instant has come. Until then a question about one case folds it, and one about all cases does if they are
-- at most 100; if there are more it folds none, shows what is kept, and says how many they are
-- ("not_worked_out"), since rows may be missing that no row that is there can tell of.

DROP TABLE due;
CREATE TABLE due (
    "case" INTEGER NOT NULL,
    n      INTEGER NOT NULL,
    at     INTEGER NOT NULL,                 -- the first instant after it; days that the calendar does not
                                             -- know taken for working days. 2^63 - 1: no term
    since  INTEGER NOT NULL,                 -- when it began
    "from" INTEGER NOT NULL,                 -- shown from then; 0: from when the case was folded
    until  INTEGER NOT NULL,                 -- ... until then
    part   INTEGER NOT NULL,                 -- of the status: 0 to look at first, 1 ours, 2 others'
    kind   TEXT NOT NULL,
    org    INTEGER NOT NULL,                 -- who has to act; 0: anybody
    lead   INTEGER NOT NULL,                 -- 1: the first row of this organisation in the case
    told   INTEGER NOT NULL,                 -- 1: another row of the case says it to people
    event  BLOB,
    doc    BLOB NOT NULL,
    PRIMARY KEY ("case", n)
) STRICT, WITHOUT ROWID;
CREATE INDEX due_at ON due (at, since, "case", n, "from", until);
CREATE INDEX due_org ON due (org, at, since, "case", n, "from", until);
CREATE INDEX due_part ON due (part, at, since, "case", n, "from", until);
CREATE INDEX due_passed ON due (until) WHERE until < 9223372036854775807;

-- How many rows of `due` stand: the sum of n over all instants up to now; of cases: of lead.
CREATE TABLE due_count (
    org  INTEGER NOT NULL,
    part INTEGER NOT NULL,
    at   INTEGER NOT NULL,
    n    INTEGER NOT NULL,
    lead INTEGER NOT NULL,
    PRIMARY KEY (org, part, at)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER due_added AFTER INSERT ON due BEGIN
    INSERT INTO due_count (org, part, at, n, lead) VALUES (new.org, new.part, new."from", 1, new.lead)
        ON CONFLICT (org, part, at) DO UPDATE SET n = n + 1, lead = lead + excluded.lead;
    INSERT INTO due_count (org, part, at, n, lead)
        SELECT new.org, new.part, new.until, -1, -new.lead WHERE new.until < 9223372036854775807
        ON CONFLICT (org, part, at) DO UPDATE SET n = n - 1, lead = lead + excluded.lead;
END;
CREATE TRIGGER due_gone AFTER DELETE ON due BEGIN
    UPDATE due_count SET n = n - 1, lead = lead - old.lead
        WHERE org = old.org AND part = old.part AND at = old."from";
    UPDATE due_count SET n = n + 1, lead = lead + old.lead
        WHERE org = old.org AND part = old.part AND at = old.until;
END;

-- How many cases there are, closed (0) and open (1).
CREATE TABLE case_count (
    open INTEGER PRIMARY KEY,
    n    INTEGER NOT NULL
) STRICT;
INSERT INTO case_count (open, n) VALUES
    (0, (SELECT count(*) FROM casefile WHERE NOT open)), (1, (SELECT count(*) FROM casefile WHERE open));
CREATE TRIGGER case_added AFTER INSERT ON casefile BEGIN
    UPDATE case_count SET n = n + 1 WHERE open = new.open;
END;
CREATE TRIGGER case_gone AFTER DELETE ON casefile BEGIN
    UPDATE case_count SET n = n - 1 WHERE open = old.open;
END;
CREATE TRIGGER case_changed AFTER UPDATE OF open ON casefile WHEN old.open <> new.open BEGIN
    UPDATE case_count SET n = n - 1 WHERE open = old.open;
    UPDATE case_count SET n = n + 1 WHERE open = new.open;
END;

-- Lists go by the newest change first, of all cases or of those that are open.
DROP INDEX casefile_changed;
CREATE INDEX casefile_open ON casefile (changed DESC, id) WHERE open;
CREATE INDEX casefile_all ON casefile (changed DESC, id);

-- Every case is folded again by the next command that writes what it learns: a sync or a rebuild.
UPDATE casefile SET next = 0;
