/* Profiles: what loads has canonical bytes that load to the same bytes, and can be asked anything.
 */
#include "core/casework/agreement.h"
#include "tests/fuzz/fuzz.h"

static void
each_question(void *payload, const struct vs_open_question *question)
{
    unsigned *count = payload;

    FUZZ_CHECK(question->path[0] && question->words[0]);
    FUZZ_CHECK(question->what < VS_OPEN_COUNT &&
               (question->about.nl.p || question->about.nl.len == 0));
    (*count)++;
}

static void
ask_parts(const struct vs_agreement *a)
{
    struct vs_member member;

    for (size_t i = 0; i < a->role_count; i++) {
        for (size_t j = 0; vs_agreement_member(&member, a, a->roles[i].role, j); j++) {
            FUZZ_CHECK(member.municipality.len > 0 || member.organisation.len > 0);
        }
    }
    for (size_t i = 0; i < a->level_count; i++) {
        const struct vs_level *level = &a->levels[i];

        FUZZ_CHECK(vs_agreement_level(a, level->level) == level);
        FUZZ_CHECK(level->decides != VS_DECIDES_ROLE || vs_agreement_has_role(a, level->decider));
        FUZZ_CHECK(i + 1 < a->level_count || level->decides != VS_DECIDES_NOBODY);
    }
    for (size_t i = 0; i < a->mode_count; i++) {
        const struct vs_mode_case *mode = &a->modes[i];

        FUZZ_CHECK((!mode->after && !mode->unsafety) ||
                   vs_agreement_mode(a, mode->after, mode->unsafety));
    }
    for (size_t i = 0; i < a->auditor_count; i++) {
        FUZZ_CHECK(vs_agreement_is_auditor(a, a->auditors[i].role));
        FUZZ_CHECK(vs_agreement_has_role(a, a->auditors[i].role));
    }
    for (size_t i = 0; i < a->annex_count; i++) {
        FUZZ_CHECK(vs_agreement_annex(a, a->annexes[i].id) == &a->annexes[i]);
    }
}

static void
ask(const struct vs_agreement *a)
{
    unsigned questions = 0;
    vs_date day;

    FUZZ_CHECK(a->id.len > 0 && a->role_count > 0);
    FUZZ_CHECK(a->kind == VS_KIND_AGREEMENT || a->transfer_count == 0);
    vs_agreement_check(a, each_question, &questions);
    ask_parts(a);
    FUZZ_CHECK(!vs_agreement_overlap(&day, a, a));
    for (size_t i = 0; i < a->transfer_count; i++) {
        const struct vs_transfer *t = &a->transfers[i];

        FUZZ_CHECK(vs_agreement_transfer(a, t->from, t->to, false) == t);
        FUZZ_CHECK(vs_agreement_transfer(a, t->to, t->from, true) == t);
        FUZZ_CHECK(vs_transfer_same(t, t));
        FUZZ_CHECK(t->move.kind != VS_MOVE_AFTER_DELAY ||
                   (t->move.delay.n >= 1 && t->move.delay.n <= VS_DELAY_MAX));
    }
    for (size_t i = 0; i < a->practice_count; i++) {
        struct vs_transfer practised;

        if (a->practices[i].departs) {
            FUZZ_CHECK(vs_practice_apply(
                &practised,
                vs_agreement_transfer(a, a->practices[i].giver, a->practices[i].receiver, false),
                &a->practices[i]));
        }
    }
    for (vs_date date = 0; date < 48000; date += 97) {
        enum vs_in_force in_force = vs_agreement_in_force(a, date);

        FUZZ_CHECK(in_force == VS_NOT_IN_FORCE ||
                   (date >= a->from.earliest && date <= a->until.latest));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vs_agreement *a = NULL, *again = NULL;
    struct vs_err err = {0};

    if (vs_agreement_load(&a, data, size, &err) != VS_OK) {
        FUZZ_CHECK(!a && err.subject[0] && err.detail[0]);
        return 0;
    }
    ask(a);
    FUZZ_CHECK(vs_agreement_load(&again, a->canonical.p, a->canonical.len, NULL) == VS_OK);
    FUZZ_CHECK(vs_str_eq(a->canonical, again->canonical));
    vs_agreement_free(again);
    vs_agreement_free(a);
    return 0;
}
