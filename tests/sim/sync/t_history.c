/*
 * Any delivery order, any duplication, any interleaving of syncs gives byte-equal state.
 *
 * SEED=n replays one history and says more about it.
 */
#include "tests/sim/sync/h_life.h"

#include <stdlib.h>

#include "core/audit/audit.h"
#include "core/record/rebuild.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HISTORIES 16
#endif
#endif
#ifndef HISTORIES
#define HISTORIES 100
#endif

static unsigned long total_acts[VS_EVENT_TYPE_COUNT];
static unsigned long total_stale, total_broken, total_changes, total_syncs, total_cases,
    total_copies;
static uint64_t total_verified;

static bool
is_party(const struct vs_fold *fold, const struct vs_hash *org)
{
    for (size_t i = 0; i < fold->party_count; i++) {
        if (fold->parties[i].role == VS_PARTY_FULL && vs_hash_eq(&fold->parties[i].org, org)) {
            return true;
        }
    }
    return false;
}

static void
show_difference(const char *what, const struct h_org *a, const struct h_org *b,
                const struct vs_buf *x, const struct vs_buf *y)
{
    const char *p = (const char *)x->p, *q = (const char *)y->p;
    size_t at = 0, line = 0;

    while (at < x->len && at < y->len && p[at] == q[at]) {
        at++;
        if (p[at - 1] == '\n') {
            line = at;
        }
    }
    printf("# %s differ at byte %zu\n# %s: %.300s\n# %s: %.300s\n", what, at, a->alias,
           at < x->len ? p + line : "(end)", b->alias, at < y->len ? q + line : "(end)");
}

/* All organisations that have the case fold it to the same bytes, and every party has it. */
static bool
compare_case(struct h_life *life, const struct vs_hash *case_id)
{
    struct h_org *first = NULL;
    struct vs_buf dump, tenures, other;
    bool good = true;

    vs_buf_init(&dump, 1u << 26);
    vs_buf_init(&tenures, 1u << 26);
    vs_buf_init(&other, 1u << 26);
    for (unsigned i = 0; i < life->world.count; i++) {
        struct h_org *org = &life->world.orgs[i];

        vs_buf_clear(&other);
        if (!h_dump(org, &other, case_id)) {
            continue;
        }
        total_copies++;
        if (!first) {
            first = org;
            vs_buf_add_str(&dump, vs_buf_str(&other));
            h_tenures(org, &tenures, case_id);
            continue;
        }
        if (!vs_str_eq(vs_buf_str(&dump), vs_buf_str(&other))) {
            show_difference("folds", first, org, &dump, &other);
            good = false;
        }
        vs_buf_clear(&other);
        h_tenures(org, &other, case_id);
        if (!vs_str_eq(vs_buf_str(&tenures), vs_buf_str(&other))) {
            show_difference("tenures", first, org, &tenures, &other);
            good = false;
        }
    }
    for (unsigned i = 0; first && i < life->world.count; i++) {
        struct vs_casefile *file;
        struct vs_err err = {0};

        h_must(h_case(first, &file, case_id, &err), &err, "a case");
        vs_buf_clear(&other);
        if (is_party(vs_casefile_fold(file), &life->world.orgs[i].id) &&
            !h_dump(&life->world.orgs[i], &other, case_id)) {
            printf("# %s is a party and does not have the case\n", life->world.orgs[i].alias);
            good = false;
        }
        vs_casefile_free(file);
    }
    vs_buf_release(&dump);
    vs_buf_release(&tenures);
    vs_buf_release(&other);
    return good && first;
}

static bool
rebuilds_the_same(struct h_life *life)
{
    bool good = true;

    for (unsigned i = 0; i < life->world.count; i++) {
        struct vs_rebuilt rebuilt;
        struct vs_err err = {0};

        h_must(vs_rebuild(life->world.orgs[i].store, &rebuilt, &err), &err, "rebuild");
        if (!rebuilt.same) {
            printf("# %s: a rebuild gives something else\n", life->world.orgs[i].alias);
            good = false;
        }
    }
    return good;
}

static enum vs_code
print_finding(void *payload, const struct vs_finding *finding, struct vs_err *err)
{
    (void)err;
    if (finding->severity >= VS_SEVERITY_WRONG) {
        printf("# %s: %s: %s\n", (const char *)payload, vs_finding_name(finding->kind),
               finding->detail);
    }
    return VS_OK;
}

