/* What the offers of a case name by hash, as far as it was here (casefile_priv.h). */
#include <string.h>

#include "core/base/mem.h"
#include "core/record/casefile_priv.h"
#include "core/record/rules.h"

/* "Not here" is an answer; anything else that went wrong ends the loading. */
static enum vs_held
held(struct vs_casefile *file, enum vs_code code)
{
    if (code != VS_OK && code != VS_E_NOT_FOUND && file->failed == VS_OK) {
        file->failed = code;
    }
    return code == VS_OK ? VS_HELD : VS_NOT_HELD;
}

/* Where the reason of the first failure is kept. */
static struct vs_err *
why(struct vs_casefile *file)
{
    return file->failed == VS_OK ? &file->why : NULL;
}

/* What is not held is waited for. */
static enum vs_held
or_wait(struct vs_casefile *file, enum vs_held held, const struct vs_hash *hash)
{
    struct vs_hash *list;

    if (held != VS_NOT_HELD || file->failed != VS_OK) {
        return held;
    }
    list = vs_realloc_array(file->waits, file->wait_count + 1, sizeof(*list));
    if (!list) {
        file->failed = vs_fail_memory(&file->why);
        return held;
    }
    file->waits = list;
    list[file->wait_count++] = *hash;
    return held;
}

static enum vs_held
source_agreement(void *payload, const struct vs_agreement **out, const struct vs_hash *hash)
{
    struct vs_casefile *file = payload;
    enum vs_code code = vs_rules_agreement_known(file->store, out, hash, file->known_at, why(file));

    return vs_rules_no_agreement(code) ? VS_NO_SUCH : or_wait(file, held(file, code), hash);
}

static enum vs_held
source_calendar(void *payload, const struct vs_calendar **out, const struct vs_hash *hash,
                const struct vs_fold_event *offer, vs_instant rec)
{
    struct vs_casefile *file = payload;
    bool counts = false;
    enum vs_code code = vs_rules_calendar_counts(file->store, &counts, hash, &offer->event->to, rec,
                                                 file->known_at, why(file));

    if (code == VS_OK && counts) {
        code = vs_rules_calendar(file->store, out, hash, why(file));
    }
    return or_wait(file, code == VS_OK && !counts ? VS_NOT_HELD : held(file, code), hash);
}

/* The first day on which an adoption no longer counts, by what stands before leaf `index` in the
 * history that ends in `feed`. */
static enum vs_code
ended(struct vs_casefile *file, vs_date *out, const struct vs_adoption_row *row,
      const struct vs_feed_row *feed, uint64_t index)
{
    struct vs_ledger *ledger = file->store->ledger;
    struct vs_feed_row at = *feed;
    enum vs_code code = VS_OK;

    *out = VS_DATE_NEVER;
    for (;;) {
        vs_date here;

        code = vs_adoption_ended(ledger, &here, &row->hash, row->org, VS_LEAF_ID(at.id, 0),
                                 VS_LEAF_ID(at.id, index), why(file));
        if (code == VS_OK && here < *out) {
            *out = here;
        }
        if (code != VS_OK || at.parent == 0) {
            return code;
        }
        index = at.start < index ? at.start : index;
        code = vs_feed_by_id(ledger, &at, at.parent, why(file));
        if (code != VS_OK) {
            return code;
        }
    }
}

/* Which of the case's events it is; file->count: one that is only proposed. The fold by practice
 * has copies of the events. */
static size_t
place_of(const struct vs_casefile *file, const struct vs_fold_event *event)
{
    uintptr_t offset = (uintptr_t)event - (uintptr_t)file->input;
    size_t i = offset / sizeof(*event);

    if (offset % sizeof(*event) != 0 || i >= file->count) {
        for (i = 0; i < file->count && !vs_hash_eq(&event->id, &file->input[i].id); i++) {
        }
    }
    return i;
}

/* The same by what stands before an event in each history in which it stands: the latest of those
 * days, or the earliest. One that is only proposed will stand in ours. */
