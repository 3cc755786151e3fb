#include "tests/prop/core_casework/h_laws.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "core/casework/fold_in.h"
#include "core/casework/zone.h"
#include "tests/prop/core_casework/h_reached.h"

unsigned h_broken;
char h_where[H_WHERE_LEN];
static struct h_case *c;

#define LAW(cond, name)                                                                            \
    do {                                                                                           \
        if (!(cond) && h_broken++ < 10)                                                            \
            printf("# %s broken, %s, %s:%d\n", (name), h_where, __FILE__, __LINE__);               \
    } while (0)

static struct vs_fold *
fold_of(const struct vs_fold_event *events, size_t count)
{
    struct vs_fold *fold = NULL;

    if (vs_fold_make(&fold, &c->in[0].id, events, count, &c->source, NULL) != VS_OK) {
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

    memcpy(mixed, c->in, c->n * sizeof(c->in[0]));
    memcpy(mixed + c->n, c->in, c->n * sizeof(c->in[0]));
    h_shuffle(random, mixed, 2 * c->n);
    other = fold_of(mixed, 2 * c->n);
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
    size_t n = h_part(c, random, part, 4 + h_below(random, 6));
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
                    same_set(&scratch->signers, &obj->signers) &&
                    same_set(&scratch->bound, &obj->bound),
                "and the same sources and signers");
        }
        scratch->sources.n = scratch->kills.n = scratch->signers.n = scratch->bound.n = 0;
        view_free(view);
    }
    vs_free(scratch->sources.v);
    vs_free(scratch->kills.v);
    vs_free(scratch->signers.v);
    vs_free(scratch->bound.v);
    memset(scratch, 0, sizeof(*scratch));
    *place = before;
}

/* The organisation wrote the proposal, or a valid agreement to it, and nothing is left to sign. */
static bool
has_signed(const struct vs_fold *fold, uint32_t proposal, const struct vs_hash *org)
{
    const struct vs_hash *id = &fold->entries[proposal].in->id;
    bool signed_it = false, effective = false;

    for (size_t i = 0; i < fold->entry_count; i++) {
        const struct vs_fold_entry *e = &fold->entries[i];

        signed_it |=
            e->state == VS_ENTRY_VALID && vs_hash_eq(&e->in->org, org) &&
            (i == proposal || (e->in->event->type == VS_EV_SETTLE && e->in->event->is_agreement &&
                               vs_hash_eq(&e->in->event->agrees, id)));
    }
    for (size_t i = 0; i < fold->settlement_count; i++) {
        effective |= fold->settlements[i].event == proposal && fold->settlements[i].effective &&
                     fold->settlements[i].unsigned_count == 0;
    }
    return signed_it && effective;
}

/* Both sides of the offer have adopted a text that it names, in whose ladder the level of the
 * escalation lets `decider` decide. */
static bool
may_decide(const struct vs_fold_entry *offer, const struct vs_event *escalation,
           const struct vs_hash *decider)
{
    const struct vs_event *o = offer->in->event;
    bool by_giver = vs_hash_eq(decider, &offer->in->org), by_receiver = vs_hash_eq(decider, &o->to);

    for (size_t i = 0; (by_giver || by_receiver) && i < o->under_count; i++) {
        struct vs_fold_adoption giver, receiver;
        const struct vs_agreement *text;
        const struct vs_level *level;

        if (c->source.agreement(c, &text, &o->under[i].profile_hash) != VS_HELD ||
            c->source.adoption(c, &giver, &o->under[i].giver_adoption, offer->in) != VS_HELD ||
            c->source.adoption(c, &receiver, &o->under[i].receiver_adoption, offer->in) !=
                VS_HELD ||
            !vs_hash_eq(&giver.org, &offer->in->org) || !vs_hash_eq(&receiver.org, &o->to) ||
            !vs_hash_eq(&giver.profile, &o->under[i].profile_hash) ||
            !vs_hash_eq(&receiver.profile, &o->under[i].profile_hash)) {
            continue;
        }
        level = vs_agreement_level(text, escalation->level);
        if (level && ((by_giver && level->decides == VS_DECIDES_GIVER) ||
                      (by_receiver && level->decides == VS_DECIDES_RECEIVER) ||
                      (level->decides == VS_DECIDES_ROLE &&
                       vs_str_eq(level->decider, by_giver ? giver.role : receiver.role)))) {
            return true;
        }
    }
    return false;
}

