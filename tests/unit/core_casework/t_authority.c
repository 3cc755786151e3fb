/*
 * Who may write what (schemas/FORMAT.md, 9.5): for every reason plays in which it applies, and the
 * same act where it is allowed. Switching off any one check of core/casework/authority*.c must make
 * one of them fail; tests/mutants sees to that.
 */
#include "tests/tap.h"
#include "tests/unit/core_casework/h_play.h"
#include "tests/unit/core_casework/h_shipped.h"

struct row {
    const char *rules, *play;
};

#define P "A1:offer=p>B all "

static const struct row rows[] = {
    /* Of every event. */
    {"", "A1:other!wrong-case A1:note"},
    {"", "A1:note@+1m!in-the-future A1:note"},
    {"", "D1:note!not-a-party D1:close!not-a-party B1:note C1:note"},
    {"", "A1:read>D all D1:note!facts-only D1:esc!facts-only A1:add>D all D1:note D1:esc"},
    {"", "A1:add>D all D1:note A1:remove>D all D1:note!not-a-party"},
    /* ack */
    {"", "A1:note=n all D1:ack.n!not-a-party B1:ack.n"},
    {"", "A1:note=n A1:read>D all D1:ack.n"},
    {"", "A1:note=n all B1:ack.n@-1m!not-now"},
    /* handover.offer */
    {"", "B1:offer>C!not-holder"},
    {"", "A1:offer>A!to-itself"},
    {"", "A1:offer=p>B A1:offer>C!offer-open A1:withdraw.p A1:offer>C"},
    {"", "A1:close A1:offer>B!not-holder"},
    {"", "A1:offer=p>B all A2:offer>C!offer-open"},
    /* A contested holder offers its own claim, also while the other's offer is open. */
    {"", "A1:offer=p>B A2:offer=q>C A1>B1 A2>C1 B1:accept.p C1:accept.q all B1:offer>A C1:offer>A"},
    /* An offer of one's own from other claims than these does not stand in the way. */
    {"r=c", P "B1:accept.p all B1:offer=q>C all B2:note +1d"},
    /* handover.accept, pickup, waitlist.start */
    {"", "A1:note=n all B1:accept.n!no-such-offer B1:pickup.n!no-such-offer"},
    {"", "A1:note=n all B1:wait.n!no-such-offer"},
    {"", "A1:offer=p>B B1:accept.p!no-such-offer A1>B1 B1:accept.p"},
    {"", "B1:offer=p>C!not-holder all C1:accept.p!no-such-offer"},
    {"", P "C1:accept.p!not-addressed-to-you C1:pickup.p!not-addressed-to-you"},
    {"", P "C1:wait.p!not-addressed-to-you A1:accept.p!not-addressed-to-you B1:wait.p B1:pickup.p"},
    {"", P "B1:accept.p all B1:offer=q>C all C1:accept.q all B1:accept.p!moved-on"},
    {"", P "B1:accept.p all B1:offer=q>C all C1:accept.q all B1:wait.p!moved-on"},
    {"", P "B1:accept.p all B1:accept.p B2:pickup.p B1:wait.p"},
    {"", P "+5d B1:accept.p B1:wait.p"},
    {"", P "A1:settle=s>A all B1:agree.s B1:accept.p!settled B1:wait.p!settled"},
    {"", P "A1:withdraw.p all B1:accept.p!withdrawn B1:wait.p!withdrawn B1:pickup.p!withdrawn"},
    {"r=c", P "B1:refuse.p B1:accept.p!refused B1:wait.p!refused"},
    {"k=a", P "B1:refuse.p B1:accept.p!refused"},
    {"r=n", P "B1:refuse.p B1:accept.p"},
    {"", "A1:offer=p>B A2:offer=q>C all B1:accept.p all C1:accept.q!overtaken C1:wait.q!overtaken"},
    /* pickup of what nobody holds */
    {"", "A1:pickup!nothing-to-pick-up"},
    {"nobody", "C1:pickup all A1:pickup!nothing-to-pick-up"},
    {"nobody", "A1:close!not-holder A1:offer>B!not-holder A1:assess!not-holder B1:pickup"},
    /* handover.refuse */
    {"", "A1:note=n all B1:refuse.n!no-such-offer"},
    {"", "A1:offer=p>B B1:refuse.p!no-such-offer"},
    {"", P "A1:refuse.p!not-addressed-to-you C1:refuse.p!not-addressed-to-you B1:refuse.p"},
    {"", P "B1:accept.p B1:refuse.p!accepted"},
    {"", P "B1:pickup.p B1:refuse.p!accepted"},
    {"w=g", P "B1:wait.p B1:accept.p B1:refuse.p!accepted"},
    {"", P "+5d B1:refuse.p!moved"},
    {"", P "A1:settle=s>A all B1:agree.s B1:refuse.p!settled"},
    {"", P "A1:withdraw.p all B1:refuse.p!withdrawn"},
    {"r=c", P "B1:refuse.p B1:refuse.p!refused"},
    {"", P "B1:refuse.p B1:refuse.p"},
    /* handover.withdraw */
    {"", "A1:note=n A1:withdraw.n!no-such-offer"},
    {"", "A1:offer=p>B A2:withdraw.p!no-such-offer"},
    {"", P "B1:withdraw.p!not-your-offer C1:withdraw.p!not-your-offer A2:withdraw.p"},
    {"", P "B1:accept.p all A1:withdraw.p!accepted"},
    {"", P "B1:pickup.p all A1:withdraw.p!accepted"},
    {"w=g", P "B1:wait.p B1:accept.p all A1:withdraw.p"},
    {"", P "+5d A1:withdraw.p!moved"},
    {"", P "A1:settle=s>A all B1:agree.s all A1:withdraw.p!settled"},
    {"", P "A1:withdraw.p A1:withdraw.p!withdrawn"},
    {"r=c", P "B1:refuse.p all A1:withdraw.p!refused"},
    {"", P "B1:refuse.p all A1:withdraw.p"},
    /* waitlist.end */
    {"", "A1:note=n all B1:unwait.n!no-such-offer"},
    {"", P "B1:wait.p all A1:unwait.p!not-addressed-to-you C1:unwait.p!not-addressed-to-you"},
    {"", P "B1:unwait.p!not-waiting B1:wait.p B1:unwait.p"},
    {"", P "B1:wait.p B2:unwait.p!not-waiting B1>B2 B2:unwait.p"},
    {"", P "C1:wait.p!not-addressed-to-you all B1:unwait.p!not-waiting"},
    /* escalate */
    {"", "A1:note=n all B1:esc.n!no-such-offer B1:esc"},
    {"", "A1:offer=p>B B1:esc.p!no-such-offer A1>B1 B1:esc.p"},
    {"", P "C1:esc.p!not-your-handover A1:esc.p B1:esc.p"},
    {"", P "B1:esc.p=e B1:up.e=f B1:beside.f!not-higher all A1:up.f C1:up.f!not-your-handover"},
    {"", P "B1:esc.p=e B1:stray.e!no-such-escalation B1:esc=g B1:up.g C1:up.g!no-such-escalation"},
    {"", P "B1:up.p!no-such-escalation B1:note=n B1:up.n!no-such-escalation"},
    {"", P "C1:esc.p=e!not-your-handover all B1:up.e!no-such-escalation B1:stray.e"
           "!no-such-escalation"},
    /* escalate.answer */
    {"", P "B1:esc.p=e A1:reply.e!no-such-escalation B1>A1 A1:reply.e A1:decide.e"},
    {"",
     P "B1:esc.p=e B1:reply.e!own-escalation B1:decide.e all C1:reply.e D1:reply.e!not-a-party"},
    {"", P "B1:reply.p!no-such-escalation C1:esc.p=e!not-your-handover all"
           " B1:reply.e!no-such-escalation"},
    {"", "B1:esc=e all A1:reply.e A1:close!escalation-open"},
    /* settle: a proposal */
    {"", "A1:esc A1:settle>A@+1m!from-out-of-range A1:settle>A@-1h"},
    {"", "A1:esc A1:settle>A@-3h!from-out-of-range A1:settle>A@-3h"},
    {"", "A1:esc A1:settle>D!outcome-not-a-party A1:add>D A1:settle>D"},
    {"", "A1:esc A1:read>D A1:settle>D!outcome-not-a-party"},
    {"", "A1:settle>A!nothing-to-settle A1:settle>B A1:settle>x"},
    {"", "A1:esc A1:settle>A"},
    {"", P "A1:settle>A"},
    {"", "A1:offer=p>B A2:offer=q>C A1>B1 A2>C1 B1:accept.p C1:accept.q all B1:settle>B"},
    {"k=u", P "A1:withdraw.p A1:settle>A!nothing-to-settle A1:settle>A@-3h"},
    {"", P "B1:accept.p B2:refuse.p all B1:settle>B"},
    {"", P "B1:accept.p all B1:settle>B!nothing-to-settle"},
    {"", "A1:close A1:settle>x!nothing-to-settle A1:settle>x@-1d!from-out-of-range"},
    {"nobody", "A1:settle>B"},
    /* settle: an agreement */
    {"", "A1:note=n all B1:agree.n!no-such-proposal"},
    {"", "A1:esc A1:settle=s>A B1:agree.s!no-such-proposal A1>B1 B1:agree.s=t all C1:agree.t"
         "!no-such-proposal"},
    {"", "A1:settle=s>A!nothing-to-settle all B1:agree.s!no-such-proposal"},
    {"", P "B1:agree.p!no-such-proposal"},
    /* close */
    {"", "B1:close!not-holder A1:close"},
    {"", "A1:offer=p>B A2:offer=q>C A1>B1 A2>C1 B1:accept.p C1:accept.q all B1:close!contested"},
    {"k=u", "A1:offer=p>B A1:close!undetermined A1:withdraw.p A1:close"},
    {"", "A1:offer=p>B A1:close!offer-open A1:withdraw.p A1:close"},
    {"", "B1:esc all A1:close!escalation-open A1:settle=s>A all B1:agree.s all A1:close"},
    {"", P "B1:esc.p B1:accept.p B1:close"},
    /* reopen */
    {"", "B1:reopen!not-closed A1:close A1:reopen A1:reopen!not-closed"},
    {"", "A1:offer=p>B A2:close all C1:reopen!not-closed A1:withdraw.p all C1:reopen"},
    /* party.add */
    {"", "B1:add>D!not-holder B1:read>D!not-holder A1:add>D"},
    {"k=u", P "C1:add>D!not-holder B1:add>D"},
    {"", "A1:close all B1:add>D!not-holder A1:add>D"},
    {"", P "B1:accept.p all A1:add>D!not-holder A1:read>D C1:read>D!not-holder"},
    {"", P "B1:accept.p all B1:close all A1:add>D!not-holder B1:add>D"},
    {"", P "C1:read>D!not-holder +1h B1:read>D!not-holder"},
    {"nobody", "B1:add>D!not-holder B1:read>D!not-holder A1:add>D A1:read>E"},
    {"nobody", "C1:pickup A2:add>D all A1:add>E!not-holder A1:read>E!not-holder C1:add>E"},
    {"nobody", "A1:pickup A1:close all B1:add>D!not-holder A1:add>D"},
    {"", "A1:offer=p>B A2:close all A1:withdraw.p all A1:reopen A1:add>D"},
    /* party.remove */
    {"", "B1:remove>C!not-holder C1:remove>C A1:remove>B"},
    {"", "A1:remove>A!still-needed"},
    {"k=u", P "A1:remove>B!still-needed A1:withdraw.p A1:remove>B"},
    {"", P "A1:remove>B!still-needed B1:remove>B!still-needed A1:withdraw.p A1:remove>B"},
    {"", "A1:offer=p>B A2:offer=q>C all B1:accept.p all B1:remove>A!still-needed"},
    {"", "C1:esc all A1:remove>C!still-needed A1:settle=s>A all C1:agree.s all A1:remove>C"},
    {"", P "A1:esc.p A1:withdraw.p A1:remove>B!still-needed"},
    {"", P "B1:accept.p all B1:esc.p B1:remove>A!still-needed B1:remove>C"},
    {"", "A1:remove>D"},
    /* assess, trajectory.*, and what every party may write */
    {"", "B1:assess!not-holder B1:begin!not-holder A1:assess A1:begin B1:end B1:join B1:contact"},
    {"", "B1:watch D1:watch!not-a-party A1:close all B1:contact B1:unwatch A1:watch"},
    {"", "A1:read>D all D1:watch!facts-only D1:unwatch!facts-only"},
    {"", P "B1:accept.p all A1:begin!not-holder A1:assess!not-holder B1:begin B1:assess"},
};

