/*
 * The command table. Order is the order of help; the verbs of a noun stand together.
 */
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/i18n.h"

/* clang-format off: one row an option or argument. */
#define NO_OPT                                                                                     \
    {                                                                                              \
        NULL, 0, VS_OPT_FLAG, false, NULL, NULL, NULL, false                                       \
    }
#define NO_ARG                                                                                     \
    {                                                                                              \
        NULL, VS_OPT_TEXT, false, false, NULL                                                      \
    }

static const struct vs_arg case_args[] = {
    {"CASE", VS_OPT_CASE, false, false, NULL},
    NO_ARG,
};
static const struct vs_arg any_case_args[] = {
    {"CASE", VS_OPT_CASE, true, false, NULL},
    NO_ARG,
};
static const struct vs_arg settle_args[] = {
    {"CASE", VS_OPT_CASE, false, false, NULL},
    {"PROPOSAL", VS_OPT_TEXT, true, false, NULL},
    NO_ARG,
};
static const struct vs_arg waitlist_args[] = {
    {"CASE", VS_OPT_CASE, false, false, NULL},
    {"WHAT", VS_OPT_CHOICE, false, false, "start|end"},
    NO_ARG,
};
static const struct vs_arg span_args[] = {
    {"CASE", VS_OPT_CASE, false, false, NULL},
    {"WHAT", VS_OPT_CHOICE, false, false, "start|end"},
    NO_ARG,
};
static const struct vs_arg agreement_args[] = {
    {"AGREEMENT", VS_OPT_TEXT, false, false, NULL},
    NO_ARG,
};
static const struct vs_arg calendar_args[] = {
    {"CALENDAR", VS_OPT_TEXT, false, false, NULL},
    NO_ARG,
};
static const struct vs_arg file_args[] = {
    {"FILE", VS_OPT_PATH, false, false, NULL},
    NO_ARG,
};
static const struct vs_arg org_args[] = {
    {"ORG", VS_OPT_ORG, false, false, NULL},
    NO_ARG,
};
static const struct vs_arg remote_add_args[] = {
    {"NAME", VS_OPT_TEXT, false, false, NULL},
    {"URL", VS_OPT_TEXT, false, false, NULL},
    NO_ARG,
};
static const struct vs_arg remote_args[] = {
    {"NAME", VS_OPT_TEXT, false, false, NULL},
    NO_ARG,
};
static const struct vs_arg sync_args[] = {
    {"REMOTE", VS_OPT_TEXT, true, true, NULL},
    NO_ARG,
};
static const struct vs_arg help_args[] = {
    {"TOPIC", VS_OPT_TEXT, true, true, NULL},
    NO_ARG,
};
static const struct vs_arg complete_args[] = {
    {"WORD", VS_OPT_TEXT, true, true, NULL},
    NO_ARG,
};

static const struct vs_opt init_opts[] = {
    {"name", 0, VS_OPT_TEXT, false, "NAME", NULL, N_("the name of your organisation"), false},
    {"join", 0, VS_OPT_PATH, false, "CARD", NULL,
     N_("a further machine of the organisation whose card this is"), false},
    {"code", 0, VS_OPT_TEXT, false, "CODE", NULL, N_("its code, such as gm0826"), false},
    {"root", 0, VS_OPT_PATH, false, "DIR", NULL, N_("keep the root key in this folder"), false},
    NO_OPT,
};
static const struct vs_opt sync_opts[] = {
    {"timeout", 0, VS_OPT_NUMBER, false, "SECONDS", NULL,
     N_("give a remote up from which nothing comes for so long; 60 if left out"), false},
    {"no-limit", 0, VS_OPT_FLAG, false, NULL, NULL,
     N_("take as much of one log as there is, not 100,000 entries or 256 MiB at most"), false},
    NO_OPT,
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
    NO_OPT,
};
#define OUTCOMES                                                                                   \
    "direct_handover|conditions_service|investigation|child_protection_board|involved_persons|"    \
    "end_of_involvement|certified_institution|care_provider|multidisciplinary_team|other"
#define UNSAFETIES "acute|structural|both|none|unclear"
#define OTHERS                                                                                     \
    "addiction_care|certified_institution|child_care|child_protection_board|debt_help|"            \
    "disability_care|elderly_care|general_practitioner|home_care|hospital|lawyer|local_team|"      \
    "mental_health_care|other|police|probation|prosecution|safety_house|school|shelter|"           \
    "youth_care|youth_health"
