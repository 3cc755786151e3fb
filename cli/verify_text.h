/* What people read about the findings of `vs verify`: a sentence, and what to do next. */
#ifndef VS_CLI_VERIFY_TEXT_H
#define VS_CLI_VERIFY_TEXT_H

#include "core/audit/finding.h"

struct vs_verify_text {
    const char *what; /* msgid: without stop */
    const char *next; /* msgid: what to do; see vs_verify_next */
};

/* Never NULL. */
const struct vs_verify_text *vs_verify_text(enum vs_finding_kind kind);

/* msgid: what to do next. `own`: it is about our own organisation, so that nobody is to be asked.
 */
const char *vs_verify_next(enum vs_finding_kind kind, bool own);

#endif
