-- Forks. Of a feed whose device signed more than one history every history is kept: the one that was
-- taken first is version 0, every other a row that holds the leaves from `start` on and has those
-- before it from the row `parent`.

CREATE TABLE feed_versions (
    id       INTEGER PRIMARY KEY,
    feed     BLOB NOT NULL,                  -- SHA-256 of the origin
    version  INTEGER NOT NULL DEFAULT 0,
    origin   TEXT NOT NULL,
    key      BLOB NOT NULL,                  -- device public key
    org      INTEGER NOT NULL REFERENCES org,
    own      INTEGER NOT NULL,               -- 1: this device writes it; 2: it once did, read-only now
    size     INTEGER NOT NULL DEFAULT 0,     -- leaves of this version, its parents' among them
    tree     BLOB NOT NULL,                  -- compact range of them
    file     BLOB,                           -- newest checkpoint file: as received, or as signed here
    released INTEGER NOT NULL DEFAULT 0,     -- own: largest size of a checkpoint that left this ledger
    released_root BLOB,
    closed   INTEGER,                        -- leaves from this index on are cut; NULL = not closed
    parent   INTEGER NOT NULL DEFAULT 0,     -- 0 in version 0
    start    INTEGER NOT NULL DEFAULT 0,
    since    INTEGER NOT NULL DEFAULT 0,     -- when the row was made; 0 in version 0
    common   INTEGER,                        -- leaves from this index on are cut by a fork; NULL = none
    UNIQUE (feed, version)
) STRICT;
INSERT INTO feed_versions
    (id, feed, origin, key, org, own, size, tree, file, released, released_root, closed)
    SELECT id, feed, origin, key, org, own, size, tree, file, released, released_root, closed
    FROM feed;
DROP TABLE feed;
ALTER TABLE feed_versions RENAME TO feed;
CREATE INDEX feed_org ON feed (org);
CREATE INDEX feed_forked ON feed (feed) WHERE common IS NOT NULL;

-- Of the kind `fork`: `detail` is the SHA-256 of the proof in hex.
ALTER TABLE evidence ADD COLUMN prefix INTEGER;                -- the histories share at most so many leaves
ALTER TABLE evidence ADD COLUMN told INTEGER NOT NULL DEFAULT 0; -- 1: a sync has reported it

-- Signed checkpoints of feeds that others have cosigned and that are larger than what was taken: what
-- a host withholds, or the other side of a fork that is not proven yet.
CREATE TABLE ahead (
    feed     INTEGER NOT NULL,               -- version 0
    size     INTEGER NOT NULL,
    root     BLOB NOT NULL,
    witness  INTEGER NOT NULL,               -- the feed of who showed it
    file     BLOB NOT NULL,
    received INTEGER NOT NULL,
    PRIMARY KEY (feed, size, root)
) STRICT, WITHOUT ROWID;

-- How much of the branch a remote has shown, so that one that was set back is told from one that lags.
ALTER TABLE remote_branch ADD COLUMN size INTEGER NOT NULL DEFAULT 0;

-- Announcements of forks, for feeds that become known later.
CREATE INDEX event_fork ON event (leaf) WHERE type = 'fork';
