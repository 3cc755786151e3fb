#include "tests/unit/core_casework/h_play.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/core_casework/h_shipped.h"

#define HOUR 3600
#define DAY  86400

static _Noreturn void
die(const char *what, const char *which)
{
    printf("Bail out! %s: %s\n", what, which);
    exit(2);
}

static bool
has(const char *rules, const char *rule)
{
    size_t len = strlen(rule);

    for (const char *at = strstr(rules, rule); at; at = strstr(at + 1, rule)) {
        if ((at == rules || at[-1] == ' ') && (at[len] == '\0' || at[len] == ' ')) {
            return true;
        }
    }
    return false;
}

static void
set_rules(struct h_case *c, const char *rules)
{
    for (unsigned t = 0; t < H_DIRECTIONS; t++) {
        struct vs_transfer *rule = &c->transfer[0][t];

        rule->waitlist = has(rules, "w=g")   ? VS_WAITLIST_GIVER_HOLDS
                         : has(rules, "w=u") ? VS_WAITLIST_UNKNOWN
                                             : VS_WAITLIST_NONE;
        rule->refusal = has(rules, "r=c")   ? VS_REFUSAL_CANCELS
                        : has(rules, "r=n") ? VS_REFUSAL_NONE
                                            : VS_REFUSAL_UNKNOWN;
        rule->dispute = has(rules, "d=s")   ? VS_DISPUTE_SUSPENDS
                        : has(rules, "d=n") ? VS_DISPUTE_NONE
                                            : VS_DISPUTE_UNKNOWN;
        rule->move.counts_from = has(rules, "cf=r")   ? VS_FROM_RECEIVED
                                 : has(rules, "cf=u") ? VS_FROM_UNKNOWN
                                                      : VS_FROM_SENT;
        rule->early_accept = has(rules, "early=none") ? VS_EARLY_NONE : VS_EARLY_MOVES;
        rule->move.kind = has(rules, "k=a")   ? VS_MOVE_AT_ACCEPTANCE
                          : has(rules, "k=p") ? VS_MOVE_AT_PICKUP
                          : has(rules, "k=u") ? VS_MOVE_UNKNOWN
                                              : VS_MOVE_AFTER_DELAY;
        if (has(rules, "days")) {
            rule->move.delay.unit = VS_UNIT_DAY;
        }
        rule->giving_back = rule->move;
        rule->giving_back.kind = has(rules, "back=a")   ? VS_MOVE_AT_ACCEPTANCE
                                 : has(rules, "back=d") ? VS_MOVE_AFTER_DELAY
                                                        : VS_MOVE_UNKNOWN;
    }
    c->agreement[0].transfer_count = has(rules, "three") ? 3 : has(rules, "two") ? 2 : 1;
    if (has(rules, "nocal")) {
        c->calendar = NULL;
    }
}

void
h_play_begin(struct h_play *play, const char *rules, struct vs_calendar *calendar)
{
    memset(play, 0, sizeof(*play));
    h_case_init(&play->c, calendar);
    set_rules(&play->c, rules);
    play->now = h_at("2026-09-21 10:00");
    h_open(&play->c, A1, play->now);
    play->c.event[0].takes = !has(rules, "nobody");
    h_tell_all(&play->c);
}

/* --- words ------------------------------------------------------------------------------------ */

/* "-2d", "+30m", "4h": seconds. */
static vs_instant
span(const char *text)
{
    char *unit;
    long n = strtol(text, &unit, 10);

    return (vs_instant)n * (*unit == 'd' ? DAY : *unit == 'h' ? HOUR : *unit == 'm' ? 60 : 1);
}

struct act {
    unsigned device;
    char verb[16];
    char name, re, to; /* 0: none */
    vs_instant shift;  /* of `at`, or of a settlement's `from` */
    const char *reason;
};

