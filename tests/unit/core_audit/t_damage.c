/*
 * One thing at a time is changed in the database, behind the program's back, inside a transaction
 * that is rolled back again; the verification must find it and name it by its kind.
 */
#include "tests/unit/core_audit/h_audit.h"

#include <sqlite3.h>
#include <stdlib.h>

static struct h_pair pair;
static bool met[VS_FINDING_KINDS];

static void
sql(const char *text)
{
    char *why = NULL;

    if (sqlite3_exec(vs_vault_db(pair.ost.store->vault), text, NULL, NULL, &why) != SQLITE_OK) {
        printf("not ok - %s: %s\n", text, why);
        exit(2);
    }
}

/* Inside the transaction; ends it. */
static void
must_find(enum vs_finding_kind kind, const char *what)
{
    struct h_found found;

    h_audit(&found, &pair.ost, 0);
    sql("ROLLBACK");
    if (!OK(found.kinds[kind] > 0, "%s: %s", what, vs_finding_name(kind))) {
        printf("%s", found.words);
    }
    met[kind] = met[kind] || found.kinds[kind] > 0;
}

static void
damaged(enum vs_finding_kind kind, const char *what, const char *change)
{
    sql("BEGIN");
    sql(change);
    if (sqlite3_changes(vs_vault_db(pair.ost.store->vault)) == 0) {
        OK(false, "%s: nothing was changed by %s", what, change);
    }
    must_find(kind, what);
}

#define FLIP(column)                                                                               \
    "cast(substr(" column ", 1, 300) || x'00ff00' || substr(" column ", 304) AS BLOB)"
#define OURS   "(SELECT id FROM feed WHERE own = 1)"
#define THEIRS "(SELECT id FROM feed WHERE own = 0)"
#define NOTE   "(SELECT min(leaf) FROM event WHERE type = 'note' AND leaf >> 40 = " THEIRS ")"

static void
leaves(void)
{
    damaged(VS_FOUND_LEAF_HASH, "bytes of a leaf",
            "UPDATE leaf SET raw = " FLIP("raw") " WHERE id = " NOTE);
    damaged(VS_FOUND_CHECKPOINT_ROOT, "bytes of a leaf",
            "UPDATE leaf SET raw = " FLIP("raw") " WHERE id = " NOTE);
    damaged(VS_FOUND_LEAF_HASH, "the hash of a leaf",
            "UPDATE leaf SET hash = zeroblob(32) WHERE id = " NOTE);
    damaged(VS_FOUND_LEAF_GAP, "a leaf taken out", "DELETE FROM leaf WHERE id = " NOTE);
    damaged(VS_FOUND_TREE, "the last leaf taken out",
            "DELETE FROM leaf WHERE id = (SELECT max(id) FROM leaf)");
    damaged(VS_FOUND_LEFT_OVER, "a leaf of no feed",
            "INSERT INTO leaf SELECT (77 << 40), hash, received, raw FROM leaf LIMIT 1");
    damaged(VS_FOUND_NODE, "a node", "UPDATE node SET hash = zeroblob(32)");
    damaged(VS_FOUND_NODE, "a node taken out", "DELETE FROM node");
    damaged(VS_FOUND_LEFT_OVER, "a node too many",
            "INSERT INTO node SELECT feed, level, n + 7, hash FROM node");
    damaged(VS_FOUND_ANCHOR, "an anchor", "UPDATE anchor SET file = x'00'");
    damaged(VS_FOUND_ANCHOR, "an anchor taken out", "DELETE FROM anchor");
    damaged(VS_FOUND_ANCHOR, "an anchor of another feed", "UPDATE anchor SET feed = " THEIRS);
    damaged(VS_FOUND_CONTENT, "content",
            "UPDATE content SET cipher = " FLIP("cipher") " WHERE leaf >> 40 = " THEIRS);
    damaged(VS_FOUND_EVENT, "content taken out", "DELETE FROM content WHERE leaf >> 40 = " THEIRS);
}