/* A side of an offer that is bound: the settlement names an escalation about that offer, which has
 * been decided by the one whom the ladder lets decide, and that one has signed. */
static bool
is_bound(const struct vs_fold *fold, uint32_t proposal, const struct vs_hash *org)
{
    const struct vs_event *p = fold->entries[proposal].in->event;

    for (size_t i = 0; i < p->resolve_count; i++) {
        uint32_t x = vs_fold_find(fold, &p->resolves[i]), offer;
        const struct vs_event *esc = x == VS_FOLD_NONE ? NULL : fold->entries[x].in->event;

        if (!esc || esc->type != VS_EV_ESCALATE || !esc->has_re ||
            !vs_fold_knows(fold, proposal, x)) {
            continue;
        }
        offer = vs_fold_find(fold, &esc->re);
        if (!vs_hash_eq(org, &fold->entries[offer].in->org) &&
            !vs_hash_eq(org, &fold->entries[offer].in->event->to)) {
            continue;
        }
        for (uint32_t y = 0; y < fold->entry_count; y++) {
            const struct vs_event *reply = fold->entries[y].in->event;

            if (reply && reply->type == VS_EV_ESCALATE_ANSWER &&
                reply->reply == VS_REPLY_DECISION && fold->entries[y].authorised &&
                vs_hash_eq(&reply->re, &p->resolves[i]) && vs_fold_knows(fold, proposal, y) &&
                may_decide(&fold->entries[offer], esc, &fold->entries[y].in->org) &&
                has_signed(fold, proposal, &fold->entries[y].in->org)) {
                h_saw("bound", "by a decision");
                return true;
            }
        }
    }
    return false;
}

/* The addressee adopted, by a leaf of its own and before the offer, or before the text took over, a
 * profile that the offer names and that was in force then. */
static bool
adopted(const struct vs_fold *fold, const struct vs_fold_offer *offer)
{
    const struct vs_fold_entry *e = &fold->entries[offer->event];
    vs_date day = vs_zone_date(e->rec > offer->rule.from ? e->rec : offer->rule.from);

    for (size_t i = 0; i < e->in->event->under_count; i++) {
        const struct vs_event_under *under = &e->in->event->under[i];
        struct vs_fold_adoption adoption;

        if ((offer->rule.candidates >> i & 1) &&
            c->source.adoption(c, &adoption, &under->receiver_adoption, e->in) == VS_HELD &&
            vs_hash_eq(&adoption.org, &offer->to_org) && adoption.from <= day &&
            adoption.made <= e->rec && vs_hash_eq(&adoption.profile, &under->profile_hash)) {
            return true;
        }
    }
    return false;
}

