/* Where one thing turns into another: first and last instants, the first of several. Found by
 * changing the fold line by line (make mutants). Of the rule of an offer: t_which_rule.c. */
#include <string.h>

#include "core/casework/zone.h"
#include "tests/tap.h"
#include "tests/unit/core_casework/h_case.h"
#include "tests/unit/core_casework/h_shipped.h"

static struct vs_calendar *calendar;
static struct h_case c;

#define T(text) h_at(text)

/* --- asking before writing ---------------------------------------------------------------------
 */

static void
asked(void)
{
    struct vs_event event = {.v = 1, .at = T("2026-09-30 09:00"), .made = T("2026-09-30 09:00")};
    struct vs_hash org = h_org(A);
    const char *reason = "";
    struct vs_fold *fold = NULL;

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-09-28 11:00"));
    event.type = VS_EV_OPEN;
    OK(vs_fold_make(&fold, &c.in[0].id, c.in, 0, &c.source, NULL) == VS_OK, "a case of no events");
    OK(vs_authority_check(&reason, fold, &event, &org, NULL) == VS_OK && !reason, "may be opened");
    vs_fold_free(fold);
    event.case_id = c.in[0].id;
    fold = h_fold(&c);
    OK(vs_authority_check(&reason, fold, &event, &org, NULL) == VS_OK && reason &&
           strcmp(reason, "not-first") == 0,
       "one that is open may not");
    event.type = VS_EV_NEWER;
    IS_INT(vs_authority_check(&reason, fold, &event, &org, NULL), VS_E_INVALID,
           "what is newer than the program is not judged");
    event.type = VS_EVENT_TYPE_COUNT;
    IS_INT(vs_authority_check(&reason, fold, &event, &org, NULL), VS_E_INVALID, "nor what is none");
    vs_fold_free(fold);
}

/* A feed of which everything waits stands first. */
static void
asked_beside_what_waits(void)
{
    struct vs_event close = {.type = VS_EV_CLOSE, .v = 1};
    struct vs_hash org = h_org(B);
    const char *reason = "";
    struct vs_fold *fold;
    uint32_t ahead;

    h_case_init(&c, calendar);
    h_open(&c, B1, T("2026-09-28 11:00"));
    h_tell_all(&c);
    ahead = h_plain(&c, A1, VS_EV_NOTE, T("2026-10-28 11:00"));
    c.in[ahead].ahead = true;
    fold = h_fold(&c);
    close.case_id = c.in[0].id;
    close.at = close.made = T("2026-09-28 12:00");
    OK(vs_authority_check(&reason, fold, &close, &org, NULL) == VS_OK && !reason,
       "what waits has no time that counts");
    vs_fold_free(fold);
}

/* --- what was known ----------------------------------------------------------------------------
 */

static void
many_acks(void)
{
    uint32_t offer;
    struct vs_fold *fold;

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-30 14:20"));
    for (unsigned i = 0; i < 6; i++) {
        h_plain(&c, A1, VS_EV_NOTE, T("2026-09-30 15:00"));
    }
    h_tell_all(&c);
    for (unsigned i = 0; i < 10; i++) {
        struct vs_event *ack =
            h_begin(&c, B1, VS_EV_ACK, T("2026-10-05 03:10") + i, T("2026-10-05 03:10") + i);

        ack->opened = c.more[c.n];
        for (uint32_t e = 0; e < 8; e++) {
            ack->opened[ack->opened_count++] = c.in[e].id;
        }
        ack->opened_count = vs_event_sort_set(ack->opened, ack->opened_count);
        h_end(&c);
    }
    fold = h_fold(&c);
    IS_TEXT(h_who(fold, T("2026-10-05 03:10") - 1), "B unconfirmed", "until the first ack");
    IS_TEXT(h_who(fold, T("2026-10-05 03:10")), "B certain", "from the first ack of many");
    IS_INT(fold->claims[1].knew, T("2026-10-05 03:10"), "it knew by the first");
    IS_TEXT(h_verdict(fold, &c, offer), "valid", "of the offer");
    vs_fold_free(fold);
}

/* --- what ended what, and findings to the second ------------------------------------------------
 */