static struct h_play play;

static void
run(const struct row *row, struct vs_calendar *calendar)
{
    struct vs_fold *fold;
    char name[200];

    h_play_begin(&play, row->rules, calendar);
    h_play_words(&play, row->play);
    snprintf(name, sizeof(name), "[%s] %s", row->rules, row->play);
    fold = h_fold(&play.c);
    h_play_check(&play, fold, name, "");
    vs_fold_free(fold);
}

/* Openings: the one that names the case, one with a past, one of another case. */
static void
openings(struct vs_calendar *calendar)
{
    struct h_case *c = &play.c;
    struct vs_event *event;
    struct vs_fold *fold;
    uint32_t second, stranger;

    h_play_begin(&play, "", calendar);
    event = h_begin(c, A1, VS_EV_OPEN, play.now, play.now);
    memset(&event->case_id, 0, sizeof(event->case_id));
    second = h_end(c);
    event = h_begin(c, E1, VS_EV_OPEN, play.now, play.now);
    memset(&event->case_id, 0, sizeof(event->case_id));
    event->head_count = 0;
    stranger = h_end(c);
    fold = h_fold(c);
    IS_TEXT(h_verdict(fold, c, 0), "valid", "the opening");
    IS_TEXT(h_verdict(fold, c, second), "not-first", "one that has a past");
    IS_TEXT(h_verdict(fold, c, stranger), "not-first", "one without a past that is another case");
    IS_TEXT(h_who(fold, play.now), "A certain", "and neither makes a holder");
    vs_fold_free(fold);
}

