/* Adoptions and their ends: the earliest that counts, and as it stood before a leaf. */
#include "core/ledger/feeds.h"
#include "core/ledger/orgs.h"
#include "tests/unit/core_ledger/h_ledger.h"

static struct h_ledger h;
static struct vs_err err;
static struct vs_org_row us, them;
static struct vs_feed_row ours, theirs;

static void
adoptions(void)
{
    struct vs_adoption_row row, back;
    vs_date ended;

    memset(&row, 0, sizeof(row));
    row.leaf = VS_LEAF_ID(ours.id, 1);
    h_ledger_hash(&row.hash, 31);
    h_ledger_hash(&row.profile, 32);
    row.org = us.id;
    snprintf(row.name, sizeof(row.name), "west-brabant-2022");
    snprintf(row.role, sizeof(row.role), "vt");
    row.since = 19000;
    h_must(vs_adoption_insert(h.ledger, &row, &err), &err, "adoption");
    h_must(vs_adoption_by_hash(h.ledger, &back, &row.hash, &err), &err, "by hash");
    OK(back.ended == VS_DATE_NEVER && strcmp(back.role, "vt") == 0 && back.since == 19000,
       "an adoption that has not ended");
    h_must(vs_adoption_end(h.ledger, VS_LEAF_ID(ours.id, 2), &row.hash, us.id, 20000, &err), &err,
           "end");
    h_must(vs_adoption_end(h.ledger, VS_LEAF_ID(ours.id, 3), &row.hash, us.id, 19500, &err), &err,
           "end");
    h_must(vs_adoption_end(h.ledger, VS_LEAF_ID(theirs.id, 0), &row.hash, them.id, 19001, &err),
           &err, "end");
    h_must(vs_adoption_by_hash(h.ledger, &back, &row.hash, &err), &err, "by hash");
    IS_INT(back.ended, 19500, "the earliest end by its own organisation");
    h_must(vs_adoption_ended(h.ledger, &ended, &row.hash, us.id, VS_LEAF_ID(ours.id, 0),
                             VS_LEAF_ID(ours.id, 3), &err),
           &err, "ended");
    IS_INT(ended, 20000, "as it stood before a leaf");
    h_must(vs_adoption_ended(h.ledger, &ended, &row.hash, us.id, VS_LEAF_ID(ours.id, 0),
                             VS_LEAF_ID(ours.id, 2), &err),
           &err, "ended");
    IS_INT(ended, VS_DATE_NEVER, "and before any end");
}

int
main(void)
{
    h_ledger_start(&h, 3);
    h_ledger_org(&h, &us, 1, "us");
    h_ledger_org(&h, &them, 2, "them");
    h_ledger_feed(&h, &ours, us.id, 1);
    h_ledger_feed(&h, &theirs, them.id, 2);
    adoptions();
    h_ledger_end(&h);
    return tap_done();
}