static unsigned
findings(const struct vs_fold *fold, const char *name)
{
    unsigned count = 0;

    for (size_t i = 0; i < fold->finding_count; i++) {
        count += strcmp(fold->findings[i].name, name) == 0;
    }
    return count;
}

static unsigned
disputes(const struct vs_fold *fold)
{
    unsigned count = 0;

    for (size_t i = 0; i < fold->span_count; i++) {
        count += fold->spans[i].kind == VS_SPAN_DISPUTE;
    }
    return count;
}

/* B has it by the rule, counted from receipt; A withdraws when that is past and cannot know. */
static void
withdrawn_too_late(void)
{
    vs_instant lapse = T("2026-10-01 00:00");
    struct vs_fold *fold;
    uint32_t offer, withdrawal;

    h_case_init(&c, calendar);
    h_rule(&c)->move.counts_from = VS_FROM_RECEIVED;
    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-28 12:00"));
    h_tell_all(&c);
    h_ack(&c, B1, offer, T("2026-09-28 13:00"));
    withdrawal = h_re(&c, A1, VS_EV_WITHDRAW, offer, lapse);
    h_re(&c, B2, VS_EV_ACCEPT, offer, lapse + 60);
    fold = h_fold(&c);
    OK(h_finding(fold, "withdrawn-too-late", lapse), "in the second in which it moves: too late");
    IS_TEXT(h_who(fold, lapse), "A,B contested",
            "who withdrew holds beside who has it by the rule");
    IS_TEXT(h_who(fold, lapse + 60), "B certain", "until both signed for the move");
    for (size_t i = 0; i < fold->claim_count; i++) {
        if (fold->claims[i].event == vs_fold_find(fold, &c.in[withdrawal].id)) {
            IS_INT(fold->claims[i].ended_by, vs_fold_find(fold, &c.in[offer].id),
                   "the claim of the withdrawal is ended by its offer");
        }
        if (fold->claims[i].kind == VS_CLAIM_OPENED) {
            IS_INT(fold->claims[i].ended_by, vs_fold_find(fold, &c.in[offer].id),
                   "so is the first");
        }
        if (fold->claims[i].kind == VS_CLAIM_MOVED) {
            IS_INT(fold->claims[i].ended_by, VS_FOLD_NONE, "and nothing ends the last");
        }
    }
    vs_fold_free(fold);
}

/* Accepted for the very second in which the other side withdrew, neither knowing. */
static void
withdrawn_in_vain(void)
{
    vs_instant lapse = T("2026-10-01 00:00");
    struct vs_fold *fold;
    uint32_t offer;

    h_case_init(&c, calendar);
    h_rule(&c)->move.counts_from = VS_FROM_RECEIVED;
    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-28 12:00"));
    h_tell_all(&c);
    h_ack(&c, B1, offer, T("2026-09-28 13:00"));
    h_re(&c, A1, VS_EV_WITHDRAW, offer, lapse + 60);
    h_re(&c, B2, VS_EV_ACCEPT, offer, lapse + 60);
    fold = h_fold(&c);
    IS_INT(fold->claim_count, 2, "then the withdrawal makes no claim");
    IS_TEXT(h_who(fold, lapse + 60), "B certain", "and B has it");
    vs_fold_free(fold);
}

