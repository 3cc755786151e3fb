/* The laws of the fold over random histories (schemas/FOLD.md, 8). */
#include "tests/prop/core_casework/h_history.h"

#include <stdlib.h>

#include "core/base/mem.h"
#include "core/casework/fold_in.h"
#include "tests/tap.h"
#include "tests/unit/core_casework/h_shipped.h"

static struct vs_calendar *calendar;
static struct h_case c;
static unsigned broken;
static uint64_t seed;

#define LAW(cond, name)                                                                            \
    do {                                                                                           \
        if (!(cond) && broken++ < 10)                                                              \
            printf("# %s broken with seed %llu, %s:%d\n", (name), (unsigned long long)seed,        \
                   __FILE__, __LINE__);                                                            \
    } while (0)

static struct vs_fold *
fold_of(const struct vs_fold_event *events, size_t count)
{
    struct vs_fold *fold = NULL;

    if (vs_fold_make(&fold, &c.in[0].id, events, count, &c.source, NULL) != VS_OK) {
        printf("Bail out! fold failed\n");
        exit(2);
    }
    return fold;
}

static void
arrival(struct h_random *random, const struct vs_fold *fold)
{
    static struct vs_fold_event mixed[2 * H_EVENTS];
    struct vs_buf a, b;
    struct vs_fold *other;

    memcpy(mixed, c.in, c.n * sizeof(c.in[0]));
    memcpy(mixed + c.n, c.in, c.n * sizeof(c.in[0]));
    h_shuffle(random, mixed, 2 * c.n);
    other = fold_of(mixed, 2 * c.n);
    vs_buf_init(&a, 16u << 20);
    vs_buf_init(&b, 16u << 20);
    vs_fold_dump(&a, fold);
    vs_fold_dump(&b, other);
    LAW(a.failed == VS_OK && vs_str_eq(vs_buf_str(&a), vs_buf_str(&b)), "L1 any order of arrival");
    vs_buf_release(&a);
    vs_buf_release(&b);
    vs_fold_free(other);
}

static void
verdicts_stay(struct h_random *random, const struct vs_fold *fold)
{
    static struct vs_fold_event part[H_EVENTS];
    size_t n = h_part(&c, random, part, 4 + h_below(random, 6));
    struct vs_fold *other = fold_of(part, n);

    for (size_t i = 0; i < other->entry_count; i++) {
        uint32_t x = vs_fold_find(fold, &other->entries[i].in->id);
        const char *a = other->entries[i].reason, *b = fold->entries[x].reason;

        LAW((other->entries[i].state == fold->entries[x].state ||
             other->entries[i].state == VS_ENTRY_LEFT_OUT) &&
                !a == !b && other->entries[i].authorised == fold->entries[x].authorised &&
                (!a || strcmp(a, b) == 0) && other->entries[i].rec == fold->entries[x].rec &&
                other->entries[i].eff == fold->entries[x].eff,
            "L2 a verdict never changes");
    }
    vs_fold_free(other);
}

static bool
same_set(const struct list *a, const struct list *b)
{
    bool same = a->n == b->n;

    for (uint32_t i = 0; same && i < a->n; i++) {
        same = false;
        for (uint32_t k = 0; k < b->n; k++) {
            same |= a->v[i] == b->v[k];
        }
    }
    return same;
}

/* Views grow and put aside what is over. A view made afresh, which never put anything aside, gives
 * every event the same verdict, from the same sources, with the same signers. */
