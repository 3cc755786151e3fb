/* Acts in the case that its writer may not do, does not hold what for, or does far too often. */
#include "core/record/act.h"
#include "core/record/directory.h"
#include "tests/cli/liar/liar.h"

static void
accept_anothers(void)
{
    struct vs_event event = event_of(VS_EV_ACCEPT);

    event.re = newest(VS_EV_OFFER)->id;
    event.has_re = true;
    record(&event);
}

static void
accept_nothing(void)
{
    struct vs_event event = event_of(VS_EV_ACCEPT);

    event.re = any_hash(6);
    event.has_re = true;
    record(&event);
}

static void
settle_stranger(void)
{
    struct vs_event event = event_of(VS_EV_SETTLE);

    event.outcome = any_hash(7);
    event.from = now;
    record(&event);
}

static void
settle_alone(void)
{
    struct vs_event event = event_of(VS_EV_SETTLE);

    event.outcome = store->self.org;
    event.from = now;
    record(&event);
}

static void
close_case(void)
{
    struct vs_event event = event_of(VS_EV_CLOSE);

    record(&event);
}

static void
reopen_case(void)
{
    struct vs_event event = event_of(VS_EV_REOPEN);

    record(&event);
}

static void
assess_case(void)
{
    struct vs_event event = event_of(VS_EV_ASSESS);

    record(&event);
}

static void
offer_case(void)
{
    struct vs_event event = event_of(VS_EV_OFFER);

    event.to = store->self.org;
    record(&event);
}

/* Adds somebody, and gives it the key as if it were allowed to. */
static void
add_party(void)
{
    struct vs_org_row org = other_org();
    struct vs_event event = event_of(VS_EV_PARTY_ADD);

    event.party = (struct vs_event_party){org.org, VS_PARTY_FULL};
    record(&event);
    MUST(vs_act_invite(store, the_case, org.id, VS_PARTY_FULL, &err));
}

static void
remove_party(void)
{
    struct vs_event event = event_of(VS_EV_PARTY_REMOVE);

    event.party.org = other_org().org;
    record(&event);
}

static void
was_anothers(void)
{
    struct vs_event event = event_of(VS_EV_NOTE);

    event.has_was = true;
    event.was = newest(VS_EV_OFFER)->id;
    record(&event);
}

static void
erase_anothers(void)
{
    struct vs_event event = event_of(VS_EV_ERASED);
    struct vs_hash id = newest(VS_EV_OFFER)->id;

    event.leaves = &id;
    event.leaf_count = 1;
    record(&event);
}

/* More than counts of one device in one case. */
static void
flood(void)
{
    struct vs_event event = event_of(VS_EV_NOTE);

    for (unsigned i = 0; i < VS_FOLD_FEED_MAX; i++) {
        record(&event);
    }
}

/* An offer of what it does not hold, with every time as far away as a file can say. */
static void
offer_far(void)
{
    struct vs_event event = event_of(VS_EV_OFFER);

    event.to = other_org().org;
    event.has_first_contact = true;
    (void)vs_date_parse(&event.first_contact, VS_STR("9999-12-31"));
    event.has_informed_at = true;
    (void)vs_instant_parse(&event.informed_at, VS_STR("9999-12-31T23:59:59Z"));
    record(&event);
}

/* It decides by itself, at a level that no ladder has, that it has had the case all along. */
static void
decide_nowhere(void)
{
    struct vs_event event = event_of(VS_EV_ESCALATE);
    struct vs_hash escalation;

    event.level = 9;
    event.reason = (unsigned)vs_word_find(VS_WORDS_ESCALATE, VS_STR("other"));
    event.has_re = true;
    event.re = newest(VS_EV_OFFER)->id;
    escalation = record(&event);
    event = event_of(VS_EV_ESCALATE_ANSWER);
    event.has_re = true;
    event.re = escalation;
    event.reply = VS_REPLY_DECISION;
    record(&event);
    event = event_of(VS_EV_SETTLE);
    event.outcome = store->self.org;
    event.from = newest(VS_EV_OFFER)->event->made;
    event.resolves = &escalation;
    event.resolve_count = 1;
    record(&event);
}

const struct liar_lie liar_authority[] = {
    {"accept-anothers", accept_anothers},
    {"accept-nothing", accept_nothing},
    {"settle-stranger", settle_stranger},
    {"settle-alone", settle_alone},
    {"close", close_case},
    {"reopen", reopen_case},
    {"assess", assess_case},
    {"offer", offer_case},
    {"add-party", add_party},
    {"remove-party", remove_party},
    {"was-anothers", was_anothers},
    {"erase-anothers", erase_anothers},
    {"flood", flood},
    {"offer-far", offer_far},
    {"decide-nowhere", decide_nowhere},
    {NULL, NULL},
};
