/*
 * The spans of what is due (due.h) over random histories: asked at one instant they say of every
 * later one what asking then says, every organisation is counted once, and what people are told
 * once is told once.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/base/bytes.h"
#include "core/base/mem.h"
#include "core/casework/due.h"
#include "tests/prop/core_casework/h_history.h"
#include "tests/tap.h"
#include "tests/unit/core_casework/h_shipped.h"

#define HISTORIES 400
#define TEXT_MAX  (1u << 20)

static struct h_case c;
static struct vs_due_duty duties[H_ORGS];
static struct vs_due_rules rules = {.duties = duties, .count = H_ORGS};

static struct vs_dues
make(const struct vs_fold *fold, vs_instant now)
{
    struct vs_dues dues;
    struct vs_err err;

    if (vs_dues_make(&dues, fold, now, &rules, &err) != VS_OK) {
        printf("Bail out! %s\n", err.detail);
        exit(2);
    }
    return dues;
}

static bool
stands(const struct vs_due *row, vs_instant at)
{
    return row->from <= at && at < row->until;
}

/* Every row that stands at an instant, but for the span that it knows. */
static void
tell(struct vs_buf *out, const struct vs_dues *dues, vs_instant at)
{
    for (size_t i = 0; i < dues->count; i++) {
        const struct vs_due *row = &dues->rows[i];

        if (stands(row, at)) {
            vs_buf_addf(out, "%s %u %u %lld %lld %lld %u %.*s%s%s\n", vs_due_kind_name(row->kind),
                        row->org.b[1], row->event, (long long)row->since, (long long)row->earliest,
                        (long long)row->when, row->offer, (int)row->term.len,
                        row->term.p ? row->term.p : "", row->lead ? " lead" : "",
                        row->told ? " told" : "");
        }
    }
}

/* One lead for every organisation of the rows that stand; not all who are told the same are told.
 */
static bool
is_marked(const struct vs_dues *dues, vs_instant at)
{
    unsigned rows[256] = {0}, leads[256] = {0}, settle = 0, shown = 0;

    for (size_t i = 0; i < dues->count; i++) {
        const struct vs_due *row = &dues->rows[i];

        if (!stands(row, at)) {
            continue;
        }
        rows[row->org.b[1]]++;
        leads[row->org.b[1]] += row->lead;
        settle += row->kind == VS_DUE_SETTLE;
        shown += row->kind == VS_DUE_SETTLE && !row->told;
        if (row->told && row->kind != VS_DUE_SETTLE && row->kind != VS_DUE_ESCALATION) {
            return false;
        }
    }
    for (unsigned i = 0; i < 256; i++) {
        if (leads[i] != (rows[i] > 0)) {
            return false;
        }
    }
    return (settle > 0) == (shown > 0);
}

static bool
is_in_order(const struct vs_dues *dues)
{
    for (size_t i = 0; i < dues->count; i++) {
        if (dues->rows[i].from >= dues->rows[i].until ||
            dues->rows[i].earliest > dues->rows[i].when ||
            (i > 0 && dues->rows[i - 1].earliest > dues->rows[i].earliest)) {
            return false;
        }
    }
    return true;
}

struct counts {
    unsigned differ, unmarked, disordered, compared, rows;
};

static void
compare(struct counts *counts, const struct vs_fold *fold, vs_instant first, vs_instant later)
{
    struct vs_dues before = make(fold, first), after = make(fold, later);
    struct vs_buf a, b;

    vs_buf_init(&a, TEXT_MAX);
    vs_buf_init(&b, TEXT_MAX);
    tell(&a, &before, later);
    tell(&b, &after, later);
    if (counts->differ == 0 && !vs_str_eq(vs_buf_str(&a), vs_buf_str(&b))) {
        printf("# asked at %lld of %lld:\n%s# asked then:\n%s", (long long)first, (long long)later,
               a.p ? (const char *)a.p : "", b.p ? (const char *)b.p : "");
    }
    counts->differ += !vs_str_eq(vs_buf_str(&a), vs_buf_str(&b));
    counts->unmarked += !is_marked(&before, first) || !is_marked(&before, later);
    counts->disordered += !is_in_order(&before);
    counts->compared++;
    counts->rows += before.count > 0;
    vs_buf_release(&a);
    vs_buf_release(&b);
    vs_dues_release(&before);
    vs_dues_release(&after);
}

int
main(void)
{
    struct vs_calendar *calendar = h_shipped_calendar("nl-atw", "2026-1");
    struct vs_agreement *agreement = h_shipped_agreement("voorbeeld");
    struct counts counts = {0};

    if (!OK(calendar && agreement, "the rules")) {
        return tap_done();
    }
    rules.self = h_org(A);
    for (unsigned i = 0; i < H_ORGS; i++) {
        duties[i] = (struct vs_due_duty){
            h_org(i), vs_str(i == A ? "vt" : "local_team"), agreement, calendar, 0, VS_DATE_NEVER};
    }
    for (uint64_t seed = 1; seed <= HISTORIES; seed++) {
        struct h_random random = {seed};
        struct vs_fold *fold;

        h_history(&c, calendar, &random, 20, (enum h_manners)(seed % 4));
        for (unsigned p = 0; p < H_PROFILES; p++) {
            c.transfer[p][0].refusal_term = (struct vs_limit){
                .kind = VS_LIMIT_DELAY,
                .delay = {1, VS_UNIT_WORKING_DAY, VS_COUNT_WHOLE_DAYS, VS_AGREED}};
            c.transfer[p][0].return_term = (struct vs_limit){
                .kind = VS_LIMIT_DELAY, .delay = {5, VS_UNIT_DAY, VS_COUNT_SAME_TIME, VS_AGREED}};
            c.agreement[p].levels = agreement->levels;
            c.agreement[p].level_count = agreement->level_count;
        }
        fold = h_fold(&c);
        for (unsigned i = 0; i < 6 && fold->boundary_count > 0; i++) {
            vs_instant last = fold->boundaries[fold->boundary_count - 1];
            vs_instant first = fold->boundaries[h_below(&random, (unsigned)fold->boundary_count)];
            vs_instant later =
                i % 2 == 0 ? fold->boundaries[h_below(&random, (unsigned)fold->boundary_count)]
                           : last + (vs_instant)h_below(&random, 200 * 86400);

            if (first < VS_INSTANT_NEVER / 2 && later < VS_INSTANT_NEVER / 2) {
                compare(&counts, fold, first < later ? first : later,
                        first < later ? later : first);
            }
        }
        vs_fold_free(fold);
    }
    IS_INT(counts.differ, 0, "asked before, the rows say what asking then says");
    IS_INT(counts.unmarked, 0, "every organisation is counted once; what is told once is told");
    IS_INT(counts.disordered, 0, "in order, each with a span");
    OK(counts.compared > HISTORIES && counts.rows > HISTORIES, "%u compared, %u with rows",
       counts.compared, counts.rows);
    vs_calendar_free(calendar);
    vs_agreement_free(agreement);
    return tap_done();
}
