#include "cli/offer.h"

#include <string.h>

#include "cli/act.h"
#include "cli/i18n.h"
#include "cli/term.h"
#include "cli/when.h"
#include "core/casework/zone.h"
#include "core/log/hash.h"
#include "core/record/act.h"
#include "core/record/rules.h"

#define CONDITIONS_MAX ((size_t)64 << 20) /* bytes of the document with the conditions */

/* --- from options ----------------------------------------------------------------------------- */

static enum vs_code
read_conditions(struct vs_event *told, const struct vs_cli *cli, struct vs_err *err)
{
    const char *path = vs_opt_value(&cli->args, "conditions-file");
    struct vs_buf bytes;
    enum vs_code code;

    told->conditions = vs_doing_flag(cli, "conditions");
    if (!path) {
        return VS_OK;
    }
    if (told->conditions == VS_FLAG_NO) {
        return vs_fail(err, VS_E_USAGE, "--conditions-file", "%s",
                       _("without conditions there is no document with them"));
    }
    vs_buf_init(&bytes, CONDITIONS_MAX);
    code = vs_read_file(&bytes, path, CONDITIONS_MAX, err);
    if (code == VS_OK) {
        told->conditions = VS_FLAG_YES;
        told->has_conditions_digest = true;
        vs_sha256(&told->conditions_digest, bytes.p, bytes.len);
    }
    vs_text_wipe(&bytes);
    return code;
}

static enum vs_code
read_informed(struct vs_event *told, const struct vs_cli *cli, struct vs_err *err)
{
    told->informed = vs_doing_flag(cli, "informed");
    told->has_informed_at = vs_opt_given(&cli->args, "informed-at");
    if (!told->has_informed_at) {
        return VS_OK;
    }
    if (told->informed == VS_FLAG_NO) {
        return vs_fail(err, VS_E_USAGE, "--informed-at", "%s",
                       _("who was not told was told at no time"));
    }
    told->informed = VS_FLAG_YES;
    return vs_when_question(&told->informed_at, cli, "informed-at", 0, err);
}

static enum vs_code
read_monitor(struct vs_event *told, struct vs_cli *cli, struct vs_store *store, struct vs_err *err)
{
    const char *named = vs_opt_value(&cli->args, "monitor");
    struct vs_org_row org;
    enum vs_code code = VS_OK;

    told->has_monitor = named != NULL;
    told->monitor_nobody = named && strcmp(named, "nobody") == 0;
    if (named && !told->monitor_nobody) {
        code = vs_session_org(&org, store, cli, named, err);
        told->monitor = code == VS_OK ? org.org : told->monitor;
    }
    return code;
}

static void
read_others(struct vs_event *told, const struct vs_cli *cli)
{
    const char *typed;

    for (size_t n = 0; (typed = vs_opt_value_at(&cli->args, "others", n)) != NULL; n++) {
        for (unsigned i = 0; i < VS_EVENT_OTHERS_MAX; i++) {
            const char *word = vs_word(VS_WORDS_OTHERS, i);
            size_t at = 0;

            while (word[at] && (word[at] == typed[at] || (word[at] == '_' && typed[at] == '-'))) {
                at++;
            }
            if (word[at] == '\0' && typed[at] == '\0') {
                told->others |= 1u << i;
            }
        }
    }
}

enum vs_code
vs_offer_told(struct vs_event *told, struct vs_cli *cli, struct vs_store *store, struct vs_err *err)
{
    const char *date = vs_opt_value(&cli->args, "first-contact");
    enum vs_code code;

    memset(told, 0, sizeof *told);
    told->type = VS_EV_OFFER;
    told->mode = vs_doing_word(cli, "mode", VS_WORDS_MODE, 0);
    told->why = vs_doing_said(cli, "reason", VS_WORDS_HANDOVER);
    told->after = vs_doing_said(cli, "after", VS_WORDS_ASSESS);
    told->unsafety = vs_doing_said(cli, "unsafety", VS_WORDS_UNSAFETY);
    told->waitlist = vs_doing_flag(cli, "waitlist");
    told->relocates = vs_opt_given(&cli->args, "relocation") ? VS_FLAG_YES : VS_FLAG_UNSAID;
    if (told->relocates == VS_FLAG_YES && told->why == 0) {
        told->why = (unsigned)vs_word_find(VS_WORDS_HANDOVER, VS_STR("relocation")) + 1;
    }
    told->has_first_contact = date && vs_date_parse(&told->first_contact, vs_str(date));
    read_others(told, cli);
    code = read_conditions(told, cli, err);
    if (code == VS_OK) {
        code = read_informed(told, cli, err);
    }
    return code == VS_OK ? read_monitor(told, cli, store, err) : code;
}