static const struct vs_opt assess_opts[] = {
    {"outcome", 0, VS_OPT_CHOICE, false, "OUTCOME", OUTCOMES,
     N_("what follows from the assessment"), true},
    {"unsafety", 0, VS_OPT_CHOICE, false, "UNSAFETY", UNSAFETIES, N_("how unsafe it is"), false},
    NO_OPT,
};
static const struct vs_opt trajectory_opts[] = {
    {"service", 0, VS_OPT_CHOICE, false, "SERVICE", "conditions_service|investigation",
     N_("start: which service"), false},
    {"outcome", 0, VS_OPT_CHOICE, false, "OUTCOME", "handed_over|no_abuse_found|safe|stopped|other",
     N_("end: what came of it"), false},
    NO_OPT,
};
static const struct vs_opt contact_opts[] = {
    {"kind", 0, VS_OPT_CHOICE, false, "KIND", "first|pilot_light|monitoring|safety|other",
     N_("what kind of contact"), false},
    NO_OPT,
};
static const struct vs_opt close_opts[] = {
    {"reason", 0, VS_OPT_CHOICE, false, "REASON",
     "safe|no_abuse_found|moved_away|involved_persons|held_elsewhere|deceased|other",
     N_("why it is closed"), true},
    NO_OPT,
};
static const struct vs_opt handover_opts[] = {
    {"to", 0, VS_OPT_ORG, false, "ORG", NULL, N_("the organisation that receives it"), true},
    {"mode", 0, VS_OPT_CHOICE, false, "MODE", "written|telephone|warm|meeting|other",
     N_("how it is handed over; written if left out"), false},
    {"reason", 0, VS_OPT_CHOICE, false, "REASON",
     "assessment|trajectory|relocation|succession|expertise|request|other", N_("why"), false},
    {"after", 0, VS_OPT_CHOICE, false, "OUTCOME", OUTCOMES,
     N_("the outcome of the assessment; that of your last one if left out"), false},
    {"unsafety", 0, VS_OPT_CHOICE, false, "UNSAFETY", UNSAFETIES,
     N_("how unsafe it is; as in your last assessment if left out"), false},
    {"conditions", 0, VS_OPT_CHOICE, false, "YES-NO", "yes|no",
     N_("whether there are safety conditions"), false},
    {"conditions-file", 0, VS_OPT_PATH, false, "FILE", NULL,
     N_("the document with them: its hash is recorded, not its words"), false},
    {"informed", 0, VS_OPT_CHOICE, false, "YES-NO", "yes|no", N_("whether the household was told"),
     false},
    {"informed-at", 0, VS_OPT_INSTANT, false, "TIME", NULL, N_("when (vs help times)"), false},
    {"monitor", 0, VS_OPT_ORG, false, "ORG", NULL,
     N_("who monitors after it: an organisation, \"me\", or \"nobody\""), false},
    {"others", 0, VS_OPT_CHOICE, true, "ROLE", OTHERS, N_("another professional who is involved"),
     false},
    {"first-contact", 0, VS_OPT_DATE, false, "DATE", NULL,
     N_("by which day the first contact is asked for"), false},
    {"waitlist", 0, VS_OPT_CHOICE, false, "YES-NO", "yes|no",
     N_("whether the receiver said that it has a waiting list"), false},
    {"relocation", 0, VS_OPT_FLAG, false, NULL, NULL,
     N_("the household moves to the receiver's region"), false},
    {"ref", 0, VS_OPT_TEXT, false, "REF", NULL, N_("your own reference (sealed, as all content)"),
     false},
    {"incomplete", 0, VS_OPT_FLAG, false, NULL, NULL,
     N_("record it although the agreement asks for more"), false},
    {"all", 0, VS_OPT_FLAG, false, NULL, NULL,
     N_("instead of CASE: every case that you hold, one after the other"), false},
    NO_OPT,
};
static const struct vs_opt return_opts[] = {
    {"to", 0, VS_OPT_ORG, false, "ORG", NULL, N_("to whom; who handed it over, if left out"),
     false},
    {"mode", 0, VS_OPT_CHOICE, false, "MODE", "written|telephone|warm|meeting|other",
     N_("how it is handed over; written if left out"), false},
    NO_OPT,
};
static const struct vs_opt escalate_opts[] = {
    {"reason", 0, VS_OPT_CHOICE, false, "REASON",
     "difference_of_view|not_picked_up|no_contact|unsafe|other", N_("what it is about"), false},
    {"level", 0, VS_OPT_NUMBER, false, "N", NULL,
     N_("the step of the escalation ladder; 1 if left out"), false},
    {"next", 0, VS_OPT_FLAG, false, NULL, NULL, N_("take the open escalation a level up"), false},
    {"answer", 0, VS_OPT_CHOICE, false, "ANSWER", "agree|disagree|decision",
     N_("answer the open escalation of another organisation, or say what was decided"), false},
    {"escalation", 0, VS_OPT_TEXT, false, "ID", NULL,
     N_("--next, --answer: which escalation, when there are several"), false},
    {"about", 0, VS_OPT_TEXT, false, "ID", NULL,
     N_("which handover; \"case\" for none. Left out: the one that is open or by which it is held"),
     false},
    NO_OPT,
};
static const struct vs_opt settle_opts[] = {
    {"outcome", 0, VS_OPT_ORG, false, "ORG", NULL,
     N_("propose who holds it: an organisation, \"me\", or \"closed\""), false},
    {"from", 0, VS_OPT_INSTANT, false, "TIME", NULL,
     N_("from which moment that holds, not later than now (vs help times)"), false},
    {"resolves", 0, VS_OPT_TEXT, true, "ID", NULL,
     N_("an act that this ends, for people; the open escalations if left out"), false},
    {"agree", 0, VS_OPT_FLAG, false, NULL, NULL, N_("sign the proposal of another organisation"),
     false},
    NO_OPT,
};
static const struct vs_opt reopen_opts[] = {
    {"reason", 0, VS_OPT_CHOICE, false, "REASON", "new_concerns|closed_in_error|other",
     N_("why it is reopened"), true},
    {"household", 0, VS_OPT_TEXT, false, "LABEL", NULL,
     N_("your own label of the household (sealed); the same one for all its cases"), false},
    {"ref", 0, VS_OPT_TEXT, false, "REF", NULL, N_("your own reference (sealed, as all content)"),
     false},
    NO_OPT,
};
static const struct vs_opt disclose_opts[] = {
    {"to", 0, VS_OPT_ORG, false, "ORG", NULL, N_("the organisation that may see it"), true},
    {"facts", 0, VS_OPT_FLAG, false, NULL, NULL,
     N_("who, what, when and under which rule; no names and no words"), false},
    {"full", 0, VS_OPT_FLAG, false, NULL, NULL, N_("all of it, as a party to the case"), false},
    NO_OPT,
};
static const struct vs_opt party_remove_opts[] = {
    {"party", 0, VS_OPT_ORG, false, "ORG", NULL, N_("the organisation that leaves; me is your own"),
     true},
    NO_OPT,
};
static const struct vs_opt accept_opts[] = {
    {"household", 0, VS_OPT_TEXT, false, "LABEL", NULL,
     N_("your own label of the household (sealed); the same one for all its cases"), false},
    {"ref", 0, VS_OPT_TEXT, false, "REF", NULL, N_("your own reference (sealed, as all content)"),
     false},
    {"pick-up", 0, VS_OPT_FLAG, false, NULL, NULL,
     N_("begin the work now; this ends the waiting list"), false},
    {"offer", 0, VS_OPT_TEXT, false, "ID", NULL, N_("which handover, when there are several"),
     false},
    {"all", 0, VS_OPT_FLAG, false, NULL, NULL,
     N_("instead of CASE: every handover of one organisation, one after the other"), false},
    {"from", 0, VS_OPT_ORG, false, "ORG", NULL, N_("--all: whose handovers"), false},
    NO_OPT,
};
static const struct vs_opt refuse_opts[] = {
    {"reason", 0, VS_OPT_CHOICE, false, "REASON",
     "wrong_addressee|no_capacity|incomplete|difference_of_view|moved_away|other",
     N_("why it is refused"), true},
    {"offer", 0, VS_OPT_TEXT, false, "ID", NULL, N_("which handover, when there are several"),
     false},
    NO_OPT,
};
static const struct vs_opt offer_opts[] = {
    {"offer", 0, VS_OPT_TEXT, false, "ID", NULL, N_("which handover, when there are several"),
     false},
    NO_OPT,
};
static const struct vs_opt who_opts[] = {
    {"household", 0, VS_OPT_TEXT, false, "LABEL", NULL,
     N_("instead of CASE: every case of the household"), false},
    {"at", 0, VS_OPT_INSTANT, false, "TIME", NULL,
     N_("at which moment; now if left out (vs help times)"), false},
    {"known-at", 0, VS_OPT_INSTANT, false, "TIME", NULL,
     N_("by what had arrived here at this moment"), false},
    {"explain", 0, VS_OPT_FLAG, false, NULL, NULL, N_("show how the answer came about, act by act"),
     false},
    NO_OPT,
};
static const struct vs_opt log_opts[] = {
    {"most", 0, VS_OPT_NUMBER, false, "N", NULL, N_("show at most so many"), false},
    NO_OPT,
};
static const struct vs_opt list_opts[] = {
    {"household", 0, VS_OPT_TEXT, false, "LABEL", NULL,
     N_("every case of the household, closed ones too"), false},
    {"all", 0, VS_OPT_FLAG, false, NULL, NULL, N_("closed cases too"), false},
    {"most", 0, VS_OPT_NUMBER, false, "N", NULL, N_("show at most so many"), false},
    {"skip", 0, VS_OPT_NUMBER, false, "N", NULL, N_("leave out the first so many"), false},
    NO_OPT,
};
static const struct vs_opt due_opts[] = {
    {"mine", 0, VS_OPT_FLAG, false, NULL, NULL, N_("only what your organisation has to do"), false},
    {"by", 0, VS_OPT_ORG, false, "ORG", NULL, N_("only what this one has to do"), false},
    {"most", 0, VS_OPT_NUMBER, false, "N", NULL, N_("show at most so many"), false},
    {"skip", 0, VS_OPT_NUMBER, false, "N", NULL, N_("leave out the first so many"), false},
    NO_OPT,
};
static const struct vs_opt status_opts[] = {
    {"most", 0, VS_OPT_NUMBER, false, "N", NULL, N_("show at most so many of each part"), false},
    NO_OPT,
};
static const struct vs_opt adopt_opts[] = {
    {"as", 0, VS_OPT_TEXT, false, "ROLE", NULL,
     N_("the role of your organisation in it, such as vt or local_team"), true},
    {"from", 0, VS_OPT_DATE, false, "DATE", NULL, N_("from which day; today if left out"), false},
    NO_OPT,
};
static const struct vs_opt adoption_end_opts[] = {
    {"as", 0, VS_OPT_TEXT, false, "ROLE", NULL, N_("in which role, when it was adopted in several"),
     false},
    {"from", 0, VS_OPT_DATE, false, "DATE", NULL,
     N_("the first day on which it is not adopted any more; today if left out"), false},
    NO_OPT,
};
#define EDITION_OPT                                                                                \
    {                                                                                              \
        "edition", 0, VS_OPT_TEXT, false, "EDITION", NULL,                                         \
            N_("which edition; the newest that is here if left out"), false                        \
    }
