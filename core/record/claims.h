/*
 * Who claims a role that a text gives to a number of organisations: whoever adopts a text says
 * itself in which role. Where more claim a role than the text gives it to, nobody but people can
 * tell whose it is; nothing here chooses.
 */
#ifndef VS_CORE_RECORD_CLAIMS_H
#define VS_CORE_RECORD_CLAIMS_H

#include "core/casework/agreement.h"
#include "core/record/store.h"

#define VS_CLAIMANTS_MAX 16

/* A role that more organisations claim than the text gives it to. */
struct vs_role_claims {
    struct vs_hash profile;
    struct vs_str agreement, role;  /* valid as long as the agreement */
    size_t members;                 /* to how many the text gives it on that day */
    size_t count;                   /* how many claim it */
    int64_t orgs[VS_CLAIMANTS_MAX]; /* of `count` the first that are known here, in the order of
                                       their adoptions */
};

/*
 * Each role of the agreement of which all members are known (`members_complete`) and that more
 * organisations have adopted than there are members on `day`. What has ended by then is no claim,
 * nor that of who is succeeded by another one that claims it too.
 */
enum vs_code vs_role_claims(struct vs_store *store, const struct vs_agreement *agreement,
                            vs_date day,
                            void (*each)(void *payload, const struct vs_role_claims *claims),
                            void *payload, struct vs_err *err) VS_MUST_USE;

/* The same of every agreement that our own organisation has adopted and not ended by then. */
enum vs_code vs_role_claims_own(struct vs_store *store, vs_date day,
                                void (*each)(void *payload, const struct vs_role_claims *claims),
                                void *payload, struct vs_err *err) VS_MUST_USE;

#endif
