/*
 * A text that leaves what is under way to its successor (FOLD.md 3, "Takes over"). The case was
 * opened on Monday 28 September 2026 and offered by A to B on Wednesday 30 September at 14:20,
 * under a text whose successor is in force from Thursday 1 October on. All that is expected was
 * counted by hand: Thursday 1 and Friday 2 October are working days, then comes a weekend.
 */
#include <string.h>

#include "core/casework/zone.h"
#include "tests/tap.h"
#include "tests/unit/core_casework/h_case.h"
#include "tests/unit/core_casework/h_shipped.h"

#define T(text) h_at(text)

static struct vs_calendar *calendar;
static struct h_case c;
static uint32_t offer;

/* Rules as words: the first text, "|", the second. Of each: a number of working days (or of hours,
 * with an h), k=a k=p k=u at acceptance, at pickup, unknown; w=g w=u waiting list; r=c r=n refusal;
 * d=s dispute; early=none; cf=r from receipt; of=offer the text of the day of the handover decides;
 * first, unknown: from when the delay of the successor counts (else from the handover). */
static bool
has(const char *rules, const char *word)
{
    size_t len = strlen(word);

    for (const char *at = strstr(rules, word); at; at = strstr(at + 1, word)) {
        if ((at == rules || at[-1] == ' ') && (at[len] == '\0' || at[len] == ' ')) {
            return true;
        }
    }
    return false;
}

static void
set_rule(struct vs_transfer *rule, const char *words)
{
    struct vs_delay *delay = &rule->move.delay;

    rule->move.kind = has(words, "k=a")   ? VS_MOVE_AT_ACCEPTANCE
                      : has(words, "k=p") ? VS_MOVE_AT_PICKUP
                      : has(words, "k=u") ? VS_MOVE_UNKNOWN
                                          : VS_MOVE_AFTER_DELAY;
    rule->move.counts_from = has(words, "cf=r") ? VS_FROM_RECEIVED : VS_FROM_SENT;
    rule->waitlist = has(words, "w=g")   ? VS_WAITLIST_GIVER_HOLDS
                     : has(words, "w=u") ? VS_WAITLIST_UNKNOWN
                                         : VS_WAITLIST_NONE;
    rule->refusal = has(words, "r=c")   ? VS_REFUSAL_CANCELS
                    : has(words, "r=n") ? VS_REFUSAL_NONE
                                        : VS_REFUSAL_UNKNOWN;
    rule->dispute = has(words, "d=s") ? VS_DISPUTE_SUSPENDS : VS_DISPUTE_NONE;
    rule->early_accept = has(words, "early=none") ? VS_EARLY_NONE : VS_EARLY_MOVES;
    rule->version = has(words, "of=offer") ? VS_VERSION_OF_OFFER : VS_VERSION_NEW_RULE;
    rule->new_delay = has(words, "first")     ? VS_NEW_DELAY_FIRST_DAY
                      : has(words, "unknown") ? VS_NEW_DELAY_UNKNOWN
                                              : VS_NEW_DELAY_HANDOVER;
    if (words[0] >= '1' && words[0] <= '9') {
        delay->n = (uint32_t)(words[0] - '0');
        delay->unit = words[1] == 'h' ? VS_UNIT_HOUR : VS_UNIT_WORKING_DAY;
    }
}

static void
begin(const char *rules)
{
    const char *second = strchr(rules, '|') + 2;
    char first[80] = "";

    memcpy(first, rules, (size_t)(second - rules) - 3);
    h_case_init(&c, calendar);
    set_rule(&c.transfer[0][0], first);
    set_rule(&c.transfer[1][0], second);
    c.profiles = 2;
    c.agreement[1].replaces[0] = c.agreement[0].id;
    c.agreement[1].replaces_count = 1;
    c.agreement[1].from.earliest = c.agreement[1].from.latest = vs_zone_date(T("2026-10-01 12:00"));
    h_open(&c, A1, T("2026-09-28 11:00"));
}

static void
hand_over(void)
{
    offer = h_offer(&c, A1, B, T("2026-09-30 14:20"));
    h_tell_all(&c);
}