static const struct vs_opt calendar_show_opts[] = {
    EDITION_OPT,
    {"year", 0, VS_OPT_NUMBER, false, "YEAR", NULL,
     N_("the days of which year; this year if left out"), false},
    NO_OPT,
};
static const struct vs_opt calendar_add_opts[] = {
    EDITION_OPT,
    NO_OPT,
};
static const struct vs_opt succeed_opts[] = {
    {"as", 0, VS_OPT_CHOICE, false, "PART", "successor|predecessor",
     N_("what your organisation is; the successor if left out"), false},
    {"from", 0, VS_OPT_DATE, false, "DATE", NULL, N_("from which day; today if left out"), false},
    NO_OPT,
};
static const struct vs_opt remote_add_opts[] = {
    {"host-key", 0, VS_OPT_TEXT, false, "KEY", NULL,
     N_("the fingerprint of the ssh host (SHA256:...)"), false},
    NO_OPT,
};
static const struct vs_opt org_add_opts[] = {
    {"as", 0, VS_OPT_TEXT, false, "ALIAS", NULL, N_("what you call it: a-z, 0-9 and -"), true},
    {"fingerprint", 0, VS_OPT_TEXT, false, "FP", NULL,
     N_("the whole fingerprint that they told you; else its end is asked"), false},
    NO_OPT,
};
static const struct vs_arg request_args[] = {
    {"FILE", VS_OPT_PATH, true, false, NULL},
    NO_ARG,
};
static const struct vs_arg device_args[] = {
    {"DEVICE", VS_OPT_TEXT, false, false, NULL},
    NO_ARG,
};
#define KEEP_OPT                                                                                   \
    {                                                                                              \
        "keep", 0, VS_OPT_TEXT, true, "DEVICE", NULL,                                              \
            N_("one that two rosters of one rank differ about, and that stays"), false             \
    }