static void
to_the_second(void)
{
    vs_instant at = T("2026-09-29 10:00");
    struct vs_fold *fold;
    uint32_t offer;

    for (int late = 0; late < 2; late++) { /* refused a second before it moved, or in that one */
        h_case_init(&c, calendar);
        h_open(&c, A1, T("2026-09-28 11:00"));
        offer = h_offer(&c, A1, B, T("2026-09-28 12:00"));
        h_tell_all(&c);
        h_re(&c, B1, VS_EV_ACCEPT, offer, at);
        h_re(&c, B2, VS_EV_REFUSE, offer, at - 1 + late);
        fold = h_fold(&c);
        IS_INT(findings(fold, "refused-too-late"), (unsigned)late, "refused %s",
               late ? "in the second in which it moves" : "a second earlier");
        vs_fold_free(fold);
        c.in[c.n - 1].cut = true;
        fold = h_fold(&c);
        IS_INT(findings(fold, "refused-too-late"), 0, "by a closed device: nothing is said of it");
        vs_fold_free(fold);
    }
    for (int early = 0; early < 2; early++) {
        h_case_init(&c, calendar);
        h_open(&c, A1, T("2026-09-28 11:00"));
        offer = h_offer(&c, A1, B, T("2026-09-28 12:00"));
        h_tell_all(&c);
        h_re(&c, B1, VS_EV_WAIT_START, offer, T("2026-09-28 13:00"));
        h_tell(&c, B1, B2);
        h_re(&c, B2, VS_EV_WAIT_END, offer, at);
        h_re(&c, B1, VS_EV_ACCEPT, offer, at - early);
        fold = h_fold(&c);
        IS_INT(findings(fold, "accepted-while-waiting"), (unsigned)early, "accepted %s",
               early ? "a second before the wait ends" : "when it ends");
        OK(h_finding(fold, "waiting", at - 1) && !h_finding(fold, "waiting", at),
           "it waits until that second");
        vs_fold_free(fold);
    }
}

/* An objection about a claim that is not made in the end. */
static void
of_no_claim(void)
{
    struct vs_fold *fold;
    uint32_t offer;

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-09-28 11:00"));
    h_tell(&c, A1, A2);
    offer = h_offer(&c, A1, B, T("2026-09-28 12:00"));
    h_tell(&c, A1, B1);
    h_tell(&c, A1, A2);
    h_re(&c, A2, VS_EV_WITHDRAW, offer, T("2026-09-29 09:00"));
    h_return(&c, B1, A, T("2026-10-02 09:00"));
    fold = h_fold_known(&c, B1);
    IS_INT(disputes(fold), 1, "B holds and gives it back, which the text does not speak of");
    vs_fold_free(fold);
    fold = h_fold(&c);
    IS_TEXT(h_who(fold, T("2026-10-02 10:00")), "A certain", "it had been withdrawn in time");
    IS_INT(disputes(fold), 0, "what never was B's is not disputed");
    vs_fold_free(fold);
}

/* --- cut leaves ----------------------------------------------------------------------------------
 */

static void
cut_answers(void)
{
    struct vs_fold *fold;
    uint32_t offer, p, accept;

    /* It moved by the rule; an acceptance of a closed device that others know comes later. */
    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-28 12:00"));
    h_tell_all(&c);
    accept = h_re(&c, B1, VS_EV_ACCEPT, offer, T("2026-10-05 09:00"));
    h_tell_all(&c);
    h_plain(&c, A1, VS_EV_NOTE, T("2026-10-05 10:00"));
    c.in[accept].cut = true;
    fold = h_fold(&c);
    IS_INT(disputes(fold), 0, "what moved by the rule does not rest on the cut acceptance");
    IS_INT(findings(fold, "closed-feed"), 1, "which is a finding");
    vs_fold_free(fold);

    /* Two agree for one organisation; the closed device is not needed. */
    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-09-28 11:00"));
    h_tell_all(&c);
    h_escalate(&c, B1, VS_FOLD_NONE, T("2026-09-28 12:00"));
    h_tell_all(&c);
    p = h_settle(&c, A1, A, T("2026-09-28 11:30"), T("2026-09-28 13:00"));
    h_tell_all(&c);
    h_agree(&c, B1, p, T("2026-09-28 14:00"));
    accept = h_agree(&c, B2, p, T("2026-09-28 14:00"));
    c.in[accept].cut = true;
    fold = h_fold(&c);
    OK(fold->settlements[0].effective, "it is effective");
    IS_INT(disputes(fold), 0, "and does not rest on what is left out");
    vs_fold_free(fold);

    /* An escalation of a closed device, which the closing did not know and nobody vouches for. */
    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-09-28 11:00"));
    h_tell_all(&c);
    h_plain(&c, A1, VS_EV_CLOSE, T("2026-09-28 12:00"));
    p = h_escalate(&c, B1, VS_FOLD_NONE, T("2026-09-28 13:00"));
    fold = h_fold(&c);
    IS_INT(findings(fold, "closed-unknowing"), 1, "closed beside an objection");
    vs_fold_free(fold);
    c.in[p].cut = true;
    fold = h_fold(&c);
    IS_INT(findings(fold, "closed-unknowing"), 0, "not beside one that is left out");
    IS_TEXT(h_who(fold, T("2026-09-28 14:00")), "closed certain", "it is closed");
    vs_fold_free(fold);

    /* Taken up by a closed device, closed by another one of the same organisation. */
    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-09-28 11:00"));
    c.event[0].takes = false;
    h_tell_all(&c);
    p = h_plain(&c, B2, VS_EV_PICKUP, T("2026-09-28 12:00"));
    h_tell(&c, B2, B1);
    h_plain(&c, B1, VS_EV_CLOSE, T("2026-09-28 13:00"));
    c.in[p].cut = true;
    fold = h_fold(&c);
    IS_TEXT(h_who(fold, T("2026-09-28 12:30")), "undetermined  missing not-taken-up",
            "nobody had taken it up");
    IS_TEXT(h_who(fold, T("2026-09-28 13:00")), "closed certain", "closed is closed all the same");
    vs_fold_free(fold);
}

