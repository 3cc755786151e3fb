/* How the terms of a case were kept (due.h). */
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/casework/due_priv.h"
#include "core/casework/fold_in.h"

/* A term that was kept: in time if it was recorded in time, or, by the claim of who kept it, done
 * in time. Days that the calendar does not know are free for it, `perhaps` they are not. */
static void
appraise_kept(struct vs_kept_term *out, const struct vs_fold *fold)
{
    const struct vs_due *row = &out->due;
    vs_instant at = fold->entries[row->kept_by].in->event->at;

    out->state = row->kept < row->when ? VS_TERM_KEPT
                 : at < row->when      ? VS_TERM_RECORDED_LATE
                                       : VS_TERM_LATE;
    out->perhaps = (row->kept < row->when) != (row->kept < row->earliest) ||
                   (at < row->when) != (at < row->earliest);
}

/* False: nothing is to be said of it. */
static bool
appraise(struct vs_kept_term *out, const struct vs_fold *fold, const struct vs_due_term *term,
         vs_instant now)
{
    const struct vs_due *row = &term->row;
    bool objection = row->kind == VS_DUE_REFUSE_BY || row->kind == VS_DUE_RETURN_BY;
    /* What was missed stays missed, whoever holds the case since. */
    vs_instant last = row->when <= now ? row->when - 1 : now;

    out->due = *row;
    out->perhaps = false;
    if (row->from > now) {
        return false;
    }
    if (row->kept_by != NONE && row->kept <= now) {
        appraise_kept(out, fold);
    } else if (objection) {
        return false; /* who has nothing against it need not say so */
    } else if (row->until <= last || !vs_due_stands(fold, term, last)) {
        out->state = VS_TERM_LAPSED;
    } else if (row->when > now) {
        out->state = VS_TERM_RUNS;
        out->perhaps = row->earliest <= now;
    } else {
        out->state = row->unseen ? VS_TERM_UNSEEN : VS_TERM_PAST;
    }
    return true;
}

static int
by_beginning(const void *a, const void *b)
{
    const struct vs_due *x = &((const struct vs_kept_term *)a)->due;
    const struct vs_due *y = &((const struct vs_kept_term *)b)->due;

    if (x->since != y->since) {
        return x->since < y->since ? -1 : 1;
    }
    if (x->kind != y->kind) {
        return x->kind < y->kind ? -1 : 1;
    }
    if (!vs_hash_eq(&x->org, &y->org)) {
        return vs_hash_cmp(&x->org, &y->org);
    }
    return (x->event > y->event) - (x->event < y->event);
}

enum vs_code
vs_kept_terms_make(struct vs_kept_terms *out, const struct vs_fold *fold, vs_instant now,
                   const struct vs_due_rules *rules, struct vs_err *err)
{
    struct vs_due_terms terms = {NULL, 0, 0};
    enum vs_code code = vs_due_limits_make(&terms, fold, INT64_MIN, err);

    memset(out, 0, sizeof(*out));
    if (code == VS_OK && rules) {
        code = vs_due_terms_make(&terms, fold, INT64_MIN, rules, err);
    }
    if (code == VS_OK && terms.count > 0) {
        out->rows = vs_calloc(terms.count, sizeof(*out->rows));
        if (!out->rows) {
            code = vs_fail_memory(err);
        }
    }
    for (size_t i = 0; code == VS_OK && i < terms.count; i++) {
        out->count += appraise(&out->rows[out->count], fold, &terms.list[i], now);
    }
    if (out->count > 0) {
        qsort(out->rows, out->count, sizeof(*out->rows), by_beginning);
    }
    vs_free(terms.list);
    return code;
}

void
vs_kept_terms_release(struct vs_kept_terms *terms)
{
    if (terms) {
        vs_free(terms->rows);
        terms->rows = NULL;
        terms->count = 0;
    }
}

const char *
vs_term_state_name(enum vs_term_state state)
{
    static const char *const names[] = {"runs", "past",   "kept",  "recorded-late",
                                        "late", "lapsed", "unseen"};

    return names[state];
}