#define ROOT_OPTS                                                                                  \
    {"root",                                                                                       \
     0,                                                                                            \
     VS_OPT_PATH,                                                                                  \
     false,                                                                                        \
     "DIR",                                                                                        \
     NULL,                                                                                         \
     N_("the folder of the root key; else root in the ledger's"),                                  \
     false},                                                                                       \
        {"recovery",                                                                               \
         0,                                                                                        \
         VS_OPT_PATH,                                                                              \
         false,                                                                                    \
         "FILE",                                                                                   \
         NULL,                                                                                     \
         N_("a file with the recovery code that opens that folder, - for standard input"),         \
         false},                                                                                   \
        {"root-key-file",                                                                          \
         0,                                                                                        \
         VS_OPT_PATH,                                                                              \
         false,                                                                                    \
         "FILE",                                                                                   \
         NULL,                                                                                     \
         N_("the key file that opens that folder"),                                                \
         false},                                                                                   \
    {                                                                                              \
        "new-root", 0, VS_OPT_FLAG, false, NULL, NULL,                                             \
            N_("sign with the next root key: the root key was lost or stolen"), false              \
    }
static const struct vs_opt device_request_opts[] = {
    {"new", 0, VS_OPT_FLAG, false, NULL, NULL,
     N_("make a new key: this machine was closed and comes back"), false},
    NO_OPT,
};
static const struct vs_opt device_add_opts[] = {
    {"self", 0, VS_OPT_FLAG, false, NULL, NULL, N_("add this machine"), false},
    {"fingerprint", 0, VS_OPT_TEXT, false, "FP", NULL,
     N_("the whole fingerprint that they told you; else its end is asked"), false},
    {"lost", 0, VS_OPT_TEXT, true, "DEVICE", NULL,
     N_("close a machine that was lost; signs with the next root key"), false},
    KEEP_OPT,
    ROOT_OPTS,
    NO_OPT,
};
static const struct vs_opt device_close_opts[] = {
    KEEP_OPT,
    {"last", 0, VS_OPT_FLAG, false, NULL, NULL,
     N_("close it even if no machine of your organisation is left"), false},
    ROOT_OPTS,
    NO_OPT,
};
/* clang-format on */

#define READS (VS_CMD_LEDGER)
#define ACT                                                                                        \
    (VS_CMD_LEDGER | VS_CMD_WRITES | VS_CMD_AT | VS_CMD_TEXT | VS_CMD_DRY_RUN) /* one of a case */

