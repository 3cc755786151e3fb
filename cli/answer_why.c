/*
 * Why somebody holds a case, in words: the act or the rule that made it so, the agreement, the
 * conventions and the source.
 */
#include "cli/answer_priv.h"

#include <string.h>

#include "cli/i18n.h"
#include "cli/when.h"
#include "core/casework/zone.h"

/* An instant within a sentence about `near`: without the year when that is the same. */
static void
say_when(char out[VS_WHEN_LEN], vs_instant instant, vs_instant near)
{
    int year = 0;
    int near_year = 0;
    int month;
    int day;

    if (instant >= 0 && instant <= VS_INSTANT_MAX && near >= 0 && near <= VS_INSTANT_MAX) {
        vs_date_parts(vs_zone_date(instant), &year, &month, &day);
        vs_date_parts(vs_zone_date(near), &near_year, &month, &day);
    }
    vs_when_text(out, instant, year == near_year ? VS_WHEN_NO_YEAR : VS_WHEN_FULL);
}

/* As say_when, but only the clock on the same day. */
static void
say_when_after(char out[VS_WHEN_LEN], vs_instant instant, vs_instant before)
{
    if (instant >= 0 && instant <= VS_INSTANT_MAX &&
        vs_zone_date(instant) == vs_zone_date(before)) {
        vs_when_text(out, instant, VS_WHEN_CLOCK);
    } else {
        say_when(out, instant, before);
    }
}

/* "2 working days passed: Tue 7, Wed 8 April (skipped: ...)" */
static void
add_passed(struct vs_buf *buf, const struct vs_fold *fold, const struct vs_fold_offer *offer,
           bool ahead)
{
    vs_say_delay(buf, &offer->rule.delay);
    vs_buf_addf(buf, " %s", ahead ? _("will have passed") : _("passed"));
    vs_say_days(buf, fold, offer);
}

/* How a completed handover came about. */
static void
add_moved(struct vs_buf *buf, const struct vs_question *question, const struct vs_fold_claim *claim)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    const struct vs_fold_offer *offer = &fold->offers[claim->offer];
    vs_instant sent = fold->entries[offer->event].rec;
    const struct vs_event *event = fold->entries[offer->event].in->event;
    char giver[VS_LABEL_LEN];
    char when[VS_WHEN_LEN];
    bool returned = event && event->kind == VS_OFFER_RETURN;

    vs_label_org(giver, question->store, &offer->from_org);
    say_when(when, sent, claim->start);
    vs_buf_addf(buf, returned ? _("returned %s by %s") : _("handed over %s by %s"), when, giver);
    if (offer->delivered != VS_INSTANT_NEVER) {
        say_when_after(when, offer->delivered, sent);
        vs_buf_addf(buf, _(", received %s"), when);
    } else {
        vs_buf_add_text(buf, _(", not shown to be received"));
    }
    vs_buf_add_text(buf, ";\n");
    if (claim->by_rule) {
        add_passed(buf, fold, offer, claim->start > vs_question_known(question));
    } else {
        vs_instant signed_at =
            claim->signed_by != VS_FOLD_NONE ? fold->entries[claim->signed_by].eff : claim->start;

        say_when(when, signed_at, sent);
        /* Under this rule an acceptance alone moves nothing. */
        vs_buf_addf(buf,
                    offer->rule.kind == VS_RULE_AT_PICKUP ? _("picked up %s") : _("accepted %s"),
                    when);
        if (signed_at < claim->start) { /* the end of the delay, or of a waiting list */
            say_when_after(when, claim->start, signed_at);
            vs_buf_addf(buf, _("; it moved %s"), when);
        }
    }
}

static void
add_signer(struct vs_hash orgs[64], size_t *count, const struct vs_hash *org)
{
    for (size_t i = 0; i < *count; i++) {
        if (vs_hash_eq(&orgs[i], org)) {
            return;
        }
    }
    if (*count < 64) {
        orgs[(*count)++] = *org;
    }
}

