#include "tests/sim/sync/h_life.h"

#include <stdarg.h>

#include "core/ledger/cases.h"
#include "core/record/rules.h"
#include "tests/sim/sync/h_laws.h"

uint64_t
h_draw(struct h_life *life, uint64_t limit)
{
    return h_below(&life->random, limit);
}

bool
h_is_liar(const struct h_life *life, const struct h_org *org)
{
    return org->party == life->plan->liar;
}

void
h_say(struct h_life *life, const struct h_org *org, const char *form, ...)
{
    char text[VS_INSTANT_TEXT_LEN + 1];
    va_list args;

    if (!life->words) {
        return;
    }
    vs_instant_text(text, life->world.now);
    fprintf(life->words, "#   %s %s ", text, org ? org->alias : "a host");
    va_start(args, form);
    vfprintf(life->words, form, args);
    va_end(args);
    fputc('\n', life->words);
}

void
h_broken(struct h_life *life, const char *law, const char *form, ...)
{
    va_list args;

    if (life->law) {
        return;
    }
    life->law = law;
    va_start(args, form);
    vsnprintf(life->what, sizeof(life->what), form, args);
    va_end(args);
    h_say(life, NULL, "would not: %s: %s", law, life->what);
}

struct vs_casefile *
h_any_case(struct h_life *life, struct h_org *org, unsigned *number)
{
    unsigned start = life->case_count ? (unsigned)h_draw(life, life->case_count) : 0;

    for (unsigned i = 0; i < life->case_count; i++) {
        struct vs_casefile *file;
        struct vs_err err = {0};
        enum vs_code code;

        *number = (start + i) % life->case_count;
        code = h_case(org, &file, &life->cases[*number], &err);
        if (code == VS_OK) {
            return file;
        }
        if (code != VS_E_NOT_FOUND) {
            h_broken(life, "a case can be read", "%s: %s: %s", org->alias, err.subject, err.detail);
        }
    }
    return NULL;
}

/* --- laws --------------------------------------------------------------------------------------
 */

/* The reader cannot count by a calendar that an offer names, yet, or for good: its text is not
 * here, or not that the receiver published it. Whoever can may judge otherwise. */
static bool
lacks_calendar(const struct h_org *org, const struct vs_fold *fold)
{
    for (size_t i = 0; i < fold->offer_count; i++) {
        const struct vs_fold_offer *offer = &fold->offers[i];
        const struct vs_event *event = fold->entries[offer->event].in->event;
        const struct vs_calendar *calendar;
        struct vs_err err = {0};
        bool counts = true;

        if (event->has_calendar) {
            h_must(vs_rules_calendar_counts(org->store, &counts, &event->calendar, &offer->to_org,
                                            fold->entries[offer->event].rec, VS_INSTANT_NEVER,
                                            &err),
                   &err, "calendars");
            counts =
                counts && vs_rules_calendar(org->store, &calendar, &event->calendar, &err) == VS_OK;
        }
        if (!counts) {
            return true;
        }
    }
    return false;
}

static bool
lacks_agreement(const struct vs_fold *fold)
{
    for (size_t i = 0; i < fold->finding_count; i++) {
        if (strcmp(fold->findings[i].name, "agreement-not-held") == 0) {
            return true;
        }
    }
    return false;
}

static struct h_verdict *
verdict_of(struct h_life *life, const struct vs_hash *id)
{
    size_t at = ((size_t)id->b[0] << 8 | id->b[1]) % H_VERDICTS_MAX;

    while (life->verdicts[at].known && !vs_hash_eq(&life->verdicts[at].id, id)) {
        at = (at + 1) % H_VERDICTS_MAX;
    }
    return &life->verdicts[at];
}