/* "2026-10-01 00:00 A certain; ...": what h_who says at these instants. */
static void
says(const char *what, const char *expected)
{
    struct vs_fold *fold = h_fold(&c);
    char want[80], at[17];

    while (*expected) {
        size_t len = strcspn(expected, ";");

        snprintf(want, sizeof(want), "%.*s", (int)len, expected);
        snprintf(at, sizeof(at), "%.16s", want);
        IS_TEXT(h_who(fold, T(at)), want + 17, "%s: %s", what, at);
        expected += len;
        expected += strspn(expected, "; ");
    }
    vs_fold_free(fold);
}

/* --- the delay of the new text -----------------------------------------------------------------
 */

static void
delays(void)
{
    static const struct {
        const char *rules, *says;
    } cases[] = {
        {"2 | 1", /* one working day from Wednesday: through Thursday */
         "2026-10-01 23:59 A certain; 2026-10-02 00:00 B unconfirmed"},
        {"2 first | 1", /* as if handed over on Thursday: through Friday */
         "2026-10-02 23:59 A certain; 2026-10-03 00:00 B unconfirmed"},
        {"2 unknown | 1", /* between the two nobody can say */
         "2026-10-01 23:59 A certain; 2026-10-02 00:00 undetermined A,B missing version; "
         "2026-10-02 23:59 undetermined A,B missing version; 2026-10-03 00:00 B unconfirmed"},
        {"2 | 1h", /* an hour from Wednesday 14:20 is over: not before the first day */
         "2026-09-30 23:59 A certain; 2026-10-01 00:00 B unconfirmed"},
        {"2 first | 1h", "2026-10-01 00:59 A certain; 2026-10-01 01:00 B unconfirmed"},
        {"1 | 3", /* one working day has not run out on Thursday at 00:00 */
         "2026-10-05 23:59 A certain; 2026-10-06 00:00 B unconfirmed"},
        {"9h | 3", /* nine hours had: Wednesday 23:20 */
         "2026-09-30 23:19 A certain; 2026-09-30 23:20 B unconfirmed; "
         "2026-10-01 12:00 B unconfirmed"},
        {"2 | k=a", "2026-10-09 00:00 A certain"},
        {"2 | k=u",
         "2026-09-30 23:59 A certain; 2026-10-01 00:00 undetermined A,B missing transfer"},
        {"2 of=offer | 1", "2026-10-02 23:59 A certain; 2026-10-03 00:00 B unconfirmed"},
        {"k=a | 2", "2026-10-02 23:59 A certain; 2026-10-03 00:00 B unconfirmed"},
        {"k=u | 2", /* it may have passed before Thursday; it has passed by Saturday */
         "2026-09-30 14:20 undetermined A,B missing transfer; "
         "2026-10-02 23:59 undetermined A,B missing transfer; 2026-10-03 00:00 B unconfirmed"},
        {"k=u | k=a", "2026-10-09 00:00 undetermined A,B missing transfer"},
        {"2 | 1 cf=r", "2026-10-09 00:00 A certain"}, /* nothing shows that B has it */
    };

    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        begin(cases[i].rules);
        hand_over();
        says(cases[i].rules, cases[i].says);
    }
    begin("2 | 1 cf=r");
    hand_over();
    h_ack(&c, B1, offer, T("2026-09-30 20:00"));
    says("received on Wednesday", "2026-10-01 23:59 A certain; 2026-10-02 00:00 B certain");
}

/* A delay that ends exactly where the next text takes over has ended. */
static void
on_the_hour(void)
{
    begin("1 | 3");
    offer = h_offer(&c, A1, B, T("2026-09-29 09:00"));
    says("over at 00:00 of the first day",
         "2026-09-30 23:59 A certain; 2026-10-01 00:00 B unconfirmed");
}

/* --- acts before and after ----------------------------------------------------------------------
 */

