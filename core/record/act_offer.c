/* Handing a case over: the agreements that both sides adopted, by which of them an offer stands and
 * by which calendar its days are counted (act.h). */
#include <stdlib.h>
#include <string.h>

#include "core/casework/zone.h"
#include "core/record/act.h"
#include "core/record/rules.h"

/* An agreement that both sides adopted, and in which roles. */
struct common_text {
    struct vs_event_under under;
    char giver_role[sizeof(((struct vs_adoption_row *)0)->role)];
    char receiver_role[sizeof(((struct vs_adoption_row *)0)->role)];
    const struct vs_agreement *agreement; /* the store's */
    unsigned weight;
    bool counts; /* both adoptions do, on the day of the handover */
};

/* Collects the agreements that both sides adopted, one entry a text. One that has ended for certain
 * decides about no handover of today (FOLD.md 3); one to come may take over from it. */
struct common {
    struct vs_store *store;
    const struct vs_act_offer *offer;
    vs_date today;
    vs_instant now; /* an adoption that is dated later is no ground of the offer */
    struct vs_adoption_row own;
    struct common_text texts[VS_EVENT_UNDER_MAX];
    size_t count;
    struct vs_event_under under[VS_EVENT_UNDER_MAX];
};

static bool
is_named(const struct vs_act_offer *offer, const struct vs_hash *profile)
{
    bool found = offer->only == NULL;

    for (size_t i = 0; i < offer->only_count && !found; i++) {
        found = vs_hash_eq(&offer->only[i], profile);
    }
    return found;
}

/* Which of two pairs of adoptions of one text a handover stands on, where an organisation has
 * several roles: the greater; of equals the first. */
static unsigned
weight(const struct common *common, const struct vs_agreement *agreement,
       const struct vs_adoption_row *theirs)
{
    bool regulated =
        vs_agreement_transfer(agreement, vs_str(common->own.role), vs_str(theirs->role),
                              common->offer->kind == VS_OFFER_RETURN) != NULL;
    bool counts = common->own.since <= common->today && theirs->since <= common->today;

    return 2u * regulated + counts;
}

static void
set_common(struct common_text *text, const struct common *common,
           const struct vs_adoption_row *theirs, const struct vs_agreement *agreement)
{
    memset(text, 0, sizeof(*text));
    memcpy(text->under.profile, theirs->name, strnlen(theirs->name, VS_PROFILE_ID_MAX));
    text->under.profile_hash = theirs->profile;
    text->under.giver_adoption = common->own.hash;
    text->under.receiver_adoption = theirs->hash;
    memcpy(text->giver_role, common->own.role, sizeof(text->giver_role));
    memcpy(text->receiver_role, theirs->role, sizeof(text->receiver_role));
    text->agreement = agreement;
    text->weight = weight(common, agreement, theirs);
    text->counts = common->own.since <= common->today && theirs->since <= common->today;
}

static enum vs_code
pair_with(void *payload, const struct vs_adoption_row *theirs, struct vs_err *err)
{
    struct common *common = payload;
    const struct vs_agreement *agreement;
    enum vs_code code;
    size_t i = 0;

    if (!vs_hash_eq(&theirs->profile, &common->own.profile) || theirs->ended <= common->today ||
        theirs->made > common->now) {
        return VS_OK;
    }
    code = vs_rules_agreement(common->store, &agreement, &theirs->profile, err);
    if (code != VS_OK) {
        return code == VS_E_NOT_FOUND || vs_rules_no_agreement(code) ? VS_OK : code;
    }
    while (i < common->count &&
           !vs_hash_eq(&common->texts[i].under.profile_hash, &theirs->profile)) {
        i++;
    }
    /* Of those that are not named, one to come may take over from one that is. */
    if (agreement->until.latest < common->today || i == VS_EVENT_UNDER_MAX ||
        (!is_named(common->offer, &theirs->profile) && agreement->from.earliest <= common->today) ||
        (i < common->count && common->texts[i].weight >= weight(common, agreement, theirs))) {
        return VS_OK;
    }
    set_common(&common->texts[i], common, theirs, agreement);
    common->count += i == common->count;
    return VS_OK;
}

static enum vs_code
pair_own(void *payload, const struct vs_adoption_row *own, struct vs_err *err)
{
    struct common *common = payload;

    if (own->ended <= common->today || own->made > common->now) {
        return VS_OK;
    }
    common->own = *own;
    return vs_adoption_each(common->store->ledger, common->offer->to, pair_with, common, err);
}

/* Leaves of the texts those that are named, what replaces them, what replaces that, and so on. */
static void
keep_named(struct common *common)
{
    bool keep[VS_EVENT_UNDER_MAX] = {false};
    size_t kept = 0, before = 1;

    while (kept != before) {
        before = kept;
        for (size_t i = 0; i < common->count; i++) {
            bool one = is_named(common->offer, &common->texts[i].under.profile_hash);

            for (size_t k = 0; k < common->count && !one; k++) {
                one = keep[k] &&
                      vs_agreement_replaces(common->texts[i].agreement, common->texts[k].agreement);
            }
            kept += one && !keep[i];
            keep[i] |= one;
        }
    }
    kept = 0;
    for (size_t i = 0; i < common->count; i++) {
        if (keep[i]) {
            common->texts[kept++] = common->texts[i];
        }
    }
    common->count = kept;
}

/* Those of which an adoption counts today and that no other of these has ended: bit i is text i. */
static uint32_t
deciding(const struct common *common)
{
    const struct vs_agreement *list[VS_EVENT_UNDER_MAX];
    uint32_t bits = 0;

    for (size_t i = 0; i < common->count; i++) {
        list[i] = common->texts[i].agreement;
        if (common->texts[i].counts &&
            vs_agreement_in_force(list[i], common->today) != VS_NOT_IN_FORCE) {
            bits |= 1u << i;
        }
    }
    return vs_agreements_left(list, bits, common->today);
}

