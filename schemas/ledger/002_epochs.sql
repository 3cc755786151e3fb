-- Epochs. Two rekeys that did not know of each other have one number and two keys, so that an
-- invitation is told apart by its key; and the leaf that began an epoch names its channel.

ALTER TABLE case_key ADD COLUMN first INTEGER NOT NULL DEFAULT 0; -- the epoch.open; 0: the case.open

-- Invitations sent: which inbox key of which organisation has which key of a case.
CREATE TABLE invited_by_key (
    "case"  BLOB NOT NULL,
    epoch   INTEGER NOT NULL,
    kf      BLOB NOT NULL,
    inbox   BLOB NOT NULL,
    role    INTEGER NOT NULL,                -- 1: Kc was sealed; 2: Kf
    org     BLOB NOT NULL,
    leaf    INTEGER NOT NULL,
    PRIMARY KEY ("case", epoch, kf, inbox)
) STRICT, WITHOUT ROWID;

INSERT INTO invited_by_key ("case", epoch, kf, inbox, role, org, leaf)
    SELECT i."case", i.epoch, k.kf, i.inbox, 1, i.org, i.leaf FROM invited i
    JOIN case_key k ON k."case" = i."case" AND k.epoch = i.epoch;

DROP TABLE invited;
ALTER TABLE invited_by_key RENAME TO invited;

-- Derived: cases in which somebody was removed or keys were made anew, to be looked at by the next
-- sync: is a new key owed, does everybody have it?
CREATE TABLE epoch_due (
    "case" INTEGER PRIMARY KEY
) STRICT;
