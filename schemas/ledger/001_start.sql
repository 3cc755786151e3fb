-- The ledger, first edition. Migrations are only ever added: 002_..., 003_...
--
-- Part one is the truth: what was received or made, as it was, and the keys. A rebuild reads it and
-- never writes it. Part two is derived: `vs ledger rebuild` empties it and computes it again.
--
-- A leaf's row id is feed.id * 2^40 + its index, so that the leaves of a feed lie together in order
-- and no second index is needed. A case's id is the row id of its case.open leaf.

-- ---------------------------------------------------------------- part one: the truth

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Organisations: pinned by a card that people compared, or introduced by a partner and unconfirmed.
CREATE TABLE org (
    id       INTEGER PRIMARY KEY,
    org      BLOB NOT NULL UNIQUE,           -- SHA-256 of its first root public key
    alias    TEXT UNIQUE,                    -- local, never in the log
    pinned   INTEGER NOT NULL,
    own      INTEGER NOT NULL DEFAULT 0,
    name     TEXT NOT NULL,
    identity BLOB NOT NULL,                  -- canonical JSON
    kd       BLOB,                           -- key of its directory channel
    added    INTEGER NOT NULL
) STRICT;

-- Rosters as accepted, every one ever.
CREATE TABLE roster (
    org        INTEGER NOT NULL REFERENCES org,
    generation INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    hash       BLOB NOT NULL,
    note       BLOB NOT NULL,
    received   INTEGER NOT NULL,
    PRIMARY KEY (org, generation, version, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE feed (
    id       INTEGER PRIMARY KEY,
    feed     BLOB NOT NULL UNIQUE,           -- SHA-256 of the origin
    origin   TEXT NOT NULL UNIQUE,
    key      BLOB NOT NULL,                  -- device public key
    org      INTEGER NOT NULL REFERENCES org,
    own      INTEGER NOT NULL,               -- 1: this device writes it; 2: it once did, read-only now
    size     INTEGER NOT NULL DEFAULT 0,
    tree     BLOB NOT NULL,                  -- compact range of the leaves stored
    file     BLOB,                           -- newest checkpoint file: as received, or as signed here
    released INTEGER NOT NULL DEFAULT 0,     -- own: largest size of a checkpoint that left this ledger
    released_root BLOB,
    closed   INTEGER                         -- leaves from this index on are cut; NULL = not closed
) STRICT;
CREATE INDEX feed_org ON feed (org);

CREATE TABLE leaf (
    id       INTEGER PRIMARY KEY,            -- feed.id << 40 | index
    hash     BLOB NOT NULL,                  -- RFC 6962 leaf hash
    received INTEGER NOT NULL,
    raw      BLOB NOT NULL
) STRICT;
-- Not unique: anybody can copy another's leaf into a feed of its own, where it belongs to nothing.
CREATE INDEX leaf_hash ON leaf (hash);

-- Hashes of complete subtrees of 256^level leaves; the rest of the tree follows from leaf.hash.
CREATE TABLE node (
    feed  INTEGER NOT NULL REFERENCES feed,
    level INTEGER NOT NULL,                  -- 1, 2, ...
    n     INTEGER NOT NULL,
    hash  BLOB NOT NULL,
    PRIMARY KEY (feed, level, n)
) STRICT, WITHOUT ROWID;

-- Content ciphertexts that fit the chash of their leaf. A row goes when content is erased.
CREATE TABLE content (
    leaf   INTEGER PRIMARY KEY REFERENCES leaf,
    cipher BLOB NOT NULL
) STRICT;

-- Every cosignature ever seen: by the feed `signer`, over a checkpoint of `feed`.
CREATE TABLE cosignature (
    feed     INTEGER NOT NULL REFERENCES feed,
    signer   INTEGER NOT NULL REFERENCES feed,
    size     INTEGER NOT NULL,
    root     BLOB NOT NULL,
    time     INTEGER NOT NULL,               -- as the signer claims
    line     BLOB NOT NULL,                  -- 8 bytes of time, 64 of signature
    received INTEGER NOT NULL,
    PRIMARY KEY (feed, size, signer, root)
) STRICT, WITHOUT ROWID;

-- Own checkpoint files that carry a line of another organisation; leaves name them as anchors.
CREATE TABLE anchor (
    hash BLOB PRIMARY KEY,                   -- SHA-256 of the file
    feed INTEGER NOT NULL REFERENCES feed,
    size INTEGER NOT NULL,
    file BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Case keys, one a case and epoch. kc is NULL for an auditor.
CREATE TABLE case_key (
    "case"  BLOB NOT NULL,                   -- hash of the case.open leaf
    epoch   INTEGER NOT NULL,
    kf      BLOB NOT NULL,
    kc      BLOB,
    origin  INTEGER NOT NULL,                -- the leaf it came from; 0: made here
    PRIMARY KEY ("case", epoch, kf)
) STRICT, WITHOUT ROWID;

-- Invitations sent: which key of which organisation has the key of a case and epoch.
CREATE TABLE invited (
    "case"  BLOB NOT NULL,
    epoch   INTEGER NOT NULL,
    inbox   BLOB NOT NULL,
    org     BLOB NOT NULL,
    leaf    INTEGER NOT NULL,
    PRIMARY KEY ("case", epoch, inbox)
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox_key (
    public  BLOB PRIMARY KEY,
    private BLOB NOT NULL,
    made    INTEGER NOT NULL,
    until   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE remote (
    name  TEXT PRIMARY KEY,
    url   TEXT NOT NULL,
    added INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a remote was last seen to hold, so that a sync with nothing new reads nothing.
CREATE TABLE remote_branch (
    remote TEXT NOT NULL,
    branch TEXT NOT NULL,                    -- 32 hex digits
    commit_id TEXT NOT NULL,
    PRIMARY KEY (remote, branch)
) STRICT, WITHOUT ROWID;

-- Proofs against somebody: forked checkpoints, refused feeds.
CREATE TABLE evidence (
    id       INTEGER PRIMARY KEY,
    feed     INTEGER,
    kind     TEXT NOT NULL,
    detail   TEXT NOT NULL,
    proof    BLOB,
    received INTEGER NOT NULL,
    UNIQUE (feed, kind, detail)
) STRICT;

-- ---------------------------------------------------------------- part two: derived

-- Channels that this ledger can read. kind 1: directory of an organisation, id = -org; kind 2: one
-- epoch of a case, id = the leaf that opened the epoch.
CREATE TABLE channel (
    id     INTEGER PRIMARY KEY,
    kind   INTEGER NOT NULL,
    org    INTEGER,                          -- kind 1
    "case" INTEGER,                          -- kind 2
    epoch  INTEGER NOT NULL DEFAULT 0,
    kf     BLOB NOT NULL UNIQUE,
    kc     BLOB
) STRICT;
CREATE INDEX channel_case ON channel ("case") WHERE "case" IS NOT NULL;

-- How many leaves of a feed belong to a channel, and the tag that the next one will carry.
CREATE TABLE expected (
    channel INTEGER NOT NULL REFERENCES channel,
    feed    INTEGER NOT NULL,
    n       INTEGER NOT NULL,
    tag     BLOB NOT NULL,
    PRIMARY KEY (channel, feed)
) STRICT, WITHOUT ROWID;
CREATE INDEX expected_tag ON expected (tag);

-- Sealed leaves that belong to no known channel yet, for keys that come late.
CREATE TABLE unmatched (
    tag  BLOB NOT NULL,
    leaf INTEGER NOT NULL,
    PRIMARY KEY (tag, leaf)
) STRICT, WITHOUT ROWID;

-- Invitations that opened for us while the first leaf of their case was not here yet.
CREATE TABLE invitation (
    leaf INTEGER PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Leaves that belong to a channel. state: 1 opened, 2 unopenable, 3 newer than this program.
-- text_state: 0 none, 1 present, 2 absent, 3 wrong, 4 sealed (no key).
CREATE TABLE event (
    leaf       INTEGER PRIMARY KEY,
    channel    INTEGER NOT NULL,
    "case"     INTEGER,                      -- NULL in a directory channel
    state      INTEGER NOT NULL,
    type       TEXT NOT NULL,
    made       INTEGER NOT NULL,
    facts      BLOB NOT NULL,
    text_state INTEGER NOT NULL DEFAULT 0,
    text       BLOB,                         -- opened content
    acked      INTEGER                       -- of others' events: 0 owed, 1 opened, 2 facts, 3 unreadable
) STRICT;
CREATE INDEX event_case ON event ("case", leaf) WHERE "case" IS NOT NULL;
CREATE INDEX event_absent ON event (leaf) WHERE text_state = 2;
CREATE INDEX event_unacked ON event ("case", leaf) WHERE acked = 0;

-- From the directory channels.
CREATE TABLE announced (                     -- inbox keys of devices
    feed   INTEGER NOT NULL,
    leaf   INTEGER NOT NULL,
    key    BLOB NOT NULL,
    until  INTEGER NOT NULL,
    PRIMARY KEY (feed, leaf)
) STRICT, WITHOUT ROWID;

CREATE TABLE adoption (
    leaf    INTEGER PRIMARY KEY,
    hash    BLOB NOT NULL UNIQUE,            -- of the adoption leaf
    org     INTEGER NOT NULL,
    profile BLOB NOT NULL,                   -- SHA-256 of the canonical profile
    name    TEXT NOT NULL,                   -- the profile's id
    role    TEXT NOT NULL,
    since   INTEGER NOT NULL,                -- date
    made    INTEGER NOT NULL
) STRICT;

CREATE TABLE adoption_end (
    leaf     INTEGER PRIMARY KEY,
    adoption BLOB NOT NULL,                  -- hash of its leaf
    org      INTEGER NOT NULL,
    ended    INTEGER NOT NULL                -- first day on which it no longer counts
) STRICT;
CREATE INDEX adoption_end_of ON adoption_end (adoption);

CREATE TABLE profile (
    hash BLOB PRIMARY KEY,
    text BLOB NOT NULL                       -- canonical JSON
) STRICT, WITHOUT ROWID;

-- Cases, as folded.
CREATE TABLE casefile (
    id        INTEGER PRIMARY KEY,           -- of the case.open leaf
    hash      BLOB NOT NULL UNIQUE,
    ref       TEXT,                          -- own reference, else the opener's: content
    opened    INTEGER NOT NULL,
    changed   INTEGER NOT NULL,              -- made of the newest event
    events    INTEGER NOT NULL,
    open      INTEGER NOT NULL,              -- 1 while somebody holds it
    pending   INTEGER NOT NULL,              -- events that wait for others
    seen      INTEGER NOT NULL,              -- the due rows were computed then
    next      INTEGER NOT NULL               -- ... and hold until this instant
) STRICT;
CREATE INDEX casefile_next ON casefile (next);
CREATE INDEX casefile_changed ON casefile (open, changed);
CREATE INDEX casefile_ref ON casefile (ref) WHERE ref IS NOT NULL;

-- Every organisation that any event of the case names as a party, valid or not: its feeds are searched.
CREATE TABLE party (
    "case" INTEGER NOT NULL,
    org    BLOB NOT NULL,
    PRIMARY KEY ("case", org)
) STRICT, WITHOUT ROWID;
CREATE INDEX party_org ON party (org);

-- Spans of one answer: [since, until). doc is the answer as canonical JSON, events named by hash.
CREATE TABLE tenure (
    "case"    INTEGER NOT NULL,
    since     INTEGER NOT NULL,
    until     INTEGER NOT NULL,
    state     TEXT NOT NULL,
    certainty TEXT NOT NULL,
    doc       BLOB NOT NULL,
    PRIMARY KEY ("case", since)
) STRICT, WITHOUT ROWID;

-- What is due, for whom, and when: as seen between casefile.seen and casefile.next, computed again
-- when that has passed.
CREATE TABLE due (
    "case" INTEGER NOT NULL,
    n      INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    kind   TEXT NOT NULL,
    org    INTEGER,                          -- who has to act; NULL: anybody
    event  BLOB,
    doc    BLOB NOT NULL,
    PRIMARY KEY ("case", n)
) STRICT, WITHOUT ROWID;
CREATE INDEX due_at ON due (at);
CREATE INDEX due_org ON due (org, at);
