/*
 * Golden vectors of the fold (schemas/vectors/fold.json): events as facts, and the whole state and
 * all tenures that follow. With "--make" it prints the file instead, from the plays below.
 */
#include <stdlib.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "tests/tap.h"
#include "tests/unit/core_casework/h_case.h"
#include "tests/unit/core_casework/h_fold_json.h"
#include "tests/unit/core_casework/h_shipped.h"

static struct h_case c;
static struct vs_calendar *calendar;

#define T(text) h_at(text)

/* --- the texts and their adoptions -------------------------------------------------------------
 *
 * A text is a shipped profile, or a variant of one as in vectors/regimes: `members` in the place of
 * its own, `direction` in that of its first direction. The hash is made up.
 */

#define TEXTS     2
#define ADOPTIONS (2 * H_ORGS)

static const char *const shipped_text = "west-brabant-2022", *const example = "voorbeeld";
/* Takes over from it on 1 October 2026: five working days from the handover, and a refusal does
 * nothing. */
static const char *const next_members =
    "{\"id\":\"voorbeeld-oktober\",\"replaces\":[\"voorbeeld\"],"
    "\"in_force\":{\"from\":{\"on\":\"2026-10-01\",\"basis\":\"agreement\","
    "\"source\":\"s-voorbeeld\"}},"
    "\"annexes\":[{\"id\":\"overdrachtsprotocol\",\"title\":\"Overdrachtsprotocol (hoofdstuk 4)\","
    "\"version\":\"3\",\"source\":\"s-voorbeeld\"},{\"id\":\"escalatieladder\","
    "\"title\":\"Escalatieladder (hoofdstuk 6)\",\"version\":\"2\",\"source\":\"s-voorbeeld\"}]}";
static const char *const next_direction =
    "{\"move\":{\"value\":\"after_delay\",\"n\":5,\"unit\":\"working_day\","
    "\"counting\":{\"value\":\"whole_days\",\"basis\":\"agreement\",\"source\":\"s-voorbeeld\"},"
    "\"counts_from\":{\"value\":\"received\",\"basis\":\"agreement\",\"source\":\"s-voorbeeld\"},"
    "\"basis\":\"agreement\",\"source\":\"s-voorbeeld\"},"
    "\"refusal\":{\"value\":\"none\",\"basis\":\"agreement\",\"source\":\"s-voorbeeld\"}}";

static struct vs_agreement *texts[TEXTS];
static struct adoption {
    struct vs_hash leaf;
    struct vs_fold_adoption is;
    /* Its end: the first day, and the place of the leaf that says so. */
    vs_date end;
    struct vs_hash end_feed;
    uint64_t end_index;
} adoptions[ADOPTIONS];
static size_t adoption_count;

static enum vs_held
give_adoption(void *payload, struct vs_fold_adoption *out, const struct vs_hash *leaf,
              const struct vs_fold_event *offer)
{
    (void)payload;
    (void)offer;
    for (size_t i = 0; i < adoption_count; i++) {
        const struct adoption *a = &adoptions[i];

        if (vs_hash_eq(&a->leaf, leaf)) {
            *out = a->is;
            return VS_HELD;
        }
    }
    return VS_NO_SUCH;
}

static vs_date
give_end(void *payload, const struct vs_hash *leaf, const struct vs_fold_event *event,
         bool everywhere)
{
    vs_date first = VS_DATE_NEVER;

    (void)payload;
    (void)everywhere; /* no leaf stands in two histories here */
    for (size_t i = 0; i < adoption_count; i++) {
        const struct adoption *a = &adoptions[i];

        if (vs_hash_eq(&a->leaf, leaf) && a->end > 0 && vs_hash_eq(&a->end_feed, &event->feed) &&
            a->end_index < event->index) {
            first = a->end;
        }
    }
    return first;
}

static struct vs_hash
text_hash(size_t n)
{
    return (struct vs_hash){{0xA6, (uint8_t)n}};
}

