/* How much of a case is folded (FOLD.md 2.1): whoever writes too much is not heard beyond the
 * limit, and what nobody can weigh is undetermined, never an error. */
#include <stdlib.h>

#include "tests/tap.h"
#include "tests/unit/core_casework/h_case.h"

#define NOON  1790000000
#define FEEDS 5800u
#define MANY  (VS_FOLD_FEED_MAX + 5)

static struct vs_fold_event *in;
static size_t count;

static struct vs_hash
named(char kind, uint64_t n)
{
    struct vs_hash hash;

    memset(&hash, 0, sizeof(hash));
    hash.b[0] = (uint8_t)(n * 37); /* so that order by id is not order of writing */
    hash.b[1] = (uint8_t)kind;
    vs_put_u64(hash.b + 8, n);
    return hash;
}

static struct vs_fold_event *
add(const struct vs_event *event, unsigned org, uint64_t feed, uint64_t index)
{
    struct vs_fold_event *out = &in[count];

    memset(out, 0, sizeof(*out));
    out->id = named('e', count);
    out->org = h_org(org);
    out->feed = named('f', feed);
    out->index = index;
    out->event = event;
    count++;
    return out;
}

static const struct vs_fold_entry *
entry_of(const struct vs_fold *fold, size_t n)
{
    return &fold->entries[vs_fold_find(fold, &in[n].id)];
}

static struct vs_event_party parties[2];
static struct vs_event opening = {.type = VS_EV_OPEN, .at = NOON, .made = NOON, .takes = true};
static struct vs_event note = {.type = VS_EV_NOTE, .at = NOON + 60, .made = NOON + 60};

static struct vs_fold *
fold_all(void)
{
    struct vs_fold_source source;
    struct vs_fold *fold = NULL;

    memset(&source, 0, sizeof(source));
    if (vs_fold_make(&fold, &in[0].id, in, count, &source, NULL) != VS_OK) {
        exit(1);
    }
    return fold;
}

static void
one_that_floods(void)
{
    struct vs_hash known[2];
    struct vs_event first = note, after = note, deaf = note, next = note;
    struct vs_fold *fold;

    count = 0;
    add(&opening, A, 0, 0);
    first.heads = &in[0].id;
    first.head_count = 1;
    for (uint64_t i = 0; i < MANY; i++) {
        add(i == 0 ? &first : &note, B, 1, 3 * i);
    }
    known[0] = in[VS_FOLD_FEED_MAX].id;
    after.heads = &known[0];
    after.head_count = 1;
    add(&after, A, 0, 1);
    known[1] = in[MANY].id;
    deaf.heads = &known[1];
    deaf.head_count = 1;
    add(&deaf, C, 2, 0);
    add(&next, A, 0, 2);
    fold = fold_all();
    IS_INT(entry_of(fold, VS_FOLD_FEED_MAX)->state, VS_ENTRY_VALID,
           "the last within the limit counts");
    IS_INT(entry_of(fold, VS_FOLD_FEED_MAX + 1)->state, VS_ENTRY_PENDING, "the next does not");
    IS_TEXT(entry_of(fold, VS_FOLD_FEED_MAX + 1)->reason, "over-limit", "and says why");
    IS_INT(entry_of(fold, MANY + 1)->state, VS_ENTRY_VALID, "others go on after those that count");
    IS_INT(entry_of(fold, MANY + 2)->state, VS_ENTRY_PENDING,
           "who names what does not count waits");
    OK(!entry_of(fold, MANY + 2)->reason, "as for anything that is not here");
    IS_INT(entry_of(fold, MANY + 3)->state, VS_ENTRY_VALID, "others are not held up by that");
    IS_TEXT(h_who(fold, NOON + 3600), "A certain", "the answer is what it was");
    OK(h_finding(fold, "over-limit", NOON + 3600), "there is a finding");
    for (size_t i = 0; i < fold->finding_count; i++) {
        if (strcmp(fold->findings[i].name, "over-limit") == 0) {
            const struct vs_fold_event *of = fold->entries[fold->findings[i].event].in;

            OK(vs_hash_eq(&of->org, &in[1].org), "that names who wrote too much");
        }
    }
    IS_INT(vs_fold_heads(fold, known, 2), 1, "one head");
    OK(vs_hash_eq(&known[0], &in[MANY + 3].id), "that is not one over the limit");
    vs_fold_free(fold);
}

static void
too_many_feeds(void)
{
    struct vs_event own = note;
    const struct vs_fold_event *found = NULL;
    struct vs_fold *fold;

    count = 0;
    add(&opening, A, 0, 0);
    add(&own, A, 0, 1);
    for (uint64_t i = 1; i < FEEDS; i++) {
        add(&note, B, i, 0);
    }
    for (uint64_t i = 1; i < 4; i++) {
        add(&note, C, FEEDS, i);
    }
    fold = fold_all();
    IS_TEXT(h_who(fold, NOON - 1), "none", "before the opening there is no case");
    IS_TEXT(h_who(fold, NOON), "undetermined  missing too-large", "then nobody can say");
    IS_INT(entry_of(fold, 1)->state, VS_ENTRY_VALID, "the feed that opened it is folded");
    IS_TEXT(entry_of(fold, 2)->reason, "over-limit", "no other is");
    for (size_t i = 0; i < fold->finding_count; i++) {
        if (strcmp(fold->findings[i].name, "over-limit") == 0) {
            OK(!found, "one finding");
            found = fold->entries[fold->findings[i].event].in;
        }
    }
    OK(found && vs_hash_eq(&found->org, &in[2].org),
       "it names who made it too large, not who wrote most in one feed");
    vs_fold_free(fold);
}

int
main(void)
{
    in = calloc(MANY + FEEDS, sizeof(*in));
    parties[0].org = h_org(A);
    parties[0].role = VS_PARTY_FULL;
    parties[1].org = h_org(B);
    parties[1].role = VS_PARTY_FULL;
    opening.parties = parties;
    opening.party_count = 2;
    note.case_id = named('e', 0);
    if (OK(in != NULL, "memory")) {
        one_that_floods();
        too_many_feeds();
    }
    free(in);
    return tap_done();
}
