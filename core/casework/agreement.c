#include "core/casework/agreement.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/casework/agreement_priv.h"
#include "core/casework/shape.h"

/* --- reading a document of the right shape -------------------------------------------------------
 */

static int
word(const struct vs_json *object, const char *name, const char *const *words)
{
    return vs_shape_word(words, vs_json_get_str(object, name), 0);
}

struct vs_basis
vs_agreement_basis(const struct vs_json *rule)
{
    return (struct vs_basis){
        .kind = (enum vs_basis_kind)vs_shape_word(vs_words_basis, vs_json_get_str(rule, "basis"),
                                                  VS_BASIS_UNKNOWN),
        .convention = vs_json_get_str(rule, "convention"),
        .source = vs_json_get_str(rule, "source"),
        .annex = vs_json_get_str(rule, "annex"),
        .article = vs_json_get_str(rule, "article"),
        .note = vs_json_get_str(rule, "note"),
    };
}

/* The value of the rule `name` of `object`, and its basis. */
static int
read_rule(struct vs_basis *basis, const struct vs_json *object, const char *name,
          const char *const *words)
{
    const struct vs_json *rule = vs_json_get(object, name);

    *basis = vs_agreement_basis(rule);
    return word(rule, "value", words);
}

static struct vs_delay
read_delay(struct vs_basis *counting_basis, const struct vs_json *rule)
{
    struct vs_delay delay = {
        .n = (uint32_t)vs_json_int(vs_json_get(rule, "n"), 0),
        .unit = (enum vs_unit)word(rule, "unit", vs_words_unit),
        .nature = (enum vs_nature)word(rule, "nature", vs_words_nature),
    };

    delay.counting =
        (enum vs_counting)read_rule(counting_basis, rule, "counting", vs_words_counting);
    return delay;
}

static void
read_move(struct vs_move *move, const struct vs_json *rule)
{
    move->kind = (enum vs_move_kind)word(rule, "value", vs_words_move);
    move->basis = vs_agreement_basis(rule);
    move->counting_basis.kind = VS_BASIS_UNKNOWN;
    move->counts_from_basis.kind = VS_BASIS_UNKNOWN;
    if (move->kind == VS_MOVE_AFTER_DELAY) {
        move->delay = read_delay(&move->counting_basis, rule);
        move->counts_from = (enum vs_counts_from)read_rule(&move->counts_from_basis, rule,
                                                           "counts_from", vs_words_counts_from);
    }
}

static void
read_limit(struct vs_limit *limit, const struct vs_json *rule)
{
    limit->kind = (enum vs_limit_kind)word(rule, "value", vs_words_limit);
    limit->basis = vs_agreement_basis(rule);
    limit->counting_basis.kind = VS_BASIS_UNKNOWN;
    if (limit->kind == VS_LIMIT_DELAY) {
        limit->delay = read_delay(&limit->counting_basis, rule);
    }
}

static void
read_version(struct vs_transfer *t, const struct vs_json *entry)
{
    t->version =
        (enum vs_version_rule)read_rule(&t->version_basis, entry, "version", vs_words_version);
    t->new_delay_basis.kind = VS_BASIS_UNKNOWN;
    if (t->version == VS_VERSION_NEW_RULE) {
        t->new_delay = (enum vs_new_delay)read_rule(
            &t->new_delay_basis, vs_json_get(entry, "version"), "delay", vs_words_new_delay);
    }
}

static void
read_transfer(struct vs_transfer *t, const struct vs_json *entry)
{
    t->from = vs_json_get_str(entry, "from");
    t->to = vs_json_get_str(entry, "to");
    read_move(&t->move, vs_json_get(entry, "move"));
    read_move(&t->giving_back, vs_json_get(entry, "return"));
    t->waitlist = (enum vs_waitlist_effect)read_rule(&t->waitlist_basis, entry, "waitlist",
                                                     vs_words_waitlist);
    t->refusal =
        (enum vs_refusal_effect)read_rule(&t->refusal_basis, entry, "refusal", vs_words_refusal);
    t->dispute =
        (enum vs_dispute_effect)read_rule(&t->dispute_basis, entry, "dispute", vs_words_dispute);
    t->early_accept = (enum vs_early_accept)read_rule(&t->early_accept_basis, entry, "early_accept",
                                                      vs_words_early);
    read_version(t, entry);
    read_limit(&t->refusal_term, vs_json_get(entry, "refusal_term"));
    read_limit(&t->return_term, vs_json_get(entry, "return_term"));
}

