#include "cli/one_sided.h"

#include <stdio.h>

#include "cli/i18n.h"
#include "cli/session.h"
#include "cli/when.h"
#include "core/ledger/orgs.h"

#define ADOPTIONS_MAX 32 /* of one organisation, on one day */

struct side {
    const struct vs_hash *org;
    vs_date day;
    struct vs_adoption_row rows[ADOPTIONS_MAX];
    size_t count;
    struct vs_adoption_row ended[ADOPTIONS_MAX]; /* by that day */
    size_t ended_count;
};

static enum vs_code
keep(void *payload, const struct vs_adoption_row *row, struct vs_err *err)
{
    struct side *side = payload;

    (void)err;
    if (row->since <= side->day && side->day < row->ended && side->count < ADOPTIONS_MAX) {
        side->rows[side->count++] = *row;
    } else if (row->ended <= side->day && side->ended_count < ADOPTIONS_MAX) {
        side->ended[side->ended_count++] = *row;
    }
    return VS_OK;
}

static bool
load(struct side *side, struct vs_store *store, const struct vs_hash *org, vs_date day)
{
    struct vs_org_row row;

    side->org = org;
    side->day = day;
    side->count = side->ended_count = 0;
    return vs_org_by_hash(store->ledger, &row, org, NULL) == VS_OK &&
           vs_adoption_each(store->ledger, row.id, keep, side, NULL) == VS_OK;
}

static bool
has_adopted(const struct side *side, const struct vs_hash *profile)
{
    for (size_t i = 0; i < side->count; i++) {
        if (vs_hash_eq(&side->rows[i].profile, profile)) {
            return true;
        }
    }
    return false;
}

/* The adoption of this text that ended last, NULL. */
static const struct vs_adoption_row *
ended(const struct side *side, const struct vs_hash *profile)
{
    const struct vs_adoption_row *last = NULL;

    for (size_t i = 0; i < side->ended_count; i++) {
        const struct vs_adoption_row *row = &side->ended[i];

        if (vs_hash_eq(&row->profile, profile) && (!last || row->ended > last->ended)) {
            last = row;
        }
    }
    return last;
}

/* What `one` has adopted and `other` has not, or no more. */
static void
tell(struct vs_store *store, const struct side *one, const struct side *other,
     void (*each)(void *payload, const char *sentence), void *payload)
{
    char by[VS_LABEL_LEN];
    char not_by[VS_LABEL_LEN];
    char sentence[2 * VS_LABEL_LEN + 300];
    char when[VS_WHEN_LEN];

    vs_label_org(by, store, one->org);
    vs_label_org(not_by, store, other->org);
    for (size_t i = 0; i < one->count; i++) {
        const struct vs_adoption_row *was = ended(other, &one->rows[i].profile);

        if (has_adopted(other, &one->rows[i].profile)) {
            continue;
        }
        if (was) {
            vs_when_date(when, was->ended, true);
            snprintf(sentence, sizeof(sentence),
                     /* the one that ended it, the agreement, from when, the other one */
                     _("%s ended its adoption of %s from %s on, %s has it still, as far as is "
                       "known here"),
                     not_by, one->rows[i].name, when, by);
            each(payload, sentence);
        } else {
            snprintf(sentence, sizeof(sentence),
                     /* the one that has not, the agreement, the one that has */
                     _("%s has not adopted %s, %s has, as far as is known here"), not_by,
                     one->rows[i].name, by);
            each(payload, sentence);
        }
    }
}

void
vs_one_sided(struct vs_store *store, const struct vs_hash *giver, const struct vs_hash *receiver,
             vs_date day, void (*each)(void *payload, const char *sentence), void *payload)
{
    struct side sides[2];

    if (load(&sides[0], store, giver, day) && load(&sides[1], store, receiver, day)) {
        tell(store, &sides[0], &sides[1], each, payload);
        tell(store, &sides[1], &sides[0], each, payload);
    }
}
