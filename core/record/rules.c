#include "core/record/rules.h"

#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/log/hash.h"
#include "core/record/directory.h"

struct vs_rules {
    struct vs_agreement **agreements;
    size_t agreement_count;
    struct vs_calendar **calendars; /* every shipped edition, oldest first */
    size_t calendar_count;
};

static enum vs_code
add_calendar(struct vs_rules *rules, struct vs_str bytes, struct vs_err *err)
{
    struct vs_calendar **list =
        vs_realloc_array(rules->calendars, rules->calendar_count + 1, sizeof(*list));
    struct vs_calendar *calendar;
    enum vs_code code;

    if (!list) {
        return vs_fail_memory(err);
    }
    rules->calendars = list;
    code = vs_calendar_load(&calendar, bytes.p, bytes.len, err);
    if (code == VS_OK) {
        vs_sha256(&calendar->hash, calendar->canonical.p, calendar->canonical.len);
        list[rules->calendar_count++] = calendar;
    }
    return code;
}

/* The rules of a store, made with every shipped calendar at the first use. */
static enum vs_code
rules_of(struct vs_store *store, struct vs_rules **out, struct vs_err *err)
{
    struct vs_rules *rules = store->rules;
    struct vs_str bytes;
    enum vs_code code = VS_OK;

    if (!rules) {
        rules = vs_calloc(1, sizeof(*rules));
        if (!rules) {
            return vs_fail_memory(err);
        }
        for (size_t i = 0; code == VS_OK && vs_shipped_calendar(&bytes, i); i++) {
            code = add_calendar(rules, bytes, err);
        }
        if (code != VS_OK) {
            vs_rules_free(rules);
            return code;
        }
        store->rules = rules;
    }
    *out = rules;
    return VS_OK;
}

void
vs_rules_free(struct vs_rules *rules)
{
    if (!rules) {
        return;
    }
    for (size_t i = 0; i < rules->agreement_count; i++) {
        vs_agreement_free(rules->agreements[i]);
    }
    for (size_t i = 0; i < rules->calendar_count; i++) {
        vs_calendar_free(rules->calendars[i]);
    }
    vs_free(rules->agreements);
    vs_free(rules->calendars);
    vs_free(rules);
}

enum vs_code
vs_rules_agreement(struct vs_store *store, const struct vs_agreement **out,
                   const struct vs_hash *hash, struct vs_err *err)
{
    struct vs_agreement *agreement;
    struct vs_agreement **list;
    struct vs_rules *rules;
    enum vs_code code = rules_of(store, &rules, err);

    if (code != VS_OK) {
        return code;
    }
    for (size_t i = 0; i < rules->agreement_count; i++) {
        if (vs_hash_eq(&rules->agreements[i]->hash, hash)) {
            *out = rules->agreements[i];
            return VS_OK;
        }
    }
    list = vs_realloc_array(rules->agreements, rules->agreement_count + 1, sizeof(*list));
    if (!list) {
        return vs_fail_memory(err);
    }
    rules->agreements = list;
    code = vs_directory_profile(store, &agreement, hash, err);
    if (code == VS_OK) {
        list[rules->agreement_count++] = agreement;
        *out = agreement;
    }
    return code;
}

/* The hash fixes the text: what is no agreement for one reader is none for anybody. */
bool
vs_rules_no_agreement(enum vs_code code)
{
    return code == VS_E_AGREEMENT_FORMAT || code == VS_E_AGREEMENT_MEANING ||
           code == VS_E_JSON_SYNTAX || code == VS_E_JSON_NOT_CANONICAL ||
           code == VS_E_JSON_SCHEMA || code == VS_E_TOO_LARGE || code == VS_E_INVALID;
}

enum vs_code
vs_rules_calendar(struct vs_store *store, const struct vs_calendar **out,
                  const struct vs_hash *hash, struct vs_err *err)
{
    struct vs_rules *rules;
    enum vs_code code = rules_of(store, &rules, err);

    for (size_t i = 0; code == VS_OK && i < rules->calendar_count; i++) {
        if (vs_hash_eq(&rules->calendars[i]->hash, hash)) {
            *out = rules->calendars[i];
            return VS_OK;
        }
    }
    return code == VS_OK ? vs_fail(err, VS_E_NOT_FOUND, "the calendar", "this edition is not here")
                         : code;
}

