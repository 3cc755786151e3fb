-- Boxes of invitations that opened and wait: each is opened once, and not by every sync anew. Derived.

-- 0: not opened yet; 1: rows in box wait; 2: opened, but there was no room for what waits.
ALTER TABLE invitation ADD COLUMN opened INTEGER NOT NULL DEFAULT 0;
CREATE INDEX invitation_unopened ON invitation (opened, leaf) WHERE opened <> 1;

CREATE TABLE box (
    leaf    INTEGER NOT NULL,                -- the invitation
    n       INTEGER NOT NULL,                -- which of its boxes that opened
    "case"  BLOB NOT NULL,
    epoch   INTEGER NOT NULL,
    role    INTEGER NOT NULL,                -- 1: the key is Kc; 2: Kr
    key     BLOB NOT NULL,
    feed    BLOB NOT NULL,                   -- where the channel begins
    "index" INTEGER NOT NULL,
    kf      BLOB NOT NULL,                   -- follows from them
    walked  INTEGER NOT NULL,                -- leaves of the inviting feed looked at for introductions
    PRIMARY KEY (leaf, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX box_kf ON box (kf);

-- Who made an organisation known first, of those that no card pinned.
ALTER TABLE org ADD COLUMN introducer INTEGER REFERENCES org;
CREATE INDEX org_introducer ON org (introducer) WHERE introducer IS NOT NULL;