static enum vs_code
ended_before(struct vs_casefile *file, vs_date *out, const struct vs_adoption_row *row,
             const struct vs_fold_event *event, bool everywhere)
{
    struct vs_ledger *ledger = file->store->ledger;
    size_t at = place_of(file, event), first = 0;
    bool several = at < file->count && file->stands && file->follows[at].used;
    struct vs_feed_row feed;
    enum vs_code code = VS_OK;

    *out = VS_DATE_NEVER;
    if (!several) {
        code = at < file->count ? vs_feed_by_id(ledger, &feed, file->events[at].feed, why(file))
                                : vs_feed_by_hash(ledger, &feed, &event->feed, why(file));
        return code == VS_OK ? ended(file, out, row, &feed, event->index) : code;
    }
    for (first = file->follows[at].place;
         first > 0 && vs_standing_same(&file->stands[first - 1], &file->follows[at]); first--) {
    }
    for (size_t i = first; code == VS_OK && i < file->stand_count &&
                           vs_standing_same(&file->stands[i], &file->follows[at]);
         i++) {
        vs_date day = VS_DATE_NEVER;

        code = vs_feed_by_id(ledger, &feed, file->stands[i].row, why(file));
        if (code == VS_OK) {
            code = ended(file, &day, row, &feed, event->index);
        }
        if (i == first || (everywhere ? day > *out : day < *out)) {
            *out = day;
        }
    }
    return code;
}

/* A leaf that was not here when the case was known is not held. */
static enum vs_held
held_then(struct vs_casefile *file, int64_t leaf)
{
    vs_instant received = 0;
    enum vs_code code = VS_OK;

    if (file->known_at != VS_INSTANT_NEVER) {
        code = vs_leaf_received(file->store->ledger, &received, leaf, why(file));
    }
    return code == VS_OK && received > file->known_at ? VS_NOT_HELD : held(file, code);
}

static enum vs_held
adoption(struct vs_casefile *file, struct vs_fold_adoption *out, const struct vs_hash *leaf)
{
    struct vs_ledger *ledger = file->store->ledger;
    struct vs_adoption_row row;
    struct vs_org_row org;
    int64_t id;
    enum vs_code code = vs_adoption_by_hash(ledger, &row, leaf, why(file));

    if (code == VS_E_NOT_FOUND) {
        /* A leaf that we hold and that is no adoption never will be one. */
        return held(file, vs_leaf_find(ledger, &id, leaf, why(file))) == VS_HELD &&
                       held_then(file, id) == VS_HELD
                   ? VS_NO_SUCH
                   : VS_NOT_HELD;
    }
    if (code == VS_OK && row.received > file->known_at) {
        return VS_NOT_HELD; /* what came later was no ground for an answer then */
    }
    if (code == VS_OK) {
        code = vs_org_by_id(ledger, &org, row.org, why(file));
    }
    if (code == VS_OK) {
        out->org = org.org;
        out->profile = row.profile;
        out->role.p = casefile_keep(file, row.role, strlen(row.role));
        out->role.len = strlen(row.role);
        out->from = row.since;
        out->made = row.made;
        code = out->role.p ? VS_OK : vs_fail_memory(why(file));
    }
    return held(file, code);
}

static enum vs_held
source_adoption(void *payload, struct vs_fold_adoption *out, const struct vs_hash *leaf,
                const struct vs_fold_event *offer)
{
    (void)offer;
    return or_wait(payload, adoption(payload, out, leaf), leaf);
}

static vs_date
source_ended(void *payload, const struct vs_hash *leaf, const struct vs_fold_event *event,
             bool everywhere)
{
    struct vs_casefile *file = payload;
    struct vs_adoption_row row;
    vs_date day = VS_DATE_NEVER;
    enum vs_code code = vs_adoption_by_hash(file->store->ledger, &row, leaf, why(file));

    if (code == VS_OK && row.ended == VS_DATE_NEVER) {
        return VS_DATE_NEVER; /* of most nothing ends at all */
    }
    if (code == VS_OK) {
        code = ended_before(file, &day, &row, event, everywhere);
    }
    return held(file, code) == VS_HELD ? day : VS_DATE_NEVER;
}

struct vs_fold_source
casefile_source(struct vs_casefile *file)
{
    return (struct vs_fold_source){file, source_agreement, source_calendar, source_adoption,
                                   source_ended};
}
