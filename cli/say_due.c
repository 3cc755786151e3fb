/*
 * What is due, in words (dues.h).
 */
#include <string.h>

#include "cli/answer.h"
#include "cli/dues.h"
#include "cli/i18n.h"
#include "core/ledger/events.h"

#define ORGS_MAX 64

static enum vs_due_kind
kind_of(const struct vs_due_item *item)
{
    enum vs_due_kind kind = VS_DUE_TRANSFER;

    while (kind < VS_DUE_KINDS && strcmp(vs_due_kind_name(kind), item->kind) != 0) {
        kind++;
    }
    return kind;
}

/* --- the act behind it ------------------------------------------------------------------------ */

struct act {
    struct vs_event event;
    bool found;
};

static enum vs_code
parse_act(void *payload, const struct vs_event_row *row, struct vs_err *err)
{
    struct act *act = payload;

    act->found = vs_event_parse(&act->event, row->facts.p, row->facts.len, NULL) == VS_OK;
    (void)err;
    return VS_OK;
}

/* The act that an item is about; false if it cannot be found, and then people get the plain words.
 * Release with vs_event_release. */
static bool
find_act(struct act *act, struct vs_store *store, const struct vs_due_item *item)
{
    int64_t leaf = 0;

    act->found = false;
    return item->has_event && vs_leaf_find(store->ledger, &leaf, &item->event, NULL) == VS_OK &&
           vs_event_one(store->ledger, leaf, parse_act, act, NULL) == VS_OK && act->found;
}

/* --- what people settle ----------------------------------------------------------------------- */

/* "A and B both hold it: settle who does, and from when (vs settle)" */
static void
say_settle(struct vs_buf *out, struct vs_store *store, const struct vs_due_item *item,
           vs_instant now)
{
    struct vs_hash orgs[ORGS_MAX];
    struct vs_standing standing;
    struct vs_buf names;
    enum vs_certainty certainty = VS_UNDETERMINED;
    bool both = false;
    size_t count = 0;

    vs_buf_init(&names, VS_PRINT_MAX);
    if (vs_standing_get(&standing, store, item->case_leaf, now, NULL) == VS_OK && standing.found) {
        certainty = vs_standing_certainty(&standing);
        count = vs_standing_orgs(orgs, ORGS_MAX, &standing,
                                 certainty == VS_UNDETERMINED ? "candidates" : "holders");
        both = certainty == VS_CONTESTED && count > 1;
        vs_say_orgs(&names, store, orgs, count, certainty == VS_UNDETERMINED ? _("or") : _("and"));
    }
    vs_standing_release(&standing);
    if (count == 0 || vs_buf_check(&names, "due", NULL) != VS_OK) {
        vs_buf_add_text(out, _("people must settle who holds it"));
    } else if (both) {
        vs_buf_addf(out, _("%s hold it at once: settle who does, and from when (vs settle)"),
                    (const char *)names.p);
    } else if (certainty == VS_CONTESTED) {
        vs_buf_addf(out, _("%s holds it, and it is closed too: settle which (vs settle)"),
                    (const char *)names.p);
    } else if (certainty == VS_UNDETERMINED) {
        vs_buf_addf(out, _("the agreement does not say whether %s holds it: vs settle"),
                    (const char *)names.p);
    } else {
        vs_buf_addf(out, _("%s holds it, and that is disputed: vs settle"), (const char *)names.p);
    }
    vs_buf_release(&names);
}

static void
say_sign(struct vs_buf *out, struct vs_store *store, const struct vs_due_item *item,
         const char *org, bool ours)
{
    struct act act;

    if (ours) {
        vs_buf_add_text(out, _("your signature is asked"));
    } else {
        vs_buf_addf(out, _("the signature of %s is asked"), org);
    }
    if (find_act(&act, store, item)) {
        vs_buf_add_text(out, ": ");
        vs_say_proposal(out, store, &act.event);
        vs_event_release(&act.event);
    }
    vs_buf_add_text(out, ours ? " (vs settle --agree)" : "");
}

static void
say_escalation(struct vs_buf *out, struct vs_store *store, const struct vs_due_item *item)
{
    struct act act;

    vs_buf_add_text(out, _("an escalation is open"));
    if (find_act(&act, store, item)) {
        vs_buf_addf(out, " (%s)", vs_say_word(VS_WORDS_ESCALATE, act.event.reason));
        vs_event_release(&act.event);
    }
}

/* --- what was refused without ending ---------------------------------------------------------- */

/* "B refused your handover; the agreement does not say what that does: vs settle, or vs withdraw".
 */
static void
say_refused(struct vs_buf *out, struct vs_store *store, const struct vs_due_item *item)
{
    struct vs_casefile *file = NULL;
    const struct vs_fold_offer *offer = NULL;
    char from[VS_LABEL_LEN];
    char to[VS_LABEL_LEN];

    if (vs_casefile_load(&file, store, item->case_leaf, VS_INSTANT_NEVER, NULL) == VS_OK) {
        const struct vs_fold *fold = vs_casefile_fold(file);
        uint32_t refusal = vs_fold_find(fold, &item->event);

        for (size_t i = 0; refusal != VS_FOLD_NONE && i < fold->offer_count; i++) {
            offer = fold->offers[i].objected_by == refusal ? &fold->offers[i] : offer;
        }
    }
    if (!offer) {
        vs_buf_add_text(out, _("a handover was refused, and that does not end it: vs show CASE"));
    } else {
        vs_label_org(from, store, &offer->from_org);
        vs_label_org(to, store, &offer->to_org);
        if (item->org == store->self.id) {
            vs_buf_addf(out, _("%s refused your handover; %s: vs settle, or vs withdraw"), to,
                        vs_say_objection(offer));
        } else {
            vs_buf_addf(out, _("%s refused the handover of %s; %s"), to, from,
                        vs_say_objection(offer));
        }
    }
    vs_casefile_free(file);
}