void
vs_offer_assessed(struct vs_event *told, const struct vs_fold *fold, const struct vs_hash *self)
{
    const struct vs_event *last = NULL;
    vs_instant newest = -1;

    for (size_t i = 0; i < fold->entry_count; i++) {
        const struct vs_fold_entry *entry = &fold->entries[i];

        if (entry->state == VS_ENTRY_VALID && entry->in->event &&
            entry->in->event->type == VS_EV_ASSESS && vs_hash_eq(&entry->in->org, self) &&
            entry->rec >= newest) {
            last = entry->in->event;
            newest = entry->rec;
        }
    }
    if (last && told->after == 0) {
        told->after = last->outcome_word + 1;
    }
    if (last && told->unsafety == 0) {
        told->unsafety = last->unsafety;
    }
}

/* --- against the agreement -------------------------------------------------------------------- */

/* The option that says a field: "--informed-at". */
static void
add_option(struct vs_buf *out, enum vs_field field)
{
    const char *name =
        field == VS_FIELD_CONDITIONS_DIGEST ? "conditions-file" : vs_field_name(field);

    vs_buf_add_text(out, out->len > 0 ? ", --" : "--");
    for (; *name; name++) {
        vs_buf_add_byte(out, *name == '_' ? '-' : (uint8_t)*name);
    }
}

struct checking {
    struct vs_cli *cli;
    const struct vs_event *told;
    struct vs_handover_content content;
};

static enum vs_code
check_one(void *payload, const struct vs_rule_text *text, struct vs_err *err)
{
    const struct vs_agreement *agreement = text->agreement;
    struct checking *checking = payload;
    vs_date today = vs_zone_date(checking->cli->env->now(checking->cli->env->payload));
    unsigned lacks = vs_handover_lacks(agreement, checking->told, checking->content, today);
    const struct vs_mode_case *other = vs_handover_other_mode(agreement, checking->told, today);
    struct vs_buf names;
    enum vs_code code = VS_OK;

    vs_buf_init(&names, VS_PRINT_MAX);
    for (unsigned i = 0; i < VS_FIELD_COUNT; i++) {
        if (lacks >> i & 1) {
            add_option(&names, (enum vs_field)i);
        }
    }
    if (lacks) {
        code = vs_buf_check(&names, "fields", err);
    }
    if (lacks && code == VS_OK) {
        code = vs_fail(err, VS_E_INCOMPLETE, agreement->id.p, _("it asks for %s"),
                       (const char *)names.p);
    } else if (other) {
        struct vs_str when = vs_say_prose(other->when);

        checking->cli->hint = _("--mode as it is asked for; or --incomplete, if it was done so");
        code = vs_fail(err, VS_E_INCOMPLETE, agreement->id.p,
                       _("it asks for --mode %s in such a case: %.*s"), vs_mode_name(other->mode),
                       (int)when.len, when.p);
    }
    vs_buf_release(&names);
    return code;
}

enum vs_code
vs_offer_check(struct vs_cli *cli, struct vs_store *store, const struct vs_act_offer *offer,
               const struct vs_event *told, struct vs_handover_content content, struct vs_err *err)
{
    struct checking checking = {cli, told, content};

    if (vs_opt_given(&cli->args, "incomplete")) {
        return VS_OK;
    }
    return vs_act_offer_rules(store, offer, vs_zone_date(vs_store_now(store)), check_one, &checking,
                              err);
}