/* L2: what an event is judged to be is the same at all times and for everybody. */
static void
check_verdicts(struct h_life *life, const struct h_org *org, const struct vs_fold *fold)
{
    for (size_t i = 0; i < fold->entry_count; i++) {
        const struct vs_fold_entry *entry = &fold->entries[i];
        struct h_verdict *verdict;

        if (entry->state == VS_ENTRY_PENDING || entry->state == VS_ENTRY_UNREADABLE ||
            entry->state == VS_ENTRY_UNJUDGED) {
            continue;
        }
        verdict = verdict_of(life, &entry->in->id);
        if (!verdict->known) {
            *verdict = (struct h_verdict){entry->in->id, true,       entry->authorised,
                                          entry->reason, entry->rec, entry->eff};
            continue;
        }
        if (verdict->authorised != entry->authorised || !verdict->reason != !entry->reason ||
            (entry->reason && strcmp(entry->reason, verdict->reason) != 0) ||
            verdict->rec != entry->rec || verdict->eff != entry->eff) {
            h_broken(
                life, "L2 a verdict never changes", "%s: %s %02x%02x: %s, rec %lld; was %s, %lld",
                org->alias, vs_event_type_name(entry->in->event->type), entry->in->id.b[0],
                entry->in->id.b[1], entry->reason ? entry->reason : "valid", (long long)entry->rec,
                verdict->reason ? verdict->reason : "valid", (long long)verdict->rec);
        }
    }
}

/* What this program acks it has, and shows that it does. */
static void
check_acks(struct h_life *life, const struct h_org *org, const struct vs_fold *fold)
{
    for (size_t i = 0; i < fold->finding_count; i++) {
        const struct vs_hash *by = &fold->entries[fold->findings[i].event].in->org;

        if (strcmp(fold->findings[i].name, "ack-of-unknown") != 0) {
            continue;
        }
        for (unsigned o = 0; o < life->world.count; o++) {
            const struct h_org *writer = &life->world.orgs[o];

            if (vs_hash_eq(&writer->id, by) && !h_is_liar(life, writer)) {
                h_broken(life, "an honest ack names what its writer has", "%s: of %s", org->alias,
                         writer->alias);
            }
        }
    }
}

void
h_check_case(struct h_life *life, struct h_org *org, unsigned number)
{
    const struct vs_fold *fold;
    struct vs_casefile *file;
    struct vs_err err = {0};
    const char *law;
    enum vs_code code = h_case(org, &file, &life->cases[number], &err);

    if (code == VS_E_NOT_FOUND) {
        return;
    }
    if (code != VS_OK) {
        h_broken(life, "a case can be read", "%s: %s: %s", org->alias, err.subject, err.detail);
        return;
    }
    fold = vs_casefile_fold(file);
    law = h_laws_broken(fold);
    if (law) {
        h_broken(life, law, "%s, case %u", org->alias, number + 1);
    }
    if (!lacks_agreement(fold) && !lacks_calendar(org, fold)) {
        check_verdicts(life, org, fold);
    }
    check_acks(life, org, fold);
    vs_casefile_free(file);
}

/* --- syncs -------------------------------------------------------------------------------------
 */

static void
disturb(struct h_life *life, struct h_org *org)
{
    for (unsigned h = 0; h < life->world.hub_count; h++) {
        struct h_client *client = &org->clients[h];

        switch (h_draw(life, 12)) {
        case 0:
            h_client_fail(client, H_FAULT_GONE, 1 + h_draw(life, 40));
            h_say(life, org, "loses %s after %lu steps", client->hub->name, client->at);
            break;
        case 1:
            h_client_fail(client, H_FAULT_ONCE, 1 + h_draw(life, 40));
            h_say(life, org, "misses an answer of %s, the %luth", client->hub->name, client->at);
            break;
        case 2:
            h_client_fail(client, H_FAULT_DEAF, 0);
            h_say(life, org, "does not hear that %s took what it sent", client->hub->name);
            break;
        case 3:
            h_client_fail(client, H_FAULT_MOVED, 0);
            h_say(life, org, "loses every race at %s", client->hub->name);
            break;
        default:
            break;
        }
        for (size_t i = 0; i < client->hub->count; i++) {
            if (h_draw(life, 5) == 0) {
                size_t back = 1 + h_draw(life, 4);

                h_client_show_old(client, client->hub->branches[i].name, back);
                h_say(life, org, "sees branch %.4s of %s as it was %zu versions ago",
                      client->hub->branches[i].name, client->hub->name, back);
            }
        }
    }
}