/* B objects, and accepts; its other device, which did not hear of that, accepts for the same hour.
 */
static void
who_ended_it(void)
{
    vs_instant at = T("2026-09-29 10:00");
    uint32_t offer, accept, esc;
    struct vs_fold *fold;

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-28 12:00"));
    h_tell_all(&c);
    h_re(&c, B2, VS_EV_ACCEPT, offer, at);
    esc = h_escalate(&c, B1, offer, at - 60);
    h_re(&c, B1, VS_EV_WAIT_START, offer, at);
    accept = h_re(&c, B1, VS_EV_ACCEPT, offer, at);
    fold = h_fold(&c);
    IS_INT(fold->escalation_count, 1, "one escalation");
    IS_INT(fold->escalations[0].event, vs_fold_find(fold, &c.in[esc].id), "of B");
    IS_INT(fold->escalations[0].until, at, "ends when B accepts");
    IS_INT(fold->escalations[0].ended_by, vs_fold_find(fold, &c.in[accept].id),
           "by the acceptance that knows it");
    vs_fold_free(fold);
    c.n = accept;
    fold = h_fold(&c);
    OK(fold->escalations[0].until == VS_INSTANT_NEVER &&
           fold->escalations[0].ended_by == VS_FOLD_NONE,
       "not by one that does not");
    vs_fold_free(fold);
}

/* --- at the ends of a stretch of time
 * ------------------------------------------------------------- */

/* A case that A offered to B, which has it by the rule from Thursday 1 October 0:00 on. */
static uint32_t
moved_by_rule(void)
{
    uint32_t offer;

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-28 12:00"));
    h_tell_all(&c);
    return offer;
}

static void
signers(void)
{
    vs_instant lapse = T("2026-10-01 00:00");
    struct vs_fold *fold;
    uint32_t offer, p;

    moved_by_rule();
    h_settle(&c, A1, A, T("2026-09-30 12:00"), lapse);
    fold = h_fold(&c);
    IS_INT(fold->settlements[0].signer_count, 2, "whose claim begins in the last second signs too");
    vs_fold_free(fold);

    moved_by_rule();
    h_escalate(&c, B1, VS_FOLD_NONE, lapse + 3600);
    h_settle(&c, B1, B, lapse, lapse + 7200);
    fold = h_fold(&c);
    IS_INT(fold->settlements[0].signer_count, 1, "not whose claim ended in the first");
    vs_fold_free(fold);

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-28 12:00"));
    h_tell_all(&c);
    h_re(&c, B1, VS_EV_ACCEPT, offer, T("2026-09-29 10:00"));
    h_tell_all(&c);
    p = h_settle(&c, A1, A, T("2026-09-29 10:00"), T("2026-09-29 11:00"));
    h_tell_all(&c);
    h_agree(&c, B1, p, T("2026-09-29 12:00"));
    h_tell_all(&c);
    h_escalate(&c, A1, VS_FOLD_NONE, T("2026-09-29 13:00"));
    h_settle(&c, A1, A, T("2026-09-28 11:30"), T("2026-09-29 14:00"));
    fold = h_fold(&c);
    IS_INT(fold->settlements[1].signer_count, 1, "nor whose claim was never active");
    vs_fold_free(fold);

    /* Undetermined for two hours; asked about when that was over, and then settled from within. */
    h_case_init(&c, calendar);
    h_rule(&c)->move.kind = VS_MOVE_UNKNOWN;
    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-28 12:00"));
    h_re(&c, A1, VS_EV_WITHDRAW, offer, T("2026-09-28 14:00"));
    h_tell_all(&c);
    p = h_party(&c, B1, VS_EV_PARTY_ADD, D, VS_PARTY_FULL, T("2026-09-28 15:00"));
    h_tell_all(&c);
    h_settle(&c, A1, A, T("2026-09-28 15:00"), T("2026-09-28 15:30")); /* void: nothing to settle */
    h_settle(&c, A1, A, T("2026-09-28 13:00"), T("2026-09-28 16:00"));
    fold = h_fold(&c);
    IS_TEXT(h_verdict(fold, &c, p), "not-holder", "B is no candidate any more");
    IS_INT(fold->settlements[0].signer_count, 2, "and signs as one that was");
    vs_fold_free(fold);
}