/* The text that a vector names. */
static struct vs_agreement *
text_of(const struct vs_json *named)
{
    char id[80];
    struct vs_str of = vs_json_get_str(named, "of");
    struct vs_agreement *base, *out;

    snprintf(id, sizeof(id), "%.*s", (int)of.len, of.p ? of.p : "");
    base = h_shipped_agreement(id);
    if (!base || !vs_json_get(named, "members")) {
        return base;
    }
    out = h_variant(base, vs_json_get(named, "members"), vs_json_get(named, "direction"));
    vs_agreement_free(base);
    return out;
}

static void
forget_texts(void)
{
    for (size_t i = 0; i < TEXTS; i++) {
        vs_agreement_free(texts[i]);
        texts[i] = NULL;
    }
    adoption_count = 0;
}

/* The texts and adoptions of a vector, or of the whole file. */
static bool
read_texts(const struct vs_json *from)
{
    const struct vs_json *named = vs_json_get(from, "agreements");
    const struct vs_json *list = vs_json_get(from, "adoptions");

    forget_texts();
    for (size_t i = 0; i < vs_json_size(named) && i < TEXTS; i++) {
        texts[i] = text_of(vs_json_at(named, i));
        if (!texts[i]) {
            return false;
        }
    }
    for (size_t i = 0; i < vs_json_size(list) && i < ADOPTIONS; i++) {
        const struct vs_json *row = vs_json_at(list, i), *end = vs_json_get(row, "end");
        struct adoption *a = &adoptions[adoption_count++];

        memset(a, 0, sizeof(*a));
        a->is.role = vs_json_get_str(row, "role");
        if (!vs_json_get_hash(&a->leaf, row, "leaf") || !vs_json_get_hash(&a->is.org, row, "org") ||
            !vs_json_get_hash(&a->is.profile, row, "profile") ||
            !vs_date_parse(&a->is.from, vs_json_get_str(row, "from"))) {
            return false;
        }
        if (vs_json_get(row, "made") &&
            !vs_instant_parse(&a->is.made, vs_json_get_str(row, "made"))) {
            return false;
        }
        if (end) {
            a->end_index = (uint64_t)vs_json_int(vs_json_get(end, "index"), 0);
            if (!vs_date_parse(&a->end, vs_json_get_str(end, "from")) ||
                !vs_json_get_hash(&a->end_feed, end, "feed")) {
                return false;
            }
        }
    }
    return vs_json_size(named) > 0;
}

static struct vs_json *
text_json(const char *of, const char *members, const char *direction, size_t n)
{
    struct vs_json *out = vs_json_new_object(), *part = NULL;
    struct vs_hash hash = text_hash(n);

    vs_json_set_hash(out, "hash", &hash);
    vs_json_set_text(out, "of", of);
    if (members && vs_json_parse(&part, members, strlen(members), VS_JSON_LOOSE, NULL) == VS_OK) {
        vs_json_set(out, "members", part);
    }
    if (direction &&
        vs_json_parse(&part, direction, strlen(direction), VS_JSON_LOOSE, NULL) == VS_OK) {
        vs_json_set(out, "direction", part);
    }
    return out;
}

/* Who adopted the first so many texts. */
static struct vs_json *
adoptions_json(unsigned count)
{
    struct vs_json *list = vs_json_new_array();

    for (unsigned n = 0; n < count; n++) {
        for (unsigned org = A; org <= C; org++) {
            struct vs_hash leaf = {{0xAD, (uint8_t)org, (uint8_t)n}};
            struct vs_hash profile = text_hash(n), id = h_org(org);
            struct vs_json *adoption = vs_json_new_object();

            vs_json_set_hash(adoption, "leaf", &leaf);
            vs_json_set_hash(adoption, "org", &id);
            vs_json_set_hash(adoption, "profile", &profile);
            vs_json_set_text(adoption, "role", org == A ? "vt" : "local_team");
            vs_json_set_text(adoption, "from", "1970-01-01");
            vs_json_add(list, adoption);
        }
    }
    return list;
}

