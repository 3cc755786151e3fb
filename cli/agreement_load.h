/*
 * Agreements as people name them: by the id of one that came with vs, by a file, by the id or the
 * beginning of the hash of one that somebody adopted. The caller owns what is given; its hash is
 * set.
 */
#ifndef VS_CLI_AGREEMENT_LOAD_H
#define VS_CLI_AGREEMENT_LOAD_H

#include "cli/cmd.h"
#include "core/casework/agreement.h"
#include "core/record/store.h"

/* Errors of vs_agreement_load. */
enum vs_code vs_agreement_from(struct vs_agreement **out, struct vs_str bytes,
                               struct vs_err *err) VS_MUST_USE;
enum vs_code vs_agreement_from_file(struct vs_agreement **out, const char *path,
                                    struct vs_err *err) VS_MUST_USE;

/*
 * `store` may be NULL. What came with vs goes before what a partner calls by the same id; of two
 * texts of one id that were adopted neither is chosen: VS_E_AMBIGUOUS. VS_E_NOT_FOUND.
 */
enum vs_code vs_agreement_named(struct vs_agreement **out, struct vs_cli *cli,
                                struct vs_store *store, const char *name,
                                struct vs_err *err) VS_MUST_USE;

#endif
