/* A fold as text, equal for equal folds: what tests compare (fold.h). */
#include "core/casework/fold.h"

#include "core/base/enc.h"
#include "core/casework/fold_in.h"

static void
add_hash(struct vs_buf *out, const struct vs_hash *hash)
{
    char text[VS_HASH_TEXT_LEN + 1];

    vs_hash_text(text, hash);
    vs_buf_addf(out, " %s", text);
}

static void
add_event(struct vs_buf *out, const struct vs_fold *fold, uint32_t event)
{
    if (event == NONE) {
        vs_buf_add_text(out, " -");
    } else {
        add_hash(out, &fold->entries[event].in->id);
    }
}

static void
add_time(struct vs_buf *out, vs_instant at)
{
    char text[VS_INSTANT_TEXT_LEN + 1];

    if (at == NEVER) {
        vs_buf_add_text(out, " never");
    } else if (at < 0 || at > VS_INSTANT_MAX) {
        vs_buf_addf(out, " %lld", (long long)at);
    } else {
        vs_instant_text(text, at);
        vs_buf_addf(out, " %s", text);
    }
}

static void
add_entries(struct vs_buf *out, const struct vs_fold *fold)
{
    for (size_t i = 0; i < fold->entry_count; i++) {
        const struct vs_fold_entry *entry = &fold->entries[i];

        vs_buf_add_text(out, "event");
        add_hash(out, &entry->in->id);
        add_hash(out, &entry->in->org);
        vs_buf_addf(out, " %s %s %s", entry->in->event ? entry->in->event->type_text : "-",
                    vs_entry_state_name(entry->state), entry->reason ? entry->reason : "-");
        if (entry->state != VS_ENTRY_PENDING) {
            vs_buf_addf(out, " %u", entry->causes);
            add_time(out, entry->rec);
            add_time(out, entry->eff);
        }
        vs_buf_add_byte(out, '\n');
    }
}

static void
add_claims(struct vs_buf *out, const struct vs_fold *fold)
{
    static const char *const holders[] = {"org", "closed", "nobody"};

    for (size_t i = 0; i < fold->claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[i];

        vs_buf_addf(out, "claim %s %s", vs_claim_kind_name(claim->kind), holders[claim->holder]);
        add_hash(out, &claim->org);
        add_event(out, fold, claim->event);
        add_time(out, claim->start);
        add_time(out, claim->end);
        add_event(out, fold, claim->ended_by);
        vs_buf_addf(out, " %s", claim->by_rule ? "by-rule" : "by-act");
        add_event(out, fold, claim->signed_by);
        add_time(out, claim->knew);
        vs_buf_add_byte(out, '\n');
    }
}

static void
add_offers(struct vs_buf *out, const struct vs_fold *fold)
{
    for (size_t i = 0; i < fold->offer_count; i++) {
        const struct vs_fold_offer *offer = &fold->offers[i];

        vs_buf_add_text(out, "offer");
        add_event(out, fold, offer->event);
        vs_buf_addf(out, " %s %s", vs_rule_kind_name(offer->rule.kind),
                    vs_rule_why_name(offer->rule.why));
        add_time(out, offer->counted_from);
        add_time(out, offer->delivered);
        add_time(out, offer->latest);
        add_time(out, offer->earliest);
        add_time(out, offer->lapse);
        add_time(out, offer->signed_at);
        add_time(out, offer->start);
        add_time(out, offer->over);
        add_event(out, fold, offer->withdrawn_by);
        add_event(out, fold, offer->refused_by);
        add_event(out, fold, offer->settled_by);
        for (size_t k = 0; k < offer->source_count; k++) {
            add_event(out, fold, offer->sources[k]);
        }
        vs_buf_add_byte(out, '\n');
    }
    for (size_t i = 0; i < fold->wait_count; i++) {
        vs_buf_add_text(out, "wait");
        add_event(out, fold, fold->waits[i].start_event);
        add_time(out, fold->waits[i].from);
        add_time(out, fold->waits[i].until);
        vs_buf_addf(out, " %s\n", fold->waits[i].counts ? "counts" : "shown");
    }
}

static void
add_spans(struct vs_buf *out, const struct vs_fold *fold)
{
    for (size_t i = 0; i < fold->span_count; i++) {
        const struct vs_fold_span *span = &fold->spans[i];

        vs_buf_addf(out, "span %s %s", vs_span_kind_name(span->kind),
                    span->missing[0] ? span->missing : "-");
        add_event(out, fold, span->event);
        add_event(out, fold, span->offer == NONE ? NONE : fold->offers[span->offer].event);
        add_event(out, fold, span->claim == NONE ? NONE : fold->claims[span->claim].event);
        add_time(out, span->from);
        add_time(out, span->until);
        add_time(out, span->knew);
        vs_buf_add_byte(out, '\n');
    }
}

static void
add_rest(struct vs_buf *out, const struct vs_fold *fold)
{
    for (size_t i = 0; i < fold->escalation_count; i++) {
        vs_buf_add_text(out, "escalation");
        add_event(out, fold, fold->escalations[i].event);
        add_event(out, fold, fold->escalations[i].about);
        add_time(out, fold->escalations[i].from);
        add_time(out, fold->escalations[i].until);
        add_event(out, fold, fold->escalations[i].ended_by);
        vs_buf_add_byte(out, '\n');
    }
    for (size_t i = 0; i < fold->settlement_count; i++) {
        const struct vs_fold_settlement *s = &fold->settlements[i];

        vs_buf_add_text(out, "settlement");
        add_event(out, fold, s->event);
        vs_buf_addf(out, " %s", s->effective ? "effective" : "waits");
        for (size_t k = 0; k < s->signer_count; k++) {
            add_hash(out, &s->signers[k]);
        }
        vs_buf_add_text(out, " /");
        for (size_t k = 0; k < s->unsigned_count; k++) {
            add_hash(out, &s->unsigned_by[k]);
        }
        for (size_t k = 0; k < s->bound_count; k++) {
            vs_buf_add_text(out, k == 0 ? " / bound" : "");
            add_hash(out, &s->bound[k]);
        }
        vs_buf_add_byte(out, '\n');
    }
    for (size_t i = 0; i < fold->party_count; i++) {
        vs_buf_add_text(out, "party");
        add_hash(out, &fold->parties[i].org);
        vs_buf_addf(out, " %s\n", vs_word(VS_WORDS_ROLE, fold->parties[i].role));
    }
    for (size_t i = 0; i < fold->finding_count; i++) {
        vs_buf_addf(out, "finding %s", fold->findings[i].name);
        add_event(out, fold, fold->findings[i].event);
        add_event(out, fold, fold->findings[i].other);
        add_time(out, fold->findings[i].from);
        add_time(out, fold->findings[i].until);
        vs_buf_add_byte(out, '\n');
    }
    for (size_t i = 0; i < fold->boundary_count; i++) {
        vs_buf_add_text(out, "boundary");
        add_time(out, fold->boundaries[i]);
        vs_buf_add_byte(out, '\n');
    }
}

void
vs_fold_dump(struct vs_buf *out, const struct vs_fold *fold)
{
    vs_buf_add_text(out, "vs.fold/1");
    add_hash(out, &fold->case_id);
    vs_buf_add_byte(out, '\n');
    add_entries(out, fold);
    add_claims(out, fold);
    add_offers(out, fold);
    add_spans(out, fold);
    add_rest(out, fold);
}
