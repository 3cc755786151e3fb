/*
 * What stands beside an answer: findings in words, what waits for signatures, and who has to settle
 * what is contested, disputed or undetermined.
 */
#include <string.h>

#include "cli/answer.h"
#include "cli/answer_priv.h"
#include "cli/behind.h"
#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/one_sided.h"
#include "cli/when.h"
#include "core/casework/chain.h"
#include "core/casework/zone.h"

/* --- settlements ------------------------------------------------------------------------------ */

void
vs_question_print_waiting(struct vs_question *question, const char *label)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    struct vs_buf buf;
    struct vs_buf names;
    char id[VS_ID_LEN_MAX];

    vs_buf_init(&buf, VS_PRINT_MAX);
    vs_buf_init(&names, VS_PRINT_MAX);
    for (size_t i = 0; i < fold->settlement_count; i++) {
        const struct vs_fold_settlement *settlement = &fold->settlements[i];
        const struct vs_fold_entry *entry = &fold->entries[settlement->event];

        if (entry->rec > question->at || !vs_fold_settlement_waits(fold, settlement)) {
            continue;
        }
        vs_buf_clear(&buf);
        vs_buf_clear(&names);
        vs_say_orgs(&names, question->store, settlement->unsigned_by, settlement->unsigned_count,
                    _("and"));
        vs_id_short(id, &entry->in->id);
        if (vs_buf_check(&names, "answer", NULL) == VS_OK) {
            vs_buf_addf(&buf, _("for the signature of %s: "), (const char *)names.p);
        }
        vs_say_proposal(&buf, question->store, entry->in->event);
        vs_buf_addf(&buf, " (%s)", id);
        if (vs_buf_check(&buf, "answer", NULL) == VS_OK) {
            vs_answer_label(&question->cli->out, label, (const char *)buf.p);
        }
    }
    vs_buf_release(&buf);
    vs_buf_release(&names);
}

/* A settlement waits for signatures: then that is what is to be done. */
static bool
is_proposed(const struct vs_question *question)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    bool proposed = false;

    for (size_t i = 0; i < fold->settlement_count; i++) {
        proposed = proposed || vs_fold_settlement_waits(fold, &fold->settlements[i]);
    }
    return proposed;
}

/* At most so many organisations are named in one sentence about who has to settle. */
#define CONCERNED_MAX 64

struct concerned {
    struct vs_hash orgs[CONCERNED_MAX];
    size_t count;
};

static void
add_concerned(struct concerned *concerned, const struct vs_hash *org)
{
    for (size_t i = 0; i < concerned->count; i++) {
        if (vs_hash_eq(&concerned->orgs[i], org)) {
            return;
        }
    }
    if (concerned->count < CONCERNED_MAX) {
        concerned->orgs[concerned->count++] = *org;
    }
}

/* Who signs a settlement of how it stands now (FOLD.md 4), but for the outcome, which is theirs to
 * name. */
static void
find_concerned(struct concerned *concerned, const struct vs_question *question)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    const struct vs_answer *answer = &question->answer;

    for (size_t i = 0; i < answer->claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[answer->claims[i]];

        if (claim->holder != VS_HOLDER_NOBODY) {
            add_concerned(concerned, &claim->org);
        }
    }
    for (size_t i = 0; i < answer->candidate_count; i++) {
        add_concerned(concerned, &answer->candidates[i]);
    }
    for (size_t i = 0; i < fold->escalation_count; i++) {
        if (fold->escalations[i].from <= question->at &&
            question->at < fold->escalations[i].until) {
            add_concerned(concerned, &fold->escalations[i].org);
        }
    }
    for (size_t i = 0; i < fold->offer_count; i++) {
        const struct vs_fold_offer *offer = &fold->offers[i];

        if (fold->entries[offer->event].rec <= question->at &&
            vs_fold_offer_state(offer, question->at) == VS_OFFER_OPEN) {
            add_concerned(concerned, &offer->from_org);
            add_concerned(concerned, &offer->to_org);
        }
    }
}

