/*
 * What the derived tables keep of the fold of a case: for vs_casefile_refold, which writes it, and
 * for a verification, which compares it with what is stored.
 */
#ifndef VS_CORE_RECORD_REFOLD_H
#define VS_CORE_RECORD_REFOLD_H

#include "core/base/json.h"
#include "core/casework/due.h"
#include "core/ledger/cases.h"
#include "core/record/casefile.h"

/* The answers over time, a row each, in order; *open: somebody holds the case at the end. */
enum vs_code vs_casefile_tenures(const struct vs_casefile *file, bool *open,
                                 enum vs_code (*each)(void *payload,
                                                      const struct vs_tenure_row *row,
                                                      struct vs_err *err),
                                 void *payload, struct vs_err *err) VS_MUST_USE;

/* The row of the case but for `open`, `seen` and `next`. row->ref and row->household are owned by
 * the two documents, which the caller frees also after a failure. */
enum vs_code vs_casefile_row_make(struct vs_casefile_row *row, struct vs_json *docs[2],
                                  const struct vs_store *store, const struct vs_casefile *file,
                                  struct vs_err *err) VS_MUST_USE;

/* What is due from `now` on. Release with vs_dues_release. */
enum vs_code vs_casefile_dues(struct vs_dues *out, struct vs_store *store,
                              const struct vs_casefile *file, vs_instant now,
                              struct vs_err *err) VS_MUST_USE;

/* One of them as it is kept, but for `n`; its doc is the content of `doc`, which is emptied first.
 */
enum vs_code vs_casefile_due_row(struct vs_due_row *row, struct vs_buf *doc, struct vs_store *store,
                                 const struct vs_casefile *file, const struct vs_due *due,
                                 vs_instant now, struct vs_err *err) VS_MUST_USE;

/* What our organisation's acks say, of every event that they name. vs_acks_release also after a
 * failure. */
struct vs_said {
    struct vs_hash id;
    enum vs_acked says;
};
struct vs_acks {
    struct vs_said *said; /* sorted by id, the best first */
    size_t count;
};
enum vs_code vs_acks_make(struct vs_acks *out, const struct vs_store *store,
                          const struct vs_casefile *file, struct vs_err *err) VS_MUST_USE;
void vs_acks_release(struct vs_acks *acks);

/* What they say of an event that needs an ack. */
enum vs_acked vs_acks_of(const struct vs_acks *acks, const struct vs_casefile_event *event);

#endif