static void
fresh_views(const struct vs_fold *fold)
{
    struct vs_fold_data *d = fold->data;
    struct obj *scratch = &d->obj[d->obj_n];
    struct ev *place = &d->ev[d->n], before = *place;

    for (uint32_t x = 0; x < d->n; x++) {
        const struct ev *e = &d->ev[x];
        struct view *view;
        const char *reason;

        if (!e->judged) {
            continue;
        }
        view = view_new(d, false);
        view_extend(d, view, e->vc);
        *place = *e;
        place->slot = e->slot == NONE ? NONE : d->obj_n;
        reason = judge_in(d, view, d->n);
        LAW(!reason == !e->reason && (!reason || strcmp(reason, e->reason) == 0) &&
                place->eff == e->eff && place->open_then == e->open_then,
            "a fresh view gives the same verdict");
        if (e->slot != NONE && !reason) {
            const struct obj *obj = &d->obj[e->slot];

            LAW(same_set(&scratch->sources, &obj->sources) &&
                    same_set(&scratch->kills, &obj->kills) &&
                    same_set(&scratch->signers, &obj->signers),
                "and the same sources and signers");
        }
        scratch->sources.n = scratch->kills.n = scratch->signers.n = 0;
        view_free(view);
    }
    vs_free(scratch->sources.v);
    vs_free(scratch->kills.v);
    vs_free(scratch->signers.v);
    memset(scratch, 0, sizeof(*scratch));
    *place = before;
}

static bool
has_signed(const struct vs_fold *fold, const struct vs_fold_claim *claim, const struct vs_hash *org)
{
    for (size_t i = 0; i < fold->settlement_count; i++) {
        const struct vs_fold_settlement *s = &fold->settlements[i];

        if (s->event != claim->event || !s->effective) {
            continue;
        }
        for (size_t k = 0; k < s->signer_count; k++) {
            if (vs_hash_eq(&s->signers[k], org)) {
                return true;
            }
        }
    }
    return false;
}

static void
never_a_gap(const struct vs_fold *fold)
{
    vs_instant opened = VS_INSTANT_NEVER;

    for (size_t i = 0; i < fold->claim_count; i++) {
        if (fold->claims[i].kind == VS_CLAIM_OPENED) {
            opened = fold->claims[i].start;
        }
    }
    for (size_t i = 0; i < fold->claim_count; i++) {
        LAW(fold->claims[i].start >= opened, "L10 nothing begins before the opening");
    }
    for (size_t i = 0; i < fold->boundary_count; i++) {
        struct vs_answer answer;

        if (fold->boundaries[i] < opened) {
            continue;
        }
        if (vs_answer_at(&answer, fold, fold->boundaries[i], NULL) != VS_OK) {
            exit(2);
        }
        LAW(answer.state != VS_STATE_NO_CASE, "L3 never a gap");
        LAW(answer.state == VS_STATE_CLOSED || answer.holder_count > 0 ||
                (answer.certainty == VS_UNDETERMINED && answer.missing_count > 0),
            "L3 a holder, or a rule by name");
        vs_answer_release(&answer);
    }
}

static const struct vs_fold_entry *
entry(const struct vs_fold *fold, uint32_t i)
{
    return &fold->entries[i];
}

static void
own_acts(const struct vs_fold *fold)
{
    for (size_t i = 0; i < fold->claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[i];
        const struct vs_fold_entry *by =
            claim->ended_by == VS_FOLD_NONE ? NULL : entry(fold, claim->ended_by);

        if (claim->holder == VS_HOLDER_ORG && claim->kind == VS_CLAIM_MOVED) {
            const struct vs_fold_offer *offer = &fold->offers[claim->offer];

            LAW(claim->by_rule ? offer->rule.kind == VS_RULE_AFTER_DELAY
                               : vs_hash_eq(&entry(fold, claim->signed_by)->in->org, &claim->org),
                "L4 a claim rests on its holder's signature or adopted rule");
        } else if (claim->holder == VS_HOLDER_ORG && claim->kind == VS_CLAIM_SETTLED) {
            LAW(has_signed(fold, claim, &claim->org), "L4 a settled holder has signed");
        } else {
            LAW(vs_hash_eq(&entry(fold, claim->event)->in->org, &claim->org), "L4 own event");
        }
        if (!by || claim->holder == VS_HOLDER_NOBODY) {
            continue;
        }
        if (by->in->event->type == VS_EV_SETTLE) {
            for (size_t k = 0; k < fold->claim_count && claim->start < claim->end; k++) {
                const struct vs_fold_claim *s = &fold->claims[k];

                if (s->event == claim->ended_by) {
                    LAW(has_signed(fold, s, &claim->org), "L5 relieved by a signature of its own");
                }
            }
        } else if (claim->holder == VS_HOLDER_ORG) {
            LAW(vs_hash_eq(&by->in->org, &claim->org), "L5 relieved by an act of its own");
        } else {
            LAW(by->in->event->type == VS_EV_REOPEN, "L5 a closing ends by a reopening");
        }
    }
}

