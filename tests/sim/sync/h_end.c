/* The end of a life: rest, and then all who hold the same must say the same. */
#include "tests/sim/sync/h_life.h"
#include "tests/sim/sync/h_rules.h"

#include <stdlib.h>

#include "core/audit/audit.h"
#include "core/record/rebuild.h"

#define ROUNDS_MAX 12
#define DAYS_MAX   6
#define REBUILT_OF 4 /* in one of so many lives every ledger is derived anew at the end */

/* --- rest --------------------------------------------------------------------------------------
 */

static void
state_of(struct h_life *life, char out[4096])
{
    out[0] = '\0';
    for (unsigned h = 0; h < life->world.hub_count; h++) {
        h_hub_state(&life->world.hubs[h], out + strlen(out), 4096 - strlen(out));
    }
}

/* Every installation syncs in turn, from one that the seed gives, until as many syncs on end as
 * there are installations moved nothing. */
static void
come_to_rest(struct h_life *life, unsigned step)
{
    char before[4096], after[4096];
    unsigned count = life->world.count, done = 0, quiet = 0, first;

    life->random = life->plan->seed;
    life->world.now += step > H_STEPS_MAX + 1 ? 86400 : 3600;
    first = (unsigned)h_draw(life, count);
    state_of(life, before);
    while (!life->law && quiet < count && done < ROUNDS_MAX * count) {
        struct h_org *org = &life->world.orgs[(first + done) % count];

        life->world.step = step + done / count;
        life->world.now += 60;
        if (h_plan_has(life->plan, org)) {
            h_sync_step(life, org, ~0u, false, done < count);
        }
        if (++done == count) {
            life->tampered = false; /* every owner has been by */
        }
        state_of(life, after);
        quiet = strcmp(before, after) == 0 ? quiet + 1 : 0;
        memcpy(before, after, sizeof(before));
    }
    if (!life->law && quiet < count) {
        h_broken(life, "everybody comes to rest", "not in %d rounds", ROUNDS_MAX);
    }
}

/* What was written under a fast clock is ahead of a slow one for less than a day; then it is
 * folded, and acknowledged, perhaps under a fast clock again. After a day in which nobody had
 * anything to write nothing is ahead of anybody. */
static void
wait_for_clocks(struct h_life *life)
{
    uint64_t before;
    unsigned day = 0;

    do {
        before = life->sent;
        come_to_rest(life, H_STEPS_MAX + 1 + ++day * ROUNDS_MAX);
    } while (!life->law && day < DAYS_MAX && life->sent > before);
    if (!life->law && life->sent > before) {
        h_broken(life, "everybody comes to rest", "not in %d days", DAYS_MAX);
    }
}

/* --- agreement ---------------------------------------------------------------------------------
 */

/* One copy of a case: which events it has, and what follows from them. */
struct copy {
    struct h_org *org;
    struct vs_casefile *file;
    struct vs_buf events, dump, tenures;
};

static int
by_hash(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct vs_hash));
}

/* The events by id, each with whether it could be read. */
static void
list_events(struct copy *copy)
{
    size_t count = vs_casefile_count(copy->file);
    struct vs_hash *ids = malloc((count + 1) * sizeof(*ids));

    if (!ids) {
        exit(2);
    }
    for (size_t i = 0; i < count; i++) {
        ids[i] = vs_casefile_event(copy->file, i)->id;
    }
    qsort(ids, count, sizeof(*ids), by_hash);
    vs_buf_add(&copy->events, ids, count * sizeof(*ids));
    free(ids);
}

static bool
load_copy(struct h_life *life, struct copy *copy, struct h_org *org, unsigned number)
{
    struct vs_err err = {0};

    memset(copy, 0, sizeof(*copy));
    vs_buf_init(&copy->events, 1u << 24);
    vs_buf_init(&copy->dump, 1u << 26);
    vs_buf_init(&copy->tenures, 1u << 26);
    if (h_case(org, &copy->file, &life->cases[number], &err) != VS_OK) {
        return false;
    }
    copy->org = org;
    list_events(copy);
    vs_fold_dump(&copy->dump, vs_casefile_fold(copy->file));
    h_tenures(org, &copy->tenures, &life->cases[number]);
    life->counts->copies++;
    return true;
}

