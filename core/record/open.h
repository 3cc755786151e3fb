/*
 * Opening a leaf that belongs to a channel, as far as it goes: what the ledger keeps of it and what
 * a verification compares with that. A function of the leaf, its place and the key.
 */
#ifndef VS_CORE_RECORD_OPEN_H
#define VS_CORE_RECORD_OPEN_H

#include "core/casework/event.h"
#include "core/identity/directory.h"
#include "core/ledger/channels.h"
#include "core/ledger/events.h"
#include "core/log/leaf.h"

/* Where the leaf lies and under which key it is to open. */
struct vs_open_at {
    const struct vs_channel_row *channel;
    const struct vs_hash *case_hash; /* of the case whose channel it is; unused in directories */
    const struct vs_hash *feed;
    int64_t id; /* row of the leaf */
};

/* What came out; `facts` and `type` point into `room`, the event and the entry. */
struct vs_opened {
    enum vs_event_state state;
    struct vs_str facts;
    struct vs_str type;
    vs_instant made;
    bool has_event;
    struct vs_event event;     /* of a case */
    struct vs_directory entry; /* of a directory */
};

/*
 * Opens `raw`. *leaf is parsed from it; its content_len is 0 when the facts did not open, so that
 * nobody reads content of such a leaf. `room` as for vs_facts_open. Only lack of memory is an
 * error: every other trouble is a state. Release with vs_opened_release also after a failure.
 */
enum vs_code vs_open_leaf(struct vs_opened *out, struct vs_leaf *leaf, struct vs_buf *room,
                          const struct vs_open_at *at, struct vs_str raw,
                          struct vs_err *err) VS_MUST_USE;
void vs_opened_release(struct vs_opened *opened);

/* Is content that opened what the facts of its event say it is? VS_E_JSON_*, VS_E_EVENT_FORMAT:
 * then it counts as wrong, as content that does not open does. */
enum vs_code vs_open_words(const struct vs_event *event, struct vs_str text,
                           struct vs_err *err) VS_MUST_USE;

#endif