static void
acts(void)
{
    static const struct {
        const char *rules;
        enum vs_event_type type;
        const char *at, *says;
    } cases[] = {
        {"2 r=c | 1 r=n", VS_EV_REFUSE, "2026-09-30 18:00", /* that ended it */
         "2026-10-09 00:00 A unconfirmed"},
        {"2 r=n | 1 r=c", VS_EV_REFUSE, "2026-09-30 18:00", /* that had no effect, and gets none */
         "2026-10-01 23:59 A certain; 2026-10-02 00:00 B certain"},
        {"2 | 1 r=c", VS_EV_REFUSE, "2026-09-30 18:00", /* the first text does not say */
         "2026-10-01 23:59 A certain; 2026-10-02 00:00 B disputed"},
        {"2 r=n | 1 r=c", VS_EV_REFUSE, "2026-10-01 18:00", "2026-10-09 00:00 A unconfirmed"},
        {"2 r=c | 1 r=n", VS_EV_REFUSE, "2026-10-01 18:00", "2026-10-02 00:00 B certain"},
        {"2 | 1", VS_EV_WITHDRAW, "2026-10-01 18:00", "2026-10-09 00:00 A certain"},
        {"2 | 1", VS_EV_ACCEPT, "2026-09-30 18:00", "2026-09-30 18:00 B certain"},
        {"2 early=none | k=a", VS_EV_ACCEPT, "2026-09-30 18:00", /* it was to move on Saturday */
         "2026-10-02 23:59 A certain; 2026-10-03 00:00 B certain"},
        {"2 early=none | 1", VS_EV_ACCEPT, "2026-09-30 18:00", /* the new delay is over sooner */
         "2026-10-01 23:59 A certain; 2026-10-02 00:00 B certain"},
        {"2 | k=p", VS_EV_ACCEPT, "2026-10-01 18:00", "2026-10-09 00:00 A certain"},
        {"k=p | k=a", VS_EV_ACCEPT, "2026-09-30 18:00", /* it moved nothing, and does not now */
         "2026-10-09 00:00 A certain"},
        {"k=p | k=a", VS_EV_ACCEPT, "2026-10-01 18:00",
         "2026-10-01 17:59 A certain; 2026-10-01 18:00 B certain"},
        {"k=a | 1", VS_EV_REFUSE, "2026-09-30 18:00", "2026-10-09 00:00 A certain"},
        {"2 d=s | 1", VS_EV_ESCALATE, "2026-09-30 18:00", /* what was suspended stays so */
         "2026-10-09 00:00 A unconfirmed"},
        {"2 | 1 d=s", VS_EV_ESCALATE, "2026-09-30 18:00", "2026-10-02 00:00 B certain"},
        {"2 | 1 d=s", VS_EV_ESCALATE, "2026-10-01 18:00", "2026-10-09 00:00 A unconfirmed"},
        /* Waiting: what it does is said by the text of the moment. */
        {"2 w=g | 2", VS_EV_WAIT_START, "2026-09-30 18:00",
         "2026-10-02 23:59 A certain; 2026-10-03 00:00 B certain"},
        {"2 | 1 w=g", VS_EV_WAIT_START, "2026-09-30 18:00", "2026-10-09 00:00 A unconfirmed"},
        {"1h w=g | 1h", VS_EV_WAIT_START, "2026-09-30 15:00",
         "2026-09-30 15:20 A unconfirmed; 2026-09-30 23:59 A unconfirmed; 2026-10-01 00:00 B "
         "certain"},
        /* As between the two agreements of West-Brabant, if the older one had said new_rule. */
        {"k=u w=g | 2", VS_EV_WAIT_START, "2026-09-30 18:00",
         "2026-09-30 17:59 undetermined A,B missing transfer; 2026-09-30 18:00 A unconfirmed; "
         "2026-10-01 00:00 A certain; 2026-10-02 23:59 A certain; 2026-10-03 00:00 B certain"},
        {"k=u w=g first | 2", VS_EV_WAIT_START, "2026-09-30 18:00",
         "2026-10-05 23:59 A certain; 2026-10-06 00:00 B certain"},
        /* Nobody can say whether it moved on Wednesday; if it did not, it moves on Saturday. */
        {"1h w=u | 2", VS_EV_WAIT_START, "2026-09-30 15:00",
         "2026-09-30 15:20 undetermined A,B missing waitlist; "
         "2026-10-02 23:59 undetermined A,B missing waitlist; 2026-10-03 00:00 B certain"},
    };

    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char what[120];

        begin(cases[i].rules);
        hand_over();
        if (cases[i].type == VS_EV_WITHDRAW) {
            h_re(&c, A1, VS_EV_WITHDRAW, offer, T(cases[i].at));
        } else if (cases[i].type == VS_EV_ESCALATE) {
            h_escalate(&c, B1, offer, T(cases[i].at));
        } else {
            h_re(&c, B1, cases[i].type, offer, T(cases[i].at));
        }
        snprintf(what, sizeof(what), "%s, %s at %s", cases[i].rules,
                 vs_event_type_name(cases[i].type), cases[i].at);
        says(what, cases[i].says);
    }
    /* Written on Thursday, for Wednesday: whoever takes it on may say so, under the text of then.
     */
    begin("2 | k=p");
    hand_over();
    h_re_late(&c, B1, VS_EV_ACCEPT, offer, T("2026-09-30 18:00"), T("2026-10-01 18:00"));
    says("accepted for Wednesday", "2026-09-30 17:59 A certain; 2026-09-30 18:00 B certain");
}

