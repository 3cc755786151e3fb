/*
 * When organisations differ: settle, and reopen what was closed.
 */
#include <string.h>

#include "cli/act.h"
#include "cli/commands.h"
#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/when.h"

/* --- settle ----------------------------------------------------------------------------------- */

static bool
waits_for(const struct vs_fold_settlement *settlement, const struct vs_hash *org)
{
    for (size_t i = 0; i < settlement->unsigned_count; i++) {
        if (vs_hash_eq(&settlement->unsigned_by[i], org)) {
            return true;
        }
    }
    return false;
}

/* "ab12cd34: A holds it from ...": the proposals that wait for us. Gives their number. */
static size_t
list_proposals(struct vs_buf *out, const struct vs_doing *doing)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    char id[VS_ID_LEN_MAX];
    size_t count = 0;

    for (size_t i = 0; i < fold->settlement_count; i++) {
        const struct vs_fold_entry *entry = &fold->entries[fold->settlements[i].event];

        if (!vs_fold_settlement_waits(fold, &fold->settlements[i]) ||
            !waits_for(&fold->settlements[i], &doing->store->self.org)) {
            continue;
        }
        vs_id_short(id, &entry->in->id);
        vs_buf_addf(out, "%s%s: ", count++ > 0 ? "; " : "", id);
        vs_say_proposal(out, doing->store, entry->in->event);
    }
    return count;
}

/* The settlement that argument 1 names. */
static enum vs_code
named_proposal(const struct vs_fold_settlement **out, const struct vs_doing *doing,
               struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    const char *typed = doing->cli->args.pos[1];
    struct vs_id_range range;
    size_t found = 0;

    if (!vs_id_parse(&range, vs_str(typed))) {
        return vs_fail(err, VS_E_INVALID, typed, "%s", _("this cannot be the id of a proposal"));
    }
    for (size_t i = 0; i < fold->settlement_count; i++) {
        if (vs_id_in(&range, &fold->entries[fold->settlements[i].event].in->id)) {
            *out = &fold->settlements[i];
            found++;
        }
    }
    if (found > 1) {
        return vs_fail(err, VS_E_AMBIGUOUS, typed, "%s", "");
    }
    return found == 1 ? VS_OK
                      : vs_fail(err, VS_E_NOT_FOUND, typed, "%s",
                                _("this case has no such proposal to settle"));
}

/* The one settlement that waits for us. */
static enum vs_code
waiting_proposal(const struct vs_fold_settlement **out, const struct vs_doing *doing,
                 struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    struct vs_buf list;
    size_t count;
    enum vs_code code = VS_OK;

    vs_buf_init(&list, VS_PRINT_MAX);
    count = list_proposals(&list, doing);
    if (count == 0) {
        code = vs_fail(err, VS_E_NOTHING_OPEN, doing->cli->args.pos[0], "%s",
                       _("no proposal to settle this case waits for your signature"));
    } else if (count > 1) {
        doing->cli->hint = "vs settle CASE PROPOSAL --agree";
        code = vs_buf_check(&list, "list", err);
        if (code == VS_OK) {
            code =
                vs_fail(err, VS_E_AMBIGUOUS, NULL, _("%zu proposals wait for your signature: %s"),
                        count, (const char *)list.p);
        }
    }
    for (size_t i = 0; code == VS_OK && i < fold->settlement_count; i++) {
        if (vs_fold_settlement_waits(fold, &fold->settlements[i]) &&
            waits_for(&fold->settlements[i], &doing->store->self.org)) {
            *out = &fold->settlements[i];
        }
    }
    vs_buf_release(&list);
    return code;
}