static void
read_term(struct vs_term *term, const struct vs_json *entry)
{
    const struct vs_json *length = vs_json_get(entry, "length");

    term->id = vs_json_get_str(entry, "id");
    term->role = vs_json_get_str(entry, "role");
    term->known = vs_str_is(vs_json_get_str(length, "value"), "delay");
    term->basis = vs_agreement_basis(length);
    term->counting_basis.kind = VS_BASIS_UNKNOWN;
    if (term->known) {
        term->delay = read_delay(&term->counting_basis, length);
    }
    term->start =
        (enum vs_term_start)read_rule(&term->start_basis, entry, "starts", vs_words_start);
    term->end = (enum vs_term_end)read_rule(&term->end_basis, entry, "ends", vs_words_end);
    term->repeats = vs_json_bool(vs_json_get(entry, "repeats"), false);
}

static void
read_decides(struct vs_level *level, const struct vs_json *entry)
{
    static const char *const words[] = {"unknown", "nobody", "giver", "receiver", NULL};
    const struct vs_json *rule = vs_json_get(entry, "decides");
    struct vs_str value = vs_json_get_str(rule, "value");

    level->decides = (enum vs_decides)vs_shape_word(words, value, VS_DECIDES_ROLE);
    level->decider = level->decides == VS_DECIDES_ROLE ? value : VS_STR("");
    level->decides_basis = vs_agreement_basis(rule);
    level->decides_text = vs_json_get_str(entry, "decides_text");
}

static void
read_level(struct vs_level *level, const struct vs_json *entry)
{
    level->level = (uint32_t)vs_json_int(vs_json_get(entry, "level"), 0);
    level->giver = vs_json_get_str(entry, "giver");
    level->receiver = vs_json_get_str(entry, "receiver");
    read_limit(&level->answer, vs_json_get(entry, "answer"));
    level->answered_by = (enum vs_answered_by)read_rule(&level->answered_by_basis, entry,
                                                        "answered_by", vs_words_answered_by);
    read_decides(level, entry);
    level->during = (enum vs_holder_during)read_rule(&level->during_basis, entry, "holder_during",
                                                     vs_words_during);
    level->basis = vs_agreement_basis(entry);
}

/* A range that is not there, or has no date, has no limits: `lowest` and VS_DATE_NEVER. */
static struct vs_date_range
read_range(const struct vs_json *range, vs_date lowest)
{
    struct vs_date_range r = {lowest, VS_DATE_NEVER, vs_agreement_basis(range)};
    vs_date date;

    if (vs_date_parse(&date, vs_json_get_str(range, "on"))) {
        r.earliest = r.latest = date;
    }
    if (vs_date_parse(&date, vs_json_get_str(range, "not_before"))) {
        r.earliest = date;
    }
    if (vs_date_parse(&date, vs_json_get_str(range, "not_after"))) {
        r.latest = date;
    }
    return r;
}

/* A member that is not there has no limits at all; one without dates as well. */
static void
read_period(struct vs_date_range *from, struct vs_date_range *until, const struct vs_json *object)
{
    const struct vs_json *end = vs_json_get(object, "until");

    *from = read_range(vs_json_get(object, "from"), INT32_MIN);
    *until = read_range(end, end ? INT32_MIN : VS_DATE_NEVER);
}

/* By enum vs_practice_rule. */
static const char *const *const practice_values[] = {
    vs_words_waitlist, vs_words_refusal, vs_words_dispute, vs_words_early, vs_words_move};