static bool
voids_shown(const struct vs_fold *fold, const struct vs_answer *answer)
{
    size_t wanted = 0, found = 0;

    for (size_t i = 0; i < fold->entry_count; i++) {
        wanted += fold->entries[i].state == VS_ENTRY_VOID && fold->entries[i].rec <= answer->at;
    }
    for (size_t i = 0; i < answer->finding_count; i++) {
        found += strcmp(fold->findings[answer->findings[i]].name, "void") == 0;
    }
    return wanted == found;
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
        h_saw("answer",
              answer.state == VS_STATE_CLOSED ? "closed" : vs_certainty_name(answer.certainty));
        LAW(answer.state != VS_STATE_NO_CASE, "L3 never a gap");
        LAW(answer.state == VS_STATE_CLOSED || answer.holder_count > 0 ||
                (answer.certainty == VS_UNDETERMINED && answer.missing_count > 0),
            "L3 a holder, or a rule by name");
        LAW(voids_shown(fold, &answer), "L7 a void event is a finding of every later answer");
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

            LAW(claim->by_rule ? offer->rule.kind == VS_RULE_AFTER_DELAY && adopted(fold, offer)
                               : vs_hash_eq(&entry(fold, claim->signed_by)->in->org, &claim->org),
                "L4 a claim rests on its holder's signature or adopted rule");
        } else if (claim->holder == VS_HOLDER_ORG && claim->kind == VS_CLAIM_SETTLED) {
            LAW(claim->by_decision ? is_bound(fold, claim->event, &claim->org)
                                   : has_signed(fold, claim->event, &claim->org),
                "L4 a settled holder has signed, or is bound by a decision");
        } else {
            LAW(vs_hash_eq(&entry(fold, claim->event)->in->org, &claim->org), "L4 own event");
        }
        if (!by || claim->holder == VS_HOLDER_NOBODY) {
            continue;
        }
        if (by->in->event->type == VS_EV_SETTLE) {
            LAW(claim->start >= claim->end || has_signed(fold, claim->ended_by, &claim->org) ||
                    is_bound(fold, claim->ended_by, &claim->org),
                "L5 relieved by a signature of its own, or bound by a decision");
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

/* The earliest instant from which an event may have changed who holds (L8): its eff; of an
 * agreement the proposal's `from`; against a closing that it did not know, that closing. */
static vs_instant
reach(const struct vs_fold *fold, uint32_t x)
{
    const struct vs_fold_entry *e = entry(fold, x);
    const struct vs_event *event = e->in->event;
    vs_instant from = e->eff;

    if (event->type == VS_EV_SETTLE && event->is_agreement) {
        uint32_t p = vs_fold_find(fold, &event->agrees);

        if (p != VS_FOLD_NONE && entry(fold, p)->state == VS_ENTRY_VALID) {
            from = entry(fold, p)->in->event->from;
        }
    }
    for (size_t i = 0; i < fold->finding_count; i++) {
        const struct vs_fold_finding *f = &fold->findings[i];

        if (strcmp(f->name, "closed-unknowing") == 0 && (f->other == x || f->event == x) &&
            f->from < from) {
            from = f->from;
        }
    }
    return from;
}

/* True if the answers differ in nothing but whether a holder is known to have known. */
static bool
only_confirmed(const struct vs_answer *a, const struct vs_answer *b)
{
    struct vs_answer x = *a, y = *b;

    x.certainty = x.certainty == VS_UNCONFIRMED ? VS_CERTAIN : x.certainty;
    y.certainty = y.certainty == VS_UNCONFIRMED ? VS_CERTAIN : y.certainty;
    return vs_answer_same(&x, &y);
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

/* No delay of the case counts from a delivery. */
static bool
only_sent(const struct vs_fold *fold)
{
    for (size_t i = 0; i < fold->offer_count; i++) {
        if (fold->offers[i].rule.kind == VS_RULE_AFTER_DELAY &&
            fold->offers[i].rule.counts_from != VS_FROM_SENT) {
            return false;
        }
    }
    return true;
}

/* For whoever looks into a broken law. */
static void
show_change(const struct vs_fold *before, const struct vs_fold *fold, uint32_t x, vs_instant t)
{
    const struct vs_fold *const both[] = {before, fold};
    char text[VS_INSTANT_TEXT_LEN + 1], id[VS_HASH_TEXT_LEN + 1];

    vs_instant_text(text, t);
    vs_hash_text(id, &entry(fold, x)->in->id);
    printf("# at %s, by the event %s: %s", text, id, h_who(before, t));
    printf(" became %s\n", h_who(fold, t));
    for (unsigned i = 0; i < 2; i++) {
        struct vs_buf dump;

        vs_buf_init(&dump, 16u << 20);
        vs_fold_dump(&dump, both[i]);
        printf("%.*s\n", (int)dump.len, (const char *)dump.p);
        vs_buf_release(&dump);
    }
}

static void
changes_at(const struct vs_fold *before, const struct vs_fold *fold, uint32_t x, vs_instant t)
{
    const struct vs_fold_entry *e = entry(fold, x);
    struct vs_answer a, b;
    bool same, alone = before->entry_count + 1 == fold->entry_count;

    if (vs_answer_at(&a, before, t, NULL) != VS_OK || vs_answer_at(&b, fold, t, NULL) != VS_OK) {
        exit(2);
    }
    same = vs_answer_same(&a, &b);
    LAW(same == !reported(t), "L9 every change is reported, and nothing else");
    if (alone && !same) {
        vs_instant from = reach(fold, x);

        if (only_confirmed(&a, &b) && e->in->event->at < from) {
            from = e->in->event->at;
        }
        LAW(t >= from, "L8 nothing changes before its instant");
        if (t < from && getenv("SHOW_CHANGE")) {
            show_change(before, fold, x, t);
        }
        h_saw("changed by", vs_event_type_name(e->in->event->type));
        LAW(e->state != VS_ENTRY_VOID || only_confirmed(&a, &b), "a void event moves nothing");
        if (e->in->event->type == VS_EV_ACK && only_sent(fold)) {
            LAW(only_confirmed(&a, &b), "L11 an ack alone changes a certainty");
        }
    }
    vs_answer_release(&a);
    vs_answer_release(&b);
}

/* Types that seldom are what changes an answer: looked for on purpose, or histories would have to
 * be many for one of each. */
static bool
is_rare(enum vs_event_type type)
{
    return type == VS_EV_ACK || type == VS_EV_WAIT_END;
}

/* The number of an event that nobody knows; there always is one. */
static uint32_t
unknown_event(struct h_random *random)
{
    uint32_t found[H_EVENTS], n = 0, rare[H_EVENTS], rare_n = 0;

    for (uint32_t x = 1; x < c->n; x++) {
        bool known = false;

        for (uint32_t y = x + 1; !known && y < c->n; y++) {
            known = h_knows(c, y, x);
        }
        if (!known) {
            found[n++] = x;
            if (is_rare(c->event[x].type)) {
                rare[rare_n++] = x;
            }
        }
    }
    return rare_n > 0 && h_below(random, 2) ? rare[h_below(random, rare_n)]
                                            : found[h_below(random, n)];
}

/* One event that nobody knows is added (or one of the last, with all that know it): what may
 * change, and that the change is reported. */
static void
one_more(struct h_random *random, const struct vs_fold *fold)
{
    uint32_t x = h_below(random, 4) ? unknown_event(random)
                                    : c->n - 1 - h_below(random, c->n < 4 ? c->n - 1 : 4);
    struct vs_fold *before = h_fold_without(c, x);
    uint32_t at = vs_fold_find(fold, &c->in[x].id);
    vs_instant known_at = entry(fold, (uint32_t)fold->entry_count - 1)->rec + 86400;

    seen_count = 0;
    if (vs_answer_changes(before, fold, known_at, see, NULL, NULL) != VS_OK) {
        exit(2);
    }
    for (size_t i = 0; i < fold->boundary_count && fold->boundaries[i] < known_at; i++) {
        changes_at(before, fold, at, fold->boundaries[i]);
    }
    for (size_t i = 0; i < before->boundary_count && before->boundaries[i] < known_at; i++) {
        changes_at(before, fold, at, before->boundaries[i]);
    }
    vs_fold_free(before);
}

/* What ends between two answers of which the first is contested. */
static void
how_it_ended(const struct vs_fold *fold, const struct vs_tenure *row)
{
    for (size_t i = 0; i < row->answer.claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[row->answer.claims[i]];
        const struct vs_fold_entry *by;

        if (claim->end != row->until) {
            continue;
        }
        by = entry(fold, claim->ended_by);
        h_saw("contested ends by", vs_event_type_name(by->in->event->type));
        LAW(by->in->event->type == VS_EV_SETTLE ||
                (claim->holder == VS_HOLDER_CLOSED ? by->in->event->type == VS_EV_REOPEN
                                                   : vs_hash_eq(&by->in->org, &claim->org)),
            "L6 contested ends by a settlement or by own acts");
    }
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
        if (i > 0 && rows.rows[i - 1].answer.certainty == VS_CONTESTED &&
            rows.rows[i].answer.certainty != VS_CONTESTED) {
            how_it_ended(fold, &rows.rows[i - 1]);
        }
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

/* What a writer asks beforehand is what every reader says afterwards. */
static void
asked_before(const struct vs_fold *fold)
{
    uint32_t x = c->n - 1;
    uint32_t at = vs_fold_find(fold, &c->in[x].id);
    struct vs_fold *before;
    const char *reason, *said = entry(fold, at)->reason;

    for (uint32_t i = 0; i + 1 < c->n; i++) {
        if (!h_knows(c, x, i)) {
            return;
        }
    }
    before = h_fold_without(c, x);
    if (vs_authority_check(&reason, before, &c->event[x], &c->in[x].org, NULL) != VS_OK) {
        exit(2);
    }
    LAW(!reason == !said && (!reason || strcmp(reason, said) == 0), "asked before, said after");
    vs_fold_free(before);
}

void
h_laws(struct h_case *history, struct h_random *random, const struct vs_fold *fold, bool plain)
{
    c = history;
    h_saw_fold(fold);
    arrival(random, fold);
    verdicts_stay(random, fold);
    fresh_views(fold);
    never_a_gap(fold);
    own_acts(fold);
    voids_are_shown(fold);
    recorded_order(fold);
    tenures(fold);
    if (plain) {
        for (unsigned i = 0; i < 5; i++) {
            one_more(random, fold);
        }
        asked_before(fold);
    }
}
