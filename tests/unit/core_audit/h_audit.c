#include "tests/unit/core_audit/h_audit.h"

#include "core/log/hash.h"

static enum vs_code
note(void *payload, const struct vs_finding *finding, struct vs_err *err)
{
    struct h_found *found = payload;
    size_t len = strlen(found->words);

    (void)err;
    if (found->kinds[finding->kind]++ == 0) {
        found->first[finding->kind] = *finding;
        found->first[finding->kind].detail = NULL;
    }
    snprintf(found->words + len, sizeof(found->words) - len, "# %s: %s\n",
             vs_finding_name(finding->kind), finding->detail);
    return VS_OK;
}

void
h_audit(struct h_found *found, struct h_org *org, int64_t case_leaf)
{
    struct vs_audit_request request = {case_leaf, found, note, NULL};
    struct vs_err err = {0};

    memset(found, 0, sizeof(*found));
    H_MUST(vs_audit(&found->audited, org->store, &request, &err));
}

static void
cosign(struct h_org *org)
{
    struct vs_err err = {0};
    size_t written = 0;

    H_MUST(vs_store_begin(org->store, &err));
    H_MUST(vs_duty_cosign(org->store, &written, &err));
    H_MUST(vs_store_commit(org->store, &err));
}

/* The newest own checkpoint as an anchor, and a leaf that names it. */
static void
anchor(struct h_org *org, int64_t case_leaf)
{
    const struct vs_feed_row *feed = &org->store->feed;
    struct vs_err err = {0};
    struct vs_hash hash;
    struct vs_buf file;

    vs_buf_init(&file, VS_CHECKPOINT_FILE_MAX);
    H_MUST(vs_store_begin(org->store, &err));
    H_MUST(vs_feed_file_get(org->store->ledger, &file, feed->id, &err));
    vs_sha256(&hash, file.p, file.len);
    H_MUST(vs_anchor_insert(org->store->ledger, feed->id, feed->tree.size, &hash, vs_buf_str(&file),
                            &err));
    H_MUST(vs_store_commit(org->store, &err));
    vs_buf_release(&file);
    h_simple(org, case_leaf, VS_EV_NOTE, NULL, NULL);
}

void
h_pair_start(struct h_pair *pair, uint64_t seed, bool large)
{
    struct h_org *vt = &pair->vt, *ost = &pair->ost;
    struct vs_hash offer;
    int64_t case_leaf;

    memset(pair, 0, sizeof(*pair));
    h_world_start(&pair->world, seed);
    h_org_create(vt, &pair->world, "vt");
    h_org_create(ost, &pair->world, "ost");
    h_pin(vt, ost);
    h_pin(ost, vt);
    h_adopt(vt, "west-brabant-2022", "vt", "2022-04-01");
    h_adopt(ost, "west-brabant-2022", "local_team", "2022-04-01");
    h_sync(vt, ost);
    case_leaf = h_case_open(vt, "VT-1", "het verhaal", &pair->id);
    (void)h_offer(vt, case_leaf, ost, &offer);
    h_sync(vt, ost);
    pair->world.now += 3600;
    pair->case_leaf = h_case(ost, &pair->id);
    h_simple(ost, pair->case_leaf, VS_EV_ACCEPT, &offer, NULL);
    for (int i = 0; large && i < 260; i++) {
        h_simple(vt, case_leaf, VS_EV_NOTE, NULL, NULL);
    }
    h_sync(vt, ost);
    cosign(ost);
    anchor(ost, pair->case_leaf);
}

void
h_pair_end(struct h_pair *pair)
{
    h_org_close(&pair->vt);
    h_org_close(&pair->ost);
    h_world_end(&pair->world);
}