static void
voids_are_shown(const struct vs_fold *fold)
{
    for (uint32_t i = 0; i < fold->entry_count; i++) {
        bool found = false;

        for (size_t k = 0; k < fold->finding_count; k++) {
            const struct vs_fold_finding *f = &fold->findings[k];

            found |= f->event == i && strcmp(f->name, "void") == 0 &&
                     f->from == entry(fold, i)->rec && f->until == VS_INSTANT_NEVER;
        }
        LAW(found == (entry(fold, i)->state == VS_ENTRY_VOID), "L7 void events are findings");
    }
}

static void
recorded_order(const struct vs_fold *fold)
{
    for (uint32_t y = 0; y < fold->entry_count; y++) {
        for (uint32_t x = 0; x < fold->entry_count; x++) {
            LAW(!vs_fold_knows(fold, y, x) || entry(fold, x)->rec <= entry(fold, y)->rec,
                "L10 rec never falls along causes");
        }
    }
    for (size_t i = 0; i < fold->claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[i];

        if (claim->kind == VS_CLAIM_MOVED) {
            LAW(claim->start >= entry(fold, claim->event)->in->event->at,
                "L10 no answer counts before its offer");
        }
    }
}

/* The earliest instant at which the newest event may have changed an answer. */
static vs_instant
reach(const struct vs_fold *fold, uint32_t x)
{
    const struct vs_fold_entry *e = entry(fold, x);
    const struct vs_event *event = e->in->event;
    vs_instant from = e->eff < event->at ? e->eff : event->at;

    if (event->type == VS_EV_SETTLE && event->is_agreement) {
        uint32_t p = vs_fold_find(fold, &event->agrees);

        if (p != VS_FOLD_NONE && entry(fold, p)->state == VS_ENTRY_VALID &&
            entry(fold, p)->in->event->from < from) {
            from = entry(fold, p)->in->event->from;
        }
    }
    /* Against a closing that it did not know an event reaches back to that closing. */
    for (size_t i = 0; i < fold->finding_count; i++) {
        if (strcmp(fold->findings[i].name, "closed-unknowing") == 0 &&
            fold->findings[i].from < from) {
            from = fold->findings[i].from;
        }
    }
    return from;
}

static struct vs_change seen[64];
static unsigned seen_count;

static void
see(void *payload, const struct vs_change *change)
{
    (void)payload;
    if (seen_count < 64) {
        seen[seen_count++] = *change;
    }
}

static bool
reported(vs_instant at)
{
    for (unsigned i = 0; i < seen_count; i++) {
        if (seen[i].from <= at && at < seen[i].until) {
            return true;
        }
    }
    return seen_count == 64;
}

/* One event that nobody knows is added: what may change, and that the change is reported. */
static void
one_more(struct h_random *random, const struct vs_fold *fold, bool sent_only)
{
    uint32_t x = c.n - 1 - h_below(random, c.n < 4 ? c.n - 1 : 4);
    struct vs_fold *before = h_fold_without(&c, x);
    uint32_t at = vs_fold_find(fold, &c.in[x].id);
    bool alone = before->entry_count + 1 == fold->entry_count;
    vs_instant known_at = entry(fold, (uint32_t)fold->entry_count - 1)->rec + 86400;

    seen_count = 0;
    if (vs_answer_changes(before, fold, known_at, see, NULL, NULL) != VS_OK) {
        exit(2);
    }
    for (size_t i = 0; i < fold->boundary_count; i++) {
        vs_instant t = fold->boundaries[i];
        struct vs_answer a, b;
        bool same;

        if (t >= known_at) {
            break;
        }
        if (vs_answer_at(&a, before, t, NULL) != VS_OK ||
            vs_answer_at(&b, fold, t, NULL) != VS_OK) {
            exit(2);
        }
        same = vs_answer_same(&a, &b);
        LAW(same == !reported(t), "L9 every change is reported, and nothing else");
        LAW(same || !alone || !sent_only || t >= reach(fold, at),
            "L8 nothing changes before its instant");
        if (alone && sent_only && c.event[x].type == VS_EV_ACK) {
            LAW(a.holder_count == b.holder_count && a.state == b.state, "L11 an ack moves nothing");
        }
        vs_answer_release(&a);
        vs_answer_release(&b);
    }
    vs_fold_free(before);
}