/* --- which text takes over ----------------------------------------------------------------------
 */

static enum vs_held (*adoption)(void *payload, struct vs_fold_adoption *out,
                                const struct vs_hash *leaf, const struct vs_fold_event *event);

/* B adopts the second text from Friday on. */
static enum vs_held
adopted_later(void *payload, struct vs_fold_adoption *out, const struct vs_hash *leaf,
              const struct vs_fold_event *event)
{
    if (adoption(payload, out, leaf, event) != VS_HELD) {
        return VS_NO_SUCH;
    }
    if (leaf->b[1] == B && leaf->b[2] == 1) {
        out->from = vs_zone_date(T("2026-10-02 12:00"));
    }
    return VS_HELD;
}

/* B writes its adoption of the second text on Friday: from Monday on, as that says. */
static enum vs_held
written_later(void *payload, struct vs_fold_adoption *out, const struct vs_hash *leaf,
              const struct vs_fold_event *event)
{
    if (adoption(payload, out, leaf, event) != VS_HELD) {
        return VS_NO_SUCH;
    }
    if (leaf->b[1] == B && leaf->b[2] == 1) {
        out->from = vs_zone_date(T("2026-09-28 12:00"));
        out->made = T("2026-10-02 12:00");
    }
    return VS_HELD;
}

#define LAST 13 /* of the cases below */

