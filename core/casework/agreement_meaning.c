/* What a profile of the right shape must not say, because it would contradict itself: bases and
 * sources, names, dates. The rules themselves are in agreement_rules.c and agreement_people.c. */
#include "core/casework/agreement_priv.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/casework/shape.h"

#define N_(text) text /* cli/po/extract.sh takes these texts out */

enum vs_code
vs_agreement_wrong(struct vs_err *err, const char *expected, const char *path, ...)
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
               ? vs_agreement_wrong(v->err, N_("must be \"unknown\", since the value is"),
                                    "%s.basis", path)
               : vs_agreement_wrong(
                     v->err,
                     N_("must say where the value comes from: agreement, practice or convention"),
                     "%s.basis", path);
}

/* The one rule and value for which each convention stands in; C5, C6 and C8 are of the program and
 * stand in for no rule of a text. */
static bool
convention_fits(struct vs_str convention, const char *path, struct vs_str value)
{
    static const struct {
        const char *name, *rule, *value;
    } rules[] = {
        {"C1", "counting", "whole_days"},   {"C1b", "counting", "same_time"},
        {"C2", "version", "of_offer"},      {"C3", "move", "at_acceptance"},
        {"C4", "refusal", "none"},          {"C4", "dispute", "none"},
        {"C4", "waitlist", "none"},         {"C7", "calendar", "nl-atw"},
        {"C9", "counts_from", "sent"},      {"C10", "early_accept", "moves"},
        {"C11", "return", "at_acceptance"},
    };
    const char *dot = strrchr(path, '.');
    struct vs_str rule = vs_str(dot ? dot + 1 : path);

    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (vs_str_is(convention, rules[i].name) && vs_str_is(rule, rules[i].rule) &&
            vs_str_is(value, rules[i].value)) {
            return true;
        }
    }
    return false;
}

static enum vs_code
check_rule(const struct visitor *v, const char *path, const struct vs_json *rule)
{
    enum vs_basis_kind basis = (enum vs_basis_kind)vs_shape_word(
        vs_words_basis, vs_json_get_str(rule, "basis"), VS_BASIS_UNKNOWN);
    bool convention = vs_json_get(rule, "convention") != NULL;

    if (convention != (basis == VS_BASIS_CONVENTION)) {
        return convention
                   ? vs_agreement_wrong(v->err, N_("belongs to the basis \"convention\" only"),
                                        "%s.convention", path)
                   : vs_agreement_wrong(v->err, N_("must name the convention (C1 to C11)"),
                                        "%s.convention", path);
    }
    if (convention && !convention_fits(vs_json_get_str(rule, "convention"), path,
                                       vs_json_get_str(rule, "value"))) {
        return vs_agreement_wrong(
            v->err, N_("is the convention of another rule, or of another value of this one"),
            "%s.convention", path);
    }
    if ((basis == VS_BASIS_AGREEMENT || basis == VS_BASIS_PRACTICE) &&
        !vs_json_get(rule, "source")) {
        return vs_agreement_wrong(v->err, N_("must name the source that says so"), "%s.source",
                                  path);
    }
    return check_unknown(v, path, rule, basis == VS_BASIS_UNKNOWN);
}

/* A rule in an annex holds while the annex is in force. What moves responsibility or counts is
 * folded for the whole time of the profile, so its annex has to be in force all that time. */
static bool
outlives(const struct vs_agreement *a, const struct vs_annex *annex)
{
    return (!vs_annex_is_dated(annex) || annex->from.latest <= a->from.latest) &&
           annex->until.earliest >= a->until.earliest;
}

static enum vs_code
check_annex(const struct visitor *v, const char *path, struct vs_str id)
{
    static const char *const lasting[] = {"transfer[", "terms[", "escalation", "calendar"};
    const struct vs_annex *annex = vs_agreement_annex(v->agreement, id);

    if (!annex) {
        return vs_agreement_wrong(v->err, N_("names no annex of the list \"annexes\""), "%s.annex",
                                  path);
    }
    for (size_t i = 0; i < sizeof(lasting) / sizeof(lasting[0]); i++) {
        if (vs_str_starts(vs_str(path), lasting[i]) && !outlives(v->agreement, annex)) {
            return vs_agreement_wrong(v->err,
                                      N_("is not in force for the whole time of this text; write "
                                         "a profile for each version of the annex"),
                                      "%s.annex", path);
        }
    }
    return VS_OK;
}

