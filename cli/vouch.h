/* `vs verify CASE`: who vouches for each act of a case, and when it was written. */
#ifndef VS_CLI_VOUCH_H
#define VS_CLI_VOUCH_H

#include "cli/session.h"

/* Prints an act a paragraph, and sets "acts" in the document. */
enum vs_code vs_vouch_tell(struct vs_cli *cli, struct vs_store *store, struct vs_json *doc,
                           int64_t case_leaf, struct vs_err *err) VS_MUST_USE;

#endif
