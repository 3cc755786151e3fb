/*
 * A sync: take what others published, answer what is owed, publish what is new, on one or several
 * hosts. It can be interrupted anywhere and run again; what was good is kept.
 */
#ifndef VS_SYNC_ENGINE_H
#define VS_SYNC_ENGINE_H

#include "core/casework/answer.h"
#include "core/record/devices.h"
#include "sync/host.h"
#include "sync/receive.h"

/* A feed that brought something, or was refused. */
struct vs_sync_feed {
    char branch[33];
    char host[40];
    int64_t org; /* row; 0 = of nobody known */
    uint64_t leaves;
    enum vs_code refused; /* VS_OK: taken */
    struct vs_err why;
};

/* A fork that was proven, or proven to begin earlier, since the last report. */
struct vs_sync_fork {
    char branch[33];
    int64_t org;     /* row */
    bool own;        /* the feed of this device */
    uint64_t common; /* at most so many leaves are of all histories */
};

struct vs_sync_host {
    char name[40];
    enum vs_code code; /* VS_OK, or why the whole host could not be used */
    struct vs_err why;
    uint64_t received; /* leaves */
    uint64_t sent;     /* leaves */
    bool pushed;
    bool mended;    /* our branch there was damaged (why.detail), and was written anew */
    size_t foreign; /* branches that are not ours to look at */
};

/* What people heard about an instant, and what they hear now. */
struct vs_sync_answer {
    enum vs_answer_state state;
    enum vs_certainty certainty;
    struct vs_hash *orgs; /* holders; candidates where it is undetermined */
    size_t org_count;
};

/* A stretch of time about which the answer is now another one. */
struct vs_sync_stretch {
    vs_instant from, until;
    struct vs_sync_answer before, after;
};

/* An event that was not known before. */
struct vs_sync_news {
    struct vs_hash id, org;
    enum vs_event_type type;
    vs_instant rec;
    vs_instant reaches; /* it changed no answer before */
};

/* A case whose answer about a time that has passed was changed by this sync (FOLD.md, L9). */
struct vs_sync_change {
    int64_t case_leaf;
    struct vs_sync_stretch *stretches; /* in order of time */
    size_t stretch_count;
    struct vs_sync_news *news;
    size_t news_count;
};

/* What was found in what an organisation wrote (core/record/finding.h), told once. */
struct vs_sync_finding {
    int64_t org; /* row */
    char branch[33];
    char kind[32];
    int64_t count;
};

struct vs_sync_result {
    struct vs_sync_host *hosts;
    size_t host_count;
    struct vs_sync_feed *feeds;
    size_t feed_count;
    struct vs_sync_finding *findings;
    size_t finding_count;
    struct vs_sync_fork *forks;
    size_t fork_count;
    struct vs_sync_change *changes;
    size_t change_count;
    int64_t *cases; /* that something new was taken for, by row */
    size_t case_count;
    uint64_t received, sent, cosignatures;
    bool copied;    /* this ledger found out that it is a copy, and is a new device from now on */
    bool unsettled; /* a copy that has not reached every remote yet, and records nothing before */
    size_t again;   /* entries that were recorded again for that */
    enum vs_own_state own; /* unlisted or closed: what others wrote was taken, nothing was sent */
    size_t contents, acks, invitations, cosigned, announced;
    size_t keys_destroyed; /* old inbox keys of ours */
};
void vs_sync_result_release(struct vs_sync_result *result);

struct vs_sync_options {
    bool dry_run; /* fetch into the cache and say what would be done; the ledger stays as it is */
    struct vs_receive_limits limits;
    /* Told what goes on, for a person who waits; may be NULL. */
    void (*progress)(void *payload, const char *host, const char *what, uint64_t count);
    void *payload;
};

/*
 * Syncs with every host in turn. What went wrong with hosts and feeds is in the result and the
 * return is VS_OK; it fails only for reasons of our own, and the result then says how far it came.
 * A ledger that is a copy of one that has gone on becomes a device of its own (`copied`).
 */
enum vs_code vs_sync_run(struct vs_sync_result *out, struct vs_store *store,
                         struct vs_host *const *hosts, size_t count,
                         const struct vs_sync_options *options, struct vs_err *err) VS_MUST_USE;

#endif
