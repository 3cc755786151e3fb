-- The household of a case: a label of its own organisation's, or the opener's where it gave none; content,
-- like the reference. One label, many cases over the years.

ALTER TABLE casefile ADD COLUMN household TEXT;
CREATE INDEX casefile_household ON casefile (household, opened) WHERE household IS NOT NULL;

-- Who succeeds whom, from the directory channels: what `org` says of `other` from a date on. side: 1 the
-- other one succeeds it, 2 it succeeds the other one. It counts when both say so.
CREATE TABLE succession (
    leaf  INTEGER PRIMARY KEY,
    org   INTEGER NOT NULL,
    other BLOB NOT NULL,
    side  INTEGER NOT NULL,
    since INTEGER NOT NULL                   -- date
) STRICT;
CREATE INDEX succession_org ON succession (org);
CREATE INDEX succession_other ON succession (other);