const char *
vs_question_beyond(const struct vs_question *question)
{
    const struct vs_answer *answer = &question->answer;

    for (size_t i = 0; i < answer->missing_count; i++) {
        const char *name = answer->missing[i].name;

        if (strcmp(name, "newer-format") == 0 || strcmp(name, "too-large") == 0) {
            return name;
        }
    }
    return NULL;
}

/* Only who opened a case shows it to others as long as nobody holds it. */
static bool
opened_by_us(const struct vs_question *question)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    uint32_t opening = vs_fold_find(fold, &fold->case_id);

    return opening != VS_FOLD_NONE &&
           vs_hash_eq(&fold->entries[opening].in->org, &question->store->self.org);
}

/* The ways out by one signature, which are the simple ones: the receiver accepts, or the giver
 * withdraws. False if there is none. */
static bool
print_answers(struct vs_question *question)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    const struct vs_answer *answer = &question->answer;
    const struct vs_hash *self = &question->store->self.org;
    struct vs_out *out = &question->cli->out;
    char name[VS_LABEL_LEN];
    bool said = false;

    for (size_t i = 0; i < answer->missing_count; i++) {
        uint32_t span = answer->missing[i].span;
        uint32_t index = span == VS_FOLD_NONE ? VS_FOLD_NONE : fold->spans[span].offer;
        unsigned ways = vs_missing_ways_out(fold, &answer->missing[i]);
        bool seen = index == VS_FOLD_NONE;

        for (size_t k = 0; k < i && !seen; k++) {
            uint32_t other = answer->missing[k].span;

            seen = other != VS_FOLD_NONE && fold->spans[other].offer == index;
        }
        if (seen) {
            continue;
        }
        if (ways & VS_OUT_ACCEPT) {
            const struct vs_hash *to = &fold->offers[index].to_org;

            vs_label_org(name, question->store, to);
            vs_answer_labelf(out, said ? _("or") : _("to do"),
                             vs_hash_eq(to, self) ? _("vs accept, if %s takes it")
                                                  : _("%s accepts it (vs accept)"),
                             name);
            said = true;
        }
        if (ways & VS_OUT_WITHDRAW) {
            const struct vs_hash *from = &fold->offers[index].from_org;

            vs_label_org(name, question->store, from);
            vs_answer_labelf(out, said ? _("or") : _("to do"),
                             vs_hash_eq(from, self) ? _("vs withdraw, if %s keeps it")
                                                    : _("%s withdraws it (vs withdraw)"),
                             name);
            said = true;
        }
    }
    return said;
}

void
vs_question_print_settle(struct vs_question *question)
{
    struct concerned concerned = {.count = 0};
    const char *beyond = vs_question_beyond(question);
    struct vs_buf names;

    if (vs_question_exit(question) != VS_EXIT_DECIDE || question->at != question->now ||
        is_proposed(question) || vs_question_facts_only(question)) {
        return;
    }
    if (beyond && strcmp(beyond, "newer-format") != 0) {
        return;
    }
    if (beyond) { /* or settle it, if a newer program does not help */
        vs_answer_label(&question->cli->out, _("to do"), _("update vs"));
    }
    find_concerned(&concerned, question);
    vs_buf_init(&names, VS_PRINT_MAX);
    vs_say_orgs(&names, question->store, concerned.orgs, concerned.count, _("and"));
    if (concerned.count == 0 && !beyond) {
        vs_answer_label(&question->cli->out, _("to do"),
                        opened_by_us(question)
                            ? _("show it to who is to take it up (vs disclose CASE --to ORG "
                                "--full), or take it up: vs accept CASE --pick-up")
                            : _("one of the parties picks it up: vs accept CASE --pick-up"));
    } else if (concerned.count > 0 && vs_buf_check(&names, "answer", NULL) == VS_OK) {
        vs_answer_labelf(&question->cli->out,
                         print_answers(question) || beyond ? _("or") : _("to do"),
                         _("vs settle: who holds it and from when, signed by %s and by whoever is "
                           "to hold it"),
                         (const char *)names.p);
    }
    vs_buf_release(&names);
}

