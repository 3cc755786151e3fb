/* Who succeeds whom, as organisations said it in their directory channels (FORMAT.md 8.6). */
#ifndef VS_CORE_LEDGER_SUCCESSIONS_H
#define VS_CORE_LEDGER_SUCCESSIONS_H

#include "core/base/instant.h"
#include "core/ledger/ledger.h"

struct vs_succession_row {
    int64_t leaf;
    int64_t org;          /* who says so */
    struct vs_hash other; /* of whom */
    bool other_before;    /* the other one was before it; else it comes after it */
    vs_date since;
};

enum vs_code vs_succession_insert(struct vs_ledger *ledger, const struct vs_succession_row *row,
                                  struct vs_err *err) VS_MUST_USE;

/* That of one leaf; VS_E_NOT_FOUND. */
enum vs_code vs_succession_by_leaf(struct vs_ledger *ledger, struct vs_succession_row *out,
                                   int64_t leaf, struct vs_err *err) VS_MUST_USE;

/* What an organisation says, the oldest leaf first. */
enum vs_code vs_succession_each(struct vs_ledger *ledger, int64_t org,
                                enum vs_code (*each)(void *payload,
                                                     const struct vs_succession_row *row,
                                                     struct vs_err *err),
                                void *payload, struct vs_err *err) VS_MUST_USE;

/* What others say of an organisation, likewise. */
enum vs_code vs_succession_each_of(struct vs_ledger *ledger, const struct vs_hash *org,
                                   enum vs_code (*each)(void *payload,
                                                        const struct vs_succession_row *row,
                                                        struct vs_err *err),
                                   void *payload, struct vs_err *err) VS_MUST_USE;

#endif