/* `out` gets the texts that an offer names, of all of them or with the one that takes over. */
static void
set_texts(struct vs_json *out, const char *first, bool and_next)
{
    struct vs_json *named = vs_json_new_array();

    vs_json_add(named, text_json(first, NULL, NULL, 0));
    if (and_next) {
        vs_json_add(named, text_json(first, next_members, next_direction, 1));
    }
    vs_json_set(out, "agreements", named);
    vs_json_set(out, "adoptions", adoptions_json(and_next ? 2 : 1));
}

/* --- the plays ---------------------------------------------------------------------------------
 */

static void
begin(void)
{
    h_case_init(&c, calendar);
    c.profiles = 0;
    for (size_t i = 0; i < TEXTS && texts[i]; i++) {
        c.agreement[i] = *texts[i];
        c.profiles++;
    }
    c.source.adoption = give_adoption;
    c.source.ended = give_end;
}

static void
silence(void)
{
    uint32_t offer;

    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-30 14:20"));
    h_tell_all(&c);
    h_ack(&c, B1, offer, T("2026-10-05 03:10"));
}

static void
over_easter(void)
{
    uint32_t offer;

    h_open(&c, A1, T("2026-04-02 16:10"));
    offer = h_offer(&c, A1, B, T("2026-04-02 16:20"));
    h_tell_all(&c);
    h_ack(&c, B1, offer, T("2026-04-02 16:30"));
    h_re(&c, B1, VS_EV_WAIT_START, offer, T("2026-04-03 09:00"));
}

static void
back_dated(void)
{
    uint32_t offer;

    h_open(&c, A1, T("2026-09-01 09:00"));
    offer = h_offer(&c, A1, B, T("2026-09-17 16:00"));
    c.event[offer].at = T("2026-09-07 09:00");
    h_tell_all(&c);
    h_re_late(&c, B1, VS_EV_ACCEPT, offer, T("2026-09-14 10:00"), T("2026-09-18 12:00"));
}

static void
two_laptops(void)
{
    uint32_t to_b, p;

    h_open(&c, A1, T("2026-11-02 09:00"));
    h_tell(&c, A1, A2);
    to_b = h_offer(&c, A1, B, T("2026-11-03 10:00"));
    h_offer(&c, A2, C, T("2026-11-03 11:00"));
    h_tell(&c, A1, B1);
    h_re(&c, B1, VS_EV_ACCEPT, to_b, T("2026-11-04 09:00"));
    h_tell_all(&c);
    p = h_settle(&c, B1, B, T("2026-11-06 00:00"), T("2026-11-06 10:00"));
    h_tell_all(&c);
    h_agree(&c, C1, p, T("2026-11-06 11:30"));
}

static void
refused(void)
{
    uint32_t offer;

    h_open(&c, A1, T("2026-12-21 09:00"));
    offer = h_offer(&c, A1, B, T("2026-12-23 15:00"));
    h_tell_all(&c);
    h_re(&c, B1, VS_EV_REFUSE, offer, T("2026-12-28 16:00"));
    h_re_late(&c, B2, VS_EV_REFUSE, offer, T("2026-12-28 16:30"), T("2026-12-29 09:00"));
}

static void
closed_against_objection(void)
{
    uint32_t p;

    h_open(&c, A1, T("2027-02-01 09:00"));
    h_tell_all(&c);
    h_plain(&c, A1, VS_EV_CLOSE, T("2027-02-10 17:00"));
    h_escalate(&c, B1, VS_FOLD_NONE, T("2027-02-10 18:00"));
    h_tell_all(&c);
    p = h_settle(&c, A1, -1, T("2027-02-12 10:00"), T("2027-02-12 10:30"));
    h_tell_all(&c);
    h_agree(&c, B1, p, T("2027-02-12 11:00"));
}

