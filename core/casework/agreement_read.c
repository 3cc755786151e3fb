/* A profile read from a document of the right shape (agreement.h). */
#include <string.h>

#include "core/base/mem.h"
#include "core/casework/agreement_priv.h"
#include "core/casework/event.h"
#include "core/casework/shape.h"

static int
word(const struct vs_json *object, const char *name, const char *const *words)
{
    return vs_shape_word(words, vs_json_get_str(object, name), 0);
}

struct vs_prose
vs_agreement_prose(const struct vs_json *object, const char *name)
{
    const struct vs_json *value = vs_json_get(object, name);

    if (vs_json_kind(value) == VS_JSON_OBJECT) {
        return (struct vs_prose){vs_json_get_str(value, "nl"), vs_json_get_str(value, "en")};
    }
    return (struct vs_prose){vs_json_str(value), vs_json_str(value)};
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
        .note = vs_agreement_prose(rule, "note"),
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
    level->decides_text = vs_agreement_prose(entry, "decides_text");
}

static void
read_level(struct vs_level *level, const struct vs_json *entry)
{
    level->level = (uint32_t)vs_json_int(vs_json_get(entry, "level"), 0);
    level->giver = vs_agreement_prose(entry, "giver");
    level->receiver = vs_agreement_prose(entry, "receiver");
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

void
vs_agreement_read_period(struct vs_date_range *from, struct vs_date_range *until,
                         const struct vs_json *object)
{
    const struct vs_json *end = vs_json_get(object, "until");

    *from = read_range(vs_json_get(object, "from"), INT32_MIN);
    *until = read_range(end, end ? INT32_MIN : VS_DATE_NEVER);
}

static void
read_practice(struct vs_practice *p, const struct vs_json *entry)
{
    const struct vs_json *transfer = vs_json_get(entry, "transfer");

    p->note = vs_agreement_prose(entry, "note");
    p->who = vs_json_get_str(entry, "who");
    p->source = vs_json_get_str(entry, "source");
    vs_agreement_read_period(&p->from, &p->until, entry);
    p->departs = transfer != NULL;
    if (transfer) {
        p->giver = vs_json_get_str(transfer, "from");
        p->receiver = vs_json_get_str(transfer, "to");
        p->rule = (enum vs_practice_rule)word(transfer, "rule", vs_words_practice);
        p->value =
            vs_shape_word(vs_practice_values[p->rule], vs_json_get_str(transfer, "value"), -1);
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
    annex->decided_by = vs_agreement_prose(entry, "decided_by");
    annex->version = vs_json_get_str(entry, "version");
    annex->on = vs_json_get_str(entry, "on");
    annex->source = vs_json_get_str(entry, "source");
    annex->note = vs_agreement_prose(entry, "note");
    vs_agreement_read_period(&annex->from, &annex->until, vs_json_get(entry, "in_force"));
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
    mode->when = vs_agreement_prose(entry, "when");
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

/* The reasons of an escalation that the list names. Those without a word of their own in it (no
 * contact, unsafe) are "other" there. */
static uint32_t
read_about(const struct vs_json *list)
{
    uint32_t out = 0;

    for (unsigned reason = 0; vs_word(VS_WORDS_ESCALATE, reason); reason++) {
        const char *name = vs_word(VS_WORDS_ESCALATE, reason);

        if (strcmp(name, "difference_of_view") != 0 && strcmp(name, "not_picked_up") != 0) {
            name = "other";
        }
        for (size_t i = 0; i < vs_json_size(list); i++) {
            out |= vs_str_is(vs_json_str(vs_json_at(list, i)), name) ? 1u << reason : 0;
        }
    }
    return out;
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
    a->escalation_about = read_about(vs_json_get(escalation, "about"));
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
    vs_agreement_read_period(&a->from, &a->until, in_force);
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
