/*
 * What the two files of a case share: casefile.c loads and folds it, casefile_source.c looks up
 * what its offers name.
 */
#ifndef VS_CORE_RECORD_CASEFILE_PRIV_H
#define VS_CORE_RECORD_CASEFILE_PRIV_H

#include "core/record/casefile.h"
#include "core/record/histories.h"

/* A feed that writes in the case, looked up once. */
struct writer {
    int64_t feed;
    struct vs_hash feed_hash;
    struct vs_hash org_hash;
    int64_t org;
    uint64_t cut;    /* leaves from this index on are cut */
    uint64_t closed; /* and these because its feed was closed before them */
    int64_t parent;  /* of a version of a forked feed; 0 */
    uint64_t start;
    bool forked; /* more than one history of the feed is here */
    bool usable; /* its first leaf is a roster of the organisation that lists it */
    size_t events;
};

/* Memory that lives as long as the case: copies of texts and parsed events. */
struct block {
    struct block *next;
};

/* A channel of the case, looked up once. */
struct reading {
    int64_t channel;
    vs_instant since; /* its key is here */
};

struct vs_casefile {
    size_t holders; /* beside the first */
    struct vs_store *store;
    struct vs_hash id;
    int64_t case_leaf;
    vs_instant known_at;
    vs_instant now;
    struct vs_casefile_event *events;
    struct vs_event *parsed; /* events[i].event points into it */
    bool *has_parsed;
    enum vs_acked *acked;
    struct vs_fold_event *input;
    size_t count, room;
    struct writer *writers;
    size_t writer_count;
    struct reading *readings;
    size_t reading_count;
    struct vs_standing *follows; /* by event, of forked feeds; NULL where there are none */
    struct vs_hash *after;       /* what they point into */
    struct vs_standing *stands;  /* where the leaves of forked feeds stand, sorted */
    size_t stand_count;
    struct block *blocks;
    struct vs_fold *fold;
    vs_instant lacks_from;   /* of a key that our organisation was to have; VS_INSTANT_NEVER */
    struct vs_hash lacks_by; /* who made it */
    struct vs_hash *waits;   /* for these, which its offers name */
    size_t wait_count;
    enum vs_code failed; /* of a look-up for the fold, which can only hear "not held" */
    struct vs_err why;
};

/* A copy that lives as long as the case, with a NUL behind it; NULL when memory is out. */
void *casefile_keep(struct vs_casefile *file, const void *bytes, size_t len);

/* The agreements, adoptions and calendars that the events of the case name, as they were known at
 * its `known_at`; what is not held is noted in `waits`, a failure in `failed` and `why`. */
struct vs_fold_source casefile_source(struct vs_casefile *file);

#endif