static void
outran(void)
{
    uint32_t first, second;

    h_open(&c, A1, T("2026-10-05 09:00"));
    first = h_offer(&c, A1, B, T("2026-10-06 10:00"));
    h_tell_all(&c);
    h_ack(&c, B1, first, T("2026-10-07 03:00"));
    h_re(&c, A1, VS_EV_WITHDRAW, first, T("2026-10-08 10:00"));
    second = h_offer(&c, B1, C, T("2026-10-12 10:00"));
    h_tell(&c, B1, C1);
    h_re(&c, C1, VS_EV_ACCEPT, second, T("2026-10-12 15:00"));
}

static void
nobody(void)
{
    h_open(&c, A1, T("2026-10-05 09:00"));
    c.event[0].takes = false;
    h_tell_all(&c);
    h_plain(&c, C1, VS_EV_PICKUP, T("2026-10-05 11:00"));
    h_plain(&c, A1, VS_EV_CLOSE, T("2026-10-05 12:00"));
}

/* Two working days from the receipt would end on Saturday 3 October at 00:00; from Thursday the new
 * text counts five, to Wednesday the 7th. Under the old text the refusal would have ended it. */
static void
new_text(void)
{
    uint32_t offer;

    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-30 14:20"));
    h_tell_all(&c);
    h_ack(&c, B1, offer, T("2026-09-30 15:00"));
    h_tell_all(&c);
    h_re(&c, B1, VS_EV_REFUSE, offer, T("2026-10-01 09:00"));
}

/* Both adopted the old text and the new one, which has ended it by the day of the handover. */
static void
under_new_text(void)
{
    uint32_t offer;

    h_open(&c, A1, T("2026-10-01 11:00"));
    offer = h_offer(&c, A1, B, T("2026-10-02 14:20"));
    h_tell_all(&c);
    h_ack(&c, B1, offer, T("2026-10-02 15:00"));
}

/* Refused on the last day of the old text. */
static void
before_new_text(void)
{
    uint32_t offer;

    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-30 14:20"));
    h_tell_all(&c);
    h_re(&c, B1, VS_EV_REFUSE, offer, T("2026-09-30 16:00"));
}

static uint32_t
escalate(unsigned device, uint32_t offer, unsigned level, uint32_t lower, vs_instant at)
{
    uint32_t x = h_escalate(&c, device, offer, at);

    c.event[x].level = level;
    if (lower != VS_FOLD_NONE) {
        c.event[x].has_next_of = true;
        c.event[x].next_of = c.in[lower].id;
    }
    return x;
}

static void
answer(unsigned device, uint32_t escalation, enum vs_reply reply, vs_instant at)
{
    struct vs_event *event = h_begin(&c, device, VS_EV_ESCALATE_ANSWER, at, at);

    event->has_re = true;
    event->re = c.in[escalation].id;
    event->reply = reply;
    h_end(&c);
}

/* B objects in time, so that A goes on holding; up the ladder; the director of A decides. */
static void
decided_at(unsigned level)
{
    uint32_t offer, x, p;

    h_open(&c, A1, T("2026-09-21 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-21 14:20"));
    h_tell_all(&c);
    x = escalate(B1, offer, 1, VS_FOLD_NONE, T("2026-09-22 09:00"));
    h_tell_all(&c);
    for (unsigned next = 2; next <= level; next++) {
        x = escalate(B1, offer, next, x, T("2026-09-23 09:00") + 3600 * next);
        h_tell_all(&c);
    }
    answer(A1, x, VS_REPLY_DECISION, T("2026-09-25 10:00"));
    p = h_settle(&c, A1, B, T("2026-09-25 12:00"), T("2026-09-25 12:00"));
    c.event[p].resolves = c.more[p];
    c.event[p].resolves[c.event[p].resolve_count++] = c.in[x].id;
    h_tell_all(&c);
    h_plain(&c, B1, VS_EV_NOTE, T("2026-09-28 09:00"));
}

static void
decided(void)
{
    decided_at(4);
}

static void
decided_too_low(void)
{
    decided_at(3);
}

