/* The shipped profiles say what the sources say and no more; a profile that contradicts itself is
 * refused with the path of the member. */
#include "core/casework/agreement.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/mem.h"
#include "core/casework/zone.h"
#include "tests/tap.h"
#include "tests/unit/core_casework/h_shipped.h"

static void
test_2022(const struct vs_agreement *a)
{
    const struct vs_transfer *t;

    OK(a->kind == VS_KIND_AGREEMENT && vs_str_is(a->region, "west-brabant"),
       "an agreement of a region");
    OK(vs_agreement_in_force(a, h_date("2022-03-31")) == VS_NOT_IN_FORCE &&
           vs_agreement_in_force(a, h_date("2022-04-01")) == VS_SURELY_IN_FORCE &&
           vs_agreement_in_force(a, h_date("2026-04-02")) == VS_SURELY_IN_FORCE,
       "in force from 1 April 2022");
    t = vs_agreement_transfer(a, VS_STR("vt"), VS_STR("local_team"), false);
    if (!OK(t != NULL, "regulates the handover by Veilig Thuis to a local team")) {
        return;
    }
    OK(t->move.kind == VS_MOVE_AFTER_DELAY && t->move.delay.n == 2 &&
           t->move.delay.unit == VS_UNIT_WORKING_DAY && t->move.basis.kind == VS_BASIS_AGREEMENT,
       "after 2 working days, as the text says");
    OK(t->move.delay.counting == VS_COUNT_WHOLE_DAYS &&
           vs_str_is(t->move.counting_basis.convention, "C1"),
       "counted by convention C1");
    OK(t->move.counts_from == VS_FROM_SENT && vs_str_is(t->move.counts_from_basis.convention, "C9"),
       "from the handover, by convention C9");
    OK(t->waitlist == VS_WAITLIST_NONE && t->waitlist_basis.kind == VS_BASIS_AGREEMENT,
       "a waiting list has no effect, as the text says");
    OK(t->refusal == VS_REFUSAL_UNKNOWN && t->dispute == VS_DISPUTE_UNKNOWN &&
           t->giving_back.kind == VS_MOVE_UNKNOWN,
       "refusal, dispute and return are unknown");
    OK(t->early_accept == VS_EARLY_MOVES && vs_str_is(t->early_accept_basis.convention, "C10") &&
           t->version == VS_VERSION_OF_OFFER,
       "an early acceptance moves by convention C10");
    OK(!vs_agreement_transfer(a, VS_STR("local_team"), VS_STR("vt"), false),
       "a handover the other way is not regulated");
    OK(vs_agreement_transfer(a, VS_STR("local_team"), VS_STR("vt"), true) == t,
       "a return stands on the rules of the handover");
    OK(!vs_agreement_transfer(a, VS_STR("local_team"), VS_STR("local_team"), false) &&
           !vs_agreement_has_role(a, VS_STR("safety_house")),
       "other roles have no place in it");
    OK(vs_str_is(vs_agreement_source(a, t->move.basis.source).by, "Gemeente Oosterhout") &&
           !vs_agreement_source(a, VS_STR("nowhere")).id.p,
       "sources are found by their id");
    OK(a->replaces_count == 1 && vs_str_is(a->replaces[0], "west-brabant-2017"),
       "it replaces 2017");
    OK(vs_str_is(a->calendar, "nl-atw") && vs_str_is(a->calendar_basis.convention, "C7"),
       "working days by convention C7");
    OK(!a->escalation_known && a->level_count == 0, "the ladder is not known");
}

