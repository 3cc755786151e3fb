/* Identities and rosters: who the organisations are, and which devices speak for them. */
#include <string.h>

#include "core/audit/audit_priv.h"
#include "core/base/json.h"
#include "core/base/mem.h"
#include "core/identity/card.h"

const struct vs_audit_org *
vs_audit_org_by_id(const struct vs_auditing *a, int64_t id)
{
    for (size_t i = 0; i < a->org_count; i++) {
        if (a->orgs[i].row.id == id) {
            return &a->orgs[i];
        }
    }
    return NULL;
}

static enum vs_code
collect_org(void *payload, const struct vs_org_row *row, struct vs_err *err)
{
    struct vs_auditing *a = payload;
    struct vs_audit_org *list = vs_realloc_array(a->orgs, a->org_count + 1, sizeof(*list));

    if (!list) {
        return vs_fail_memory(err);
    }
    a->orgs = list;
    memset(&list[a->org_count], 0, sizeof(*list));
    list[a->org_count++].row = *row;
    return VS_OK;
}

/* --- the identity ------------------------------------------------------------------------------
 */

static enum vs_code
read_identity(struct vs_auditing *a, struct vs_card_identity *out, int64_t org, struct vs_err *err)
{
    struct vs_json *value = NULL;
    struct vs_buf bytes;
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    vs_buf_init(&bytes, 65536);
    code = vs_org_identity(a->ledger, &bytes, org, err);
    if (code == VS_OK) {
        code = vs_json_parse(&value, bytes.p, bytes.len, VS_JSON_CONTENT, err);
    }
    if (code == VS_OK) {
        code = vs_card_identity_read(out, value, err);
    }
    vs_json_free(value);
    vs_buf_release(&bytes);
    return code;
}

/* *known is false where nothing can be judged by this identity. */
static enum vs_code
check_identity(struct vs_auditing *a, struct vs_pin *pin, bool *known, const struct vs_org_row *row,
               struct vs_err *err)
{
    struct vs_audit_place place = {.org = row};
    struct vs_card_identity identity;
    struct vs_err why = {0};
    enum vs_code code = read_identity(a, &identity, row->id, &why);

    *known = false;
    if (vs_audit_is_trouble(code)) {
        return vs_audit_trouble(err, &why, code);
    }
    if (code != VS_OK) {
        return vs_audit_found(a, VS_FOUND_ORG_IDENTITY, &place, err, "%s", why.detail);
    }
    pin->root = identity.root;
    pin->next = identity.next;
    *known = vs_hash_eq(&identity.org, &row->org);
    if (!*known) {
        code = vs_audit_found(a, VS_FOUND_ORG_IDENTITY, &place, err,
                              "its root key is not the one that its id is made of");
    } else if (strcmp(identity.name, row->name) != 0) {
        code = vs_audit_found(a, VS_FOUND_ORG_IDENTITY, &place, err,
                              "its name is not the one in its identity");
    } else if (row->has_kd && memcmp(identity.directory, row->kd.b, VS_KEY_LEN) != 0) {
        code = vs_audit_found(a, VS_FOUND_ORG_IDENTITY, &place, err,
                              "its directory key is not the one in its identity");
    }
    vs_wipe(&identity, sizeof(identity));
    return code;
}

/* --- rosters -----------------------------------------------------------------------------------
 */

struct roster_set {
    struct vs_auditing *a;
    const struct vs_org_row *org;
    struct vs_roster *list;
    size_t count;
};

static enum vs_code
check_roster(void *payload, const struct vs_roster_row *row, struct vs_err *err)
{
    struct roster_set *set = payload;
    struct vs_audit_place place = {.org = set->org};
    struct vs_roster *list = vs_realloc_array(set->list, set->count + 1, sizeof(*list));
    struct vs_roster *roster;
    struct vs_err why = {0};
    enum vs_code code;

    if (!list) {
        return vs_fail_memory(err);
    }
    set->list = list;
    roster = &list[set->count];
    code = vs_roster_parse(roster, row->note, &why);
    if (code != VS_OK) {
        vs_roster_release(roster);
        if (vs_audit_is_trouble(code)) {
            return vs_audit_trouble(err, &why, code);
        }
        return vs_audit_found(
            set->a, VS_FOUND_ROSTER, &place, err, "the roster kept as %llu.%llu: %s",
            (unsigned long long)row->generation, (unsigned long long)row->version, why.detail);
    }
    set->count++;
    set->a->out->rosters++;
    if (roster->generation != row->generation || roster->version != row->version ||
        !vs_hash_eq(&roster->hash, &row->hash)) {
        return vs_audit_found(
            set->a, VS_FOUND_ROSTER, &place, err, "the roster kept as %llu.%llu is another one",
            (unsigned long long)row->generation, (unsigned long long)row->version);
    }
    return VS_OK;
}

