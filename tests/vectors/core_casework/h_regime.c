#include "tests/vectors/core_casework/h_regime.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/casework/zone.h"

static void
die(const char *what, struct vs_str subject)
{
    printf("Bail out! %s: %.*s\n", what, (int)subject.len, subject.p ? subject.p : "");
    exit(2);
}

struct vs_hash
h_named(struct vs_str name)
{
    struct vs_hash id;

    if (!name.p || name.len == 0 || name.len > sizeof(id.b)) {
        die("not a name", name);
    }
    memset(&id, 0, sizeof(id));
    memcpy(id.b, name.p, name.len);
    return id;
}

const char *
h_name_of(const struct vs_hash *id)
{
    static char name[sizeof(id->b) + 1];

    memcpy(name, id->b, sizeof(id->b));
    name[sizeof(id->b)] = '\0';
    return name;
}

vs_instant
h_regime_time(struct vs_str text)
{
    vs_instant at = 0;

    if (text.len != strlen("2022-04-01 09:30") || vs_zone_parse(&at, text, NULL) != VS_OK) {
        die("not a local time", text);
    }
    return at;
}

/* --- from the file to facts ---------------------------------------------------------------------
 */

static struct vs_hash
joined(struct vs_str org, struct vs_str profile)
{
    char name[80];

    snprintf(name, sizeof(name), "%.*s/%.*s", (int)org.len, org.p, (int)profile.len, profile.p);
    return h_named(vs_str(name));
}

static void
set_instant(struct vs_json *object, const char *name, struct vs_str local)
{
    char text[VS_INSTANT_TEXT_LEN + 1];

    vs_instant_text(text, h_regime_time(local));
    vs_json_set_text(object, name, text);
}

static bool
one_of(const char *name, const char *const *list)
{
    while (*list && strcmp(*list, name) != 0) {
        list++;
    }
    return *list != NULL;
}

static struct vs_json *
hash_set(struct vs_hash *set, size_t n)
{
    struct vs_json *list = vs_json_new_array();

    n = vs_event_sort_set(set, n);
    for (size_t i = 0; i < n; i++) {
        vs_json_add_hash(list, &set[i]);
    }
    return list;
}

static struct vs_json *
named_set(const struct vs_json *names)
{
    struct vs_hash set[H_REGIME_EVENTS];
    size_t n = vs_json_size(names);

    for (size_t i = 0; i < n && i < H_REGIME_EVENTS; i++) {
        set[i] = h_named(vs_json_str(vs_json_at(names, i)));
    }
    return hash_set(set, n);
}

struct converting {
    struct vs_json *facts;
    bool settles;
};

/* A member of the event that is one of its facts too. */
static int
convert(void *payload, const char *name, const struct vs_json *value)
{
    static const char *const own[] = {"id",   "by", "device",  "knows", "type",
                                      "made", "at", "parties", "under", NULL};
    static const char *const names[] = {"to",     "party",   "monitor", "re",
                                        "agrees", "next_of", "about",   NULL};
    static const char *const sets[] = {"opened", "facts_only", "unreadable", "resolves", NULL};
    static const char *const instants[] = {"from", "informed_at", NULL};
    struct converting *to = payload;
    struct vs_hash id;

    if (one_of(name, own)) {
        return 0;
    }
    if (one_of(name, names) ||
        (to->settles && strcmp(name, "outcome") == 0 && !vs_str_is(vs_json_str(value), "closed"))) {
        id = h_named(vs_json_str(value));
        vs_json_set_hash(to->facts, name, &id);
    } else if (one_of(name, sets)) {
        vs_json_set(to->facts, name, named_set(value));
    } else if (one_of(name, instants)) {
        set_instant(to->facts, name, vs_json_str(value));
    } else {
        vs_json_set(to->facts, name, vs_json_copy(value));
    }
    return 0;
}

static void
set_parties(struct vs_json *facts, const struct vs_json *event)
{
    const struct vs_json *names = vs_json_get(event, "parties");
    struct vs_json *list = vs_json_new_array(), *ids, *alone = vs_json_new_array();

    vs_json_add(alone, vs_json_copy(vs_json_get(event, "by")));
    ids = named_set(names ? names : alone);
    for (size_t i = 0; i < vs_json_size(ids); i++) {
        struct vs_json *party = vs_json_new_object();

        vs_json_set_str(party, "org", vs_json_str(vs_json_at(ids, i)));
        vs_json_set_text(party, "role", "full");
        vs_json_add(list, party);
    }
    vs_json_set(facts, "parties", list);
    vs_json_free(ids);
    vs_json_free(alone);
}