static void
verdicts(void)
{
    vs_instant lapse = T("2026-10-01 00:00"), at = T("2026-09-29 10:00");
    struct vs_fold *fold;
    uint32_t offer, p, last;

    moved_by_rule();
    last = h_plain(&c, A1, VS_EV_CLOSE, lapse);
    fold = h_fold(&c);
    IS_TEXT(h_verdict(fold, &c, last), "not-holder", "who held until this second does not now");
    vs_fold_free(fold);

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-09-28 11:00"));
    h_escalate(&c, A1, VS_FOLD_NONE, at - 60);
    h_settle(&c, A1, A, at, at);
    last = h_plain(&c, A1, VS_EV_CLOSE, at);
    fold = h_fold(&c);
    IS_TEXT(h_verdict(fold, &c, last), "valid", "what ended in this second stands in nobody's way");
    vs_fold_free(fold);

    /* Disputed until B took it on, knowing its objection. */
    offer = moved_by_rule();
    h_escalate(&c, B1, offer, lapse + 3600);
    h_re(&c, B1, VS_EV_ACCEPT, offer, lapse + 7200);
    last = h_settle(&c, B1, B, lapse + 9000, lapse + 9000);
    p = h_settle(&c, B1, B, lapse + 5000, lapse + 9000);
    fold = h_fold(&c);
    IS_TEXT(h_verdict(fold, &c, last), "nothing-to-settle", "since then nothing is disputed");
    IS_TEXT(h_verdict(fold, &c, p), "valid", "before it was");
    vs_fold_free(fold);

    /* A proposal of a closed device, to which another one of the same organisation agrees. */
    h_case_init(&c, calendar);
    h_open(&c, B1, T("2026-09-28 11:00"));
    h_escalate(&c, B1, VS_FOLD_NONE, T("2026-09-28 12:00"));
    h_tell(&c, B1, B2);
    p = h_settle(&c, B2, B, T("2026-09-28 12:30"), T("2026-09-28 13:00"));
    h_tell(&c, B2, B1);
    h_agree(&c, B1, p, T("2026-09-28 14:00"));
    c.in[p].cut = true;
    fold = h_fold(&c);
    IS_INT(fold->settlement_count, 0, "nobody else vouches for it");
    IS_TEXT(h_who(fold, T("2026-09-28 15:00")), "B certain", "and it ends nothing");
    vs_fold_free(fold);
}

