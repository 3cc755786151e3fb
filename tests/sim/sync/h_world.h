/*
 * A small world: two to seven organisations with real ledgers in a temporary folder, one a device,
 * each with its own clock and seeded randomness, that know each other's cards and meet on hosts in
 * memory.
 */
#ifndef VS_TESTS_SIM_H_WORLD_H
#define VS_TESTS_SIM_H_WORLD_H

#include "core/record/act.h"
#include "core/record/casefile.h"
#include "sync/engine.h"
#include "tests/sim/sync/h_host_mem.h"
#include "tests/tap.h"

#define H_ORGS_MAX 14 /* installations; several may be of one organisation */
#define H_MORE_MAX 20 /* further devices of these, and copies of ledgers */
#define H_HUBS_MAX 2

struct h_world;

struct h_org {
    struct h_world *world;
    unsigned n;
    unsigned party; /* the organisation: the n of its first device */
    char alias[16];
    char dir[300];
    char key_path[300];
    struct vs_key_source key;
    struct vs_key_source root_key; /* of its root folder */
    struct vs_env env;
    vs_instant skew;          /* of its clock */
    uint64_t drawn, drawn_in; /* in one step of the world */
    struct vs_store *store;
    struct vs_hash id;
    struct vs_hash feed; /* of the device, as it was made; a copy gets another */
    char branch[33];
    struct h_client clients[H_HUBS_MAX];
    struct vs_receive_limits limits;
};

struct h_world {
    char dir[256];
    uint64_t seed;
    uint64_t step; /* what is drawn in one does not depend on what was drawn in those before */
    vs_instant now;
    struct h_org orgs[H_ORGS_MAX];
    unsigned count;
    struct h_org *more[H_MORE_MAX]; /* the caller's; closed at the end of the world */
    unsigned more_count;
    struct h_hub hubs[H_HUBS_MAX];
    unsigned hub_count;
};

/* Stops the test: something that the test only prepares with did not work. */
void h_must(enum vs_code code, const struct vs_err *err, const char *what);

/* "2026-04-02T14:10:00Z" */
vs_instant h_time(const char *text);

/* Makes the organisations, with all cards exchanged and compared. */
void h_world_start(struct h_world *world, uint64_t seed, unsigned orgs, unsigned hubs,
                   vs_instant now);
void h_world_end(struct h_world *world);

/*
 * A copy of a world in which nothing is open, with another seed: the same organisations, ledgers
 * and branches (their newest versions), which go on by themselves. The first must stay until the
 * copy has ended.
 */
void h_world_copy(struct h_world *out, const struct h_world *from, uint64_t seed);

/* The pieces of h_world_start, for those who make an installation in another way. */
void h_org_prepare(struct h_org *org, struct h_world *world, unsigned n);
void h_org_name(struct h_org *org);
void h_org_meet(struct h_org *org, struct h_org *other);

/* Closes the ledger and opens it again, as another command would. */
void h_org_reopen(struct h_org *org);
void h_org_close(struct h_org *org);

/* A second installation made by copying the first one's folder: what must never be done. Its
 * randomness differs. `as` and `n` as in h_org_device; it may be an unused place in `orgs`, too. */
void h_org_clone(struct h_org *as, const struct h_org *from, unsigned n);

/*
 * A further device of the organisation of `of`: joins by its card, the root key of `of` signs the
 * roster that lists it, and it gets the cards that `of` has (given in person, not over a hub). `as`
 * is the caller's, lives as long as the world, and has the alias and id of `of`; `n` is a number
 * (>= H_ORGS_MAX) that nobody else in the world has. Both still have to sync: first `of`, then
 * `as`, which finds its roster, then whoever shall seal cases to it, then `as` again.
 */
void h_org_device(struct h_org *as, struct h_org *of, unsigned n);

/* `by` signs with its own root folder (which other devices of an organisation lack, see
 * h_org_roots): closes `device` at what `by` knows of it. `next`: with the next root key. */
enum vs_code h_org_close_device(struct h_org *by, const struct h_org *device, bool next,
                                struct vs_err *err);

/* The root folder of an organisation carried to another of its devices. */
void h_org_roots(struct h_org *to, const struct h_org *from);

/* `by` adds the device of `device`, which asked for it, to the roster; itself too. */
enum vs_code h_org_list_device(struct h_org *by, const struct h_org *device, struct vs_err *err);

void h_org_adopt(struct h_org *org, const char *profile, const char *role);

/* Syncs with the hubs whose bits are set in `mask`. `result` (may be NULL) is released by the
 * caller with vs_sync_result_release. */
enum vs_code h_org_sync(struct h_org *org, unsigned mask, struct vs_sync_result *result,
                        struct vs_err *err);

/* As h_org_sync with every hub; stops the test when it fails or a branch is refused. */
void h_org_sync_clean(struct h_org *org);

/* How a branch fared in a sync: the code for which it was refused, VS_OK. */
enum vs_code h_refused(const struct vs_sync_result *result, const char *branch);

/* One act in a transaction of its own. VS_EVENT_TYPE_COUNT etc. are the caller's to avoid. */
enum vs_code h_open(struct h_org *org, struct vs_hash *id, bool takes, const char *text,
                    struct vs_err *err);
enum vs_code h_act(struct h_org *org, struct vs_hash *id, const struct vs_hash *case_id,
                   struct vs_event *draft, const char *text, struct vs_err *err);
enum vs_code h_offer(struct h_org *org, struct vs_hash *id, const struct vs_hash *case_id,
                     const struct h_org *to, enum vs_offer_kind kind, struct vs_err *err);

enum vs_code h_remove(struct h_org *org, struct vs_hash *id, const struct vs_hash *case_id,
                      const struct vs_hash *party, struct vs_err *err);

/* The case in one organisation's ledger. VS_E_NOT_FOUND: it does not have it. */
enum vs_code h_case(struct h_org *org, struct vs_casefile **out, const struct vs_hash *case_id,
                    struct vs_err *err);

/* Appends the dump of the fold; false when the organisation does not have the case. */
bool h_dump(struct h_org *org, struct vs_buf *out, const struct vs_hash *case_id);

/* Appends every answer over time with its certainty, as the derived tables have it. */
bool h_tenures(struct h_org *org, struct vs_buf *out, const struct vs_hash *case_id);

/* "A certain", "closed certain", "B unconfirmed", "undetermined" ...: who at an instant. */
const char *h_who(struct h_org *org, const struct vs_hash *case_id, vs_instant at);

/* Seeded choices, apart from what the organisations draw. */
uint64_t h_below(uint64_t *state, uint64_t limit);

#endif
