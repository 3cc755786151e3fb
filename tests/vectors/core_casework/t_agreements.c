/* Replays schemas/vectors/agreements.json: profiles that are taken, with what they leave open;
 * changes that make one that is refused, with the path of the member and what would be right. */
#include <stdlib.h>
#include <string.h>

#include "core/casework/agreement.h"
#include "tests/tap.h"
#include "tests/vectors.h"

struct change {
    const char *rest; /* of the path, from this value on */
    const struct vs_json *set;
    struct vs_json *into;
};

/* "transfer[0].move": the name (or index) that comes first, and the rest after it. */
static struct vs_str
first_step(const char **rest)
{
    const char *p = **rest == '.' || **rest == '[' ? *rest + 1 : *rest;
    size_t len = strcspn(p, ".[]");
    struct vs_str step = {p, len};

    *rest = p + len + (p[len] == ']');
    return step;
}

static struct vs_json *changed(const struct vs_json *value, const char *rest,
                               const struct vs_json *set);

static int
copy_member(void *payload, const char *name, const struct vs_json *value)
{
    const struct change *change = payload;
    const char *rest = change->rest;
    struct vs_str step = first_step(&rest);

    if (!vs_str_is(step, name)) {
        vs_json_set(change->into, name, vs_json_copy(value));
    } else if (*rest) {
        vs_json_set(change->into, name, changed(value, rest, change->set));
    }
    return 0;
}

/* A copy of `value` in which the member at `rest` is a copy of `set`, or left out if it is NULL. */
static struct vs_json *
changed(const struct vs_json *value, const char *rest, const struct vs_json *set)
{
    const char *after = rest;
    struct vs_str step = first_step(&after);

    if (vs_json_kind(value) == VS_JSON_OBJECT) {
        struct change change = {rest, set, vs_json_new_object()};
        char name[60];

        (void)vs_json_each(value, copy_member, &change);
        if (!*after && set) {
            snprintf(name, sizeof(name), "%.*s", (int)step.len, step.p);
            vs_json_set(change.into, name, vs_json_copy(set));
        }
        return change.into;
    } else {
        struct vs_json *array = vs_json_new_array();
        size_t index = strtoul(step.p, NULL, 10);

        for (size_t i = 0; i < vs_json_size(value) || i <= index; i++) {
            if (i != index) {
                vs_json_add(array, vs_json_copy(vs_json_at(value, i)));
            } else if (*after) {
                vs_json_add(array, changed(vs_json_at(value, i), after, set));
            } else if (set) {
                vs_json_add(array, vs_json_copy(set));
            }
        }
        return array;
    }
}

static enum vs_code
load(struct vs_agreement **out, const struct vs_json *document, struct vs_err *err)
{
    struct vs_buf text;
    enum vs_code code;

    vs_buf_init(&text, VS_AGREEMENT_BYTES_MAX);
    code = vs_json_write(&text, document, VS_JSON_CONTENT, err);
    if (code == VS_OK) {
        code = vs_agreement_load(out, text.p, text.len, err);
    }
    vs_buf_release(&text);
    return code;
}

static void
test_case(const struct vs_json *document, const struct vs_json *row)
{
    struct vs_err err = {0};
    struct vs_json *other;
    struct vs_agreement *agreement = NULL;

    other = changed(document, vectors_text(row, "at"), vs_json_get(row, "set"));
    IS_TEXT(vs_code_name(load(&agreement, other, &err)), vectors_text(row, "code"), "%s",
            vectors_text(row, "because"));
    IS_TEXT(err.subject, vectors_text(row, "path"), "the path is named");
    IS_TEXT(err.detail, vectors_text(row, "expected"), "and what would be right");
    vs_agreement_free(agreement);
    vs_json_free(other);
}

struct questions {
    const struct vs_json *expected;
    size_t count, wrong;
};

