/* What an event says of the order of things: its causes, what its writer had opened, and its times.
 */
#include "core/log/leaf.h"
#include "tests/cli/liar/liar.h"

static void
unknown_head(void)
{
    struct vs_event event = event_of(VS_EV_CLOSE);
    struct vs_hash unknown = any_hash(3);

    event.heads = &unknown;
    event.head_count = 1;
    record(&event);
}

static void
sixteen_unknown_heads(void)
{
    struct vs_event event = event_of(VS_EV_NOTE);

    for (uint8_t i = 0; i < VS_EVENT_HEADS_MAX; i++) {
        heads[i] = any_hash((uint8_t)(i + 1));
    }
    event.head_count = VS_EVENT_HEADS_MAX;
    record(&event);
}

/* All legal: sixteen heads that are known. */
static void
sixteen_heads(void)
{
    struct vs_event event = event_of(VS_EV_NOTE);
    struct vs_hash ids[VS_EVENT_HEADS_MAX];

    for (size_t i = 0; i < VS_EVENT_HEADS_MAX; i++) {
        event.at = event.made = now;
        ids[i] = record(&event);
    }
    event.heads = ids;
    event.head_count = vs_event_sort_set(ids, VS_EVENT_HEADS_MAX);
    record(&event);
}

/* An event that names as its cause the one that comes after it in the same feed. */
static void
future_head(void)
{
    struct vs_channel_row channel = case_channel();
    struct vs_event first = event_of(VS_EV_CLOSE), second = event_of(VS_EV_NOTE);
    struct vs_buf facts, raw[2], cipher[2];
    struct vs_hash id;

    vs_buf_init(&facts, VS_FACTS_CLASS_MAX);
    MUST(vs_event_write(&facts, &second, &err));
    seal_at(&raw[1], &cipher[1], &channel, vs_buf_str(&facts), (struct vs_str){NULL, 0}, 1, 1);
    vs_merkle_leaf_hash(&id, raw[1].p, raw[1].len);
    first.heads = &id;
    first.head_count = 1;
    vs_buf_clear(&facts);
    MUST(vs_event_write(&facts, &first, &err));
    seal_at(&raw[0], &cipher[0], &channel, vs_buf_str(&facts), (struct vs_str){NULL, 0}, 0, 0);
    append(vs_buf_str(&raw[0]));
    append(vs_buf_str(&raw[1]));
    for (int i = 0; i < 2; i++) {
        vs_buf_release(&raw[i]);
        vs_buf_release(&cipher[i]);
    }
    vs_buf_release(&facts);
}

static void
ack_of(struct vs_hash *ids, size_t count)
{
    struct vs_event event = event_of(VS_EV_ACK);

    event.opened = ids;
    event.opened_count = vs_event_sort_set(ids, count);
    record(&event);
}

static void
ack_unknown(void)
{
    struct vs_hash id = any_hash(5);

    ack_of(&id, 1);
}

static void
ack_own(void)
{
    struct vs_event event = event_of(VS_EV_NOTE);
    struct vs_hash id = record(&event);

    ack_of(&id, 1);
}

static void
ack_many(void)
{
    struct vs_hash lists[3][VS_EVENT_ACK_MAX];
    struct vs_event event = event_of(VS_EV_ACK);

    for (size_t i = 0; i < 3; i++) {
        for (size_t n = 0; n < VS_EVENT_ACK_MAX; n++) {
            store->env->random(store->env->payload, lists[i][n].b, sizeof lists[i][n].b);
        }
        (void)vs_event_sort_set(lists[i], VS_EVENT_ACK_MAX);
    }
    event.opened = lists[0];
    event.facts_only = lists[1];
    event.unreadable = lists[2];
    event.opened_count = event.facts_only_count = event.unreadable_count = VS_EVENT_ACK_MAX;
    record(&event);
}

static void
ack_all(void)
{
    struct vs_hash ids[VS_EVENT_ACK_MAX];
    size_t count = 0;

    for (size_t i = 0; i < vs_casefile_count(file) && count < VS_EVENT_ACK_MAX; i++) {
        ids[count++] = vs_casefile_event(file, i)->id;
    }
    ack_of(ids, count);
}

static void
ack_of_then(void)
{
    struct vs_event event = event_of(VS_EV_ACK);
    struct vs_hash id = newest(VS_EV_OFFER)->id;

    event.opened = &id;
    event.opened_count = 1;
    event.at = now - 86400;
    record(&event);
}

static void
at_time(enum vs_event_type type, vs_instant at, vs_instant made)
{
    struct vs_event event = event_of(type);

    if (type == VS_EV_ACCEPT || type == VS_EV_REFUSE) {
        event.re = newest(VS_EV_OFFER)->id;
        event.has_re = true;
    }
    event.at = at;
    event.made = made;
    record(&event);
}

static void
made_in_an_hour(void)
{
    at_time(VS_EV_ACCEPT, now + 3600, now + 3600);
}

static void
made_in_years(void)
{
    at_time(VS_EV_ACCEPT, now + 10 * 31536000LL, now + 10 * 31536000LL);
}

static void
at_after_made(void)
{
    at_time(VS_EV_ACCEPT, now + 3600, now);
}

static void
refused_before(void)
{
    at_time(VS_EV_REFUSE, now - 20 * 86400, now);
}

static void
made_before(void)
{
    at_time(VS_EV_REFUSE, 0, 0);
}

const struct liar_lie liar_order[] = {
    {"unknown-head", unknown_head},
    {"sixteen-unknown-heads", sixteen_unknown_heads},
    {"sixteen-heads", sixteen_heads},
    {"future-head", future_head},
    {"ack-unknown", ack_unknown},
    {"ack-own", ack_own},
    {"ack-many", ack_many},
    {"ack-all", ack_all},
    {"ack-of-then", ack_of_then},
    {"made-in-an-hour", made_in_an_hour},
    {"made-in-years", made_in_years},
    {"at-after-made", at_after_made},
    {"refused-before", refused_before},
    {"made-before", made_before},
    {NULL, NULL},
};
