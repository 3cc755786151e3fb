/* The option parser on any argv: the two passes never disagree about what is a word. */
#include <string.h>

#include "cli/cmd.h"
#include "core/base/mem.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = vs_strndup((const char *)data, size < 20000 ? size : 20000);
    const char *argv[100] = {"vs"};
    const char *words[2];
    struct vs_opt opts[25] = {0};
    struct vs_args args;
    struct vs_err err = {0};
    const struct vs_cmd *cmd;
    size_t count = 0, used = 0;
    int argc = 1;

    if (!copy) {
        return 0;
    }
    /* A line a word. */
    for (char *p = copy; p && argc < 100; argc++) {
        argv[argc] = p;
        p = strchr(p, '\n');
        if (p) {
            *p++ = '\0';
        }
    }
    if (vs_opt_words(words, &count, 2, argc, argv, vs_cmd_any_opt, &err) == VS_OK && count > 0 &&
        (cmd = vs_cmd_find(words, count, &used)) != NULL) {
        const struct vs_opt *opt;

        for (size_t n = 0; n < 24 && (opt = vs_cmd_opt_at(cmd, n)) != NULL; n++) {
            opts[n] = *opt;
        }
        if (vs_opt_parse(&args, argc, argv, used, opts, cmd->args, &err) == VS_OK) {
            for (size_t i = 0; i < args.given_count; i++) {
                FUZZ_CHECK((args.given[i].opt->kind == VS_OPT_FLAG) == !args.given[i].value);
            }
        } else {
            FUZZ_CHECK(err.detail[0] != '\0');
        }
    } else if (count > 0) {
        const struct vs_cmd *near[3];

        (void)vs_cmd_suggest(near, 3, words[0]);
    }
    vs_free(copy);
    return 0;
}