static void
read_practice(struct vs_practice *p, const struct vs_json *entry)
{
    const struct vs_json *transfer = vs_json_get(entry, "transfer");

    p->note = vs_json_get_str(entry, "note");
    p->who = vs_json_get_str(entry, "who");
    p->source = vs_json_get_str(entry, "source");
    read_period(&p->from, &p->until, entry);
    p->departs = transfer != NULL;
    if (transfer) {
        p->giver = vs_json_get_str(transfer, "from");
        p->receiver = vs_json_get_str(transfer, "to");
        p->rule = (enum vs_practice_rule)word(transfer, "rule", vs_words_practice);
        p->value = vs_shape_word(practice_values[p->rule], vs_json_get_str(transfer, "value"), -1);
        if (p->rule == VS_PRACTICE_MOVE && p->value >= 0) {
            read_move(&p->move, transfer);
        }
    }
}

static void
read_annex(struct vs_annex *annex, const struct vs_json *entry)
{
    annex->id = vs_json_get_str(entry, "id");
    annex->title = vs_json_get_str(entry, "title");
    annex->decided_by = vs_json_get_str(entry, "decided_by");
    annex->version = vs_json_get_str(entry, "version");
    annex->on = vs_json_get_str(entry, "on");
    annex->source = vs_json_get_str(entry, "source");
    annex->note = vs_json_get_str(entry, "note");
    read_period(&annex->from, &annex->until, vs_json_get(entry, "in_force"));
}

/* The words of a list as bits, in the order of `words`. */
static unsigned
read_bits(const struct vs_json *list, const char *const *words)
{
    unsigned bits = 0;

    for (size_t i = 0; i < vs_json_size(list); i++) {
        bits |= 1u << vs_shape_word(words, vs_json_str(vs_json_at(list, i)), 0);
    }
    return bits;
}

static void
read_mode(struct vs_mode_case *mode, const struct vs_json *entry)
{
    mode->when = vs_json_get_str(entry, "when");
    mode->after = read_bits(vs_json_get(entry, "after"), vs_words_after);
    mode->unsafety = read_bits(vs_json_get(entry, "unsafety"), vs_words_unsafety);
    mode->mode = (enum vs_mode)word(entry, "mode", vs_words_mode);
}

static void
read_auditor(struct vs_auditor *auditor, const struct vs_json *entry)
{
    auditor->role = vs_json_get_str(entry, "role");
    auditor->name = vs_json_get_str(entry, "name");
    auditor->basis = vs_agreement_basis(entry);
}

/* Each element of the list `name` of `object` is read into its place; how many there are. */
#define READ_LIST(count, object, name, into, read)                                                 \
    do {                                                                                           \
        const struct vs_json *list_ = vs_json_get(object, name);                                   \
                                                                                                   \
        (count) = vs_json_size(list_);                                                             \
        for (size_t i_ = 0; i_ < (count); i_++) {                                                  \
            (read)(&(into)[i_], vs_json_at(list_, i_));                                            \
        }                                                                                          \
    } while (0)

static void
read_role(struct vs_agreement_role *role, const struct vs_json *entry)
{
    role->role = vs_json_get_str(entry, "role");
    role->name = vs_json_get_str(entry, "name");
}

static void
read_field(enum vs_field *field, const struct vs_json *entry)
{
    *field = (enum vs_field)vs_shape_word(vs_words_field, vs_json_str(entry), 0);
}

static void
read_lists(struct vs_agreement *a)
{
    struct vs_agreement_data *d = a->data;

    READ_LIST(a->role_count, d->doc, "organisations", d->roles, read_role);
    READ_LIST(a->annex_count, d->doc, "annexes", d->annexes, read_annex);
    READ_LIST(a->transfer_count, d->doc, "transfer", d->transfers, read_transfer);
    READ_LIST(a->mode_count, vs_json_get(d->doc, "modes"), "cases", d->modes, read_mode);
    READ_LIST(a->field_count, vs_json_get(d->doc, "contents"), "fields", d->fields, read_field);
    READ_LIST(a->term_count, d->doc, "terms", d->terms, read_term);
    READ_LIST(a->level_count, vs_json_get(d->doc, "escalation"), "levels", d->levels, read_level);
    READ_LIST(a->practice_count, d->doc, "practice", d->practices, read_practice);
    READ_LIST(a->auditor_count, d->doc, "auditors", d->auditors, read_auditor);
    a->roles = d->roles;
    a->annexes = d->annexes;
    a->transfers = d->transfers;
    a->modes = d->modes;
    a->fields = d->fields;
    a->terms = d->terms;
    a->levels = d->levels;
    a->practices = d->practices;
    a->auditors = d->auditors;
}

