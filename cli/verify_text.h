/* What people read about the findings of `vs verify`: a sentence, and what to do next. */
#ifndef VS_CLI_VERIFY_TEXT_H
#define VS_CLI_VERIFY_TEXT_H

#include "core/audit/finding.h"

struct vs_verify_text {
    const char *what; /* msgid: without stop */
    const char *next; /* msgid: what to do */
};

/* Never NULL. */
const struct vs_verify_text *vs_verify_text(enum vs_finding_kind kind);

#endif
