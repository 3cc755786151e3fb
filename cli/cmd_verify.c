/*
 * vs verify: everything checked again, from the raw logs up (core/audit).
 */
#include <string.h>

#include "cli/commands.h"
#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/session.h"
#include "cli/term.h"
#include "cli/text.h"
#include "cli/verify_text.h"
#include "cli/vouch.h"
#include "cli/when.h"
#include "core/audit/audit.h"

struct telling {
    struct vs_cli *cli;
    struct vs_store *store;
    struct vs_json *findings;
    struct vs_progress progress;
    bool began;
    enum vs_audit_stage stage;
};

/* --- progress ----------------------------------------------------------------------------------
 */

static void
show_progress(void *payload, enum vs_audit_stage stage, uint64_t done, uint64_t total)
{
    struct telling *telling = payload;

    if (!telling->began || telling->stage != stage) {
        if (telling->began) {
            vs_progress_end(&telling->progress);
        }
        vs_progress_begin_quiet(&telling->progress, telling->cli,
                                stage == VS_AUDIT_LEAVES ? _("checking entries")
                                                         : _("checking cases"));
        telling->began = true;
        telling->stage = stage;
    }
    vs_progress_step(&telling->progress, done, total);
}

/* --- findings ----------------------------------------------------------------------------------
 */

static const char *
word_of(enum vs_severity severity)
{
    switch (severity) {
    case VS_SEVERITY_FORKED:
        return _("forked");
    case VS_SEVERITY_WRONG:
        return _("wrong");
    case VS_SEVERITY_INCOMPLETE:
        return _("incomplete");
    case VS_SEVERITY_REMARK:
    case VS_SEVERITIES:
        break;
    }
    return _("remark");
}

static enum vs_style
style_of(enum vs_severity severity)
{
    return severity == VS_SEVERITY_REMARK       ? VS_STYLE_FAINT
           : severity == VS_SEVERITY_INCOMPLETE ? VS_STYLE_WARN
                                                : VS_STYLE_BAD;
}

/* The digits that tell devices apart, as everywhere. */
static void
label_feed(char out[VS_ID_SHOWN + 1], const struct vs_origin *origin)
{
    (void)snprintf(out, VS_ID_SHOWN + 1, "%.*s", VS_ID_SHOWN,
                   origin->text + strlen(VS_ORIGIN_PREFIX));
}

static void
label_case_id(char out[VS_LABEL_LEN], struct vs_store *store, const struct vs_hash *id)
{
    char digits[VS_ID_LEN_MAX];
    int64_t leaf;

    if (vs_leaf_find(store->ledger, &leaf, id, NULL) == VS_OK) {
        vs_label_case(out, store, leaf);
    } else {
        vs_id_short(digits, id);
        (void)snprintf(out, VS_LABEL_LEN, "%s", digits);
    }
}

/* "Breda, log 1a2b3c4d, entry 17, case 2026-0131 (ab12cd34)" */
static void
add_place(struct vs_buf *line, struct vs_store *store, const struct vs_finding *finding)
{
    char label[VS_LABEL_LEN];
    char feed[VS_ID_SHOWN + 1];
    const char *comma = "";

    if (!vs_hash_is_zero(&finding->org)) {
        vs_label_org(label, store, &finding->org);
        vs_buf_add_text(line, label);
        comma = ", ";
    }
    if (finding->has_feed) {
        label_feed(feed, &finding->feed);
        vs_buf_add_text(line, comma);
        vs_buf_addf(line, _("log %s"), feed);
        comma = ", ";
    }
    if (finding->has_leaf) {
        vs_buf_add_text(line, comma);
        vs_buf_addf(line, _("entry %llu"), (unsigned long long)finding->leaf);
        comma = ", ";
    }
    if (!vs_hash_is_zero(&finding->case_id)) {
        label_case_id(label, store, &finding->case_id);
        vs_buf_add_text(line, comma);
        vs_buf_addf(line, _("case %s"), label);
    }
}

static void
print_finding(struct telling *telling, const struct vs_finding *finding)
{
    const struct vs_verify_text *text = vs_verify_text(finding->kind);
    bool own = vs_hash_eq(&finding->org, &telling->store->self.org);
    struct vs_out *out = &telling->cli->out;
    struct vs_buf line;

    vs_buf_init(&line, 4096);
    add_place(&line, telling->store, finding);
    if (telling->began) {
        vs_progress_end(&telling->progress);
    }
    vs_print_style(out, style_of(finding->severity), "%s", word_of(finding->severity));
    vs_print(out, ": %.*s%s%s\n", (int)line.len, (const char *)line.p, line.len ? ": " : "",
             _(text->what));
    vs_buf_clear(&line);
    vs_plain(&line, vs_str(finding->detail), true);
    vs_print(out, "  (%.*s)\n", (int)line.len, (const char *)line.p);
    vs_print(out, "  %s %s\n", _("next:"), _(vs_verify_next(finding->kind, own)));
    vs_buf_release(&line);
}