/* A2 does not have A's end of its adoption in its own feed: under its offer the text counts. */
static void
ended_elsewhere(void)
{
    uint32_t offer;

    h_open(&c, A1, T("2026-09-28 11:00"));
    c.index[A1]++; /* the end */
    h_tell(&c, A1, A2);
    offer = h_offer(&c, A2, B, T("2026-09-30 14:20"));
    h_tell_all(&c);
    h_ack(&c, B1, offer, T("2026-09-30 15:00"));
}

/* A1 has: no agreement. */
static void
ended(void)
{
    uint32_t offer;

    h_open(&c, A1, T("2026-09-28 11:00"));
    c.index[A1]++;
    offer = h_offer(&c, A1, B, T("2026-09-30 14:20"));
    h_tell_all(&c);
    h_ack(&c, B1, offer, T("2026-09-30 15:00"));
    h_re(&c, B1, VS_EV_ACCEPT, offer, T("2026-10-07 10:00"));
}

/* The receiver ended its adoption and refused after that; who knows the refusal could read it. */
static void
left(void)
{
    uint32_t offer;

    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-28 14:20"));
    h_tell_all(&c);
    h_ack(&c, B1, offer, T("2026-09-28 15:00"));
    c.index[B1]++;
    h_re(&c, B1, VS_EV_REFUSE, offer, T("2026-09-29 15:00"));
    h_tell_all(&c);
    offer = h_offer(&c, A1, B, T("2026-09-30 14:20"));
    h_tell_all(&c);
    h_ack(&c, B1, offer, T("2026-09-30 15:00"));
}

/* The same, but what the giver knows of it stands before the end. */
static void
left_unseen(void)
{
    uint32_t offer;

    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-28 14:20"));
    h_tell_all(&c);
    h_re(&c, B1, VS_EV_REFUSE, offer, T("2026-09-29 15:00"));
    h_tell_all(&c);
    c.index[B1]++;
    offer = h_offer(&c, A1, B, T("2026-09-30 14:20"));
    h_tell_all(&c);
    h_ack(&c, B1, offer, T("2026-09-30 15:00"));
}

/* On a waiting list, of which each time nothing says that the wait ended: refused; withdrawn; moved
 * and handed on; closed. */
static void
waits_no_more(void)
{
    uint32_t offer;

    h_open(&c, A1, T("2026-09-21 11:00"));
    for (unsigned i = 0; i < 2; i++) {
        vs_instant day = T("2026-09-21 14:00") + 7 * 86400 * (vs_instant)i;

        offer = h_offer(&c, A1, B, day);
        h_tell_all(&c);
        h_re(&c, B1, VS_EV_WAIT_START, offer, day + 3600);
        h_tell_all(&c);
        h_re(&c, i ? A1 : B1, i ? VS_EV_WITHDRAW : VS_EV_REFUSE, offer, day + 7200);
        h_tell_all(&c);
    }
    offer = h_offer(&c, A1, B, T("2026-10-05 14:00"));
    h_tell_all(&c);
    h_re(&c, B1, VS_EV_WAIT_START, offer, T("2026-10-05 15:00"));
    offer = h_offer(&c, B1, C, T("2026-10-12 15:00"));
    h_tell_all(&c);
    h_re(&c, C1, VS_EV_ACCEPT, offer, T("2026-10-13 09:00"));
    h_re(&c, C1, VS_EV_WAIT_START, offer, T("2026-10-13 10:00"));
    h_plain(&c, C1, VS_EV_CLOSE, T("2026-10-15 09:00"));
}

/* Two devices of A offer the case; C waits for what went to B. */
static void
waits_in_vain(void)
{
    uint32_t to_b, to_c;

    h_open(&c, A1, T("2026-11-02 09:00"));
    h_tell(&c, A1, A2);
    to_b = h_offer(&c, A1, B, T("2026-11-03 10:00"));
    h_begin(&c, A2, VS_EV_OFFER, T("2026-11-03 11:00"), T("2026-11-03 11:00"));
    h_fill_offer(&c, A2, C, VS_OFFER_HANDOVER);
    c.event[c.n].under_count = 0;
    c.event[c.n].has_calendar = false;
    to_c = h_end(&c);
    h_tell(&c, A2, C1);
    h_re(&c, C1, VS_EV_WAIT_START, to_c, T("2026-11-03 12:00"));
    h_tell(&c, A1, B1);
    h_re(&c, B1, VS_EV_ACCEPT, to_b, T("2026-11-04 09:00"));
}

