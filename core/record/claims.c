#include "core/record/claims.h"

#include <string.h>

#include "core/ledger/orgs.h"
#include "core/record/rules.h"
#include "core/record/succession.h"

struct claiming {
    struct vs_store *store;
    const struct vs_agreement *agreement;
    vs_date day;
    struct vs_role_claims claims;
};

static bool
claims_already(const struct vs_role_claims *claims, int64_t org)
{
    for (size_t i = 0; i < claims->count && i < VS_CLAIMANTS_MAX; i++) {
        if (claims->orgs[i] == org) {
            return true;
        }
    }
    return false;
}

static enum vs_code
add_claim(void *payload, const struct vs_adoption_row *row, struct vs_err *err)
{
    struct claiming *c = payload;
    struct vs_role_claims *claims = &c->claims;

    (void)err;
    if (!vs_hash_eq(&row->profile, &c->agreement->hash) || !vs_str_is(claims->role, row->role) ||
        row->ended <= c->day || claims_already(claims, row->org)) {
        return VS_OK;
    }
    if (claims->count < VS_CLAIMANTS_MAX) {
        claims->orgs[claims->count] = row->org;
    }
    claims->count++;
    return VS_OK;
}

struct succeeding {
    struct claiming *c;
    struct vs_hash org;
    bool by_another; /* that claims the role too */
};

static enum vs_code
look_at_succession(void *payload, const struct vs_succession *succession, struct vs_err *err)
{
    struct succeeding *s = payload;
    struct vs_org_row after;

    if (vs_hash_eq(&succession->before, &s->org) && vs_succession_counts(succession) &&
        vs_succession_since(succession) <= s->c->day &&
        vs_org_by_hash(s->c->store->ledger, &after, &succession->after, err) == VS_OK) {
        s->by_another |= claims_already(&s->c->claims, after.id);
    }
    return VS_OK;
}

/* Takes away who is succeeded by another one that claims it too. */
static enum vs_code
drop_succeeded(struct claiming *c, struct vs_err *err)
{
    size_t shown = c->claims.count < VS_CLAIMANTS_MAX ? c->claims.count : VS_CLAIMANTS_MAX;
    bool gone[VS_CLAIMANTS_MAX] = {false};
    enum vs_code code = VS_OK;
    size_t kept = 0;

    for (size_t i = 0; code == VS_OK && i < shown; i++) {
        struct succeeding s = {.c = c};
        struct vs_org_row org;

        code = vs_org_by_id(c->store->ledger, &org, c->claims.orgs[i], err);
        if (code == VS_OK) {
            s.org = org.org;
            code = vs_succession_list(c->store, &org.org, look_at_succession, &s, err);
        }
        gone[i] = s.by_another;
    }
    for (size_t i = 0; i < shown; i++) {
        if (!gone[i]) {
            c->claims.orgs[kept++] = c->claims.orgs[i];
        }
    }
    c->claims.count -= shown - kept;
    return code;
}

/* Of those whose time may include the day; 0: the list is not complete. */
static size_t
members_on(const struct vs_agreement *agreement, size_t role, vs_date day)
{
    const struct vs_json *entry = vs_json_at(vs_json_get(agreement->doc, "organisations"), role);
    struct vs_member member;
    size_t count = 0;

    if (!vs_json_bool(vs_json_get(entry, "members_complete"), false)) {
        return 0;
    }
    for (size_t i = 0; vs_agreement_member(&member, agreement, agreement->roles[role].role, i);
         i++) {
        count += member.from.earliest <= day && day <= member.until.latest;
    }
    return count;
}

enum vs_code
vs_role_claims(struct vs_store *store, const struct vs_agreement *agreement, vs_date day,
               void (*each)(void *payload, const struct vs_role_claims *claims), void *payload,
               struct vs_err *err)
{
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < agreement->role_count; i++) {
        struct claiming c = {.store = store, .agreement = agreement, .day = day};

        c.claims.profile = agreement->hash;
        c.claims.agreement = agreement->id;
        c.claims.role = agreement->roles[i].role;
        c.claims.members = members_on(agreement, i, day);
        if (c.claims.members == 0) {
            continue;
        }
        code = vs_adoption_each(store->ledger, 0, add_claim, &c, err);
        if (code == VS_OK && c.claims.count > c.claims.members) {
            code = drop_succeeded(&c, err);
        }
        if (code == VS_OK && c.claims.count > c.claims.members) {
            each(payload, &c.claims);
        }
    }
    return code;
}

#define OWN_MAX 64

struct own {
    vs_date day;
    struct vs_hash profiles[OWN_MAX];
    size_t count;
};

static enum vs_code
add_own(void *payload, const struct vs_adoption_row *row, struct vs_err *err)
{
    struct own *own = payload;
    bool known = row->ended <= own->day || own->count == OWN_MAX;

    (void)err;
    for (size_t i = 0; !known && i < own->count; i++) {
        known = vs_hash_eq(&own->profiles[i], &row->profile);
    }
    if (!known) {
        own->profiles[own->count++] = row->profile;
    }
    return VS_OK;
}

enum vs_code
vs_role_claims_own(struct vs_store *store, vs_date day,
                   void (*each)(void *payload, const struct vs_role_claims *claims), void *payload,
                   struct vs_err *err)
{
    struct own own = {.day = day};
    enum vs_code code = vs_adoption_each(store->ledger, store->self.id, add_own, &own, err);

    for (size_t i = 0; code == VS_OK && i < own.count; i++) {
        const struct vs_agreement *agreement;

        code = vs_rules_agreement(store, &agreement, &own.profiles[i], err);
        if (code == VS_OK) {
            code = vs_role_claims(store, agreement, day, each, payload, err);
        } else if (code == VS_E_NOT_FOUND || vs_rules_no_agreement(code)) {
            code = VS_OK;
        }
    }
    return code;
}