const struct vs_cmd vs_cmds[] = {
    {
        .name = "open",
        .dutch = "openen",
        .group = VS_GROUP_WORK,
        .flags = ACT,
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
        .flags = ACT,
        .summary = N_("record the outcome of the safety assessment"),
        .cannot = N_("cannot record the assessment"),
        .details = N_("It moves no responsibility; it ends the term of the assessment."),
        .example = "vs assess 2026-0131 --outcome direct_handover",
        .schema = "vs.act/1",
        .args = case_args,
        .opts = assess_opts,
        .run = vs_cmd_assess,
    },
    {
        .name = "trajectory",
        .dutch = "traject",
        .group = VS_GROUP_WORK,
        .flags = ACT,
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
        .flags = ACT,
        .summary = N_("record that your organisation works along"),
        .cannot = N_("cannot record that you work along"),
        .details = N_("Working along from the start of a trajectory moves no responsibility: who "
                      "holds the case goes on to hold it."),
        .example = "vs join ab12cd34",
        .schema = "vs.act/1",
        .args = case_args,
        .run = vs_cmd_join,
    },
    {
        .name = "contact",
        .dutch = "contact",
        .group = VS_GROUP_WORK,
        .flags = ACT,
        .summary = N_("record a contact with the household"),
        .cannot = N_("cannot record the contact"),
        .details = N_("It moves no responsibility; it ends a term, such as that of the first "
                      "contact, and begins an interval anew. Also after a closing: a pilot-light "
                      "contact keeps people in view."),
        .example = "vs contact ab12cd34 --kind first\nvs contact ab12cd34 --kind pilot-light",
        .schema = "vs.act/1",
        .args = case_args,
        .opts = contact_opts,
        .run = vs_cmd_contact,
    },
    {
        .name = "monitor",
        .dutch = "monitoren",
        .group = VS_GROUP_WORK,
        .flags = ACT,
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
    {
        .name = "handover",
        .dutch = "overdracht",
        .group = VS_GROUP_WORK,
        .flags = ACT,
        .summary = N_("hand a case over to another organisation"),
        .cannot = N_("cannot hand the case over"),
        .details = N_(
            "The handover names the agreements that both adopted; they decide when responsibility "
            "passes. It counts from the moment at which it is recorded, whatever --at says. The "
            "receiver gets it at the next vs sync of both. What the agreement asks for in a "
            "handover must be said, or --incomplete. To an organisation elsewhere, without an "
            "agreement, it moves when they accept it; until then you hold it."),
        .example = "vs handover 2026-0131 --to oosterhout --mode warm --informed yes --monitor me\n"
                   "vs handover 2026-0131 --to vt-elsewhere --relocation\n"
                   "vs handover --all --to successor --reason succession -n",
        .schema = "vs.act/1",
        .args = any_case_args,
        .opts = handover_opts,
        .run = vs_cmd_handover,
    },
    {
        .name = "accept",
        .dutch = "aanvaarden",
        .group = VS_GROUP_WORK,
        .flags = ACT,
        .summary = N_("accept a handover"),
        .cannot = N_("cannot accept the handover"),
        .details = N_(
            "With --at an earlier moment may be named: your organisation then took responsibility "
            "from that moment. Where the agreement lets a case pass when it is picked up, an "
            "acceptance alone moves nothing: --pick-up does."),
        .example = "vs accept ab12cd34\nvs accept ab12cd34 --pick-up\n"
                   "vs accept --all --from predecessor",
        .schema = "vs.act/1",
        .args = any_case_args,
        .opts = accept_opts,
        .run = vs_cmd_accept,
    },
    {
        .name = "refuse",
        .dutch = "weigeren",
        .group = VS_GROUP_WORK,
        .flags = ACT,
        .summary = N_("refuse a handover"),
        .cannot = N_("cannot refuse the handover"),
        .details = N_(
            "What a refusal does is for the agreement to say. Where it does not say, the answer is "
            "disputed until people settle it."),
        .example = "vs refuse ab12cd34 --reason incomplete --text why.txt",
        .schema = "vs.act/1",
        .args = case_args,
        .opts = refuse_opts,
        .run = vs_cmd_refuse,
    },
    {
        .name = "withdraw",
        .dutch = "intrekken",
        .group = VS_GROUP_WORK,
        .flags = ACT,
        .summary = N_("withdraw a handover of your own"),
        .cannot = N_("cannot withdraw the handover"),
        .example = "vs withdraw 2026-0131",
        .schema = "vs.act/1",
        .args = case_args,
        .opts = offer_opts,
        .run = vs_cmd_withdraw,
    },
    {
        .name = "return",
        .dutch = "teruggeven",
        .group = VS_GROUP_WORK,
        .flags = ACT,
        .summary = N_("offer a case back to who handed it over"),
        .cannot = N_("cannot give the case back"),
        .details =
            N_("A handover in the other direction. Unless the agreement has a rule for it, only an "
               "acceptance moves the case back; until then your organisation holds it."),
        .example = "vs return ab12cd34 --text why.txt",
        .schema = "vs.act/1",
        .args = case_args,
        .opts = return_opts,
        .run = vs_cmd_return,
    },
    {
        .name = "waitlist",
        .dutch = "wachtlijst",
        .group = VS_GROUP_WORK,
        .flags = ACT,
        .summary = N_("put a case on the waiting list, or take it off"),
        .cannot = N_("cannot change the waiting list"),
        .details =
            N_("Whether a waiting list keeps responsibility with the giver is for the agreement to "
               "say: West-Brabant changed its answer in 2022."),
        .example = "vs waitlist ab12cd34 start\nvs waitlist ab12cd34 end",
        .schema = "vs.act/1",
        .args = waitlist_args,
        .opts = offer_opts,
        .run = vs_cmd_waitlist,
    },
    {
        .name = "escalate",
        .dutch = "opschalen",
        .group = VS_GROUP_WORK,
        .flags = ACT,
        .summary = N_("put a difference before those who can decide it"),
        .cannot = N_("cannot escalate"),
        .details = N_(
            "It moves no responsibility by itself. What a difference of view does to a handover "
            "is for the agreement to say; where it does not say, the answer is disputed until "
            "people settle it (vs settle). While an escalation is open the case cannot be closed. "
            "An answer ends the term in which it was to be answered; nothing else."),
        .example = "vs escalate ab12cd34 --reason difference-of-view --text why.txt\n"
                   "vs escalate ab12cd34 --reason not-picked-up --level 2 --about case\n"
                   "vs escalate ab12cd34 --next --text still.txt\n"
                   "vs escalate ab12cd34 --answer disagree --text ours.txt",
        .schema = "vs.act/1",
        .args = case_args,
        .opts = escalate_opts,
        .run = vs_cmd_escalate,
    },
    {
        .name = "settle",
        .dutch = "afspreken",
        .group = VS_GROUP_WORK,
        .flags = ACT,
        .summary = N_("settle together who holds a case, and from when"),
        .cannot = N_("cannot settle the case"),
        .details = N_(
            "One organisation proposes (--outcome and --from), the others agree (--agree). It "
            "counts once all have signed whom it touches: whoever held the case since that moment, "
            "whoever may hold it, whoever escalated, and both sides of a handover that is open. "
            "Until then nothing changes, and the proposal shows who has not signed. What was "
            "unclear before that moment stays as it was. When several proposals wait, name one."),
        .example = "vs settle 2026-0131 --outcome oosterhout --from '2026-04-16 09:00'\n"
                   "vs settle ab12cd34 --agree\n"
                   "vs settle ab12cd34 77e0c2d1 --agree",
        .schema = "vs.act/1",
        .args = settle_args,
        .opts = settle_opts,
        .run = vs_cmd_settle,
    },
    {
        .name = "note",
        .dutch = "notitie",
        .group = VS_GROUP_WORK,
        .flags = ACT,
        .summary = N_("add a note to a case"),
        .cannot = N_("cannot add the note"),
        .example = "vs note 2026-0131\nvs note 2026-0131 --text - < note.txt",
        .schema = "vs.act/1",
        .args = case_args,
        .run = vs_cmd_note,
    },
    {
        .name = "close",
        .dutch = "sluiten",
        .group = VS_GROUP_WORK,
        .flags = ACT,
        .summary = N_("close a case that your organisation holds"),
        .cannot = N_("cannot close the case"),
        .example = "vs close 2026-0131 --reason safe",
        .schema = "vs.act/1",
        .args = case_args,
        .opts = close_opts,
        .run = vs_cmd_close,
    },
    {
        .name = "reopen",
        .dutch = "heropenen",
        .group = VS_GROUP_WORK,
        .flags = ACT,
        .summary = N_("reopen a closed case; your organisation takes responsibility"),
        .cannot = N_("cannot reopen the case"),
        .example = "vs reopen 2026-0131 --reason new-concerns",
        .schema = "vs.act/1",
        .args = case_args,
        .opts = reopen_opts,
        .run = vs_cmd_reopen,
    },
    {
        .name = "disclose",
        .dutch = "inzage",
        .group = VS_GROUP_WORK,
        .flags = ACT,
        .summary = N_("let another organisation see a case, such as an auditor"),
        .cannot = N_("cannot disclose the case"),
        .details = N_(
            "With --facts it sees who held the case when, by which acts and rules; names, "
            "references and words stay sealed. It sees the facts of what follows too, and can do "
            "nothing in the case. What was disclosed cannot be taken back. Whether it is an "
            "auditor by an agreement is said; it need not be."),
        .example = "vs disclose 2026-0131 --to igj --facts",
        .schema = "vs.act/1",
        .args = case_args,
        .opts = disclose_opts,
        .run = vs_cmd_disclose,
    },
    {
        .name = "party remove",
        .dutch = "partij verwijderen",
        .group = VS_GROUP_WORK,
        .flags = ACT,
        .summary = N_("end the part of an organisation in a case"),
        .cannot = N_("cannot remove the organisation from the case"),
        .details = N_(
            "Those who stay write under new keys from then on, so that it reads nothing more; what "
            "it could read before it still can. A holder removes others, and anybody may leave. "
            "Who holds the case, or is needed to settle something, cannot go yet."),
        .example = "vs party remove 2026-0131 --party breda\nvs party remove 2026-0131 --party me",
        .schema = "vs.act/1",
        .args = case_args,
        .opts = party_remove_opts,
        .run = vs_cmd_party_remove,
    },
    {
        .name = "status",
        .group = VS_GROUP_LOOK,
        .flags = READS,
        .summary = N_("show what needs attention, and by when"),
        .cannot = N_("cannot show the status"),
        .example = "vs status",
        .schema = "vs.status/1",
        .opts = status_opts,
        .run = vs_cmd_status,
    },
    {
        .name = "who",
        .dutch = "wie",
        .group = VS_GROUP_LOOK,
        .flags = READS | VS_CMD_ANSWERS,
        .summary = N_("say who held responsibility, since when, by which rule"),
        .cannot = N_("cannot say who holds the case"),
        .details = N_(
            "The answer follows from signed acts and from the agreements that they name, and from "
            "nothing else. With --known-at it is given from what had arrived here by then, so "
            "that one can see who could have known what. Later than now it says what holds if "
            "nothing else is recorded."),
        .example = "vs who 2026-0131\n"
                   "vs who 2026-0131 --at '2026-04-08 12:00' --known-at '2026-04-03 09:00'\n"
                   "vs who --household H-17",
        .schema = "vs.who/1",
        .args = any_case_args,
        .opts = who_opts,
        .run = vs_cmd_who,
    },
    {
        .name = "show",
        .dutch = "toon",
        .group = VS_GROUP_LOOK,
        .flags = READS | VS_CMD_ANSWERS,
        .summary = N_("show a case: who holds it, its handovers, what happened"),
        .cannot = N_("cannot show the case"),
        .example = "vs show 2026-0131",
        .schema = "vs.case/1",
        .args = case_args,
        .run = vs_cmd_show,
    },
    {
        .name = "list",
        .dutch = "lijst",
        .group = VS_GROUP_LOOK,
        .flags = READS,
        .summary = N_("list the cases"),
        .cannot = N_("cannot list the cases"),
        .example = "vs list\nvs list --all --most 20",
        .schema = "vs.list/1",
        .opts = list_opts,
        .run = vs_cmd_list,
    },
    {
        .name = "due",
        .dutch = "termijnen",
        .group = VS_GROUP_LOOK,
        .flags = READS,
        .summary = N_("list what is due, by when, and for whom"),
        .cannot = N_("cannot list what is due"),
        .example = "vs due --mine",
        .schema = "vs.due/1",
        .args = any_case_args,
        .opts = due_opts,
        .run = vs_cmd_due,
    },
    {
        .name = "log",
        .dutch = "logboek",
        .group = VS_GROUP_LOOK,
        .flags = READS,
        .summary = N_("list the acts of a case, or of the cases that changed last"),
        .cannot = N_("cannot show the log"),
        .example = "vs log 2026-0131",
        .schema = "vs.log/1",
        .args = any_case_args,
        .opts = log_opts,
        .run = vs_cmd_log,
    },
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
        .flags = READS,
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
        .args = any_case_args,
        .run = vs_cmd_verify,
    },
    {
        .name = "card",
        .group = VS_GROUP_SHARE,
        .flags = READS,
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
        .args = file_args,
        .opts = org_add_opts,
        .run = vs_cmd_org_add,
    },
    {
        .name = "org list",
        .group = VS_GROUP_SHARE,
        .flags = READS,
        .summary = N_("list the organisations that are known here"),
        .cannot = N_("cannot list the organisations"),
        .example = "vs org list",
        .schema = "vs.orgs/1",
        .run = vs_cmd_org_list,
    },
    {
        .name = "org show",
        .group = VS_GROUP_SHARE,
        .flags = READS,
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
        .flags = READS,
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
    {
        .name = "agreement list",
        .group = VS_GROUP_SHARE,
        .summary = N_("list the agreements that came with vs, and who adopted which"),
        .cannot = N_("cannot list the agreements"),
        .example = "vs agreement list",
        .schema = "vs.agreements/1",
        .run = vs_cmd_agreement_list,
    },
    {
        .name = "agreement show",
        .group = VS_GROUP_SHARE,
        .summary = N_("show the rules of an agreement and what it leaves open"),
        .cannot = N_("cannot show the agreement"),
        .example = "vs agreement show west-brabant-2022",
        .schema = "vs.agreement/1",
        .args = agreement_args,
        .run = vs_cmd_agreement_show,
    },
    {
        .name = "agreement check",
        .group = VS_GROUP_SHARE,
        .summary = N_("check an agreement that your region wrote"),
        .cannot = N_("cannot use this agreement"),
        .details = N_(
            "A text that contradicts itself is refused with the place and with what would be "
            "right there; so is one that is in force together with another text of its region that "
            "it does not replace. Then everything is listed that the text leaves open, and where a "
            "convention stands in for it: a list to bring to the table where the text is made."),
        .example = "vs agreement check our-region.json",
        .schema = "vs.agreement-check/1",
        .args = file_args,
        .run = vs_cmd_agreement_check,
    },
    {
        .name = "agreement adopt",
        .group = VS_GROUP_SHARE,
        .flags = VS_CMD_LEDGER | VS_CMD_WRITES | VS_CMD_DRY_RUN,
        .summary = N_("adopt an agreement in a role, and let partners know"),
        .cannot = N_("cannot adopt the agreement"),
        .details = N_(
            "The adoption is signed and carries the whole text, so that partners hold the same. An "
            "agreement counts for a handover when both sides adopted it before. It is named by its "
            "id, if it came with vs or a partner adopted it, or by its file."),
        .example = "vs agreement adopt west-brabant-2022 --as vt --from 2026-01-01\n"
                   "vs agreement adopt ./our-region.json --as local_team",
        .schema = "vs.adoption/1",
        .args = agreement_args,
        .opts = adopt_opts,
        .run = vs_cmd_agreement_adopt,
    },
    {
        .name = "agreement end",
        .group = VS_GROUP_SHARE,
        .flags = VS_CMD_LEDGER | VS_CMD_WRITES | VS_CMD_DRY_RUN,
        .summary = N_("end the adoption of an agreement, and let partners know"),
        .cannot = N_("cannot end the adoption"),
        .details =
            N_("From that day on your organisation hands nothing over under it. What was handed "
               "over before goes on under the text of its day. A new version of a text is adopted "
               "beside the old one, not in its place: each counts on its own days."),
        .example = "vs agreement end west-brabant-2022 --from 2027-01-01",
        .schema = "vs.adoption-end/1",
        .args = agreement_args,
        .opts = adoption_end_opts,
        .run = vs_cmd_agreement_end,
    },
    {
        .name = "calendar list",
        .group = VS_GROUP_SHARE,
        .summary = N_("list the calendars of working days that are here"),
        .cannot = N_("cannot list the calendars"),
        .example = "vs calendar list",
        .schema = "vs.calendars/1",
        .run = vs_cmd_calendar_list,
    },
    {
        .name = "calendar show",
        .group = VS_GROUP_SHARE,
        .summary = N_("show which days of a year are no working days, and why"),
        .cannot = N_("cannot show the calendar"),
        .example = "vs calendar show nl-atw --year 2026\n"
                   "vs calendar show ./our-days.json",
        .schema = "vs.calendar/1",
        .args = calendar_args,
        .opts = calendar_show_opts,
        .run = vs_cmd_calendar_show,
    },
    {
        .name = "calendar check",
        .group = VS_GROUP_SHARE,
        .summary = N_("check a calendar that your region wrote"),
        .cannot = N_("cannot use this calendar"),
        .example = "vs calendar check our-days.json",
        .schema = "vs.calendar-check/1",
        .args = file_args,
        .run = vs_cmd_calendar_check,
    },
    {
        .name = "calendar add",
        .group = VS_GROUP_SHARE,
        .flags = VS_CMD_LEDGER | VS_CMD_WRITES | VS_CMD_DRY_RUN,
        .summary = N_("count by a calendar of your own, and let partners have it"),
        .cannot = N_("cannot add the calendar"),
        .details = N_(
            "A handover is counted by it where the agreement names its id and both sides have "
            "added "
            "it: from a file, or, once a partner's is here, by its id. An edition never changes; "
            "other days are a new edition."),
        .example = "vs calendar add ./our-days.json\n"
                   "vs calendar add our-days --edition 2026-2",
        .schema = "vs.calendar-added/1",
        .args = calendar_args,
        .opts = calendar_add_opts,
        .run = vs_cmd_calendar_add,
    },
    {
        .name = "init",
        .group = VS_GROUP_ADMIN,
        .flags = VS_CMD_WRITES,
        .summary = N_("make a ledger for your organisation on this machine"),
        .cannot = N_("cannot make the ledger"),
        .details = N_(
            "Asks for a new passphrase, twice. With --key-file that file opens the ledger instead; "
            "it is made if there is none."),
        .example = "vs init --name 'Veilig Thuis West-Brabant'\n"
                   "vs init --name Oosterhout --code gm0826 --key-file /media/stick/vs.key",
        .schema = "vs.init/1",
        .opts = init_opts,
        .run = vs_cmd_init,
    },
    {
        .name = "device list",
        .group = VS_GROUP_ADMIN,
        .flags = READS,
        .summary = N_("list the machines of your organisation"),
        .cannot = N_("cannot list the machines"),
        .example = "vs device list",
        .schema = "vs.devices/1",
        .run = vs_cmd_device_list,
    },
    {
        .name = "device request",
        .group = VS_GROUP_ADMIN,
        .flags = VS_CMD_LEDGER | VS_CMD_WRITES,
        .summary = N_("print the request of this machine to be added, and its fingerprint"),
        .cannot = N_("cannot print the request of this machine"),
        .example = "vs device request > new-laptop.json\nvs device request --new > again.json",
        .schema = "vs.own-request/1",
        .opts = device_request_opts,
        .run = vs_cmd_device_request,
    },
    {
        .name = "device add",
        .group = VS_GROUP_ADMIN,
        .flags = VS_CMD_LEDGER | VS_CMD_WRITES,
        .summary = N_("add a machine to your organisation, with the root key"),
        .cannot = N_("cannot add the machine"),
        .details = N_("Where the root key is: give the request of the new machine and compare its "
                      "fingerprint with whoever sits there. On the new machine itself, with the "
                      "root key at hand: --self. vs help devices tells the whole way."),
        .example = "vs device add new-laptop.json --root /media/stick/root\n"
                   "vs device add --self --root /media/stick/root --lost 3f14b39b",
        .schema = "vs.devices/1",
        .args = request_args,
        .opts = device_add_opts,
        .run = vs_cmd_device_add,
    },
    {
        .name = "device close",
        .group = VS_GROUP_ADMIN,
        .flags = VS_CMD_LEDGER | VS_CMD_WRITES,
        .summary = N_("close a machine of your organisation: it records nothing more"),
        .cannot = N_("cannot close the machine"),
        .details = N_("It is closed after what is known of it here, so vs sync first. What it "
                      "recorded beyond that does not count. The machine that you type on is called "
                      "me. The last one is closed with --last only: until another is added, "
                      "nothing can be recorded, and partners can send no case keys."),
        .example = "vs device close 3f14b39b --root /media/stick/root\n"
                   "vs device close me --root /media/stick/root",
        .schema = "vs.devices/1",
        .args = device_args,
        .opts = device_close_opts,
        .run = vs_cmd_device_close,
    },
    {
        .name = "backup",
        .group = VS_GROUP_ADMIN,
        .flags = VS_CMD_LEDGER,
        .summary = N_("copy the ledger, sealed as it is, to one file"),
        .cannot = N_("cannot make the backup"),
        .details = N_("Other commands may run meanwhile. The root key and the key file are not in "
                      "it."),
        .example = "vs backup /media/stick/ledger-2026-04-02.vsb",
        .schema = "vs.backup/1",
        .args = file_args,
        .run = vs_cmd_backup,
    },
    {
        .name = "restore",
        .group = VS_GROUP_ADMIN,
        .flags = VS_CMD_WRITES,
        .summary = N_("make the ledger of a backup, as a new device"),
        .cannot = N_("cannot restore the backup"),
        .details = N_("The folder must not hold a ledger. A restored ledger never writes on where "
                      "the old one stopped: it is a new device, which a roster must list. What was "
                      "recorded before the backup and never sent is recorded again."),
        .example = "vs restore /media/stick/ledger-2026-04-02.vsb --ledger ~/vs-restored",
        .schema = "vs.restore/1",
        .args = file_args,
        .run = vs_cmd_restore,
    },
    {
        .name = "ledger rebuild",
        .group = VS_GROUP_ADMIN,
        .flags = VS_CMD_LEDGER | VS_CMD_WRITES,
        .summary = N_("derive everything about cases again from the signed log"),
        .cannot = N_("cannot rebuild the ledger"),
        .example = "vs ledger rebuild",
        .schema = "vs.rebuild/1",
        .run = vs_cmd_ledger_rebuild,
    },
    {
        .name = "doctor",
        .group = VS_GROUP_ADMIN,
        .flags = READS,
        .summary = N_("check this installation and say what to do"),
        .cannot = N_("cannot check the installation"),
        .example = "vs doctor",
        .schema = "vs.doctor/1",
        .run = vs_cmd_doctor,
    },
    {
        .name = "help",
        .dutch = "hulp",
        .group = VS_GROUP_HELP,
        .summary = N_("explain a command or a topic"),
        .cannot = N_("cannot show this help"),
        .example = "vs help who\nvs help exit-codes",
        .schema = "vs.help/1",
        .args = help_args,
        .run = vs_cmd_help,
    },
    {
        .name = "version",
        .group = VS_GROUP_HELP,
        .summary = N_("print the version of the program and of its format"),
        .cannot = N_("cannot print the version"),
        .example = "vs version",
        .schema = "vs.version/1",
        .run = vs_cmd_version,
    },
    {
        .name = "__complete",
        .group = VS_GROUP_HELP,
        .flags = VS_CMD_HIDDEN,
        .summary = N_("print what may follow on a command line"),
        .cannot = N_("cannot complete this"),
        .example = "vs __complete -- ver",
        .args = complete_args,
        .run = vs_cmd_complete,
    },
};

size_t
vs_cmd_count(void)
{
    return sizeof vs_cmds / sizeof *vs_cmds;
}
