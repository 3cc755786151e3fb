#include "tests/prop/core_casework/h_terms.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/base/enc.h"

#define DAY 86400

void
h_terms_prepare(struct h_case *c)
{
    for (unsigned p = 0; p < H_PROFILES; p++) {
        for (unsigned t = 0; t < c->agreement[p].transfer_count; t++) {
            c->transfer[p][t].refusal_term = (struct vs_limit){
                .kind = VS_LIMIT_DELAY,
                .delay = {1, VS_UNIT_WORKING_DAY, VS_COUNT_WHOLE_DAYS, VS_AGREED}};
            c->transfer[p][t].return_term = (struct vs_limit){
                .kind = VS_LIMIT_DELAY, .delay = {5, VS_UNIT_DAY, VS_COUNT_SAME_TIME, VS_AGREED}};
        }
    }
    for (uint32_t i = 0; i < c->n; i++) {
        struct vs_event *event = &c->event[i];

        if (event->type == VS_EV_OPEN) { /* most are of a report; some do not say */
            static const unsigned origins[] = {1, 1, 2, 3, 1, 0, 0, 6};

            event->origin = origins[c->n % 8];
        }
        if (event->type == VS_EV_ASSESS && i % 4 > 0) {
            event->outcome_word =
                (unsigned)vs_word_find(VS_WORDS_ASSESS, vs_str("conditions_service"));
        }
        if (event->type == VS_EV_CONTACT && i % 2 == 0) {
            event->contact = 1 + (unsigned)vs_word_find(VS_WORDS_CONTACT, vs_str("monitoring"));
        }
    }
}

static void
add_instant(struct vs_buf *line, vs_instant at)
{
    char text[VS_INSTANT_TEXT_LEN + 1] = "never";

    if (at != VS_INSTANT_NEVER) {
        vs_instant_text(text, at);
    }
    vs_buf_addf(line, " %s", text);
}

static void
add_hash(struct vs_buf *line, const struct vs_hash *hash)
{
    char text[VS_HASH_TEXT_LEN + 1];

    vs_hash_text(text, hash);
    vs_buf_addf(line, " %s", text);
}

static struct vs_json *
rows_at(const struct vs_fold *fold, vs_instant now, const struct vs_due_rules *rules)
{
    struct vs_json *list = vs_json_new_array();
    struct vs_kept_terms terms;

    if (vs_kept_terms_make(&terms, fold, now, rules, NULL) != VS_OK) {
        exit(2);
    }
    for (size_t i = 0; i < terms.count; i++) {
        const struct vs_kept_term *row = &terms.rows[i];
        struct vs_buf line;

        vs_buf_init(&line, 1024);
        vs_buf_addf(&line, "%s", vs_due_kind_name(row->due.kind));
        add_hash(&line, &row->due.org);
        add_hash(&line, &fold->entries[row->due.event].in->id);
        add_instant(&line, row->due.since);
        add_instant(&line, row->due.when);
        add_instant(&line, row->due.earliest);
        vs_buf_addf(&line, " %s%s", vs_term_state_name(row->state), row->perhaps ? " perhaps" : "");
        vs_json_add(list, vs_json_new_string(vs_buf_str(&line)));
        vs_buf_release(&line);
    }
    vs_kept_terms_release(&terms);
    return list;
}

struct vs_json *
h_terms_json(const struct vs_fold *fold, const struct vs_agreement *agreement,
             const struct vs_calendar *calendar)
{
    struct vs_json *list = vs_json_new_array();
    struct vs_due_duty duties[H_ORGS];
    struct vs_due_rules rules = {h_org(A), duties, H_ORGS};

    for (unsigned i = 0; i < H_ORGS; i++) {
        duties[i] = (struct vs_due_duty){
            h_org(i), vs_str(i == A ? "vt" : "local_team"), agreement, calendar, 0, VS_DATE_NEVER};
    }
    for (size_t i = 1; i <= 5 && fold->boundary_count > 0; i++) {
        size_t n = fold->boundary_count * i / 5 - (fold->boundary_count * i / 5 > 0);
        vs_instant now = fold->boundaries[n] + (i == 5 ? 60 * DAY : 0);
        char text[VS_INSTANT_TEXT_LEN + 1];
        struct vs_json *one = vs_json_new_object();

        if (now > VS_INSTANT_MAX) {
            vs_json_free(one);
            continue;
        }
        vs_instant_text(text, now);
        vs_json_set_text(one, "at", text);
        vs_json_set(one, "rows", rows_at(fold, now, &rules));
        vs_json_add(list, one);
    }
    return list;
}
