/* What a profile of the right shape must not say, because it would contradict itself. */
#include "core/casework/agreement_priv.h"

#include <stdarg.h>
#include <stdio.h>

#include "core/casework/shape.h"

__attribute__((format(printf, 3, 4))) static enum vs_code
meaning(struct vs_err *err, const char *expected, const char *path, ...)
{
    char text[160];
    va_list args;

    va_start(args, path);
    vsnprintf(text, sizeof(text), path, args);
    va_end(args);
    return vs_fail(err, VS_E_AGREEMENT_MEANING, text, "%s", expected);
}

/* --- basis and source of every rule ---------------------------------------------------------- */

struct visitor {
    const struct vs_agreement *agreement;
    struct vs_err *err;
};

/* "unknown" as a value and as a basis are the same thing said twice: one without the other is a
 * value that comes from nowhere, or a source for nothing. */
static enum vs_code
check_unknown(const struct visitor *v, const char *path, const struct vs_json *rule, bool no_basis)
{
    struct vs_str value = vs_json_get_str(rule, "value");
    bool unknown = value.p && vs_str_is(value, "unknown");

    if (!value.p || unknown == no_basis) {
        return VS_OK;
    }
    return unknown
               ? meaning(v->err, "must be \"unknown\", since the value is", "%s.basis", path)
               : meaning(v->err,
                         "must say where the value comes from: agreement, practice or convention",
                         "%s.basis", path);
}

static enum vs_code
check_rule(const struct visitor *v, const char *path, const struct vs_json *rule)
{
    enum vs_basis_kind basis = (enum vs_basis_kind)vs_shape_word(
        vs_words_basis, vs_json_get_str(rule, "basis"), VS_BASIS_UNKNOWN);
    bool convention = vs_json_get(rule, "convention") != NULL;

    if (convention != (basis == VS_BASIS_CONVENTION)) {
        return convention
                   ? meaning(v->err, "belongs to the basis \"convention\" only", "%s.convention",
                             path)
                   : meaning(v->err, "must name the convention (C1 to C11)", "%s.convention", path);
    }
    if ((basis == VS_BASIS_AGREEMENT || basis == VS_BASIS_PRACTICE) &&
        !vs_json_get(rule, "source")) {
        return meaning(v->err, "must name the source that says so", "%s.source", path);
    }
    return check_unknown(v, path, rule, basis == VS_BASIS_UNKNOWN);
}

static enum vs_code
visit(void *payload, const char *path, const struct vs_json *object)
{
    const struct visitor *v = payload;
    struct vs_str source = vs_json_get_str(object, "source");

    if (source.p && !vs_agreement_source(v->agreement, source).id.p) {
        return meaning(v->err, "names no source of the list \"sources\"", "%s.source", path);
    }
    return vs_json_get(object, "basis") ? check_rule(v, path, object) : VS_OK;
}

/* --- each name once -------------------------------------------------------------------------- */

/* No two elements of a list agree in both members (the second may be NULL). */
static enum vs_code
check_once(const struct vs_json *doc, const char *list, const char *first, const char *second,
           const char *expected, struct vs_err *err)
{
    const struct vs_json *array = vs_json_get(doc, list);

    for (size_t i = 1; i < vs_json_size(array); i++) {
        for (size_t j = 0; j < i; j++) {
            const struct vs_json *a = vs_json_at(array, i), *b = vs_json_at(array, j);

            if (vs_str_eq(vs_json_get_str(a, first), vs_json_get_str(b, first)) &&
                (!second || vs_str_eq(vs_json_get_str(a, second), vs_json_get_str(b, second)))) {
                return meaning(err, expected, "%s[%zu].%s", list, i, first);
            }
        }
    }
    return VS_OK;
}

static enum vs_code
check_names(const struct vs_agreement *a, struct vs_err *err)
{
    enum vs_code rc =
        check_once(a->doc, "sources", "id", NULL, "is the id of an earlier source", err);

    if (rc == VS_OK) {
        rc = check_once(a->doc, "organisations", "role", NULL, "is a role named before", err);
    }
    if (rc == VS_OK) {
        rc = check_once(a->doc, "transfer", "from", "to",
                        "repeats a direction that has its rules already", err);
    }
    if (rc == VS_OK) {
        rc = check_once(a->doc, "terms", "id", "role", "repeats a term of the same role", err);
    }
    for (size_t i = 0; rc == VS_OK && i < a->replaces_count; i++) {
        if (vs_str_eq(a->replaces[i], a->id)) {
            rc = meaning(err, "must be another agreement than this one", "replaces[%zu]", i);
        }
    }
    return rc;
}

/* --- dates ----------------------------------------------------------------------------------- */

static enum vs_code
check_range(const struct vs_json *range, const char *path, struct vs_err *err)
{
    struct vs_str on = vs_json_get_str(range, "on");
    struct vs_str lower = vs_json_get_str(range, "not_before");
    struct vs_str upper = vs_json_get_str(range, "not_after");
    bool unknown = vs_str_is(vs_json_get_str(range, "basis"), "unknown");
    vs_date first = 0, last = 0;

    if (!range) {
        return VS_OK;
    }
    if (on.p && (lower.p || upper.p)) {
        return meaning(err, "is exact: it leaves no place for not_before and not_after", "%s.on",
                       path);
    }
    if ((on.p || lower.p || upper.p) == unknown) {
        return unknown
                   ? meaning(err, "must say where the date comes from", "%s.basis", path)
                   : meaning(err, "must be \"unknown\", since there is no date", "%s.basis", path);
    }
    if (lower.p && upper.p && vs_date_parse(&first, lower) && vs_date_parse(&last, upper) &&
        first > last) {
        return meaning(err, "must not be before not_before", "%s.not_after", path);
    }
    return VS_OK;
}