/* B goes to the second step at once, and later to the first; to the third knowing the second. */
static void
skipped(void)
{
    uint32_t offer, x;

    h_open(&c, A1, T("2026-09-21 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-21 14:20"));
    h_tell_all(&c);
    x = escalate(B1, offer, 2, VS_FOLD_NONE, T("2026-09-22 09:00"));
    h_tell_all(&c);
    escalate(A1, offer, 1, VS_FOLD_NONE, T("2026-09-22 10:00"));
    h_tell_all(&c);
    escalate(B1, offer, 3, x, T("2026-09-22 11:00"));
    h_tell_all(&c);
    h_re(&c, B1, VS_EV_ACCEPT, offer, T("2026-09-23 09:00"));
}

/* C is what B became: B hands it the case, under no text, and C accepts. */
static void
succeeded(void)
{
    uint32_t offer, taken;

    h_open(&c, A1, T("2026-09-28 11:00"));
    offer = h_offer(&c, A1, B, T("2026-09-28 14:20"));
    h_tell_all(&c);
    h_re(&c, B1, VS_EV_ACCEPT, offer, T("2026-09-28 15:00"));
    h_tell_all(&c);
    h_begin(&c, B1, VS_EV_OFFER, T("2026-12-30 10:00"), T("2026-12-30 10:00"));
    h_fill_offer(&c, B1, C, VS_OFFER_HANDOVER);
    c.event[c.n].under_count = 0;
    c.event[c.n].has_calendar = false;
    c.event[c.n].why = 1 + (unsigned)vs_word_find(VS_WORDS_HANDOVER, vs_str("succession"));
    taken = h_end(&c);
    h_tell_all(&c);
    h_re(&c, C1, VS_EV_ACCEPT, taken, T("2027-01-04 09:00"));
}

static const struct {
    const char *name;
    void (*play)(void);
    enum {
        SHIPPED,
        EXAMPLE,
        EXAMPLE_AND_NEXT,
        EXAMPLE_AND_LATE /* the next one, which the receiver adopted only on 3 October */
    } texts;
    int ends_at;           /* index in the feed of the end of an adoption; 0: none */
    enum h_device ends_on; /* by whom it is, and of which device the feed */
} plays[] = {
    {"silence, then a first sign", silence, SHIPPED, 0, A1},
    {"working days over Easter, on a waiting list without effect", over_easter, SHIPPED, 0, A1},
    {"recorded late, and accepted with an earlier instant", back_dated, SHIPPED, 0, A1},
    {"two devices of the giver, settled", two_laptops, SHIPPED, 0, A1},
    {"refused in time and too late, the effect not being known", refused, SHIPPED, 0, A1},
    {"closed against an objection, settled", closed_against_objection, SHIPPED, 0, A1},
    {"a chain that outran a withdrawal", outran, SHIPPED, 0, A1},
    {"taken up by another than the one who opened", nobody, SHIPPED, 0, A1},
    {"a new text takes over while the delay runs", new_text, EXAMPLE_AND_NEXT, 0, A1},
    {"refused before a new text takes over", before_new_text, EXAMPLE_AND_NEXT, 0, A1},
    {"handed over when the new text has ended the old one", under_new_text, EXAMPLE_AND_NEXT, 0,
     A1},
    {"the same, the receiver having adopted the new one only since", under_new_text,
     EXAMPLE_AND_LATE, 0, A1},
    {"decided at the step that decides", decided, EXAMPLE, 0, A1},
    {"decided at a step that does not", decided_too_low, EXAMPLE, 0, A1},
    {"an adoption that ended, in the feed of the offer", ended, EXAMPLE, 1, A1},
    {"the same in another feed of the giver", ended_elsewhere, EXAMPLE, 1, A1},
    {"an adoption that the receiver ended before it refused", left, EXAMPLE, 1, B1},
    {"one that it ended after that", left_unseen, EXAMPLE, 1, B1},
    {"taken over by a successor", succeeded, EXAMPLE, 0, A1},
    {"waits that end with what was waited for", waits_no_more, EXAMPLE, 0, A1},
    {"a wait for what another has", waits_in_vain, EXAMPLE, 0, A1},
    {"a step of the ladder left out", skipped, EXAMPLE, 0, A1}};