/* The calendar of the text that decides, as surely as there is one; of several the first that was
 * adopted. */
static struct vs_str
calendar_of(const struct common *common)
{
    struct vs_str calendar = {NULL, 0};
    uint32_t bits = deciding(common);
    int best = -1;

    for (size_t i = 0; i < common->count; i++) {
        const struct vs_agreement *agreement = common->texts[i].agreement;
        int fits = bits >> i & 1 ? (int)vs_agreement_in_force(agreement, common->today) : 0;

        if (fits > best) {
            calendar = agreement->calendar;
            best = fits;
        }
    }
    return calendar;
}

static int
by_profile(const void *a, const void *b)
{
    const struct common_text *x = a, *y = b;

    return memcmp(x->under.profile_hash.b, y->under.profile_hash.b,
                  sizeof(x->under.profile_hash.b));
}

/* In the order of a set, by the hash of the text. */
static enum vs_code
find_common(struct vs_store *store, struct common *common, struct vs_str *calendar,
            const struct vs_act_offer *offer, vs_date day, struct vs_err *err)
{
    enum vs_code code;

    memset(common, 0, sizeof(*common));
    common->store = store;
    common->offer = offer;
    common->today = day;
    common->now = vs_store_now(store);
    code = vs_adoption_each(store->ledger, store->self.id, pair_own, common, err);
    keep_named(common);
    *calendar = calendar_of(common);
    qsort(common->texts, common->count, sizeof(common->texts[0]), by_profile);
    for (size_t i = 0; i < common->count; i++) {
        common->under[i] = common->texts[i].under;
    }
    return code;
}

enum vs_code
vs_act_offer_rules(struct vs_store *store, const struct vs_act_offer *offer, vs_date day,
                   enum vs_code (*each)(void *payload, const struct vs_rule_text *text,
                                        struct vs_err *err),
                   void *payload, struct vs_err *err)
{
    struct vs_str calendar;
    struct common common;
    enum vs_code code = find_common(store, &common, &calendar, offer, day, err);
    uint32_t bits = deciding(&common);

    for (size_t i = 0; i < common.count && code == VS_OK; i++) {
        const struct common_text *one = &common.texts[i];
        struct vs_rule_text text = {one->agreement, vs_str(one->giver_role),
                                    vs_str(one->receiver_role)};

        if (bits >> i & 1) {
            code = each(payload, &text, err);
        }
    }
    return code;
}

/* What the receiver has to know. */
static void
copy_told(struct vs_event *draft, const struct vs_event *told)
{
    draft->why = told->why;
    draft->after = told->after;
    draft->unsafety = told->unsafety;
    draft->others = told->others;
    draft->informed = told->informed;
    draft->waitlist = told->waitlist;
    draft->relocates = told->relocates;
    draft->conditions = told->conditions;
    draft->has_conditions_digest = told->has_conditions_digest;
    draft->conditions_digest = told->conditions_digest;
    draft->has_informed_at = told->has_informed_at;
    draft->informed_at = told->informed_at;
    draft->has_first_contact = told->has_first_contact;
    draft->first_contact = told->first_contact;
    draft->has_monitor = told->has_monitor;
    draft->monitor_nobody = told->monitor_nobody;
    draft->monitor = told->monitor;
}

enum vs_code
vs_act_offer(struct vs_store *store, struct vs_hash *id, size_t *rules, int64_t case_leaf,
             const struct vs_act_offer *offer, const struct vs_act_text *text, struct vs_err *err)
{
    const struct vs_calendar *calendar = NULL;
    struct vs_str counts_by = {NULL, 0};
    struct common common;
    struct vs_event draft;
    struct vs_org_row to;
    enum vs_code code = vs_org_by_id(store->ledger, &to, offer->to, err);

    if (code == VS_OK) {
        code =
            find_common(store, &common, &counts_by, offer, vs_zone_date(vs_store_now(store)), err);
    }
    if (code == VS_OK && common.count > 0) {
        code = vs_rules_newest_calendar(store, &calendar, counts_by, &to.org, err);
        code = code == VS_E_NOT_FOUND ? VS_OK : code;
    }
    if (code == VS_OK && calendar) {
        bool counts;

        /* What the receiver has not published as far as we know is not named: else it could say
         * later that it had, and make an answer of the past another. */
        code = vs_rules_calendar_counts(store, &counts, &calendar->hash, &to.org,
                                        vs_store_now(store), VS_INSTANT_NEVER, err);
        calendar = code == VS_OK && counts ? calendar : NULL;
    }
    if (code != VS_OK) {
        return code;
    }
    memset(&draft, 0, sizeof(draft));
    draft.type = VS_EV_OFFER;
    draft.at = offer->at;
    draft.to = to.org;
    draft.kind = offer->kind;
    draft.mode = offer->mode;
    if (offer->told) {
        copy_told(&draft, offer->told);
    }
    draft.under = common.under;
    draft.under_count = common.count;
    if (calendar) {
        draft.has_calendar = true;
        draft.calendar = calendar->hash;
    }
    *rules = common.count;
    code = vs_act(store, id, case_leaf, &draft, text, err);
    if (code == VS_OK && to.id != store->self.id) {
        code = vs_act_invite(store, case_leaf, to.id, VS_PARTY_FULL, err);
        if (code == VS_OK) {
            code = vs_act_introductions(store, case_leaf, to.id, err);
        }
    }
    return code;
}
