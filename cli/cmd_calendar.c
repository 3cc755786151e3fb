/*
 * Calendars of working days: list, show, check, add.
 */
#include <string.h>

#include "cli/commands.h"
#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/session.h"
#include "cli/term.h"
#include "cli/when.h"
#include "core/casework/zone.h"
#include "core/ledger/calendars.h"
#include "core/log/hash.h"
#include "core/record/directory.h"
#include "core/record/rules.h"

static const char *
language(void)
{
    return vs_i18n_lang() == VS_LANG_NL ? "nl" : "en";
}

/* --- which calendar --------------------------------------------------------------------------- */

static enum vs_code
load_bytes(struct vs_calendar **out, struct vs_str bytes, struct vs_err *err)
{
    enum vs_code code = vs_calendar_load(out, bytes.p, bytes.len, err);

    if (code == VS_OK) {
        vs_sha256(&(*out)->hash, (*out)->canonical.p, (*out)->canonical.len);
    }
    return code;
}

static enum vs_code
load_file(struct vs_calendar **out, const char *path, struct vs_err *err)
{
    struct vs_buf bytes;
    enum vs_code code;

    vs_buf_init(&bytes, VS_CALENDAR_BYTES_MAX);
    code = vs_read_file(&bytes, path, VS_CALENDAR_BYTES_MAX, err);
    if (code == VS_OK) {
        code = load_bytes(out, vs_buf_str(&bytes), err);
    }
    vs_buf_release(&bytes);
    return code;
}

/* What a person means by a name: the newest edition of this id that is here, or the edition that
 * they name. Of one edition that several published the first counts. */
struct wanted {
    struct vs_store *store; /* NULL: only what came with vs */
    const char *name;
    const char *edition; /* NULL: the newest */
    struct vs_calendar *found;
};

static enum vs_code
consider(struct wanted *wanted, struct vs_str bytes, struct vs_err *err)
{
    struct vs_calendar *calendar = NULL;
    enum vs_code code = load_bytes(&calendar, bytes, err);

    if (code == VS_OK && vs_str_is(calendar->id, wanted->name) &&
        (!wanted->edition || vs_str_is(calendar->edition, wanted->edition)) &&
        (!wanted->found || vs_edition_cmp(calendar->edition, wanted->found->edition) > 0)) {
        vs_calendar_free(wanted->found);
        wanted->found = calendar;
        calendar = NULL;
    }
    vs_calendar_free(calendar);
    return code;
}

static enum vs_code
consider_published(void *payload, const struct vs_calendar_row *row, struct vs_err *err)
{
    struct wanted *wanted = payload;
    const struct vs_calendar *calendar;
    enum vs_code code;

    if (strcmp(row->name, wanted->name) != 0) {
        return VS_OK;
    }
    code = vs_rules_calendar(wanted->store, &calendar, &row->hash, err);
    if (code == VS_E_NOT_FOUND) {
        return VS_OK;
    }
    return code == VS_OK ? consider(wanted, calendar->canonical, err) : code;
}

/* By its id, or from a file. *out is the caller's. */
static enum vs_code
load_named(struct vs_calendar **out, struct vs_cli *cli, struct vs_store *store, struct vs_err *err)
{
    const char *name = cli->args.pos[0];
    struct wanted wanted = {store, name, vs_opt_value(&cli->args, "edition"), NULL};
    struct vs_str bytes;
    enum vs_code code = VS_OK;

    *out = NULL;
    if (vs_is_path(name)) {
        return load_file(out, name, err);
    }
    for (size_t i = 0; code == VS_OK && vs_shipped_calendar(&bytes, i); i++) {
        code = consider(&wanted, bytes, err);
    }
    if (code == VS_OK && store) {
        code = vs_calendar_each(store->ledger, 0, consider_published, &wanted, err);
    }
    if (code == VS_OK && !wanted.found) {
        cli->hint =
            _("vs calendar list; one of your own is named by its file, such as ./NAME.json");
        code = vs_fail(err, VS_E_NOT_FOUND, name, "%s", _("no calendar of this name is here"));
    }
    if (code != VS_OK) {
        vs_calendar_free(wanted.found);
        return code;
    }
    *out = wanted.found;
    return VS_OK;
}