/* Everybody who signed: who proposed it, and who agreed. */
static size_t
find_signers(struct vs_hash orgs[64], const struct vs_fold *fold, uint32_t proposal)
{
    const struct vs_fold_entry *proposed = &fold->entries[proposal];
    size_t count = 0;

    add_signer(orgs, &count, &proposed->in->org);
    for (size_t i = 0; i < fold->entry_count; i++) {
        const struct vs_fold_entry *entry = &fold->entries[i];
        const struct vs_event *event = entry->in->event;

        if (entry->state == VS_ENTRY_VALID && event && event->type == VS_EV_SETTLE &&
            event->is_agreement && vs_hash_eq(&event->agrees, &proposed->in->id)) {
            add_signer(orgs, &count, &entry->in->org);
        }
    }
    return count;
}

const struct vs_fold_settlement *
vs_settlement_of(const struct vs_fold *fold, uint32_t proposal)
{
    for (size_t i = 0; i < fold->settlement_count; i++) {
        if (fold->settlements[i].event == proposal) {
            return &fold->settlements[i];
        }
    }
    return NULL;
}

void
vs_say_decision(struct vs_buf *out, struct vs_store *store, const struct vs_fold *fold,
                const struct vs_fold_settlement *settlement, bool begins)
{
    const struct vs_fold_entry *decision = &fold->entries[settlement->decision];
    const struct vs_event *event = decision->in->event;
    uint32_t escalation = event ? vs_fold_find(fold, &event->re) : VS_FOLD_NONE;
    unsigned level = escalation != VS_FOLD_NONE && fold->entries[escalation].in->event
                         ? fold->entries[escalation].in->event->level
                         : 0;
    char by[VS_LABEL_LEN];

    vs_label_org(by, store, &decision->in->org);
    vs_buf_addf(out,
                begins ? _("By the agreement %s decides at level %u")
                       : _("by the agreement %s decides at level %u"),
                by, level);
    if (settlement->bound_count > 0) {
        vs_buf_add_text(out, _(", and that binds "));
        vs_say_orgs(out, store, settlement->bound, settlement->bound_count, _("and"));
    }
}

/* "settled together from Fri 17 April 2026 09:00 on, proposed Mon 20 April 2026 09:00, signed by A
 * and B" */
static void
add_settled(struct vs_buf *buf, const struct vs_question *question,
            const struct vs_fold_claim *claim, const char *when)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    const struct vs_fold_settlement *settlement = vs_settlement_of(fold, claim->event);
    struct vs_hash orgs[64];
    size_t count = find_signers(orgs, fold, claim->event);
    char name[VS_LABEL_LEN];
    char from[VS_WHEN_LEN];

    vs_when_text(from, claim->start, VS_WHEN_FULL);
    if (count == 1) {
        vs_label_org(name, question->store, &orgs[0]);
        vs_buf_addf(buf, _("settled from %s on, proposed %s and signed by %s alone"), from, when,
                    name);
    } else {
        vs_buf_addf(buf, _("settled together from %s on, proposed %s, signed by "), from, when);
        vs_say_orgs(buf, question->store, orgs, count, _("and"));
    }
    if (settlement && settlement->decision != VS_FOLD_NONE) {
        vs_buf_add_text(buf, ";\n");
        vs_say_decision(buf, question->store, fold, settlement, false);
    }
}