/* --- the file ----------------------------------------------------------------------------------
 */

/* The adoption of the first text by the organisation of the device ends on 29 September 2026. */
static void
end_adoption(struct vs_json *vector, enum h_device device, int index)
{
    struct vs_json *list = vs_json_get(vector, "adoptions"), *end = vs_json_new_object();
    struct vs_hash feed = {{0xFE, (uint8_t)device}}, org = h_org(device / 4), by;
    size_t i = 0;

    while (vs_json_get_hash(&by, vs_json_at(list, i), "org") && !vs_hash_eq(&by, &org)) {
        i++;
    }

    vs_json_set_text(end, "from", "2026-09-29");
    vs_json_set_hash(end, "feed", &feed);
    vs_json_set_int(end, "index", index);
    vs_json_set(vs_json_at(list, i), "end", end);
}

/* The second organisation adopted the last text only when the handover was there. */
static void
adopt_late(struct vs_json *vector)
{
    struct vs_json *list = vs_json_get(vector, "adoptions");

    vs_json_set_text(vs_json_at(list, vs_json_size(list) - (C + 1) + B), "made",
                     "2026-10-03T08:00:00Z");
}

static int
make(void)
{
    struct vs_json *doc = vs_json_new_object(), *positive = vs_json_new_array();
    struct vs_buf out;

    set_texts(doc, shipped_text, false);
    for (size_t i = 0; i < sizeof(plays) / sizeof(plays[0]); i++) {
        struct vs_json *vector = vs_json_new_object();
        struct vs_fold *fold;

        if (plays[i].texts != SHIPPED) {
            set_texts(vector, example, plays[i].texts >= EXAMPLE_AND_NEXT);
        }
        if (plays[i].ends_at > 0) {
            end_adoption(vector, plays[i].ends_on, plays[i].ends_at);
        }
        if (plays[i].texts == EXAMPLE_AND_LATE) {
            adopt_late(vector);
        }
        if (!read_texts(plays[i].texts != SHIPPED ? vector : doc)) {
            return 2;
        }
        begin();
        c.seed = 100 + i;
        plays[i].play();
        fold = h_fold(&c);
        vs_json_set_text(vector, "name", plays[i].name);
        vs_json_set_hash(vector, "case", &c.in[0].id);
        vs_json_set(vector, "events", h_events_json(&c));
        vs_json_set(vector, "tenures", h_tenures_json(fold));
        vs_json_set(vector, "dump", h_dump_json(fold));
        vs_json_add(positive, vector);
        vs_fold_free(fold);
    }
    vs_json_set_text(doc, "schema", "vs.vectors/1");
    vs_json_set_text(doc, "topic", "fold");
    vs_json_set_text(doc, "calendar", "calendars/nl-atw-2026-1.json");
    vs_json_set(doc, "positive", positive);
    vs_json_set(doc, "negative", vs_json_new_array());
    vs_buf_init(&out, 8u << 20);
    if (vs_json_print(&out, doc, 1, NULL) != VS_OK) {
        return 2;
    }
    fwrite(out.p, 1, out.len, stdout);
    vs_buf_release(&out);
    vs_json_free(doc);
    return 0;
}

/* --- replay ------------------------------------------------------------------------------------
 */

