/*
 * Organisations with a ledger each, in scratch folders, under one clock that a test sets and random
 * bytes from a seed; and the host between them, which copies leaves and contents and nothing else.
 */
#ifndef VS_TESTS_CORE_RECORD_H_STORE_H
#define VS_TESTS_CORE_RECORD_H_STORE_H

#include "core/record/act.h"
#include "core/record/casefile.h"
#include "core/record/directory.h"
#include "core/record/duty.h"
#include "core/record/rebuild.h"
#include "core/record/store.h"
#include "core/record/take.h"
#include "core/seal/invitation.h"
#include "tests/tap.h"

struct h_world {
    char root[256];
    vs_instant now;
    uint64_t seed;
    uint64_t drawn;
    struct vs_env env;
};

struct h_org {
    struct h_world *world;
    const char *name; /* also its alias elsewhere and its folder */
    char dir[300];
    char key_path[300];
    struct vs_key_source key;
    struct vs_store *store;
};

/* Thursday 2 April 2026, 12:00 in Amsterdam. */
#define H_START 1775124000

void h_world_start(struct h_world *world, uint64_t seed);
void h_world_end(struct h_world *world);

/* Exits unless `code` is VS_OK. */
void h_must(enum vs_code code, const struct vs_err *err, const char *what);
#define H_MUST(call) h_must((call), &err, #call) /* in a function with an `err` */

/* Makes a ledger with a key file; `h_org_prepare` only fills the paths and makes the key file. */
void h_org_prepare(struct h_org *org, struct h_world *world, const char *name);
enum vs_code h_org_try_create(struct h_org *org, struct vs_err *err);
void h_org_create(struct h_org *org, struct h_world *world, const char *name);
void h_org_close(struct h_org *org);
void h_org_open(struct h_org *org);
void h_org_reopen(struct h_org *org);

/* `b` pins the card of `a` under its name. */
void h_pin(struct h_org *a, struct h_org *b);
void h_adopt(struct h_org *org, const char *profile, const char *role, const char *from);
/* west-brabant-2022 under a name of other four digits, so that the program does not bring it. */
void h_adopt_own(struct h_org *org, const char *digits, const char *role, vs_date from);

/* The row of `other` in the ledger of `org`. */
void h_row(struct vs_org_row *out, struct h_org *org, const struct h_org *other);

/* Hands over what `to` lacks of every feed that `from` holds and `to` knows; at most `most` leaves
 * of each feed. Contents too, unless `contents` is false. Ends with the invitations. */
void h_deliver(struct h_org *from, struct h_org *to, uint64_t most, bool contents);
void h_sync(struct h_org *a, struct h_org *b); /* both ways, with acks, until nothing is new */

/* One act each, in a transaction of its own. */
int64_t h_case_open(struct h_org *org, const char *ref, const char *text, struct vs_hash *id);
enum vs_code h_try(struct h_org *org, int64_t case_leaf, struct vs_event *draft, const char *text,
                   struct vs_hash *id, struct vs_err *err);
void h_simple(struct h_org *org, int64_t case_leaf, enum vs_event_type type,
              const struct vs_hash *re, struct vs_hash *id);
size_t h_offer(struct h_org *org, int64_t case_leaf, const struct h_org *to, struct vs_hash *id);
size_t h_acks(struct h_org *org);
void h_disclose(struct h_org *from, const struct vs_hash *id, const struct h_org *to,
                enum vs_party_role role);

/* The case of this id in the ledger of `org`; -1 if it is not known. */
int64_t h_case(struct h_org *org, const struct vs_hash *id);
/* Says in a box where the channel with this row id begins. */
void h_place(struct vs_invitation *box, struct h_org *org, int64_t channel);

/* The answer at `at` as text: state, certainty, names of the holders ("open certain vt"). Lives
 * until the next call but one. */
const char *h_answer(struct h_org *org, int64_t case_leaf, vs_instant at, vs_instant known_at);

/* The row of a leaf's event; state 0 if it has none. Views are cut off. */
struct h_event {
    enum vs_event_state state;
    enum vs_text_state text_state;
    enum vs_acked acked;
    char type[48];
    char text[200];
};
struct h_event h_event(struct h_org *org, const struct vs_hash *id);

/* Rebuilds; true if the result is the same, byte for byte. Prints where they differ. */
bool h_rebuild_same(struct h_org *org);

/* The whole folder copied; the target is removed first. */
void h_copy_folder(const char *from, const char *to);
void h_remove(const char *path);
bool h_exists(const char *path);

#endif