static void
tenures(const struct vs_fold *fold)
{
    struct vs_tenures rows;

    if (vs_tenures_make(&rows, fold, NULL) != VS_OK) {
        exit(2);
    }
    for (size_t i = 0; i < rows.count; i++) {
        struct vs_answer a, b;
        vs_instant last = rows.rows[i].until == VS_INSTANT_NEVER ? rows.rows[i].from + 86400 * 365
                                                                 : rows.rows[i].until - 1;

        LAW(i == 0 || rows.rows[i - 1].until == rows.rows[i].from, "tenures have no gap");
        if (vs_answer_at(&a, fold, rows.rows[i].from, NULL) != VS_OK ||
            vs_answer_at(&b, fold, last, NULL) != VS_OK) {
            exit(2);
        }
        LAW(vs_answer_same(&a, &rows.rows[i].answer) && vs_answer_same(&b, &rows.rows[i].answer),
            "a tenure is one answer");
        vs_answer_release(&a);
        vs_answer_release(&b);
    }
    vs_tenures_release(&rows);
}

static bool
only_sent(void)
{
    for (unsigned p = 0; p < H_PROFILES; p++) {
        for (unsigned t = 0; t < 2; t++) {
            if (c.transfer[p][t].move.counts_from != VS_FROM_SENT) {
                return false;
            }
        }
    }
    return true;
}

/* What a writer asks beforehand is what every reader says afterwards. */
static void
asked_before(const struct vs_fold *fold)
{
    uint32_t x = c.n - 1;
    uint32_t at = vs_fold_find(fold, &c.in[x].id);
    struct vs_fold *before;
    const char *reason, *said = entry(fold, at)->reason;

    for (uint32_t i = 0; i + 1 < c.n; i++) {
        if (!h_knows(&c, x, i)) {
            return;
        }
    }
    before = h_fold_without(&c, x);
    if (vs_authority_check(&reason, before, &c.event[x], &c.in[x].org, NULL) != VS_OK) {
        exit(2);
    }
    LAW(!reason == !said && (!reason || strcmp(reason, said) == 0), "asked before, said after");
    vs_fold_free(before);
}

int
main(int argc, char **argv)
{
    unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 3000;
    unsigned long valid = 0, all = 0;
    uint64_t first = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;

    calendar = h_shipped_calendar("nl-atw", "2026-1");
    if (!OK(calendar != NULL, "the calendar")) {
        return tap_done();
    }
#ifdef __SANITIZE_ADDRESS__
    rounds = argc > 1 ? rounds : 300;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
    rounds = argc > 1 ? rounds : 300;
#endif
#endif
    for (seed = first; seed < first + rounds; seed++) {
        struct h_random random = {seed};
        struct vs_fold *fold;

        h_history(&c, calendar, &random, 6 + h_below(&random, 30), (enum h_manners)(seed % 4));
        fold = fold_of(c.in, c.n);
        for (size_t i = 0; i < fold->entry_count; i++) {
            valid += fold->entries[i].state == VS_ENTRY_VALID;
            all++;
        }
        arrival(&random, fold);
        verdicts_stay(&random, fold);
        fresh_views(fold);
        never_a_gap(fold);
        own_acts(fold);
        voids_are_shown(fold);
        recorded_order(fold);
        tenures(fold);
        if (seed % 4 != H_SPOILED) {
            one_more(&random, fold, only_sent());
            asked_before(fold);
        }
        vs_fold_free(fold);
    }
    IS_INT(broken, 0, "the laws hold over %lu histories from seed %llu", rounds,
           (unsigned long long)first);
    OK(valid * 4 > all, "at least a quarter of the acts is valid (%lu of %lu)", valid, all);
    vs_calendar_free(calendar);
    return tap_done();
}