/* Why this claim is there, as lines of text. */
static void
add_because(struct vs_buf *buf, const struct vs_question *question,
            const struct vs_fold_claim *claim)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    const struct vs_fold_entry *entry = &fold->entries[claim->event];
    char when[VS_WHEN_LEN];
    char by[VS_LABEL_LEN];

    vs_when_text(when, entry->in->event ? entry->in->event->at : entry->rec, VS_WHEN_FULL);
    switch (claim->kind) {
    case VS_CLAIM_OPENED:
        vs_buf_addf(buf, _("opened the case %s"), when);
        break;
    case VS_CLAIM_MOVED:
        add_moved(buf, question, claim);
        break;
    case VS_CLAIM_TAKEN_UP:
        vs_when_text(when, claim->start, VS_WHEN_FULL);
        vs_buf_addf(buf, _("took the case up %s"), when);
        break;
    case VS_CLAIM_WITHDRAWN:
        vs_buf_addf(buf, _("withdrew its handover %s"), when);
        break;
    case VS_CLAIM_CLOSED:
        vs_label_org(by, question->store, &claim->org);
        vs_buf_addf(buf, _("%s closed the case %s"), by, when);
        break;
    case VS_CLAIM_REOPENED: /* an earlier moment than the closing counts as that */
        vs_when_text(when, claim->start, VS_WHEN_FULL);
        vs_buf_addf(buf, _("reopened the case %s"), when);
        break;
    case VS_CLAIM_SETTLED:
        add_settled(buf, question, claim, when);
        break;
    }
}

void
vs_answer_rule(struct vs_buf *buf, const struct vs_fold_rule *rule)
{
    if (rule->agreement) {
        vs_buf_add_str(buf, rule->agreement->id);
        vs_buf_add_text(buf, ", ");
    }
    switch (rule->kind) {
    case VS_RULE_AFTER_DELAY:
        vs_buf_addf(buf, "%s ", _("transfer after"));
        vs_say_delay(buf, &rule->delay);
        break;
    case VS_RULE_AT_ACCEPTANCE:
        vs_buf_add_text(buf, _("transfer at acceptance"));
        break;
    case VS_RULE_AT_PICKUP:
        vs_buf_add_text(buf, _("transfer when it is picked up"));
        break;
    case VS_RULE_UNKNOWN:
        vs_buf_add_text(buf, _("moment of transfer unknown"));
        break;
    case VS_RULE_ACCEPTANCE_ONLY:
        vs_buf_add_text(buf, rule->why == VS_WHY_NO_AGREEMENT
                                 ? _("no agreement that both adopted: only an acceptance moves it")
                                 : _("not regulated: only an acceptance moves it"));
        return;
    }
    switch (rule->waitlist) {
    case VS_WAITLIST_NONE:
        vs_buf_addf(buf, ", %s", _("waiting list without effect"));
        break;
    case VS_WAITLIST_GIVER_HOLDS:
        vs_buf_addf(buf, ", %s", _("the giver holds while it waits"));
        break;
    case VS_WAITLIST_UNKNOWN:
        vs_buf_addf(buf, ", %s", _("effect of a waiting list unknown"));
        break;
    }
}

static void
print_convention(struct vs_out *out, const struct vs_basis *basis, char *said, size_t size)
{
    char name[16];
    char mark[24];
    const char *text;

    if (basis->kind != VS_BASIS_CONVENTION || basis->convention.len >= sizeof name) {
        return;
    }
    (void)snprintf(name, sizeof name, "%.*s", (int)basis->convention.len,
                   basis->convention.p ? basis->convention.p : "");
    (void)snprintf(mark, sizeof mark, " %s ", name);
    text = vs_say_convention(name);
    if (!text || strstr(said, mark)) {
        return;
    }
    strncat(said, mark, size - strlen(said) - 1);
    vs_answer_labelf(out, _("by convention"), "%s (%s)", text, name);
}