/* The same word again and again: one after the other is valid, until it is enough. */
static void
enough(struct vs_calendar *calendar, const char *rules, const char *setting, const char *word,
       const char *between, unsigned allowed)
{
    struct vs_fold *fold;
    char too_many[40];

    h_play_begin(&play, rules, calendar);
    h_play_words(&play, setting);
    for (unsigned i = 0; i < allowed; i++) {
        h_play_words(&play, word);
        h_play_words(&play, between);
    }
    snprintf(too_many, sizeof(too_many), "%.*s!too-many", (int)strcspn(word, "!"), word);
    h_play_words(&play, too_many);
    fold = h_fold(&play.c);
    h_play_check(&play, fold, word, "");
    vs_fold_free(fold);
}

static void
too_many(struct vs_calendar *calendar)
{
    enough(calendar, "w=g", P, "B1:wait.p", "", 32);
    enough(calendar, "", P "B1:wait.p", "B1:unwait.p", "", 32);
    enough(calendar, "", P, "B1:refuse.p", "", 32);
    enough(calendar, "", P, "B1:esc.p", "", 32);
    enough(calendar, "", P, "B1:accept.p", "", 32);
    enough(calendar, "", "A1:esc A1:settle=s>A all", "B1:agree.s", "", 32);
    enough(calendar, "", "", "B1:esc", "", 256);
    enough(calendar, "", "", "A1:settle>x", "A1:settle>A", 128);
    enough(calendar, "", "", "A1:settle>A!nothing-to-settle", "", 256);
    enough(calendar, "", "", "A1:close", "A1:reopen", 256);
}

