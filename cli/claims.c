#include "cli/claims.h"

#include <string.h>

#include "cli/answer_priv.h"
#include "cli/i18n.h"
#include "cli/session.h"
#include "core/casework/zone.h"
#include "core/ledger/orgs.h"

static size_t
shown(const struct vs_role_claims *claims)
{
    return claims->count < VS_CLAIMANTS_MAX ? claims->count : VS_CLAIMANTS_MAX;
}

void
vs_claims_say(struct vs_buf *out, struct vs_store *store, const struct vs_role_claims *claims)
{
    vs_buf_addf(
        out,
        P_("%.*s gives the role %.*s to %zu organisation, and %zu claim it:",
           "%.*s gives the role %.*s to %zu organisations, and %zu claim it:", claims->members),
        (int)claims->agreement.len, claims->agreement.p, (int)claims->role.len, claims->role.p,
        claims->members, claims->count);
    for (size_t i = 0; i < shown(claims); i++) {
        char name[VS_LABEL_LEN];

        vs_label_org_row(name, store, claims->orgs[i]);
        vs_buf_addf(out, "%s %s", i > 0 ? "," : "", name);
    }
    vs_buf_add_text(out, claims->count > shown(claims) ? ", ..." : "");
    vs_buf_add_text(out, _(". vs does not choose between them: ask whose it is before you hand "
                           "over to one of them"));
}

struct vs_json *
vs_claims_document(struct vs_store *store, const struct vs_role_claims *claims)
{
    struct vs_json *doc = vs_json_new_object();
    struct vs_json *orgs = vs_json_new_array();

    vs_json_set_str(doc, "agreement", claims->agreement);
    vs_json_set_hash(doc, "hash", &claims->profile);
    vs_json_set_str(doc, "role", claims->role);
    vs_json_set_int(doc, "members", (int64_t)claims->members);
    vs_json_set_int(doc, "claimed", (int64_t)claims->count);
    for (size_t i = 0; i < shown(claims); i++) {
        struct vs_json *one = vs_json_new_object();
        struct vs_org_row org;

        if (vs_org_by_id(store->ledger, &org, claims->orgs[i], NULL) == VS_OK) {
            vs_json_set_hash(one, "org", &org.org);
            vs_json_set_text(one, "name", org.name);
        }
        vs_json_add(orgs, one);
    }
    vs_json_set(doc, "orgs", orgs);
    return doc;
}

void
vs_claims_warn(void *telling, const struct vs_role_claims *claims)
{
    struct vs_claims_telling *t = telling;
    struct vs_buf text;

    vs_buf_init(&text, VS_PRINT_MAX);
    vs_claims_say(&text, t->store, claims);
    if (vs_buf_check(&text, "claims", NULL) == VS_OK) {
        vs_warn(t->out, "%s\n", (const char *)text.p);
    }
    vs_buf_release(&text);
    if (t->list) {
        vs_json_add(t->list, vs_claims_document(t->store, claims));
    }
}

static vs_date
today(struct vs_store *store)
{
    return vs_zone_date(vs_store_now(store));
}

static void
know(void *payload, const struct vs_role_claims *claims)
{
    struct vs_claims_known *known = payload;

    if (known->count < VS_CLAIMS_MAX) {
        known->roles[known->count].profile = claims->profile;
        (void)snprintf(known->roles[known->count].role, sizeof known->roles[0].role, "%.*s",
                       (int)claims->role.len, claims->role.p);
        known->roles[known->count].count = claims->count;
        known->count++;
    }
}

void
vs_claims_know(struct vs_claims_known *known, struct vs_store *store)
{
    memset(known, 0, sizeof *known);
    if (vs_role_claims_own(store, today(store), know, known, NULL) != VS_OK) {
        known->count = 0; /* then all of them are told */
    }
}

struct telling_new {
    struct vs_claims_telling telling;
    const struct vs_claims_known *known;
};

static void
warn_new(void *payload, const struct vs_role_claims *claims)
{
    struct telling_new *t = payload;

    for (size_t i = 0; i < t->known->count; i++) {
        if (vs_hash_eq(&t->known->roles[i].profile, &claims->profile) &&
            vs_str_is(claims->role, t->known->roles[i].role) &&
            claims->count <= t->known->roles[i].count) {
            return;
        }
    }
    vs_claims_warn(&t->telling, claims);
}

struct vs_json *
vs_claims_warn_new(const struct vs_claims_known *known, struct vs_out *out, struct vs_store *store)
{
    struct vs_json *list = vs_json_new_array();
    struct telling_new t = {{out, store, list}, known};

    /* What cannot be read says nothing of who claims what. */
    if (vs_role_claims_own(store, today(store), warn_new, &t, NULL) != VS_OK) {
        vs_warn(out, "%s\n", _("who claims which role could not be read: vs doctor"));
    }
    return list;
}
