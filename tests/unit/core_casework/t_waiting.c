/* Events that wait (fold.md 1): of a feed of which everything is ahead nothing is in the fold, and
 * own acts beside it are judged and placed as if it were not there. */
#include "tests/tap.h"
#include "tests/unit/core_casework/h_case.h"
#include "tests/unit/core_casework/h_shipped.h"

#define DAY  86400
#define NOON 1790000000

int
main(void)
{
    struct vs_calendar *calendar = h_shipped_calendar("nl-atw", "2026-1");
    static struct h_case c;
    struct vs_hash heads[8];
    struct vs_event note = {.type = VS_EV_NOTE, .at = NOON + 60, .made = NOON + 60};
    const char *reason = "";
    struct vs_fold *fold;
    uint32_t offer, ahead;

    if (!OK(calendar != NULL, "the calendar")) {
        return tap_done();
    }
    h_case_init(&c, calendar);
    h_open(&c, A1, NOON - DAY);
    offer = h_offer(&c, A1, B, NOON);
    h_tell(&c, A1, B1);
    ahead = h_re(&c, B1, VS_EV_ACCEPT, offer, NOON + 30 * DAY);
    c.in[ahead].ahead = true;
    note.case_id = c.in[0].id;
    fold = h_fold(&c);
    OK(fold->entries[vs_fold_find(fold, &c.in[ahead].id)].state == VS_ENTRY_PENDING,
       "all that B wrote waits");
    OK(vs_fold_heads(fold, heads, 8) == 1 && vs_hash_eq(&heads[0], &c.in[offer].id),
       "the heads are those without it");
    OK(vs_authority_check(&reason, fold, &note, &c.in[0].org, NULL) == VS_OK && !reason,
       "the giver's next act is judged");
    note.type = VS_EV_CLOSE;
    OK(vs_authority_check(&reason, fold, &note, &c.in[0].org, NULL) == VS_OK && reason &&
           strcmp(reason, "offer-open") == 0,
       "and knows nothing of what waits: the offer is open");
    vs_fold_free(fold);
    vs_calendar_free(calendar);
    return tap_done();
}
