/*
 * The exit codes of the program, in one table: X(name, number, what it means). The number is part
 * of the contract with scripts and never changes its meaning; the meaning is what `vs help
 * exit-codes` prints, and the man page is compared with it.
 */
#ifndef VS_CLI_EXIT_H
#define VS_CLI_EXIT_H

#define VS_EXITS(X)                                                                                \
    X(OK, 0, N_("done"))                                                                           \
    X(FAILED, 1, N_("failed; nothing was changed unless the message says so"))                     \
    X(USAGE, 2, N_("the command was not understood"))                                              \
    X(PARTLY, 3, N_("partly done; the message says which part was not"))                           \
    X(NO_LEDGER, 10, N_("there is no ledger here"))                                                \
    X(LOCKED, 11, N_("another process is using the ledger"))                                       \
    X(WRONG_KEY, 12, N_("the passphrase or key is not the one of this ledger"))                    \
    X(TAMPERED, 20, N_("verification failed: something was changed that must not change"))         \
    X(DECIDE, 21, N_("people must decide: contested, disputed or undetermined"))                   \
    X(FORKED, 22, N_("equivocation proven: a device signed two different logs"))                   \
    X(INCOMPLETE, 23, N_("incomplete: something is stale or was withheld"))                        \
    X(UNREACHABLE, 30, N_("the remote could not be reached"))                                      \
    X(REFUSED, 31, N_("the remote refused"))                                                       \
    X(INTERRUPTED, 130, N_("interrupted"))

enum vs_exit {
#define VS_EXIT_ENUM(name, number, text) VS_EXIT_##name = (number),
    VS_EXITS(VS_EXIT_ENUM)
#undef VS_EXIT_ENUM
};

#endif
