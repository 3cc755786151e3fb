/* What every lie is made of: facts, the leaf that they are sealed into, and the feed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/log/leaf.h"
#include "core/record/directory.h"
#include "core/record/take.h"
#include "tests/cli/liar/liar.h"

struct vs_err err;
struct vs_store *store;
int64_t the_case;
struct vs_casefile *file;
struct vs_hash case_id;
const char *other;
vs_instant now;
struct vs_hash heads[VS_EVENT_HEADS_MAX];
const struct vs_str no_rules = {"{\"a\":1}", 7};

void
must(enum vs_code code, const char *what)
{
    if (code != VS_OK) {
        fprintf(stderr, "liar: %s: %s: %s: %s\n", what, vs_code_name(code), err.subject,
                err.detail);
        exit(1);
    }
}

struct vs_channel_row
case_channel(void)
{
    struct vs_channel_row channel;

    MUST(vs_channel_by_id(store->ledger, &channel, the_case, &err));
    return channel;
}

/* The tag of the leaf that comes `ahead` places after the next one of the channel. */
void
tag_ahead(uint8_t tag[VS_TAG_LEN], const struct vs_channel_row *channel, uint64_t ahead)
{
    struct vs_expected_row expected;

    MUST(vs_expected_get(store->ledger, &expected, channel->id, store->feed.id, &err));
    vs_tag(tag, channel->kf, &store->feed.feed, expected.n + ahead);
}

/* Seals facts for the place `ahead` of the next one, with the tag `tags` ahead. */
void
seal_at(struct vs_buf *raw, struct vs_buf *cipher, const struct vs_channel_row *channel,
        struct vs_str facts, struct vs_str content, uint64_t ahead, uint64_t tags)
{
    struct vs_sealing sealing;
    struct vs_hash salt;

    memset(&sealing, 0, sizeof sealing);
    store->env->random(store->env->payload, salt.b, sizeof salt.b);
    sealing.place.index = store->feed.tree.size + ahead;
    sealing.place.feed = &store->feed.feed;
    sealing.place.salt = &salt;
    tag_ahead(sealing.tag, channel, tags);
    sealing.kf = channel->kf;
    sealing.kc = channel->kc;
    sealing.facts = facts;
    sealing.content = content;
    vs_buf_init(raw, VS_LEAF_MAX);
    vs_buf_init(cipher, VS_CONTENT_FILE_MAX);
    MUST(vs_leaf_seal(raw, cipher, &sealing, &err));
}

struct vs_hash
append(struct vs_str raw)
{
    char text[VS_HASH_TEXT_LEN + 1];
    struct vs_hash id;

    vs_merkle_leaf_hash(&id, raw.p, raw.len);
    MUST(vs_take_leaf(store, &store->feed, raw, now, &err));
    vs_hash_text(text, &id);
    printf("%s\n", text);
    return id;
}

struct vs_hash
say_in(const struct vs_channel_row *channel, struct vs_str facts, struct vs_str content, twist bend)
{
    int64_t leaf = VS_LEAF_ID(store->feed.id, store->feed.tree.size);
    struct vs_buf raw, cipher;
    struct vs_hash id;

    seal_at(&raw, &cipher, channel, facts, content, 0, 0);
    if (bend) {
        bend(raw.p, raw.len);
    }
    id = append(vs_buf_str(&raw));
    if (cipher.len > 0) {
        MUST(vs_take_content(store, leaf, vs_buf_str(&cipher), &err));
    }
    vs_buf_release(&raw);
    vs_buf_release(&cipher);
    return id;
}

struct vs_hash
say(const char *facts)
{
    struct vs_channel_row channel = case_channel();

    return say_in(&channel, vs_str(facts), (struct vs_str){NULL, 0}, NULL);
}

/* In the directory of the liar's organisation. */
void
say_directory(const char *facts, struct vs_str content)
{
    struct vs_channel_row channel;

    vs_directory_channel(&channel, &store->self);
    say_in(&channel, vs_str(facts), content, NULL);
}

/* What every honest event has. */
struct vs_event
event_of(enum vs_event_type type)
{
    struct vs_event event;

    memset(&event, 0, sizeof event);
    event.type = type;
    event.v = 1;
    event.case_id = case_id;
    event.at = event.made = now;
    event.heads = heads;
    event.head_count = vs_fold_heads(vs_casefile_fold(file), heads, VS_EVENT_HEADS_MAX);
    event.head_count = vs_event_sort_set(heads, event.head_count);
    return event;
}

struct vs_hash
record(const struct vs_event *event)
{
    struct vs_channel_row channel = case_channel();
    struct vs_buf facts;
    struct vs_hash id;

    vs_buf_init(&facts, VS_FACTS_CLASS_MAX);
    MUST(vs_event_write(&facts, event, &err));
    id = say_in(&channel, vs_buf_str(&facts), (struct vs_str){NULL, 0}, NULL);
    vs_buf_release(&facts);
    return id;
}

/* The facts of a note of now as text, with other members in front of `at` and behind `type`. */
const char *
note_facts(const char *before, const char *type, int v)
{
    static char text[4096];
    char id[VS_HASH_TEXT_LEN + 1], at[VS_INSTANT_TEXT_LEN + 1], list[VS_EVENT_HEADS_MAX * 50] = "";
    struct vs_event event = event_of(VS_EV_NOTE);

    for (size_t i = 0; i < event.head_count; i++) {
        vs_hash_text(id, &event.heads[i]);
        strcat(strcat(strcat(strcat(list, i ? "," : ""), "\""), id), "\"");
    }
    vs_hash_text(id, &case_id);
    vs_instant_text(at, now);
    snprintf(text, sizeof text,
             "{%s\"at\":\"%s\",\"case\":\"%s\",\"heads\":[%s],\"made\":\"%s\",\"type\":\"%s\","
             "\"v\":%d}",
             before, at, id, list, at, type, v);
    return text;
}

struct vs_hash
any_hash(uint8_t byte)
{
    struct vs_hash hash;

    memset(hash.b, byte, sizeof hash.b);
    return hash;
}

struct vs_org_row
other_org(void)
{
    struct vs_org_row row;

    if (!other) {
        fprintf(stderr, "liar: which organisation?\n");
        exit(2);
    }
    MUST(vs_directory_find(store, &row, other, &err));
    return row;
}

/* The newest event of this type, of anybody. */
const struct vs_casefile_event *
newest(enum vs_event_type type)
{
    for (size_t i = vs_casefile_count(file); i-- > 0;) {
        const struct vs_casefile_event *event = vs_casefile_event(file, i);

        if (event->event && event->event->type == type) {
            return event;
        }
    }
    fprintf(stderr, "liar: the case has no such event\n");
    exit(2);
}