/* The rules about the whole agreement rather than one direction. */
static void
read_whole(struct vs_agreement *a, const struct vs_json *doc)
{
    static const char *const monitors[] = {"unknown", "nobody", NULL};
    const struct vs_json *modes = vs_json_get(doc, "modes");
    const struct vs_json *contents = vs_json_get(doc, "contents");
    const struct vs_json *monitoring = vs_json_get(doc, "monitoring");
    const struct vs_json *escalation = vs_json_get(doc, "escalation");

    a->adoption =
        (enum vs_adoption_rule)read_rule(&a->adoption_basis, doc, "adoption", vs_words_adoption);
    a->modes_known = vs_str_is(vs_json_get_str(modes, "value"), "listed");
    a->modes_basis = vs_agreement_basis(modes);
    a->contents_known = vs_str_is(vs_json_get_str(contents, "value"), "listed");
    a->contents_basis = vs_agreement_basis(contents);
    a->monitor = vs_json_get_str(monitoring, "value");
    a->monitoring = (enum vs_monitoring)vs_shape_word(monitors, a->monitor, VS_MONITORING_ROLE);
    if (a->monitoring != VS_MONITORING_ROLE) {
        a->monitor = VS_STR("");
    }
    a->monitoring_basis = vs_agreement_basis(monitoring);
    a->escalation_known = !vs_str_is(vs_json_get_str(escalation, "value"), "unknown");
    a->escalation_basis = vs_agreement_basis(escalation);
}

static void
read_agreement(struct vs_agreement *a)
{
    const struct vs_json *doc = a->data->doc;
    const struct vs_json *in_force = vs_json_get(doc, "in_force");
    const struct vs_json *calendar = vs_json_get(doc, "calendar");
    const struct vs_json *replaces = vs_json_get(doc, "replaces");

    a->doc = doc;
    a->id = vs_json_get_str(doc, "id");
    a->title = vs_json_get_str(doc, "title");
    a->region = vs_json_get_str(vs_json_get(doc, "region"), "id");
    a->kind = (enum vs_agreement_kind)word(doc, "kind", vs_words_kind);
    read_period(&a->from, &a->until, in_force);
    a->calendar = vs_json_get_str(calendar, "value");
    if (vs_str_is(a->calendar, "unknown")) {
        a->calendar = VS_STR("");
    }
    a->calendar_basis = vs_agreement_basis(calendar);
    a->replaces_count = vs_json_size(replaces);
    for (size_t i = 0; i < a->replaces_count; i++) {
        a->replaces[i] = vs_json_str(vs_json_at(replaces, i));
    }
    read_whole(a, doc);
    read_lists(a);
}

enum vs_code
vs_agreement_load(struct vs_agreement **out, const void *bytes, size_t len, struct vs_err *err)
{
    struct vs_agreement *a = NULL;
    enum vs_code rc;

    *out = NULL;
    if (len > VS_AGREEMENT_BYTES_MAX) {
        return vs_fail(err, VS_E_TOO_LARGE, "agreement", "more than %u bytes",
                       VS_AGREEMENT_BYTES_MAX);
    }
    a = vs_calloc(1, sizeof(*a));
    if (!a) {
        return vs_fail_memory(err);
    }
    a->data = vs_calloc(1, sizeof(*a->data));
    if (!a->data) {
        rc = vs_fail_memory(err);
        goto out;
    }
    vs_buf_init(&a->data->canonical, VS_AGREEMENT_BYTES_MAX);
    rc = vs_json_parse(&a->data->doc, bytes, len, VS_JSON_LOOSE, err);
    if (rc == VS_OK) {
        rc = vs_shape_check(a->data->doc, &vs_agreement_shape, VS_E_AGREEMENT_FORMAT, err);
    }
    if (rc == VS_OK) {
        read_agreement(a);
        rc = vs_agreement_meaning(a, err);
    }
    if (rc == VS_OK) {
        rc = vs_json_write(&a->data->canonical, a->data->doc, VS_JSON_CONTENT, err);
    }
    if (rc == VS_OK) {
        rc = vs_buf_check(&a->data->canonical, "agreement", err);
        a->canonical = vs_buf_str(&a->data->canonical);
    }
out:
    if (rc != VS_OK) {
        vs_agreement_free(a);
        return rc;
    }
    *out = a;
    return VS_OK;
}

