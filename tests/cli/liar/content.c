/* Content that is not what its facts promise. */
#include <stdlib.h>
#include <string.h>

#include "tests/cli/liar/liar.h"

static void
note_with(struct vs_str content, size_t cut, bool flip)
{
    struct vs_channel_row channel = case_channel();
    struct vs_event event = event_of(VS_EV_NOTE);
    int64_t leaf = VS_LEAF_ID(store->feed.id, store->feed.tree.size);
    struct vs_buf facts, raw, cipher;

    vs_buf_init(&facts, VS_FACTS_CLASS_MAX);
    event.content = VS_CONTENT_JSON;
    MUST(vs_event_write(&facts, &event, &err));
    seal_at(&raw, &cipher, &channel, vs_buf_str(&facts), content, 0, 0);
    append(vs_buf_str(&raw));
    if (flip) {
        cipher.p[40] ^= 1;
    }
    MUST(vs_content_insert(store->ledger, leaf, (struct vs_str){(char *)cipher.p, cipher.len - cut},
                           vs_store_now(store), &err));
    vs_buf_release(&facts);
    vs_buf_release(&raw);
    vs_buf_release(&cipher);
}

static void
content_length(void)
{
    note_with(VS_STR("{\"text\":\"shorter\"}"), 100, false);
}

static void
content_hash(void)
{
    note_with(VS_STR("{\"text\":\"another\"}"), 0, true);
}

static void
content_no_json(void)
{
    note_with(VS_STR("\x01 not what the facts promise"), 0, false);
}

static void
content_terminal(void)
{
    note_with(VS_STR("{\"text\":\"\x1b[2J\x1b]0;owned\x07\"}"), 0, false);
}

/* The longest text that a note may have. */
static void
content_huge(void)
{
    size_t len = 200000;
    char *text = malloc(len + 20);

    if (!text) {
        exit(1);
    }
    strcpy(text, "{\"text\":\"");
    memset(text + 9, 'x', len);
    strcpy(text + 9 + len, "\"}");
    note_with(vs_str(text), 0, false);
    free(text);
}

const struct liar_lie liar_content[] = {
    {"content-length", content_length},   {"content-hash", content_hash},
    {"content-no-json", content_no_json}, {"content-terminal", content_terminal},
    {"content-huge", content_huge},       {NULL, NULL},
};
