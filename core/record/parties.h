/*
 * Whom the events of a case name: their feeds are searched for leaves of the case. Naming counts
 * whether the event is valid or not (FORMAT.md, membership); what it means is for the fold.
 */
#ifndef VS_CORE_RECORD_PARTIES_H
#define VS_CORE_RECORD_PARTIES_H

#include "core/casework/event.h"
#include "core/ledger/events.h"
#include "core/record/store.h"

/* The organisations that an event names, in whatever role; its writer is not among them. */
enum vs_code vs_parties_each(const struct vs_event *event,
                             enum vs_code (*each)(void *payload, const struct vs_hash *org,
                                                  struct vs_err *err),
                             void *payload, struct vs_err *err) VS_MUST_USE;

/* Notes the organisations that an event names, and its writer's; `introduce` makes an organisation
 * known that no card pinned. Searches are queued (vs_take_searches). */
enum vs_code vs_parties_named(struct vs_store *store, int64_t case_leaf,
                              const struct vs_event *event, const struct vs_feed_row *writer,
                              int64_t leaf, struct vs_err *err) VS_MUST_USE;

/* Organisations that one organisation made known and no card pinned, at most. */
#define VS_INTRODUCED_MAX 256

/* Makes the organisation of an `introduce` by the organisation `by` (row) in `leaf` known, if
 * nobody did yet, or if nothing that it wrote bore out what was said of it. *news: it is. More than
 * VS_INTRODUCED_MAX are a finding, and not known by that.
 */
enum vs_code vs_parties_introduce(struct vs_store *store, const struct vs_event *event, int64_t by,
                                  int64_t leaf, bool *news, struct vs_err *err) VS_MUST_USE;

/* What the content of an opened event adds: the roster of an introduction. */
enum vs_code vs_parties_text(struct vs_store *store, const struct vs_event_row *row,
                             struct vs_err *err) VS_MUST_USE;

#endif