static bool
adopted(const struct h_regime *r, struct vs_str org, struct vs_str profile)
{
    for (size_t i = 0; i < vs_json_size(r->adoptions); i++) {
        const struct vs_json *a = vs_json_at(r->adoptions, i);

        if (vs_str_eq(vs_json_get_str(a, "org"), org) &&
            vs_str_eq(vs_json_get_str(a, "profile"), profile)) {
            return true;
        }
    }
    return false;
}

/* The entries of `under`, by the bytes of the profile's hash, which are those of its id. */
static void
set_under(const struct h_regime *r, struct vs_json *facts, const struct vs_json *event)
{
    struct vs_str by = vs_json_get_str(event, "by"), to = vs_json_get_str(event, "to");
    const struct vs_json *listed = vs_json_get(event, "under");
    struct vs_json *under = vs_json_new_array();
    struct vs_hash profile[H_REGIME_PROFILES], id;
    size_t n = 0;

    for (size_t i = 0; i < r->agreement_count; i++) {
        struct vs_str name = r->agreement[i].id;
        bool named = !listed && adopted(r, by, name) && adopted(r, to, name);

        for (size_t k = 0; k < vs_json_size(listed); k++) {
            named = named || vs_str_eq(vs_json_str(vs_json_at(listed, k)), name);
        }
        if (named) {
            profile[n++] = h_named(name);
        }
    }
    n = vs_event_sort_set(profile, n);
    for (size_t i = 0; i < n; i++) {
        struct vs_str name = {(const char *)profile[i].b, 0};
        struct vs_json *entry = vs_json_new_object();
        char text[sizeof(profile[i].b) + 1];

        snprintf(text, sizeof(text), "%s", h_name_of(&profile[i]));
        name = vs_str(text);
        id = joined(by, name);
        vs_json_set_hash(entry, "giver", &id);
        vs_json_set_hash(entry, "hash", &profile[i]);
        vs_json_set_text(entry, "profile", text);
        id = joined(to, name);
        vs_json_set_hash(entry, "receiver", &id);
        vs_json_add(under, entry);
    }
    if (n > 0) {
        id = h_named(vs_str("calendar"));
        vs_json_set(facts, "under", under);
        vs_json_set_hash(facts, "calendar", &id);
    } else {
        vs_json_free(under);
    }
}

static struct vs_json *
event_at(const struct h_regime *r, size_t i)
{
    return vs_json_at(vs_json_get(r->history, "events"), i);
}

/* The number of an event above `end` by its id. */
static size_t
event_of(const struct h_regime *r, struct vs_str id, size_t end)
{
    for (size_t i = 0; i < end; i++) {
        if (vs_str_eq(vs_json_get_str(event_at(r, i), "id"), id)) {
            return i;
        }
    }
    die("no such event above", id);
    return 0;
}

/* What the device knew: bits. */
static uint64_t
known_to(const struct h_regime *r, const struct vs_json *event, size_t i)
{
    const struct vs_json *knows = vs_json_get(event, "knows");
    uint64_t known = 0;

    for (size_t k = 0; k < i && !knows; k++) {
        known |= (uint64_t)1 << k;
    }
    for (size_t k = 0; k < vs_json_size(knows); k++) {
        known |= (uint64_t)1 << event_of(r, vs_json_str(vs_json_at(knows, k)), i);
    }
    return known;
}

static struct vs_json *
heads_of(const struct h_regime *r, uint64_t known)
{
    struct vs_hash set[H_REGIME_EVENTS];
    uint64_t covered = 0;
    size_t n = 0;

    for (size_t i = 0; i < r->n; i++) {
        covered |= known >> i & 1 ? r->past[i] : 0;
    }
    for (size_t i = 0; i < r->n; i++) {
        if ((known & ~covered) >> i & 1) {
            set[n++] = r->in[i].id;
        }
    }
    return hash_set(set, n);
}

