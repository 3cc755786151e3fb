-- The ledger as it is now: a new one begins with these tables. One that an earlier program wrote comes here
-- by the migrations beside this file, 001_..., 002_..., which are only ever added to; both ways end with the
-- same tables (tests/unit/core_ledger/t_migrate.c).
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
    added    INTEGER NOT NULL,
    introducer INTEGER REFERENCES org        -- who made it known first, where no card pinned it
) STRICT;
CREATE INDEX org_introducer ON org (introducer) WHERE introducer IS NOT NULL;

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

-- Logs. Of a feed whose device signed more than one history every history is kept: the one that was taken
-- first is version 0, every other a row that holds the leaves from `start` on and has those before it from
-- the row `parent`.
CREATE TABLE feed (
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
CREATE INDEX feed_org ON feed (org);
CREATE INDEX feed_forked ON feed (feed) WHERE common IS NOT NULL;

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
    cipher BLOB NOT NULL,
    received INTEGER                         -- NULL: with its leaf
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

-- Case keys, one a case and epoch; two where rekeys did not know of each other. kc is NULL for an auditor.
-- The facts key of a channel follows from a reading key and from the place of the channel's first leaf
-- (FORMAT.md 6.1): who may read facts alone is given the reading key.
CREATE TABLE case_key (
    "case"  BLOB NOT NULL,                   -- hash of the case.open leaf
    epoch   INTEGER NOT NULL,
    kf      BLOB NOT NULL,
    kc      BLOB,
    origin  INTEGER NOT NULL,                -- the leaf it came from; 0: made here
    first   INTEGER NOT NULL DEFAULT 0,      -- the epoch.open; 0: the case.open
    kr      BLOB,
    since   INTEGER NOT NULL DEFAULT 0,      -- when the key came; 0: made here
    PRIMARY KEY ("case", epoch, kf)
) STRICT, WITHOUT ROWID;

-- Invitations sent: which inbox key of which organisation has which key of a case.
CREATE TABLE invited (
    "case"  BLOB NOT NULL,
    epoch   INTEGER NOT NULL,
    kf      BLOB NOT NULL,
    inbox   BLOB NOT NULL,
    role    INTEGER NOT NULL,                -- 1: Kc was sealed; 2: Kf
    org     BLOB NOT NULL,
    leaf    INTEGER NOT NULL,
    PRIMARY KEY ("case", epoch, kf, inbox)
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
    size   INTEGER NOT NULL DEFAULT 0,       -- leaves that it has shown: set back is told from lagging
    PRIMARY KEY (remote, branch)
) STRICT, WITHOUT ROWID;

-- Proofs against somebody: forked checkpoints, refused feeds. Of the kind `fork` the detail is the SHA-256 of
-- the proof in hex.
CREATE TABLE evidence (
    id       INTEGER PRIMARY KEY,
    feed     INTEGER,
    kind     TEXT NOT NULL,
    detail   TEXT NOT NULL,
    proof    BLOB,
    received INTEGER NOT NULL,
    prefix   INTEGER,                        -- the histories share at most so many leaves
    told     INTEGER NOT NULL DEFAULT 0,     -- 1: a sync has reported it
    UNIQUE (feed, kind, detail)
) STRICT;

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
    kc     BLOB,
    kr     BLOB                              -- NULL in a directory channel
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

-- Invitations that opened for us while the first leaf of their case was not here yet, and their boxes that
-- opened and wait: each is opened once, and not by every sync anew.
CREATE TABLE invitation (
    leaf   INTEGER PRIMARY KEY,
    opened INTEGER NOT NULL DEFAULT 0        -- 0: not yet; 1: rows in box wait; 2: there was no room for them
) STRICT, WITHOUT ROWID;
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
-- Announcements of forks, for feeds that become known later.
CREATE INDEX event_fork ON event (leaf) WHERE type = 'fork';
-- Which cases somebody began to monitor, closed ones too: few among many.
CREATE INDEX event_monitoring ON event ("case") WHERE type = 'monitoring.start';

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

-- Calendars that organisations published; the text lies in `profile`, by its hash.
CREATE TABLE calendar (
    leaf    INTEGER PRIMARY KEY,
    org     INTEGER NOT NULL,
    hash    BLOB NOT NULL,                   -- SHA-256 of the canonical calendar
    name    TEXT NOT NULL,                   -- the calendar's id
    edition TEXT NOT NULL,
    made    INTEGER NOT NULL
) STRICT;
CREATE INDEX calendar_of ON calendar (hash, org);

-- Cases, as folded. The reference and the label of the household (one label, many cases over the years) are
-- content: a partner's stands in only where we gave none, and is shown and looked up as a partner's.
CREATE TABLE casefile (
    id        INTEGER PRIMARY KEY,           -- of the case.open leaf
    hash      BLOB NOT NULL UNIQUE,
    ref       TEXT,                          -- own reference, else the opener's
    opened    INTEGER NOT NULL,
    changed   INTEGER NOT NULL,              -- made of the newest event
    events    INTEGER NOT NULL,
    open      INTEGER NOT NULL,              -- 1 while somebody holds it
    pending   INTEGER NOT NULL,              -- events that wait for others
    seen      INTEGER NOT NULL,              -- it was folded then
    next      INTEGER NOT NULL,              -- ... and is to be folded again at this instant (due)
    household TEXT,
    ref_org       INTEGER NOT NULL DEFAULT 0, -- whose it is; 0: ours, or none
    household_org INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX casefile_next ON casefile (next);
CREATE INDEX casefile_ref ON casefile (ref) WHERE ref IS NOT NULL;
CREATE INDEX casefile_household ON casefile (household, opened) WHERE household IS NOT NULL;
-- Lists go by the newest change first, of all cases or of those that are open.
CREATE INDEX casefile_open ON casefile (changed DESC, id) WHERE open;
CREATE INDEX casefile_all ON casefile (changed DESC, id);

-- How many cases there are, closed (0) and open (1).
CREATE TABLE case_count (
    open INTEGER PRIMARY KEY,
    n    INTEGER NOT NULL
) STRICT;
INSERT INTO case_count (open, n) VALUES (0, 0), (1, 0);
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

-- What the offers of a case name and what is not here: the leaf of an adoption, an agreement, a calendar, by
-- hash. Whatever brings it, the case is folded again.
CREATE TABLE waiting (
    hash   BLOB NOT NULL,
    "case" INTEGER NOT NULL,
    PRIMARY KEY (hash, "case")
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_case ON waiting ("case");

-- What is due, kept so that no question about all cases folds any of them, or reads more rows than it
-- shows.
--
-- A row says from when until when it stands if nothing else is recorded, so that time alone makes no
-- row wrong: casefile.next is the instant at which the case itself has to be folded again, because
-- an event that was dated ahead of the clock counts from then on. Never, for nearly every case. 0 says
-- that an older program folded it and that a newer one may conclude something else: a migration sets it.
-- Who makes such a migration folds them at once if they are at most 1,000. A sync folds all of which the
-- instant has come. Until then a question about one case folds it, and one about all cases does if they are
-- at most 100; if there are more it folds none, shows what is kept, and says how many they are
-- ("not_worked_out"), since rows may be missing that no row that is there can tell of.
--
-- A row asks for something at once where an act is waited for, of a term when it has passed: so the cases that
-- need somebody are counted without those in which a term merely runs.
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
    asks   INTEGER NOT NULL DEFAULT 9223372036854775807, -- from when it asks `org` for something; 2^63 - 1: never
    PRIMARY KEY ("case", n)
) STRICT, WITHOUT ROWID;
CREATE INDEX due_at ON due (at, since, "case", n, "from", until);
CREATE INDEX due_org ON due (org, at, since, "case", n, "from", until);
CREATE INDEX due_part ON due (part, at, since, "case", n, "from", until);
CREATE INDEX due_asks ON due (org, asks, "case", "from", until) WHERE asks < 9223372036854775807;
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

-- Cases in which somebody was removed or keys were made anew, to be looked at by the next
-- sync: is a new key owed, does everybody have it?
CREATE TABLE epoch_due (
    "case" INTEGER PRIMARY KEY
) STRICT;
