/* Contradictions about roles, members and auditors of a profile. */
#include <stdio.h>

#include "core/casework/agreement_priv.h"

#define N_(text) text /* cli/po/extract.sh takes these texts out */

/* Words that stand beside the ids of roles in the same place: `decides` and `monitoring`. */
static bool
is_reserved(struct vs_str role)
{
    static const char *const words[] = {"unknown", "nobody", "giver", "receiver"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (vs_str_is(role, words[i])) {
            return true;
        }
    }
    return false;
}

static bool
same(struct vs_str a, struct vs_str b)
{
    return a.len == b.len && (a.len == 0 || vs_str_eq(a, b));
}

/* The same place and body, by the text of the file. */
static bool
names_again(const struct vs_json *members, size_t index, size_t earlier)
{
    const struct vs_json *a = vs_json_at(members, index), *b = vs_json_at(members, earlier);

    return same(vs_json_get_str(a, "municipality"), vs_json_get_str(b, "municipality")) &&
           same(vs_json_get_str(a, "organisation"), vs_json_get_str(b, "organisation"));
}

static bool
apart(const struct vs_member *a, const struct vs_member *b)
{
    return a->until.latest < b->from.earliest || b->until.latest < a->from.earliest;
}

static enum vs_code
check_member(const struct vs_agreement *a, size_t role, size_t index, const struct vs_json *members,
             struct vs_err *err)
{
    struct vs_member member, earlier;
    char path[80];

    (void)vs_agreement_member(&member, a, a->roles[role].role, index);
    snprintf(path, sizeof(path), "organisations[%zu].members[%zu]", role, index);
    if (member.municipality.len == 0 && member.organisation.len == 0) {
        return vs_agreement_wrong(err, N_("must name a municipality, an organisation or both"),
                                  "%s", path);
    }
    for (size_t i = 0; i < index; i++) {
        if (names_again(members, index, i) &&
            vs_agreement_member(&earlier, a, a->roles[role].role, i) && !apart(&member, &earlier)) {
            return vs_agreement_wrong(
                err, N_("repeats an earlier member; say with from and until which time is meant"),
                "%s", path);
        }
    }
    return vs_agreement_period_meaning(vs_json_at(members, index), &member.from, &member.until,
                                       path, err);
}

static enum vs_code
check_role(const struct vs_agreement *a, size_t role, struct vs_err *err)
{
    const struct vs_json *entry = vs_json_at(vs_json_get(a->doc, "organisations"), role);
    const struct vs_json *members = vs_json_get(entry, "members");
    enum vs_code rc = VS_OK;

    if (is_reserved(a->roles[role].role)) {
        return vs_agreement_wrong(
            err, N_("is a word with a meaning of its own; give the role another name"),
            "organisations[%zu].role", role);
    }
    for (size_t i = 0; rc == VS_OK && i < vs_json_size(members); i++) {
        rc = check_member(a, role, i, members, err);
    }
    return rc;
}

/* Whoever hands over or receives sees what it needs as a party; an auditor has no such part. */
static enum vs_code
check_auditor(const struct vs_agreement *a, size_t index, struct vs_err *err)
{
    struct vs_str role = a->auditors[index].role;

    if (!vs_agreement_has_role(a, role)) {
        return vs_agreement_wrong(err, N_("is no role of the list \"organisations\""),
                                  "auditors[%zu].role", index);
    }
    for (size_t i = 0; i < a->transfer_count; i++) {
        if (vs_str_eq(a->transfers[i].from, role) || vs_str_eq(a->transfers[i].to, role)) {
            return vs_agreement_wrong(err,
                                      N_("must be a role that hands nothing over and receives "
                                         "nothing"),
                                      "auditors[%zu].role", index);
        }
    }
    return VS_OK;
}

enum vs_code
vs_agreement_members_meaning(const struct vs_agreement *agreement, struct vs_err *err)
{
    enum vs_code rc = VS_OK;

    for (size_t i = 0; rc == VS_OK && i < agreement->role_count; i++) {
        rc = check_role(agreement, i, err);
    }
    for (size_t i = 0; rc == VS_OK && i < agreement->auditor_count; i++) {
        rc = check_auditor(agreement, i, err);
    }
    return rc;
}