static enum vs_code
visit(void *payload, const char *path, const struct vs_json *object)
{
    const struct visitor *v = payload;
    struct vs_str source = vs_json_get_str(object, "source");
    struct vs_str annex = vs_json_get_str(object, "annex");

    if (source.p && !vs_agreement_source(v->agreement, source).id.p) {
        return vs_agreement_wrong(v->err, N_("names no source of the list \"sources\""),
                                  "%s.source", path);
    }
    if (annex.p) {
        enum vs_code rc = check_annex(v, path, annex);

        if (rc != VS_OK) {
            return rc;
        }
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
                return vs_agreement_wrong(err, expected, "%s[%zu].%s", list, i, first);
            }
        }
    }
    return VS_OK;
}

static enum vs_code
check_names(const struct vs_agreement *a, struct vs_err *err)
{
    enum vs_code rc =
        check_once(a->doc, "sources", "id", NULL, N_("is the id of an earlier source"), err);

    if (rc == VS_OK) {
        rc = check_once(a->doc, "annexes", "id", NULL, N_("is the id of an earlier annex"), err);
    }
    if (rc == VS_OK) {
        rc = check_once(a->doc, "organisations", "role", NULL, N_("is a role named before"), err);
    }
    if (rc == VS_OK) {
        rc = check_once(a->doc, "transfer", "from", "to",
                        N_("repeats a direction that has its rules already"), err);
    }
    if (rc == VS_OK) {
        rc = check_once(a->doc, "terms", "id", "role", N_("repeats a term of the same role"), err);
    }
    if (rc == VS_OK) {
        rc = check_once(a->doc, "auditors", "role", NULL, N_("is an auditor named before"), err);
    }
    for (size_t i = 0; rc == VS_OK && i < a->replaces_count; i++) {
        if (vs_str_eq(a->replaces[i], a->id)) {
            rc = vs_agreement_wrong(err, N_("must be another agreement than this one"),
                                    "replaces[%zu]", i);
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
        return vs_agreement_wrong(
            err, N_("is exact: it leaves no place for not_before and not_after"), "%s.on", path);
    }
    if ((on.p || lower.p || upper.p) == unknown) {
        return unknown ? vs_agreement_wrong(err, N_("must say where the date comes from"),
                                            "%s.basis", path)
                       : vs_agreement_wrong(err, N_("must be \"unknown\", since there is no date"),
                                            "%s.basis", path);
    }
    if (lower.p && upper.p && vs_date_parse(&first, lower) && vs_date_parse(&last, upper) &&
        first > last) {
        return vs_agreement_wrong(err, N_("must not be before not_before"), "%s.not_after", path);
    }
    return VS_OK;
}

enum vs_code
vs_agreement_period_meaning(const struct vs_json *object, const struct vs_date_range *from,
                            const struct vs_date_range *until, const char *path, struct vs_err *err)
{
    char member[120];
    enum vs_code rc;

    snprintf(member, sizeof(member), "%s.from", path);
    rc = check_range(vs_json_get(object, "from"), member, err);
    if (rc == VS_OK) {
        snprintf(member, sizeof(member), "%s.until", path);
        rc = check_range(vs_json_get(object, "until"), member, err);
    }
    if (rc == VS_OK && until->latest < from->earliest) {
        rc = vs_agreement_wrong(err, N_("must not end before it begins"), "%s.until", path);
    }
    return rc;
}

static enum vs_code
check_dates(const struct vs_agreement *a, struct vs_err *err)
{
    const struct vs_json *practice = vs_json_get(a->doc, "practice");
    const struct vs_json *annexes = vs_json_get(a->doc, "annexes");
    enum vs_code rc = vs_agreement_period_meaning(vs_json_get(a->doc, "in_force"), &a->from,
                                                  &a->until, "in_force", err);
    char path[60];

    for (size_t i = 0; rc == VS_OK && i < a->annex_count; i++) {
        snprintf(path, sizeof(path), "annexes[%zu].in_force", i);
        rc = vs_agreement_period_meaning(vs_json_get(vs_json_at(annexes, i), "in_force"),
                                         &a->annexes[i].from, &a->annexes[i].until, path, err);
        if (rc == VS_OK && (a->annexes[i].from.earliest > a->until.latest ||
                            a->annexes[i].until.latest < a->from.earliest)) {
            rc = vs_agreement_wrong(err, N_("has no day on which the text is in force too"), "%s",
                                    path);
        }
    }
    for (size_t i = 0; rc == VS_OK && i < a->practice_count; i++) {
        snprintf(path, sizeof(path), "practice[%zu]", i);
        rc = vs_agreement_period_meaning(vs_json_at(practice, i), &a->practices[i].from,
                                         &a->practices[i].until, path, err);
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
    if (rc == VS_OK) {
        rc = vs_agreement_members_meaning(agreement, err);
    }
    return rc == VS_OK ? vs_agreement_rules_meaning(agreement, err) : rc;
}
