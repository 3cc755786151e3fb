/*
 * Help topics: what a person needs to know that belongs to no single command.
 */
#include <string.h>

#include "cli/help.h"
#include "cli/i18n.h"
#include "cli/text.h"

static void print_exit_codes(struct vs_out *out);

static const struct {
    const char *name;
    const char *title;
    const char *text;
    void (*print)(struct vs_out *out);
} topics[] = {
    {"concepts", N_("case, holder, handover, agreement, certainty"),
     N_("A case is one household about which somebody is worried. While it is open, every moment "
        "has "
        "a holder: the organisation that is responsible for keeping track of the safety of the "
        "household.\n"
        "\n"
        "A handover is an offer to another organisation. When responsibility moves is not decided "
        "by "
        "who clicks first but by the agreement that both organisations adopted: at acceptance, "
        "after "
        "a number of working days, or as its text says. What the text does not say is unknown, and "
        "vs "
        "never guesses it.\n"
        "\n"
        "Each answer has a certainty. certain: the holder knows. unconfirmed: a rule moved the "
        "case "
        "and nothing shows yet that the holder knows; telephone. disputed: there is an objection "
        "whose "
        "effect the agreement does not state. undetermined: a rule is missing, and it is named. "
        "contested: more than one organisation holds by acts of their own; people settle "
        "it.\n"
        "\n"
        "Facts (who, what kind of act, when, under which rule) and content (names, addresses, "
        "words) "
        "are sealed apart. Everything is recorded in the log of your device and reaches partners "
        "by "
        "vs sync; the server between sees neither facts nor content. Nothing that was recorded is "
        "changed afterwards: a mistake is corrected by a further act."),
     NULL},
    {"life", N_("the life of a case, from report to closing, step by step"),
     N_("A report: vs open --origin report, with --household LABEL so that all cases of a "
        "household are found together (vs who --household LABEL). Who receives the report holds "
        "it at once, also on a Sunday night. A new report while an earlier case is with a local "
        "team is a case of its own: vs open says who holds the earlier one, and both hold theirs.\n"
        "\n"
        "The assessment: vs assess CASE --outcome OUTCOME --unsafety HOW. The trajectory, if "
        "there is one: vs trajectory CASE start --service SERVICE, and end; a team that works "
        "along from the start is shown the case (vs disclose CASE --to ORG --full) and says vs "
        "join CASE. None of these moves responsibility; the terms of the agreement that they end "
        "or begin are in vs due.\n"
        "\n"
        "The handover: vs handover CASE --to ORG, with what the agreement asks for (whether the "
        "household was told, who monitors, the safety conditions) and in the way that it asks "
        "for. Then the receiver: vs accept, vs refuse, vs waitlist CASE start; vs accept "
        "--pick-up when it begins the work, which some agreements wait for; the giver may vs "
        "withdraw; afterwards vs return. Each contact with the household: vs contact CASE --kind "
        "first, pilot-light, monitoring. Who monitors (vs monitor CASE start) does not hold it "
        "by that, and may go on after a closing.\n"
        "\n"
        "A difference, or nobody picks it up: vs escalate CASE --reason REASON; the others "
        "answer with --answer; --next takes it a level up the ladder of the agreement. Who may "
        "decide at a level says so with --answer decision, and settles it with vs settle. It ends "
        "when its writer accepts, or by vs settle.\n"
        "\n"
        "The household moves: vs handover CASE --to ORG --relocation. Without a common agreement "
        "it moves when they accept it, and until then who held it holds it.\n"
        "\n"
        "The end: vs close CASE --reason REASON; with involved-persons it was handed to the "
        "household itself. Nobody holds a closed case. Any party may vs reopen it: that "
        "organisation holds it from then on, and the time between is not filled in afterwards.\n"
        "\n"
        "An organisation ends: vs org succeed by both, vs handover --all by the one and vs "
        "accept --all by the other."),
     NULL},
    {"agreements", N_("which agreement counts, and how a region writes its own"),
     N_("vs agreement list names those that came with vs and those that partners adopted; vs "
        "agreement show ID reads one out, with what it leaves open. One counts for a handover when "
        "both sides had adopted it by that day: vs agreement adopt ID --as ROLE, then vs sync. "
        "Without a common one a case moves only when it is accepted.\n"
        "\n"
        "A region writes its own as a JSON file; schemas/AGREEMENTS.md tells what each rule means "
        "(AGREEMENTS.nl.md in Dutch), and vs agreement show voorbeeld --profile prints one to "
        "begin "
        "from: it is invented, and uses all of them. What the text does not say stays unknown: "
        "answers then say so. vs agreement check FILE "
        "refuses what contradicts itself, and lists what the text leaves open, to bring to the "
        "table where it is made. vs agreement adopt ./FILE --as ROLE adopts it; partners get the "
        "text with the next vs sync, and adopt it by its id.\n"
        "\n"
        "A new version is a text of its own with an id of its own, which says what it ends and "
        "what becomes of handovers under way. vs agreement end ID: from that day on your "
        "organisation hands nothing over under it.\n"
        "\n"
        "Working days are those of a calendar: nl-atw came along (vs calendar show nl-atw). "
        "Another one is a file too: vs calendar check FILE, vs calendar add FILE, on both sides. "
        "Each edition speaks about some years, and nothing is counted beyond its last day: a newer "
        "version of the program brings a later edition of nl-atw, and whoever made another "
        "calendar adds a later edition of it. What is handed over after that is counted by it; a "
        "handover under way goes on by the edition that it names."),
     NULL},
    {"environment", N_("variables that vs reads"),
     N_("VS_LEDGER: the folder of the ledger; --ledger goes before it. Without both it is "
        "$XDG_DATA_HOME/vs, or ~/.local/share/vs.\n"
        "VS_KEY_FILE: the key file that opens the ledger; --key-file goes before it. Without both "
        "a "
        "passphrase is asked, on a terminal only; the recovery code may be typed instead.\n"
        "VS_LANG: en or nl; --lang goes before it, then LC_ALL, LC_MESSAGES and LANG decide.\n"
        "VISUAL, EDITOR: the editor for free text.\n"
        "XDG_RUNTIME_DIR: where the editor's private file is kept, if that folder is in memory.\n"
        "SSH_AUTH_SOCK: the agent with the keys for remotes by ssh.\n"
        "SSL_CERT_FILE, SSL_CERT_DIR: certificates to trust for remotes by https, instead of the "
        "machine's.\n"
        "NO_COLOR: no colours when it is not empty.\n"
        "TERM: no colours when it is dumb."),
     NULL},
    {"exit-codes", N_("what the number at the end of a command means"), NULL, print_exit_codes},
    {"json", N_("what --json prints, and what a program may rely on"),
     N_("With --json a command prints exactly one JSON document on standard output, and nothing "
        "else. "
        "Its first member is \"schema\", such as \"vs.who/1\"; schemas/output describes each. When "
        "a "
        "command fails it prints one document \"vs.error/1\" on standard error instead, with code, "
        "subject, detail and hint.\n"
        "\n"
        "Times are RFC 3339 in UTC, ids are complete (43 characters of base64url). Names of "
        "members "
        "and values of lists are never translated and never renamed; members are only ever added. "
        "A "
        "member that does not apply is left out."),
     NULL},
    {"times", N_("how to write a time, and how times are shown"),
     N_("A time is written as 2026-04-02T16:10:00+02:00, or as local time in the Netherlands: "
        "'2026-04-02 16:10'. The zone of the machine has no influence.\n"
        "\n"
        "A date without a time is refused: say which moment is meant. A local time that the clock "
        "skipped in March is refused; one that it showed twice in October needs its offset, such "
        "as "
        "2025-10-26T02:30:00+02:00.\n"
        "\n"
        "On an act --at says when it happened; without it, it is now. It may lie in the past, "
        "because "
        "work is written down afterwards, but it counts against nobody else: a handover counts "
        "from the "
        "moment at which it was recorded. On a question --at may be any moment; later than now the "
        "answer says what holds if nothing else is recorded.\n"
        "\n"
        "Spans begin at their first moment and end before their last: a case that moves on "
        "Thursday at "
        "00:00 is held until then by the one and from then by the other."),
     NULL},
    {"devices", N_("a second laptop, a lost one, a copy of the ledger, a backup"),
     N_("Every machine of an organisation has a key and a log of its own. The root key, in the "
        "folder root that vs init made, says which machines there are; only for that it is "
        "needed.\n"
        "\n"
        "A second machine: copy the organisation's card (vs card) to it. There: vs init --join "
        "CARD, "
        "vs remote add, vs device request > FILE. Where the root key is: vs sync, vs device add "
        "FILE, which asks for the fingerprint that the new machine shows, and vs sync. Then vs "
        "sync on the new machine, and once more on both: cases come with the keys that the other "
        "one sends. Cards of partners are exchanged on each machine.\n"
        "\n"
        "A machine that is put away: vs sync, then vs device close DEVICE where the root key is, "
        "and vs sync. What it recorded and did not send does not count. It can come back as a new "
        "device with vs device request --new.\n"
        "\n"
        "The only machine is lost: on a new one vs init --join CARD, vs remote add, vs sync. Then, "
        "with the root folder at hand, vs device add --self --root DIR --lost DEVICE and vs sync. "
        "The folder opens with the passphrase, key file or recovery code of the lost ledger. The "
        "next root key signs, so that whoever has the old one can change nothing. Old cases can be "
        "read again when partners have synced.\n"
        "\n"
        "The root key was stolen: vs device add or close with --new-root. Keep a copy of the new "
        "root folder.\n"
        "\n"
        "A copied ledger: two copies must never write in one log. The one that syncs second "
        "notices, becomes a new device, and records again what only it had; the roster must add "
        "it, as above. A backup (vs backup FILE, vs restore FILE --ledger DIR) is such a copy from "
        "the first moment on; it must sync before it records anything."),
     NULL},
};