/* --- what commands say about one -------------------------------------------------------------- */

static void
set_calendar(struct vs_json *doc, const struct vs_calendar *calendar)
{
    char date[VS_DATE_TEXT_LEN + 1];

    vs_json_set_str(doc, "id", calendar->id);
    vs_json_set_str(doc, "edition", calendar->edition);
    vs_json_set_hash(doc, "hash", &calendar->hash);
    vs_date_text(date, calendar->from);
    vs_json_set_text(doc, "from", date);
    vs_date_text(date, calendar->to);
    vs_json_set_text(doc, "to", date);
}

/* "Thu 1 January 2026 to Fri 31 December 2027" */
static void
horizon_text(char *out, size_t size, const struct vs_calendar *calendar)
{
    char from[VS_WHEN_LEN];
    char to[VS_WHEN_LEN];

    vs_when_date(from, calendar->from, true);
    vs_when_date(to, calendar->to, true);
    (void)snprintf(out, size, _("%s to %s"), from, to);
}

static void
print_header(struct vs_out *out, const struct vs_calendar *calendar)
{
    struct vs_str title = vs_calendar_title(calendar, language());
    char horizon[2 * VS_WHEN_LEN + 8];
    char id[VS_ID_LEN_MAX];
    struct vs_buf text;

    vs_print_style(out, VS_STYLE_STRONG, _("Calendar %.*s, edition %.*s\n"), (int)calendar->id.len,
                   calendar->id.p, (int)calendar->edition.len, calendar->edition.p);
    vs_buf_init(&text, VS_PRINT_MAX);
    vs_buf_add_str(&text, title);
    if (vs_buf_check(&text, "calendar", NULL) == VS_OK) {
        vs_print_wrapped(out, "  ", (const char *)text.p);
    }
    vs_buf_release(&text);
    horizon_text(horizon, sizeof horizon, calendar);
    vs_id_short(id, &calendar->hash);
    vs_print(out, _("  It speaks about %s. Its hash begins with %s.\n"), horizon, id);
}

/* --- list ------------------------------------------------------------------------------------- */

struct listing {
    struct vs_cli *cli;
    struct vs_store *store;
    struct vs_json *list;
    size_t count;
};

static void
print_row(struct vs_out *out, struct vs_str id, struct vs_str edition, const char *rest)
{
    vs_print(out, "  %-16.*s %-10.*s %s\n", (int)id.len, id.p, (int)edition.len, edition.p, rest);
}

static enum vs_code
list_shipped(struct listing *listing, struct vs_err *err)
{
    struct vs_str bytes;
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && vs_shipped_calendar(&bytes, i); i++) {
        struct vs_calendar *calendar = NULL;

        code = load_bytes(&calendar, bytes, err);
        if (code == VS_OK) {
            struct vs_json *doc = vs_json_new_object();
            char horizon[2 * VS_WHEN_LEN + 8];

            set_calendar(doc, calendar);
            vs_json_add(listing->list, doc);
            horizon_text(horizon, sizeof horizon, calendar);
            print_row(&listing->cli->out, calendar->id, calendar->edition, horizon);
        }
        vs_calendar_free(calendar);
    }
    return code;
}

struct twin {
    const struct vs_calendar_row *row;
    int64_t org; /* who added another text under the same name and edition; 0: nobody */
};

static enum vs_code
find_twin(void *payload, const struct vs_calendar_row *other, struct vs_err *err)
{
    struct twin *twin = payload;

    (void)err;
    if (!vs_hash_eq(&other->hash, &twin->row->hash) && strcmp(other->name, twin->row->name) == 0 &&
        strcmp(other->edition, twin->row->edition) == 0) {
        twin->org = other->org;
    }
    return VS_OK;
}

static void
warn_twin(const struct listing *listing, const struct vs_calendar_row *row)
{
    struct twin twin = {row, 0};
    char by[VS_LABEL_LEN];

    if (vs_calendar_each(listing->store->ledger, 0, find_twin, &twin, NULL) == VS_OK &&
        twin.org != 0) {
        vs_label_org_row(by, listing->store, twin.org);
        vs_warn(&listing->cli->out,
                _("%s added another text as %s, edition %s: a handover is counted by the text that "
                  "its receiver added, so agree on one, as a new edition\n"),
                by, row->name, row->edition);
    }
}

