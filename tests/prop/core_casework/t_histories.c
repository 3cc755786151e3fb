/*
 * Random histories as facts: what is written is read again, and the fold of what was read is the
 * fold of what was made. With "--write N SEED" they are printed as JSON instead, with the texts
 * that they name and what follows from them, for the second fold (tests/interop/histories.mjs).
 */
#include <stdlib.h>

#include "core/base/mem.h"
#include "core/casework/zone.h"
#include "tests/prop/core_casework/h_history.h"
#include "tests/prop/core_casework/h_terms.h"
#include "tests/tap.h"
#include "tests/unit/core_casework/h_fold_json.h"
#include "tests/unit/core_casework/h_shipped.h"

#define ROUNDS 300

static struct h_case c;
static struct vs_calendar *calendar;
/* Under whose terms everybody works: the second does not say from when a trajectory counts. */
static struct vs_agreement *texts[2];

static void
make(uint64_t seed)
{
    struct h_random random = {seed * 7919};

    h_history(&c, calendar, &random, 6 + h_below(&random, 30), (enum h_manners)(seed % 4));
}

/* --- as JSON ---------------------------------------------------------------------------------- */

static struct vs_json *
value(const char *text)
{
    struct vs_json *out = vs_json_new_object();

    vs_json_set_text(out, "value", text);
    return out;
}

static struct vs_json *
move_json(const struct vs_move *move)
{
    struct vs_json *out = value(vs_move_name(move->kind));

    if (move->kind == VS_MOVE_AFTER_DELAY) {
        vs_json_set_int(out, "n", move->delay.n);
        vs_json_set_text(out, "unit", vs_unit_name(move->delay.unit));
        vs_json_set(out, "counting", value(vs_counting_name(move->delay.counting)));
        vs_json_set(out, "counts_from", value(vs_counts_from_name(move->counts_from)));
    }
    return out;
}

static struct vs_json *
limit_json(const struct vs_limit *limit)
{
    struct vs_json *out = value(vs_limit_name(limit->kind));

    if (limit->kind == VS_LIMIT_DELAY) {
        vs_json_set_int(out, "n", limit->delay.n);
        vs_json_set_text(out, "unit", vs_unit_name(limit->delay.unit));
        vs_json_set(out, "counting", value(vs_counting_name(limit->delay.counting)));
    }
    return out;
}

static struct vs_json *
version_json(const struct vs_transfer *rule)
{
    struct vs_json *out = value(vs_version_rule_name(rule->version));

    if (rule->version == VS_VERSION_NEW_RULE) {
        vs_json_set(out, "delay", value(vs_new_delay_name(rule->new_delay)));
    }
    return out;
}

static struct vs_json *
day_json(vs_date date)
{
    char text[VS_DATE_TEXT_LEN + 1];

    vs_date_text(text, date);
    return vs_json_new_string(vs_str(text));
}

static struct vs_json *
range_json(const struct vs_date_range *range)
{
    struct vs_json *out = vs_json_new_object();

    if (range->earliest == range->latest) {
        vs_json_set(out, "on", day_json(range->earliest));
    } else {
        vs_json_set(out, "not_before", day_json(range->earliest));
        vs_json_set(out, "not_after", day_json(range->latest));
    }
    return out;
}

static struct vs_json *
ladder_json(const struct vs_agreement *agreement)
{
    struct vs_json *out = value("ladder"), *levels = vs_json_new_array();

    for (size_t i = 0; i < agreement->level_count; i++) {
        const struct vs_level *level = &agreement->levels[i];
        struct vs_json *one = vs_json_new_object();
        static const char *const decides[] = {"unknown", "nobody", "giver", "receiver"};

        vs_json_set_int(one, "level", level->level);
        vs_json_set(one, "answer", limit_json(&level->answer));
        vs_json_set(one, "answered_by", value(vs_answered_by_name(level->answered_by)));
        vs_json_set(
            one, "decides",
            value(level->decides == VS_DECIDES_ROLE ? level->decider.p : decides[level->decides]));
        vs_json_add(levels, one);
    }
    vs_json_set(out, "levels", levels);
    return out;
}