void
vs_agreement_free(struct vs_agreement *agreement)
{
    if (!agreement) {
        return;
    }
    if (agreement->data) {
        vs_json_free(agreement->data->doc);
        vs_buf_release(&agreement->data->canonical);
        vs_free(agreement->data);
    }
    vs_free(agreement);
}

/* --- asking --------------------------------------------------------------------------------------
 */

struct vs_source
vs_agreement_source(const struct vs_agreement *agreement, struct vs_str id)
{
    const struct vs_json *list = vs_json_get(agreement->doc, "sources");

    for (size_t i = 0; i < vs_json_size(list); i++) {
        const struct vs_json *source = vs_json_at(list, i);

        if (vs_str_eq(vs_json_get_str(source, "id"), id)) {
            return (struct vs_source){
                vs_json_get_str(source, "id"), vs_json_get_str(source, "title"),
                vs_json_get_str(source, "by"), vs_json_get_str(source, "address")};
        }
    }
    return (struct vs_source){0};
}

static enum vs_in_force
in_force(const struct vs_date_range *from, const struct vs_date_range *until, vs_date date)
{
    if (date < from->earliest || date > until->latest) {
        return VS_NOT_IN_FORCE;
    }
    return date >= from->latest && date <= until->earliest ? VS_SURELY_IN_FORCE
                                                           : VS_POSSIBLY_IN_FORCE;
}

enum vs_in_force
vs_agreement_in_force(const struct vs_agreement *agreement, vs_date date)
{
    return in_force(&agreement->from, &agreement->until, date);
}

enum vs_in_force
vs_agreement_rule_in_force(const struct vs_agreement *agreement, const struct vs_basis *basis,
                           vs_date date)
{
    const struct vs_annex *annex =
        basis->annex.len > 0 ? vs_agreement_annex(agreement, basis->annex) : NULL;

    struct vs_date_range always = {.earliest = INT32_MIN, .latest = INT32_MIN};

    if (!annex) {
        return VS_SURELY_IN_FORCE;
    }
    return in_force(vs_annex_is_dated(annex) ? &annex->from : &always, &annex->until, date);
}

bool
vs_agreement_has_role(const struct vs_agreement *agreement, struct vs_str role)
{
    for (size_t i = 0; i < agreement->role_count; i++) {
        if (vs_str_eq(agreement->roles[i].role, role)) {
            return true;
        }
    }
    return false;
}

bool
vs_agreement_is_auditor(const struct vs_agreement *agreement, struct vs_str role)
{
    for (size_t i = 0; i < agreement->auditor_count; i++) {
        if (vs_str_eq(agreement->auditors[i].role, role)) {
            return true;
        }
    }
    return false;
}

static bool
replaces(const struct vs_agreement *a, const struct vs_agreement *b)
{
    for (size_t i = 0; i < a->replaces_count; i++) {
        if (vs_str_eq(a->replaces[i], b->id)) {
            return true;
        }
    }
    return false;
}

bool
vs_agreement_overlap(vs_date *day, const struct vs_agreement *a, const struct vs_agreement *b)
{
    vs_date first = a->from.latest > b->from.latest ? a->from.latest : b->from.latest;
    vs_date last = a->until.earliest < b->until.earliest ? a->until.earliest : b->until.earliest;

    if (a->kind != VS_KIND_AGREEMENT || b->kind != VS_KIND_AGREEMENT ||
        !vs_str_eq(a->region, b->region) || vs_str_eq(a->id, b->id) || replaces(a, b) ||
        replaces(b, a) || first > last || first == VS_DATE_NEVER) {
        return false;
    }
    *day = first;
    return true;
}

bool
vs_agreement_member(struct vs_member *member, const struct vs_agreement *agreement,
                    struct vs_str role, size_t index)
{
    const struct vs_json *list = vs_json_get(agreement->doc, "organisations");
    const struct vs_json *entry = NULL;