static void
missing_at_its_ends(void)
{
    vs_instant at = T("2026-09-28 11:00");
    struct vs_fold *fold;
    uint32_t last;

    h_case_init(&c, calendar);
    h_rule(&c)->move.kind = VS_MOVE_UNKNOWN;
    h_open(&c, A1, at);
    h_offer(&c, A1, B, at);
    last = h_plain(&c, A1, VS_EV_CLOSE, at);
    fold = h_fold(&c);
    IS_TEXT(h_verdict(fold, &c, last), "undetermined", "in the second in which all of it begins");
    vs_fold_free(fold);

    h_case_init(&c, calendar);
    h_rule(&c)->move.kind = VS_MOVE_UNKNOWN;
    h_open(&c, A1, at);
    h_tell(&c, A1, A2);
    h_offer(&c, A1, B, at + 60);
    h_escalate(&c, A2, VS_FOLD_NONE, at + 60);
    h_settle(&c, A2, A, at + 3600, at + 3600);
    h_tell_all(&c);
    last = h_party(&c, B1, VS_EV_PARTY_ADD, D, VS_PARTY_FULL, at + 3600);
    fold = h_fold(&c);
    IS_TEXT(h_verdict(fold, &c, last), "not-holder", "what was on offer has ended in this second");
    vs_fold_free(fold);
}

static void
many_objections(void)
{
    struct vs_fold *fold;

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-09-28 11:00"));
    for (unsigned i = 0; i < 2; i++) {
        h_begin(&c, A1, VS_EV_NOTE, T("2026-09-28 12:00"), T("2026-09-29 12:00") - i);
        h_end(&c);
    }
    fold = h_fold(&c);
    IS_INT(findings(fold, "recorded-late"), 1, "late is a day or more");
    vs_fold_free(fold);

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-09-28 11:00"));
    for (unsigned i = 0; i < 80; i++) {
        h_escalate(&c, A1, VS_FOLD_NONE, T("2026-09-28 12:00") + i);
    }
    fold = h_fold(&c);
    IS_INT(findings(fold, "escalation-open"), 80, "each makes its writer a party");
    vs_fold_free(fold);
}

/* --- what changed
 * --------------------------------------------------------------------------------- */

static unsigned changes;
static size_t news;
static uint32_t first_news;

static void
count_change(void *payload, const struct vs_change *change)
{
    (void)payload;
    changes++;
    news = change->news_count;
    first_news = change->news_count > 0 ? change->news[0] : VS_FOLD_NONE;
}

static unsigned
count_changes(const struct vs_fold *before, const struct vs_fold *after, vs_instant known_at)
{
    changes = 0;
    news = 0;
    return vs_answer_changes(before, after, known_at, count_change, NULL, NULL) == VS_OK ? changes
                                                                                         : 999;
}

static void
what_changed(void)
{
    vs_instant end = T("2026-10-02 09:00");
    struct vs_fold *before, *after, *nothing;
    struct vs_tenures rows;
    uint32_t offer, accept;

    h_case_init(&c, calendar);
    c.profiles = 0;
    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-28 12:00"));
    h_tell_all(&c);
    accept = h_re(&c, B1, VS_EV_ACCEPT, offer, T("2026-09-29 10:00"));
    offer = h_offer(&c, B1, C, T("2026-09-29 11:00"));
    h_tell_all(&c);
    h_re(&c, C1, VS_EV_ACCEPT, offer, T("2026-09-30 10:00"));
    before = h_fold_without(&c, accept);
    after = h_fold(&c);
    IS_INT(count_changes(before, after, end), 2, "first it is B instead of A, then C");
    IS_INT(news, 3, "because of three acts");
    IS_INT(first_news, vs_fold_find(after, &c.in[accept].id), "the acceptance first");
    IS_INT(count_changes(after, after, end), 0, "of itself nothing differs");
    nothing = h_fold_without(&c, 0);
    IS_INT(count_changes(nothing, after, end), 3, "where there was no case each holder is new");
    IS_INT(count_changes(after, nothing, end), 3, "and the other way round");
    OK(vs_tenures_make(&rows, after, NULL) == VS_OK && rows.count == 3, "three held it");
    vs_tenures_release(&rows);
    OK(!rows.rows && rows.count == 0, "released rows are none");
    vs_tenures_release(NULL);
    vs_fold_free(before);
    vs_fold_free(after);
    vs_fold_free(nothing);
}

/* --- answers -------------------------------------------------------------------------------------
 */