static void
parse(struct act *act, const char *w)
{
    size_t len = 0;

    memset(act, 0, sizeof(*act));
    act->reason = "";
    act->device = (unsigned)(w[0] - 'A') * 4 + (unsigned)(w[1] - '1');
    for (w += 3; *w >= 'a' && *w <= 'z' && len + 1 < sizeof(act->verb); w++) {
        act->verb[len++] = *w;
    }
    while (*w) {
        switch (*w++) {
        case '=':
            act->name = *w++;
            break;
        case '>':
            act->to = *w++;
            break;
        case '.':
            act->re = *w++;
            break;
        case '@':
            act->shift = span(w);
            w += strcspn(w, "!");
            break;
        case '!':
            act->reason = w;
            return;
        default:
            die("cannot read", w - 1);
        }
    }
}

static enum vs_event_type
type_of(const char *verb)
{
    static const struct {
        const char *verb;
        enum vs_event_type type;
    } verbs[] = {{"offer", VS_EV_OFFER},
                 {"return", VS_EV_OFFER},
                 {"accept", VS_EV_ACCEPT},
                 {"pickup", VS_EV_PICKUP},
                 {"refuse", VS_EV_REFUSE},
                 {"withdraw", VS_EV_WITHDRAW},
                 {"wait", VS_EV_WAIT_START},
                 {"unwait", VS_EV_WAIT_END},
                 {"esc", VS_EV_ESCALATE},
                 {"unsafe", VS_EV_ESCALATE},
                 {"up", VS_EV_ESCALATE},     /* a level above the one named */
                 {"beside", VS_EV_ESCALATE}, /* at its level */
                 {"stray", VS_EV_ESCALATE},  /* a level above it, but about the case */
                 {"reply", VS_EV_ESCALATE_ANSWER},
                 {"decide", VS_EV_ESCALATE_ANSWER},
                 {"watch", VS_EV_MONITORING_START},
                 {"unwatch", VS_EV_MONITORING_END},
                 {"settle", VS_EV_SETTLE},
                 {"agree", VS_EV_SETTLE},
                 {"close", VS_EV_CLOSE},
                 {"reopen", VS_EV_REOPEN},
                 {"add", VS_EV_PARTY_ADD},
                 {"read", VS_EV_PARTY_ADD},
                 {"remove", VS_EV_PARTY_REMOVE},
                 {"ack", VS_EV_ACK},
                 {"note", VS_EV_NOTE},
                 {"contact", VS_EV_CONTACT},
                 {"join", VS_EV_JOIN},
                 {"assess", VS_EV_ASSESS},
                 {"begin", VS_EV_TRAJECTORY_START},
                 {"end", VS_EV_TRAJECTORY_END},
                 {"other", VS_EV_NOTE},
                 {"introduce", VS_EV_INTRODUCE},
                 {"rekey", VS_EV_REKEY},
                 {"epoch", VS_EV_EPOCH_OPEN},
                 {"erased", VS_EV_ERASED}};

    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (strcmp(verb, verbs[i].verb) == 0) {
            return verbs[i].type;
        }
    }
    die("no verb", verb);
}

/* An escalation that takes the one named to another level. */
static void
fill_next(const struct h_play *play, const struct act *act, struct vs_event *event)
{
    uint32_t of = play->named[(unsigned char)act->re];
    const struct vs_event *lower = &play->c.event[of];

    event->has_next_of = true;
    event->next_of = play->c.in[of].id;
    event->level = lower->level + (strcmp(act->verb, "beside") != 0);
    event->has_re = lower->has_re && strcmp(act->verb, "stray") != 0;
    event->re = lower->re;
}

