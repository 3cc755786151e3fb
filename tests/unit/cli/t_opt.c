/* Options: what is accepted, what is refused, and that both passes agree. */
#include "cli/opt.h"

#include <string.h>

#include "cli/cmd.h"
#include "tests/tap.h"

static const struct vs_opt opts[] = {
    {"to", 0, VS_OPT_ORG, false, "ORG", NULL, "x", true},
    {"mode", 'm', VS_OPT_CHOICE, false, "MODE", "written|warm", "x", false},
    {"most", 0, VS_OPT_NUMBER, false, "N", NULL, "x", false},
    {"from", 0, VS_OPT_DATE, false, "DATE", NULL, "x", false},
    {"tag", 0, VS_OPT_TEXT, true, "TAG", NULL, "x", false},
    {"dry-run", 'n', VS_OPT_FLAG, false, NULL, NULL, "x", false},
    {NULL, 0, VS_OPT_FLAG, false, NULL, NULL, NULL, false},
};
static const struct vs_arg one_case[] = {
    {"CASE", VS_OPT_CASE, false, false, NULL},
    {"WHAT", VS_OPT_CHOICE, true, false, "start|end"},
    {NULL, VS_OPT_TEXT, false, false, NULL},
};

static enum vs_code
parse(struct vs_args *out, struct vs_err *err, const char *line)
{
    static char copy[8][512];
    static int turn;
    const char *argv[32] = {"vs"};
    char *p = copy[turn = (turn + 1) % 8];
    int argc = 1;

    snprintf(p, sizeof(copy[0]), "%s", line);
    for (char *word = strtok(p, " "); word && argc < 31; word = strtok(NULL, " ")) {
        argv[argc++] = strcmp(word, "''") == 0 ? "" : word;
    }
    memset(err, 0, sizeof(*err));
    return vs_opt_parse(out, argc, argv, 1, opts, one_case, err);
}

static void
accepted(void)
{
    struct vs_args args;
    struct vs_err err;

    OK(parse(&args, &err, "handover ab12 --to ost") == VS_OK, "options behind the argument");
    IS_TEXT(args.pos[0], "ab12", "the argument");
    IS_TEXT(vs_opt_value(&args, "to"), "ost", "the value");
    OK(parse(&args, &err, "--to ost handover ab12") == VS_OK, "options before the command");
    IS_TEXT(vs_opt_value(&args, "to"), "ost", "the value");
    OK(parse(&args, &err, "handover --to=ost ab12 start") == VS_OK, "a joined value");
    IS_INT(args.count, 2, "two arguments");
    OK(parse(&args, &err, "handover ab12 --to ost -nq -mwarm") == VS_OK, "joined letters");
    OK(vs_opt_given(&args, "dry-run") && vs_opt_given(&args, "quiet"), "both flags");
    IS_TEXT(vs_opt_value(&args, "mode"), "warm", "a value joined to a letter");
    OK(parse(&args, &err, "handover ab12 --to ost -nm warm") == VS_OK, "the last letter's value");
    OK(parse(&args, &err, "handover --to ost -- -x") == VS_OK, "behind -- all is argument");
    IS_TEXT(args.pos[0], "-x", "also what begins with a dash");
    OK(parse(&args, &err,
             "handover -8qA12HZciI4XBx-XssYurmHfE5bu93ZQdGbSuzu3VU"
             " --to --qA12HZciI4XBx-XssYurmHfE5bu93ZQdGbSuzu3VU") == VS_OK,
       "ids that begin with dashes");
    IS_TEXT(args.pos[0], "-8qA12HZciI4XBx-XssYurmHfE5bu93ZQdGbSuzu3VU", "the argument");
    OK(parse(&args, &err, "handover --to - ab12") == VS_OK, "a dash alone is a value");
    OK(parse(&args, &err, "handover ab12 --to ost --tag a --tag b") == VS_OK, "repeating");
    IS_TEXT(vs_opt_value_at(&args, "tag", 1), "b", "the second value");
    OK(!vs_opt_value_at(&args, "tag", 2), "no third");
    OK(parse(&args, &err, "handover ab12 --to ost --most 17") == VS_OK, "a number");
    IS_INT(vs_opt_number(&args, "most", 0), 17, "its value");
    IS_INT(vs_opt_number(&args, "skip", 5), 5, "what is not given has the value named");
    OK(parse(&args, &err, "handover --help") == VS_OK, "help needs nothing else");
}

