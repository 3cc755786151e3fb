/* What the files of core/audit share. */
#ifndef VS_CORE_AUDIT_AUDIT_PRIV_H
#define VS_CORE_AUDIT_AUDIT_PRIV_H

#include "core/audit/audit.h"
#include "core/identity/roster.h"
#include "core/ledger/verify.h"

/* A channel by its key, from the truth (cards, introductions, case keys), not from the table. */
struct vs_audit_key {
    struct vs_channel_row channel;
    struct vs_hash case_hash;
    bool opened; /* its first leaf was met where it must be */
};

struct vs_audit_org {
    struct vs_org_row row;
    struct vs_roster_view view;
    bool counted;
};

/* How often a kind was found in a feed, so that a ruined feed does not drown the rest. */
struct vs_audit_told {
    enum vs_finding_kind kind;
    int64_t feed;
    uint64_t count;
};

struct vs_auditing {
    struct vs_store *store;
    struct vs_ledger *ledger;
    const struct vs_audit_request *request;
    struct vs_audited *out;
    struct vs_audit_org *orgs;
    size_t org_count;
    struct vs_audit_key *keys;
    struct vs_audit_key **by_id; /* the same, sorted by channel id */
    size_t key_count;
    struct vs_audit_told *told;
    size_t told_count;
    struct vs_hash *missing; /* organisations that PARTY_MISSING was told of */
    size_t missing_count;
    uint64_t counted[VS_COUNTED]; /* rows that something accounts for */
    uint64_t leaves_total;
    int64_t *feeds; /* rows of those that are looked at, ascending */
    size_t feed_count;
};

/* Where something was found; what does not apply is NULL or 0. */
struct vs_audit_place {
    const struct vs_org_row *org;
    const struct vs_hash *org_hash; /* where there is no row */
    const struct vs_feed_row *feed;
    int64_t leaf; /* row id */
    const struct vs_hash *event;
    const struct vs_hash *case_id;
    const struct vs_dating *earlier; /* of a leaf that is dated back */
    vs_instant made;
};

enum vs_code vs_audit_found(struct vs_auditing *a, enum vs_finding_kind kind,
                            const struct vs_audit_place *place, struct vs_err *err,
                            const char *format, ...)
    __attribute__((format(printf, 5, 6))) VS_MUST_USE;

/* Whether a code means that the ledger cannot be read, not that something in it is bad. */
bool vs_audit_is_trouble(enum vs_code code);
enum vs_code vs_audit_trouble(struct vs_err *err, const struct vs_err *why,
                              enum vs_code code); /* hands it on */

bool vs_audit_is_whole(const struct vs_auditing *a); /* not of one case only */
bool vs_audit_looks_at(const struct vs_auditing *a, int64_t feed);

const struct vs_audit_org *vs_audit_org_by_id(const struct vs_auditing *a, int64_t id);
struct vs_audit_key *vs_audit_key_by_id(const struct vs_auditing *a, int64_t channel);

/* audit_orgs.c, audit_keys.c, audit_feed.c, audit_case.c */
enum vs_code vs_audit_orgs(struct vs_auditing *a, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_audit_keys(struct vs_auditing *a, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_audit_feed(struct vs_auditing *a, int64_t feed, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_audit_case(struct vs_auditing *a, int64_t case_leaf,
                           struct vs_err *err) VS_MUST_USE;
enum vs_code vs_audit_evidence(struct vs_auditing *a, struct vs_err *err) VS_MUST_USE;

/* --- roots of prefixes, noted while the leaves pass by (points.c) ------------------------------
 */

struct vs_audit_point {
    uint64_t size;
    struct vs_hash root;
    bool known;
};
struct vs_audit_points {
    struct vs_audit_point *list;
    size_t count, room;
    size_t next; /* the first that the tree has not reached */
};
enum vs_code vs_audit_points_add(struct vs_audit_points *points, uint64_t size,
                                 struct vs_err *err) VS_MUST_USE;
void vs_audit_points_sort(struct vs_audit_points *points);
void vs_audit_points_reach(struct vs_audit_points *points, const struct vs_merkle *tree);
/* NULL: the tree never had this size. */
const struct vs_hash *vs_audit_points_root(const struct vs_audit_points *points, uint64_t size);
void vs_audit_points_release(struct vs_audit_points *points);

/* --- the tags that a feed may carry next (walks.c) ---------------------------------------------
 */

struct vs_audit_walk {
    struct vs_audit_key *key;
    uint64_t n;
    uint8_t tag[VS_TAG_LEN];
    uint32_t chained; /* next in the bucket */
};
struct vs_audit_walks {
    struct vs_audit_walk *list;
    size_t count, room;
    uint32_t *buckets;
    size_t bucket_count; /* a power of two */
};
enum vs_code vs_audit_walks_add(struct vs_audit_walks *walks, struct vs_audit_key *key,
                                const struct vs_hash *feed, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_audit_walks_index(struct vs_audit_walks *walks, struct vs_err *err) VS_MUST_USE;
struct vs_audit_walk *vs_audit_walks_find(const struct vs_audit_walks *walks,
                                          const uint8_t tag[VS_TAG_LEN]);
void vs_audit_walks_advance(struct vs_audit_walks *walks, struct vs_audit_walk *walk,
                            const struct vs_hash *feed);
void vs_audit_walks_release(struct vs_audit_walks *walks);

#endif