static enum vs_code
check_dates(const struct vs_agreement *a, struct vs_err *err)
{
    const struct vs_json *in_force = vs_json_get(a->doc, "in_force");
    const struct vs_json *practice = vs_json_get(a->doc, "practice");
    enum vs_code rc = check_range(vs_json_get(in_force, "from"), "in_force.from", err);

    if (rc == VS_OK) {
        rc = check_range(vs_json_get(in_force, "until"), "in_force.until", err);
    }
    if (rc == VS_OK && a->until.latest < a->from.earliest) {
        rc = meaning(err, "must not end before it begins", "in_force.until");
    }
    for (size_t i = 0; rc == VS_OK && i < vs_json_size(practice); i++) {
        char path[40];

        snprintf(path, sizeof(path), "practice[%zu].from", i);
        rc = check_range(vs_json_get(vs_json_at(practice, i), "from"), path, err);
        if (rc == VS_OK) {
            snprintf(path, sizeof(path), "practice[%zu].until", i);
            rc = check_range(vs_json_get(vs_json_at(practice, i), "until"), path, err);
        }
        if (rc == VS_OK && a->practices[i].until.latest < a->practices[i].from.earliest) {
            rc = meaning(err, "must not end before it begins", "practice[%zu].until", i);
        }
    }
    return rc;
}

/* --- transfer, terms, ladder, practice ------------------------------------------------------- */

static enum vs_code
check_transfer(const struct vs_agreement *a, size_t index, struct vs_err *err)
{
    const struct vs_transfer *t = &a->transfers[index];
    bool no_calendar = a->calendar.len == 0;

    if (!vs_agreement_has_role(a, t->from)) {
        return meaning(err, "is no role of the list \"organisations\"", "transfer[%zu].from",
                       index);
    }
    if (!vs_agreement_has_role(a, t->to)) {
        return meaning(err, "is no role of the list \"organisations\"", "transfer[%zu].to", index);
    }
    if (no_calendar && t->move.kind == VS_MOVE_AFTER_DELAY &&
        t->move.delay.unit == VS_UNIT_WORKING_DAY) {
        return meaning(err, "counts working days, so the profile must name a calendar",
                       "transfer[%zu].move.unit", index);
    }
    if (no_calendar && t->giving_back.kind == VS_MOVE_AFTER_DELAY &&
        t->giving_back.delay.unit == VS_UNIT_WORKING_DAY) {
        return meaning(err, "counts working days, so the profile must name a calendar",
                       "transfer[%zu].return.unit", index);
    }
    if (t->early_accept == VS_EARLY_NONE && t->move.kind != VS_MOVE_AFTER_DELAY) {
        return meaning(err, "can be \"none\" only where a delay moves responsibility",
                       "transfer[%zu].early_accept.value", index);
    }
    return VS_OK;
}

static enum vs_code
check_practice(const struct vs_agreement *a, size_t index, struct vs_err *err)
{
    const struct vs_practice *p = &a->practices[index];

    if (!p->departs) {
        return VS_OK;
    }
    if (!vs_agreement_transfer(a, p->giver, p->receiver, false)) {
        return meaning(err, "must be a direction that the list \"transfer\" has",
                       "practice[%zu].transfer", index);
    }
    return p->value >= 0
               ? VS_OK
               : meaning(err, "is no value of this rule", "practice[%zu].transfer.value", index);
}

static enum vs_code
check_parts(const struct vs_agreement *a, struct vs_err *err)
{
    enum vs_code rc = VS_OK;

    if (a->kind != VS_KIND_AGREEMENT && a->transfer_count > 0) {
        return meaning(err, "must be empty: only an agreement moves responsibility", "transfer");
    }
    for (size_t i = 0; rc == VS_OK && i < a->transfer_count; i++) {
        rc = check_transfer(a, i, err);
    }
    for (size_t i = 0; rc == VS_OK && i < a->term_count; i++) {
        if (!vs_agreement_has_role(a, a->terms[i].role)) {
            rc = meaning(err, "is no role of the list \"organisations\"", "terms[%zu].role", i);
        } else if (a->calendar.len == 0 && a->terms[i].known &&
                   a->terms[i].delay.unit == VS_UNIT_WORKING_DAY) {
            rc = meaning(err, "counts working days, so the profile must name a calendar",
                         "terms[%zu].length.unit", i);
        }
    }
    for (size_t i = 0; rc == VS_OK && i < a->level_count; i++) {
        if (a->levels[i].level != i + 1) {
            rc = meaning(err, "must be 1 for the first level and one more for each next",
                         "escalation.levels[%zu].level", i);
        }
    }
    for (size_t i = 0; rc == VS_OK && i < a->practice_count; i++) {
        rc = check_practice(a, i, err);
    }
    return rc;
}

enum vs_code
vs_agreement_meaning(const struct vs_agreement *agreement, struct vs_err *err)
{
    struct visitor visitor = {agreement, err};
    enum vs_code rc = check_names(agreement, err);

    if (rc == VS_OK) {
        rc = vs_shape_visit(agreement->doc, &vs_agreement_shape, visit, &visitor, err);
    }
    if (rc == VS_OK) {
        rc = check_dates(agreement, err);
    }
    return rc == VS_OK ? check_parts(agreement, err) : rc;
}
