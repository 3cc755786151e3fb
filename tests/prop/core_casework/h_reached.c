#include "tests/prop/core_casework/h_reached.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct seen_word {
    char word[48];
    unsigned long count;
};
static struct seen_word words[400];
static unsigned word_count;

void
h_saw(const char *kind, const char *name)
{
    char word[48];
    unsigned i = 0;

    snprintf(word, sizeof(word), "%s %s", kind, name);
    while (i < word_count && strcmp(words[i].word, word) != 0) {
        i++;
    }
    if (i == word_count) {
        if (word_count == sizeof(words) / sizeof(words[0])) {
            printf("Bail out! too many words\n");
            exit(2);
        }
        strcpy(words[word_count++].word, word);
    }
    words[i].count++;
}

static unsigned long
seen_times(const char *kind, const char *name)
{
    char word[48];

    snprintf(word, sizeof(word), "%s %s", kind, name);
    for (unsigned i = 0; i < word_count; i++) {
        if (strcmp(words[i].word, word) == 0) {
            return words[i].count;
        }
    }
    return 0;
}

static void
need(unsigned *missing, const char *kind, const char *name)
{
    if (seen_times(kind, name) == 0) {
        printf("# nothing reached: %s %s\n", kind, name);
        (*missing)++;
    }
}

/* Everything that the fold can say of an event, an offer, a claim or a stretch of time. */
unsigned
h_not_reached(void)
{
    static const char *const missing_rules[] = {"transfer", "counts_from", "calendar", "waitlist",
                                                "version"};
    static const char *const disputes[] = {"refusal", "dispute", "return", "acceptance",
                                           "closed-feed"};
    static const char *const findings[] = {"void",
                                           "unreadable",
                                           "newer-format",
                                           "left-out",
                                           "closed-feed",
                                           "recorded-late",
                                           "ack-of-unknown",
                                           "escalation-open",
                                           "step-skipped",
                                           "waiting",
                                           "offer-still-open",
                                           "no-common-agreement",
                                           "agreement-not-held",
                                           "accepted-while-waiting",
                                           "withdrawn-too-late",
                                           "refused-too-late",
                                           "closed-unknowing",
                                           "settlement-waits"};
    unsigned missing = 0;

    for (unsigned t = 0; t <= VS_EV_NOTE_OTHER; t++) {
        need(&missing, "valid", vs_event_type_name((enum vs_event_type)t));
        need(&missing, "void", vs_event_type_name((enum vs_event_type)t));
    }
    for (unsigned i = 0; vs_authority_reason(i); i++) {
        if (strcmp(vs_authority_reason(i), "too-many") != 0) { /* histories are short */
            need(&missing, "reason", vs_authority_reason(i));
        }
    }
    for (unsigned i = 0; i <= VS_ENTRY_LEFT_OUT; i++) {
        need(&missing, "state", vs_entry_state_name((enum vs_entry_state)i));
    }
    need(&missing, "state", "vouched-for");
    need(&missing, "state", "branch");
    for (unsigned i = 0; i <= VS_CLAIM_SETTLED; i++) {
        need(&missing, "claim", vs_claim_kind_name((enum vs_claim_kind)i));
    }
    need(&missing, "claim", "withdrawn-and-ended");
    for (unsigned i = 0; i <= VS_RULE_UNKNOWN; i++) {
        need(&missing, "rule", vs_rule_kind_name((enum vs_rule_kind)i));
    }
    for (unsigned i = 0; i <= VS_WHY_SILENT; i++) {
        need(&missing, "why", vs_rule_why_name((enum vs_rule_why)i));
    }
    for (unsigned i = 0; i <= VS_OFFER_SETTLED; i++) {
        need(&missing, "offer", vs_offer_state_name((enum vs_offer_state)i));
    }
    need(&missing, "moved", "by-rule");
    need(&missing, "moved", "by-act");
    for (size_t i = 0; i < sizeof(missing_rules) / sizeof(missing_rules[0]); i++) {
        need(&missing, "missing", missing_rules[i]);
    }
    for (size_t i = 0; i < sizeof(disputes) / sizeof(disputes[0]); i++) {
        need(&missing, "dispute", disputes[i]);
    }
    need(&missing, "kept", "");
    need(&missing, "newer", "newer-format");
    for (size_t i = 0; i < sizeof(findings) / sizeof(findings[0]); i++) {
        need(&missing, "finding", findings[i]);
    }
    for (unsigned i = 0; i <= VS_CERTAIN; i++) {
        need(&missing, "answer", vs_certainty_name((enum vs_certainty)i));
    }
    need(&missing, "answer", "closed");
    for (unsigned t = VS_EV_OFFER; t <= VS_EV_REOPEN; t++) {
        need(&missing, "changed by", vs_event_type_name((enum vs_event_type)t));
    }
    need(&missing, "changed by", "ack");
    need(&missing, "contested ends by", "settle");
    need(&missing, "contested ends by", "handover.offer");
    need(&missing, "contested ends by", "close");
    return missing;
}

void
h_saw_fold(const struct vs_fold *fold)
{
    for (size_t i = 0; i < fold->entry_count; i++) {
        const struct vs_fold_entry *e = &fold->entries[i];

        h_saw("state", vs_entry_state_name(e->state));
        if (e->in->event) {
            h_saw(e->state == VS_ENTRY_VOID ? "void"
                  : e->authorised           ? "valid"
                                            : "other",
                  vs_event_type_name(e->in->event->type));
        }
        if (e->reason) {
            h_saw("reason", e->reason);
        }
        if (e->cut && e->state == VS_ENTRY_VALID) {
            h_saw("state", "vouched-for");
        }
        if (e->in->branch > 0) {
            h_saw("state", "branch");
        }
    }
    for (size_t i = 0; i < fold->claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[i];

        h_saw("claim", vs_claim_kind_name(claim->kind));
        if (claim->kind == VS_CLAIM_WITHDRAWN && claim->end != VS_INSTANT_NEVER) {
            h_saw("claim", "withdrawn-and-ended");
        }
    }
    for (size_t i = 0; i < fold->offer_count; i++) {
        const struct vs_fold_offer *offer = &fold->offers[i];

        h_saw("rule", vs_rule_kind_name(offer->rule.kind));
        h_saw("why", vs_rule_why_name(offer->rule.why));
        h_saw("offer", vs_offer_state_name(vs_fold_offer_state(offer, VS_INSTANT_MAX)));
        if (offer->start != VS_INSTANT_NEVER) {
            h_saw("moved", offer->lapse < offer->signed_at ? "by-rule" : "by-act");
        }
    }
    for (size_t i = 0; i < fold->span_count; i++) {
        h_saw(vs_span_kind_name(fold->spans[i].kind), fold->spans[i].missing);
    }
    for (size_t i = 0; i < fold->finding_count; i++) {
        h_saw("finding", fold->findings[i].name);
    }
}

void
h_show_reached(void)
{
    for (unsigned i = 0; i < word_count; i++) {
        printf("# %s %lu\n", words[i].word, words[i].count);
    }
}
