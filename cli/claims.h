/* A role that more organisations claim than the text gives it to, in words and in JSON. */
#ifndef VS_CLI_CLAIMS_H
#define VS_CLI_CLAIMS_H

#include "cli/out.h"
#include "core/record/claims.h"

/* "west-brabant-2022 gives the role vt to 1 organisation, and 2 claim it: A and B. ..." */
void vs_claims_say(struct vs_buf *out, struct vs_store *store, const struct vs_role_claims *claims);

/* {agreement, hash, role, members, claimed, orgs}; owned by the caller. */
struct vs_json *vs_claims_document(struct vs_store *store, const struct vs_role_claims *claims);

/* A warning for each; its document is added to `list`. */
struct vs_claims_telling {
    struct vs_out *out;
    struct vs_store *store;
    struct vs_json *list; /* or NULL */
};
void vs_claims_warn(void *telling, const struct vs_role_claims *claims);

/* What was claimed by more than one before something new came, to tell only what is new. */
#define VS_CLAIMS_MAX 32
struct vs_claims_known {
    struct {
        struct vs_hash profile;
        char role[100];
        size_t count;
    } roles[VS_CLAIMS_MAX];
    size_t count;
};
void vs_claims_know(struct vs_claims_known *known, struct vs_store *store);
/* Warns of those of which more is claimed than was known; the list of them for JSON. */
struct vs_json *vs_claims_warn_new(const struct vs_claims_known *known, struct vs_out *out,
                                   struct vs_store *store);

#endif