static void
fill(struct h_play *play, const struct act *act, struct vs_event *event)
{
    struct h_case *c = &play->c;
    unsigned org = act->to >= 'A' && act->to < 'A' + H_ORGS ? (unsigned)(act->to - 'A') : 0;
    const struct vs_hash *re = act->re ? &c->in[play->named[(unsigned char)act->re]].id : NULL;

    if (event->type == VS_EV_OFFER) {
        h_fill_offer(c, act->device, org,
                     strcmp(act->verb, "return") == 0 ? VS_OFFER_RETURN : VS_OFFER_HANDOVER);
        event->has_calendar = c->calendar != NULL;
        return;
    }
    event->level = 1;
    event->reason = strcmp(act->verb, "unsafe") == 0 ? 3 : 0;
    event->party.org = h_org(org);
    event->party.role = strcmp(act->verb, "read") == 0 ? VS_PARTY_FACTS : VS_PARTY_FULL;
    event->reply = strcmp(act->verb, "decide") == 0 ? VS_REPLY_DECISION : VS_REPLY_AGREE;
    if (event->type == VS_EV_ESCALATE && strncmp(act->verb, "esc", 3) != 0 &&
        strcmp(act->verb, "unsafe") != 0) {
        fill_next(play, act, event);
    } else if (event->type == VS_EV_SETTLE && strcmp(act->verb, "agree") == 0) {
        event->is_agreement = true;
        event->agrees = *re;
    } else if (event->type == VS_EV_SETTLE) {
        event->outcome_closed = act->to == 'x';
        event->outcome = h_org(org);
        event->from = event->made + act->shift;
        event->at = event->made;
    } else if (event->type == VS_EV_ACK) {
        event->opened = c->more[c->n];
        event->opened[event->opened_count++] = *re;
    } else if (re) {
        event->has_re = true;
        event->re = *re;
    }
    if (strcmp(act->verb, "other") == 0) {
        event->case_id = h_org(E);
    }
}

static void
one_word(struct h_play *play, const char *w)
{
    struct act act;
    uint32_t made;

    if (strcmp(w, "all") == 0) {
        h_tell_all(&play->c);
        return;
    }
    if (w[0] == '+') {
        play->now += span(w + 1);
        return;
    }
    if (w[2] == '>') {
        h_tell(&play->c, (unsigned)(w[0] - 'A') * 4 + (unsigned)(w[1] - '1'),
               (unsigned)(w[3] - 'A') * 4 + (unsigned)(w[4] - '1'));
        return;
    }
    parse(&act, w);
    play->now += HOUR;
    if (strcmp(act.verb, "none") == 0) {
        return;
    }
    fill(play, &act,
         h_begin(&play->c, act.device, type_of(act.verb), play->now + act.shift, play->now));
    made = h_end(&play->c);
    snprintf(play->reasons[made], sizeof(play->reasons[made]), "%s", act.reason);
    if (act.name) {
        play->named[(unsigned char)act.name] = made;
    }
}

void
h_play_words(struct h_play *play, const char *words)
{
    char w[64];
    int used;

    while (sscanf(words, " %63s%n", w, &used) == 1) {
        one_word(play, w);
        words += used;
    }
}

/* --- what it must come to --------------------------------------------------------------------- */

static vs_instant
delay_end(const struct h_play *play, const struct vs_fold *fold)
{
    uint32_t entry = vs_fold_find(fold, &play->c.in[play->named['p']].id);

    for (size_t i = 0; i < fold->offer_count; i++) {
        if (fold->offers[i].event == entry) {
            return fold->offers[i].latest;
        }
    }
    die("no delay", "p");
}