static bool
same(struct vs_str a, struct vs_str b)
{
    return a.len == b.len && (a.len == 0 || vs_str_eq(a, b));
}

static void
compare(void *payload, const struct vs_open_question *question)
{
    struct questions *q = payload;
    const struct vs_json *row = vs_json_at(q->expected, q->count++);
    struct vs_str convention = vs_json_get_str(row, "convention");

    if (!vs_str_is(vs_json_get_str(row, "path"), question->path) ||
        !vs_str_is(vs_json_get_str(row, "words"), question->words) ||
        !same(convention, question->convention) ||
        !same(vs_json_get_str(row, "about"), question->about.en) ||
        vs_json_int(vs_json_get(row, "level"), 0) != question->level) {
        printf("# %s: %s (%.*s)\n", question->path, question->words, (int)question->convention.len,
               question->convention.p);
        q->wrong++;
    }
}

/* The first document, as the structs say it. */
static void
test_everything(const struct vs_agreement *a)
{
    const struct vs_transfer *t = &a->transfers[0];
    const struct vs_level *level = vs_agreement_level(a, 2);
    const struct vs_mode_case *mode;
    struct vs_transfer practised;
    struct vs_member member;

    OK(a->adoption == VS_ADOPTION_EACH && vs_str_is(a->adoption_basis.annex, "a1") &&
           vs_str_is(a->adoption_basis.article, "article 1"),
       "each member adopts it; annex and article of the rule");
    OK(a->annex_count == 2 && vs_agreement_annex(a, VS_STR("a2")) == &a->annexes[1] &&
           !vs_agreement_annex(a, VS_STR("a3")) && vs_str_is(a->annexes[0].decided_by.nl, "b") &&
           a->annexes[0].from.earliest == a->annexes[0].from.latest &&
           a->annexes[1].from.latest == VS_DATE_NEVER,
       "annexes, one with a date");
    OK(vs_str_is(level->decides_text.nl, "wie beslist") &&
           vs_str_is(level->decides_text.en, "who decides") &&
           vs_str_is(a->practices[0].note.nl, "zo gaat het") &&
           vs_str_is(a->practices[0].note.en, "it is done so") &&
           vs_str_is(vs_agreement_source(a, VS_STR("s")).title.en, "Title"),
       "words in both languages");
    OK(vs_str_is(a->practices[1].note.nl, "n") && vs_str_is(a->practices[1].note.en, "n") &&
           a->practices[0].move.basis.note.nl.len == 0,
       "in one they are those of every reader; none are none");
    OK(vs_agreement_rule_in_force(a, &a->adoption_basis, a->annexes[0].from.latest - 1) ==
               VS_NOT_IN_FORCE &&
           vs_agreement_rule_in_force(a, &a->adoption_basis, a->annexes[0].from.latest) ==
               VS_SURELY_IN_FORCE &&
           vs_agreement_rule_in_force(a, &a->monitoring_basis, 0) == VS_SURELY_IN_FORCE,
       "a rule in an annex is in force as its annex is");
    OK(vs_agreement_member(&member, a, VS_STR("vt"), 0) && vs_str_is(member.municipality, "M") &&
           vs_str_is(member.organisation, "A") && vs_str_is(member.code, "GM0826") &&
           vs_agreement_member(&member, a, VS_STR("vt"), 2) && member.municipality.len == 0 &&
           !vs_agreement_member(&member, a, VS_STR("vt"), 3) &&
           !vs_agreement_member(&member, a, VS_STR("police"), 0),
       "members of a role");
    OK(t->version == VS_VERSION_NEW_RULE && t->new_delay == VS_NEW_DELAY_HANDOVER &&
           t->refusal_term.kind == VS_LIMIT_DELAY && t->refusal_term.delay.n == 2 &&
           t->return_term.kind == VS_LIMIT_NONE && !vs_transfer_same(t, &a->transfers[1]),
       "a direction: the new rule, the terms of a refusal and a return");
    mode = vs_agreement_mode(a, 1u << VS_AFTER_INVESTIGATION, 1u << VS_UNSAFETY_ACUTE);
    OK(mode == &a->modes[0] && mode->mode == VS_MODE_WARM,
       "the way in which a case is handed over");
    OK(!vs_agreement_mode(a, 1u << VS_AFTER_INVESTIGATION, 0) &&
           !vs_agreement_mode(a, 0, 1u << VS_UNSAFETY_ACUTE) &&
           !vs_agreement_mode(a, 1u << VS_AFTER_OTHER, 1u << VS_UNSAFETY_ACUTE),
       "what is not known is no condition that holds; words alone never do");
    OK(a->contents_known && a->field_count == 3 && a->fields[1] == VS_FIELD_CONDITIONS &&
           a->monitoring == VS_MONITORING_ROLE && vs_str_is(a->monitor, "vt"),
       "contents and monitoring");
    OK(level && level == &a->levels[1] && level->decides == VS_DECIDES_ROLE &&
           vs_str_is(level->decider, "vt") && level->answer.kind == VS_LIMIT_UNKNOWN &&
           a->levels[0].decides == VS_DECIDES_NOBODY && a->levels[0].answer.delay.n == 1 &&
           a->levels[0].answered_by == VS_ANSWERED_BOTH && level->during == VS_DURING_GIVER &&
           !vs_agreement_level(a, 3),
       "levels of the ladder");
    OK(vs_practice_apply(&practised, t, &a->practices[1]) &&
           practised.move.kind == VS_MOVE_AFTER_DELAY && practised.move.delay.n == 1 &&
           practised.move.delay.unit == VS_UNIT_WEEK && t->move.delay.n == 2 &&
           practised.move.basis.kind == VS_BASIS_PRACTICE,
       "a practice that moves responsibility at another moment");
    OK(a->terms[1].repeats && a->terms[1].end == VS_TERM_ENDS_UNKNOWN &&
           a->terms[2].end == VS_TERM_ENDS_TRAJECTORY_END,
       "what fulfils a term, and whether it repeats");
    OK(vs_agreement_is_auditor(a, VS_STR("steering_group")) &&
           !vs_agreement_is_auditor(a, VS_STR("certified_institution")),
       "an auditor by the agreement");
}

