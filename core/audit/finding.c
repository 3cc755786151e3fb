#include "core/audit/finding.h"

static const struct {
    const char *name;
    enum vs_severity severity;
} kinds[VS_FINDING_KINDS] = {
#define VS_FINDING(name, text, severity) {text, VS_SEVERITY_##severity},
#include "core/audit/findings.def"
#undef VS_FINDING
};

const char *
vs_finding_name(enum vs_finding_kind kind)
{
    return kind < VS_FINDING_KINDS ? kinds[kind].name : "?";
}

enum vs_severity
vs_finding_severity(enum vs_finding_kind kind)
{
    return kind < VS_FINDING_KINDS ? kinds[kind].severity : VS_SEVERITY_WRONG;
}

const char *
vs_severity_name(enum vs_severity severity)
{
    static const char *const names[VS_SEVERITIES] = {"remark", "incomplete", "wrong", "forked"};

    return severity < VS_SEVERITIES ? names[severity] : "?";
}