/* --- findings --------------------------------------------------------------------------------- */

/* What a sentence about a finding is made of. */
struct about {
    const struct vs_fold_entry *entry;
    const struct vs_fold_entry *other; /* NULL */
    char by[VS_LABEL_LEN];
    char from[VS_LABEL_LEN]; /* of the offer that it is about; empty */
    char to[VS_LABEL_LEN];
    char when[VS_WHEN_LEN];
    char moved[VS_WHEN_LEN]; /* that offer; empty */
    char ended[VS_WHEN_LEN]; /* that offer, without moving; empty */
    bool crossed;            /* the act came before it moved: whoever signed did not know of it */
    bool giver_holds;        /* at the instant of the question */
};

/* Whether the rule of the offer is said above: it made a claim that the answer rests on. */
static bool
rule_is_said(const struct vs_question *question, uint32_t event)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);

    for (size_t i = 0; i < question->answer.claim_count; i++) {
        const struct vs_fold_claim *claim = &fold->claims[question->answer.claims[i]];

        if (claim->kind == VS_CLAIM_MOVED && fold->offers[claim->offer].event == event) {
            return true;
        }
    }
    return false;
}

static void
find_offer(struct about *about, const struct vs_question *question,
           const struct vs_fold_entry *entry)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);

    for (size_t i = 0; i < fold->offer_count; i++) {
        const struct vs_fold_offer *offer = &fold->offers[i];

        if (&fold->entries[offer->event] != entry) {
            continue;
        }
        vs_label_org(about->from, question->store, &offer->from_org);
        vs_label_org(about->to, question->store, &offer->to_org);
        if (offer->start != VS_INSTANT_NEVER) {
            vs_when_text(about->moved, offer->start, VS_WHEN_FULL);
        } else if (offer->has_end && offer->over != VS_INSTANT_NEVER) {
            vs_when_text(about->ended, offer->over, VS_WHEN_FULL);
        }
        about->crossed = about->entry->rec < offer->start;
        for (size_t h = 0; h < question->answer.holder_count; h++) {
            about->giver_holds |= vs_hash_eq(&question->answer.holders[h].org, &offer->from_org);
        }
    }
}

static void
look_up(struct about *about, const struct vs_question *question,
        const struct vs_fold_finding *finding)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);

    memset(about, 0, sizeof *about);
    about->entry = &fold->entries[finding->event];
    about->other = finding->other == VS_FOLD_NONE ? NULL : &fold->entries[finding->other];
    vs_label_org(about->by, question->store, &about->entry->in->org);
    vs_when_text(about->when, about->entry->rec, VS_WHEN_FULL);
    find_offer(about, question, about->entry);
    if (about->other) {
        find_offer(about, question, about->other);
    }
}

static void
print_escalation(struct vs_out *out, const struct about *about)
{
    const struct vs_event *event = about->entry->in->event;

    if (about->to[0]) {
        vs_answer_labelf(out, _("note"),
                         _("%s escalated at level %u (%s) %s, about the handover of %s to %s"),
                         about->by, event->level, vs_say_word(VS_WORDS_ESCALATE, event->reason),
                         about->when, about->from, about->to);
    } else {
        vs_answer_labelf(out, _("note"), _("%s escalated at level %u (%s) %s"), about->by,
                         event->level, vs_say_word(VS_WORDS_ESCALATE, event->reason), about->when);
    }
}