static void
test_terms(const struct vs_agreement *a, const struct vs_calendar *calendar)
{
    const struct vs_term *assessment = vs_agreement_term(a, "assessment", VS_STR("vt"));
    const struct vs_term *trajectory = vs_agreement_term(a, "trajectory", VS_STR("vt"));
    struct vs_count count;

    OK(assessment && assessment->start == VS_TERM_FROM_RECEIPT &&
           assessment->basis.kind == VS_BASIS_PRACTICE,
       "the assessment counts from receipt, by practice");
    OK(trajectory && trajectory->start == VS_TERM_FROM_TRAJECTORY_START &&
           trajectory->basis.kind == VS_BASIS_AGREEMENT,
       "the trajectory is limited by the text");
    OK(!vs_agreement_term(a, "assessment", VS_STR("local_team")) &&
           !vs_agreement_term(a, "monitoring", VS_STR("vt")),
       "there are no other terms");
    if (!assessment || !trajectory) {
        return;
    }
    OK(vs_term_deadline(&count, assessment, calendar, h_at("2026-04-02 09:00"), NULL) == VS_OK &&
           count.latest == h_at("2026-04-14 00:00"),
       "assessment of a report of 2 April 2026: through Monday 13 April");
    vs_count_release(&count);
    OK(vs_term_deadline(&count, trajectory, calendar, h_at("2026-04-09 09:00"), NULL) == VS_OK &&
           count.latest == h_at("2026-06-19 00:00"),
       "trajectory from 9 April 2026: through Thursday 18 June");
    vs_count_release(&count);
}

static void
test_2017(const struct vs_agreement *a, const struct vs_agreement *next)
{
    const struct vs_transfer *t =
        vs_agreement_transfer(a, VS_STR("vt"), VS_STR("local_team"), false);
    struct vs_transfer practised;
    int not_one = 0;

    OK(vs_agreement_in_force(a, h_date("2016-12-31")) == VS_NOT_IN_FORCE &&
           vs_agreement_in_force(a, h_date("2017-01-01")) == VS_POSSIBLY_IN_FORCE &&
           vs_agreement_in_force(a, h_date("2017-01-30")) == VS_POSSIBLY_IN_FORCE &&
           vs_agreement_in_force(a, h_date("2017-01-31")) == VS_SURELY_IN_FORCE &&
           vs_agreement_in_force(a, h_date("2022-03-31")) == VS_SURELY_IN_FORCE &&
           vs_agreement_in_force(a, h_date("2022-04-01")) == VS_NOT_IN_FORCE,
       "in force from some day in January 2017 through 31 March 2022");
    for (vs_date d = h_date("2017-01-31"); d < h_date("2027-01-31"); d++) {
        not_one += (vs_agreement_in_force(a, d) == VS_SURELY_IN_FORCE) ==
                   (vs_agreement_in_force(next, d) == VS_SURELY_IN_FORCE);
    }
    IS_INT(not_one, 0, "on every day one of the two texts is in force");
    if (!OK(t != NULL, "regulates the same direction")) {
        return;
    }
    OK(t->move.kind == VS_MOVE_UNKNOWN && t->waitlist == VS_WAITLIST_GIVER_HOLDS &&
           t->waitlist_basis.kind == VS_BASIS_AGREEMENT,
       "when it moves is unknown; while a local team has a waiting list Veilig Thuis holds");
    OK(a->practice_count == 4 && vs_practice_apply(&practised, t, &a->practices[0]) &&
           practised.waitlist == VS_WAITLIST_NONE &&
           practised.waitlist_basis.kind == VS_BASIS_PRACTICE &&
           t->waitlist == VS_WAITLIST_GIVER_HOLDS,
       "in Oosterhout the practice was another one, kept beside the text");
    OK(vs_practice_apply(&practised, t, &a->practices[1]) &&
           practised.move.kind == VS_MOVE_AFTER_DELAY && practised.move.delay.n == 2 &&
           practised.waitlist == VS_WAITLIST_GIVER_HOLDS &&
           a->practices[1].until.latest == h_date("2022-03-31"),
       "and from January 2022 the delay of the next text");
    OK(!vs_practice_apply(&practised, t, &a->practices[3]) && vs_transfer_same(&practised, t),
       "a mere note changes nothing");
    OK(!vs_transfer_same(t, vs_agreement_transfer(next, VS_STR("vt"), VS_STR("local_team"), false)),
       "the rules of 2017 and 2022 differ");
}

