-- Calendars that organisations published in their directory channels; the text lies in `profile`, by its hash. Derived.

CREATE TABLE calendar (
    leaf    INTEGER PRIMARY KEY,
    org     INTEGER NOT NULL,
    hash    BLOB NOT NULL,                   -- SHA-256 of the canonical calendar
    name    TEXT NOT NULL,                   -- the calendar's id
    edition TEXT NOT NULL,
    made    INTEGER NOT NULL
) STRICT;
CREATE INDEX calendar_of ON calendar (hash, org);
