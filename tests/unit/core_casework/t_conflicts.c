/*
 * Two acts that did not know of each other: every row of schemas/CONFLICTS.md, in both orders of
 * recording. A row is a short play; see `play` for its words. The pair stands between the setting
 * and what follows; its two acts are written by devices that do not hear of each other.
 */
#include <stdlib.h>

#include "tests/tap.h"
#include "tests/unit/core_casework/h_case.h"
#include "tests/unit/core_casework/h_shipped.h"

#define HOUR 3600

struct row {
    const char *pair;  /* as in CONFLICTS.md */
    const char *rules; /* w=g|u, r=c|n, d=s|n, cf=r, two */
    const char *setting;
    const char *x, *y;
    const char *after;
    const char *soon; /* the answer when all is written; NULL: not asked */
    const char *late; /* ten days later */
};

#define P  "A1:offer=p>B all"
#define P1 "A1:offer=p>B A1>B1"

static const struct row rows[] = {
    {"offer, offer", "", "", "A1:offer=p>B", "A2:offer=q>C", "", "A certain", "B,C contested"},
    {"offer, offer", "", "", "A1:offer=p>B", "A2:offer=q>B", "", "A certain", "B unconfirmed"},
    {"offer, accept", "", "A2:offer=q>C A2>C1", "A1:offer=p>B", "C1:accept.q", "", "C certain",
     "B,C contested"},
    {"offer, pickup", "", "A2:offer=q>C A2>C1", "A1:offer=p>B", "C1:pickup.q", "", "C certain",
     "B,C contested"},
    {"offer, return", "two", P " B1:accept.p all", "B1:offer=q>C", "B2:return=s>A", "",
     "B disputed", "C unconfirmed"},
    {"offer, refuse", "r=c", "A2:offer=q>C A2>C1", "A1:offer=p>B", "C1:refuse.q", "", "A certain",
     "B unconfirmed"},
    {"offer, withdraw", "", "A2:offer=q>C", "A1:offer=p>B", "A2:withdraw.q", "", "A certain",
     "B unconfirmed"},
    {"offer, waitlist", "", "A2:offer=q>C A2>C1", "A1:offer=p>B", "C1:wait.q", "", "A certain",
     "B,C contested"},
    {"offer, escalate", "", "", "A1:offer=p>B", "B1:esc", "", "A certain", "B unconfirmed"},
    {"offer, settle", "", "C1:esc all", "A1:offer=p>B", "A2:settle=s>C", "A2>C1 C1:agree.s",
     "C certain", "B,C contested"},
    {"offer, settle", "", "C1:esc all", "A1:offer=p>C", "A2:settle=s>C", "A2>C1 C1:agree.s",
     "C certain", "C certain"},
    {"offer, close", "", "", "A1:offer=p>B", "A2:close", "", "A,x contested", "B,x contested"},
    {"offer, close", "", "", "A1:offer=p>B", "A2:close", "A1:withdraw.p", "closed certain",
     "closed certain"},
    {"offer, reopen", "", "A1:close A1>B1", "A2:offer=p>C", "B1:reopen", "", "A,B contested",
     "B,C contested"},
    {"offer, reopen", "", "A1:close A1>B1", "A2:offer=p>B", "B1:reopen", "", "A,B contested",
     "B certain"},
    {"offer, party.add", "", "", "A1:offer=p>B", "A2:add>D", "", "A certain", "B unconfirmed"},
    {"offer, party.remove", "", "", "A1:offer=p>C", "A2:remove>C", "all C1:accept.p", "C certain",
     "C certain"},
    {"offer, lapse", "", "A1:offer=p>B +4d", "A2:offer=q>C", "B1:note", "", "B unconfirmed",
     "B,C contested"},
    {"accept, accept", "", P, "B1:accept.p", "B2:accept.p", "", "B certain", "B certain"},
    {"accept, accept", "", "A1:offer=p>B A1>B1 A2:offer=q>C A2>C1", "B1:accept.p", "C1:accept.q",
     "", "B,C contested", "B,C contested"},
    {"accept, refuse", "", P, "B1:accept.p", "B2:refuse.p", "", "B disputed", "B disputed"},
    {"accept, refuse", "", P, "B1:accept.p", "B2:refuse.p", "all B1:accept.p", "B certain",
     "B certain"},
    {"accept, refuse", "r=c", P, "B1:accept.p", "B2:refuse.p", "", "B disputed", "B disputed"},
    {"accept, withdraw", "", P, "B1:accept.p", "A1:withdraw.p", "", "B certain", "B certain"},
    {"accept, withdraw", "w=g", P " B1:wait.p", "B1:accept.p", "A1:withdraw.p", "", "A certain",
     "A certain"},
    {"accept, waitlist.start", "w=g", P, "B1:accept.p", "B2:wait.p", "", "B certain", "B certain"},
    {"accept, waitlist.start", "w=u", P, "B1:accept.p", "B2:wait.p", "", "B certain", "B certain"},
    {"accept, waitlist.end", "w=g", P " B1:wait.p all", "B2:accept.p", "B1:unwait.p", "",
     "B certain", "B certain"},
    {"accept, escalate", "", P, "B1:accept.p", "A2:esc.p", "", "B disputed", "B disputed"},
    {"accept, escalate", "", P, "B1:accept.p", "B2:esc.p", "", "B disputed", "B disputed"},
    {"accept, escalate", "d=n", P, "B1:accept.p", "A2:esc.p", "", "B certain", "B certain"},
    {"accept, settle", "", P, "B1:accept.p", "A1:settle=s>A", "A1>B2 B2:agree.s", "A,B contested",
     "A,B contested"},
    {"accept, settle", "", P, "B1:accept.p", "A1:settle=s>B", "A1>B2 B2:agree.s", "B certain",
     "B certain"},
    {"accept, close", "", P1, "B1:accept.p", "A2:close", "", "B,x contested", "B,x contested"},
    {"accept, reopen", "", P1 " A2:close A2>C1", "B1:accept.p", "C1:reopen", "", "B,C contested",
     "B,C contested"},
    {"accept, reopen", "", P1 " A2:close A2>B2", "B1:accept.p", "B2:reopen", "", "B certain",
     "B certain"},
    {"accept, party.add", "", P, "B1:accept.p", "A1:add>D", "", "B certain", "B certain"},
    {"accept, party.remove", "", P, "B1:accept.p", "A1:remove>C", "", "B certain", "B certain"},
    {"accept, lapse", "", P " +4d", "B1:accept.p", "A1:note", "", "B certain", "B certain"},
    {"refuse, refuse", "r=c", P, "B1:refuse.p", "B2:refuse.p", "", "A certain", "A unconfirmed"},
    {"refuse, withdraw", "r=c", P, "B1:refuse.p", "A1:withdraw.p", "", "A certain", "A certain"},
    {"refuse, waitlist.start", "r=c", P, "B1:refuse.p", "B2:wait.p", "", "A certain",
     "A unconfirmed"},
    {"refuse, waitlist.end", "r=c", P " B2:wait.p all", "B1:refuse.p", "B2:unwait.p", "",
     "A certain", "A unconfirmed"},
    {"refuse, escalate", "", P, "B1:refuse.p", "A1:esc.p", "", "A certain", "B disputed"},
    {"refuse, escalate", "r=n d=s", P, "B1:refuse.p", "A1:esc.p", "", "A certain", "A certain"},
    {"refuse, settle", "", P, "B1:refuse.p", "A1:settle=s>A", "A1>B2 B2:agree.s", "A certain",
     "A certain"},
    {"refuse, close", "r=c", P1, "B1:refuse.p", "A2:close", "", "closed certain", "closed certain"},
    {"refuse, close", "", P1, "B1:refuse.p", "A2:close", "", "A,x contested", "B,x contested"},
    {"refuse, reopen", "r=c", P1 " A2:close A2>C1", "B1:refuse.p", "C1:reopen", "", "C certain",
     "C certain"},
    {"refuse, party.add", "r=c", P, "B1:refuse.p", "A1:add>D", "", "A certain", "A unconfirmed"},
    {"refuse, party.remove", "r=c", P, "B1:refuse.p", "A1:remove>C", "", "A certain",
     "A unconfirmed"},
    {"refuse, lapse", "r=c", P, "B1:refuse.p", "A1:note", "+4d", "A unconfirmed", "A unconfirmed"},
    {"refuse, lapse", "", P, "B1:refuse.p", "A1:note", "+4d", "B disputed", "B disputed"},
    {"refuse, lapse", "r=n", P, "B1:refuse.p", "A1:note", "+4d", "B certain", "B certain"},
    {"withdraw, withdraw", "", P, "A1:withdraw.p", "A2:withdraw.p", "", "A certain", "A certain"},
    {"withdraw, waitlist.start", "w=g", P, "A1:withdraw.p", "B1:wait.p", "", "A certain",
     "A certain"},
    {"withdraw, waitlist.end", "w=g", P " B1:wait.p all", "A1:withdraw.p", "B1:unwait.p", "",
     "A certain", "A certain"},
    {"withdraw, escalate", "", P, "A1:withdraw.p", "B1:esc.p", "", "A certain", "A certain"},
    {"withdraw, settle", "", P, "A1:withdraw.p", "A2:settle=s>B", "A2>B1 B1:agree.s", "B certain",
     "B certain"},
    {"withdraw, close", "", "A1:offer=p>B", "A1:withdraw.p", "A2:close", "", "closed certain",
     "closed certain"},
    {"withdraw, reopen", "", "A1:offer=p>B A2:close A2>C1", "A1:withdraw.p", "C1:reopen", "",
     "C certain", "C certain"},
    {"withdraw, party.add", "", P, "A1:withdraw.p", "A2:add>D", "", "A certain", "A certain"},
    {"withdraw, party.remove", "", P, "A1:withdraw.p", "A2:remove>C", "", "A certain", "A certain"},
    {"withdraw, lapse", "", P, "A1:withdraw.p", "B1:note", "", "A certain", "A certain"},
    {"withdraw, lapse", "cf=r", P1 " B1:ack.p +5d", "A1:withdraw.p", "B1:note", "", "A,B contested",
     "A,B contested"},
    {"waitlist.start, waitlist.start", "w=g", P, "B1:wait.p", "B2:wait.p", "", "A certain",
     "A unconfirmed"},
    {"waitlist.start, waitlist.end", "w=g", P " B1:wait.p all", "B2:wait.p", "B1:unwait.p", "",
     "A certain", "A unconfirmed"},
    {"waitlist.start, escalate", "w=g", P, "B1:wait.p", "A1:esc", "", "A certain", "A unconfirmed"},
    {"waitlist.start, reopen", "w=g", P1 " A2:close A2>C1", "B1:wait.p", "C1:reopen", "",
     "A,C contested", "A,C contested"},
    {"waitlist.start, party.add", "w=g", P, "B1:wait.p", "A1:add>D", "", "A certain",
     "A unconfirmed"},
    {"waitlist.start, settle", "w=g", P, "B1:wait.p", "A1:settle=s>A", "A1>B2 B2:agree.s",
     "A certain", "A certain"},
    {"waitlist.start, close", "", P1, "B1:wait.p", "A2:close", "", "A,x contested",
     "B,x contested"},
    {"waitlist.start, lapse", "w=g", P, "B1:wait.p", "A1:note", "+4d", "A unconfirmed",
     "A unconfirmed"},
    {"waitlist.start, lapse", "", P, "B1:wait.p", "A1:note", "+4d", "B certain", "B certain"},
    {"waitlist.start, lapse", "w=u", P, "B1:wait.p", "A1:note", "+4d",
     "undetermined A,B missing waitlist", "undetermined A,B missing waitlist"},
    {"waitlist.end, lapse", "w=g", P " B1:wait.p +4d", "B1:unwait.p", "A1:note", "", "B certain",
     "B certain"},
    {"escalate, escalate", "", "", "B1:esc", "C1:esc", "", "A certain", "A certain"},
    {"escalate, settle", "", "B1:esc all", "C1:esc", "A1:settle=s>A", "A1>B1 B1:agree.s",
     "A certain", "A certain"},
    {"escalate, close", "", "", "B1:esc", "A1:close", "", "A,x contested", "A,x contested"},
    {"escalate, reopen", "", "A1:close all", "B1:esc", "C1:reopen", "", "C certain", "C certain"},
    {"escalate, party.add", "", "", "B1:esc", "A1:add>D", "", "A certain", "A certain"},
    {"escalate, party.remove", "", "", "C1:esc", "A1:remove>C", "", "A certain", "A certain"},
    {"escalate, lapse", "d=s", P, "B1:esc.p", "A1:note", "+4d", "A unconfirmed", "A unconfirmed"},
    {"escalate, lapse", "", P, "B1:esc.p", "A1:note", "+4d", "B disputed", "B disputed"},
    {"escalate, lapse", "d=n", P, "B1:esc.p", "A1:note", "+4d", "B certain", "B certain"},
    {"settle, settle", "", "B1:esc all", "A1:settle=s>A", "A2:settle=t>A",
     "all B1:agree.s B1:agree.t", "A certain", "A certain"},
    {"settle, settle", "", "B1:esc all", "A1:settle=s>A", "A2:settle=t>B",
     "all B1:agree.s B1:agree.t", "A,B contested", "A,B contested"},
    {"settle, close", "", "B1:esc B1>A1", "A1:settle=s>A", "A2:close", "A1>B1 B1:agree.s",
     "A,x contested", "A,x contested"},
    {"settle, close", "", "B1:esc B1>A1", "A1:settle=s>x", "A2:close", "A1>B1 B1:agree.s",
     "closed certain", "closed certain"},
    {"settle, reopen", "", "A1:close all B1:esc B1>A1", "A1:settle=s>A", "C1:reopen",
     "A1>B1 B1:agree.s", "A,C contested", "A,C contested"},
    {"settle, party.add", "", "B1:esc all", "A1:settle=s>A", "A2:add>D", "all B1:agree.s",
     "A certain", "A certain"},
    {"settle, party.remove", "", "B1:esc all", "A1:settle=s>C", "A2:remove>C",
     "A1>B1 A1>C1 B1:agree.s C1:agree.s", "C certain", "C certain"},
    {"settle, lapse", "", P, "A1:settle=s>A", "B1:note", "all B1:agree.s +4d", "A certain",
     "A certain"},
    {"settle, lapse", "", "A2:offer=q>C B1:esc B1>A1", "A1:settle=s>A", "C1:note",
     "A1>B1 B1:agree.s +4d", "A,C contested", "A,C contested"},
    {"close, close", "", "", "A1:close", "A2:close", "", "closed certain", "closed certain"},
    {"close, reopen", "", "A1:close A1>C1", "A2:close", "C1:reopen", "", "C,x contested",
     "C,x contested"},
    {"close, lapse", "", "A2:offer=p>B", "A1:close", "C1:note", "+4d", "B,x contested",
     "B,x contested"},
    {"close, party.add", "", "", "A1:close", "A2:add>D", "", "closed certain", "closed certain"},
    {"close, party.remove", "", "", "A1:close", "A2:remove>C", "", "closed certain",
     "closed certain"},
    {"reopen, reopen", "", "A1:close all", "B1:reopen", "C1:reopen", "", "B,C contested",
     "B,C contested"},
    {"reopen, reopen", "", "A1:close all", "B1:reopen", "B2:reopen", "", "B certain", "B certain"},
    {"reopen, lapse", "", "A2:offer=p>C A1:close A1>B1", "B1:reopen", "D1:none", "+4d",
     "B,C contested", "B,C contested"},
    {"reopen, party.add", "", "A1:close all", "B1:reopen", "A1:add>D", "", "B certain",
     "B certain"},
    {"reopen, party.remove", "", "A1:close all", "B1:reopen", "C1:remove>C", "", "B certain",
     "B certain"},
    {"party.add, party.add", "", "", "A1:read>D", "A2:add>D", "all D1:note", "A certain",
     "A certain"},
    {"party.add, party.remove", "", "A1:add>D all", "A1:add>D", "A2:remove>D", "all D1:note",
     "A certain", "A certain"},
    {"party.remove, party.remove", "", "A1:add>D all", "A1:remove>D", "A2:remove>D", "",
     "A certain", "A certain"},
    {"lapse, lapse", "", "A1:offer=p>B A2:offer=q>C", "B1:none", "C1:none", "+4d", "B,C contested",
     "B,C contested"},
};