static enum vs_code
tell_view(struct vs_auditing *a, const struct vs_audit_org *org, const struct roster_set *set,
          struct vs_err *err)
{
    static const struct {
        unsigned bit;
        enum vs_finding_kind kind;
        const char *words;
    } all[] = {
        {VS_ROSTER_CONFLICT, VS_FOUND_ROSTER_CONFLICT,
         "two rosters of one rank differ; only devices that both list count"},
        {VS_ROSTER_NEXT_CHANGED, VS_FOUND_ROSTER_NEXT,
         "the rosters of one generation name different successors of the root key"},
        {VS_ROSTER_BASE_CHANGED, VS_FOUND_ROSTER_NEXT,
         "the rosters of one generation stand on different rosters of the one before"},
        {VS_ROSTER_REOPENED, VS_FOUND_ROSTER_DEVICE,
         "a closed device is listed as active again; it stays closed"},
        {VS_ROSTER_CLOSED_TWICE, VS_FOUND_ROSTER_DEVICE, "a device is closed at two places"},
        {VS_ROSTER_DROPPED, VS_FOUND_ROSTER_DEVICE,
         "a device of an earlier roster is missing in a later one"},
        {VS_ROSTER_NEWER, VS_FOUND_ROSTER_NEWER, "its newest roster is newer than this program"},
    };
    struct vs_audit_place place = {.org = &org->row};
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < sizeof(all) / sizeof(all[0]); i++) {
        if (org->view.findings & all[i].bit) {
            code = vs_audit_found(a, all[i].kind, &place, err, "%s", all[i].words);
        }
    }
    for (size_t i = 0; code == VS_OK && i < set->count; i++) {
        if (!org->view.accepted[i]) {
            code = vs_audit_found(a, VS_FOUND_ROSTER_VOID, &place, err,
                                  "the roster %llu.%llu does not count",
                                  (unsigned long long)set->list[i].generation,
                                  (unsigned long long)set->list[i].version);
        }
    }
    if (code == VS_OK && org->view.device_count == 0) {
        code = vs_audit_found(a, VS_FOUND_ROSTER_MISSING, &place, err,
                              "no roster of it is here, so none of its devices is known");
    }
    return code;
}

static enum vs_code
judge(struct vs_auditing *a, struct vs_audit_org *org, const struct vs_pin *pin,
      const struct roster_set *set, struct vs_err *err)
{
    const struct vs_roster **list = vs_calloc(set->count + 1, sizeof(*list));
    struct vs_audit_place place = {.org = &org->row};
    struct vs_err why = {0};
    enum vs_code code = list ? VS_OK : vs_fail_memory(&why);

    for (size_t i = 0; code == VS_OK && i < set->count; i++) {
        list[i] = &set->list[i];
    }
    if (code == VS_OK) {
        code = vs_roster_resolve(&org->view, pin, list, set->count, &why);
    }
    vs_free(list);
    if (vs_audit_is_trouble(code)) {
        return vs_audit_trouble(err, &why, code);
    }
    return code == VS_OK ? tell_view(a, org, set, err)
                         : vs_audit_found(a, VS_FOUND_ROSTER, &place, err, "%s", why.detail);
}

/* Every device that a roster lists has a row, so that its log is looked for. */
static enum vs_code
check_devices(struct vs_auditing *a, const struct vs_audit_org *org, struct vs_err *err)
{
    struct vs_audit_place place = {.org = &org->row};
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < org->view.device_count; i++) {
        struct vs_feed_row feed;

        code = vs_feed_by_hash(a->ledger, &feed, &org->view.devices[i].feed, NULL);
        if (code == VS_E_NOT_FOUND) {
            code = vs_audit_found(a, VS_FOUND_FEED_ROW, &place, err,
                                  "the device %s of its roster has no place in the ledger",
                                  org->view.devices[i].origin.text);
        } else if (code != VS_OK) {
            code = VS_OK; /* found again when the feed is looked at */
        }
    }
    return code;
}

static enum vs_code
check_org(struct vs_auditing *a, struct vs_audit_org *org, struct vs_err *err)
{
    struct roster_set set = {a, &org->row, NULL, 0};
    struct vs_pin pin;
    bool known;
    enum vs_code code = check_identity(a, &pin, &known, &org->row, err);

    if (code == VS_OK) {
        code = vs_verify_rosters(a->ledger, org->row.id, check_roster, &set, err);
    }
    if (code == VS_OK && known) {
        code = judge(a, org, &pin, &set, err);
    }
    if (code == VS_OK) {
        code = check_devices(a, org, err);
    }
    for (size_t i = 0; i < set.count; i++) {
        vs_roster_release(&set.list[i]);
    }
    vs_free(set.list);
    return code;
}

enum vs_code
vs_audit_orgs(struct vs_auditing *a, struct vs_err *err)
{
    enum vs_code code = vs_org_each(a->ledger, collect_org, a, err);

    for (size_t i = 0; code == VS_OK && i < a->org_count; i++) {
        code = check_org(a, &a->orgs[i], err);
    }
    return code;
}
