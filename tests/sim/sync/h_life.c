#include "tests/sim/sync/h_life.h"

#include "core/ledger/cases.h"

static uint64_t
below(struct h_life *life, uint64_t limit)
{
    return h_below(&life->random, limit);
}

/* --- acts --------------------------------------------------------------------------------------
 */

static struct h_org *
any_org(struct h_life *life)
{
    return &life->world.orgs[below(life, life->world.count)];
}

static struct h_org *
any_active(struct h_life *life)
{
    return &life->world.orgs[below(life, life->world.count - life->hermits)];
}

/* Any event of the fold of this type. */
static bool
any_event(struct h_life *life, struct vs_hash *out, const struct vs_fold *fold,
          enum vs_event_type type)
{
    size_t start = below(life, fold->entry_count);

    for (size_t i = 0; i < fold->entry_count; i++) {
        const struct vs_fold_event *in = fold->entries[(start + i) % fold->entry_count].in;

        if (in->event && in->event->type == type) {
            *out = in->id;
            return true;
        }
    }
    return false;
}

static void
draw_settlement(struct h_life *life, struct vs_event *draft, const struct vs_fold *fold)
{
    struct vs_hash id;

    if (below(life, 3) > 0 && any_event(life, &id, fold, VS_EV_SETTLE)) {
        uint32_t at = vs_fold_find(fold, &id);
        const struct vs_event *event = fold->entries[at].in->event;

        draft->is_agreement = true;
        draft->agrees = event->is_agreement ? event->agrees : id;
        return;
    }
    draft->outcome_closed = below(life, 4) == 0;
    draft->outcome = any_org(life)->id;
    draft->from = draft->at - (vs_instant)below(life, 3 * 86400);
}

static void
draw_event(struct h_life *life, struct vs_event *draft, const struct vs_fold *fold, vs_instant now)
{
    static const enum vs_event_type types[] = {
        VS_EV_ACCEPT,    VS_EV_ACCEPT,   VS_EV_PICKUP,     VS_EV_PICKUP,   VS_EV_REFUSE,
        VS_EV_REFUSE,    VS_EV_WITHDRAW, VS_EV_WAIT_START, VS_EV_WAIT_END, VS_EV_WAIT_END,
        VS_EV_ESCALATE,  VS_EV_SETTLE,   VS_EV_SETTLE,     VS_EV_CLOSE,    VS_EV_REOPEN,
        VS_EV_PARTY_ADD, VS_EV_ASSESS,   VS_EV_CONTACT,    VS_EV_NOTE,     VS_EV_JOIN};

    memset(draft, 0, sizeof(*draft));
    draft->type = types[below(life, sizeof(types) / sizeof(types[0]))];
    draft->at = now - (below(life, 3) ? 0 : (vs_instant)below(life, 4 * 86400));
    switch ((unsigned)draft->type) {
    case VS_EV_ACCEPT:
    case VS_EV_REFUSE:
    case VS_EV_WITHDRAW:
    case VS_EV_WAIT_START:
        draft->has_re = any_event(life, &draft->re, fold, VS_EV_OFFER);
        break;
    case VS_EV_WAIT_END:
        draft->has_re = any_event(life, &draft->re, fold, VS_EV_WAIT_START);
        if (draft->has_re) {
            draft->re = fold->entries[vs_fold_find(fold, &draft->re)].in->event->re;
        }
        break;
    case VS_EV_PICKUP:
    case VS_EV_ESCALATE:
        draft->has_re = below(life, 3) && any_event(life, &draft->re, fold, VS_EV_OFFER);
        draft->level = 1;
        draft->reason = (unsigned)below(life, 2);
        break;
    case VS_EV_SETTLE:
        draw_settlement(life, draft, fold);
        break;
    case VS_EV_PARTY_ADD:
        draft->party.org = any_org(life)->id;
        draft->party.role = VS_PARTY_FULL;
        break;
    default:
        break;
    }
}

/* Whatever the record layer refuses is no act; anything else but a refusal is strange. */
static bool
legal(struct h_life *life, enum vs_code code, const struct vs_err *err)
{
    switch ((int)code) {
    case VS_OK:
        return true;
    case VS_E_NOT_AUTHORISED:
    case VS_E_TIME_FUTURE:
    case VS_E_TIME_TOO_EARLY:
    case VS_E_NO_INBOX_KEY:
    case VS_E_EVENT_FORMAT:
        break;
    default:
        life->strange++;
        snprintf(life->what, sizeof(life->what), "act: %s: %.40s: %.100s", vs_code_name(code),
                 err->subject, err->detail);
    }
    return false;
}