/* What a writer asks before it writes; one whom the case never named among them. */
static void
asked(struct vs_calendar *calendar)
{
    struct vs_event close = {.type = VS_EV_CLOSE, .v = 1};
    struct vs_hash org;
    const char *reason = NULL;
    struct vs_fold *fold;

    h_play_begin(&play, "", calendar);
    close.case_id = play.c.in[0].id;
    close.at = close.made = play.now + 60;
    fold = h_fold(&play.c);
    org = h_org(A);
    OK(vs_authority_check(&reason, fold, &close, &org, NULL) == VS_OK && !reason,
       "the holder may close");
    org = h_org(B);
    OK(vs_authority_check(&reason, fold, &close, &org, NULL) == VS_OK, "another asks");
    IS_TEXT(reason, "not-holder", "and may not");
    org = h_org(E);
    OK(vs_authority_check(&reason, fold, &close, &org, NULL) == VS_OK, "a stranger asks");
    IS_TEXT(reason, "not-a-party", "and is none of the parties");
    vs_fold_free(fold);
}

/* Every reason that there is has a play in which it applies. */
static void
complete(void)
{
    for (unsigned i = 0; vs_authority_reason(i); i++) {
        const char *reason = vs_authority_reason(i);
        bool found = strcmp(reason, "not-first") == 0 || strcmp(reason, "too-many") == 0;
        char word[40];

        snprintf(word, sizeof(word), "!%s", reason);
        for (size_t k = 0; !found && k < sizeof(rows) / sizeof(rows[0]); k++) {
            found = strstr(rows[k].play, word) != NULL;
        }
        OK(found, "%s is played", reason);
    }
}

int
main(void)
{
    struct vs_calendar *calendar = h_shipped_calendar("nl-atw", "2026-1");

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        run(&rows[i], calendar);
    }
    openings(calendar);
    asked(calendar);
    too_many(calendar);
    complete();
    vs_calendar_free(calendar);
    return tap_done();
}