static void
release_copy(struct copy *copy)
{
    vs_casefile_free(copy->file);
    vs_buf_release(&copy->events);
    vs_buf_release(&copy->dump);
    vs_buf_release(&copy->tenures);
}

static bool
same_bytes(struct h_life *life, const char *law, const struct copy *a, const struct copy *b,
           const struct vs_buf *x, const struct vs_buf *y)
{
    const char *p = (const char *)x->p, *q = (const char *)y->p;
    size_t at = 0, line = 0;

    if (vs_str_eq(vs_buf_str(x), vs_buf_str(y))) {
        return true;
    }
    while (at < x->len && at < y->len && p[at] == q[at]) {
        at++;
        if (p[at - 1] == '\n') {
            line = at;
        }
    }
    h_broken(life, law, "%s: %.150s | %s: %.150s", a->org->alias, line < x->len ? p + line : "end",
             b->org->alias, line < y->len ? q + line : "end");
    return false;
}

static bool
is_named_by_honest(const struct h_life *life, const struct vs_fold *fold, const struct vs_hash *org)
{
    for (size_t i = 0; i < fold->entry_count; i++) {
        const struct vs_event *event = fold->entries[i].in->event;
        bool honest = true, names = false;

        for (unsigned o = 0; o < life->world.count; o++) {
            honest = honest && !(h_is_liar(life, &life->world.orgs[o]) &&
                                 vs_hash_eq(&life->world.orgs[o].id, &fold->entries[i].in->org));
        }
        if (event && honest && fold->entries[i].state == VS_ENTRY_VALID) {
            names = (event->type == VS_EV_OFFER && vs_hash_eq(&event->to, org)) ||
                    (event->type == VS_EV_PARTY_ADD && vs_hash_eq(&event->party.org, org)) ||
                    (event->type == VS_EV_OPEN && vs_hash_eq(&fold->entries[i].in->org, org));
        }
        if (names) {
            return true;
        }
    }
    return false;
}

/* Every device of a party has the case, and all that the fullest copy has. */
static void
check_parties(struct h_life *life, const struct copy *copies, const struct copy *full,
              unsigned number)
{
    const struct vs_fold *fold = vs_casefile_fold(full->file);

    for (unsigned i = 0; i < life->world.count; i++) {
        const struct h_org *org = &life->world.orgs[i];
        enum vs_party_role role;

        if (!h_plan_has(life->plan, org) || h_is_liar(life, org) ||
            !vs_fold_party_role(&role, fold, &org->id) ||
            !is_named_by_honest(life, fold, &org->id)) {
            continue;
        }
        if (!copies[i].file) {
            h_broken(life, "every party has the case", "%s lacks case %u", org->alias, number + 1);
        } else if (!vs_str_eq(vs_buf_str(&copies[i].events), vs_buf_str(&full->events))) {
            h_broken(life, "every party has all of the case",
                     "%s has %zu events of case %u, %s %zu", org->alias, copies[i].events.len / 32,
                     number + 1, full->org->alias, full->events.len / 32);
        }
    }
}

static void
count_states(struct h_life *life, const struct copy *copy)
{
    const struct vs_fold *fold = vs_casefile_fold(copy->file);

    for (size_t i = 0; i < fold->entry_count; i++) {
        life->counts->events++;
        life->counts->pending += fold->entries[i].state == VS_ENTRY_PENDING;
        life->counts->voids += fold->entries[i].state == VS_ENTRY_VOID;
        life->counts->unreadable += fold->entries[i].state == VS_ENTRY_UNREADABLE;
    }
    for (size_t i = 0; i < fold->offer_count; i++) {
        const struct vs_event *offer = fold->entries[fold->offers[i].event].in->event;

        life->counts->counted += offer->has_calendar && h_is_ours(&offer->calendar);
    }
    for (size_t i = 0; i < fold->settlement_count; i++) {
        life->counts->bound +=
            fold->settlements[i].effective && fold->settlements[i].bound_count > 0;
    }
}

