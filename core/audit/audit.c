#include "core/audit/audit.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/audit/audit_priv.h"
#include "core/base/mem.h"

bool
vs_audit_is_trouble(enum vs_code code)
{
    return code == VS_E_NO_MEMORY || code == VS_E_IO || code == VS_E_NO_SPACE ||
           code == VS_E_LOCKED || code == VS_E_TAMPERED || code == VS_E_SQL ||
           code == VS_E_INTERNAL || code == VS_E_INTERRUPTED;
}

enum vs_code
vs_audit_trouble(struct vs_err *err, const struct vs_err *why, enum vs_code code)
{
    if (err) {
        *err = *why;
    }
    return code;
}

bool
vs_audit_is_whole(const struct vs_auditing *a)
{
    return a->request->case_leaf == 0;
}

bool
vs_audit_looks_at(const struct vs_auditing *a, int64_t feed)
{
    for (size_t i = 0; i < a->feed_count; i++) {
        if (a->feeds[i] == feed) {
            return true;
        }
    }
    return false;
}

/* --- telling -----------------------------------------------------------------------------------
 */

static enum vs_code
is_told(struct vs_auditing *a, bool *tell, enum vs_finding_kind kind, int64_t feed,
        struct vs_err *err)
{
    struct vs_audit_told *list;
    size_t at = 0;

    while (at < a->told_count && (a->told[at].kind != kind || a->told[at].feed != feed)) {
        at++;
    }
    if (at == a->told_count) {
        list = vs_realloc_array(a->told, at + 1, sizeof(*list));
        if (!list) {
            return vs_fail_memory(err);
        }
        a->told = list;
        list[at] = (struct vs_audit_told){kind, feed, 0};
        a->told_count++;
    }
    *tell = ++a->told[at].count <= VS_AUDIT_TOLD;
    return VS_OK;
}

static void
fill_place(struct vs_finding *finding, const struct vs_auditing *a,
           const struct vs_audit_place *place)
{
    if (place->feed) {
        const struct vs_audit_org *org = vs_audit_org_by_id(a, place->feed->org);

        finding->has_feed = true;
        finding->feed = place->feed->origin;
        if (org) {
            finding->org = org->row.org;
        }
    }
    if (place->org) {
        finding->org = place->org->org;
    }
    if (place->org_hash) {
        finding->org = *place->org_hash;
    }
    if (place->leaf) {
        finding->has_leaf = true;
        finding->leaf = VS_LEAF_INDEX(place->leaf);
    }
    if (place->event) {
        finding->event = *place->event;
    }
    if (place->case_id) {
        finding->case_id = *place->case_id;
    }
    if (place->earlier) {
        finding->has_earlier = true;
        finding->made = place->made;
        finding->earlier = *place->earlier;
    }
}

enum vs_code
vs_audit_found(struct vs_auditing *a, enum vs_finding_kind kind, const struct vs_audit_place *place,
               struct vs_err *err, const char *format, ...)
{
    struct vs_finding finding;
    char detail[400];
    bool tell = true;
    va_list args;
    enum vs_code code;

    memset(&finding, 0, sizeof(finding));
    finding.kind = kind;
    finding.severity = vs_finding_severity(kind);
    a->out->found[finding.severity]++;
    code = is_told(a, &tell, kind, place->feed ? place->feed->id : 0, err);
    if (code != VS_OK) {
        return code;
    }
    if (!tell) {
        a->out->untold++;
        return VS_OK;
    }
    fill_place(&finding, a, place);
    va_start(args, format);
    vsnprintf(detail, sizeof(detail), format, args);
    va_end(args);
    finding.detail = detail;
    return a->request->found ? a->request->found(a->request->payload, &finding, err) : VS_OK;
}

/* --- the whole ---------------------------------------------------------------------------------
 */

static enum vs_code
check_mark(struct vs_auditing *a, struct vs_err *err)
{
    const struct vs_audit_place nowhere = {0};

    if (a->store->mark != VS_MARK_LOST) {
        return VS_OK;
    }
    return vs_audit_found(a, VS_FOUND_HEAD_MARK, &nowhere, err,
                          "whether this is the newest copy of the ledger cannot be told");
}

static void
tell_progress(const struct vs_auditing *a, enum vs_audit_stage stage, uint64_t done, uint64_t total)
{
    if (a->request->progress) {
        a->request->progress(a->request->payload, stage, done, total);
    }
}

static enum vs_code
check_feeds(struct vs_auditing *a, struct vs_err *err)
{
    enum vs_code code =
        vs_verify_feeds(a->ledger, &a->feeds, &a->feed_count, a->request->case_leaf, err);

    for (size_t i = 0; code == VS_OK && i < a->feed_count; i++) {
        uint64_t size = 0;

        code = vs_verify_feed_size(a->ledger, &size, a->feeds[i], err);
        a->leaves_total += size;
    }
    for (size_t i = 0; code == VS_OK && i < a->feed_count; i++) {
        code = vs_audit_feed(a, a->feeds[i], err);
    }
    return code;
}