/* Feed and place in it; what the device wrote before lies in the past as well. */
static uint64_t
place(struct h_regime *r, const struct vs_json *event, size_t i)
{
    struct vs_str by = vs_json_get_str(event, "by");
    uint64_t own = 0;
    char feed[40];

    snprintf(feed, sizeof(feed), "%.*s %lld", (int)by.len, by.p,
             (long long)vs_json_int(vs_json_get(event, "device"), 1));
    r->in[i].org = h_named(by);
    r->in[i].feed = h_named(vs_str(feed));
    for (size_t k = 0; k < i; k++) {
        if (memcmp(&r->in[k].feed, &r->in[i].feed, sizeof(struct vs_hash)) == 0) {
            own |= (uint64_t)1 << k | r->past[k];
            r->in[i].index++;
        }
    }
    return own;
}

static void
read_event(struct h_regime *r, size_t i)
{
    struct vs_json *facts = vs_json_new_object(), *event = event_at(r, i);
    struct vs_str type = vs_json_get_str(event, "type"), at = vs_json_get_str(event, "at");
    struct vs_str made = vs_json_get_str(event, "made");
    uint64_t known = known_to(r, event, i), own = place(r, event, i);
    struct converting converting = {facts, vs_str_is(type, "settle")};
    struct vs_err err = {0};
    struct vs_buf bytes;

    r->in[i].id = h_named(vs_json_get_str(event, "id"));
    r->in[i].event = &r->event[i];
    vs_json_set_int(facts, "v", 1);
    vs_json_set_str(facts, "type", type);
    set_instant(facts, "at", at);
    set_instant(facts, "made", made.p ? made : at);
    vs_json_each(event, convert, &converting);
    if (vs_str_is(type, "case.open")) {
        set_parties(facts, event);
    } else {
        vs_json_set_hash(facts, "case", &r->in[0].id);
        vs_json_set(facts, "heads", heads_of(r, known));
    }
    if (vs_str_is(type, "handover.offer")) {
        if (!vs_json_get(facts, "kind")) {
            vs_json_set_text(facts, "kind", "handover");
        }
        if (!vs_json_get(facts, "mode")) {
            vs_json_set_text(facts, "mode", "written");
        }
        set_under(r, facts, event);
    }
    r->past[i] = own | known;
    for (size_t k = 0; k < i; k++) {
        r->past[i] |= known >> k & 1 ? r->past[k] : 0;
    }
    vs_buf_init(&bytes, VS_FACTS_BYTES_MAX);
    if (vs_json_write(&bytes, facts, VS_JSON_FACTS, &err) != VS_OK ||
        vs_event_parse(&r->event[i], bytes.p, bytes.len, &err) != VS_OK) {
        printf("# %s: %s\n", err.subject, err.detail);
        die("no event", vs_json_get_str(event, "id"));
    }
    if (r->event[i].type == VS_EV_NEWER) {
        die("a member or type that the program does not know", vs_json_get_str(event, "id"));
    }
    vs_buf_release(&bytes);
    vs_json_free(facts);
}

void
h_regime_read(struct h_regime *r)
{
    size_t count = vs_json_size(vs_json_get(r->history, "events"));

    if (count == 0 || count > H_REGIME_EVENTS) {
        die("no events, or too many", vs_json_get_str(r->history, "name"));
    }
    memset(r->in, 0, sizeof(r->in));
    for (r->n = 0; r->n < count; r->n++) {
        read_event(r, r->n);
    }
}

void
h_regime_release(struct h_regime *r)
{
    for (size_t i = 0; i < r->n; i++) {
        vs_event_release(&r->event[i]);
    }
    r->n = 0;
}

/* --- what offers name ---------------------------------------------------------------------------
 */

static enum vs_held
give_agreement(void *payload, const struct vs_agreement **out, const struct vs_hash *hash)
{
    struct h_regime *r = payload;

    for (size_t i = 0; i < r->agreement_count; i++) {
        if (vs_str_is(r->agreement[i].id, h_name_of(hash))) {
            *out = &r->agreement[i];
            return VS_HELD;
        }
    }
    return VS_NO_SUCH;
}

static enum vs_held
give_calendar(void *payload, const struct vs_calendar **out, const struct vs_hash *hash,
              const struct vs_fold_event *offer, vs_instant rec)
{
    struct h_regime *r = payload;

    (void)offer;
    (void)rec;
    *out = r->calendar;
    return strcmp(h_name_of(hash), "calendar") == 0 ? VS_HELD : VS_NO_SUCH;
}