/* The instant of a word: a name, and an offset from it; a minus alone is the second before. */
static vs_instant
when(const struct h_play *play, const struct vs_fold *fold, const char *word, size_t len)
{
    char text[24], *offset;
    vs_instant at = 0, shift = 0;

    snprintf(text, sizeof(text), "%.*s", (int)len, word);
    offset = strpbrk(text, "+-");
    if (offset) {
        shift = strcmp(offset, "-") == 0 ? -1 : span(offset);
        *offset = '\0';
    }
    if (strcmp(text, "now") == 0) {
        at = play->now;
    } else if (strcmp(text, "late") == 0) {
        at = play->now + 10 * DAY;
    } else if (strcmp(text, "first") == 0 && play->act_count > 0) {
        at = play->c.event[play->acts[0]].made;
    } else if (strcmp(text, "last") == 0 && play->act_count > 0) {
        at = play->c.event[play->acts[play->act_count - 1]].made;
    } else if (strcmp(text, "D") == 0) {
        at = delay_end(play, fold);
    } else if (strlen(text) == 1) {
        at = play->c.event[play->named[(unsigned char)text[0]]].made;
    } else {
        die("no instant", text);
    }
    return at + shift;
}

static unsigned
findings(const struct vs_fold *fold, const char *name, size_t len, vs_instant at)
{
    unsigned n = 0;

    for (size_t i = 0; i < fold->finding_count; i++) {
        const struct vs_fold_finding *f = &fold->findings[i];

        n += strlen(f->name) == len && strncmp(f->name, name, len) == 0 && f->from <= at &&
             at < f->until;
    }
    return n;
}

static const char *
role_of(const struct vs_fold *fold, char org)
{
    struct vs_hash wanted = h_org((unsigned)(org - 'A'));

    for (size_t i = 0; i < fold->party_count; i++) {
        if (vs_hash_eq(&fold->parties[i].org, &wanted)) {
            return fold->parties[i].role == VS_PARTY_FULL ? "full" : "facts";
        }
    }
    return "none";
}

static bool
effective(const struct h_play *play, const struct vs_fold *fold, char name)
{
    uint32_t entry = vs_fold_find(fold, &play->c.in[play->named[(unsigned char)name]].id);

    for (size_t i = 0; i < fold->settlement_count; i++) {
        if (fold->settlements[i].event == entry) {
            return fold->settlements[i].effective;
        }
    }
    return false;
}

bool
h_play_next(struct h_said *said, const struct h_play *play, const struct vs_fold *fold,
            const char **says)
{
    size_t len = strcspn(*says, ";");
    char *equals, *space, *at;

    if (len == 0) {
        return false;
    }
    snprintf(said->say, sizeof(said->say), "%.*s", (int)len, *says);
    *says += len;
    *says += strspn(*says, "; ");
    equals = strchr(said->say, '=');
    space = strchr(said->say, ' ');
    at = strchr(said->say, '@');
    if (strncmp(said->say, "party ", 6) == 0) {
        said->want = said->say + 8;
        snprintf(said->got, sizeof(said->got), "%s", role_of(fold, said->say[6]));
    } else if (strncmp(said->say, "settled ", 8) == 0) {
        said->want = said->say + 10;
        snprintf(said->got, sizeof(said->got), "%s",
                 effective(play, fold, said->say[8]) ? "yes" : "no");
    } else if (equals && (!space || equals < space)) {
        said->want = equals + 1;
        snprintf(said->got, sizeof(said->got), "%s",
                 h_who(fold, when(play, fold, said->say, (size_t)(equals - said->say))));
    } else if (space && at) {
        said->want = space + 1;
        snprintf(said->got, sizeof(said->got), "%u%s",
                 findings(fold, said->say, (size_t)(space - said->say),
                          when(play, fold, at + 1, strlen(at + 1))),
                 at);
    } else {
        die("cannot read", said->say);
    }
    return true;
}

const char *
h_play_wrong(const struct h_play *play, const struct vs_fold *fold)
{
    static char wrong[160];

    for (uint32_t i = 0; i < play->c.n; i++) {
        const char *want = play->reasons[i][0] ? play->reasons[i] : "valid";
        const char *got = h_verdict(fold, &play->c, i);

        if (strcmp(got, want) != 0) {
            snprintf(wrong, sizeof(wrong), "event %u (%s) is %s, not %s", i,
                     play->c.event[i].type_text, got, want);
            return wrong;
        }
    }
    return "";
}