static struct h_case c;
static vs_instant now;
static uint32_t named[128];

static unsigned
device(const char *text)
{
    return (unsigned)(text[0] - 'A') * 4 + (unsigned)(text[1] - '1');
}

static enum vs_event_type
answer_type(const char *verb)
{
    static const struct {
        const char *verb;
        enum vs_event_type type;
    } verbs[] = {
        {"accept", VS_EV_ACCEPT},     {"pickup", VS_EV_PICKUP},   {"refuse", VS_EV_REFUSE},
        {"withdraw", VS_EV_WITHDRAW}, {"wait", VS_EV_WAIT_START}, {"unwait", VS_EV_WAIT_END},
        {"close", VS_EV_CLOSE},       {"reopen", VS_EV_REOPEN},   {"note", VS_EV_NOTE}};

    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        size_t len = strlen(verbs[i].verb);

        if (strncmp(verb, verbs[i].verb, len) == 0 && (verb[len] == '\0' || verb[len] == '.')) {
            return verbs[i].type;
        }
    }
    printf("Bail out! no verb %s\n", verb);
    exit(2);
}

static bool
begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* "A1:verb[=name][>X][.name]" writes, "A1>B1" and "all" tell, "+4d" lets days pass. */
static void
word(const char *w)
{
    unsigned d = device(w);
    const char *verb = w + 3, *to = strchr(verb, '>'), *dot = strchr(w, '.');
    const char *name = strchr(verb, '=');
    unsigned org = to ? (unsigned)(to[1] - 'A') : 0;
    uint32_t re = dot ? named[(unsigned char)dot[1]] : VS_FOLD_NONE, made = 0;

    if (strcmp(w, "all") == 0) {
        h_tell_all(&c);
        return;
    }
    if (w[0] == '+') {
        now += 86400 * atoi(w + 1);
        return;
    }
    if (w[2] == '>') {
        h_tell(&c, d, device(w + 3));
        return;
    }
    now += HOUR;
    if (begins(verb, "none")) {
        return;
    }
    if (begins(verb, "offer")) {
        made = h_offer(&c, d, org, now);
    } else if (begins(verb, "return")) {
        made = h_return(&c, d, org, now);
    } else if (begins(verb, "esc")) {
        made = h_escalate(&c, d, re, now);
    } else if (begins(verb, "settle")) {
        made = h_settle(&c, d, to[1] == 'x' ? -1 : (int)org, now, now);
    } else if (begins(verb, "agree")) {
        made = h_agree(&c, d, re, now);
    } else if (begins(verb, "ack")) {
        made = h_ack(&c, d, re, now);
    } else if (begins(verb, "add") || begins(verb, "read") || begins(verb, "remove")) {
        made = h_party(&c, d, begins(verb, "remove") ? VS_EV_PARTY_REMOVE : VS_EV_PARTY_ADD, org,
                       begins(verb, "read") ? VS_PARTY_FACTS : VS_PARTY_FULL, now);
    } else if (dot) {
        made = h_re(&c, d, answer_type(verb), re, now);
    } else {
        made = h_plain(&c, d, answer_type(verb), now);
    }
    if (name) {
        named[(unsigned char)name[1]] = made;
    }
}