static vs_date
date_of(const struct vs_json *object, const char *name, vs_date otherwise)
{
    struct vs_str text = vs_json_get_str(object, name);
    vs_date date = otherwise;

    if (text.p && !vs_date_parse(&date, text)) {
        die("no date", text);
    }
    return date;
}

static enum vs_held
give_adoption(void *payload, struct vs_fold_adoption *out, const struct vs_hash *leaf,
              const struct vs_fold_event *offer)
{
    struct h_regime *r = payload;

    (void)offer;
    for (size_t i = 0; i < vs_json_size(r->adoptions); i++) {
        const struct vs_json *a = vs_json_at(r->adoptions, i);
        struct vs_str org = vs_json_get_str(a, "org"), profile = vs_json_get_str(a, "profile");
        struct vs_hash id = joined(org, profile);

        if (memcmp(&id, leaf, sizeof(id)) == 0) {
            out->org = h_named(org);
            out->profile = h_named(profile);
            out->role = vs_json_get_str(a, "role");
            out->from = date_of(a, "from", VS_DATE_NEVER);
            return VS_HELD;
        }
    }
    return VS_NO_SUCH;
}

/* An end stands in the feed of its organisation just before the event that it names. */
static vs_date
give_end(void *payload, const struct vs_hash *leaf, const struct vs_fold_event *event,
         bool everywhere)
{
    struct h_regime *r = payload;
    vs_date first = VS_DATE_NEVER;

    (void)everywhere; /* no leaf stands in two histories here */
    for (size_t i = 0; i < vs_json_size(r->adoptions); i++) {
        const struct vs_json *a = vs_json_at(r->adoptions, i), *ends = vs_json_get(a, "ends");
        struct vs_hash id = joined(vs_json_get_str(a, "org"), vs_json_get_str(a, "profile"));

        for (size_t k = 0; memcmp(&id, leaf, sizeof(id)) == 0 && k < vs_json_size(ends); k++) {
            const struct vs_json *end = vs_json_at(ends, k);
            const struct vs_fold_event *before =
                &r->in[event_of(r, vs_json_get_str(end, "before"), r->n)];
            vs_date day = date_of(end, "end", VS_DATE_NEVER);

            if (vs_hash_eq(&before->feed, &event->feed) && before->index <= event->index &&
                day < first) {
                first = day;
            }
        }
    }
    return first;
}

struct vs_fold *
h_regime_fold(struct h_regime *r)
{
    struct vs_fold *fold = NULL;

    r->source = (struct vs_fold_source){r, give_agreement, give_calendar, give_adoption, give_end};
    if (vs_fold_make(&fold, &r->in[0].id, r->in, r->n, &r->source, NULL) != VS_OK) {
        die("no fold", vs_json_get_str(r->history, "name"));
    }
    return fold;
}

/* --- told in words ------------------------------------------------------------------------------
 */

#define WORDS_MAX 16
struct words {
    char text[WORDS_MAX][40];
    size_t n;
};

static int
by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void
add_word(struct words *words, struct vs_str word)
{
    if (words->n == WORDS_MAX) {
        die("too many words", word);
    }
    snprintf(words->text[words->n++], sizeof(words->text[0]), "%.*s", (int)word.len, word.p);
}

/* " a,b", each once, or " -". */
static void
put_words(struct vs_buf *out, struct words *words)
{
    qsort(words->text, words->n, sizeof(words->text[0]), by_text);
    vs_buf_add_text(out, words->n == 0 ? " -" : " ");
    for (size_t i = 0; i < words->n; i++) {
        if (i == 0 || strcmp(words->text[i], words->text[i - 1]) != 0) {
            vs_buf_add_text(out, i == 0 ? "" : ",");
            vs_buf_add_text(out, words->text[i]);
        }
    }
    words->n = 0;
}

static void
put_instant(struct vs_buf *out, vs_instant at)
{
    char text[VS_INSTANT_TEXT_LEN + 1];

    vs_instant_text(text, at);
    vs_buf_add_text(out, text);
}

