/*
 * Rows of the command table. What one does in a case: from the report to its closing, and who may
 * see it.
 */
#include "cli/table.h"

#include "cli/commands.h"
#include "cli/i18n.h"

/* clang-format off: one row an option or argument. */
static const struct vs_arg span_args[] = {
    {"CASE", VS_OPT_CASE, false, false, NULL},
    {"WHAT", VS_OPT_CHOICE, false, false, "start|end"},
    VS_NO_ARG,
};
static const struct vs_opt open_opts[] = {
    {"ref", 0, VS_OPT_TEXT, false, "REF", NULL, N_("your own reference (sealed, as all content)"),
     false},
    {"household", 0, VS_OPT_TEXT, false, "LABEL", NULL,
     N_("your own label of the household (sealed); the same one for all its cases"), false},
    {"origin", 0, VS_OPT_CHOICE, false, "ORIGIN",
     "report|re_report|follow_up_report|relocation|succession|own", N_("what it comes from"),
     false},
    {"acute", 0, VS_OPT_CHOICE, false, "YES-NO", "yes|no", N_("whether it is acutely unsafe now"),
     false},
    {"for-others", 0, VS_OPT_FLAG, false, NULL, NULL,
     N_("do not take responsibility: somebody must pick it up"), false},
    VS_NO_OPT,
};
static const struct vs_opt assess_opts[] = {
    {"outcome", 0, VS_OPT_CHOICE, false, "OUTCOME", VS_OUTCOMES,
     N_("what follows from the assessment"), true},
    {"unsafety", 0, VS_OPT_CHOICE, false, "UNSAFETY", VS_UNSAFETIES, N_("how unsafe it is"), false},
    VS_NO_OPT,
};
static const struct vs_opt trajectory_opts[] = {
    {"service", 0, VS_OPT_CHOICE, false, "SERVICE", "conditions_service|investigation",
     N_("start: which service"), false},
    {"outcome", 0, VS_OPT_CHOICE, false, "OUTCOME", "handed_over|no_abuse_found|safe|stopped|other",
     N_("end: what came of it"), false},
    VS_NO_OPT,
};
static const struct vs_opt contact_opts[] = {
    {"kind", 0, VS_OPT_CHOICE, false, "KIND", "first|pilot_light|monitoring|safety|other",
     N_("what kind of contact"), false},
    VS_NO_OPT,
};
static const struct vs_opt close_opts[] = {
    {"reason", 0, VS_OPT_CHOICE, false, "REASON",
     "safe|no_abuse_found|moved_away|involved_persons|held_elsewhere|deceased|end_of_involvement|"
     "other",
     N_("why it is closed"), true},
    VS_NO_OPT,
};
static const struct vs_opt reopen_opts[] = {
    {"reason", 0, VS_OPT_CHOICE, false, "REASON", "new_concerns|closed_in_error|other",
     N_("why it is reopened"), true},
    {"household", 0, VS_OPT_TEXT, false, "LABEL", NULL,
     N_("your own label of the household (sealed); the same one for all its cases"), false},
    {"ref", 0, VS_OPT_TEXT, false, "REF", NULL, N_("your own reference (sealed, as all content)"),
     false},
    VS_NO_OPT,
};
static const struct vs_opt disclose_opts[] = {
    {"to", 0, VS_OPT_ORG, false, "ORG", NULL, N_("the organisation that may see it"), true},
    {"facts", 0, VS_OPT_FLAG, false, NULL, NULL,
     N_("who, what, when and under which rule; no names and no words"), false},
    {"full", 0, VS_OPT_FLAG, false, NULL, NULL, N_("all of it, as a party to the case"), false},
    VS_NO_OPT,
};
static const struct vs_opt party_remove_opts[] = {
    {"party", 0, VS_OPT_ORG, false, "ORG", NULL, N_("the organisation that leaves; me is your own"),
     true},
    VS_NO_OPT,
};
/* clang-format on */