/* A verification that shares no state with the ledger finds nothing that was changed. */
static bool
verifies(struct h_life *life)
{
    bool good = true;

    for (unsigned i = 0; i < life->world.count; i++) {
        char *alias = life->world.orgs[i].alias;
        struct vs_audit_request request = {0, alias, print_finding, NULL};
        struct vs_audited audited;
        struct vs_err err = {0};

        h_must(vs_audit(&audited, life->world.orgs[i].store, &request, &err), &err, "verify");
        if (audited.found[VS_SEVERITY_WRONG] + audited.found[VS_SEVERITY_FORKED] > 0 ||
            audited.leaves == 0) {
            printf("# %s: a verification finds something wrong\n", alias);
            good = false;
        }
        total_verified += audited.events;
    }
    return good;
}

static bool
history(uint64_t seed)
{
    struct h_life *life = malloc(sizeof(*life));
    uint64_t random = seed * 7919;
    unsigned orgs = 3 + (unsigned)h_below(&random, 3);
    unsigned hermits = (unsigned)h_below(&random, 2);
    unsigned hubs = 1 + (unsigned)h_below(&random, 2);
    unsigned steps = 30 + (unsigned)h_below(&random, 40);
    unsigned rounds;
    bool good;

    if (!life) {
        exit(2);
    }
    h_life_start(life, seed, orgs, hermits, hubs);
    for (unsigned i = 0; i < steps; i++) {
        h_life_step(life);
    }
    rounds = h_life_rest(life, 7);
    good = life->strange == 0 && life->unreported == 0 && rounds > 0;
    if (!good) {
        printf("# rounds %u, strange %lu, unreported %lu: %s\n", rounds, life->strange,
               life->unreported, life->what);
    }
    for (unsigned c = 0; c < life->case_count; c++) {
        if (!compare_case(life, &life->cases[c])) {
            printf("# case %u\n", c);
            good = false;
        }
    }
    good = verifies(life) && good;
    good = rebuilds_the_same(life) && good;
    good = verifies(life) && good;
    for (unsigned t = 0; t < VS_EVENT_TYPE_COUNT; t++) {
        total_acts[t] += life->acts[t];
    }
    total_stale += life->stale;
    total_broken += life->broken;
    total_changes += life->changes;
    total_syncs += life->syncs;
    total_cases += life->case_count;
    h_life_end(life);
    free(life);
    return good;
}

/* A property that nothing exercises proves nothing. */
static void
check_coverage(uint64_t histories)
{
    static const enum vs_event_type types[] = {
        VS_EV_OPEN,     VS_EV_OFFER,      VS_EV_ACCEPT,    VS_EV_PICKUP,   VS_EV_REFUSE,
        VS_EV_WITHDRAW, VS_EV_WAIT_START, VS_EV_WAIT_END,  VS_EV_ESCALATE, VS_EV_SETTLE,
        VS_EV_CLOSE,    VS_EV_REOPEN,     VS_EV_PARTY_ADD, VS_EV_NOTE};
    size_t lacking = 0;

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        printf("# %s %lu\n", vs_event_type_name(types[i]), total_acts[types[i]]);
        lacking += total_acts[types[i]] == 0;
    }
    printf("# %lu cases, %lu copies, %lu syncs, %lu stale, %lu broken, %lu changed answers\n",
           total_cases, total_copies, total_syncs, total_stale, total_broken, total_changes);
    OK(lacking == 0 || histories < 100, "the histories have acts of every kind");
    OK(total_stale > 0 && total_broken > 0 && total_changes > 0 &&
           total_copies > total_cases + total_cases / 2,
       "stale branches, broken syncs and changed answers among them");
}

int
main(void)
{
    const char *one = getenv("SEED");
    const char *many = getenv("HISTORIES");
    uint64_t first = one ? strtoull(one, NULL, 10) : 1;
    uint64_t count = one ? 1 : many ? strtoull(many, NULL, 10) : HISTORIES;
    unsigned failed = 0;

    for (uint64_t seed = first; seed < first + count; seed++) {
        if (!history(seed)) {
            printf("# the history of SEED=%llu\n", (unsigned long long)seed);
            failed++;
        }
    }
    OK(total_verified > 0, "%llu acts were opened and compared in verifications",
       (unsigned long long)total_verified);
    IS_INT(failed, 0, "%llu histories end in the same bytes everywhere", (unsigned long long)count);
    if (!one) {
        check_coverage(count);
    }
    return tap_done();
}