static enum vs_code
tell_finding(void *payload, const struct vs_finding *finding, struct vs_err *err)
{
    struct telling *telling = payload;
    struct vs_json *doc = vs_json_new_object();
    struct vs_casefile_row row;
    struct vs_org_row org;
    char ref[VS_LABEL_LEN];
    int64_t leaf;

    (void)err;
    print_finding(telling, finding);
    vs_json_set_text(doc, "kind", vs_finding_name(finding->kind));
    vs_json_set_text(doc, "severity", vs_severity_name(finding->severity));
    if (!vs_hash_is_zero(&finding->org)) {
        vs_json_set_hash(doc, "org", &finding->org);
        if (vs_org_by_hash(telling->store->ledger, &org, &finding->org, NULL) == VS_OK) {
            vs_json_set_text(doc, "name", org.name);
        }
    }
    if (finding->has_feed) {
        vs_json_set_text(doc, "feed", finding->feed.text + strlen(VS_ORIGIN_PREFIX));
    }
    if (finding->has_leaf) {
        vs_json_set_int(doc, "leaf", (int64_t)finding->leaf);
    }
    if (!vs_hash_is_zero(&finding->event)) {
        vs_json_set_hash(doc, "event", &finding->event);
    }
    if (!vs_hash_is_zero(&finding->case_id)) {
        vs_json_set_hash(doc, "case", &finding->case_id);
        if (vs_leaf_find(telling->store->ledger, &leaf, &finding->case_id, NULL) == VS_OK &&
            vs_session_case_row(&row, ref, telling->store, leaf, NULL) == VS_OK && ref[0]) {
            vs_json_set_text(doc, "ref", ref);
            vs_json_given_by(doc, "ref_by", telling->store, row.ref_org);
        }
    }
    if (finding->has_earlier) {
        struct vs_json *earlier = vs_json_new_object();

        vs_when_json(doc, "made", finding->made);
        vs_json_set_int(earlier, "leaf", (int64_t)finding->earlier.leaf);
        vs_when_json(earlier, "made", finding->earlier.made);
        vs_json_set(doc, "earlier", earlier);
    }
    vs_json_set_text(doc, "detail", finding->detail);
    vs_json_add(telling->findings, doc);
    return VS_OK;
}

/* --- the sentence ------------------------------------------------------------------------------
 */

/* 1,234,567, or 1.234.567 where people write it so. */
static const char *
grouped(char out[32], uint64_t number)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    char *at = out;
    /* TRANSLATORS: stands between groups of three digits. */
    char separator = _(",")[0];

    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0) {
            *at++ = separator;
        }
        *at++ = digits[i];
    }
    *at = '\0';
    return out;
}

/* "Verified: 3 organisations, 4 logs, 1,234 entries, 17 cases; nothing wrong." */
static void
print_sentence(struct vs_out *out, const struct vs_audited *audited)
{
    const uint64_t *found = audited->found;
    char n[32];

    vs_print(out, "%s: ", _("Verified"));
    vs_print(out, P_("%s organisation, ", "%s organisations, ", audited->orgs),
             grouped(n, audited->orgs));
    vs_print(out, P_("%s log, ", "%s logs, ", audited->feeds), grouped(n, audited->feeds));
    vs_print(out, P_("%s entry, ", "%s entries, ", audited->leaves), grouped(n, audited->leaves));
    vs_print(out, P_("%s case; ", "%s cases; ", audited->cases), grouped(n, audited->cases));
    if (found[VS_SEVERITY_FORKED] > 0) {
        vs_print(out, P_("%s fork proven, ", "%s forks proven, ", found[VS_SEVERITY_FORKED]),
                 grouped(n, found[VS_SEVERITY_FORKED]));
    }
    if (found[VS_SEVERITY_WRONG] > 0) {
        vs_print(out, P_("%s thing wrong", "%s things wrong", found[VS_SEVERITY_WRONG]),
                 grouped(n, found[VS_SEVERITY_WRONG]));
    } else {
        vs_print(out, "%s",
                 found[VS_SEVERITY_FORKED] ? _("nothing else wrong") : _("nothing wrong"));
    }
    if (found[VS_SEVERITY_INCOMPLETE] > 0) {
        vs_print(out,
                 P_(", %s thing not here", ", %s things not here", found[VS_SEVERITY_INCOMPLETE]),
                 grouped(n, found[VS_SEVERITY_INCOMPLETE]));
    }
    if (found[VS_SEVERITY_REMARK] > 0) {
        vs_print(out, P_(", %s remark", ", %s remarks", found[VS_SEVERITY_REMARK]),
                 grouped(n, found[VS_SEVERITY_REMARK]));
    }
    vs_print(out, ".\n");
}

