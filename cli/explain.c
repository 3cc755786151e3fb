/*
 * `vs who --explain`: the whole course of the rules, offer by offer.
 */
#include "cli/answer.h"
#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/when.h"

static void
print_basis(struct vs_out *out, const struct vs_agreement *agreement, const char *what,
            const char *value, const struct vs_basis *basis)
{
    struct vs_source source = vs_agreement_source(agreement, basis->source);

    vs_print(out, "    %-14s %s (%s%s%.*s)%s%.*s\n", what, value, vs_basis_name(basis->kind),
             basis->convention.len > 0 ? " " : "", (int)basis->convention.len,
             basis->convention.p ? basis->convention.p : "", source.title.len > 0 ? ": " : "",
             (int)source.title.len, source.title.p ? source.title.p : "");
    if (basis->note.len > 0) {
        vs_print(out, "    %-14s %.*s\n", "", (int)basis->note.len, basis->note.p);
    }
}

static void
print_instant(struct vs_out *out, const char *what, vs_instant instant)
{
    char when[VS_WHEN_LEN];

    vs_when_text(when, instant, VS_WHEN_FULL);
    vs_print(out, "    %-14s %s\n", what, instant == VS_INSTANT_NEVER ? _("not so far") : when);
}

static void
explain_offer(struct vs_question *question, const struct vs_fold_offer *offer)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    const struct vs_fold_entry *entry = &fold->entries[offer->event];
    const struct vs_agreement *agreement = offer->rule.agreement;
    const struct vs_transfer *transfer = offer->rule.transfer;
    struct vs_out *out = &question->cli->out;
    char id[VS_ID_LEN_MAX];
    char from[VS_LABEL_LEN];
    char to[VS_LABEL_LEN];

    vs_id_short(id, &entry->in->id);
    vs_label_org(from, question->store, &offer->from_org);
    vs_label_org(to, question->store, &offer->to_org);
    vs_print(out, _("  handover %s from %s to %s\n"), id, from, to);
    print_instant(out, _("recorded"), entry->rec);
    print_instant(out, _("received"), offer->delivered);
    vs_print(out, "    %-14s %s (%s)\n", _("rule"), vs_rule_kind_name(offer->rule.kind),
             vs_rule_why_name(offer->rule.why));
    if (offer->rule.kind == VS_RULE_AFTER_DELAY) {
        print_instant(out, _("counted from"), offer->counted_from);
        print_instant(out, _("delay ends"), offer->latest);
        if (offer->earliest != offer->latest) {
            print_instant(out, _("or at the least"), offer->earliest);
        }
    }
    print_instant(out, _("moves by rule"), offer->lapse);
    print_instant(out, _("signed from"), offer->signed_at);
    print_instant(out, _("moves"), offer->start);
    if (!agreement || !transfer) {
        return;
    }
    print_basis(out, agreement, "transfer", vs_move_name(transfer->move.kind),
                &transfer->move.basis);
    print_basis(out, agreement, "counting", vs_counting_name(transfer->move.delay.counting),
                &transfer->move.counting_basis);
    print_basis(out, agreement, "counts_from", vs_counts_from_name(transfer->move.counts_from),
                &transfer->move.counts_from_basis);
    print_basis(out, agreement, "waitlist", vs_waitlist_name(transfer->waitlist),
                &transfer->waitlist_basis);
    print_basis(out, agreement, "refusal", vs_refusal_name(transfer->refusal),
                &transfer->refusal_basis);
    print_basis(out, agreement, "dispute", vs_dispute_name(transfer->dispute),
                &transfer->dispute_basis);
    print_basis(out, agreement, "early_accept", vs_early_accept_name(transfer->early_accept),
                &transfer->early_accept_basis);
}

void
vs_question_explain(struct vs_question *question)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    struct vs_out *out = &question->cli->out;

    vs_print(out, "\n");
    vs_print_style(out, VS_STYLE_STRONG, "%s\n", _("How the rules run"));
    for (size_t i = 0; i < fold->offer_count; i++) {
        explain_offer(question, &fold->offers[i]);
    }
    for (size_t i = 0; i < fold->claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[i];
        char holder[VS_LABEL_LEN];
        char from[VS_WHEN_LEN];
        char until[VS_WHEN_LEN];

        vs_label_org(holder, question->store, &claim->org);
        vs_when_text(from, claim->start, VS_WHEN_FULL);
        vs_when_text(until, claim->end, VS_WHEN_FULL);
        if (claim->holder == VS_HOLDER_ORG && claim->end == VS_INSTANT_NEVER) {
            vs_print(out, _("  %s holds it from %s (%s)\n"), holder, from,
                     vs_claim_kind_name(claim->kind));
        } else if (claim->holder == VS_HOLDER_ORG) {
            vs_print(out, _("  %s holds it from %s until %s (%s)\n"), holder, from, until,
                     vs_claim_kind_name(claim->kind));
        } else {
            vs_print(out, _("  nobody holds it from %s until %s (%s)\n"), from, until,
                     vs_claim_kind_name(claim->kind));
        }
    }
}