void
h_regime_timeline(struct vs_buf *out, const struct vs_fold *fold)
{
    struct words words = {.n = 0};
    struct vs_tenures rows;

    if (vs_tenures_make(&rows, fold, NULL) != VS_OK) {
        die("no tenures", (struct vs_str){NULL, 0});
    }
    for (size_t i = 0; i < rows.count; i++) {
        const struct vs_answer *a = &rows.rows[i].answer;

        if (i > 0 && vs_answer_same(&rows.rows[i - 1].answer, a)) {
            continue;
        }
        put_instant(out, rows.rows[i].from);
        vs_buf_add_text(out, " ");
        vs_buf_add_text(out, vs_answer_state_name(a->state));
        vs_buf_add_text(out, " ");
        vs_buf_add_text(out, vs_certainty_name(a->certainty));
        for (size_t k = 0; k < a->holder_count; k++) {
            add_word(&words, vs_str(h_name_of(&a->holders[k].org)));
        }
        put_words(out, &words);
        for (size_t k = 0; k < a->candidate_count; k++) {
            add_word(&words, vs_str(h_name_of(&a->candidates[k])));
        }
        put_words(out, &words);
        for (size_t k = 0; k < a->last_count; k++) {
            add_word(&words, vs_str(h_name_of(&a->last[k])));
        }
        put_words(out, &words);
        for (size_t k = 0; k < a->missing_count; k++) {
            add_word(&words, vs_str(a->missing[k].name));
        }
        put_words(out, &words);
        vs_buf_add_text(out, "\n");
    }
    vs_tenures_release(&rows);
}

void
h_regime_expected(struct vs_buf *out, const struct vs_json *expected)
{
    static const char *const members[] = {"holders", "candidates", "last", "missing"};
    struct words words = {.n = 0};

    for (size_t i = 0; i < vs_json_size(expected); i++) {
        const struct vs_json *row = vs_json_at(expected, i);
        struct vs_str state = vs_json_get_str(row, "state");

        put_instant(out, h_regime_time(vs_json_get_str(row, "from")));
        vs_buf_add_text(out, " ");
        vs_buf_add_str(out, state.p ? state : vs_str("open"));
        vs_buf_add_text(out, " ");
        vs_buf_add_str(out, vs_json_get_str(row, "certainty"));
        for (size_t m = 0; m < sizeof(members) / sizeof(members[0]); m++) {
            const struct vs_json *list = vs_json_get(row, members[m]);

            for (size_t k = 0; k < vs_json_size(list); k++) {
                add_word(&words, vs_json_str(vs_json_at(list, k)));
            }
            put_words(out, &words);
        }
        vs_buf_add_text(out, "\n");
    }
}

#define LINES_MAX 64
struct lines {
    char text[LINES_MAX][120];
    size_t n;
};

static char *
next_line(struct lines *lines)
{
    if (lines->n == LINES_MAX) {
        die("too many lines", (struct vs_str){NULL, 0});
    }
    return lines->text[lines->n++];
}

/* Each once. */
static void
put_lines(struct vs_buf *out, struct lines *lines)
{
    qsort(lines->text, lines->n, sizeof(lines->text[0]), by_text);
    for (size_t i = 0; i < lines->n; i++) {
        if (i == 0 || strcmp(lines->text[i], lines->text[i - 1]) != 0) {
            vs_buf_add_text(out, lines->text[i]);
            vs_buf_add_text(out, "\n");
        }
    }
}

void
h_regime_verdicts(struct vs_buf *out, const struct vs_fold *fold)
{
    struct lines lines = {.n = 0};

    for (size_t i = 0; i < fold->entry_count; i++) {
        const struct vs_fold_entry *e = &fold->entries[i];

        if (e->state != VS_ENTRY_VALID) {
            snprintf(next_line(&lines), sizeof(lines.text[0]), "%s %s", h_name_of(&e->in->id),
                     e->reason ? e->reason : vs_entry_state_name(e->state));
        }
    }
    put_lines(out, &lines);
}

void
h_regime_findings(struct vs_buf *out, const struct vs_fold *fold)
{
    struct lines lines = {.n = 0};

    for (size_t i = 0; i < fold->finding_count; i++) {
        const struct vs_fold_finding *f = &fold->findings[i];
        char at[VS_INSTANT_TEXT_LEN + 1];

        vs_instant_text(at, f->from);
        snprintf(next_line(&lines), sizeof(lines.text[0]), "%s %s %s", f->name,
                 h_name_of(&fold->entries[f->event].in->id), at);
    }
    put_lines(out, &lines);
}