/* --- in a case -------------------------------------------------------------------------------- */

/* Whether its words and a reference are there; unsaid where they cannot be read. */
static struct vs_handover_content
content_of(const struct vs_question *question, const struct vs_hash *id)
{
    struct vs_handover_content content = {VS_FLAG_UNSAID, VS_FLAG_UNSAID};

    for (size_t i = 0; i < vs_casefile_count(question->file); i++) {
        const struct vs_casefile_event *row = vs_casefile_event(question->file, i);
        struct vs_json *doc = NULL;

        if (!vs_hash_eq(&row->id, id)) {
            continue;
        }
        if (row->text_state == VS_TEXT_NONE) {
            content.text = content.ref = VS_FLAG_NO;
        } else if (row->text_state == VS_TEXT_PRESENT && row->event &&
                   row->event->content == VS_CONTENT_JSON &&
                   vs_json_parse(&doc, row->text.p, row->text.len, VS_JSON_CONTENT, NULL) ==
                       VS_OK) {
            content.text = vs_json_get(doc, "text") ? VS_FLAG_YES : VS_FLAG_NO;
            content.ref = vs_json_get(doc, "ref") ? VS_FLAG_YES : VS_FLAG_NO;
        }
        vs_json_free(doc);
    }
    return content;
}

static void
show_one(const struct vs_question *question, struct vs_json *list,
         const struct vs_agreement *agreement, unsigned lacks, const struct vs_mode_case *other)
{
    struct vs_out *out = &question->cli->out;
    struct vs_json *item = vs_json_new_object(), *fields = vs_json_new_array();
    const char *before = "";

    if (lacks) {
        vs_print(out, _("; by %.*s it lacks "), (int)agreement->id.len, agreement->id.p);
    }
    for (unsigned i = 0; i < VS_FIELD_COUNT; i++) {
        if (lacks >> i & 1) {
            vs_print(out, "%s%s", before, vs_say_field((enum vs_field)i));
            vs_json_add_text(fields, vs_field_name((enum vs_field)i));
            before = ", ";
        }
    }
    if (other) {
        vs_print(out, _("; by %.*s such a case is handed over %s"), (int)agreement->id.len,
                 agreement->id.p,
                 vs_say_word(VS_WORDS_MODE, (unsigned)vs_word_find(
                                                VS_WORDS_MODE, vs_str(vs_mode_name(other->mode)))));
    }
    vs_json_set_str(item, "agreement", agreement->id);
    vs_json_set(item, "fields", fields);
    if (other) {
        vs_json_set_text(item, "mode", vs_mode_name(other->mode));
    }
    vs_json_add(list, item);
}

void
vs_offer_show_lacks(const struct vs_question *question, struct vs_json *item,
                    const struct vs_fold_offer *offer)
{
    const struct vs_fold *fold = vs_casefile_fold(question->file);
    const struct vs_fold_entry *entry = &fold->entries[offer->event];
    const struct vs_event *event = entry->in->event;
    struct vs_handover_content content = content_of(question, &entry->in->id);
    struct vs_json *list = vs_json_new_array();
    vs_date date = vs_zone_date(entry->rec);

    for (size_t i = 0; event->kind == VS_OFFER_HANDOVER && i < event->under_count; i++) {
        const struct vs_agreement *agreement;
        const struct vs_mode_case *other;
        unsigned lacks;

        if (vs_rules_agreement(question->store, &agreement, &event->under[i].profile_hash, NULL) !=
                VS_OK ||
            vs_agreement_in_force(agreement, date) == VS_NOT_IN_FORCE) {
            continue;
        }
        lacks = vs_handover_lacks(agreement, event, content, date);
        other = vs_handover_other_mode(agreement, event, date);
        if (lacks || other) {
            show_one(question, list, agreement, lacks, other);
        }
    }
    if (vs_json_size(list) > 0) {
        vs_json_set(item, "lacks", list);
    } else {
        vs_json_free(list);
    }
}