static void
refused(void)
{
    static const char *const lines[][2] = {
        {"handover ab12", "to"},
        {"handover --to ost", "CASE"},
        {"handover ab12 --to", "--to"},
        {"handover ab12 --to ost --to kid", "--to"},
        {"handover ab12 --to ''", "to"},
        {"handover ab12 --t ost", "--t"},
        {"handover ab12 --to ost --nope", "--nope"},
        {"handover ab12 --to ost -z", "-z"},
        {"handover ab12 --to ost --dry-run=yes", "--dry-run"},
        {"handover ab12 --to ost --mode fax", "fax"},
        {"handover ab12 --to ost --mode written|warm", "written|warm"},
        {"handover ab12 --to ost --most many", "many"},
        {"handover ab12 --to ost --most 1000000", "1000000"},
        {"handover ab12 --to ost --from 2026-02-30", "2026-02-30"},
        {"handover ab12 begin --to ost", "begin"},
        {"handover ab12 start end --to ost", "end"},
        {"handover '' --to ost", "CASE"},
        {"handover ab12 --to \xff", ""},
        {"handover ab12 --to \xed\xa0\x80", ""},
    };
    struct vs_args args;
    struct vs_err err;

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        OK(parse(&args, &err, lines[i][0]) == VS_E_USAGE, "refused: %zu", i);
        IS_TEXT(err.subject, lines[i][1], "the subject is the word at fault");
        OK(err.detail[0] != '\0', "it says why");
    }
}

static void
limits(void)
{
    const char *argv[2 + VS_ARGS_MAX + 1];
    static char longest[VS_ARG_LEN_MAX + 2];
    struct vs_args args;
    struct vs_err err = {0};
    static const struct vs_arg many[] = {{"WORD", VS_OPT_TEXT, true, true, NULL},
                                         {NULL, VS_OPT_TEXT, false, false, NULL}};

    for (size_t i = 0; i < sizeof(argv) / sizeof(argv[0]); i++) {
        argv[i] = "x";
    }
    OK(vs_opt_parse(&args, VS_ARGS_MAX + 2, argv, 1, NULL, many, &err) == VS_OK, "the most words");
    OK(vs_opt_parse(&args, VS_ARGS_MAX + 3, argv, 1, NULL, many, &err) == VS_E_USAGE, "one more");
    memset(longest, 'a', VS_ARG_LEN_MAX + 1);
    argv[1] = longest;
    OK(vs_opt_parse(&args, 2, argv, 0, NULL, many, &err) == VS_E_USAGE, "a word too long");
    longest[VS_ARG_LEN_MAX] = '\0';
    OK(vs_opt_parse(&args, 2, argv, 0, NULL, many, &err) == VS_OK, "the longest word");
}

static void
words(void)
{
    const char *argv[] = {"vs", "--ledger", "x", "--json", "org", "-q", "add", "file", "--", "-y"};
    const char *found[8];
    size_t count = 0;
    struct vs_err err = {0};

    OK(vs_opt_words(found, &count, 8, 10, argv, vs_cmd_any_opt, &err) == VS_OK, "the words");
    IS_INT(count, 4, "four words");
    IS_TEXT(found[0], "org", "values are no words");
    IS_TEXT(found[1], "add", "flags take none");
    IS_TEXT(found[3], "-y", "behind --");
    OK(vs_opt_words(found, &count, 2, 10, argv, vs_cmd_any_opt, &err) == VS_OK && count == 2,
       "no more than asked for");
    OK(vs_choice_has("a|bc|d", "bc") && vs_choice_has("a|bc|d", "d"), "choices");
    OK(vs_choice_has("a_b|c", "a-b") && !vs_choice_has("a-b", "a_b"), "a hyphen for an underscore");
    OK(!vs_choice_has("a|bc|d", "b") && !vs_choice_has("a|bc|d", "") &&
           !vs_choice_has("a|bc|d", "a|bc"),
       "only whole ones");
}

int
main(void)
{
    accepted();
    refused();
    limits();
    words();
    return tap_done();
}