static void
compare_case(struct h_life *life, unsigned number)
{
    struct copy copies[H_ORGS_MAX];
    const struct copy *full = NULL;

    for (unsigned i = 0; i < life->world.count; i++) {
        struct h_org *org = &life->world.orgs[i];
        enum vs_party_role role;

        if (h_plan_has(life->plan, org) && !h_is_liar(life, org) &&
            load_copy(life, &copies[i], org, number)) {
            if ((!full || copies[i].events.len > full->events.len) &&
                vs_fold_party_role(&role, vs_casefile_fold(copies[i].file), &org->id)) {
                full = &copies[i];
            }
        } else {
            memset(&copies[i], 0, sizeof(copies[i]));
        }
    }
    for (unsigned i = 0; i < life->world.count; i++) {
        for (unsigned o = i + 1; copies[i].file && o < life->world.count; o++) {
            if (copies[o].file &&
                vs_str_eq(vs_buf_str(&copies[i].events), vs_buf_str(&copies[o].events)) &&
                same_bytes(life, "equal leaves give equal folds", &copies[i], &copies[o],
                           &copies[i].dump, &copies[o].dump)) {
                same_bytes(life, "equal leaves give equal tenures", &copies[i], &copies[o],
                           &copies[i].tenures, &copies[o].tenures);
                break;
            }
        }
    }
    if (full && !life->plan->withheld) {
        check_parties(life, copies, full, number);
    }
    if (full) {
        count_states(life, full);
    }
    for (unsigned i = 0; i < life->world.count; i++) {
        release_copy(&copies[i]);
    }
}

void
h_check_rebuild(struct h_life *life, struct h_org *org)
{
    struct vs_rebuilt rebuilt;
    struct vs_err err = {0};

    if (vs_rebuild(org->store, &rebuilt, &err) != VS_OK) {
        h_broken(life, "a ledger can be rebuilt", "%s: %s: %s", org->alias, err.subject,
                 err.detail);
    } else if (!rebuilt.same) {
        h_broken(life, "a rebuild gives the same", "%s", org->alias);
    }
    life->counts->rebuilt++;
}

struct heard {
    char said[300];
    bool forks; /* somebody does fork its feed */
};

static enum vs_code
hear_finding(void *payload, const struct vs_finding *finding, struct vs_err *err)
{
    struct heard *heard = payload;

    (void)err;
    if (finding->severity == VS_SEVERITY_FORKED && heard->forks) {
        return VS_OK;
    }
    if (finding->severity >= VS_SEVERITY_WRONG && !heard->said[0]) {
        snprintf(heard->said, sizeof(heard->said), "%.60s: %.200s", vs_finding_name(finding->kind),
                 finding->detail);
    }
    return VS_OK;
}

/* A verification that shares no state with the ledger finds nothing that was changed. */
static void
check_verify(struct h_life *life, struct h_org *org)
{
    struct heard heard = {"", life->twin_of != NULL};
    struct vs_audit_request request = {0, &heard, hear_finding, NULL};
    struct vs_audited audited;
    struct vs_err err = {0};

    if (vs_audit(&audited, org->store, &request, &err) != VS_OK) {
        h_broken(life, "a ledger can be verified", "%s: %s: %s", org->alias, err.subject,
                 err.detail);
    } else if (heard.said[0] || audited.leaves == 0) {
        h_broken(life, "a verification finds nothing wrong", "%s: %s", org->alias, heard.said);
    }
    life->counts->verified += audited.events;
}

void
h_life_end(struct h_life *life)
{
    come_to_rest(life, H_STEPS_MAX + 1);
    if (life->plan->clocks) {
        wait_for_clocks(life);
    }
    for (unsigned c = 0; c < life->case_count && !life->law; c++) {
        compare_case(life, c);
    }
    for (unsigned i = 0; i < life->world.count && !life->law; i++) {
        struct h_org *org = &life->world.orgs[i];

        if (h_plan_has(life->plan, org) && !h_is_liar(life, org)) {
            if (life->plan->seed % REBUILT_OF == 0) {
                h_check_rebuild(life, org);
            }
            if ((life->plan->seed + i) % life->world.count == 0) {
                check_verify(life, org);
            }
        }
    }
}