static bool
same_json(const struct vs_json *a, const struct vs_json *b)
{
    struct vs_buf x, y;
    bool same;

    vs_buf_init(&x, 1u << 20);
    vs_buf_init(&y, 1u << 20);
    same = vs_json_print(&x, a, 0, NULL) == VS_OK && vs_json_print(&y, b, 0, NULL) == VS_OK &&
           vs_str_eq(vs_buf_str(&x), vs_buf_str(&y));
    vs_buf_release(&x);
    vs_buf_release(&y);
    return same;
}

static size_t
read_events(const struct vs_json *list)
{
    size_t n = vs_json_size(list);

    for (size_t i = 0; i < n && i < H_EVENTS; i++) {
        const struct vs_json *event = vs_json_at(list, i);
        struct vs_str hex = vs_json_get_str(event, "facts");
        static uint8_t facts[4096];
        struct vs_err err = {0};

        memset(&c.in[i], 0, sizeof(c.in[i]));
        c.in[i].index = (uint64_t)vs_json_int(vs_json_get(event, "index"), 0);
        if (!vs_json_get_hash(&c.in[i].id, event, "id") ||
            !vs_json_get_hash(&c.in[i].org, event, "org") ||
            !vs_json_get_hash(&c.in[i].feed, event, "feed") || hex.len / 2 > sizeof(facts) ||
            !vs_unhex(facts, hex.len / 2, hex) ||
            vs_event_parse(&c.event[i], facts, hex.len / 2, &err) != VS_OK) {
            OK(false, "event %zu: %s %s", i, err.subject, err.detail);
            return 0;
        }
        c.in[i].event = &c.event[i];
    }
    return n;
}

static void
replay(const struct vs_json *vector, const struct vs_json *doc)
{
    struct vs_str name = vs_json_get_str(vector, "name");
    struct vs_fold *fold = NULL;
    struct vs_json *got;
    struct vs_hash id;
    size_t n;

    if (!OK(read_texts(vs_json_get(vector, "agreements") ? vector : doc), "%.*s: its texts",
            (int)name.len, name.p)) {
        return;
    }
    begin();
    n = read_events(vs_json_get(vector, "events"));
    if (!OK(n > 0 && vs_json_get_hash(&id, vector, "case") &&
                vs_fold_make(&fold, &id, c.in, n, &c.source, NULL) == VS_OK,
            "%.*s: folded", (int)name.len, name.p)) {
        return;
    }
    got = h_tenures_json(fold);
    OK(same_json(got, vs_json_get(vector, "tenures")), "its tenures");
    vs_json_free(got);
    got = h_dump_json(fold);
    OK(same_json(got, vs_json_get(vector, "dump")), "and its whole state");
    vs_json_free(got);
    vs_fold_free(fold);
    for (size_t i = 0; i < n; i++) {
        vs_event_release(&c.event[i]);
    }
}

int
main(int argc, char **argv)
{
    static char text[4u << 20];
    struct vs_json *doc = NULL;
    FILE *f;
    size_t len;

    calendar = h_shipped_calendar("nl-atw", "2026-1");
    if (!calendar) {
        return 2;
    }
    if (argc == 2 && strcmp(argv[1], "--make") == 0) {
        return make();
    }
    f = fopen("schemas/vectors/fold.json", "r");
    len = f ? fread(text, 1, sizeof(text), f) : 0;
    if (f) {
        fclose(f);
    }
    if (OK(vs_json_parse(&doc, text, len, VS_JSON_LOOSE, NULL) == VS_OK, "the vectors")) {
        const struct vs_json *positive = vs_json_get(doc, "positive");

        OK(vs_json_size(positive) >= sizeof(plays) / sizeof(plays[0]), "there are enough");
        for (size_t i = 0; i < vs_json_size(positive); i++) {
            replay(vs_json_at(positive, i), doc);
        }
    }
    vs_json_free(doc);
    vs_calendar_free(calendar);
    forget_texts();
    return tap_done();
}