/* The findings that are a sentence of their own. False for the others. */
static bool
print_told(struct vs_out *out, const char *name, const struct about *about)
{
    const char *note = _("note");
    bool moved = about->moved[0] != '\0';

    if (strcmp(name, "settlement-waits") == 0) {
        return true; /* said by vs_question_print_waiting */
    }
    if (strcmp(name, "waiting") == 0) {
        vs_answer_labelf(out, note, _("on the waiting list of %s since %s"), about->by,
                         about->when);
    } else if (strcmp(name, "escalation-open") == 0) {
        print_escalation(out, about);
    } else if (strcmp(name, "step-skipped") == 0) {
        vs_answer_labelf(out, note,
                         _("%s escalated at level %u %s, and a step below it in the ladder of the "
                           "agreement was left out"),
                         about->by, about->entry->in->event->level, about->when);
    } else if (strcmp(name, "withdrawn-too-late") == 0 && moved && about->crossed) {
        vs_answer_labelf(out, note,
                         _("%s withdrew the handover to %s %s; %s had not heard of that when it "
                           "accepted: both had signed for it, and it moved %s"),
                         about->by, about->to, about->when, about->to, about->moved);
    } else if (strcmp(name, "withdrawn-too-late") == 0 && moved) {
        vs_answer_labelf(out, note, _("%s withdrew the handover to %s %s, too late: it moved %s"),
                         about->by, about->to, about->when, about->moved);
    } else if (strcmp(name, "refused-too-late") == 0 && moved) {
        vs_answer_labelf(out, note, _("%s refused the handover of %s %s, too late: it moved %s"),
                         about->by, about->from, about->when, about->moved);
    } else if (strcmp(name, "offer-still-open") == 0 && about->to[0] && about->ended[0]) {
        vs_answer_labelf(out, note, _("the handover of %s to %s, %s, was open until %s"),
                         about->from, about->to, about->when, about->ended);
    } else if (strcmp(name, "offer-still-open") == 0 && about->to[0]) {
        vs_answer_labelf(
            out, note,
            about->giver_holds
                ? _("the handover of %s to %s, %s, is still open, although the one who offered it "
                    "holds the case by something else since")
                : _("the handover of %s to %s, %s, is still open although the case has moved"),
            about->from, about->to, about->when);
    } else if (strcmp(name, "closed-unknowing") == 0 && about->other) {
        vs_answer_labelf(out, note, _("%s closed the case %s without knowing of this: %s"),
                         about->by, about->when, vs_say_event(about->other->in->event));
    } else if (strcmp(name, "no-common-agreement") == 0) {
        vs_answer_label(out, note, vs_say_finding(name));
    } else {
        return false;
    }
    return true;
}

/* Whether the objection still says something: the offer is open, or its move disputed by it. */
static bool
still_objected(const struct vs_question *question, uint32_t offer)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    const struct vs_answer *answer = &question->answer;
    bool disputed = false;

    for (size_t i = 0; i < answer->missing_count && !disputed; i++) {
        disputed = answer->missing[i].span != VS_FOLD_NONE &&
                   fold->spans[answer->missing[i].span].offer == offer &&
                   strcmp(answer->missing[i].name, "refusal") == 0;
    }
    return vs_objected(fold, &fold->offers[offer], question->at) &&
           (disputed || vs_fold_offer_state(&fold->offers[offer], question->at) == VS_OFFER_OPEN);
}

/* "B refused the handover of A Thu 2 April 2026 17:00; the agreement does not say what that does"
 */
static void
print_objections(struct vs_question *question)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    char from[VS_LABEL_LEN];
    char to[VS_LABEL_LEN];
    char when[VS_WHEN_LEN];

    for (uint32_t i = 0; i < fold->offer_count; i++) {
        const struct vs_fold_offer *offer = &fold->offers[i];

        if (still_objected(question, i)) {
            vs_label_org(from, question->store, &offer->from_org);
            vs_label_org(to, question->store, &offer->to_org);
            vs_when_text(when, fold->entries[offer->objected_by].rec, VS_WHEN_FULL);
            vs_answer_labelf(&question->cli->out, _("note"),
                             _("%s refused the handover of %s %s; %s"), to, from, when,
                             vs_say_objection(offer));
        }
    }
}