static void
play(const char *script)
{
    char w[64];
    int used;

    while (sscanf(script, " %63s%n", w, &used) == 1) {
        word(w);
        script += used;
    }
}

static void
set_rules(const char *rules)
{
    for (unsigned t = 0; t < 2; t++) {
        struct vs_transfer *rule = &c.transfer[0][t];

        rule->waitlist = strstr(rules, "w=g")   ? VS_WAITLIST_GIVER_HOLDS
                         : strstr(rules, "w=u") ? VS_WAITLIST_UNKNOWN
                                                : VS_WAITLIST_NONE;
        rule->refusal = strstr(rules, "r=c")   ? VS_REFUSAL_CANCELS
                        : strstr(rules, "r=n") ? VS_REFUSAL_NONE
                                               : VS_REFUSAL_UNKNOWN;
        rule->dispute = strstr(rules, "d=s")   ? VS_DISPUTE_SUSPENDS
                        : strstr(rules, "d=n") ? VS_DISPUTE_NONE
                                               : VS_DISPUTE_UNKNOWN;
        rule->move.counts_from = strstr(rules, "cf=r") ? VS_FROM_RECEIVED : VS_FROM_SENT;
    }
    c.agreement[0].transfer_count = strstr(rules, "two") ? 2 : 1;
}