static void
feeds(void)
{
    damaged(VS_FOUND_TREE, "the size of a feed",
            "UPDATE feed SET size = size + 1 WHERE id = " THEIRS);
    damaged(VS_FOUND_TREE, "the tree of a feed",
            "UPDATE feed SET tree = cast(substr(tree, 1, 8) || zeroblob(length(tree) - 8) AS BLOB) "
            "WHERE id"
            " = " THEIRS);
    damaged(VS_FOUND_FEED_ROW, "a tree that is none",
            "UPDATE feed SET tree = x'00' WHERE id = " THEIRS);
    damaged(VS_FOUND_FEED_ROW, "the key of a feed",
            "UPDATE feed SET key = zeroblob(32) WHERE id = " THEIRS);
    damaged(VS_FOUND_FEED_ROW, "the owner of a feed",
            "UPDATE feed SET org = (SELECT org FROM feed WHERE own = 1) WHERE id = " THEIRS);
    damaged(VS_FOUND_FEED_UNCLAIMED, "the owner of a feed",
            "UPDATE feed SET org = (SELECT org FROM feed WHERE own = 1) WHERE id = " THEIRS);
    damaged(VS_FOUND_FEED_ROW, "a closing that nobody signed",
            "UPDATE feed SET closed = 3 WHERE id = " THEIRS);
    damaged(VS_FOUND_FEED_ROW, "a cut that nothing proves",
            "UPDATE feed SET common = 3 WHERE id = " THEIRS);
    damaged(VS_FOUND_CHECKPOINT, "a checkpoint",
            "UPDATE feed SET file = " FLIP("file") " WHERE id = " THEIRS);
    damaged(VS_FOUND_CHECKPOINT, "a checkpoint taken out",
            "UPDATE feed SET file = NULL WHERE id = " THEIRS);
    damaged(VS_FOUND_CHECKPOINT, "the checkpoint of another",
            "UPDATE feed SET file = (SELECT file FROM feed WHERE own = 1) WHERE id = " THEIRS);
    damaged(VS_FOUND_CHECKPOINT, "an older checkpoint of our own",
            "UPDATE feed SET file = (SELECT file FROM anchor) WHERE own = 1");
    damaged(VS_FOUND_RELEASED, "what was given out",
            "UPDATE feed SET released = 2, released_root = zeroblob(32) WHERE own = 1");
    damaged(VS_FOUND_RELEASED, "more was given out than is here",
            "UPDATE feed SET released = 5000 WHERE own = 1");
    damaged(VS_FOUND_COSIGNATURE, "a cosignature", "UPDATE cosignature SET line = zeroblob(72)");
    damaged(VS_FOUND_COSIGNATURE, "the time of a cosignature",
            "UPDATE cosignature SET time = time + 1");
    damaged(VS_FOUND_COSIGNATURE, "the tree of a cosignature",
            "UPDATE cosignature SET root = zeroblob(32)");
    damaged(VS_FOUND_EVIDENCE, "a proof that is none",
            "INSERT INTO evidence (feed, kind, detail, proof, received) SELECT " THEIRS
            ", 'fork', 'x', x'00', 0");
    damaged(
        VS_FOUND_EVIDENCE, "a checkpoint that nobody signed",
        "INSERT INTO ahead SELECT id, 5000, zeroblob(32), id, x'00', 0 FROM feed WHERE own = 0");
}