    for (size_t i = 0; i < vs_json_size(list) && !entry; i++) {
        if (vs_str_eq(vs_json_get_str(vs_json_at(list, i), "role"), role)) {
            entry = vs_json_at(vs_json_get(vs_json_at(list, i), "members"), index);
        }
    }
    if (!entry) {
        return false;
    }
    member->municipality = vs_json_get_str(entry, "municipality");
    member->organisation = vs_json_get_str(entry, "organisation");
    member->code = vs_json_get_str(entry, "code");
    member->source = vs_json_get_str(entry, "source");
    member->note = vs_json_get_str(entry, "note");
    read_period(&member->from, &member->until, entry);
    return true;
}

const struct vs_annex *
vs_agreement_annex(const struct vs_agreement *agreement, struct vs_str id)
{
    for (size_t i = 0; i < agreement->annex_count; i++) {
        if (vs_str_eq(agreement->annexes[i].id, id)) {
            return &agreement->annexes[i];
        }
    }
    return NULL;
}

bool
vs_annex_is_dated(const struct vs_annex *annex)
{
    return annex->from.earliest != INT32_MIN || annex->from.latest != VS_DATE_NEVER;
}

const struct vs_level *
vs_agreement_level(const struct vs_agreement *agreement, uint32_t level)
{
    for (size_t i = 0; i < agreement->level_count; i++) {
        if (agreement->levels[i].level == level) {
            return &agreement->levels[i];
        }
    }
    return NULL;
}

const struct vs_mode_case *
vs_agreement_mode(const struct vs_agreement *agreement, unsigned after, unsigned unsafety)
{
    for (size_t i = 0; i < agreement->mode_count; i++) {
        const struct vs_mode_case *mode = &agreement->modes[i];

        if ((mode->after || mode->unsafety) && (!mode->after || mode->after & after) &&
            (!mode->unsafety || mode->unsafety & unsafety)) {
            return mode;
        }
    }
    return NULL;
}

const struct vs_transfer *
vs_agreement_transfer(const struct vs_agreement *agreement, struct vs_str giver,
                      struct vs_str receiver, bool is_return)
{
    struct vs_str from = is_return ? receiver : giver;
    struct vs_str to = is_return ? giver : receiver;

    for (size_t i = 0; i < agreement->transfer_count; i++) {
        if (vs_str_eq(agreement->transfers[i].from, from) &&
            vs_str_eq(agreement->transfers[i].to, to)) {
            return &agreement->transfers[i];
        }
    }
    return NULL;
}

bool
vs_move_same(const struct vs_move *a, const struct vs_move *b)
{
    if (a->kind != b->kind || a->kind != VS_MOVE_AFTER_DELAY) {
        return a->kind == b->kind;
    }
    return a->delay.n == b->delay.n && a->delay.unit == b->delay.unit &&
           (a->delay.counting == b->delay.counting || a->delay.unit == VS_UNIT_HOUR) &&
           a->counts_from == b->counts_from;
}

bool
vs_transfer_same(const struct vs_transfer *a, const struct vs_transfer *b)
{
    return vs_move_same(&a->move, &b->move) && vs_move_same(&a->giving_back, &b->giving_back) &&
           a->waitlist == b->waitlist && a->refusal == b->refusal && a->dispute == b->dispute &&
           a->early_accept == b->early_accept && a->version == b->version &&
           (a->version != VS_VERSION_NEW_RULE || a->new_delay == b->new_delay);
}