static enum vs_code
draft_agreement(struct vs_event *draft, struct vs_doing *doing, struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    const struct vs_fold_settlement *settlement = NULL;
    enum vs_code code;

    if (vs_opt_given(&doing->cli->args, "outcome") || vs_opt_given(&doing->cli->args, "from") ||
        vs_opt_given(&doing->cli->args, "resolves")) {
        return vs_fail(err, VS_E_USAGE, "--agree", "%s",
                       _("either a new proposal (--outcome, --from) or --agree to one"));
    }
    doing->cli->hint = "vs show CASE";
    code = doing->cli->args.count > 1 ? named_proposal(&settlement, doing, err)
                                      : waiting_proposal(&settlement, doing, err);
    if (code != VS_OK) {
        return code;
    }
    if (settlement->effective || !waits_for(settlement, &doing->store->self.org)) {
        return vs_fail(err, VS_E_EXISTS, doing->cli->args.pos[1], "%s",
                       settlement->effective ? _("all concerned have signed this proposal")
                                             : _("it does not wait for your signature"));
    }
    if (!vs_fold_settlement_waits(fold, settlement)) {
        doing->cli->hint = _("vs settle CASE --outcome ORG --from TIME, to propose it anew");
        return vs_fail(err, VS_E_NOT_AUTHORISED, "settled", "%s",
                       _("another settlement, made knowing this proposal, is in effect"));
    }
    doing->cli->hint = NULL;
    draft->is_agreement = true;
    draft->agrees = fold->entries[settlement->event].in->id;
    return VS_OK;
}

/* The events that --resolves names; without it the escalations that are open. */
static enum vs_code
find_resolved(struct vs_hash resolves[VS_EVENT_RESOLVES_MAX], size_t *count,
              const struct vs_doing *doing, struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    struct vs_id_range range;
    const char *typed;

    *count = 0;
    for (size_t n = 0; (typed = vs_opt_value_at(&doing->cli->args, "resolves", n)) != NULL; n++) {
        size_t before = *count;

        for (size_t i = 0; vs_id_parse(&range, vs_str(typed)) && i < fold->entry_count; i++) {
            if (*count < VS_EVENT_RESOLVES_MAX && vs_id_in(&range, &fold->entries[i].in->id)) {
                resolves[(*count)++] = fold->entries[i].in->id;
            }
        }
        if (*count != before + 1) {
            return vs_fail(err, *count == before ? VS_E_NOT_FOUND : VS_E_AMBIGUOUS, typed, "%s",
                           *count == before ? _("this case has no such act") : "");
        }
    }
    for (size_t i = 0; !vs_opt_given(&doing->cli->args, "resolves") && i < fold->escalation_count;
         i++) {
        if (fold->escalations[i].until == VS_INSTANT_NEVER && *count < VS_EVENT_RESOLVES_MAX) {
            resolves[(*count)++] = fold->entries[fold->escalations[i].event].in->id;
        }
    }
    *count = vs_event_sort_set(resolves, *count);
    return VS_OK;
}

/* VS_INSTANT_NEVER if nobody opened it that is known here. */
static vs_instant
opened_at(const struct vs_doing *doing)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    vs_instant opened = VS_INSTANT_NEVER;

    for (size_t i = 0; i < fold->claim_count; i++) {
        if (fold->claims[i].kind == VS_CLAIM_OPENED && fold->claims[i].start < opened) {
            opened = fold->claims[i].start;
        }
    }
    return opened;
}

/* The opening is shown to the minute: who types that minute means the opening. */
static vs_instant
not_before_opening(const struct vs_doing *doing, vs_instant from)
{
    vs_instant opened = opened_at(doing);

    return from < opened && from / 60 == opened / 60 ? opened : from;
}