static void
test_taken(const struct vs_json *row, size_t index)
{
    struct questions q = {vs_json_get(row, "open"), 0, 0};
    struct vs_str text = vs_json_get_str(row, "text");
    struct vs_agreement *agreement = NULL;
    struct vs_err err = {0};

    OK(vs_agreement_load(&agreement, text.p, text.len, &err) == VS_OK,
       "document %zu is taken: %s %s", index, err.subject, err.detail);
    if (agreement) {
        vs_agreement_check(agreement, compare, &q);
        if (index == 0) {
            test_everything(agreement);
        }
    }
    OK(q.wrong == 0 && q.count == vs_json_size(q.expected), "and what it leaves open is told");
    vs_agreement_free(agreement);
}

int
main(void)
{
    struct vs_json *doc = vectors_load("agreements");
    const struct vs_json *taken = vs_json_get(doc, "positive");
    const struct vs_json *refused = vs_json_get(doc, "negative");
    struct vs_json *document = NULL;
    struct vs_str text;

    for (size_t i = 0; i < vs_json_size(taken); i++) {
        test_taken(vs_json_at(taken, i), i);
    }
    text = vs_json_get_str(vs_json_at(taken, 0), "text");
    if (OK(vs_json_parse(&document, text.p, text.len, VS_JSON_LOOSE, NULL) == VS_OK, "the first")) {
        for (size_t i = 0; i < vs_json_size(refused); i++) {
            test_case(document, vs_json_at(refused, i));
        }
    }
    vs_json_free(document);
    vs_json_free(doc);
    return tap_done();
}