/* The first day on which an adoption no longer holds. */
static vs_date
end_of(const struct vs_json *adoption)
{
    const struct vs_json *ends = vs_json_get(adoption, "ends");
    vs_date first = VS_DATE_NEVER;

    for (size_t i = 0; i < vs_json_size(ends); i++) {
        vs_date day = date_of(vs_json_at(ends, i), "end", VS_DATE_NEVER);

        first = day < first ? day : first;
    }
    return first;
}

/* --- deadlines ----------------------------------------------------------------------------------
 */

/* Under every agreement of an adoption, on the days on which the first of the list had adopted it
 * too: that one is the reader. */
static size_t
duties_of(struct vs_due_duty *duties, size_t max, const struct h_regime *r)
{
    struct vs_str self = vs_json_get_str(vs_json_at(r->adoptions, 0), "org");
    size_t n = 0;

    for (size_t i = 0; i < vs_json_size(r->adoptions) && n < max; i++) {
        const struct vs_json *a = vs_json_at(r->adoptions, i), *own = NULL;
        struct vs_str profile = vs_json_get_str(a, "profile");

        for (size_t k = 0; k < vs_json_size(r->adoptions); k++) {
            const struct vs_json *b = vs_json_at(r->adoptions, k);

            if (vs_str_eq(vs_json_get_str(b, "org"), self) &&
                vs_str_eq(vs_json_get_str(b, "profile"), profile)) {
                own = b;
            }
        }
        for (size_t k = 0; k < r->agreement_count && own; k++) {
            vs_date since = date_of(a, "from", VS_DATE_NEVER), mine = date_of(own, "from", 0);

            if (vs_str_eq(r->agreement[k].id, profile)) {
                duties[n++] = (struct vs_due_duty){.org = h_named(vs_json_get_str(a, "org")),
                                                   .role = vs_json_get_str(a, "role"),
                                                   .agreement = &r->agreement[k],
                                                   .calendar = r->calendar,
                                                   .since = since > mine ? since : mine,
                                                   .ended = end_of(a)};
            }
        }
    }
    return n;
}

void
h_regime_due(struct vs_buf *out, struct h_regime *r, const struct vs_fold *fold)
{
    struct vs_due_duty duties[16];
    struct vs_due_rules rules = {h_named(vs_json_get_str(vs_json_at(r->adoptions, 0), "org")),
                                 duties, duties_of(duties, 16, r)};
    struct lines lines = {.n = 0};
    struct vs_dues dues;

    if (vs_dues_make(&dues, fold, r->event[0].at, &rules, NULL) != VS_OK) {
        die("no dues", vs_json_get_str(r->history, "name"));
    }
    for (size_t i = 0; i < dues.count; i++) {
        const struct vs_due *d = &dues.rows[i];
        bool own = d->kind == VS_DUE_REFUSE_BY || d->kind == VS_DUE_RETURN_BY ||
                   d->kind == VS_DUE_REPLY || d->term.len > 0;
        char at[VS_INSTANT_TEXT_LEN + 1] = "never";

        if (own) {
            if (d->when != VS_INSTANT_NEVER) {
                vs_instant_text(at, d->when);
            }
            snprintf(next_line(&lines), sizeof(lines.text[0]), "%s %s %s",
                     vs_due_kind_name(d->kind), h_name_of(&d->org), at);
        }
    }
    put_lines(out, &lines);
    vs_dues_release(&dues);
}

void
h_regime_due_expected(struct vs_buf *out, const struct vs_json *due)
{
    struct lines lines = {.n = 0};

    for (size_t i = 0; i < vs_json_size(due); i++) {
        const struct vs_json *d = vs_json_at(due, i);
        struct vs_str kind = vs_json_get_str(d, "kind"), org = vs_json_get_str(d, "org");
        char at[VS_INSTANT_TEXT_LEN + 1];

        vs_instant_text(at, h_regime_time(vs_json_get_str(d, "by")));
        snprintf(next_line(&lines), sizeof(lines.text[0]), "%.*s %.*s %s", (int)kind.len, kind.p,
                 (int)org.len, org.p, at);
    }
    put_lines(out, &lines);
}