static void
which_text(void)
{
    const vs_date thursday = vs_zone_date(T("2026-10-01 12:00"));
    static const struct {
        const char *what, *says;
    } cases[] = {
        {"the successor", "2026-10-02 00:00 B unconfirmed"},
        {"a text that does not replace it",
         "2026-10-02 00:00 A certain; 2026-10-03 00:00 B unconfirmed"},
        {"one that is in force already", /* it has ended the first, which says nothing any more */
         "2026-10-01 23:59 A certain; 2026-10-02 00:00 B unconfirmed"},
        {"one that is no agreement", "2026-10-02 00:00 A certain; 2026-10-03 00:00 B unconfirmed"},
        {"one that B adopts on Friday",
         "2026-10-02 00:00 A certain; 2026-10-03 00:00 B unconfirmed"},
        {"one whose first day is not known",
         "2026-09-30 23:59 A certain; 2026-10-01 00:00 undetermined A,B missing version"},
        {"one that is not held",
         "2026-09-30 14:20 undetermined A,B missing transfer"}, /* it may be in force already */
        {"two on one day",
         "2026-09-30 23:59 A certain; 2026-10-01 00:00 undetermined A,B missing version"},
        {"one that replaces it later, and another", "2026-10-02 00:00 B unconfirmed"},
        {"one that may be in force already", "2026-09-30 14:20 undetermined A,B missing transfer"},
        {"one in force already, and the first says that it ends that one",
         "2026-09-30 14:20 undetermined A,B missing transfer"},
        {"one in force already that ended one that ended the first",
         "2026-10-05 23:59 A certain; 2026-10-06 00:00 B unconfirmed"},
        {"one in force already that B adopts only after the handover",
         "2026-10-02 00:00 A certain; 2026-10-03 00:00 B unconfirmed"},
        {"one that leaves it to a third on Friday", /* three working days from Wednesday */
         "2026-10-02 00:00 A certain; 2026-10-05 23:59 A certain; 2026-10-06 00:00 B unconfirmed"},
    };

    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        begin(i == LAST ? "2 | 2" : "2 | 1");
        if (i == 1) {
            c.agreement[1].replaces[0] = VS_STR("another");
        } else if (i == 2 || i == 9 || i == 10 || i == 11 || i == 12) {
            c.agreement[1].from.earliest = c.agreement[1].from.latest = thursday - 1;
            if (i == 9) {
                c.agreement[1].from.latest = thursday;
            } else if (i == 10) {
                c.agreement[0].replaces[0] = c.agreement[1].id;
                c.agreement[0].replaces_count = 1;
            } else if (i == 11) {
                c.profiles = 3;
                c.agreement[2].replaces[0] = c.agreement[1].id;
                c.agreement[2].replaces_count = 1;
                set_rule(&c.transfer[2][0], "3");
            } else if (i == 12) {
                adoption = c.source.adoption;
                c.source.adoption = written_later;
            }
        } else if (i == 3) {
            c.agreement[1].kind = VS_KIND_VISION;
        } else if (i == 4) {
            adoption = c.source.adoption;
            c.source.adoption = adopted_later;
        } else if (i == 5) {
            c.agreement[1].from.latest = thursday + 3;
        } else if (i == 6) {
            c.not_held[1] = true;
        } else if (i >= 7) {
            c.profiles = 3;
            c.agreement[2].replaces[0] = c.agreement[i == LAST ? 1 : 0].id;
            c.agreement[2].replaces_count = 1;
            c.agreement[2].from.earliest = c.agreement[2].from.latest = thursday + (i == 7 ? 0 : 1);
            set_rule(&c.transfer[2][0], "3");
        }
        hand_over();
        says(cases[i].what, cases[i].says);
    }
}

/* The text is not held, its adoptions are, from Thursday on: it may be the successor. */
static void
not_held(void)
{
    struct vs_fold *fold;

    begin("2 | 1");
    c.not_held[1] = true;
    c.later[B] = true;
    c.later_from = vs_zone_date(T("2026-10-01 12:00"));
    c.agreement[0].from.earliest = 0;
    hand_over();
    /* B has adopted the first text from Thursday on only, too: no common agreement on Wednesday. */
    says("nothing adopted in common", "2026-10-09 00:00 A certain");
    fold = h_fold(&c);
    OK(h_finding(fold, "no-common-agreement", T("2026-10-01 00:00")), "which is said");
    vs_fold_free(fold);
    begin("2 | 1");
    c.not_held[1] = true;
    adoption = c.source.adoption;
    c.source.adoption = adopted_later;
    hand_over();
    says("not held, adopted from Friday on",
         "2026-10-01 23:59 A certain; 2026-10-02 00:00 undetermined A,B missing version");
    fold = h_fold(&c);
    OK(!h_finding(fold, "agreement-not-held", T("2026-10-01 23:59")) &&
           h_finding(fold, "agreement-not-held", T("2026-10-02 00:00")),
       "which is said from then on");
    IS_INT(fold->offers[0].rule_count, 2, "two rules have decided");
    IS_INT(fold->offers[0].rule.from, T("2026-10-02 00:00"), "the last of them from Friday on");
    vs_fold_free(fold);
}

int
main(void)
{
    calendar = h_shipped_calendar("nl-atw", "2026-1");
    if (!OK(calendar != NULL, "the calendar")) {
        return tap_done();
    }
    delays();
    on_the_hour();
    acts();
    which_text();
    not_held();
    vs_calendar_free(calendar);
    return tap_done();
}
