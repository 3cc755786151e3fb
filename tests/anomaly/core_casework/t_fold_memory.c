/* The n-th allocation fails, for every n: the fold, the answers and what is due say so, and nothing
 * is lost (the sanitized build looks for leaks). */
#include <stdlib.h>

#include "core/base/mem.h"
#include "core/casework/chain.h"
#include "core/casework/due.h"
#include "tests/prop/core_casework/h_history.h"
#include "tests/tap.h"
#include "tests/unit/core_casework/h_shipped.h"

static struct h_case c;
static struct vs_due_duty duties[2];
static struct vs_due_rules rules = {.duties = duties, .count = 2};

static void
nothing(void *payload, const struct vs_change *change)
{
    (void)payload;
    (void)change;
}

static enum vs_code
all_of_it(void)
{
    struct vs_fold *fold = NULL, *half = NULL, *real = NULL;
    struct vs_practice practice = {.departs = true, .rule = VS_PRACTICE_WAITLIST};
    struct vs_practised practised;
    struct vs_chain chain;
    struct vs_tenures rows = {NULL, 0};
    struct vs_answer answer;
    struct vs_dues dues;
    struct vs_kept_terms kept;
    const char *reason;
    enum vs_code code = vs_fold_make(&fold, &c.in[0].id, c.in, c.n, &c.source, NULL);

    if (code == VS_OK) {
        code = vs_fold_make(&half, &c.in[0].id, c.in, c.n / 2, &c.source, NULL);
    }
    if (code == VS_OK) {
        code = vs_answer_at(&answer, fold, c.event[c.n - 1].made, NULL);
        vs_answer_release(&answer);
    }
    if (code == VS_OK) {
        code = vs_tenures_make(&rows, fold, NULL);
        vs_tenures_release(&rows);
    }
    if (code == VS_OK) {
        code = vs_answer_changes(half, fold, VS_INSTANT_MAX, nothing, NULL, NULL);
    }
    if (code == VS_OK) {
        code = vs_dues_make(&dues, fold, c.event[c.n - 1].made, &rules, NULL);
        vs_dues_release(&dues);
    }
    if (code == VS_OK) {
        code = vs_chain_make(&chain, fold, c.event[c.n - 1].made, NULL);
        vs_chain_release(&chain);
    }
    if (code == VS_OK) {
        code = vs_fold_practised(&real, &practised, fold, &c.agreement[0], &practice, NULL);
        vs_fold_free(real);
        vs_practised_release(&practised);
    }
    if (code == VS_OK) {
        code = vs_kept_terms_make(&kept, fold, c.event[c.n - 1].made, &rules, NULL);
        vs_kept_terms_release(&kept);
    }
    if (code == VS_OK) {
        code = vs_authority_check(&reason, fold, &c.event[c.n - 1], &c.in[c.n - 1].org, NULL);
    }
    vs_fold_free(fold);
    vs_fold_free(half);
    return code;
}

int
main(void)
{
    struct vs_calendar *calendar = h_shipped_calendar("nl-atw", "2026-1");
    struct vs_agreement *agreement = h_shipped_agreement("west-brabant-2022");

    rules.self = h_org(A);
    duties[0] = (struct vs_due_duty){
        h_org(A), VS_STR("vt"), agreement, calendar, vs_date_from(2022, 4, 1), VS_DATE_NEVER};
    duties[1] = duties[0];
    duties[1].org = h_org(B);
    duties[1].role = VS_STR("local_team");

    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct h_random random = {seed};
        unsigned long n = 0, wrong = 0;
        enum vs_code code;

        h_history(&c, calendar, &random, 14, (enum h_manners)(seed % 3));
        do {
            vs_mem_fail_at(++n);
            code = all_of_it();
            wrong += code != VS_OK && code != VS_E_NO_MEMORY;
        } while (code != VS_OK && n < 100000);
        vs_mem_fail_at(0);
        IS_INT(wrong, 0, "history %llu: every failure is told", (unsigned long long)seed);
        OK(code == VS_OK && n > 20, "and with enough memory it works, after %lu failures", n);
    }
    vs_calendar_free(calendar);
    vs_agreement_free(agreement);
    return tap_done();
}