static void
open_case(struct h_life *life, struct h_org *org)
{
    struct vs_err err = {0};

    if (legal(life,
              h_open(org, &life->cases[life->case_count], below(life, 6) > 0,
                     below(life, 2) ? "words" : NULL, &err),
              &err)) {
        life->case_count++;
        life->acts[VS_EV_OPEN]++;
    }
}

/* Any case that the organisation has. */
static struct vs_casefile *
any_case(struct h_life *life, struct h_org *org, const struct vs_hash **case_id)
{
    size_t start = below(life, life->case_count);

    for (unsigned i = 0; i < life->case_count; i++) {
        struct vs_casefile *file;
        struct vs_err err = {0};
        enum vs_code code;

        *case_id = &life->cases[(start + i) % life->case_count];
        code = h_case(org, &file, *case_id, &err);
        if (code == VS_OK) {
            return file;
        }
        h_must(code == VS_E_NOT_FOUND ? VS_OK : code, &err, "a case");
    }
    return NULL;
}

static void
act(struct h_life *life, struct h_org *org)
{
    vs_instant now = life->world.now + org->skew;
    bool good = false;

    if (life->case_count == 0 || (life->case_count < H_CASES_MAX && below(life, 20) == 0)) {
        open_case(life, org);
        return;
    }
    for (unsigned tries = 0; !good && tries < 12; tries++) {
        const struct vs_hash *case_id;
        struct vs_casefile *file = any_case(life, org, &case_id);
        struct vs_event draft = {.type = VS_EV_OFFER};
        struct vs_err err = {0};
        struct vs_hash id;
        enum vs_code code;

        if (!file) {
            return;
        }
        if (below(life, 3) == 0) {
            code = h_offer(org, &id, case_id, any_org(life),
                           below(life, 4) ? VS_OFFER_HANDOVER : VS_OFFER_RETURN, &err);
        } else {
            draw_event(life, &draft, vs_casefile_fold(file), now);
            code = h_act(org, &id, case_id, &draft, below(life, 3) ? NULL : "words", &err);
        }
        good = legal(life, code, &err);
        life->acts[draft.type] += good;
        vs_casefile_free(file);
    }
}

/* --- syncs -------------------------------------------------------------------------------------
 */

static void
disturb(struct h_life *life, struct h_org *org)
{
    for (unsigned h = 0; h < life->world.hub_count; h++) {
        struct h_client *client = &org->clients[h];

        h_client_honest(client);
        switch (below(life, 10)) {
        case 0:
            h_client_fail(client, H_FAULT_GONE, 1 + below(life, 40));
            break;
        case 1:
            h_client_fail(client, H_FAULT_ONCE, 1 + below(life, 40));
            break;
        case 2:
            h_client_fail(client, H_FAULT_DEAF, 0);
            break;
        case 3:
            h_client_fail(client, H_FAULT_MOVED, 0);
            break;
        default:
            break;
        }
        for (size_t i = 0; i < client->hub->count; i++) {
            if (below(life, 5) == 0) {
                h_client_show_old(client, client->hub->branches[i].name, 1 + below(life, 4));
            }
        }
    }
}

/* L9: every case whose past answers are others now must be named in the result. */
static void
check_report(struct h_life *life, struct h_org *org, struct vs_casefile *before[H_CASES_MAX],
             const struct vs_sync_result *result)
{
    vs_instant known_at = life->world.now + org->skew - 1;

    for (unsigned c = 0; c < life->case_count; c++) {
        const struct vs_fold *fold = before[c] ? vs_casefile_fold(before[c]) : NULL;
        struct vs_casefile *file;
        struct vs_err err = {0};
        bool differs = false, named = false;

        if (!fold) {
            continue;
        }
        h_must(h_case(org, &file, &life->cases[c], &err), &err, "a case");
        for (size_t i = 0; !differs && i < fold->boundary_count; i++) {
            struct vs_answer one, other;

            if (fold->boundaries[i] >= known_at) {
                continue;
            }
            h_must(vs_answer_at(&one, fold, fold->boundaries[i], &err), &err, "answer");
            h_must(vs_answer_at(&other, vs_casefile_fold(file), fold->boundaries[i], &err), &err,
                   "answer");
            differs = !vs_answer_same(&one, &other);
            vs_answer_release(&one);
            vs_answer_release(&other);
        }
        for (size_t i = 0; i < result->change_count; i++) {
            int64_t leaf;

            h_must(vs_leaf_find(org->store->ledger, &leaf, &life->cases[c], &err), &err, "case");
            named = named || result->changes[i].case_leaf == leaf;
        }
        life->changes += differs;
        if (differs && !named) {
            life->unreported++;
            snprintf(life->what, sizeof(life->what), "%s was not told that a past answer changed",
                     org->alias);
        }
        vs_casefile_free(file);
    }
}