static void
organisations(void)
{
    damaged(VS_FOUND_ROSTER, "a roster", "UPDATE roster SET note = " FLIP("note"));
    damaged(VS_FOUND_ROSTER, "the rank of a roster", "UPDATE roster SET version = 9");
    damaged(VS_FOUND_ROSTER_MISSING, "rosters taken out", "DELETE FROM roster");
    damaged(VS_FOUND_FEED_ROW, "rosters taken out", "DELETE FROM roster");
    damaged(VS_FOUND_ORG_IDENTITY, "an identity", "UPDATE org SET identity = x'7b7d'");
    damaged(VS_FOUND_ORG_IDENTITY, "the id of an organisation",
            "UPDATE org SET org = zeroblob(32) WHERE own = 0");
    damaged(VS_FOUND_ORG_IDENTITY, "a name", "UPDATE org SET name = 'Breda'");
    damaged(VS_FOUND_ORG_IDENTITY, "a directory key", "UPDATE org SET kd = zeroblob(32)");
    damaged(VS_FOUND_DIRECTORY, "an inbox key", "UPDATE announced SET key = zeroblob(32)");
    damaged(VS_FOUND_DIRECTORY, "an inbox key taken out", "DELETE FROM announced");
    damaged(VS_FOUND_LEFT_OVER, "an inbox key too many",
            "INSERT INTO announced SELECT feed, leaf + 1, key, until FROM announced");
    damaged(VS_FOUND_DIRECTORY, "an adoption", "UPDATE adoption SET since = since - 1000");
    damaged(VS_FOUND_DIRECTORY, "the role of an adoption", "UPDATE adoption SET role = 'x'");
    damaged(VS_FOUND_DIRECTORY, "an adoption taken out", "DELETE FROM adoption");
    damaged(VS_FOUND_LEFT_OVER, "the end of an adoption",
            "INSERT INTO adoption_end SELECT leaf, hash, org, 0 FROM adoption");
    damaged(VS_FOUND_LEFT_OVER, "a calendar that nobody published",
            "INSERT INTO calendar SELECT leaf, org, profile, 'x', '1', 0 FROM adoption");
    damaged(VS_FOUND_DIRECTORY, "an agreement", "UPDATE profile SET text = x'7b7d'");
}

static void
keys(void)
{
    damaged(VS_FOUND_KEY, "the content key of a case", "UPDATE case_key SET kc = zeroblob(32)");
    damaged(VS_FOUND_KEY, "the facts key of a case", "UPDATE case_key SET kf = zeroblob(32)");
    damaged(VS_FOUND_KEY, "both keys", "UPDATE case_key SET kf = zeroblob(32), kc = NULL");
    damaged(VS_FOUND_KEY, "the reading key of a case", "UPDATE case_key SET kr = zeroblob(32)");
    damaged(VS_FOUND_KEY, "the reading key alone",
            "UPDATE case_key SET kr = zeroblob(32), kc = NULL");
    damaged(VS_FOUND_KEY, "the key of no case", "UPDATE case_key SET \"case\" = zeroblob(32)");
    damaged(VS_FOUND_LEFT_OVER, "a key taken out", "DELETE FROM case_key");
    damaged(VS_FOUND_CHANNEL, "a channel", "UPDATE channel SET epoch = 5 WHERE kind = 2");
    damaged(VS_FOUND_CHANNEL, "the key of a channel",
            "UPDATE channel SET kf = zeroblob(32) WHERE kind = 2");
    damaged(VS_FOUND_CHANNEL, "the reading key of a channel",
            "UPDATE channel SET kr = zeroblob(32) WHERE kind = 2");
    damaged(VS_FOUND_WALK, "the tag expected", "UPDATE expected SET tag = zeroblob(16)");
    damaged(VS_FOUND_WALK, "the number of leaves", "UPDATE expected SET n = n + 1");
    damaged(VS_FOUND_WALK, "what is expected taken out", "DELETE FROM expected");
    damaged(VS_FOUND_LEFT_OVER, "a tag of nobody",
            "INSERT INTO unmatched VALUES (zeroblob(16), 5)");
}