/* Nothing was said about who should hold it: name what waits, and both ways on. */
static enum vs_code
names_nobody(const struct vs_doing *doing, struct vs_err *err)
{
    struct vs_buf list;
    size_t count;

    vs_buf_init(&list, VS_PRINT_MAX);
    count = list_proposals(&list, doing);
    if (count > 0 && vs_buf_check(&list, "list", err) == VS_OK) {
        doing->cli->hint =
            _("vs settle CASE --agree, or a proposal of your own: --outcome, --from");
        vs_fail(err, VS_E_USAGE, NULL,
                P_("a proposal waits for your signature (%s)",
                   "proposals wait for your signature (%s)", count),
                (const char *)list.p);
    } else {
        doing->cli->hint = _("vs settle CASE --outcome ORG --from TIME, as in vs help settle");
        vs_fail(
            err, VS_E_USAGE, NULL, "%s",
            _("say who is to hold the case (--outcome ORG, me or closed), and from when (--from)"));
    }
    vs_buf_release(&list);
    return VS_E_USAGE;
}

static enum vs_code
draft_proposal(struct vs_event *draft, struct vs_hash resolves[VS_EVENT_RESOLVES_MAX],
               struct vs_doing *doing, struct vs_err *err)
{
    const char *outcome = vs_opt_value(&doing->cli->args, "outcome");
    const char *from = vs_opt_value(&doing->cli->args, "from");
    struct vs_org_row org;
    enum vs_code code;

    if (!outcome || !from) {
        return names_nobody(doing, err);
    }
    if (doing->cli->args.count > 1) {
        return vs_fail(err, VS_E_USAGE, doing->cli->args.pos[1], "%s",
                       _("a proposal is named together with --agree only"));
    }
    code = vs_when_parse(&draft->from, from, err);
    if (code == VS_OK) {
        draft->from = not_before_opening(doing, draft->from);
    }
    draft->outcome_closed = strcmp(outcome, "closed") == 0;
    if (code == VS_OK && !draft->outcome_closed) {
        code = vs_session_org(&org, doing->store, doing->cli, outcome, err);
        draft->outcome = org.org;
    }
    if (code == VS_OK) {
        draft->resolves = resolves;
        code = find_resolved(resolves, &draft->resolve_count, doing, err);
    }
    return code;
}

/* "settlement proposed: A holds it from ..."; a signature that was the last one makes it
 * "settled: ...". Without it, or on a dry run, it is what it was asked to be. */
static enum vs_code
say_settled(struct vs_buf *out, const struct vs_doing *doing, const struct vs_event *draft,
            const struct vs_hash *id, bool closed, struct vs_err *err)
{
    const struct vs_hash *proposal = draft->is_agreement ? &draft->agrees : id;
    struct vs_casefile *after = NULL;
    enum vs_code code =
        vs_casefile_load(&after, doing->store, doing->case_leaf, VS_INSTANT_NEVER, err);

    for (size_t i = 0; code == VS_OK && i < vs_casefile_fold(after)->settlement_count; i++) {
        const struct vs_fold *fold = vs_casefile_fold(after);
        const struct vs_fold_entry *entry = &fold->entries[fold->settlements[i].event];

        if (!vs_hash_eq(&entry->in->id, proposal)) {
            continue;
        }
        vs_buf_add_text(out, fold->settlements[i].effective ? _("settled: ")
                             : draft->is_agreement          ? _("agreed: ")
                                                            : _("settlement proposed: "));
        vs_say_proposal(out, doing->store, entry->in->event);
        if (closed && !entry->in->event->outcome_closed) {
            vs_buf_add_text(out, fold->settlements[i].effective
                                     ? _("; the case was closed; this opens it again")
                                     : _("; the case is closed; this would open it again"));
        }
    }
    vs_casefile_free(after);
    return code == VS_OK ? vs_buf_check(out, "settle", err) : code;
}

/* Between which moments a settlement may begin, as the hint of a refusal. */
static void
hint_bounds(struct vs_doing *doing, vs_instant from)
{
    static char hint[256]; /* read when the refusal is printed, at the end of the program */
    vs_instant opened = opened_at(doing);
    char first[VS_WHEN_LEN];
    char last[VS_WHEN_LEN];

    if (opened == VS_INSTANT_NEVER || (from >= opened && from <= doing->now)) {
        return;
    }
    vs_when_text(first, opened, VS_WHEN_FULL);
    vs_when_text(last, doing->now, VS_WHEN_FULL);
    (void)snprintf(hint, sizeof hint,
                   from > doing->now
                       ? _("it lies in the future; --from is between %s (opened) and %s (now)")
                       : _("--from is between %s (opened) and %s (now)"),
                   first, last);
    doing->cli->hint = hint;
}