/* " (disputed)": what the answer will be when it has moved, where that is not plainly the one to
 * whom it moves. */
static void
say_then(struct vs_buf *out, struct vs_store *store, const struct vs_due_item *item)
{
    struct vs_standing then;

    if (vs_standing_get(&then, store, item->case_leaf, item->at, NULL) == VS_OK && then.found &&
        vs_standing_certainty(&then) < VS_UNCONFIRMED) {
        vs_buf_addf(out, " (%s)", vs_say_certainty(vs_standing_certainty(&then)));
    }
    vs_standing_release(&then);
}

/* --- the rest --------------------------------------------------------------------------------- */

/* Without the organisation: who has to act is said behind it. */
static const char *
plain_words(enum vs_due_kind kind)
{
    switch (kind) {
    case VS_DUE_ASSESSMENT:
        return _("the term of the safety assessment ends");
    case VS_DUE_TRAJECTORY:
        return _("the term of the trajectory ends");
    case VS_DUE_PICK_UP:
        return _("nobody has taken it up");
    case VS_DUE_STILL_OPEN:
        return _("a handover is still open although the case has moved; withdraw it");
    case VS_DUE_TRANSFER:
    case VS_DUE_ANSWER:
    case VS_DUE_WAITING:
    case VS_DUE_CONFIRM:
    case VS_DUE_SIGN:
    case VS_DUE_SETTLE:
    case VS_DUE_ESCALATION:
    case VS_DUE_REFUSED:
    case VS_DUE_KINDS:
        break;
    }
    return "?";
}

static void
say_to(struct vs_buf *out, enum vs_due_kind kind, const char *org, bool ours)
{
    if (kind == VS_DUE_TRANSFER && ours) {
        vs_buf_add_text(out, _("responsibility passes to you by the agreement"));
    } else if (kind == VS_DUE_TRANSFER) {
        vs_buf_addf(out, _("responsibility passes to %s by the agreement"), org);
    } else if (kind == VS_DUE_ANSWER && ours) {
        vs_buf_add_text(out, _("a handover waits for your answer"));
    } else if (kind == VS_DUE_ANSWER) {
        vs_buf_addf(out, _("a handover waits for the answer of %s"), org);
    } else if (kind == VS_DUE_WAITING && ours) {
        vs_buf_add_text(out, _("on your waiting list"));
    } else if (kind == VS_DUE_WAITING) {
        vs_buf_addf(out, _("on the waiting list of %s"), org);
    } else if (kind == VS_DUE_CONFIRM && ours) {
        vs_buf_add_text(out, _("you hold it, and nothing shows partners that you know: vs accept"));
    } else if (kind == VS_DUE_CONFIRM) {
        vs_buf_addf(out, _("%s holds it, and nothing shows that it knows; telephone"), org);
    } else if (ours || !org[0]) {
        vs_buf_add_text(out, plain_words(kind));
    } else {
        vs_buf_addf(out, "%s (%s)", plain_words(kind), org);
    }
}

void
vs_say_due(struct vs_buf *out, struct vs_store *store, const struct vs_due_item *item,
           vs_instant now)
{
    enum vs_due_kind kind = kind_of(item);
    bool ours = item->org == store->self.id;
    char org[VS_LABEL_LEN] = "";

    if (item->org != 0) {
        vs_label_org_row(org, store, item->org);
    }
    if (kind == VS_DUE_SETTLE) {
        say_settle(out, store, item, now);
    } else if (kind == VS_DUE_SIGN) {
        say_sign(out, store, item, org, ours);
    } else if (kind == VS_DUE_ESCALATION) {
        say_escalation(out, store, item);
    } else if (kind == VS_DUE_REFUSED) {
        say_refused(out, store, item);
    } else {
        say_to(out, kind, org, ours);
    }
    if (kind == VS_DUE_TRANSFER) {
        say_then(out, store, item);
    }
}

bool
vs_due_is_repeated(const struct vs_due_list *list, size_t index, const struct vs_store *store)
{
    const struct vs_due_item *item = &list->items[index];
    bool settle = strcmp(item->kind, vs_due_kind_name(VS_DUE_SETTLE)) == 0;
    bool escalation = strcmp(item->kind, vs_due_kind_name(VS_DUE_ESCALATION)) == 0;

    for (size_t i = 0; (settle || escalation) && i < list->count; i++) {
        const struct vs_due_item *other = &list->items[i];
        bool same = other->case_leaf == item->case_leaf && strcmp(other->kind, item->kind) == 0 &&
                    (settle || vs_hash_eq(&other->event, &item->event));

        /* The one that is ours is kept, wherever it stands; else the first. */
        if (same && i != index && item->org != store->self.id &&
            (other->org == store->self.id || i < index)) {
            return true;
        }
    }
    return false;
}
