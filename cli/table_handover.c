/*
 * Rows of the command table. What happens to a case between organisations: handed over, answered,
 * escalated, settled.
 */
#include "cli/table.h"

#include "cli/commands.h"
#include "cli/i18n.h"

/* clang-format off: one row an option or argument. */
static const struct vs_arg settle_args[] = {
    {"CASE", VS_OPT_CASE, false, false, NULL},
    {"PROPOSAL", VS_OPT_TEXT, true, false, NULL},
    VS_NO_ARG,
};
static const struct vs_arg waitlist_args[] = {
    {"CASE", VS_OPT_CASE, false, false, NULL},
    {"WHAT", VS_OPT_CHOICE, false, false, "start|end"},
    VS_NO_ARG,
};
#define OTHERS                                                                                     \
    "addiction_care|certified_institution|child_care|child_protection_board|debt_help|"            \
    "disability_care|elderly_care|general_practitioner|home_care|hospital|lawyer|local_team|"      \
    "mental_health_care|other|police|probation|prosecution|safety_house|school|shelter|"           \
    "youth_care|youth_health"
static const struct vs_opt handover_opts[] = {
    {"to", 0, VS_OPT_ORG, false, "ORG", NULL, N_("the organisation that receives it"), true},
    {"mode", 0, VS_OPT_CHOICE, false, "MODE", "written|telephone|warm|meeting|other",
     N_("how it is handed over; written if left out"), false},
    {"reason", 0, VS_OPT_CHOICE, false, "REASON",
     "assessment|trajectory|relocation|succession|expertise|request|other", N_("why"), false},
    {"after", 0, VS_OPT_CHOICE, false, "OUTCOME", VS_OUTCOMES,
     N_("the outcome of the assessment; that of your last one if left out"), false},
    {"unsafety", 0, VS_OPT_CHOICE, false, "UNSAFETY", VS_UNSAFETIES,
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
    {"agreement", 0, VS_OPT_TEXT, true, "ID", NULL,
     N_("on which agreement it rests; on all that both adopted, if left out"), false},
    {"incomplete", 0, VS_OPT_FLAG, false, NULL, NULL,
     N_("record it although the agreement asks for more"), false},
    {"all", 0, VS_OPT_FLAG, false, NULL, NULL,
     N_("instead of CASE: every case that you hold, one after the other"), false},
    VS_NO_OPT,
};
static const struct vs_opt return_opts[] = {
    {"to", 0, VS_OPT_ORG, false, "ORG", NULL, N_("to whom; who handed it over, if left out"),
     false},
    {"mode", 0, VS_OPT_CHOICE, false, "MODE", "written|telephone|warm|meeting|other",
     N_("how it is handed over; written if left out"), false},
    {"agreement", 0, VS_OPT_TEXT, true, "ID", NULL,
     N_("on which agreement it rests; on all that both adopted, if left out"), false},
    VS_NO_OPT,
};
static const struct vs_opt escalate_opts[] = {
    {"reason", 0, VS_OPT_CHOICE, false, "REASON",
     "difference_of_view|not_picked_up|no_contact|unsafe|other", N_("what it is about"), false},
    {"level", 0, VS_OPT_NUMBER, false, "N", NULL,
     N_("the step of the escalation ladder; 1 if left out"), false},
    {"next", 0, VS_OPT_FLAG, false, NULL, NULL, N_("take the open escalation a level up"), false},
    {"answer", 0, VS_OPT_CHOICE, false, "ANSWER", "agree|disagree|decision",
     N_("answer the open escalation of another organisation, or say what was decided"), false},
    {"skip-steps", 0, VS_OPT_FLAG, false, NULL, NULL,
     N_("leave out a step of the agreement's ladder"), false},
    {"not-binding", 0, VS_OPT_FLAG, false, NULL, NULL,
     N_("--answer decision: record it although by the agreement another decides"), false},
    {"escalation", 0, VS_OPT_TEXT, false, "ID", NULL,
     N_("--next, --answer: which escalation, when there are several"), false},
    {"about", 0, VS_OPT_TEXT, false, "ID", NULL,
     N_("which handover; \"case\" for none. Left out: the one that is open or by which it is "
        "held; else the last one, if it was refused"),
     false},
    VS_NO_OPT,
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
    VS_NO_OPT,
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
    VS_NO_OPT,
};
static const struct vs_opt refuse_opts[] = {
    {"reason", 0, VS_OPT_CHOICE, false, "REASON",
     "wrong_addressee|no_capacity|incomplete|difference_of_view|moved_away|other",
     N_("why it is refused"), true},
    {"offer", 0, VS_OPT_TEXT, false, "ID", NULL, N_("which handover, when there are several"),
     false},
    VS_NO_OPT,
};
static const struct vs_opt offer_opts[] = {
    {"offer", 0, VS_OPT_TEXT, false, "ID", NULL, N_("which handover, when there are several"),
     false},
    VS_NO_OPT,
};
/* clang-format on */

static const struct vs_cmd handover_rows[] = {
    {
        .name = "handover",
        .dutch = "overdracht",
        .group = VS_GROUP_WORK,
        .flags = VS_ACT,
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
        .args = vs_any_case_args,
        .opts = handover_opts,
        .run = vs_cmd_handover,
    },
    {
        .name = "accept",
        .dutch = "aanvaarden",
        .group = VS_GROUP_WORK,
        .flags = VS_ACT,
        .summary = N_("accept a handover"),
        .cannot = N_("cannot accept the handover"),
        .details = N_(
            "With --at an earlier moment may be named: your organisation then took responsibility "
            "from that moment. Where the agreement lets a case pass when it is picked up, an "
            "acceptance alone moves nothing: --pick-up does."),
        .example = "vs accept ab12cd34\nvs accept ab12cd34 --pick-up\n"
                   "vs accept --all --from predecessor",
        .schema = "vs.act/1",
        .args = vs_any_case_args,
        .opts = accept_opts,
        .run = vs_cmd_accept,
    },
    {
        .name = "refuse",
        .dutch = "weigeren",
        .group = VS_GROUP_WORK,
        .flags = VS_ACT,
        .summary = N_("refuse a handover"),
        .cannot = N_("cannot refuse the handover"),
        .details = N_(
            "What a refusal does is for the agreement to say. Where it does not say, the answer is "
            "disputed until people settle it."),
        .example = "vs refuse ab12cd34 --reason incomplete --text why.txt",
        .schema = "vs.act/1",
        .args = vs_case_args,
        .opts = refuse_opts,
        .run = vs_cmd_refuse,
    },
    {
        .name = "withdraw",
        .dutch = "intrekken",
        .group = VS_GROUP_WORK,
        .flags = VS_ACT,
        .summary = N_("withdraw a handover of your own"),
        .cannot = N_("cannot withdraw the handover"),
        .example = "vs withdraw 2026-0131",
        .schema = "vs.act/1",
        .args = vs_case_args,
        .opts = offer_opts,
        .run = vs_cmd_withdraw,
    },
    {
        .name = "return",
        .dutch = "teruggeven",
        .group = VS_GROUP_WORK,
        .flags = VS_ACT,
        .summary = N_("offer a case back to who handed it over"),
        .cannot = N_("cannot give the case back"),
        .details =
            N_("A handover in the other direction. Unless the agreement has a rule for it, only an "
               "acceptance moves the case back; until then your organisation holds it. Where the "
               "agreement does not say what a return does, that is disputed until it is accepted "
               "or withdrawn."),
        .example = "vs return ab12cd34 --text why.txt",
        .schema = "vs.act/1",
        .args = vs_case_args,
        .opts = return_opts,
        .run = vs_cmd_return,
    },
    {
        .name = "waitlist",
        .dutch = "wachtlijst",
        .group = VS_GROUP_WORK,
        .flags = VS_ACT,
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
        .flags = VS_ACT,
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
        .args = vs_case_args,
        .opts = escalate_opts,
        .run = vs_cmd_escalate,
    },
    {
        .name = "settle",
        .dutch = "afspreken",
        .group = VS_GROUP_WORK,
        .flags = VS_ACT,
        .summary = N_("settle together who holds a case, and from when"),
        .cannot = N_("cannot settle the case"),
        .details = N_(
            "One organisation proposes (--outcome and --from), the others agree (--agree). It "
            "counts once all have signed whom it touches: whoever held the case since that moment, "
            "whoever may hold it, whoever escalated, and both sides of a handover that is open. "
            "Until then nothing changes, and the proposal shows who has not signed. What was "
            "unclear before that moment stays as it was. When several proposals wait, name one. "
            "Where the agreement lets one side decide at a step of its ladder, that one records "
            "the "
            "decision (vs escalate CASE --answer decision) and then proposes what was decided: the "
            "other side of the handover need not sign it."),
        .example = "vs settle 2026-0131 --outcome oosterhout --from '2026-04-16 09:00'\n"
                   "vs settle ab12cd34 --agree\n"
                   "vs settle ab12cd34 77e0c2d1 --agree",
        .schema = "vs.act/1",
        .args = settle_args,
        .opts = settle_opts,
        .run = vs_cmd_settle,
    },
};
const struct vs_table vs_table_handover = VS_TABLE(handover_rows);