static void
print_one_sided(void *out, const char *sentence)
{
    vs_answer_label(out, _("note"), sentence);
}

/* How a handover would move that has ended without moving. */
static bool
is_over(const struct vs_question *question, const struct vs_fold_finding *finding)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);

    if (strcmp(finding->name, "no-common-agreement") != 0) {
        return false;
    }
    for (size_t i = 0; i < fold->offer_count; i++) {
        if (fold->offers[i].event == finding->event) {
            return vs_fold_offer_state(&fold->offers[i], question->at) >= VS_OFFER_WITHDRAWN;
        }
    }
    return false;
}

/* What is here and dated ahead, each with its moment; what is not here, or cannot be read, once. */
static void
print_waiting(struct vs_question *question)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    struct vs_out *out = &question->cli->out;
    bool lacking = false;

    for (size_t i = 0; i < fold->entry_count; i++) {
        const struct vs_fold_entry *entry = &fold->entries[i];
        bool waits = entry->state == VS_ENTRY_PENDING && !entry->reason;
        char name[VS_LABEL_LEN];
        char when[VS_WHEN_LEN];

        if (waits && entry->in->ahead) {
            vs_label_org(name, question->store, &entry->in->org);
            vs_when_text(when, entry->in->event->made, VS_WHEN_FULL);
            vs_answer_labelf(out, _("note"),
                             _("an act of %s is dated ahead, %s (%s): it is here, and counts for "
                               "nobody before then, nor does what rests on it"),
                             name, when, vs_say_event(entry->in->event));
        } else if (entry->state == VS_ENTRY_UNREADABLE ||
                   (waits && vs_casefile_lacks_cause(fold, entry))) {
            lacking = true;
        }
    }
    if (lacking) {
        vs_answer_label(out, _("note"), vs_say_finding("pending"));
    }
}

void
vs_question_print_findings(struct vs_question *question)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    struct vs_out *out = &question->cli->out;
    struct about about;
    vs_instant until;

    for (size_t i = 0; i < question->answer.finding_count; i++) {
        const struct vs_fold_finding *finding = &fold->findings[question->answer.findings[i]];

        if (finding->event == VS_FOLD_NONE) {
            vs_answer_label(out, _("note"), vs_say_finding(finding->name));
            continue;
        }
        if (is_over(question, finding)) {
            continue;
        }
        look_up(&about, question, finding);
        if (strcmp(finding->name, "no-common-agreement") == 0 &&
            rule_is_said(question, finding->event)) {
            vs_one_sided(question->store, &about.entry->in->org, &about.entry->in->event->to,
                         vs_zone_date(about.entry->rec), print_one_sided, out);
            continue;
        }
        if (!print_told(out, finding->name, &about)) {
            const char *reason = about.entry->reason;

            vs_answer_labelf(out, _("note"), "%s: %s, %s, %s%s%s%s",
                             vs_say_finding_of(fold, finding), vs_say_event(about.entry->in->event),
                             about.by, about.when, reason ? " (" : "",
                             reason ? vs_say_reason(reason) : "", reason ? ")" : "");
        }
        if (strcmp(finding->name, "no-common-agreement") == 0) {
            vs_one_sided(question->store, &about.entry->in->org, &about.entry->in->event->to,
                         vs_zone_date(about.entry->rec), print_one_sided, out);
        }
    }
    print_objections(question);
    if (vs_question_projects(question)) {
        vs_answer_label(out, _("note"), vs_say_finding("projection"));
    }
    print_waiting(question);
    vs_question_print_behind(question);
    if (vs_question_left(&until, question)) {
        vs_answer_label(out, _("note"),
                        vs_say_finding(vs_casefile_lacks_key(question->file) ? "no-key" : "left"));
    }
}
