-- What was found against the writer of a feed when something arrived: not derivable, since a rebuild
-- does not see again what was not kept. It moves nothing; people are told of it once.
CREATE TABLE finding (
    feed     INTEGER NOT NULL,
    kind     TEXT NOT NULL,                  -- core/record/finding.h
    leaf     INTEGER NOT NULL,               -- its index
    received INTEGER NOT NULL,
    told     INTEGER NOT NULL DEFAULT 0,     -- 1: a sync has reported it
    PRIMARY KEY (feed, kind, leaf)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_untold ON finding (feed) WHERE told = 0;
