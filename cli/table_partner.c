/*
 * Rows of the command table. Partners, the remotes that are shared with them, and what is checked
 * of what they send.
 */
#include "cli/table.h"

#include "cli/commands.h"
#include "cli/i18n.h"

/* clang-format off: one row an option or argument. */
static const struct vs_arg org_args[] = {
    {"ORG", VS_OPT_ORG, false, false, NULL},
    VS_NO_ARG,
};
static const struct vs_arg remote_add_args[] = {
    {"NAME", VS_OPT_TEXT, false, false, NULL},
    {"URL", VS_OPT_TEXT, false, false, NULL},
    VS_NO_ARG,
};
static const struct vs_arg remote_args[] = {
    {"NAME", VS_OPT_TEXT, false, false, NULL},
    VS_NO_ARG,
};
static const struct vs_arg sync_args[] = {
    {"REMOTE", VS_OPT_TEXT, true, true, NULL},
    VS_NO_ARG,
};
static const struct vs_opt sync_opts[] = {
    {"timeout", 0, VS_OPT_NUMBER, false, "SECONDS", NULL,
     N_("give a remote up from which nothing comes for so long; 60 if left out"), false},
    {"no-limit", 0, VS_OPT_FLAG, false, NULL, NULL,
     N_("take as much of one log as there is, not 100,000 entries or 256 MiB at most"), false},
    VS_NO_OPT,
};
static const struct vs_opt succeed_opts[] = {
    {"as", 0, VS_OPT_CHOICE, false, "PART", "successor|predecessor",
     N_("what your organisation is; the successor if left out"), false},
    {"from", 0, VS_OPT_DATE, false, "DATE", NULL, N_("from which day; today if left out"), false},
    VS_NO_OPT,
};
static const struct vs_opt remote_add_opts[] = {
    {"host-key", 0, VS_OPT_TEXT, false, "KEY", NULL,
     N_("the fingerprint of the ssh host (SHA256:...)"), false},
    VS_NO_OPT,
};
static const struct vs_opt org_add_opts[] = {
    {"as", 0, VS_OPT_TEXT, false, "ALIAS", NULL, N_("what you call it: a-z, 0-9 and -"), true},
    {"fingerprint", 0, VS_OPT_TEXT, false, "FP", NULL,
     N_("the whole fingerprint that they told you; else its end is asked"), false},
    VS_NO_OPT,
};
/* clang-format on */