static void
run(const struct row *row, bool turned, struct vs_calendar *calendar)
{
    struct vs_fold *fold;
    uint32_t from, until;
    char name[160];

    h_case_init(&c, calendar);
    set_rules(row->rules);
    now = h_at("2026-09-21 10:00");
    h_open(&c, A1, now);
    h_tell_all(&c);
    play(row->setting);
    from = c.n;
    play(turned ? row->y : row->x);
    play(turned ? row->x : row->y);
    until = c.n;
    play(row->after);
    snprintf(name, sizeof(name), "%s [%s] %s || %s%s", row->pair, row->rules, row->x, row->y,
             turned ? ", turned" : "");
    fold = h_fold(&c);
    IS_TEXT(h_who(fold, now), row->soon, "%s: %s", name, row->soon);
    IS_TEXT(h_who(fold, now + 10 * 86400), row->late, "%s: later %s", name, row->late);
    for (uint32_t i = 0; i < c.n; i++) {
        if (strcmp(h_verdict(fold, &c, i), "valid") != 0) {
            OK(false, "%s: event %u (%s) is %s", name, i, c.event[i].type_text,
               h_verdict(fold, &c, i));
        }
    }
    OK(until >= from, "%s: both are written", name);
    vs_fold_free(fold);
}

/* The document names every row, and no type of event that may move something is without one. */
static void
compare_with_document(void)
{
    static char text[200000];
    FILE *f = fopen("schemas/CONFLICTS.md", "r");
    size_t len = f ? fread(text, 1, sizeof(text) - 1, f) : 0;

    if (f) {
        fclose(f);
    }
    if (!OK(len > 0, "schemas/CONFLICTS.md is there")) {
        return;
    }
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char cell[80];

        snprintf(cell, sizeof(cell), "| %s |", rows[i].pair);
        OK(strstr(text, cell) != NULL, "the document has the row %s", rows[i].pair);
    }
    for (unsigned type = 0; type < VS_EV_NOTE_OTHER; type++) {
        char cell[80];

        snprintf(cell, sizeof(cell), "`%s`", vs_event_type_name((enum vs_event_type)type));
        OK(strstr(text, cell) != NULL, "the document speaks about %s", cell);
    }
    /* And every row of the document is played here. */
    for (const char *line = strstr(text, "\n| ---"); line && (line = strstr(line, "\n| ")) != NULL;
         line++) {
        const char *end = strstr(line + 3, " |");
        bool found = begins(line, "\n| ---");

        for (size_t i = 0; !found && end && i < sizeof(rows) / sizeof(rows[0]); i++) {
            found = strlen(rows[i].pair) == (size_t)(end - line - 3) &&
                    strncmp(rows[i].pair, line + 3, (size_t)(end - line - 3)) == 0;
        }
        if (!found) {
            OK(false, "a row that is not played: %.40s", line + 1);
        }
    }
}

int
main(void)
{
    struct vs_calendar *calendar = h_shipped_calendar("nl-atw", "2026-1");

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        run(&rows[i], false, calendar);
        run(&rows[i], true, calendar);
    }
    compare_with_document();
    vs_calendar_free(calendar);
    return tap_done();
}