static bool
is_reported(const struct vs_sync_result *result, int64_t case_leaf, vs_instant at)
{
    for (size_t i = 0; i < result->change_count; i++) {
        const struct vs_sync_change *change = &result->changes[i];

        for (size_t k = 0; change->case_leaf == case_leaf && k < change->stretch_count; k++) {
            if (change->stretches[k].from <= at && at < change->stretches[k].until) {
                return true;
            }
        }
    }
    return false;
}

/* L9: every past instant at which the answer is another now must lie in a stretch of the result. */
static void
check_report(struct h_life *life, struct h_org *org, struct vs_casefile *before[H_CASES_MAX],
             const struct vs_sync_result *result)
{
    vs_instant known_at = life->world.now + org->skew - 1;

    for (unsigned c = 0; c < life->case_count; c++) {
        const struct vs_fold *fold = before[c] ? vs_casefile_fold(before[c]) : NULL;
        struct vs_casefile *file;
        struct vs_err err = {0};
        int64_t leaf;
        bool differs = false;

        if (!fold) {
            continue;
        }
        h_must(vs_leaf_find(org->store->ledger, &leaf, &life->cases[c], &err), &err, "case");
        h_must(h_case(org, &file, &life->cases[c], &err), &err, "a case");
        for (size_t i = 0; i < fold->boundary_count; i++) {
            struct vs_answer one, other;
            bool same;

            if (fold->boundaries[i] >= known_at) {
                continue;
            }
            h_must(vs_answer_at(&one, fold, fold->boundaries[i], &err), &err, "answer");
            h_must(vs_answer_at(&other, vs_casefile_fold(file), fold->boundaries[i], &err), &err,
                   "answer");
            same = vs_answer_same(&one, &other);
            differs = differs || !same;
            if (!same && !is_reported(result, leaf, fold->boundaries[i])) {
                h_broken(life, "L9 every change is reported", "%s, case %u", org->alias, c + 1);
            }
            vs_answer_release(&one);
            vs_answer_release(&other);
        }
        life->counts->changes += differs;
        vs_casefile_free(file);
    }
}

static const struct h_org *
owner_of(const struct h_life *life, const char *branch)
{
    for (unsigned i = 0; i < life->world.count; i++) {
        if (strcmp(life->world.orgs[i].branch, branch) == 0) {
            return &life->world.orgs[i];
        }
    }
    return NULL;
}

/* A refusal must have a reason in what was done to the branch. */
static void
look_at(struct h_life *life, struct h_org *org, const struct vs_sync_result *result)
{
    for (size_t i = 0; i < result->feed_count; i++) {
        const struct vs_sync_feed *feed = &result->feeds[i];
        const struct h_org *owner = owner_of(life, feed->branch);

        switch ((int)feed->refused) {
        case VS_OK:
            break;
        case VS_E_STALE:
        case VS_E_ROLLED_BACK:
            life->counts->stale++;
            break;
        case VS_E_REMOTE_UNREACHABLE:
            life->counts->broken++;
            break;
        default:
            life->counts->refused++;
            if (!life->tampered && !(owner && h_is_liar(life, owner))) {
                h_broken(life, "nothing is refused without a reason", "%s refuses %s: %s: %s",
                         org->alias, owner ? owner->alias : "nobody's", vs_code_name(feed->refused),
                         feed->why.detail);
            }
        }
    }
    for (size_t i = 0; i < result->host_count; i++) {
        life->counts->broken += result->hosts[i].code != VS_OK;
    }
}

