#include "core/record/rules.h"

#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/calendars.h"
#include "core/log/hash.h"
#include "core/record/directory.h"

#define ROLE_LEN sizeof(((struct vs_adoption_row *)NULL)->role)

/* Calendars that were only asked about: whoever publishes many fills nothing. */
#define LEARNT_MAX 16

struct vs_rules {
    struct vs_agreement **agreements;
    size_t agreement_count;
    struct vs_hash *texts; /* of the agreements that came with the program, as asked */
    size_t text_count;
    struct vs_calendar **calendars; /* every shipped edition, oldest first; then others, as asked */
    size_t calendar_count;
    size_t shipped; /* so many of them came with the program; 0: not loaded yet */
    struct vs_due_rules due;
    struct vs_due_duty *duties;
    char (*roles)[ROLE_LEN]; /* of the duties */
    size_t duty_room;
    bool has_due;
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

/* The rules of a store, made at the first use. */
static enum vs_code
rules_of(struct vs_store *store, struct vs_rules **out, struct vs_err *err)
{
    if (!store->rules) {
        store->rules = vs_calloc(1, sizeof(*store->rules));
    }
    *out = store->rules;
    return *out ? VS_OK : vs_fail_memory(err);
}

/* The same with every shipped calendar, which is read when the first one is asked for. */
static enum vs_code
calendars_of(struct vs_store *store, struct vs_rules **out, struct vs_err *err)
{
    struct vs_str bytes;
    enum vs_code code = rules_of(store, out, err);
    struct vs_rules *rules = *out;

    if (code != VS_OK || rules->shipped > 0) {
        return code;
    }
    for (size_t i = 0; code == VS_OK && vs_shipped_calendar(&bytes, i); i++) {
        code = add_calendar(rules, bytes, err);
    }
    if (code == VS_OK) {
        rules->shipped = rules->calendar_count;
        return VS_OK;
    }
    while (rules->calendar_count > 0) {
        vs_calendar_free(rules->calendars[--rules->calendar_count]);
    }
    return code;
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
    vs_free(rules->texts);
    vs_free(rules->calendars);
    vs_free(rules->duties);
    vs_free(rules->roles);
    vs_free(rules);
}

static const struct vs_agreement *
known_agreement(const struct vs_rules *rules, const struct vs_hash *hash)
{
    for (size_t i = 0; i < rules->agreement_count; i++) {
        if (vs_hash_eq(&rules->agreements[i]->hash, hash)) {
            return rules->agreements[i];
        }
    }
    return NULL;
}

enum vs_code
vs_rules_learn(struct vs_store *store, const struct vs_hash *hash, struct vs_str text,
               struct vs_err *err)
{
    struct vs_agreement *agreement;
    struct vs_agreement **list;
    struct vs_rules *rules;
    enum vs_code code = rules_of(store, &rules, err);

