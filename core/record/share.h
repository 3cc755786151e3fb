/* Inside casefile.c and share.c: cases that are used again. */
#ifndef VS_CORE_RECORD_SHARE_H
#define VS_CORE_RECORD_SHARE_H

#include "core/record/casefile.h"

/* A case that may be used again at `clock`, for whoever frees it; NULL. */
struct vs_casefile *vs_share_find(struct vs_store *store, int64_t case_leaf, vs_instant clock);

/* Keeps a case that was just loaded, if cases are shared. */
void vs_share_put(struct vs_store *store, struct vs_casefile *file);

/* One more who will free it; whether what waits in it for the clock would still wait. */
void vs_casefile_hold(struct vs_casefile *file);
bool vs_casefile_holds_at(const struct vs_casefile *file, vs_instant clock);

#endif