static const struct vs_cmd case_rows[] = {
    {
        .name = "open",
        .dutch = "openen",
        .group = VS_GROUP_WORK,
        .flags = VS_ACT,
        .summary = N_("open a case; your organisation takes responsibility"),
        .cannot = N_("cannot open a case"),
        .details =
            N_("A report about a household makes the organisation that receives it responsible at "
               "once. The reference and the text are content: only parties to the case can read "
               "them, and they can be erased while the facts stand."),
        .example = "vs open --ref 2026-0131 --text report.txt\n"
                   "vs open --at '2026-04-02 09:30' --origin re_report --household H-17",
        .schema = "vs.act/1",
        .opts = open_opts,
        .run = vs_cmd_open,
    },
    {
        .name = "assess",
        .dutch = "beoordelen",
        .group = VS_GROUP_WORK,
        .flags = VS_ACT,
        .summary = N_("record the outcome of the safety assessment"),
        .cannot = N_("cannot record the assessment"),
        .details = N_("It moves no responsibility; it ends the term of the assessment."),
        .example = "vs assess 2026-0131 --outcome direct_handover",
        .schema = "vs.act/1",
        .args = vs_case_args,
        .opts = assess_opts,
        .run = vs_cmd_assess,
    },
    {
        .name = "trajectory",
        .dutch = "traject",
        .group = VS_GROUP_WORK,
        .flags = VS_ACT,
        .summary = N_("begin or end a trajectory: conditions and service, or an investigation"),
        .cannot = N_("cannot record the trajectory"),
        .details =
            N_("It moves no responsibility: who holds the case holds it during the trajectory. Its "
               "greatest length, and from when that counts, is for the agreement to say (vs due)."),
        .example = "vs trajectory 2026-0131 start --service conditions_service\n"
                   "vs trajectory 2026-0131 end --outcome handed_over",
        .schema = "vs.act/1",
        .args = span_args,
        .opts = trajectory_opts,
        .run = vs_cmd_trajectory,
    },
    {
        .name = "join",
        .dutch = "aansluiten",
        .group = VS_GROUP_WORK,
        .flags = VS_ACT,
        .summary = N_("record that your organisation works along"),
        .cannot = N_("cannot record that you work along"),
        .details = N_("Working along from the start of a trajectory moves no responsibility: who "
                      "holds the case goes on to hold it."),
        .example = "vs join ab12cd34",
        .schema = "vs.act/1",
        .args = vs_case_args,
        .run = vs_cmd_join,
    },
    {
        .name = "contact",
        .group = VS_GROUP_WORK,
        .flags = VS_ACT,
        .summary = N_("record a contact with the household"),
        .cannot = N_("cannot record the contact"),
        .details = N_("It moves no responsibility; it ends a term, such as that of the first "
                      "contact, and begins an interval anew. Also after a closing: a pilot-light "
                      "contact keeps people in view."),
        .example = "vs contact ab12cd34 --kind first\nvs contact ab12cd34 --kind pilot-light",
        .schema = "vs.act/1",
        .args = vs_case_args,
        .opts = contact_opts,
        .run = vs_cmd_contact,
    },
    {
        .name = "monitor",
        .dutch = "monitoren",
        .group = VS_GROUP_WORK,
        .flags = VS_ACT,
        .summary = N_("begin or end monitoring: following whether it stays safe"),
        .cannot = N_("cannot record the monitoring"),
        .details = N_("Who monitors does not hold the case by that, and may do so after it was "
                      "handed over or closed. Each look is a contact: vs contact CASE --kind "
                      "monitoring."),
        .example = "vs monitor ab12cd34 start\nvs monitor ab12cd34 end",
        .schema = "vs.act/1",
        .args = span_args,
        .run = vs_cmd_monitor,
    },
};
const struct vs_table vs_table_case = VS_TABLE(case_rows);

static const struct vs_cmd case_later_rows[] = {
    {
        .name = "note",
        .dutch = "notitie",
        .group = VS_GROUP_WORK,
        .flags = VS_ACT,
        .summary = N_("add a note to a case"),
        .cannot = N_("cannot add the note"),
        .example = "vs note 2026-0131\nvs note 2026-0131 --text - < note.txt",
        .schema = "vs.act/1",
        .args = vs_case_args,
        .run = vs_cmd_note,
    },
    {
        .name = "close",
        .dutch = "sluiten",
        .group = VS_GROUP_WORK,
        .flags = VS_ACT,
        .summary = N_("close a case that your organisation holds"),
        .cannot = N_("cannot close the case"),
        .example = "vs close 2026-0131 --reason safe",
        .schema = "vs.act/1",
        .args = vs_case_args,
        .opts = close_opts,
        .run = vs_cmd_close,
    },
    {
        .name = "reopen",
        .dutch = "heropenen",
        .group = VS_GROUP_WORK,
        .flags = VS_ACT,
        .summary = N_("reopen a closed case; your organisation takes responsibility"),
        .cannot = N_("cannot reopen the case"),
        .example = "vs reopen 2026-0131 --reason new-concerns",
        .schema = "vs.act/1",
        .args = vs_case_args,
        .opts = reopen_opts,
        .run = vs_cmd_reopen,
    },
    {
        .name = "disclose",
        .dutch = "inzage",
        .group = VS_GROUP_WORK,
        .flags = VS_ACT,
        .summary = N_("let another organisation see a case, such as an auditor"),
        .cannot = N_("cannot disclose the case"),
        .details = N_(
            "With --facts it sees who held the case when, by which acts and rules; names, "
            "references and words stay sealed. It sees the facts of what follows too, and can do "
            "nothing in the case. What was disclosed cannot be taken back. Whether it is an "
            "auditor by an agreement is said; it need not be."),
        .example = "vs disclose 2026-0131 --to igj --facts",
        .schema = "vs.act/1",
        .args = vs_case_args,
        .opts = disclose_opts,
        .run = vs_cmd_disclose,
    },
    {
        .name = "party remove",
        .dutch = "partij verwijderen",
        .group = VS_GROUP_WORK,
        .flags = VS_ACT,
        .summary = N_("end the part of an organisation in a case"),
        .cannot = N_("cannot remove the organisation from the case"),
        .details = N_(
            "Those who stay write under new keys from then on, so that it reads nothing more; what "
            "it could read before it still can. A holder removes others, and anybody may leave. "
            "Who holds the case, or is needed to settle something, cannot go yet."),
        .example = "vs party remove 2026-0131 --party breda\nvs party remove 2026-0131 --party me",
        .schema = "vs.act/1",
        .args = vs_case_args,
        .opts = party_remove_opts,
        .run = vs_cmd_party_remove,
    },
};
const struct vs_table vs_table_case_later = VS_TABLE(case_later_rows);