static enum vs_code
list_published(void *payload, const struct vs_calendar_row *row, struct vs_err *err)
{
    struct listing *listing = payload;
    const struct vs_calendar *calendar = NULL;
    struct vs_json *doc = vs_json_new_object();
    char horizon[2 * VS_WHEN_LEN + 8];
    char by[VS_LABEL_LEN];
    char rest[sizeof horizon + sizeof by + 64];
    struct vs_org_row org;
    enum vs_code code = vs_rules_calendar(listing->store, &calendar, &row->hash, err);

    if (listing->count++ == 0) {
        vs_print(&listing->cli->out, "\n");
        vs_print_style(&listing->cli->out, VS_STYLE_STRONG, "%s\n",
                       _("Calendars that organisations added"));
    }
    vs_label_org_row(by, listing->store, row->org);
    if (code == VS_OK) {
        set_calendar(doc, calendar);
        horizon_text(horizon, sizeof horizon, calendar);
        (void)snprintf(rest, sizeof rest, _("%s; added by %s"), horizon, by);
    } else {
        vs_json_set_text(doc, "id", row->name);
        vs_json_set_text(doc, "edition", row->edition);
        vs_json_set_hash(doc, "hash", &row->hash);
        (void)snprintf(rest, sizeof rest, _("added by %s; its text is not here"), by);
    }
    vs_json_set_bool(doc, "held", code == VS_OK);
    if (vs_org_by_id(listing->store->ledger, &org, row->org, NULL) == VS_OK) {
        vs_json_set(doc, "by", vs_json_org(listing->store, &org.org));
    }
    vs_json_add(listing->list, doc);
    print_row(&listing->cli->out, vs_str(row->name), vs_str(row->edition), rest);
    warn_twin(listing, row);
    return code == VS_E_NOT_FOUND ? VS_OK : code;
}

enum vs_code
vs_cmd_calendar_list(struct vs_cli *cli, struct vs_err *err)
{
    struct listing shipped = {cli, NULL, vs_json_new_array(), 0};
    struct listing published = {cli, NULL, vs_json_new_array(), 0};
    struct vs_json *doc;
    enum vs_code code;

    vs_print_style(&cli->out, VS_STYLE_STRONG, "%s\n", _("Calendars that came with vs"));
    code = list_shipped(&shipped, err);
    if (code == VS_OK && vs_session_there(cli)) {
        code = vs_session_open(&published.store, cli, false, err);
        if (code == VS_OK) {
            code = vs_calendar_each(published.store->ledger, 0, list_published, &published, err);
        }
    }
    doc = vs_out_document("vs.calendars/1");
    vs_json_set(doc, "calendars", shipped.list);
    vs_json_set(doc, "added", published.list);
    if (code == VS_OK) {
        code = vs_out_json(&cli->out, doc, err);
    } else {
        vs_json_free(doc);
    }
    vs_store_close(published.store);
    return code;
}

/* --- show ------------------------------------------------------------------------------------- */

static bool
is_weekly(const struct vs_calendar *calendar, const struct vs_day *day)
{
    vs_date other = day->date + 7 <= calendar->to ? day->date + 7 : day->date - 7;
    struct vs_day same = vs_calendar_day(calendar, other);

    /* The weekend comes before every other reason, so that it is the same a week later. */
    return day->kind == VS_DAY_FREE && day->reason.len > 0 && vs_str_eq(same.reason, day->reason) &&
           !vs_str_is(day->reason, "decree");
}

/* Why the day is no working day. */
static void
say_day(struct vs_buf *buf, const struct vs_calendar *calendar, const struct vs_day *day)
{
    struct vs_str name = vs_calendar_reason_name(calendar, day->reason, language());

    if (day->kind == VS_DAY_UNKNOWN) {
        vs_buf_add_text(buf, _("it is not known whether this day is free"));
        return;
    }
    if (name.len > 0) {
        vs_buf_add_str(buf, name);
    } else {
        vs_buf_add_text(buf, _("free by decree"));
    }
    if (day->to_verify) {
        vs_buf_addf(buf, "; %s", _("the source of this is still to be verified"));
    }
}

