/*
 * The steps of a case that move nothing: trajectory, joint working, contact, monitoring. They end
 * terms and are shown (FORMAT.md 9.3).
 */
#include <string.h>

#include "cli/act.h"
#include "cli/commands.h"
#include "cli/i18n.h"

/*
 * Whether what `end` ends has begun, as far as is known here: monitoring is each organisation's
 * own, a trajectory may be ended by who holds the case now.
 */
static bool
has_begun(const struct vs_doing *doing, enum vs_event_type start, enum vs_event_type end)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    bool begun = false;

    for (size_t i = 0; i < fold->entry_count; i++) {
        const struct vs_fold_entry *entry = &fold->entries[i];
        const struct vs_event *event = entry->in->event;

        if (entry->state == VS_ENTRY_VALID && event &&
            (event->type == start || event->type == end) &&
            (start == VS_EV_TRAJECTORY_START ||
             vs_hash_eq(&entry->in->org, &doing->store->self.org))) {
            begun = event->type == start;
        }
    }
    return begun;
}

/* An end without a beginning is recorded: that may be on another machine, or may not have been
 * written down. It is said. */
static void
warn_not_begun(const struct vs_doing *doing, enum vs_event_type type)
{
    if (type == VS_EV_TRAJECTORY_END && !has_begun(doing, VS_EV_TRAJECTORY_START, type)) {
        vs_warn(&doing->cli->out, "%s\n",
                _("no trajectory of this case was open, as far as is known here"));
    } else if (type == VS_EV_MONITORING_END && !has_begun(doing, VS_EV_MONITORING_START, type)) {
        vs_warn(&doing->cli->out, "%s\n",
                _("your organisation did not monitor, as far as is known here"));
    }
}

/* Records an act that has no other members than those of `draft`. */
static enum vs_code
record(struct vs_cli *cli, struct vs_event *draft, const char *words, struct vs_err *err)
{
    struct vs_doing doing;
    struct vs_hash id;
    enum vs_code code = vs_doing_begin(&doing, cli, false, VS_DOING_TEXT, words, err);

    if (code == VS_OK) {
        code = vs_doing_record(&doing, &id, draft, err);
    }
    if (code == VS_OK) {
        code = vs_doing_done(&doing, &id, vs_event_type_name(draft->type), words, err);
    }
    if (code == VS_OK) {
        warn_not_begun(&doing, draft->type);
        vs_doing_next(&doing);
    }
    vs_doing_end(&doing);
    return code;
}

static bool
says(const struct vs_cli *cli, const char *word)
{
    return strcmp(cli->args.pos[1], word) == 0;
}

/* An option that only one of the two words of a command has. */
static enum vs_code
check_only(const struct vs_cli *cli, const char *option, const char *word, struct vs_err *err)
{
    if (vs_opt_given(&cli->args, option) && !says(cli, word)) {
        return vs_fail(err, VS_E_USAGE, option, _("--%s belongs to %s"), option, word);
    }
    return VS_OK;
}

enum vs_code
vs_cmd_trajectory(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_event draft = {.type = says(cli, "start") ? VS_EV_TRAJECTORY_START
                                                        : VS_EV_TRAJECTORY_END};
    enum vs_code code = check_only(cli, "service", "start", err);

    if (code == VS_OK) {
        code = check_only(cli, "outcome", "end", err);
    }
    if (code == VS_OK && says(cli, "start") && !vs_opt_given(&cli->args, "service")) {
        cli->hint = "vs trajectory CASE start --service conditions_service|investigation";
        code = vs_fail(err, VS_E_USAGE, "--service", "%s", _("which service begins?"));
    }
    if (code != VS_OK) {
        return code;
    }
    draft.service = vs_doing_word(cli, "service", VS_WORDS_SERVICE, 0);
    draft.trajectory = vs_doing_said(cli, "outcome", VS_WORDS_TRAJECTORY);
    return record(
        cli, &draft,
        draft.type == VS_EV_TRAJECTORY_START ? _("trajectory begun") : _("trajectory ended"), err);
}

enum vs_code
vs_cmd_join(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_event draft = {.type = VS_EV_JOIN};

    return record(cli, &draft, _("working along"), err);
}

enum vs_code
vs_cmd_contact(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_event draft = {.type = VS_EV_CONTACT};

    draft.contact = vs_doing_said(cli, "kind", VS_WORDS_CONTACT);
    return record(cli, &draft, _("contact recorded"), err);
}

enum vs_code
vs_cmd_monitor(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_event draft = {.type = says(cli, "start") ? VS_EV_MONITORING_START
                                                        : VS_EV_MONITORING_END};

    return record(
        cli, &draft,
        draft.type == VS_EV_MONITORING_START ? _("monitoring begun") : _("monitoring ended"), err);
}
