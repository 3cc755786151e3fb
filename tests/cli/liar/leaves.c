/* Leaves that do not open, stand in the wrong place, or whose facts are none. */
#include "core/log/leaf.h"
#include "tests/cli/liar/liar.h"

static void
break_cipher(uint8_t *leaf, size_t len)
{
    leaf[len - 1] ^= 1;
}

static void
break_commitment(uint8_t *leaf, size_t len)
{
    (void)len;
    leaf[128] ^= 1;
}

static void
other_kind(uint8_t *leaf, size_t len)
{
    (void)len;
    leaf[4] = 9;
}

static void
bent(twist bend)
{
    struct vs_channel_row channel = case_channel();

    say_in(&channel, vs_str(note_facts("", "note", 1)), (struct vs_str){NULL, 0}, bend);
}

static void
unopenable(void)
{
    bent(break_cipher);
}

static void
wrong_commitment(void)
{
    bent(break_commitment);
}

static void
unknown_kind(void)
{
    bent(other_kind);
}

/* A tag that says that one leaf went before which there is not. */
static void
skipped_tag(void)
{
    struct vs_channel_row channel = case_channel();
    struct vs_buf raw, cipher;

    seal_at(&raw, &cipher, &channel, vs_str(note_facts("", "note", 1)), (struct vs_str){NULL, 0}, 0,
            1);
    append(vs_buf_str(&raw));
    vs_buf_release(&raw);
    vs_buf_release(&cipher);
}

/* A leaf of somebody else's, as it is, or under the tag that is expected of this feed. */
static void
anothers(bool own_tag)
{
    struct vs_channel_row channel = case_channel();
    struct vs_buf raw;

    for (size_t i = 0; i < vs_casefile_count(file); i++) {
        const struct vs_casefile_event *event = vs_casefile_event(file, i);

        if (event->org == store->self.id) {
            continue;
        }
        vs_buf_init(&raw, VS_LEAF_MAX);
        MUST(vs_leaf_get(store->ledger, &raw, NULL, NULL, event->leaf, &err));
        if (own_tag) {
            tag_ahead(raw.p + VS_LEAF_COMMON_LEN - VS_LEAF_TAG_LEN, &channel, 0);
        }
        append(vs_buf_str(&raw));
        vs_buf_release(&raw);
        if (own_tag) {
            return; /* one is enough: the next tag is another */
        }
    }
}

static void
copied_leaves(void)
{
    anothers(false);
}

static void
moved_leaf(void)
{
    anothers(true);
}

static void
not_canonical(void)
{
    say(note_facts(" ", "note", 1));
}

static void
no_json(void)
{
    say("no json at all");
}

static void
empty_object(void)
{
    say("{}");
}

static void
other_case(void)
{
    struct vs_event event = event_of(VS_EV_NOTE);

    event.case_id = any_hash(9);
    record(&event);
}

static void
second_opening(void)
{
    struct vs_event_party self = {store->self.org, VS_PARTY_FULL};
    struct vs_event event = event_of(VS_EV_OPEN);

    event.case_id = any_hash(0);
    event.heads = NULL;
    event.head_count = 0;
    event.takes = true;
    event.parties = &self;
    event.party_count = 1;
    record(&event);
}

static void
newer_version(void)
{
    say(note_facts("", "note", 2));
}

static void
newer_type(void)
{
    say(note_facts("", "transfer.compel", 1));
}

static void
newer_member(void)
{
    say(note_facts("\"a_new_member\":1,", "note", 1));
}

static void
other_note(void)
{
    say(note_facts("", "note.from_the_future", 2));
}

const struct liar_lie liar_leaves[] = {
    {"unopenable", unopenable},         {"wrong-commitment", wrong_commitment},
    {"unknown-kind", unknown_kind},     {"skipped-tag", skipped_tag},
    {"copied-leaves", copied_leaves},   {"moved-leaf", moved_leaf},
    {"not-canonical", not_canonical},   {"no-json", no_json},
    {"empty-object", empty_object},     {"other-case", other_case},
    {"second-opening", second_opening}, {"newer-version", newer_version},
    {"newer-type", newer_type},         {"newer-member", newer_member},
    {"other-note", other_note},         {NULL, NULL},
};