enum vs_code
vs_cmd_settle(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_hash resolves[VS_EVENT_RESOLVES_MAX];
    struct vs_event draft = {.type = VS_EV_SETTLE};
    struct vs_doing doing;
    struct vs_hash id;
    struct vs_buf words;
    bool closed = false;
    enum vs_code code =
        vs_doing_begin(&doing, cli, false, VS_DOING_TEXT, _("What was agreed?"), err);

    vs_buf_init(&words, VS_PRINT_MAX);
    if (code == VS_OK) {
        code = vs_opt_given(&cli->args, "agree") ? draft_agreement(&draft, &doing, err)
                                                 : draft_proposal(&draft, resolves, &doing, err);
    }
    if (code == VS_OK) {
        closed = vs_doing_closed(&doing);
        code = vs_doing_record(&doing, &id, &draft, err);
        if (code == VS_E_NOT_AUTHORISED && !draft.is_agreement) {
            hint_bounds(&doing, draft.from);
        }
    }
    if (code == VS_OK) {
        code = say_settled(&words, &doing, &draft, &id, closed, err);
    }
    if (code == VS_OK) {
        code = vs_doing_done(&doing, &id, "settle", (const char *)words.p, err);
    }
    if (code == VS_OK) {
        vs_doing_next(&doing);
    }
    vs_buf_release(&words);
    vs_doing_end(&doing);
    return code;
}

/* --- reopen ----------------------------------------------------------------------------------- */

/* Who holds it again holds it from the closing on at the earliest (FOLD.md 1, eff): an earlier
 * moment would be recorded and not count. */
static enum vs_code
check_closed_then(const struct vs_doing *doing, struct vs_err *err)
{
    const struct vs_fold *fold = vs_casefile_fold(doing->file);
    struct vs_answer answer;
    vs_instant closed = -1;
    char when[VS_WHEN_LEN];

    if (vs_answer_at(&answer, fold, doing->now, NULL) == VS_OK) {
        for (size_t i = 0; i < answer.claim_count && answer.state == VS_STATE_CLOSED; i++) {
            const struct vs_fold_claim *claim = &fold->claims[answer.claims[i]];

            closed = claim->start > closed ? claim->start : closed;
        }
        vs_answer_release(&answer);
    }
    if (doing->at >= closed) {
        return VS_OK;
    }
    vs_when_text(when, closed, VS_WHEN_FULL);
    doing->cli->hint = _("leave --at out, or name a moment after the closing");
    return vs_fail(err, VS_E_TIME_TOO_EARLY, doing->cli->args.pos[0],
                   _("it was closed %s: nobody holds it again from before that"), when);
}

enum vs_code
vs_cmd_reopen(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_doing doing;
    struct vs_event draft = {.type = VS_EV_REOPEN};
    struct vs_hash id;
    enum vs_code code =
        vs_doing_begin(&doing, cli, false, VS_DOING_TEXT, _("Why is it reopened?"), err);

    draft.reason = vs_doing_word(cli, "reason", VS_WORDS_REOPEN, 0);
    if (code == VS_OK) {
        code = check_closed_then(&doing, err);
    }
    if (code == VS_OK) {
        code = vs_doing_record(&doing, &id, &draft, err);
    }
    if (code == VS_OK) {
        code = vs_doing_done(&doing, &id, "reopen", _("case reopened"), err);
    }
    if (code == VS_OK) {
        vs_doing_next(&doing);
    }
    vs_doing_end(&doing);
    return code;
}