static void
events(void)
{
    damaged(VS_FOUND_EVENT, "facts", "UPDATE event SET facts = x'7b7d' WHERE leaf = " NOTE);
    damaged(VS_FOUND_EVENT, "the type", "UPDATE event SET type = 'contact' WHERE leaf = " NOTE);
    damaged(VS_FOUND_EVENT, "a time", "UPDATE event SET made = made - 1 WHERE leaf = " NOTE);
    damaged(VS_FOUND_EVENT, "the state", "UPDATE event SET state = 2 WHERE leaf = " NOTE);
    damaged(VS_FOUND_EVENT, "the text", "UPDATE event SET text = x'7b7d' WHERE type = 'case.open'");
    damaged(VS_FOUND_EVENT, "the case", "UPDATE event SET \"case\" = 5 WHERE leaf = " NOTE);
    damaged(VS_FOUND_EVENT_MISSING, "an event taken out", "DELETE FROM event WHERE leaf = " NOTE);
    damaged(VS_FOUND_EVENT_EXTRA, "an event put in",
            "INSERT INTO event SELECT (SELECT max(id) FROM leaf WHERE id NOT IN (SELECT leaf FROM"
            " event)), channel, \"case\", state, type, made, facts, 0, NULL, acked FROM event"
            " WHERE leaf = " NOTE);
    damaged(VS_FOUND_LEFT_OVER, "an event of no leaf",
            "INSERT INTO event SELECT leaf + 1000000, channel, \"case\", state, type, made, facts,"
            " 0, NULL, acked FROM event WHERE leaf = " NOTE);
    damaged(VS_FOUND_ACKED, "an acknowledgement", "UPDATE event SET acked = 0 WHERE acked = 1");
    damaged(VS_FOUND_ACKED, "no acknowledgement wanted",
            "UPDATE event SET acked = NULL WHERE leaf = " NOTE);
}

static void
cases(void)
{
    damaged(VS_FOUND_CASE, "the row of a case taken out", "DELETE FROM casefile");
    damaged(VS_FOUND_CASE, "a case of nothing",
            "INSERT INTO casefile (id, hash, ref, opened, changed, events, open, pending, seen, "
            "next) SELECT 5, zeroblob(32), ref, opened, changed, events, open,"
            " pending, seen, next FROM casefile");
    damaged(VS_FOUND_CASE, "when it was opened", "UPDATE casefile SET opened = opened - 1");
    damaged(VS_FOUND_CASE, "when it changed", "UPDATE casefile SET changed = changed - 1");
    damaged(VS_FOUND_CASE, "that it is open", "UPDATE casefile SET open = 1 - open");
    damaged(VS_FOUND_CASE, "how many events", "UPDATE casefile SET events = events - 1");
    damaged(VS_FOUND_CASE, "how many wait", "UPDATE casefile SET pending = 1");
    damaged(VS_FOUND_CASE, "its reference", "UPDATE casefile SET ref = 'x'");
    damaged(VS_FOUND_CASE, "whose reference", "UPDATE casefile SET ref_org = 99");
    damaged(VS_FOUND_CASE, "its id", "UPDATE casefile SET hash = zeroblob(32)");
    damaged(VS_FOUND_TENURE, "an answer", "UPDATE tenure SET certainty = 'contested'");
    damaged(VS_FOUND_TENURE, "since when", "UPDATE tenure SET since = since + 1");
    damaged(VS_FOUND_TENURE, "who", "UPDATE tenure SET doc = x'7b7d'");
    damaged(VS_FOUND_TENURE, "an answer taken out",
            "DELETE FROM tenure WHERE since = (SELECT max(since) FROM tenure)");
    damaged(VS_FOUND_LEFT_OVER, "answers of no case",
            "INSERT INTO tenure SELECT 5, since, until, state, certainty, doc FROM tenure");
    damaged(VS_FOUND_PARTY, "a party taken out",
            "DELETE FROM party WHERE org = (SELECT org FROM org WHERE own = 0)");
    damaged(VS_FOUND_PARTY, "a party put in",
            "INSERT INTO party SELECT id, zeroblob(32) FROM casefile");
}

