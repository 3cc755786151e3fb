/* The command table is complete and does not contradict itself. */
#include "cli/cmd.h"

#include <string.h>

#include "core/casework/event.h"
#include "tests/tap.h"

static void
rows(void)
{
    for (size_t i = 0; i < vs_cmd_count(); i++) {
        const struct vs_cmd *cmd = vs_cmd_at(i);
        bool hidden = cmd->flags & VS_CMD_HIDDEN;
        size_t len = cmd->summary ? strlen(cmd->summary) : 0;

        OK(cmd->name && cmd->run && len > 0 && cmd->cannot && cmd->example, "%s: is complete",
           cmd->name);
        OK(hidden || (cmd->schema && strncmp(cmd->schema, "vs.", 3) == 0), "%s: has a schema",
           cmd->name);
        OK(len > 0 && cmd->summary[len - 1] != '.', "%s: no stop behind the summary", cmd->name);
        OK(strncmp(cmd->cannot, "cannot ", 7) == 0, "%s: says what it cannot", cmd->name);
        for (size_t j = 0; j < i; j++) {
            const struct vs_cmd *other = vs_cmd_at(j);

            if (strcmp(cmd->name, other->name) == 0 ||
                (cmd->dutch && (strcmp(cmd->dutch, other->name) == 0 ||
                                (other->dutch && strcmp(cmd->dutch, other->dutch) == 0)))) {
                OK(false, "%s: its name is that of %s", cmd->name, other->name);
            }
        }
        OK(!vs_cmd_is_noun(cmd->name), "%s: is not a noun too", cmd->name);
    }
}

/* Before the command is known, only an option's name says whether it takes a value. */
static void
options(void)
{
    for (size_t i = 0; i < vs_cmd_count(); i++) {
        const struct vs_cmd *cmd = vs_cmd_at(i);
        const struct vs_opt *opt;

        for (size_t n = 0; (opt = vs_cmd_opt_at(cmd, n)) != NULL; n++) {
            const struct vs_opt *any = vs_cmd_any_opt(opt->name, strlen(opt->name), 0);

            OK(any && (any->kind == VS_OPT_FLAG) == (opt->kind == VS_OPT_FLAG) &&
                   any->letter == opt->letter,
               "%s --%s: as everywhere", cmd->name, opt->name);
            OK((opt->kind == VS_OPT_FLAG) == !opt->value, "%s --%s: names its value", cmd->name,
               opt->name);
            OK((opt->kind == VS_OPT_CHOICE) == (opt->choices != NULL), "%s --%s: choices",
               cmd->name, opt->name);
            OK(opt->help && opt->help[0] && opt->help[strlen(opt->help) - 1] != '.',
               "%s --%s: help", cmd->name, opt->name);
            OK(n < 24, "%s: not too many options", cmd->name);
            OK(!vs_opt_in(vs_opt_global, opt->name, strlen(opt->name), 0),
               "%s --%s: no option of every command", cmd->name, opt->name);
        }
    }
}

/* The choices of an option are the words of the format. */
static void
same_words(const char *command, const char *option, enum vs_word_list list)
{
    const char *words[1] = {command};
    size_t used;
    const struct vs_cmd *cmd = vs_cmd_find(words, 1, &used);
    const struct vs_opt *opt = NULL;
    char joined[512] = "";

    for (unsigned i = 0; vs_word(list, i); i++) {
        strcat(strcat(joined, i ? "|" : ""), vs_word(list, i));
    }
    for (size_t n = 0; cmd && (opt = vs_cmd_opt_at(cmd, n)) != NULL; n++) {
        if (strcmp(opt->name, option) == 0) {
            break;
        }
    }
    IS_TEXT(opt ? opt->choices : NULL, joined, "%s --%s", command, option);
}

static void
find(void)
{
    const char *words[] = {"org", "add", "x"};
    const char *dutch[] = {"overdracht"};
    const struct vs_cmd *near[3];
    size_t used = 0;

    OK(vs_cmd_find(words, 3, &used) && used == 2, "two words");
    OK(!vs_cmd_find(words, 1, &used) && used == 0, "a noun is no command");
    OK(vs_cmd_is_noun("org") && !vs_cmd_is_noun("or") && !vs_cmd_is_noun(""), "nouns");
    OK(vs_cmd_find(dutch, 1, &used), "a Dutch name");
    IS_TEXT(vs_cmd_find(dutch, 1, &used)->name, "handover", "is the same command");
    IS_INT(vs_cmd_suggest(near, 3, "hnadover"), 1, "a slip of two letters");
    IS_TEXT(near[0]->name, "handover", "gives the command");
    OK(vs_cmd_suggest(near, 3, "over") >= 1, "the beginning of a name");
    IS_INT(vs_cmd_suggest(near, 3, "xyzzyxyzzy"), 0, "nothing near");
    IS_INT(vs_cmd_suggest(near, 3, "__complet"), 0, "what is hidden is not suggested");
}

int
main(void)
{
    rows();
    options();
    same_words("handover", "mode", VS_WORDS_MODE);
    same_words("refuse", "reason", VS_WORDS_REFUSE);
    same_words("close", "reason", VS_WORDS_CLOSE);
    same_words("assess", "outcome", VS_WORDS_ASSESS);
    same_words("escalate", "reason", VS_WORDS_ESCALATE);
    same_words("reopen", "reason", VS_WORDS_REOPEN);
    same_words("return", "mode", VS_WORDS_MODE);
    find();
    return tap_done();
}