static const struct vs_cmd partner_rows[] = {
    {
        .name = "sync",
        .group = VS_GROUP_SHARE,
        .flags = VS_CMD_LEDGER | VS_CMD_WRITES | VS_CMD_NETWORK | VS_CMD_DRY_RUN,
        .summary = N_("exchange with partners through the remotes"),
        .cannot = N_("cannot synchronise"),
        .details =
            N_("Takes what partners published, checks all of it, answers what is owed, and "
               "publishes what is new here. What cannot be verified is refused and named; what "
               "was good is kept. It may be stopped anywhere and run again."),
        .example = "vs sync\nvs sync hub -n",
        .schema = "vs.sync/1",
        .opts = sync_opts,
        .args = sync_args,
        .run = vs_cmd_sync,
    },
    {
        .name = "verify",
        .dutch = "controleer",
        .group = VS_GROUP_SHARE,
        .flags = VS_READS,
        .summary = N_("check everything again, from the logs up, or one case"),
        .cannot = N_("cannot verify"),
        .details =
            N_("Computes again what can be computed from the entries as they were received: their "
               "hashes and trees, every signature, who the organisations and devices are, every "
               "act that can be opened, and who held which case when; and compares it with what "
               "is kept. It writes nothing. It exits 20 when something was changed, 22 when a "
               "device signed two logs, 23 when something is missing."),
        .example = "vs verify\nvs verify 2026-0131",
        .schema = "vs.verify/1",
        .args = vs_any_case_args,
        .run = vs_cmd_verify,
    },
    {
        .name = "card",
        .group = VS_GROUP_SHARE,
        .flags = VS_READS,
        .summary = N_("print your contact card and its fingerprint"),
        .cannot = N_("cannot print the card"),
        .details = N_(
            "Partners add it with vs org add. Compare the fingerprint by telephone: the card may "
            "have been changed on its way, the fingerprint shows it."),
        .example = "vs card > our-card.json",
        .schema = "vs.own-card/1",
        .run = vs_cmd_card,
    },
    {
        .name = "org add",
        .group = VS_GROUP_SHARE,
        .flags = VS_CMD_LEDGER | VS_CMD_WRITES,
        .summary = N_("add a partner by its contact card"),
        .cannot = N_("cannot add the partner"),
        .details = N_(
            "Shows the fingerprint of the card and asks for its last two groups as the partner "
            "reads them out: by telephone or in person, not by the way that the card came. Where "
            "nobody can be asked, --fingerprint gives all of it. If it is another one, nothing is "
            "changed."),
        .example = "vs org add oosterhout.json --as oosterhout",
        .schema = "vs.org/1",
        .args = vs_file_args,
        .opts = org_add_opts,
        .run = vs_cmd_org_add,
    },
    {
        .name = "org list",
        .group = VS_GROUP_SHARE,
        .flags = VS_READS | VS_CMD_WRAPS,
        .summary = N_("list the organisations that are known here"),
        .cannot = N_("cannot list the organisations"),
        .example = "vs org list",
        .schema = "vs.orgs/1",
        .run = vs_cmd_org_list,
    },
    {
        .name = "org show",
        .group = VS_GROUP_SHARE,
        .flags = VS_READS | VS_CMD_WRAPS,
        .summary = N_("show an organisation: fingerprint, devices, agreements"),
        .cannot = N_("cannot show the organisation"),
        .example = "vs org show oosterhout\nvs org show me",
        .schema = "vs.org/1",
        .args = org_args,
        .run = vs_cmd_org_show,
    },
    {
        .name = "org succeed",
        .group = VS_GROUP_SHARE,
        .flags = VS_CMD_LEDGER | VS_CMD_WRITES | VS_CMD_DRY_RUN,
        .summary = N_("say that your organisation succeeds another one, or the other way round"),
        .cannot = N_("cannot record the succession"),
        .details = N_(
            "It counts when both have said so, from the later of the two days. Nobody becomes "
            "holder by it: the predecessor hands its cases over (vs handover --all --to ORG) and "
            "the successor takes them (vs accept --all --from ORG), each of them signed."),
        .example = "vs org succeed old-team --from 2027-01-01\n"
                   "vs org succeed new-team --as predecessor --from 2027-01-01",
        .schema = "vs.succession/1",
        .args = org_args,
        .opts = succeed_opts,
        .run = vs_cmd_org_succeed,
    },
    {
        .name = "remote add",
        .group = VS_GROUP_SHARE,
        .flags = VS_CMD_LEDGER | VS_CMD_WRITES,
        .summary = N_("add a git repository to synchronise with"),
        .cannot = N_("cannot add the remote"),
        .details = N_(
            "Any git server, a bare folder or a stick will do. It sees neither names nor cases."),
        .example = "vs remote add hub ssh://git@hub.example/vs.git\nvs remote add stick "
                   "/media/stick/vs.git",
        .schema = "vs.remotes/1",
        .args = remote_add_args,
        .opts = remote_add_opts,
        .run = vs_cmd_remote_add,
    },
    {
        .name = "remote list",
        .group = VS_GROUP_SHARE,
        .flags = VS_READS | VS_CMD_WRAPS,
        .summary = N_("list the remotes"),
        .cannot = N_("cannot list the remotes"),
        .example = "vs remote list",
        .schema = "vs.remotes/1",
        .run = vs_cmd_remote_list,
    },
    {
        .name = "remote remove",
        .group = VS_GROUP_SHARE,
        .flags = VS_CMD_LEDGER | VS_CMD_WRITES,
        .summary = N_("forget a remote; nothing that came from it is lost"),
        .cannot = N_("cannot remove the remote"),
        .example = "vs remote remove stick",
        .schema = "vs.remotes/1",
        .args = remote_args,
        .run = vs_cmd_remote_remove,
    },
};
const struct vs_table vs_table_partner = VS_TABLE(partner_rows);