bool
vs_practice_apply(struct vs_transfer *out, const struct vs_transfer *transfer,
                  const struct vs_practice *practice)
{
    struct vs_basis basis = {
        .kind = VS_BASIS_PRACTICE, .source = practice->source, .note = practice->note};

    *out = *transfer;
    if (!practice->departs || !vs_str_eq(practice->giver, transfer->from) ||
        !vs_str_eq(practice->receiver, transfer->to)) {
        return false;
    }
    switch (practice->rule) {
    case VS_PRACTICE_WAITLIST:
        out->waitlist = (enum vs_waitlist_effect)practice->value;
        out->waitlist_basis = basis;
        break;
    case VS_PRACTICE_REFUSAL:
        out->refusal = (enum vs_refusal_effect)practice->value;
        out->refusal_basis = basis;
        break;
    case VS_PRACTICE_DISPUTE:
        out->dispute = (enum vs_dispute_effect)practice->value;
        out->dispute_basis = basis;
        break;
    case VS_PRACTICE_EARLY_ACCEPT:
        out->early_accept = (enum vs_early_accept)practice->value;
        out->early_accept_basis = basis;
        break;
    case VS_PRACTICE_MOVE:
        out->move = practice->move;
        out->move.basis = basis;
        break;
    }
    return true;
}

const struct vs_term *
vs_agreement_term(const struct vs_agreement *agreement, const char *id, struct vs_str role)
{
    for (size_t i = 0; i < agreement->term_count; i++) {
        if (vs_str_is(agreement->terms[i].id, id) && vs_str_eq(agreement->terms[i].role, role)) {
            return &agreement->terms[i];
        }
    }
    return NULL;
}

enum vs_code
vs_term_deadline(struct vs_count *out, const struct vs_term *term,
                 const struct vs_calendar *calendar, vs_instant start, struct vs_err *err)
{
    if (!term->known) {
        memset(out, 0, sizeof(*out));
        return vs_fail(err, VS_E_INVALID, "term", "the agreement does not say how long it is");
    }
    return vs_calendar_count(out, calendar, start, term->delay, err);
}

/* --- words ---------------------------------------------------------------------------------------
 */

const char *
vs_agreement_kind_name(enum vs_agreement_kind kind)
{
    return vs_words_kind[kind];
}

const char *
vs_basis_name(enum vs_basis_kind kind)
{
    return vs_words_basis[kind];
}

const char *
vs_move_name(enum vs_move_kind kind)
{
    return vs_words_move[kind];
}

const char *
vs_counts_from_name(enum vs_counts_from from)
{
    return vs_words_counts_from[from];
}

const char *
vs_waitlist_name(enum vs_waitlist_effect effect)
{
    return vs_words_waitlist[effect];
}

const char *
vs_refusal_name(enum vs_refusal_effect effect)
{
    return vs_words_refusal[effect];
}

const char *
vs_dispute_name(enum vs_dispute_effect effect)
{
    return vs_words_dispute[effect];
}

const char *
vs_early_accept_name(enum vs_early_accept early)
{
    return vs_words_early[early];
}

const char *
vs_version_rule_name(enum vs_version_rule version)
{
    return vs_words_version[version];
}

const char *
vs_practice_rule_name(enum vs_practice_rule rule)
{
    return vs_words_practice[rule];
}

const char *
vs_practice_value_name(const struct vs_practice *practice)
{
    return practice_values[practice->rule][practice->value];
}

const char *
vs_new_delay_name(enum vs_new_delay delay)
{
    return vs_words_new_delay[delay];
}

const char *
vs_limit_name(enum vs_limit_kind kind)
{
    return vs_words_limit[kind];
}

const char *
vs_term_start_name(enum vs_term_start start)
{
    return vs_words_start[start];
}

const char *
vs_term_end_name(enum vs_term_end end)
{
    return vs_words_end[end];
}

const char *
vs_holder_during_name(enum vs_holder_during during)
{
    return vs_words_during[during];
}

const char *
vs_answered_by_name(enum vs_answered_by by)
{
    return vs_words_answered_by[by];
}

const char *
vs_adoption_name(enum vs_adoption_rule rule)
{
    return vs_words_adoption[rule];
}

const char *
vs_after_name(enum vs_after after)
{
    return vs_words_after[after];
}

const char *
vs_unsafety_name(enum vs_unsafety unsafety)
{
    return vs_words_unsafety[unsafety];
}

const char *
vs_mode_name(enum vs_mode mode)
{
    return vs_words_mode[mode];
}

const char *
vs_field_name(enum vs_field field)
{
    return vs_words_field[field];
}

const char *
vs_in_force_name(enum vs_in_force in_force)
{
    static const char *const names[] = {"not", "possibly", "surely"};

    return names[in_force];
}
