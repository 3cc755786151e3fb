/*
 * The steps of a case that move nothing: trajectory, joint working, contact, monitoring. They end
 * terms and are shown (FORMAT.md 9.3).
 */
#include <string.h>

#include "cli/act.h"
#include "cli/commands.h"
#include "cli/i18n.h"
#include "cli/when.h"

/*
 * The newest act that begins or ends it, as far as is known here; VS_FOLD_NONE. Monitoring is each
 * organisation's own; so is a trajectory that begins, but whoever holds the case now may end it.
 */
static uint32_t
newest(const struct vs_doing *doing, enum vs_event_type start, enum vs_event_type end)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    uint32_t found = VS_FOLD_NONE;

    for (uint32_t i = 0; i < fold->entry_count; i++) {
        const struct vs_fold_entry *entry = &fold->entries[i];
        const struct vs_event *event = entry->in->event;
        bool ours = vs_hash_eq(&entry->in->org, &doing->store->self.org);

        if (entry->state == VS_ENTRY_VALID && event &&
            ((event->type == start && ours) ||
             (event->type == end && (ours || end == VS_EV_TRAJECTORY_END)))) {
            found = i;
        }
    }
    return found;
}

/* What was begun is not begun again, and what was ended not ended: it would say nothing. An end
 * without any beginning is recorded: that may be on another machine, or may not have been written
 * down. */
static enum vs_code
check_span(const struct vs_doing *doing, enum vs_event_type type, uint32_t before,
           struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    char when[VS_WHEN_LEN];
    char by[VS_LABEL_LEN];

    if (before == VS_FOLD_NONE || fold->entries[before].in->event->type != type) {
        return VS_OK;
    }
    vs_when_text(when, fold->entries[before].in->event->at, VS_WHEN_FULL);
    vs_label_org(by, doing->store, &fold->entries[before].in->org);
    switch ((unsigned)type) {
    case VS_EV_TRAJECTORY_START:
        doing->cli->hint = "vs trajectory CASE end";
        return vs_fail(err, VS_E_EXISTS, NULL,
                       _("your organisation began a trajectory %s, which has not ended"), when);
    case VS_EV_MONITORING_START:
        doing->cli->hint = "vs monitor CASE end";
        return vs_fail(err, VS_E_EXISTS, NULL, _("your organisation monitors since %s"), when);
    case VS_EV_TRAJECTORY_END:
        return vs_fail(err, VS_E_NOTHING_OPEN, NULL, _("%s ended the trajectory %s already"), by,
                       when);
    default:
        return vs_fail(err, VS_E_NOTHING_OPEN, NULL,
                       _("your organisation ended its monitoring %s already"), when);
    }
}

/* Who holds the case works on it, and in a closed one nobody does. */
static enum vs_code
check_joins(const struct vs_doing *doing, struct vs_err *err)
{
    struct vs_answer answer;
    bool closed, holds = false;
    enum vs_code code = vs_answer_at(&answer, vs_casefile_fold(doing->file), doing->now, err);

    if (code != VS_OK) {
        return code;
    }
    closed = answer.state == VS_STATE_CLOSED;
    for (size_t i = 0; i < answer.holder_count; i++) {
        holds |= vs_hash_eq(&answer.holders[i].org, &doing->store->self.org);
    }
    vs_answer_release(&answer);
    if (closed) {
        doing->cli->hint = _("vs reopen CASE, if it should not have been closed");
        return vs_fail(err, VS_E_NOTHING_OPEN, doing->cli->args.pos[0], "%s",
                       _("the case is closed"));
    }
    if (holds) {
        doing->cli->hint = _("vs contact CASE, for what it does with the household");
        return vs_fail(err, VS_E_NOTHING_OPEN, doing->cli->args.pos[0], "%s",
                       _("your organisation holds the case: who does not hold it works along"));
    }
    return VS_OK;
}

/* What an act of this type asks of those before it. */
static enum vs_code
check_means(const struct vs_doing *doing, enum vs_event_type type, uint32_t *before,
            struct vs_err *err)
{
    switch ((unsigned)type) {
    case VS_EV_TRAJECTORY_START:
    case VS_EV_TRAJECTORY_END:
        *before = newest(doing, VS_EV_TRAJECTORY_START, VS_EV_TRAJECTORY_END);
        return check_span(doing, type, *before, err);
    case VS_EV_MONITORING_START:
    case VS_EV_MONITORING_END:
        *before = newest(doing, VS_EV_MONITORING_START, VS_EV_MONITORING_END);
        return check_span(doing, type, *before, err);
    case VS_EV_JOIN:
        return check_joins(doing, err);
    default:
        return VS_OK;
    }
}

static void
warn_not_begun(const struct vs_doing *doing, enum vs_event_type type, uint32_t before)
{
    if (before != VS_FOLD_NONE) {
        return;
    }
    if (type == VS_EV_TRAJECTORY_END) {
        vs_warn(&doing->cli->out, "%s\n",
                _("no trajectory of this case was open, as far as is known here"));
    } else if (type == VS_EV_MONITORING_END) {
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
    uint32_t before = VS_FOLD_NONE;
    enum vs_code code = vs_doing_begin(&doing, cli, false, VS_DOING_TEXT, words, err);

    if (code == VS_OK) {
        code = check_means(&doing, draft->type, &before, err);
    }
    if (code == VS_OK) {
        code = vs_doing_record(&doing, &id, draft, err);
    }
    if (code == VS_OK) {
        code = vs_doing_done(&doing, &id, vs_event_type_name(draft->type), words, err);
    }
    if (code == VS_OK) {
        warn_not_begun(&doing, draft->type, before);
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
