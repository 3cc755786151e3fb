/* What the files of the engine share: engine.c is the whole sync, engine_receive.c what comes,
 * engine_publish.c what goes. */
#ifndef VS_SYNC_ENGINE_PRIV_H
#define VS_SYNC_ENGINE_PRIV_H

#include "sync/engine.h"

/* A branch that was taken as it is, to be written down. */
struct vs_syncing_taken {
    const struct vs_host_branch *branch;
    uint64_t shown;
    bool known; /* as which it was taken */
};

/* One sync while it runs. */
struct vs_syncing {
    struct vs_store *store;
    struct vs_sync_result *out;
    const struct vs_sync_options *options;
    struct vs_host *host;
    struct vs_sync_host *at;        /* its entry in the result */
    struct vs_host_list *lists;     /* what each host shows */
    bool **looked;                  /* of each host, which branches had something new to read */
    struct vs_syncing_taken *taken; /* of the host that is being received from */
    size_t taken_count;
    size_t unknown;      /* branches that no roster lists, looked at so far */
    vs_instant begun_at; /* what was received by then was known before this sync */
    vs_instant known_at; /* the same, before the first that did not come to its end: what was
                            received by then is not news */
    bool resumes;        /* an earlier sync did not come to its end */
    bool unread;         /* nor will this one: a host stopped answering on the way */
};

/* Tells the person who waits. */
void vs_syncing_tell(const struct vs_syncing *s, const char *what, uint64_t count);

/* Appends one zeroed element to an array. NULL when out of memory, the array as it was. */
void *vs_syncing_more(void *list, size_t *count, size_t size);

/* False when the branch is of no feed known here. */
bool vs_syncing_feed(struct vs_store *store, struct vs_feed_row *out, const char *branch);

/* Was this version of the branch taken (or, of the own one, left there) already? */
bool vs_syncing_is_taken(struct vs_syncing *s, const char *branch, const char *version, bool known);

/* Puts down what a branch of the host of `s` brought, or why it was refused. */
enum vs_code vs_syncing_note(struct vs_syncing *s, const char *branch,
                             const struct vs_receiving *got, struct vs_err *err) VS_MUST_USE;
/* Whether it was refused, or is said to be held back. */
bool vs_syncing_noted(struct vs_syncing *s, const char *branch);

/* For vs_host.fetch: what is to be read of the branch? */
enum vs_want vs_syncing_want(void *payload, const char *branch, const char *version);

/* Is there a branch of others that we have not taken as it is now? */
bool vs_syncing_has_news(struct vs_syncing *s, struct vs_host *const *hosts, size_t count);

/* Leaves, invitations, cosignatures, contents, from every host. */
enum vs_code vs_syncing_receive(struct vs_syncing *s, struct vs_host *const *hosts, size_t count,
                                struct vs_err *err) VS_MUST_USE;

/* engine_found.c: branches of others that a host has shown and shows no more; what devices have
 * seen of others' feeds and no host shows, *own where that is of our own feed; and the forks that
 * were not reported yet. */
enum vs_code vs_syncing_find_gone(struct vs_syncing *s, struct vs_host *const *hosts, size_t count,
                                  struct vs_err *err) VS_MUST_USE;
enum vs_code vs_syncing_find_withheld(struct vs_syncing *s, struct vs_host *const *hosts,
                                      size_t count, bool *own, struct vs_err *err) VS_MUST_USE;
/* VS_E_COPY if partners have shown a signed checkpoint of the own feed that is larger than it. */
enum vs_code vs_syncing_is_behind(struct vs_syncing *s, struct vs_err *err) VS_MUST_USE;
enum vs_code vs_syncing_report_forks(struct vs_syncing *s, struct vs_err *err) VS_MUST_USE;

/* Is the own branch on every host a part of this ledger? VS_E_COPY if not. A ledger that lost its
 * head mark may go on once a host shows that nothing which it released is missing here. */
enum vs_code vs_syncing_check_own(struct vs_syncing *s, struct vs_host *const *hosts, size_t count,
                                  struct vs_err *err) VS_MUST_USE;

/* Did this sync reach every remote of the ledger, and was everything there taken? */
enum vs_code vs_syncing_is_complete(struct vs_syncing *s, bool *complete, size_t count,
                                    struct vs_err *err) VS_MUST_USE;

/* This ledger is a copy: it goes on as a device of its own. */
enum vs_code vs_syncing_become_new(struct vs_syncing *s, struct vs_err *err) VS_MUST_USE;

/* Records again what of a former feed no host has, once enough of them say so; `told`: one of them
 * has just shown that this is a copy. */
enum vs_code vs_syncing_settle(struct vs_syncing *s, struct vs_host *const *hosts, size_t count,
                               bool told, struct vs_err *err) VS_MUST_USE;

/* Puts what the host of `s` lacks there. Codes of the host too. */
enum vs_code vs_syncing_publish(struct vs_syncing *s, const struct vs_host_list *list,
                                struct vs_err *err) VS_MUST_USE;

#endif
