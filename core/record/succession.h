/*
 * Succession: an organisation ends, and another one takes its cases over. Both say so, each in its
 * own directory channel; nobody becomes holder by it. Every open case is then handed over and
 * accepted, as any other.
 */
#ifndef VS_CORE_RECORD_SUCCESSION_H
#define VS_CORE_RECORD_SUCCESSION_H

#include "core/ledger/successions.h"
#include "core/record/store.h"

/* Says that `other` succeeds us, or (`other_before`) that we succeed it, from a day on; inside a
 * transaction. VS_E_INVALID: it is our own organisation. VS_E_EXISTS: it is said so already. */
enum vs_code vs_succession_say(struct vs_store *store, int64_t other, bool other_before,
                               vs_date since, struct vs_err *err) VS_MUST_USE;

/* What is known of two organisations of which one succeeds the other. */
struct vs_succession {
    struct vs_hash before, after;
    bool said_before, said_after;      /* by whom */
    vs_date since_before, since_after; /* as each said last */
};

/* Both said so: it counts, from the later of the two days. */
bool vs_succession_counts(const struct vs_succession *succession);
vs_date vs_succession_since(const struct vs_succession *succession);

/* Each succession in which the organisation has a part, as far as it is known here; of those that
 * it alone has said the first 16. */
enum vs_code vs_succession_list(struct vs_store *store, const struct vs_hash *org,
                                enum vs_code (*each)(void *payload,
                                                     const struct vs_succession *succession,
                                                     struct vs_err *err),
                                void *payload, struct vs_err *err) VS_MUST_USE;

#endif
