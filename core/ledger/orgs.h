/* Organisations, their rosters, inbox keys announced, adoptions: what the directory tables hold. */
#ifndef VS_CORE_LEDGER_ORGS_H
#define VS_CORE_LEDGER_ORGS_H

#include "core/base/instant.h"
#include "core/ledger/ledger.h"

#define VS_ALIAS_MAX 32

struct vs_org_row {
    int64_t id;
    struct vs_hash org;
    char alias[VS_ALIAS_MAX + 1]; /* empty = none */
    char name[200];
    bool pinned;
    bool own;
    bool has_kd;
    struct vs_hash kd;
    int64_t introducer; /* row of who made it known first; 0: a card, or ourselves. Written alone */
};

/* How many organisations that no card pinned this one (row) made known. */
enum vs_code vs_org_introduced(struct vs_ledger *ledger, uint64_t *count, int64_t by,
                               struct vs_err *err) VS_MUST_USE;

/* Adds an organisation; row->id is set. `identity` is its canonical identity. VS_E_EXISTS when the
 * alias is taken. */
enum vs_code vs_org_insert(struct vs_ledger *ledger, struct vs_org_row *row, struct vs_str identity,
                           vs_instant now, struct vs_err *err) VS_MUST_USE;

/* A card makes an introduced organisation a pinned one. */
enum vs_code vs_org_pin(struct vs_ledger *ledger, const struct vs_org_row *row,
                        struct vs_str identity, struct vs_err *err) VS_MUST_USE;

/* Another introduction takes the place of the one that nothing bore out: name, kd, introducer. */
enum vs_code vs_org_reintroduce(struct vs_ledger *ledger, const struct vs_org_row *row,
                                struct vs_str identity, struct vs_err *err) VS_MUST_USE;

/* VS_E_NOT_FOUND without detail when there is none. */
enum vs_code vs_org_by_id(struct vs_ledger *ledger, struct vs_org_row *out, int64_t id,
                          struct vs_err *err) VS_MUST_USE;
enum vs_code vs_org_by_hash(struct vs_ledger *ledger, struct vs_org_row *out,
                            const struct vs_hash *org, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_org_by_alias(struct vs_ledger *ledger, struct vs_org_row *out, const char *alias,
                             struct vs_err *err) VS_MUST_USE;

/* Appends the canonical identity. */
enum vs_code vs_org_identity(struct vs_ledger *ledger, struct vs_buf *out, int64_t id,
                             struct vs_err *err) VS_MUST_USE;

/* Every organisation, own first, then pinned ones, then by row; `each` may stop by returning
 * another code. */
enum vs_code vs_org_each(struct vs_ledger *ledger,
                         enum vs_code (*each)(void *payload, const struct vs_org_row *row,
                                              struct vs_err *err),
                         void *payload, struct vs_err *err) VS_MUST_USE;

/* Rosters: adding the same one twice changes nothing (*added says). */
enum vs_code vs_roster_insert(struct vs_ledger *ledger, int64_t org, uint64_t generation,
                              uint64_t version, const struct vs_hash *hash, struct vs_str note,
                              vs_instant now, bool *added, struct vs_err *err) VS_MUST_USE;
/* Oldest rank first. */
enum vs_code vs_roster_each(struct vs_ledger *ledger, int64_t org,
                            enum vs_code (*each)(void *payload, struct vs_str note,
                                                 struct vs_err *err),
                            void *payload, struct vs_err *err) VS_MUST_USE;
/* The same of those that were received until `known_at`. */
enum vs_code vs_roster_each_known(struct vs_ledger *ledger, int64_t org, vs_instant known_at,
                                  enum vs_code (*each)(void *payload, struct vs_str note,
                                                       struct vs_err *err),
                                  void *payload, struct vs_err *err) VS_MUST_USE;

/* Inbox keys that devices announced. The newest of a feed is that of its last leaf. */
enum vs_code vs_announced_insert(struct vs_ledger *ledger, int64_t feed, int64_t leaf,
                                 const struct vs_hash *key, vs_instant until,
                                 struct vs_err *err) VS_MUST_USE;
enum vs_code vs_announced_newest(struct vs_ledger *ledger, int64_t feed, struct vs_hash *key,
                                 vs_instant *until, struct vs_err *err) VS_MUST_USE;

/* The leaf in which a feed announced a key; -1: none. */
enum vs_code vs_announced_leaf(struct vs_ledger *ledger, int64_t *leaf, int64_t feed,
                               const struct vs_hash *key, struct vs_err *err) VS_MUST_USE;

/* Adoptions of agreements. */
struct vs_adoption_row {
    int64_t leaf;
    struct vs_hash hash; /* of the adoption's leaf */
    int64_t org;
    struct vs_hash profile;
    char name[100];
    char role[100];
    vs_date since;
    vs_instant made;
    /* The earliest end known, by anybody's feed of the organisation; VS_DATE_NEVER. */
    vs_date ended;
    vs_instant received; /* as the leaf was; not stored with the adoption */
};
enum vs_code vs_adoption_insert(struct vs_ledger *ledger, const struct vs_adoption_row *row,
                                struct vs_err *err) VS_MUST_USE;
/* `leaf` is that of the adopt.end entry. */
enum vs_code vs_adoption_end(struct vs_ledger *ledger, int64_t leaf, const struct vs_hash *adoption,
                             int64_t org, vs_date ended, struct vs_err *err) VS_MUST_USE;
/* The earliest end among the entries with a row id in [from, to); VS_DATE_NEVER if none. */
enum vs_code vs_adoption_ended(struct vs_ledger *ledger, vs_date *ended,
                               const struct vs_hash *adoption, int64_t org, int64_t from,
                               int64_t to, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_adoption_by_hash(struct vs_ledger *ledger, struct vs_adoption_row *out,
                                 const struct vs_hash *hash, struct vs_err *err) VS_MUST_USE;
/* Of one organisation (0 = of all), oldest leaf first. */
enum vs_code vs_adoption_each(struct vs_ledger *ledger, int64_t org,
                              enum vs_code (*each)(void *payload, const struct vs_adoption_row *row,
                                                   struct vs_err *err),
                              void *payload, struct vs_err *err) VS_MUST_USE;

enum vs_code vs_profile_insert(struct vs_ledger *ledger, const struct vs_hash *hash,
                               struct vs_str text, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_profile_get(struct vs_ledger *ledger, struct vs_buf *out,
                            const struct vs_hash *hash, struct vs_err *err) VS_MUST_USE;
/* Whether an entry had brought this text by then: an adoption, or the publishing of a calendar. */
enum vs_code vs_profile_known(struct vs_ledger *ledger, bool *known, const struct vs_hash *hash,
                              vs_instant known_at, struct vs_err *err) VS_MUST_USE;

#endif