/* What decides, in the words of a profile. */
static struct vs_json *
agreement_json(const struct vs_agreement *agreement)
{
    struct vs_json *out = vs_json_new_object(), *transfers = vs_json_new_array();
    struct vs_json *force = vs_json_new_object(), *replaced = vs_json_new_array();

    vs_json_set(force, "from", range_json(&agreement->from));
    if (agreement->until.earliest != VS_DATE_NEVER) {
        vs_json_set(force, "until", range_json(&agreement->until));
    }
    for (size_t t = 0; t < agreement->transfer_count; t++) {
        const struct vs_transfer *rule = &agreement->transfers[t];
        struct vs_json *transfer = vs_json_new_object();

        vs_json_set_str(transfer, "from", rule->from);
        vs_json_set_str(transfer, "to", rule->to);
        vs_json_set(transfer, "move", move_json(&rule->move));
        vs_json_set(transfer, "waitlist", value(vs_waitlist_name(rule->waitlist)));
        vs_json_set(transfer, "refusal", value(vs_refusal_name(rule->refusal)));
        vs_json_set(transfer, "dispute", value(vs_dispute_name(rule->dispute)));
        vs_json_set(transfer, "early_accept", value(vs_early_accept_name(rule->early_accept)));
        vs_json_set(transfer, "return", move_json(&rule->giving_back));
        vs_json_set(transfer, "version", version_json(rule));
        vs_json_set(transfer, "refusal_term", limit_json(&rule->refusal_term));
        vs_json_set(transfer, "return_term", limit_json(&rule->return_term));
        vs_json_add(transfers, transfer);
    }
    for (size_t i = 0; i < agreement->replaces_count; i++) {
        vs_json_add(replaced, vs_json_new_string(agreement->replaces[i]));
    }
    vs_json_set_str(out, "id", agreement->id);
    vs_json_set(out, "replaces", replaced);
    vs_json_set_hash(out, "hash", &agreement->hash);
    vs_json_set_text(out, "kind", vs_agreement_kind_name(agreement->kind));
    vs_json_set(out, "in_force", force);
    vs_json_set(out, "transfer", transfers);
    vs_json_set(out, "escalation", ladder_json(agreement));
    return out;
}

static struct vs_json *
adoptions_json(void)
{
    struct vs_json *list = vs_json_new_array();

    for (unsigned org = A; org < H_ORGS; org++) {
        for (unsigned p = 0; p < H_PROFILES; p++) {
            struct vs_hash leaf = {{0xAD, (uint8_t)org, (uint8_t)p}};
            struct vs_fold_adoption adoption;
            struct vs_json *out = vs_json_new_object();

            if (c.source.adoption(&c, &adoption, &leaf, NULL) != VS_HELD) {
                exit(2);
            }
            vs_json_set_hash(out, "leaf", &leaf);
            vs_json_set_hash(out, "org", &adoption.org);
            vs_json_set_hash(out, "profile", &adoption.profile);
            vs_json_set_str(out, "role", adoption.role);
            vs_json_set(out, "from", day_json(adoption.from));
            vs_json_set_int(out, "made", adoption.made);
            vs_json_add(list, out);
        }
    }
    return list;
}

static struct vs_json *
history_json(uint64_t seed)
{
    struct vs_json *out = vs_json_new_object(), *agreements = vs_json_new_array();
    struct vs_fold *fold;
    char name[40];

    make(seed);
    h_terms_prepare(&c);
    fold = h_fold(&c);
    for (unsigned p = 0; p < H_PROFILES; p++) {
        if (!c.not_held[p]) {
            vs_json_add(agreements, agreement_json(&c.agreement[p]));
        }
    }
    snprintf(name, sizeof(name), "history %llu", (unsigned long long)seed);
    vs_json_set_text(out, "name", name);
    vs_json_set_hash(out, "case", &c.in[0].id);
    vs_json_set(out, "agreements", agreements);
    vs_json_set(out, "adoptions", adoptions_json());
    if (c.calendar) {
        struct vs_hash hash = {{0xCA}};

        vs_json_set_hash(out, "calendar", &hash);
    }
    vs_json_set(out, "events", h_events_json(&c));
    vs_json_set(out, "tenures", h_tenures_json(fold));
    vs_json_set(out, "dump", h_dump_json(fold));
    vs_json_set_str(out, "text", texts[seed % 8 == 3]->id);
    vs_json_set(out, "terms", h_terms_json(fold, texts[seed % 8 == 3], calendar));
    vs_fold_free(fold);
    return out;
}

