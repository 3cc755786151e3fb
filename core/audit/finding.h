/* What a verification finds: one kind of thing at one place, in words (findings.def). */
#ifndef VS_CORE_AUDIT_FINDING_H
#define VS_CORE_AUDIT_FINDING_H

#include "core/ledger/feeds.h"
#include "core/log/dating.h"

/* From harmless to grave. */
enum vs_severity {
    VS_SEVERITY_REMARK,
    VS_SEVERITY_INCOMPLETE,
    VS_SEVERITY_WRONG,
    VS_SEVERITY_FORKED,
    VS_SEVERITIES
};

enum vs_finding_kind {
#define VS_FINDING(name, text, severity) VS_FOUND_##name,
#include "core/audit/findings.def"
#undef VS_FINDING
    VS_FINDING_KINDS
};

/* The stable strings; never NULL. */
const char *vs_finding_name(enum vs_finding_kind kind);
const char *vs_severity_name(enum vs_severity severity); /* "remark", ... "forked" */
enum vs_severity vs_finding_severity(enum vs_finding_kind kind);

/* Everything is borrowed; what does not apply is zeros, or false. */
struct vs_finding {
    enum vs_finding_kind kind;
    enum vs_severity severity;
    struct vs_hash org;
    bool has_feed;
    struct vs_origin feed;
    bool has_leaf;
    uint64_t leaf;        /* index in the feed */
    struct vs_hash event; /* leaf hash, as stored */
    struct vs_hash case_id;
    bool has_earlier; /* the leaf was dated back: what it says, and the one that it is before */
    vs_instant made;
    struct vs_dating earlier;
    const char *detail; /* plain English, no final stop */
};

#endif