static void
look_at(struct h_life *life, const struct vs_sync_result *result)
{
    for (size_t i = 0; i < result->feed_count; i++) {
        switch ((int)result->feeds[i].refused) {
        case VS_OK:
            break;
        case VS_E_STALE:
            life->stale++;
            break;
        case VS_E_REMOTE_UNREACHABLE:
            life->broken++;
            break;
        default:
            life->strange++;
            snprintf(life->what, sizeof(life->what), "refused: %s: %.150s",
                     vs_code_name(result->feeds[i].refused), result->feeds[i].why.detail);
        }
    }
    for (size_t i = 0; i < result->host_count; i++) {
        life->broken += result->hosts[i].code != VS_OK;
    }
}

static void
sync(struct h_life *life, struct h_org *org, unsigned mask, bool check)
{
    struct vs_casefile *before[H_CASES_MAX] = {NULL};
    struct vs_sync_result result;
    struct vs_err err = {0};
    enum vs_code code;

    for (unsigned c = 0; check && c < life->case_count; c++) {
        code = h_case(org, &before[c], &life->cases[c], &err);
        h_must(code == VS_E_NOT_FOUND ? VS_OK : code, &err, "a case");
    }
    code = h_org_sync(org, mask, &result, &err);
    life->syncs++;
    if (code != VS_OK) {
        life->strange++;
        snprintf(life->what, sizeof(life->what), "sync: %s: %.50s: %.90s", vs_code_name(code),
                 err.subject, err.detail);
    }
    look_at(life, &result);
    if (check && code == VS_OK) {
        check_report(life, org, before, &result);
    }
    vs_sync_result_release(&result);
    for (unsigned c = 0; c < H_CASES_MAX; c++) {
        vs_casefile_free(before[c]);
    }
}

/* --- a life ------------------------------------------------------------------------------------
 */

void
h_life_start(struct h_life *life, uint64_t seed, unsigned orgs, unsigned hermits, unsigned hubs)
{
    static const char *const profiles[] = {"west-brabant-2022", "west-brabant-2017"};

    memset(life, 0, sizeof(*life));
    life->random = seed;
    life->hermits = hermits;
    h_world_start(&life->world, seed, orgs, hubs, h_time("2026-03-27T09:00:00Z"));
    for (unsigned i = 0; i < orgs; i++) {
        struct h_org *org = &life->world.orgs[i];

        org->skew = (vs_instant)below(life, 400) - 200;
        if (below(life, 6) > 0) {
            h_org_adopt(org, profiles[below(life, 5) == 0], i == 0 ? "vt" : "local_team");
        }
    }
    for (unsigned i = 0; i < 2 * orgs; i++) {
        life->world.now += 60;
        h_org_sync_clean(&life->world.orgs[i % orgs]);
    }
}

void
h_life_end(struct h_life *life)
{
    h_world_end(&life->world);
}

void
h_life_step(struct h_life *life)
{
    struct h_org *org = any_active(life);

    life->world.now += 1 + (vs_instant)(below(life, 3) ? below(life, 3600) : below(life, 86400));
    switch (below(life, 16)) {
    case 0:
        h_org_reopen(org);
        break;
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:
    case 6:
    case 7:
        disturb(life, org);
        sync(life, org, 1 + (unsigned)below(life, 3), below(life, 2) == 0);
        break;
    default:
        act(life, org);
        break;
    }
}

unsigned
h_life_rest(struct h_life *life, unsigned most)
{
    char before[2][1024], after[2][1024];

    for (unsigned i = 0; i < life->world.count; i++) {
        for (unsigned h = 0; h < life->world.hub_count; h++) {
            h_client_honest(&life->world.orgs[i].clients[h]);
        }
    }
    for (unsigned round = 1; round <= most; round++) {
        unsigned first = (unsigned)below(life, life->world.count);

        for (unsigned h = 0; h < life->world.hub_count; h++) {
            h_hub_state(&life->world.hubs[h], before[h], sizeof(before[h]));
        }
        for (unsigned i = 0; i < life->world.count; i++) {
            life->world.now += 60;
            sync(life, &life->world.orgs[(first + i) % life->world.count], ~0u, round == 1);
        }
        for (unsigned h = 0; h < life->world.hub_count; h++) {
            h_hub_state(&life->world.hubs[h], after[h], sizeof(after[h]));
        }
        if (strcmp(before[0], after[0]) == 0 &&
            (life->world.hub_count < 2 || strcmp(before[1], after[1]) == 0)) {
            return round;
        }
    }
    return 0;
}