static struct vs_json *
day_document(const struct vs_calendar *calendar, const struct vs_day *day)
{
    struct vs_json *doc = vs_json_new_object();
    struct vs_str name = vs_calendar_reason_name(calendar, day->reason, language());
    char date[VS_DATE_TEXT_LEN + 1];

    vs_date_text(date, day->date);
    vs_json_set_text(doc, "date", date);
    vs_json_set_text(doc, "kind", vs_day_kind_name(day->kind));
    vs_json_set_str(doc, "reason", day->reason);
    if (name.len > 0) {
        vs_json_set_str(doc, "name", name);
    }
    if (day->source.len > 0) {
        vs_json_set_str(doc, "source", day->source);
    }
    vs_json_set_bool(doc, "weekly", is_weekly(calendar, day));
    if (day->to_verify) {
        vs_json_set_bool(doc, "to_verify", true);
    }
    return doc;
}

/* The days of every week that are free, in words: "Saturday and Sunday". */
static void
say_weekend(struct vs_buf *buf, const struct vs_calendar *calendar)
{
    struct vs_str names[7];
    size_t count = 0;

    for (vs_date date = calendar->from; date < calendar->from + 7 && date <= calendar->to; date++) {
        struct vs_day day = vs_calendar_day(calendar, date);

        if (is_weekly(calendar, &day)) {
            names[count++] = vs_calendar_reason_name(calendar, day.reason, language());
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            vs_buf_addf(buf, i + 1 < count ? ", " : " %s ", _("and"));
        }
        vs_buf_add_str(buf, names[i]);
    }
}

/* By what the single free days of the year are free, each source once. */
static void
print_decrees(struct vs_out *out, const struct vs_calendar *calendar, vs_date first, vs_date last)
{
    struct vs_str told[16];
    size_t count = 0;

    for (vs_date date = first; date <= last && count < sizeof told / sizeof *told; date++) {
        struct vs_day day = vs_calendar_day(calendar, date);
        struct vs_str source = vs_calendar_source(calendar, day.source);
        struct vs_buf text;
        bool seen = !vs_str_is(day.reason, "decree") || source.len == 0;

        for (size_t i = 0; !seen && i < count; i++) {
            seen = vs_str_eq(told[i], day.source);
        }
        if (seen) {
            continue;
        }
        vs_buf_init(&text, VS_PRINT_MAX);
        vs_buf_addf(&text, _("By decree: %.*s."), (int)source.len, source.p);
        if (vs_buf_check(&text, "calendar", NULL) == VS_OK) {
            vs_print_clause(out, "  ", (const char *)text.p);
        }
        vs_buf_release(&text);
        told[count++] = day.source;
    }
}

/* Every day of the year that is no working day, but for those of every week. */
static void
show_year(struct vs_cli *cli, struct vs_json *doc, const struct vs_calendar *calendar, int year)
{
    vs_date first = vs_date_from(year, 1, 1), last = vs_date_from(year, 12, 31);
    struct vs_out *out = &cli->out;
    struct vs_json *days = vs_json_new_array();
    struct vs_buf text;
    char when[VS_WHEN_LEN];
    char horizon[2 * VS_WHEN_LEN + 8];
    char start[VS_WHEN_LEN + 8];

    vs_buf_init(&text, VS_PRINT_MAX);
    vs_print(out, "\n");
    if (first > calendar->to || last < calendar->from) {
        horizon_text(horizon, sizeof horizon, calendar);
        vs_print(out, _("  It says nothing about %d: it speaks about %s.\n"), year, horizon);
    } else {
        say_weekend(&text, calendar);
        vs_print_style(out, VS_STYLE_STRONG,
                       text.len > 0 ? _("Days of %d that are no working days, beside every %.*s\n")
                                    : _("Days of %d that are no working days%.*s\n"),
                       year, (int)text.len, (const char *)text.p);
    }
    for (vs_date date = first; date <= last; date++) {
        struct vs_day day = vs_calendar_day(calendar, date);

        if (day.kind == VS_DAY_WORKING || day.kind == VS_DAY_BEYOND) {
            continue;
        }
        vs_json_add(days, day_document(calendar, &day));
        if (is_weekly(calendar, &day)) {
            continue;
        }
        vs_buf_clear(&text);
        say_day(&text, calendar, &day);
        vs_when_date(when, date, false);
        (void)snprintf(start, sizeof start, "  %-18s ", when);
        if (vs_buf_check(&text, "calendar", NULL) == VS_OK) {
            vs_print_clause(out, start, (const char *)text.p);
        }
    }
    print_decrees(out, calendar, first, last);
    if (first <= calendar->to && last > calendar->to) {
        vs_when_date(when, calendar->to, true);
        vs_print(out, _("  It says nothing about the days after %s.\n"), when);
    }
    vs_buf_release(&text);
    vs_json_set_int(doc, "year", year);
    vs_json_set(doc, "days", days);
}