void
h_sync_step(struct h_life *life, struct h_org *org, unsigned mask, bool disturbed, bool check)
{
    struct vs_casefile *before[H_CASES_MAX] = {NULL};
    struct vs_sync_result result;
    struct vs_err err = {0};
    enum vs_code code;

    if (org == life->twin_of) {
        h_sync_step(life, &life->twin, 2, false, false);
        mask = 1;
    }
    for (unsigned h = 0; h < life->world.hub_count; h++) {
        h_client_honest(&org->clients[h]);
    }
    if (disturbed) {
        disturb(life, org);
    }
    for (unsigned c = 0; check && c < life->case_count; c++) {
        code = h_case(org, &before[c], &life->cases[c], &err);
        h_must(code == VS_E_NOT_FOUND ? VS_OK : code, &err, "a case");
    }
    code = h_org_sync(org, mask, &result, &err);
    life->sent += result.sent;
    life->counts->syncs++;
    life->counts->forks_seen += result.fork_count;
    h_say(life, org, "syncs with %s: %llu leaves in, %llu out, %zu acks",
          life->world.hub_count == 1 ? "the host"
          : (mask & 3) == 3          ? "both hosts"
          : mask & 1                 ? "north"
                                     : "south",
          (unsigned long long)result.received, (unsigned long long)result.sent, result.acks);
    if (code != VS_OK && !h_is_liar(life, org)) {
        h_broken(life, "a sync fails for no reason of its own", "%s: %s: %s: %s", org->alias,
                 vs_code_name(code), err.subject, err.detail);
    }
    look_at(life, org, &result);
    if (check && code == VS_OK) {
        check_report(life, org, before, &result);
    }
    for (unsigned c = 0; code == VS_OK && c < life->case_count && check; c++) {
        h_check_case(life, org, c);
    }
    vs_sync_result_release(&result);
    for (unsigned c = 0; c < H_CASES_MAX; c++) {
        vs_casefile_free(before[c]);
    }
}

/* --- a life ------------------------------------------------------------------------------------
 */

static void
do_step(struct h_life *life, const struct h_step *step)
{
    struct h_org *org = &life->world.orgs[step->actor];

    switch (step->kind) {
    case H_STEP_ACT:
        h_act_step(life, org);
        break;
    case H_STEP_SYNC:
        h_sync_step(life, org, 1 + (unsigned)h_draw(life, 3), h_draw(life, 3) > 0,
                    h_draw(life, 2) == 0);
        break;
    case H_STEP_REOPEN:
        h_say(life, org, "closes the ledger and opens it again");
        h_org_reopen(org);
        if (!h_is_liar(life, org) && h_draw(life, 4) == 0) {
            h_check_rebuild(life, org);
        }
        break;
    case H_STEP_ADOPT:
        h_adopt_step(life, org);
        break;
    case H_STEP_LIE:
        h_lie_step(life, org);
        break;
    case H_STEP_HOST:
        h_host_step(life);
        break;
    }
}

bool
h_life_run(struct h_life *life, const struct h_plan *plan, struct h_counts *counts, FILE *words)
{
    memset(life, 0, sizeof(*life));
    life->plan = plan;
    life->counts = counts;
    life->words = words;
    h_world_copy(&life->world, h_ground(plan->ground), plan->seed);
    for (unsigned i = 0; i < life->world.count; i++) {
        life->world.orgs[i].skew = plan->skew[i];
    }
    for (size_t i = 0; i < plan->count && !life->law; i++) {
        const struct h_step *step = &plan->steps[i];

        life->world.now += step->wait;
        life->world.step = 1 + i;
        life->random = step->seed;
        if (h_plan_has(plan, &life->world.orgs[step->actor])) {
            do_step(life, step);
        }
    }
    if (!life->law) {
        h_life_end(life);
    }
    counts->lives++;
    counts->cases += life->case_count;
    h_world_end(&life->world);
    return !life->law;
}
