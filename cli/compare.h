/* Comparing a fingerprint that another person reads out. */
#ifndef VS_CLI_COMPARE_H
#define VS_CLI_COMPARE_H

#include "cli/cmd.h"
#include "core/identity/card.h"

/*
 * The whole fingerprint from --fingerprint, else its last two groups, which the other one reads out
 * and this person types: comparing is an act, and cannot be done by pressing a key.
 * VS_E_FINGERPRINT when it is another; VS_E_NEEDS_INPUT.
 */
enum vs_code vs_compare_fingerprint(const struct vs_cli *cli,
                                    const uint8_t fingerprint[VS_FINGERPRINT_LEN],
                                    const char *question, struct vs_err *err) VS_MUST_USE;

#endif