    if (code != VS_OK || known_agreement(rules, hash)) {
        return code;
    }
    code = vs_agreement_load(&agreement, text.p, text.len, err);
    if (code != VS_OK) {
        return code;
    }
    vs_sha256(&agreement->hash, agreement->canonical.p, agreement->canonical.len);
    list = rules->agreement_count < LEARNT_MAX && vs_hash_eq(&agreement->hash, hash)
               ? vs_realloc_array(rules->agreements, rules->agreement_count + 1, sizeof(*list))
               : NULL;
    if (list) {
        rules->agreements = list;
        list[rules->agreement_count++] = agreement;
    } else {
        vs_agreement_free(agreement);
    }
    return VS_OK;
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
    *out = known_agreement(rules, hash);
    if (*out) {
        return VS_OK;
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

/* The hashes of the agreements that came with the program, made when first asked for. */
static enum vs_code
list_shipped(struct vs_rules *rules, struct vs_err *err)
{
    struct vs_hash *list = NULL;
    size_t count = 0;
    struct vs_str bytes;
    enum vs_code code = VS_OK;

    while (vs_shipped_agreement(&bytes, count)) {
        count++;
    }
    if (rules->texts || count == 0) {
        return VS_OK;
    }
    list = vs_calloc(count, sizeof(*list));
    if (!list) {
        return vs_fail_memory(err);
    }
    for (size_t i = 0; code == VS_OK && i < count && vs_shipped_agreement(&bytes, i); i++) {
        struct vs_agreement *agreement;

        code = vs_agreement_load(&agreement, bytes.p, bytes.len, err);
        if (code == VS_OK) {
            vs_sha256(&list[i], agreement->canonical.p, agreement->canonical.len);
            vs_agreement_free(agreement);
        }
    }
    if (code != VS_OK) {
        vs_free(list);
        return code;
    }
    rules->texts = list;
    rules->text_count = count;
    return VS_OK;
}

/* Whether the text of an agreement was here at `known_at`: it came with the program, or had come
 * with an adoption. */
static enum vs_code
was_here(struct vs_store *store, bool *was, const struct vs_hash *hash, vs_instant known_at,
         struct vs_err *err)
{
    struct vs_rules *rules;
    enum vs_code code = vs_profile_known(store->ledger, was, hash, known_at, err);

    if (code == VS_OK && !*was) {
        code = rules_of(store, &rules, err);
        code = code == VS_OK ? list_shipped(rules, err) : code;
        for (size_t i = 0; code == VS_OK && i < rules->text_count; i++) {
            *was |= vs_hash_eq(&rules->texts[i], hash);
        }
    }
    return code;
}

enum vs_code
vs_rules_agreement_known(struct vs_store *store, const struct vs_agreement **out,
                         const struct vs_hash *hash, vs_instant known_at, struct vs_err *err)
{
    bool was = true;
    enum vs_code code = VS_OK;

    if (known_at != VS_INSTANT_NEVER) {
        code = was_here(store, &was, hash, known_at, err);
    }
    if (code != VS_OK) {
        return code;
    }
    return was ? vs_rules_agreement(store, out, hash, err)
               : vs_fail(err, VS_E_NOT_FOUND, "the agreement", "its text was not here then");
}

/* The hash fixes the text: what is no agreement for one reader is none for anybody. */
bool
vs_rules_no_agreement(enum vs_code code)
{
    return code == VS_E_AGREEMENT_FORMAT || code == VS_E_AGREEMENT_MEANING ||
           code == VS_E_JSON_SYNTAX || code == VS_E_JSON_NOT_CANONICAL ||
           code == VS_E_JSON_SCHEMA || code == VS_E_TOO_LARGE || code == VS_E_INVALID;
}

/* One that somebody published, from its text. */
static enum vs_code
published_calendar(struct vs_store *store, struct vs_rules *rules, const struct vs_calendar **out,
                   const struct vs_hash *hash, struct vs_err *err)
{
    struct vs_buf text;
    enum vs_code code;

    vs_buf_init(&text, VS_AGREEMENT_BYTES_MAX);
    code = vs_profile_get(store->ledger, &text, hash, err);
    if (code == VS_OK) {
        code = add_calendar(rules, vs_buf_str(&text), err);
    }
    vs_buf_release(&text);
    if (code == VS_OK) {
        *out = rules->calendars[rules->calendar_count - 1];
    } else if (code != VS_E_NO_MEMORY && code != VS_E_SQL && code != VS_E_TAMPERED) {
        code = vs_fail(err, VS_E_NOT_FOUND, "the calendar", "this edition is not here");
    }
    return code;
}

enum vs_code
vs_rules_calendar(struct vs_store *store, const struct vs_calendar **out,
                  const struct vs_hash *hash, struct vs_err *err)
{
    struct vs_rules *rules;
    enum vs_code code = calendars_of(store, &rules, err);

    for (size_t i = 0; code == VS_OK && i < rules->calendar_count; i++) {
        if (vs_hash_eq(&rules->calendars[i]->hash, hash)) {
            *out = rules->calendars[i];
            return VS_OK;
        }
    }
    return code == VS_OK ? published_calendar(store, rules, out, hash, err) : code;
}

enum vs_code
vs_rules_calendar_counts(struct vs_store *store, bool *counts, const struct vs_hash *calendar,
                         const struct vs_hash *receiver, vs_instant rec, vs_instant known_at,
                         struct vs_err *err)
{
    struct vs_rules *rules;
    enum vs_code code = calendars_of(store, &rules, err);

    *counts = false;
    for (size_t i = 0; code == VS_OK && i < rules->shipped; i++) {
        *counts |= vs_hash_eq(&rules->calendars[i]->hash, calendar);
    }
    if (code == VS_OK && !*counts) {
        code = vs_calendar_published(store->ledger, counts, calendar, receiver, rec, known_at, err);
        if (code == VS_OK && *counts && known_at != VS_INSTANT_NEVER) { /* its text too */
            code = vs_profile_known(store->ledger, counts, calendar, known_at, err);
        }
    }
    return code;
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The digits at `at`, without leading zeros. */
static struct vs_str
number_at(struct vs_str text, size_t *at)
{
    struct vs_str number;

    while (*at < text.len && text.p[*at] == '0') {
        ++*at;
    }
    number.p = text.p + *at;
    number.len = 0;
    while (*at < text.len && is_digit(text.p[*at])) {
        ++*at;
        number.len++;
    }
    return number;
}

int
vs_edition_cmp(struct vs_str a, struct vs_str b)
{
    size_t x = 0, y = 0;

    while (x < a.len && y < b.len) {
        if (is_digit(a.p[x]) && is_digit(b.p[y])) {
            struct vs_str m = number_at(a, &x), n = number_at(b, &y);
            int order = m.len != n.len ? (m.len < n.len ? -1 : 1)
                        : m.len > 0    ? memcmp(m.p, n.p, m.len)
                                       : 0;

            if (order != 0) {
                return order < 0 ? -1 : 1;
            }
        } else if (a.p[x] != b.p[y]) {
            return a.p[x] < b.p[y] ? -1 : 1;
        } else {
            x++;
            y++;
        }
    }
    return x < a.len ? 1 : y < b.len ? -1 : 0;
}

struct newest {
    struct vs_store *store;
    const struct vs_calendar *found;
    struct vs_str id;
    const struct vs_hash *to; /* NULL: for ourselves */
    bool counts;              /* what was found does */
};

/* Takes it if it is better: what counts before what does not, then the later edition. */
static enum vs_code
offer_calendar(struct newest *newest, const struct vs_calendar *calendar, struct vs_err *err)
{
    bool counts = true;
    enum vs_code code = VS_OK;
    int order;

    if (!vs_str_eq(calendar->id, newest->id)) {
        return VS_OK;
    }
    if (newest->to) {
        code = vs_rules_calendar_counts(newest->store, &counts, &calendar->hash, newest->to,
                                        vs_store_now(newest->store), VS_INSTANT_NEVER, err);
    }
    order = newest->found ? vs_edition_cmp(calendar->edition, newest->found->edition) : 1;
    if (counts != newest->counts ? counts : order >= 0) {
        newest->found = calendar;
        newest->counts = counts;
    }
    return code;
}

static enum vs_code
offer_published(void *payload, const struct vs_calendar_row *row, struct vs_err *err)
{
    struct newest *newest = payload;
    const struct vs_calendar *calendar;
    enum vs_code code = vs_rules_calendar(newest->store, &calendar, &row->hash, err);

    if (code == VS_E_NOT_FOUND) {
        return VS_OK;
    }
    return code == VS_OK ? offer_calendar(newest, calendar, err) : code;
}

enum vs_code
vs_rules_newest_calendar(struct vs_store *store, const struct vs_calendar **out, struct vs_str id,
                         const struct vs_hash *to, struct vs_err *err)
{
    struct newest newest = {store, NULL, id, to, false};
    struct vs_rules *rules;
    enum vs_code code = calendars_of(store, &rules, err);

    for (size_t i = 0; code == VS_OK && i < rules->shipped; i++) {
        code = offer_calendar(&newest, rules->calendars[i], err);
    }
    if (code == VS_OK) {
        code = vs_calendar_each(store->ledger, store->self.id, offer_published, &newest, err);
    }
    *out = newest.found;
    return code == VS_OK && !newest.found
               ? vs_fail(err, VS_E_NOT_FOUND, "the calendar", "no edition of it is here")
               : code;
}

/* --- who has which role ------------------------------------------------------------------------
 */

struct duties {
    struct vs_store *store;
    struct vs_rules *rules;
    const struct vs_adoption_row *own;
    const struct vs_agreement *agreement;
    const struct vs_calendar *calendar;
};

static bool
grow_duties(struct vs_rules *rules)
{
    size_t room = rules->duty_room ? 2 * rules->duty_room : 16;
    struct vs_due_duty *duties;
    char(*roles)[ROLE_LEN];

    if (rules->due.count < rules->duty_room) {
        return true;
    }
    duties = vs_realloc_array(rules->duties, room, sizeof(*duties));
    if (!duties) {
        return false;
    }
    rules->duties = duties;
    roles = vs_realloc_array(rules->roles, room, sizeof(*roles));
    if (!roles) {
        return false;
    }
    rules->roles = roles;
    rules->duty_room = room;
    return true;
}

/* One that adopted the text that we adopted: from the day on which both had until one has no more.
 */
static enum vs_code
add_duty(void *payload, const struct vs_adoption_row *row, struct vs_err *err)
{
    struct duties *d = payload;
    struct vs_due_duty *duty;
    struct vs_org_row org;
    enum vs_code code;

    if (!vs_hash_eq(&row->profile, &d->own->profile) ||
        (row->org == d->own->org && !vs_hash_eq(&row->hash, &d->own->hash))) {
        return VS_OK;
    }
    code = vs_org_by_id(d->store->ledger, &org, row->org, err);
    if (code != VS_OK) {
        return code;
    }
    if (!grow_duties(d->rules)) {
        return vs_fail_memory(err);
    }
    duty = &d->rules->duties[d->rules->due.count];
    memset(duty, 0, sizeof(*duty));
    duty->org = org.org;
    duty->agreement = d->agreement;
    duty->calendar = d->calendar;
    duty->since = row->since > d->own->since ? row->since : d->own->since;
    duty->ended = row->ended < d->own->ended ? row->ended : d->own->ended;
    snprintf(d->rules->roles[d->rules->due.count++], ROLE_LEN, "%s", row->role);
    return VS_OK;
}

static enum vs_code
of_own(void *payload, const struct vs_adoption_row *row, struct vs_err *err)
{
    struct duties *d = payload;
    enum vs_code code = vs_rules_agreement(d->store, &d->agreement, &row->profile, err);

    if (code == VS_E_NOT_FOUND || vs_rules_no_agreement(code)) {
        return VS_OK;
    }
    if (code != VS_OK) {
        return code;
    }
    d->own = row;
    d->calendar = NULL;
    code = vs_rules_newest_calendar(d->store, &d->calendar, d->agreement->calendar, NULL, err);
    if (code == VS_OK || code == VS_E_NOT_FOUND) {
        code = vs_adoption_each(d->store->ledger, 0, add_duty, d, err);
    }
    return code;
}

enum vs_code
vs_rules_due(struct vs_store *store, const struct vs_due_rules **out, struct vs_err *err)
{
    struct duties d = {.store = store};
    enum vs_code code = rules_of(store, &d.rules, err);

    if (code != VS_OK) {
        return code;
    }
    if (!d.rules->has_due) {
        d.rules->due.count = 0;
        code = vs_adoption_each(store->ledger, store->self.id, of_own, &d, err);
        for (size_t i = 0; i < d.rules->due.count; i++) {
            d.rules->duties[i].role = vs_str(d.rules->roles[i]);
        }
        d.rules->due.self = store->self.org;
        d.rules->due.duties = d.rules->duties;
        d.rules->has_due = code == VS_OK;
    }
    *out = &d.rules->due;
    return code;
}

void
vs_rules_forget_due(struct vs_store *store)
{
    if (store->rules) {
        store->rules->has_due = false;
    }
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