static void
since_when(void)
{
    struct vs_answer a;
    struct vs_fold *fold;
    uint32_t p, q;

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-09-28 11:00"));
    for (unsigned i = 0; i < 3; i++) {
        h_escalate(&c, A1, VS_FOLD_NONE, T("2026-09-28 12:00") + 3600 * i);
        h_settle(&c, A1, A, T("2026-09-28 12:30") + 3600 * i, T("2026-09-28 12:30") + 3600 * i);
    }
    fold = h_fold(&c);
    OK(vs_answer_at(&a, fold, T("2026-09-28 18:00"), NULL) == VS_OK && a.holder_count == 1, "A");
    IS_INT(a.holders[0].since, T("2026-09-28 11:00"),
           "has it since the opening, three times settled");
    vs_answer_release(&a);
    OK(!a.holders && !a.claims && a.holder_count == 0, "a released answer is empty");
    vs_answer_release(NULL);
    vs_fold_free(fold);

    h_case_init(&c, calendar);
    h_open(&c, A1, T("2026-09-28 11:00"));
    h_tell(&c, A1, A2);
    p = h_offer(&c, A1, B, T("2026-09-28 12:00"));
    q = h_offer(&c, A2, B, T("2026-09-28 12:00"));
    h_tell_all(&c);
    h_re(&c, B1, VS_EV_ACCEPT, p, T("2026-09-29 10:00"));
    h_re(&c, B2, VS_EV_ACCEPT, q, T("2026-09-29 11:00"));
    fold = h_fold(&c);
    OK(vs_answer_at(&a, fold, T("2026-09-30 18:00"), NULL) == VS_OK && a.holder_count == 1, "B");
    IS_INT(a.holders[0].claim_count, 2, "has it twice");
    IS_INT(a.holders[0].since, T("2026-09-29 10:00"), "since the first");
    IS_INT(a.holders[0].knew, T("2026-09-29 10:00"), "and knew since the first");
    vs_answer_release(&a);
    vs_fold_free(fold);
}

static void
other_answers(void)
{
    struct vs_hash ab[] = {h_org(A), h_org(B)}, ac[] = {h_org(A), h_org(C)};
    struct vs_answer_holder holders[] = {{.org = h_org(A)}, {.org = h_org(B)}};
    struct vs_answer a = {.state = VS_STATE_OPEN, .certainty = VS_UNDETERMINED}, b = a;

    a.candidates = ab;
    b.candidates = ac;
    a.candidate_count = b.candidate_count = 2;
    OK(!vs_answer_same(&a, &b), "other candidates are another answer");
    b.candidates = ab;
    OK(vs_answer_same(&a, &b), "the same are the same");
    a.last = ab;
    b.last = ac + 1;
    a.last_count = b.last_count = 1;
    OK(!vs_answer_same(&a, &b), "and so of who held it last");
    b = a;
    OK(vs_answer_same(&a, &b), "the same again");
    b.state = VS_STATE_CLOSED;
    OK(!vs_answer_same(&a, &b), "open or closed");
    b = a;
    b.certainty = VS_CERTAIN;
    OK(!vs_answer_same(&a, &b), "how certain it is");
    b = a;
    b.contested_by_closing = true;
    OK(!vs_answer_same(&a, &b), "contested by a closing or not");
    b = a;
    a.holders = holders;
    b.holders = holders;
    a.holder_count = 1;
    b.holder_count = 2;
    OK(!vs_answer_same(&a, &b), "one holder or two");
    b.holder_count = 1;
    OK(vs_answer_same(&a, &b), "the same holder");
    b.holders = holders + 1;
    OK(!vs_answer_same(&a, &b), "another holder");
}

int
main(void)
{
    calendar = h_shipped_calendar("nl-atw", "2026-1");
    if (!OK(calendar != NULL, "the calendar")) {
        return tap_done();
    }
    asked();
    asked_beside_what_waits();
    many_acks();
    withdrawn_too_late();
    withdrawn_in_vain();
    to_the_second();
    of_no_claim();
    cut_answers();
    who_ended_it();
    since_when();
    other_answers();
    signers();
    verdicts();
    missing_at_its_ends();
    many_objections();
    what_changed();
    vs_calendar_free(calendar);
    return tap_done();
}