static void
set_counts(struct vs_json *doc, const struct vs_audited *audited)
{
    const struct {
        const char *name;
        uint64_t number;
    } all[] = {
        {"organisations", audited->orgs},
        {"rosters", audited->rosters},
        {"feeds", audited->feeds},
        {"leaves", audited->leaves},
        {"opaque", audited->opaque},
        {"invitations", audited->invitations},
        {"events", audited->events},
        {"directory", audited->entries},
        {"contents", audited->contents},
        {"sealed", audited->sealed},
        {"erased", audited->erased},
        {"checkpoints", audited->checkpoints},
        {"cosignatures", audited->cosignatures},
        {"anchors", audited->anchors},
        {"cases", audited->cases},
        {"tenures", audited->tenures},
        {"untold", audited->untold},
    };
    struct vs_json *found = vs_json_new_object();

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        vs_json_set_int(doc, all[i].name, (int64_t)all[i].number);
    }
    for (unsigned i = 0; i < VS_SEVERITIES; i++) {
        vs_json_set_int(found, vs_severity_name((enum vs_severity)i), (int64_t)audited->found[i]);
    }
    vs_json_set(doc, "found", found);
}

static enum vs_exit
exit_of(const struct vs_audited *audited)
{
    return audited->found[VS_SEVERITY_FORKED] > 0       ? VS_EXIT_FORKED
           : audited->found[VS_SEVERITY_WRONG] > 0      ? VS_EXIT_TAMPERED
           : audited->found[VS_SEVERITY_INCOMPLETE] > 0 ? VS_EXIT_INCOMPLETE
                                                        : VS_EXIT_OK;
}

static void
print_untold(struct vs_out *out, uint64_t untold)
{
    char text[32];

    if (untold > 0) {
        vs_print(out, P_("... and %s more of the same\n", "... and %s more of the same\n", untold),
                 grouped(text, untold));
    }
}

/* A case that cannot be computed from its events is a finding already. */
static enum vs_code
tell_acts(struct vs_cli *cli, struct vs_store *store, struct vs_json *doc, int64_t case_leaf,
          struct vs_err *err)
{
    enum vs_code code = vs_vouch_tell(cli, store, doc, case_leaf, err);

    return code == VS_OK || vs_text_exit(code) == VS_EXIT_FAILED || cli->exit == VS_EXIT_OK ? code
                                                                                            : VS_OK;
}

enum vs_code
vs_cmd_verify(struct vs_cli *cli, struct vs_err *err)
{
    struct telling telling = {.cli = cli};
    struct vs_audit_request request = {0, &telling, tell_finding, show_progress};
    struct vs_store *store = NULL;
    struct vs_audited audited;
    struct vs_json *doc;
    enum vs_code code = vs_session_open(&store, cli, false, err);

    telling.store = store;
    if (code == VS_OK && cli->args.count > 0) {
        code = vs_session_case(&request.case_leaf, store, cli, err);
    }
    if (code != VS_OK) {
        vs_store_close(store);
        return code;
    }
    telling.findings = vs_json_new_array();
    doc = vs_out_document("vs.verify/1");
    code = vs_audit(&audited, store, &request, err);
    if (telling.began) {
        vs_progress_end(&telling.progress);
    }
    if (code == VS_OK) {
        cli->exit = exit_of(&audited);
        vs_json_set_bool(doc, "ok", cli->exit == VS_EXIT_OK);
        if (request.case_leaf != 0) {
            vs_json_case(doc, store, request.case_leaf);
        }
        set_counts(doc, &audited);
        vs_json_set(doc, "findings", telling.findings);
        print_untold(&cli->out, audited.untold);
        if (request.case_leaf != 0) {
            code = tell_acts(cli, store, doc, request.case_leaf, err);
        }
        print_sentence(&cli->out, &audited);
        if (code == VS_OK) {
            code = vs_out_json(&cli->out, doc, err);
        } else {
            vs_json_free(doc);
        }
    } else {
        vs_json_free(telling.findings);
        vs_json_free(doc);
    }
    vs_store_close(store);
    return code;
}