/* How terms that the law sets are extended; those that people agreed on are not. */
static void
print_statutory(struct vs_out *out, const struct vs_calendar *calendar)
{
    static const struct {
        const char *member, *words;
    } rules[] = {
        {"end_on_working_day",
         N_("A term that the law sets and that would end on such a day ends with the next working "
            "day.")},
        {"two_working_days",
         N_("A term of some days that the law sets holds at least two working days.")},
        {"limits", N_("Neither holds for terms in hours and for long terms.")},
    };
    struct vs_json *doc = NULL;
    const struct vs_json *statutory;
    struct vs_buf text;
    bool any = false;

    if (vs_json_parse(&doc, calendar->canonical.p, calendar->canonical.len, VS_JSON_CONTENT,
                      NULL) != VS_OK) {
        return;
    }
    statutory = vs_json_get(doc, "statutory");
    vs_buf_init(&text, VS_PRINT_MAX);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        const struct vs_json *rule = vs_json_get(statutory, rules[i].member);
        struct vs_str source = vs_calendar_source(calendar, vs_json_get_str(rule, "source"));

        if (!rule) {
            continue;
        }
        for (size_t c = 0; c + 1 < source.len; c++) { /* the article, not what it says beside */
            source.len = source.p[c] == ':' && source.p[c + 1] == ' ' ? c : source.len;
        }
        if (!any) {
            vs_print(out, "\n");
            vs_print_style(out, VS_STYLE_STRONG, "%s\n", _("Terms in law and agreed terms"));
        }
        any = true;
        vs_buf_clear(&text);
        vs_buf_addf(&text, "%s (%.*s)", _(rules[i].words), (int)source.len, source.p);
        if (vs_buf_check(&text, "calendar", NULL) == VS_OK) {
            vs_print_clause(out, "  ", (const char *)text.p);
        }
    }
    if (any) {
        vs_print_clause(out, "  ", _("Terms that people agreed on are not extended."));
    }
    vs_buf_release(&text);
    vs_json_free(doc);
}

enum vs_code
vs_cmd_calendar_show(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_calendar *calendar = NULL;
    struct vs_store *store = NULL;
    struct vs_json *doc;
    int year = 0, month, day;
    enum vs_code code = VS_OK;

    vs_date_parts(vs_zone_date(cli->env->now(cli->env->payload)), &year, &month, &day);
    year = (int)vs_opt_number(&cli->args, "year", (uint64_t)year);
    if (year < 1970 || year > 2099) {
        return vs_fail(err, VS_E_USAGE, vs_opt_value(&cli->args, "year"), "%s",
                       _("years are from 1970 to 2099"));
    }
    if (!vs_is_path(cli->args.pos[0]) && vs_session_there(cli)) {
        code = vs_session_open(&store, cli, false, err);
    }
    if (code == VS_OK) {
        code = load_named(&calendar, cli, store, err);
    }
    if (code == VS_OK) {
        doc = vs_out_document("vs.calendar-shown/1");
        set_calendar(doc, calendar);
        vs_json_set_str(doc, "title", vs_calendar_title(calendar, language()));
        print_header(&cli->out, calendar);
        show_year(cli, doc, calendar, year);
        print_statutory(&cli->out, calendar);
        code = vs_out_json(&cli->out, doc, err);
    }
    vs_calendar_free(calendar);
    vs_store_close(store);
    return code;
}