struct questions {
    unsigned open, conventions;
    bool refusal;
};

static void
count_question(void *payload, const struct vs_open_question *question)
{
    struct questions *q = payload;

    q->open += question->convention.len == 0;
    q->conventions += question->convention.len > 0;
    q->refusal |= strcmp(question->path, "transfer[0].refusal") == 0 &&
                  strcmp(question->words, "nothing says what a refusal does") == 0;
}

static void
test_questions(const struct vs_agreement *a)
{
    struct questions q = {0};

    vs_agreement_check(a, count_question, &q);
    OK(q.refusal, "nothing says what a refusal does");
    OK(q.open >= 6 && q.conventions >= 5, "and more is open, and filled in by conventions");
}

/* --- documents that are refused -------------------------------------------------------------- */

/* The shipped text of 2022 with the first `old` replaced by `new`. */
static enum vs_code
load_with(const char *old, const char *new, struct vs_err *err)
{
    struct vs_agreement *a;
    struct vs_str source;
    struct vs_buf buf;
    enum vs_code rc;
    char *text = NULL, *at;

    for (size_t i = 0; i == 0 || !strstr(text, "\"id\": \"west-brabant-2022\""); i++) {
        vs_free(i > 0 ? text : NULL);
        if (!vs_shipped_agreement(&source, i)) {
            abort();
        }
        text = vs_strndup(source.p, source.len);
    }
    at = text ? strstr(text, old) : NULL;
    if (!at) {
        printf("# not in the profile: %s\n", old);
        fflush(stdout);
        abort();
    }
    vs_buf_init(&buf, VS_AGREEMENT_BYTES_MAX);
    vs_buf_add(&buf, text, (size_t)(at - text));
    vs_buf_add_text(&buf, new);
    vs_buf_add_text(&buf, at + strlen(old));
    rc = vs_agreement_load(&a, buf.p, buf.len, err);
    vs_agreement_free(a);
    vs_buf_release(&buf);
    vs_free(text);
    return rc;
}

#define FORMAT  VS_E_AGREEMENT_FORMAT
#define MEANING VS_E_AGREEMENT_MEANING