/* What is found at a leaf says which leaf of which log of whom, and in which case. */
static void
places(void)
{
    struct vs_err err = {0};
    struct vs_feed_row feed;
    struct h_found found;
    const struct vs_finding *at = &found.first[VS_FOUND_EVENT];

    H_MUST(vs_feed_by_hash(pair.ost.store->ledger, &feed, &pair.vt.store->feed.feed, &err));
    sql("BEGIN");
    sql("UPDATE event SET type = 'contact' WHERE leaf = " NOTE);
    h_audit(&found, &pair.ost, 0);
    sql("ROLLBACK");
    OK(found.kinds[VS_FOUND_EVENT] == 1 && at->severity == VS_SEVERITY_WRONG, "one act is wrong");
    OK(vs_hash_eq(&at->org, &pair.vt.store->self.org), "of this organisation");
    OK(at->has_feed && strcmp(at->feed.text, feed.origin.text) == 0, "in this log");
    OK(at->has_leaf && at->leaf > 0 && !vs_hash_is_zero(&at->event), "at this entry");
    OK(vs_hash_eq(&at->case_id, &pair.id), "of this case");

    sql("BEGIN");
    sql("UPDATE leaf SET hash = zeroblob(32)");
    h_audit(&found, &pair.ost, 0);
    sql("ROLLBACK");
    OK(found.kinds[VS_FOUND_LEAF_HASH] > VS_AUDIT_TOLD &&
           found.kinds[VS_FOUND_LEAF_HASH] < 2 * VS_AUDIT_TOLD,
       "of two ruined logs the long one is told of in part");
    OK(found.audited.untold > 100, "and the rest is counted");
    IS_INT(found.audited.found[VS_SEVERITY_WRONG] > found.audited.leaves, true, "all of it");
}

/* In a verification of one case only what has to do with it is looked at. */
static void
one_case(void)
{
    struct vs_hash id;
    struct h_found found;
    int64_t other = h_case_open(&pair.ost, "OST-2", "iets anders", &id);

    h_audit(&found, &pair.ost, pair.case_leaf);
    OK(found.audited.found[VS_SEVERITY_WRONG] == 0 && found.audited.cases == 1, "one case of two");
    IS_INT(found.audited.feeds, 2, "and the logs of its parties");
    sql("BEGIN");
    sql("UPDATE tenure SET certainty = 'contested' WHERE \"case\" = (SELECT min(id) FROM "
        "casefile)");
    h_audit(&found, &pair.ost, pair.case_leaf);
    IS_INT(found.audited.found[VS_SEVERITY_WRONG], 0, "another case is not looked at");
    h_audit(&found, &pair.ost, other);
    OK(found.kinds[VS_FOUND_TENURE] == 1 && found.audited.feeds == 1, "but when asked for");
    sql("ROLLBACK");
}

int
main(void)
{
    struct h_found found;

    h_pair_start(&pair, 1, true);
    h_audit(&found, &pair.ost, 0);
    if (!OK(found.audited.found[VS_SEVERITY_WRONG] + found.audited.found[VS_SEVERITY_FORKED] +
                    found.audited.found[VS_SEVERITY_INCOMPLETE] +
                    found.audited.found[VS_SEVERITY_REMARK] ==
                0,
            "a sound ledger verifies")) {
        printf("%s", found.words);
    }
    OK(found.audited.orgs == 2 && found.audited.feeds == 2 && found.audited.cases == 1 &&
           found.audited.leaves > 260 && found.audited.events > 260 && found.audited.anchors == 1 &&
           found.audited.cosignatures == 1 && found.audited.contents > 2,
       "and all of it was looked at");
    leaves();
    feeds();
    organisations();
    keys();
    events();
    cases();
    places();
    one_case();
    for (unsigned kind = 0; kind < VS_FINDING_KINDS; kind++) {
        /* Closings, and what is no damage, are in t_findings.c; SQL cannot spoil the file. */
        if (vs_finding_severity((enum vs_finding_kind)kind) == VS_SEVERITY_WRONG &&
            kind != VS_FOUND_CLOSING && kind != VS_FOUND_DATABASE) {
            OK(met[kind], "met: %s", vs_finding_name((enum vs_finding_kind)kind));
        }
    }
    h_audit(&found, &pair.ost, 0);
    IS_INT(found.audited.found[VS_SEVERITY_WRONG], 0, "and nothing of it stayed");
    h_pair_end(&pair);
    return tap_done();
}
