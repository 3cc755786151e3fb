/* The laws of the fold over random histories (schemas/FOLD.md, 8). */
#include <stdlib.h>

#include "tests/prop/core_casework/h_laws.h"
#include "tests/prop/core_casework/h_reached.h"
#include "tests/tap.h"
#include "tests/unit/core_casework/h_shipped.h"

static struct vs_calendar *calendar;
static struct h_case c;

int
main(int argc, char **argv)
{
    unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 4000;
    unsigned long valid = 0, all = 0;
    uint64_t first = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;

    calendar = h_shipped_calendar("nl-atw", "2026-1");
    if (!OK(calendar != NULL, "the calendar")) {
        return tap_done();
    }
#ifdef __SANITIZE_ADDRESS__
    rounds = argc > 1 ? rounds : 300;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
    rounds = argc > 1 ? rounds : 300;
#endif
#endif
    for (uint64_t seed = first; seed < first + rounds; seed++) {
        struct h_random random = {seed};
        struct vs_fold *fold;

        snprintf(h_where, sizeof(h_where), "seed %llu", (unsigned long long)seed);
        h_history(&c, calendar, &random, 6 + h_below(&random, 30), (enum h_manners)(seed % 4));
        fold = h_fold(&c);
        for (size_t i = 0; i < fold->entry_count; i++) {
            valid += fold->entries[i].state == VS_ENTRY_VALID;
            all++;
        }
        h_laws(&c, &random, fold, seed % 4 != H_SPOILED);
        vs_fold_free(fold);
    }
    IS_INT(h_broken, 0, "the laws hold over %lu histories from seed %llu", rounds,
           (unsigned long long)first);
    if (first == 1 && rounds >= 4000) {
        IS_INT(h_not_reached(), 0, "the histories reach everything that the fold can say");
    }
    OK(valid * 4 > all, "at least a quarter of the acts is valid (%lu of %lu)", valid, all);
    if (getenv("SHOW")) {
        h_show_reached();
    }
    vs_calendar_free(calendar);
    return tap_done();
}
