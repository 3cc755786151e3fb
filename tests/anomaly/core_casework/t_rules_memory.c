/* Loading and counting with the n-th allocation failing, for every n until they succeed: each run
 * says so, gives nothing back, and (under the address sanitizer) loses nothing. */
#include "core/base/mem.h"
#include "core/casework/agreement.h"
#include "tests/tap.h"

#define ATTEMPTS_MAX 200000

static enum vs_code
load_agreement(void)
{
    struct vs_agreement *agreement;
    struct vs_str bytes = {NULL, 0}, other;
    enum vs_code rc;

    /* The longest, which says something of everything. */
    for (size_t i = 0; vs_shipped_agreement(&other, i); i++) {
        bytes = other.len > bytes.len ? other : bytes;
    }
    rc = vs_agreement_load(&agreement, bytes.p, bytes.len, NULL);
    if ((rc == VS_OK) != (agreement != NULL)) {
        return VS_E_INTERNAL;
    }
    vs_agreement_free(agreement);
    return rc;
}

static enum vs_code
load_calendar(void)
{
    struct vs_calendar *calendar;
    struct vs_str bytes;
    enum vs_code rc;

    (void)vs_shipped_calendar(&bytes, 0);
    rc = vs_calendar_load(&calendar, bytes.p, bytes.len, NULL);
    if ((rc == VS_OK) != (calendar != NULL)) {
        return VS_E_INTERNAL;
    }
    vs_calendar_free(calendar);
    return rc;
}

static struct vs_calendar *counted;

static enum vs_code
count_days(void)
{
    struct vs_count count;
    /* Over the unknown days of May 2022, and more than one block of days. */
    enum vs_code rc =
        vs_calendar_count(&count, counted, 1651000000, (struct vs_delay){.n = 100}, NULL);

    if (rc != VS_OK && (count.days || count.missing)) {
        return VS_E_INTERNAL;
    }
    vs_count_release(&count);
    return rc;
}

static void
test_each(const char *name, enum vs_code (*run)(void))
{
    enum vs_code rc = VS_E_NO_MEMORY;
    unsigned long n = 0;

    while (rc == VS_E_NO_MEMORY && n < ATTEMPTS_MAX) {
        vs_mem_fail_at(++n);
        rc = run();
        vs_mem_fail_at(0);
    }
    IS_INT(rc, VS_OK, "%s: fails for want of memory or succeeds", name);
    OK(n > 2, "%s: after %lu failures", name, n - 1);
}

int
main(void)
{
    struct vs_str bytes;

    test_each("an agreement", load_agreement);
    test_each("a calendar", load_calendar);
    if (OK(vs_shipped_calendar(&bytes, 0) &&
               vs_calendar_load(&counted, bytes.p, bytes.len, NULL) == VS_OK,
           "the calendar loads")) {
        test_each("a count", count_days);
    }
    vs_calendar_free(counted);
    return tap_done();
}