static void
test_refused(void)
{
    static const struct {
        const char *old, *new;
        enum vs_code code;
        const char *path;
    } rows[] = {
        {"\"kind\": \"agreement\"", "\"kind\": \"agreement\"", VS_OK, ""},
        {"\"kind\": \"agreement\"", "\"kind\": \"treaty\"", FORMAT, "kind"},
        {"\"kind\": \"agreement\"", "\"kind\": \"vision\"", MEANING, "transfer"},
        {"\"kind\": \"agreement\",", "\"kind\": \"agreement\", \"weather\": 1,", FORMAT, "weather"},
        {"\"schema\": \"vs.agreement/1\"", "\"schema\": \"vs.agreement/2\"", FORMAT, "schema"},
        {"\"id\": \"west-brabant-2022\"", "\"id\": \"West-Brabant\"", FORMAT, "id"},
        {"\"id\": \"west-brabant-2022\"", "\"id\": \"west-brabant-2017\"", MEANING, "replaces[0]"},
        {"\"n\": 2,", "", FORMAT, "transfer[0].move.n"},
        {"\"n\": 2,", "\"n\": 0,", FORMAT, "transfer[0].move.n"},
        {"\"n\": 2,", "\"n\": 2.0,", FORMAT, "transfer[0].move.n"},
        {"\"n\": 2,", "\"n\": \"2\",", FORMAT, "transfer[0].move.n"},
        {"\"value\": \"after_delay\"", "\"value\": \"at_once\"", FORMAT, "transfer[0].move.value"},
        {"\"value\": \"after_delay\"", "\"value\": \"at_pickup\"", FORMAT, NULL},
        {"\"unit\": \"working_day\"", "\"unit\": \"month\"", FORMAT, "transfer[0].move.unit"},
        {"\"from\": \"vt\"", "\"from\": \"police\"", MEANING, "transfer[0].from"},
        {"\"to\": \"local_team\"", "\"to\": \"police\"", MEANING, "transfer[0].to"},
        {"\"value\": \"none\", \"basis\": \"agreement\"",
         "\"value\": \"unknown\", \"basis\": \"agreement\"", MEANING, "transfer[0].waitlist.basis"},
        {"\"refusal\": {\"value\": \"unknown\", \"basis\": \"unknown\"}",
         "\"refusal\": {\"value\": \"cancels\", \"basis\": \"unknown\"}", MEANING,
         "transfer[0].refusal.basis"},
        {"\"refusal\": {\"value\": \"unknown\", \"basis\": \"unknown\"}",
         "\"refusal\": {\"value\": \"cancels\", \"basis\": \"agreement\"}", MEANING,
         "transfer[0].refusal.source"},
        {"\"refusal\": {\"value\": \"unknown\", \"basis\": \"unknown\"}",
         "\"refusal\": {\"value\": \"cancels\", \"basis\": \"convention\"}", MEANING,
         "transfer[0].refusal.convention"},
        {"\"refusal\": {\"value\": \"unknown\", \"basis\": \"unknown\"}",
         "\"refusal\": {\"value\": \"unknown\", \"basis\": \"unknown\", \"convention\": \"C4\"}",
         MEANING, "transfer[0].refusal.convention"},
        {"\"refusal\": {\"value\": \"unknown\", \"basis\": \"unknown\"}", "\"refusal\": null",
         FORMAT, "transfer[0].refusal"},
        {"\"convention\": \"C10\"", "\"convention\": \"C12\"", FORMAT,
         "transfer[0].early_accept.convention"},
        {"\"source\": \"s-oh\", \"note\": \"\\\"De", "\"source\": \"nowhere\", \"note\": \"\\\"De",
         MEANING, "in_force.from.source"},
        {"\"on\": \"2022-04-01\"", "\"on\": \"2022-02-30\"", FORMAT, "in_force.from.on"},
        {"\"on\": \"2022-04-01\"", "\"on\": \"2022-04-01\", \"not_after\": \"2022-05-01\"", MEANING,
         "in_force.from.on"},
        {"\"on\": \"2022-04-01\"", "\"not_before\": \"2022-05-01\", \"not_after\": \"2022-04-01\"",
         MEANING, "in_force.from.not_after"},
        {"\"on\": \"2022-04-01\", ", "", MEANING, "in_force.from.basis"},
        {"\"value\": \"nl-atw\", \"basis\": \"convention\", \"convention\": \"C7\"",
         "\"value\": \"unknown\", \"basis\": \"unknown\"", MEANING, "transfer[0].move.unit"},
        {"\"role\": \"local_team\"", "\"role\": \"vt\"", MEANING, "organisations[1].role"},
        {"\"id\": \"trajectory\"", "\"id\": \"assessment\"", MEANING, "terms[1].id"},
        {"\"about\": [\"difference_of_view\", \"not_picked_up\"]",
         "\"about\": [\"other\", \"other\"]", FORMAT, "escalation.about[1]"},
        {"\"id\": \"w30\", \"title\"", "\"id\": \"w17\", \"title\"", MEANING, "sources[2].id"},
        {"\"West-Brabant\"}", "\"West\\u202eBrabant\"}", FORMAT, "region.name"},
        {"\"West-Brabant\"}", "\"\"}", FORMAT, "region.name"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct vs_err err = {0};

        IS_INT(load_with(rows[i].old, rows[i].new, &err), rows[i].code, "%s for %s", rows[i].new,
               rows[i].old);
        if (rows[i].path) {
            IS_TEXT(err.subject, rows[i].path, "the path is named: %s", err.detail);
        }
    }
}

/* --- two texts of one region --------------------------------------------------------------------
 */

static void
test_overlap(const struct vs_agreement *a2017, const struct vs_agreement *a2022)
{
    struct vs_agreement other = *a2022;
    vs_date day = 0;

    OK(!vs_agreement_overlap(&day, a2017, a2022) && !vs_agreement_overlap(&day, a2022, a2017),
       "what the one replaces does not overlap it");
    OK(!vs_agreement_overlap(&day, a2022, a2022), "a text is no other text than itself");
    other.id = VS_STR("ours");
    other.replaces_count = 0;
    OK(vs_agreement_overlap(&day, a2022, &other) && day == h_date("2022-04-01"),
       "two texts from the same day on, without an end");
    OK(!vs_agreement_overlap(&day, a2017, &other), "the earlier one had ended");
    other.from.earliest = other.from.latest = h_date("2022-03-31");
    OK(vs_agreement_overlap(&day, a2017, &other) && day == h_date("2022-03-31"),
       "one day is enough");
    other.from.latest = h_date("2022-04-30");
    OK(!vs_agreement_overlap(&day, a2017, &other), "a day that is only possible is not");
    other = *a2022;
    other.id = VS_STR("ours");
    other.replaces_count = 0;
    other.region = VS_STR("elsewhere");
    OK(!vs_agreement_overlap(&day, a2022, &other), "nor is another region");
    other.region = a2022->region;
    other.kind = VS_KIND_VISION;
    OK(!vs_agreement_overlap(&day, a2022, &other), "nor a vision");
}

/* --- what is shipped ------------------------------------------------------------------------- */

static size_t
files_in(const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    size_t count = 0;

    while (dir && (entry = readdir(dir)) != NULL) {
        size_t len = strlen(entry->d_name);

        count += len > 5 && strcmp(entry->d_name + len - 5, ".json") == 0;
    }
    if (dir) {
        closedir(dir);
    }
    return count;
}

static void
test_shipped(void)
{
    struct vs_str bytes;
    size_t count = 0;

    for (; vs_shipped_agreement(&bytes, count); count++) {
        struct vs_agreement *a, *again = NULL;
        struct vs_err err = {0};

        OK(vs_agreement_load(&a, bytes.p, bytes.len, &err) == VS_OK, "profile %zu loads %s %s",
           count, err.subject, err.detail);
        OK(a && vs_agreement_load(&again, a->canonical.p, a->canonical.len, NULL) == VS_OK &&
               vs_str_eq(a->canonical, again->canonical),
           "and its canonical bytes are a profile with the same canonical bytes");
        vs_agreement_free(again);
        vs_agreement_free(a);
    }
    /* The folders are there when the test runs from the root of the repository. */
    if (files_in("schemas/agreements") > 0) {
        IS_INT(count, files_in("schemas/agreements"), "every profile in the folder is shipped");
        for (count = 0; vs_shipped_calendar(&bytes, count); count++) {
        }
        IS_INT(count, files_in("schemas/calendars"), "and every calendar");
    }
}

int
main(void)
{
    struct vs_agreement *a2017 = h_shipped_agreement("west-brabant-2017");
    struct vs_agreement *a2022 = h_shipped_agreement("west-brabant-2022");
    struct vs_calendar *calendar = h_shipped_calendar("nl-atw", "2026-1");

    test_shipped();
    if (OK(a2017 && a2022 && calendar, "the profiles of West-Brabant are shipped")) {
        test_2022(a2022);
        test_terms(a2022, calendar);
        test_2017(a2017, a2022);
        test_questions(a2022);
        test_overlap(a2017, a2022);
    }
    test_refused();
    vs_agreement_free(a2017);
    vs_agreement_free(a2022);
    vs_calendar_free(calendar);
    return tap_done();
}
