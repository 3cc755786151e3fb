/*
 * Which ends of an adoption an offer has to reckon with (FOLD.md 3): those that stand before it in
 * its own feed, or before an event of who ended it that lies in its past. Others change no past.
 */
#include <string.h>

#include "core/casework/zone.h"
#include "tests/tap.h"
#include "tests/unit/core_casework/h_case.h"
#include "tests/unit/core_casework/h_shipped.h"

#define T(text) h_at(text)

static struct h_case c;
static struct vs_calendar *calendar;

/* A handed over, B refused, which ended that; what B's devices wrote is in the past of what A
 * writes next. */
static void
begin(void)
{
    uint32_t first;

    h_case_init(&c, calendar);
    h_rule(&c)->refusal = VS_REFUSAL_CANCELS;
    h_open(&c, A1, T("2026-09-07 11:00"));
    first = h_offer(&c, A1, B, T("2026-09-08 14:20"));
    h_tell_all(&c);
    h_plain(&c, B2, VS_EV_NOTE, T("2026-09-09 09:00"));
    h_re(&c, B1, VS_EV_REFUSE, first, T("2026-09-09 10:00"));
}

/* The rule of what A hands over on Wednesday 30 September, and who holds after its delay. */
static void
is_rule(const char *why, unsigned holder, const char *what)
{
    struct vs_fold *fold = h_fold(&c);
    const struct vs_fold_offer *offer = &fold->offers[fold->offer_count - 1];
    struct vs_hash org = h_org(holder);
    struct vs_answer answer;

    IS_TEXT(vs_rule_why_name(offer->rule.why), why, "%s", what);
    OK(vs_answer_at(&answer, fold, T("2026-10-09 12:00"), NULL) == VS_OK &&
           answer.holder_count == 1 && vs_hash_eq(&answer.holders[0].org, &org),
       "and %c holds", "ABC"[holder]);
    vs_answer_release(&answer);
    vs_fold_free(fold);
}

static void
hand_over(void)
{
    h_offer(&c, A1, B, T("2026-09-30 14:20"));
}

static void
by_the_receiver(void)
{
    vs_date day = vs_zone_date(T("2026-09-30 12:00"));

    begin();
    h_tell_all(&c);
    hand_over();
    is_rule("agreed", B, "nothing ended: the rule of the text");

    begin();
    h_ends(&c, B1, day);
    h_tell_all(&c);
    hand_over();
    is_rule("agreed", B, "an end behind the last that the giver knew of that feed");

    begin();
    h_ends(&c, B1, day);
    h_plain(&c, B1, VS_EV_NOTE, T("2026-09-29 10:00"));
    h_tell_all(&c);
    hand_over();
    is_rule("no-agreement", A, "an end before an event that the giver knew");

    begin();
    h_ends(&c, B1, day + 1);
    h_plain(&c, B1, VS_EV_NOTE, T("2026-09-29 10:00"));
    h_tell_all(&c);
    hand_over();
    is_rule("agreed", B, "an end from the next day on");

    begin();
    h_tell_all(&c);
    h_ends(&c, B1, day);
    h_plain(&c, B1, VS_EV_NOTE, T("2026-09-29 10:00"));
    hand_over();
    is_rule("agreed", B, "an end that the giver did not know of");
}

static void
on_which_feed(void)
{
    vs_date day = vs_zone_date(T("2026-09-01 12:00"));

    begin();
    h_ends(&c, B2, day);
    h_plain(&c, B1, VS_EV_NOTE, T("2026-09-29 10:00"));
    h_tell_all(&c);
    hand_over();
    is_rule("agreed", B, "an event of another device of the receiver says nothing");

    begin();
    h_ends(&c, B2, day);
    h_plain(&c, B2, VS_EV_NOTE, T("2026-09-29 10:00"));
    h_plain(&c, B1, VS_EV_NOTE, T("2026-09-29 11:00"));
    h_tell_all(&c);
    hand_over();
    is_rule("no-agreement", A, "one of the device that ended it does");

    begin();
    h_ends(&c, B1, day);
    h_re(&c, B1, VS_EV_WITHDRAW, 1, T("2026-09-29 10:00"));
    h_tell_all(&c);
    hand_over();
    is_rule("no-agreement", A, "a void one as well: it was there to be read");
}

static void
by_the_giver(void)
{
    vs_date day = vs_zone_date(T("2026-09-30 12:00"));

    begin();
    h_tell_all(&c);
    h_ends(&c, A1, day);
    hand_over();
    is_rule("no-agreement", A, "an end of the giver before its own offer");

    begin();
    h_tell_all(&c);
    hand_over();
    h_ends(&c, A1, day);
    h_plain(&c, A1, VS_EV_NOTE, T("2026-10-01 10:00"));
    is_rule("agreed", B, "one behind it changes nothing");

    begin();
    h_ends(&c, A2, day);
    h_tell_all(&c);
    hand_over();
    is_rule("agreed", B, "one of another device, of which nothing is known");

    begin();
    h_tell_all(&c);
    h_ends(&c, A2, day);
    h_plain(&c, A2, VS_EV_NOTE, T("2026-09-29 10:00"));
    h_tell_all(&c);
    hand_over();
    is_rule("no-agreement", A, "one of another device, with what that wrote after it");
}

int
main(void)
{
    calendar = h_shipped_calendar("nl-atw", "2026-1");
    if (!OK(calendar != NULL, "the calendar")) {
        return tap_done();
    }
    by_the_receiver();
    on_which_feed();
    by_the_giver();
    vs_calendar_free(calendar);
    return tap_done();
}
