/*
 * What an event says beside who did what to whom: origin, unsafety, what a handover tells its
 * receiver, the kind of a contact, what came of a trajectory, an answer (FORMAT.md 9.3).
 */
#ifndef VS_CLI_TOLD_H
#define VS_CLI_TOLD_H

#include "cli/session.h"
#include "core/casework/event.h"

/* Sets `told`, an object, if the event says anything of the kind. */
void vs_told_json(struct vs_json *doc, struct vs_store *store, const struct vs_event *event);

/* The same in words, appended: "after: investigation; unsafety: ..."; nothing if there is none. */
void vs_told_text(struct vs_buf *out, struct vs_store *store, const struct vs_event *event);

#endif
