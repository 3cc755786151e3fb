/*
 * The program: makes the process safe before it does anything, and hands over to the commands.
 */
#include <stdio.h>
#include <sys/stat.h>

#include "cli/cmd.h"
#include "cli/term.h"
#include "cli/text.h"
#include "core/base/secret.h"

int
main(int argc, char **argv)
{
    struct vs_err err = {0};

    (void)vs_term_fix_descriptors();
    (void)umask(077);
    if (vs_process_harden(&err) != VS_OK) {
        (void)fprintf(stderr, "vs: %s\n", err.detail);
        return VS_EXIT_FAILED;
    }
    vs_term_catch_signals();
    return vs_cli_run(argc, (const char *const *)argv, &vs_env_machine, stdout, stderr);
}