enum vs_code
vs_rules_newest_calendar(struct vs_store *store, const struct vs_calendar **out, struct vs_str id,
                         struct vs_err *err)
{
    struct vs_rules *rules;
    enum vs_code code = rules_of(store, &rules, err);

    for (size_t i = rules->calendar_count; code == VS_OK && i > 0; i--) {
        if (vs_str_eq(rules->calendars[i - 1]->id, id)) {
            *out = rules->calendars[i - 1];
            return VS_OK;
        }
    }
    return code == VS_OK ? vs_fail(err, VS_E_NOT_FOUND, "the calendar", "it is not shipped") : code;
}

struct own_search {
    struct vs_store *store;
    struct vs_own_rules *out;
    vs_date date;
};

static enum vs_code
consider(void *payload, const struct vs_adoption_row *row, struct vs_err *err)
{
    const struct vs_agreement *agreement;
    struct own_search *search = payload;
    enum vs_code code;

    if (row->since > search->date || row->ended <= search->date) {
        return VS_OK;
    }
    code = vs_rules_agreement(search->store, &agreement, &row->profile, err);
    if (code == VS_E_NOT_FOUND || vs_rules_no_agreement(code)) {
        return VS_OK;
    }
    if (code != VS_OK || vs_agreement_in_force(agreement, search->date) == VS_NOT_IN_FORCE) {
        return code;
    }
    search->out->agreement = agreement;
    snprintf(search->out->role, sizeof(search->out->role), "%s", row->role);
    search->out->calendar = NULL;
    code =
        vs_rules_newest_calendar(search->store, &search->out->calendar, agreement->calendar, err);
    return code == VS_E_NOT_FOUND ? VS_OK : code;
}

enum vs_code
vs_rules_own(struct vs_store *store, struct vs_own_rules *out, vs_date date, struct vs_err *err)
{
    struct own_search search = {store, out, date};

    memset(out, 0, sizeof(*out));
    return vs_adoption_each(store->ledger, store->self.id, consider, &search, err);
}

/* --- auditors ----------------------------------------------------------------------------------
 */

struct audit_search {
    struct vs_store *store;
    vs_date date;
    struct vs_hash profile; /* one that we adopted */
    int64_t org;
    bool found;
};

static bool
is_adopted_on(const struct vs_adoption_row *row, vs_date date)
{
    return row->since <= date && date < row->ended;
}

static enum vs_code
look_at_theirs(void *payload, const struct vs_adoption_row *row, struct vs_err *err)
{
    struct audit_search *search = payload;
    const struct vs_agreement *agreement;
    enum vs_code code;

    if (!is_adopted_on(row, search->date) || !vs_hash_eq(&row->profile, &search->profile)) {
        return VS_OK;
    }
    code = vs_rules_agreement(search->store, &agreement, &row->profile, err);
    if (code == VS_OK && vs_agreement_in_force(agreement, search->date) != VS_NOT_IN_FORCE &&
        vs_agreement_is_auditor(agreement, vs_str(row->role))) {
        search->found = true;
    }
    return code == VS_E_NOT_FOUND || vs_rules_no_agreement(code) ? VS_OK : code;
}

static enum vs_code
look_at_ours(void *payload, const struct vs_adoption_row *row, struct vs_err *err)
{
    struct audit_search *search = payload;

    if (!is_adopted_on(row, search->date)) {
        return VS_OK;
    }
    search->profile = row->profile;
    return vs_adoption_each(search->store->ledger, search->org, look_at_theirs, search, err);
}

enum vs_code
vs_rules_is_auditor(struct vs_store *store, bool *is, int64_t org, vs_date date, struct vs_err *err)
{
    struct audit_search search = {.store = store, .date = date, .org = org};
    enum vs_code code = vs_adoption_each(store->ledger, store->self.id, look_at_ours, &search, err);

    *is = search.found;
    return code;
}