bool
vs_help_topic_at(size_t n, const char **name, const char **title)
{
    if (n >= sizeof topics / sizeof *topics) {
        return false;
    }
    *name = topics[n].name;
    *title = topics[n].title;
    return true;
}

static void
print_exit_codes(struct vs_out *out)
{
    for (size_t n = 0; n < vs_exit_count(); n++) {
        char first[16];
        int number = 0;
        const char *name;
        const char *meaning;

        vs_exit_row(n, &number, &name, &meaning);
        (void)snprintf(first, sizeof first, "%5d  ", number);
        vs_print_wrapped(out, first, _(meaning));
    }
    vs_print(out, "\n");
    vs_print_wrapped(
        out, "",
        _("Any other number is a failure too. vs who and vs show end with 21 or 23 "
          "because of their answer; vs sync ends with the gravest of what it found: 22, "
          "20, 23, 31, then 30 when no remote could be reached and 3 when some could. "
          "What was good is kept all the same."));
}

bool
vs_help_topic(struct vs_out *out, const char *name)
{
    for (size_t i = 0; i < sizeof topics / sizeof *topics; i++) {
        if (strcmp(topics[i].name, name) == 0) {
            if (topics[i].print) {
                topics[i].print(out);
            } else {
                vs_print_wrapped(out, "", _(topics[i].text));
            }
            return true;
        }
    }
    return false;
}
