/* What stands against an organisation as long as it does: forked and wrongly closed devices,
 * rosters that contradict each other. For showing; a function of what is stored. */
#ifndef VS_CORE_RECORD_FAULTS_H
#define VS_CORE_RECORD_FAULTS_H

#include "core/record/store.h"

enum vs_fault_kind {
    VS_FAULT_FORKED,           /* a device signed two histories; `at`: leaves in common at most */
    VS_FAULT_CLOSED_CONTINUED, /* leaves at or after the closing; `at`: where it was closed */
    VS_FAULT_CLOSING_MISMATCH, /* the feed is not the one that was closed */
    VS_FAULT_ROSTER_CONFLICT,  /* two rosters of one rank */
    VS_FAULT_ROSTER_CHANGED, /* a generation that does not agree about the next root or its base */
    VS_FAULT_REOPENED,       /* a closed device is called active again */
    VS_FAULT_CLOSED_TWICE,   /* at two places */
    VS_FAULT_DROPPED         /* a device is missing from a later roster */
};
struct vs_fault {
    enum vs_fault_kind kind;
    bool has_feed;
    struct vs_origin feed; /* of a device; of rosters there is none */
    uint64_t at;
};
/* Stable: "forked", "closed-continued", ... */
const char *vs_fault_name(enum vs_fault_kind kind);

/* Of one organisation (row); forks first. */
enum vs_code vs_faults_each(struct vs_store *store, int64_t org,
                            enum vs_code (*each)(void *payload, const struct vs_fault *fault,
                                                 struct vs_err *err),
                            void *payload, struct vs_err *err) VS_MUST_USE;

#endif
