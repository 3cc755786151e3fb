/* Facts of case events: what is read is written to the same bytes, and folds, whatever it says. */
#include "core/casework/chain.h"
#include "core/casework/fold.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static enum vs_held
no_agreement(void *payload, const struct vs_agreement **out, const struct vs_hash *hash)
{
    (void)payload;
    (void)out;
    return hash->b[0] & 1 ? VS_NO_SUCH : VS_NOT_HELD;
}

static enum vs_held
no_calendar(void *payload, const struct vs_calendar **out, const struct vs_hash *hash,
            const struct vs_fold_event *offer, vs_instant rec)
{
    (void)payload;
    (void)out;
    (void)hash;
    (void)offer;
    (void)rec;
    return VS_NOT_HELD;
}

static enum vs_held
no_adoption(void *payload, struct vs_fold_adoption *out, const struct vs_hash *leaf,
            const struct vs_fold_event *offer)
{
    (void)payload;
    (void)out;
    (void)offer;
    return leaf->b[0] & 1 ? VS_NO_SUCH : VS_NOT_HELD;
}

/* The event after an opening by the same organisation, which it names as its cause. */
static void
fold_it(struct vs_event *event)
{
    static struct vs_event_party parties[2] = {{{{1}}, VS_PARTY_FULL}, {{{2}}, VS_PARTY_FULL}};
    static const struct vs_fold_source source = {NULL, no_agreement, no_calendar, no_adoption,
                                                 NULL};
    struct vs_event opening = {.type = VS_EV_OPEN,
                               .type_text = "case.open",
                               .v = 1,
                               .takes = true,
                               .parties = parties,
                               .party_count = 2};
    struct vs_fold_event in[2] = {
        {.id = {{9}}, .org = {{1}}, .feed = {{1}}, .event = &opening},
        {.id = {{8}}, .org = {{1}}, .feed = {{1}}, .index = 1, .event = event}};
    struct vs_rule_member members[VS_RULE_MEMBERS_MAX];
    struct vs_fold *fold = NULL;
    struct vs_chain chain;
    struct vs_buf dump;

    opening.at = opening.made = event->made < event->at ? event->made : event->at;
    if (event->type != VS_EV_OPEN) {
        event->case_id = in[0].id;
    }
    for (size_t i = 0; i < event->head_count; i++) {
        event->heads[i] = in[0].id;
    }
    vs_buf_init(&dump, 1u << 20);
    FUZZ_CHECK(vs_fold_make(&fold, &in[0].id, in, 2, &source, NULL) == VS_OK);
    vs_fold_dump(&dump, fold);
    FUZZ_CHECK(vs_buf_check(&dump, "dump", NULL) == VS_OK && fold->entry_count == 2);
    FUZZ_CHECK(vs_chain_make(&chain, fold, event->made, NULL) == VS_OK);
    for (uint32_t i = 0; i < fold->offer_count; i++) {
        FUZZ_CHECK(vs_rule_members(members, fold, &chain, i, 0) <= VS_RULE_MEMBERS_MAX);
    }
    vs_chain_release(&chain);
    vs_fold_free(fold);
    vs_buf_release(&dump);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vs_err err = {0};
    struct vs_event event;
    struct vs_buf out;

    for (unsigned type = 0; type < VS_EV_NOTE_OTHER; type += 4) {
        enum vs_code code = vs_event_content_check((enum vs_event_type)type, data, size, NULL);

        FUZZ_CHECK(code != VS_E_INTERNAL);
    }
    if (vs_event_parse(&event, data, size, &err) != VS_OK) {
        FUZZ_CHECK(err.code != VS_OK && err.detail[0]);
        return 0;
    }
    vs_buf_init(&out, VS_FACTS_BYTES_MAX);
    if (event.type != VS_EV_NEWER && event.type != VS_EV_NOTE_OTHER &&
        !memmem(data, size, "\"x_", 3)) {
        FUZZ_CHECK(vs_event_write(&out, &event, NULL) == VS_OK);
        FUZZ_CHECK(out.len == size && memcmp(out.p, data, size) == 0);
    }
    vs_buf_release(&out);
    fold_it(&event);
    vs_event_release(&event);
    return 0;
}