/* The conventions that decided a move, each once. */
static void
print_conventions(struct vs_out *out, const struct vs_fold_offer *offer,
                  const struct vs_fold_claim *claim)
{
    const struct vs_transfer *transfer = offer->rule.transfer;
    static const struct vs_basis c11 = {.kind = VS_BASIS_CONVENTION, .convention = {"C11", 3}};
    static const struct vs_basis c3 = {.kind = VS_BASIS_CONVENTION, .convention = {"C3", 2}};
    char said[128] = "";

    if (offer->rule.why == VS_WHY_DIRECTION || offer->rule.why == VS_WHY_RETURN) {
        print_convention(out, &c11, said, sizeof said);
    } else if (offer->rule.kind == VS_RULE_UNKNOWN && !claim->by_rule) {
        print_convention(out, &c3, said, sizeof said);
    }
    if (!transfer) {
        return;
    }
    print_convention(out, &transfer->move.basis, said, sizeof said);
    if (claim->by_rule) {
        print_convention(out, &transfer->move.counting_basis, said, sizeof said);
        print_convention(out, &transfer->move.counts_from_basis, said, sizeof said);
    } else if (offer->rule.kind == VS_RULE_AFTER_DELAY) {
        print_convention(out, &transfer->early_accept_basis, said, sizeof said);
    }
}

static void
print_source(struct vs_out *out, const struct vs_agreement *agreement, struct vs_str id)
{
    struct vs_source source = vs_agreement_source(agreement, id);
    struct vs_buf buf;

    if (source.id.len == 0) {
        return;
    }
    vs_buf_init(&buf, VS_PRINT_MAX);
    vs_buf_add_str(&buf, vs_say_prose(source.title));
    if (source.by.len > 0) {
        vs_buf_add_text(&buf, ", ");
        vs_buf_add_str(&buf, source.by);
    }
    if (source.address.len > 0) {
        vs_buf_add_text(&buf, "\n");
        vs_buf_add_str(&buf, source.address);
    }
    if (vs_buf_check(&buf, "source", NULL) == VS_OK) {
        vs_answer_label(out, _("source"), (const char *)buf.p);
    }
    vs_buf_release(&buf);
}

void
vs_answer_claim(struct vs_question *question, const struct vs_fold_claim *claim)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    struct vs_out *out = &question->cli->out;
    struct vs_buf buf;

    vs_buf_init(&buf, VS_PRINT_MAX);
    add_because(&buf, question, claim);
    if (vs_buf_check(&buf, "answer", NULL) == VS_OK) {
        vs_answer_label(out, _("because"), (const char *)buf.p);
    }
    if (claim->kind == VS_CLAIM_MOVED) {
        const struct vs_fold_offer *offer = &fold->offers[claim->offer];

        vs_buf_clear(&buf);
        vs_answer_rule(&buf, &offer->rule);
        if (vs_buf_check(&buf, "answer", NULL) == VS_OK) {
            vs_answer_label(out, _("rule"), (const char *)buf.p);
        }
        print_conventions(out, offer, claim);
        if (offer->rule.agreement && offer->rule.transfer) {
            print_source(out, offer->rule.agreement, offer->rule.transfer->move.basis.source);
        }
    }
    vs_buf_release(&buf);
}

void
vs_answer_held_before(struct vs_question *question, const struct vs_answer_holder *holder)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    const struct vs_fold_claim *first = NULL;
    struct vs_buf buf;

    for (size_t c = 0; c < holder->claim_count; c++) {
        if (fold->claims[question->answer.claims[holder->first_claim + c]].start == holder->since) {
            return; /* said above */
        }
    }
    for (size_t i = 0; i < fold->claim_count && !first; i++) {
        const struct vs_fold_claim *claim = &fold->claims[i];

        if (claim->holder == VS_HOLDER_ORG && claim->start == holder->since &&
            claim->start < claim->end && vs_hash_eq(&claim->org, &holder->org)) {
            first = claim;
        }
    }
    if (!first) {
        return;
    }
    vs_buf_init(&buf, VS_PRINT_MAX);
    add_because(&buf, question, first);
    if (vs_buf_check(&buf, "answer", NULL) == VS_OK) {
        vs_answer_label(&question->cli->out, _("before"), (const char *)buf.p);
    }
    vs_buf_release(&buf);
}