/* One history a line. */
static int
write_all(uint64_t count, uint64_t first)
{
    for (uint64_t seed = first; seed < first + count; seed++) {
        struct vs_json *history = history_json(seed);
        struct vs_buf out;

        vs_buf_init(&out, 16u << 20);
        if (vs_json_print(&out, history, 0, NULL) != VS_OK) {
            return 2;
        }
        vs_buf_add_byte(&out, '\n');
        fwrite(out.p, 1, out.len, stdout);
        vs_buf_release(&out);
        vs_json_free(history);
    }
    return 0;
}

/* --- written and read ------------------------------------------------------------------------- */

static bool
same_state(const struct vs_fold *a, const struct vs_fold *b)
{
    struct vs_buf x, y;
    bool same;

    vs_buf_init(&x, 16u << 20);
    vs_buf_init(&y, 16u << 20);
    vs_fold_dump(&x, a);
    vs_fold_dump(&y, b);
    same = x.failed == VS_OK && vs_str_eq(vs_buf_str(&x), vs_buf_str(&y));
    vs_buf_release(&x);
    vs_buf_release(&y);
    return same;
}

static bool
read_again(void)
{
    static struct vs_event events[H_EVENTS];
    static struct vs_fold_event in[H_EVENTS];
    struct vs_fold *made = h_fold(&c), *read = NULL;
    bool good = true;

    for (uint32_t i = 0; i < c.n; i++) {
        struct vs_err err = {0};
        struct vs_buf facts;

        in[i] = c.in[i];
        if (!in[i].event) {
            continue;
        }
        vs_buf_init(&facts, VS_FACTS_BYTES_MAX);
        h_facts(&facts, in[i].event);
        if (vs_event_parse(&events[i], facts.p, facts.len, &err) != VS_OK) {
            printf("# %s: %s %s\n", in[i].event->type_text, err.subject, err.detail);
            exit(2);
        }
        in[i].event = &events[i];
        vs_buf_release(&facts);
    }
    good = vs_fold_make(&read, &c.in[0].id, in, c.n, &c.source, NULL) == VS_OK &&
           same_state(made, read);
    for (uint32_t i = 0; i < c.n; i++) {
        if (in[i].event) {
            vs_event_release(&events[i]);
        }
    }
    vs_fold_free(made);
    vs_fold_free(read);
    return good;
}

int
main(int argc, char **argv)
{
    unsigned wrong = 0;
    int status = 0;

    calendar = h_shipped_calendar("nl-atw", "2026-1");
    texts[0] = h_shipped_agreement("voorbeeld");
    texts[1] = h_shipped_agreement("gelderland-zuid-2020");
    if (!calendar || !texts[0] || !texts[1]) {
        return 2;
    }
    if (argc == 4 && strcmp(argv[1], "--write") == 0) {
        status = write_all(strtoull(argv[2], NULL, 10), strtoull(argv[3], NULL, 10));
        vs_calendar_free(calendar);
        vs_agreement_free(texts[0]);
        vs_agreement_free(texts[1]);
        return status;
    }
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        make(seed);
        if (!read_again() && wrong++ == 0) {
            printf("# seed %llu\n", (unsigned long long)seed);
        }
    }
    IS_INT(wrong, 0, "what is written and read again folds to the same, over %d histories", ROUNDS);
    vs_calendar_free(calendar);
    vs_agreement_free(texts[0]);
    vs_agreement_free(texts[1]);
    return tap_done();
}