/* A key counts because it opens the first leaf of its case or epoch, where that leaf lies. */
static enum vs_code
check_keys_opened(struct vs_auditing *a, struct vs_err *err)
{
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < a->key_count; i++) {
        const struct vs_audit_key *key = &a->keys[i];
        struct vs_audit_place place = {.case_id = &key->case_hash};

        if (key->channel.kind != VS_CHANNEL_CASE || key->opened ||
            (!vs_audit_is_whole(a) && key->channel.case_leaf != a->request->case_leaf)) {
            continue;
        }
        code = vs_audit_found(a, VS_FOUND_KEY, &place, err,
                              "the key does not open the first entry of its case or epoch");
    }
    return code;
}

static enum vs_code
check_invitation(void *payload, int64_t leaf, struct vs_err *err)
{
    struct vs_auditing *a = payload;
    struct vs_feed_row feed;
    const struct vs_audit_place place = {.feed = &feed, .leaf = leaf};
    enum vs_code code = vs_feed_by_id(a->ledger, &feed, VS_LEAF_FEED(leaf), err);

    return code != VS_OK ? code
                         : vs_audit_found(a, VS_FOUND_INVITATION_WAITS, &place, err,
                                          "nothing that is here shows what its key is for, or "
                                          "that it may be given to us");
}

struct case_walk {
    struct vs_auditing *a;
    uint64_t done, total;
};

static enum vs_code
check_case(void *payload, int64_t case_leaf, struct vs_err *err)
{
    struct case_walk *walk = payload;

    tell_progress(walk->a, VS_AUDIT_CASES, walk->done++, walk->total);
    return vs_audit_case(walk->a, case_leaf, err);
}

static enum vs_code
check_cases(struct vs_auditing *a, struct vs_err *err)
{
    struct case_walk walk = {a, 0, 1};
    enum vs_code code;

    if (!vs_audit_is_whole(a)) {
        return vs_audit_case(a, a->request->case_leaf, err);
    }
    code = vs_verify_count(a->ledger, &walk.total, VS_COUNT_CASEFILE, err);
    return code == VS_OK ? vs_verify_cases(a->ledger, check_case, &walk, err) : code;
}

/* Every row must have been accounted for: what nothing gives was put there. */
static enum vs_code
check_counts(struct vs_auditing *a, struct vs_err *err)
{
    const struct vs_audit_place nowhere = {0};
    enum vs_code code = VS_OK;

    for (unsigned table = 0; code == VS_OK && table < VS_COUNTED; table++) {
        uint64_t rows = 0;

        code = vs_verify_count(a->ledger, &rows, (enum vs_counted)table, err);
        if (code == VS_OK && rows != a->counted[table]) {
            code = vs_audit_found(a, VS_FOUND_LEFT_OVER, &nowhere, err,
                                  "the table %s has %llu rows, and %llu follow from the logs",
                                  vs_counted_name((enum vs_counted)table), (unsigned long long)rows,
                                  (unsigned long long)a->counted[table]);
        }
    }
    return code;
}

static enum vs_code
check_pages(struct vs_auditing *a, struct vs_err *err)
{
    const struct vs_audit_place nowhere = {0};
    char words[200];
    bool good = true;
    enum vs_code code = vs_verify_pages(a->ledger, &good, words, err);

    return code != VS_OK || good ? code
                                 : vs_audit_found(a, VS_FOUND_DATABASE, &nowhere, err, "%s", words);
}

static void
auditing_release(struct vs_auditing *a)
{
    for (size_t i = 0; i < a->org_count; i++) {
        vs_roster_view_release(&a->orgs[i].view);
    }
    if (a->keys) {
        vs_wipe(a->keys, a->key_count * sizeof(*a->keys));
    }
    if (a->orgs) {
        vs_wipe(a->orgs, a->org_count * sizeof(*a->orgs));
    }
    vs_free(a->orgs);
    vs_free(a->keys);
    vs_free(a->by_id);
    vs_free(a->told);
    vs_free(a->missing);
    vs_free(a->feeds);
}

enum vs_code
vs_audit(struct vs_audited *out, struct vs_store *store, const struct vs_audit_request *request,
         struct vs_err *err)
{
    struct vs_auditing a;
    struct vs_err why = {0};
    enum vs_code code, disturbed;

    memset(out, 0, sizeof(*out));
    memset(&a, 0, sizeof(a));
    a.store = store;
    a.ledger = store->ledger;
    a.request = request;
    a.out = out;
    code = vs_audit_is_whole(&a) ? check_pages(&a, err) : VS_OK;
    if (code == VS_OK) {
        code = vs_audit_orgs(&a, err);
    }
    if (code == VS_OK) {
        code = check_mark(&a, err);
    }
    if (code == VS_OK) {
        code = vs_audit_keys(&a, err);
    }
    if (code == VS_OK) {
        code = check_feeds(&a, err);
    }
    if (code == VS_OK) {
        code = check_keys_opened(&a, err);
    }
    if (code == VS_OK && vs_audit_is_whole(&a)) {
        code = vs_invitation_each(a.ledger, check_invitation, &a, err);
    }
    if (code == VS_OK) {
        code = check_cases(&a, err);
    }
    if (code == VS_OK) {
        code = vs_audit_evidence(&a, err);
    }
    if (code == VS_OK && vs_audit_is_whole(&a)) {
        code = check_counts(&a, err);
    }
    for (size_t i = 0; i < a.org_count; i++) {
        out->orgs += a.orgs[i].counted;
    }
    auditing_release(&a);
    disturbed = vs_vault_undisturbed(store->vault, &why);
    return disturbed == VS_OK ? code : vs_audit_trouble(err, &why, disturbed);
}
