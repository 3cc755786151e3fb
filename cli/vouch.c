#include "cli/vouch.h"

#include <string.h>

#include "cli/answer.h"
#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/when.h"
#include "core/audit/vouch.h"

#define INDENT "          "

struct telling {
    struct vs_out *out;
    struct vs_store *store;
    struct vs_json *list;
};

/* "before Thu 2 April 2026 16:25 (Oosterhout, through 1a2b3c4d)" */
static void
print_bound(struct telling *telling, const char *word, const struct vs_time_bound *bound,
            const struct vs_hash *through)
{
    char when[VS_WHEN_LEN], label[VS_LABEL_LEN], id[VS_ID_LEN_MAX];

    if (bound->at == VS_INSTANT_NEVER) {
        vs_print(telling->out, "%s: %s", word, _("nobody else shows it"));
        return;
    }
    vs_when_text(when, bound->at, VS_WHEN_FULL);
    vs_label_org(label, telling->store, &bound->by);
    vs_print(telling->out, "%s %s (%s", word, when, label);
    if (through && !vs_hash_is_zero(through)) {
        vs_id_short(id, through);
        vs_print(telling->out, _(", through act %s"), id);
    }
    vs_print(telling->out, ")");
}

static void
print_orgs(struct telling *telling, const char *words, const struct vs_hash *orgs, size_t count)
{
    struct vs_buf names;

    if (count == 0) {
        return;
    }
    vs_buf_init(&names, VS_PRINT_MAX);
    vs_say_orgs(&names, telling->store, orgs, count, _("and"));
    vs_print(telling->out, "; %s %.*s", words, (int)names.len, (const char *)names.p);
    vs_buf_release(&names);
}

static void
print_act(struct telling *telling, const struct vs_vouched *at,
          const struct vs_casefile_event *event, const struct vs_feed_row *feed)
{
    char id[VS_ID_LEN_MAX], when[VS_WHEN_LEN], label[VS_LABEL_LEN];

    vs_id_short(id, &event->id);
    vs_label_org_row(label, telling->store, event->org);
    vs_print(telling->out, "%s  ", id);
    vs_print_style(telling->out, VS_STYLE_STRONG, "%s", vs_say_event(event->event));
    vs_print(telling->out, ", %s", label);
    if (event->event) {
        vs_when_text(when, event->event->made, VS_WHEN_FULL);
        vs_print(telling->out, _(", by its own clock %s"), when);
    }
    if (at->earlier.made > 0) {
        vs_when_text(when, at->earlier.made, VS_WHEN_FULL);
        vs_print(telling->out, "\n" INDENT);
        vs_print_style(telling->out, VS_STYLE_WARN,
                       _("dated before entry %llu of its log, which stands before it, of %s"),
                       (unsigned long long)at->earlier.leaf, when);
    }
    vs_print(telling->out, "\n" INDENT);
    vs_print(telling->out, _("signed by log %.8s"), feed->origin.text + strlen(VS_ORIGIN_PREFIX));
    print_orgs(telling, _("cosigned by"), at->cosigned, at->cosigned_count);
    print_orgs(telling, _("known to"), at->known, at->known_count);
    vs_print(telling->out, "\n" INDENT);
    print_bound(telling, _("after"), &at->after, NULL);
    vs_print(telling->out, "; ");
    print_bound(telling, _("before"), &at->before, &at->through);
    vs_print(telling->out, "\n");
}

static void
set_bound(struct vs_json *act, const char *name, const struct vs_time_bound *bound,
          const struct vs_hash *through)
{
    struct vs_json *doc;

    if (bound->at == VS_INSTANT_NEVER) {
        return;
    }
    doc = vs_json_new_object();
    vs_when_json(doc, "at", bound->at);
    vs_json_set_hash(doc, "by", &bound->by);
    if (through && !vs_hash_is_zero(through)) {
        vs_json_set_hash(doc, "through", through);
    }
    vs_json_set(act, name, doc);
}

static void
set_orgs(struct vs_json *act, const char *name, const struct vs_hash *orgs, size_t count)
{
    struct vs_json *list = vs_json_new_array();

    for (size_t i = 0; i < count; i++) {
        vs_json_add_hash(list, &orgs[i]);
    }
    vs_json_set(act, name, list);
}

static enum vs_code
tell_act(struct telling *telling, const struct vs_vouched *at,
         const struct vs_casefile_event *event, struct vs_err *err)
{
    struct vs_json *act = vs_json_new_object();
    struct vs_feed_row feed;
    struct vs_org_row org;
    enum vs_code code = vs_feed_by_id(telling->store->ledger, &feed, event->feed, err);

    if (code == VS_OK) {
        code = vs_org_by_id(telling->store->ledger, &org, event->org, err);
    }
    if (code != VS_OK) {
        vs_json_free(act);
        return code;
    }
    print_act(telling, at, event, &feed);
    vs_json_set_hash(act, "event", &event->id);
    if (event->event) {
        vs_json_set_text(act, "type",
                         event->event->type_text[0] ? event->event->type_text
                                                    : vs_event_type_name(event->event->type));
        vs_when_json(act, "made", event->event->made);
    }
    vs_json_set(act, "by", vs_json_org(telling->store, &org.org));
    vs_json_set_text(act, "feed", feed.origin.text + strlen(VS_ORIGIN_PREFIX));
    vs_json_set_int(act, "leaf", (int64_t)VS_LEAF_INDEX(event->leaf));
    set_orgs(act, "cosigned", at->cosigned, at->cosigned_count);
    set_orgs(act, "known", at->known, at->known_count);
    if (at->earlier.made > 0) {
        struct vs_json *earlier = vs_json_new_object();

        vs_json_set_int(earlier, "leaf", (int64_t)at->earlier.leaf);
        vs_when_json(earlier, "made", at->earlier.made);
        vs_json_set(act, "earlier", earlier);
    }
    set_bound(act, "after", &at->after, NULL);
    set_bound(act, "before", &at->before, &at->through);
    vs_json_add(telling->list, act);
    return VS_OK;
}

enum vs_code
vs_vouch_tell(struct vs_cli *cli, struct vs_store *store, struct vs_json *doc, int64_t case_leaf,
              struct vs_err *err)
{
    struct telling telling = {&cli->out, store, vs_json_new_array()};
    struct vs_vouching vouching = {NULL, 0};
    struct vs_casefile *file = NULL;
    enum vs_code code = vs_casefile_load(&file, store, case_leaf, VS_INSTANT_NEVER, err);

    if (code == VS_OK) {
        code = vs_vouch(&vouching, store, file, err);
    }
    for (size_t i = 0; code == VS_OK && i < vouching.count; i++) {
        code = tell_act(&telling, &vouching.list[i],
                        vs_casefile_event(file, vouching.list[i].event), err);
    }
    vs_json_set(doc, "acts", telling.list);
    vs_vouching_release(&vouching);
    vs_casefile_free(file);
    return code;
}