/* --- check ------------------------------------------------------------------------------------ */

/* What the calendar leaves open: days that are not known, and days whose source is too weak. */
static void
tell_open(struct vs_cli *cli, struct vs_json *doc, const struct vs_calendar *calendar)
{
    struct vs_json *unknown = vs_json_new_array(), *weak = vs_json_new_array();
    struct vs_out *out = &cli->out;
    size_t count = 0;
    char when[VS_WHEN_LEN];

    vs_print(out, "\n");
    vs_print_style(out, VS_STYLE_STRONG, "%s\n", _("What it leaves open"));
    for (vs_date date = calendar->from; date <= calendar->to; date++) {
        struct vs_day day = vs_calendar_day(calendar, date);
        char text[VS_DATE_TEXT_LEN + 1];

        if (day.kind != VS_DAY_UNKNOWN && !day.to_verify) {
            continue;
        }
        count++;
        vs_date_text(text, date);
        vs_json_add_text(day.kind == VS_DAY_UNKNOWN ? unknown : weak, text);
        vs_when_date(when, date, true);
        vs_print(out,
                 day.kind == VS_DAY_UNKNOWN
                     ? _("  %s: it is not known whether this day is free\n")
                     : _("  %s: free, by a source that is still to be verified\n"),
                 when);
    }
    vs_when_date(when, calendar->to, true);
    vs_print(out, _("  It says nothing about the days after %s.\n"), when);
    if (count > 0) {
        vs_print_wrapped(out, "  ",
                         _("A delay across a day that is not known has two ends, and between them "
                           "nobody can say who holds a case."));
    }
    vs_json_set(doc, "unknown", unknown);
    vs_json_set(doc, "to_verify", weak);
}

enum vs_code
vs_cmd_calendar_check(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_calendar *calendar = NULL;
    struct vs_json *doc;
    enum vs_code code = load_file(&calendar, cli->args.pos[0], err);

    if (code == VS_OK) {
        doc = vs_out_document("vs.calendar-check/1");
        set_calendar(doc, calendar);
        print_header(&cli->out, calendar);
        tell_open(cli, doc, calendar);
        vs_print(&cli->out, "\n%s\n", _("well formed; it can be added"));
        code = vs_out_json(&cli->out, doc, err);
    }
    vs_calendar_free(calendar);
    return code;
}

/* --- add -------------------------------------------------------------------------------------- */

enum vs_code
vs_cmd_calendar_add(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_calendar *calendar = NULL;
    struct vs_store *store = NULL;
    struct vs_json *doc;
    enum vs_code code = vs_session_begin(&store, cli, err);

    if (code == VS_OK) {
        code = load_named(&calendar, cli, store, err);
    }
    if (code == VS_OK) {
        code = vs_directory_publish_calendar(store, calendar, err);
        if (code == VS_E_EXISTS) {
            cli->hint = _("vs calendar list; a calendar with other days is a new edition");
        }
    }
    if (code == VS_OK && !cli->dry_run) {
        code = vs_store_commit(store, err);
    }
    if (code == VS_OK) {
        vs_print(&cli->out, _("calendar %.*s, edition %.*s, added"), (int)calendar->id.len,
                 calendar->id.p, (int)calendar->edition.len, calendar->edition.p);
        vs_print(&cli->out, "%s%s\n", cli->dry_run ? "; " : "",
                 cli->dry_run ? _("not done: --dry-run") : "");
        vs_note(&cli->out, "%s\n",
                _("handovers from now on are counted by it where the agreement names it and the "
                  "other side has added it too"));
        if (!cli->dry_run) {
            vs_note(&cli->out, "%s\n", _("next: vs sync"));
        }
        doc = vs_out_document("vs.calendar-added/1");
        set_calendar(doc, calendar);
        vs_json_set_bool(doc, "dry_run", cli->dry_run);
        code = vs_out_json(&cli->out, doc, err);
    }
    if (store && store->open) {
        vs_store_rollback(store);
    }
    vs_store_close(store);
    vs_calendar_free(calendar);
    return code;
}
