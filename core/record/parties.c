#include "core/record/parties.h"

#include <stdio.h>
#include <string.h>

#include "core/identity/card.h"
#include "core/ledger/cases.h"
#include "core/ledger/channels.h"
#include "core/record/directory.h"
#include "core/record/finding.h"
#include "core/record/take.h"

struct naming {
    struct vs_store *store;
    int64_t case_leaf;
    struct vs_channel_row channel;
};

static enum vs_code
search_feed(void *payload, const struct vs_feed_row *feed, struct vs_err *err)
{
    struct naming *naming = payload;

    return vs_take_catch_up(naming->store, &naming->channel, feed, err);
}

struct org_naming {
    struct naming naming;
    int64_t org;
};

static enum vs_code
search_channel(void *payload, const struct vs_channel_row *channel, struct vs_err *err)
{
    struct org_naming *named = payload;

    named->naming.channel = *channel;
    return vs_feed_each(named->naming.store->ledger, named->org, search_feed, &named->naming, err);
}

static enum vs_code
name(struct vs_store *store, int64_t case_leaf, const struct vs_hash *org, struct vs_err *err)
{
    struct org_naming named;
    struct vs_org_row row;
    bool added;
    enum vs_code code = vs_party_insert(store->ledger, case_leaf, org, &added, err);

    if (code != VS_OK || !added) {
        return code;
    }
    code = vs_org_by_hash(store->ledger, &row, org, err);
    if (code == VS_E_NOT_FOUND) {
        return VS_OK; /* found again when somebody introduces it or its card comes */
    }
    memset(&named, 0, sizeof(named));
    named.naming.store = store;
    named.naming.case_leaf = case_leaf;
    named.org = row.id;
    return code == VS_OK
               ? vs_channel_each_of_case(store->ledger, case_leaf, search_channel, &named, err)
               : code;
}

/* The identity in an `introduce`, if it is one and is the party's. */
/* *good is false for an identity that is none, or not that of the party named beside it. */
static enum vs_code
read_identity(struct vs_card_identity *out, bool *good, const struct vs_event *event,
              struct vs_err *err)
{
    struct vs_json *value = NULL;
    enum vs_code code =
        vs_json_parse(&value, event->identity, event->identity_len, VS_JSON_CONTENT, err);

    if (code == VS_OK) {
        code = vs_card_identity_read(out, value, err);
    }
    *good = code == VS_OK && vs_hash_eq(&out->org, &event->party.org);
    vs_json_free(value);
    return code == VS_E_NO_MEMORY ? code : VS_OK;
}

/* An introduction that says something else of an organisation than what is known is noted. If that
 * came from a card, the introduction is false; of two introductions nobody can tell which one is,
 * so that the words of the finding blame neither. A rebuild sees again what has been judged. */
static enum vs_code
compare_known(struct vs_store *store, const struct vs_org_row *row, const struct vs_event *event,
              int64_t leaf, struct vs_err *err)
{
    struct vs_str identity = {(const char *)event->identity, event->identity_len};
    struct vs_card_identity parsed;
    struct vs_buf known;
    bool good = false;
    enum vs_code code = VS_OK;

    if (store->rebuilding) {
        return VS_OK;
    }
    vs_buf_init(&known, 65536);
    code = read_identity(&parsed, &good, event, err);
    vs_wipe(&parsed, sizeof(parsed));
    if (code == VS_OK && !good) {
        code = vs_found(store, leaf, VS_FOUND_FALSE_INTRODUCTION, err);
    } else if (code == VS_OK) {
        code = vs_org_identity(store->ledger, &known, row->id, err);
        if (code == VS_OK && !vs_str_eq(vs_buf_str(&known), identity)) {
            code = vs_found(store, leaf,
                            row->own || row->pinned ? VS_FOUND_FALSE_INTRODUCTION
                                                    : VS_FOUND_OTHER_INTRODUCTION,
                            err);
        }
        code = code == VS_E_NOT_FOUND ? VS_OK : code;
    }
    vs_buf_release(&known);
    return code;
}

/* Whether another identity may take the place of the one that is known, which no card pinned: as
 * long as nothing that the organisation wrote bore it out. Organisations are not derived: a rebuild
 * leaves them as they are. */
static enum vs_code
may_be_another(struct vs_store *store, bool *may, const struct vs_org_row *row,
               const struct vs_event *event, struct vs_err *err)
{
    struct vs_str identity = {(const char *)event->identity, event->identity_len};
    struct vs_buf known;
    bool read = false;
    enum vs_code code;

    *may = false;
    if (row->own || row->pinned || store->rebuilding) {
        return VS_OK;
    }
    vs_buf_init(&known, 65536);
    code = vs_org_identity(store->ledger, &known, row->id, err);
    if (code == VS_OK && !vs_str_eq(vs_buf_str(&known), identity)) {
        code = vs_expected_any(store->ledger, &read, -row->id, err);
        *may = code == VS_OK && !read;
    }
    vs_buf_release(&known);
    return code;
}

/* An introduction pins nothing, or whoever introduces somebody falsely, and first, would keep all
 * that it writes from us. */
static enum vs_code
introduce_again(struct vs_store *store, struct vs_org_row *row, const struct vs_event *event,
                int64_t by, bool *news, struct vs_err *err)
{
    struct vs_str bytes = {(const char *)event->identity, event->identity_len};
    struct vs_card_identity identity;
    struct vs_channel_row directory;
    bool good = false;
    enum vs_code code = may_be_another(store, &good, row, event, err);

    if (code == VS_OK && good) {
        code = read_identity(&identity, &good, event, err);
    }
    if (code != VS_OK || !good) {
        return code;
    }
    memcpy(row->kd.b, identity.directory, sizeof(row->kd.b));
    snprintf(row->name, sizeof(row->name), "%s", identity.name);
    row->has_kd = true;
    row->introducer = by;
    vs_wipe(&identity, sizeof(identity));
    vs_directory_channel(&directory, row);
    code = vs_org_reintroduce(store->ledger, row, bytes, err);
    if (code == VS_OK) {
        code = vs_take_add_channel(store, &directory, err);
    }
    if (code == VS_OK) {
        code = vs_directory_search(store, row->id, err);
    }
    if (code == VS_OK) {
        code = vs_remote_branch_forget_unknown(store->ledger, err);
    }
    *news = code == VS_OK;
    vs_wipe(&directory, sizeof(directory));
    return code;
}

enum vs_code
vs_parties_introduce(struct vs_store *store, const struct vs_event *event, int64_t by, int64_t leaf,
                     bool *news, struct vs_err *err)
{
    struct vs_card_identity identity;
    struct vs_channel_row directory;
    struct vs_org_row row;
    uint64_t count;
    bool good;
    enum vs_code code = vs_org_by_hash(store->ledger, &row, &event->party.org, err);

    *news = false;
    if (code != VS_E_NOT_FOUND) {
        code = code == VS_OK ? compare_known(store, &row, event, leaf, err) : code;
        return code == VS_OK ? introduce_again(store, &row, event, by, news, err) : code;
    }
    code = read_identity(&identity, &good, event, err);
    if (code != VS_OK || !good) {
        return code == VS_OK && !store->rebuilding
                   ? vs_found(store, leaf, VS_FOUND_FALSE_INTRODUCTION, err)
                   : code;
    }
    code = vs_org_introduced(store->ledger, &count, by, err);
    if (code != VS_OK || (count >= VS_INTRODUCED_MAX && by != store->self.id)) {
        return code != VS_OK ? code : vs_found(store, leaf, VS_FOUND_TOO_MANY_INTRODUCED, err);
    }
    memset(&row, 0, sizeof(row));
    row.introducer = by;
    row.org = identity.org;
    row.has_kd = true;
    memcpy(row.kd.b, identity.directory, sizeof(row.kd.b));
    snprintf(row.name, sizeof(row.name), "%s", identity.name);
    code = vs_org_insert(store->ledger, &row,
                         (struct vs_str){(const char *)event->identity, event->identity_len},
                         vs_store_now(store), err);
    if (code == VS_OK) {
        vs_directory_channel(&directory, &row);
        code = vs_take_add_channel(store, &directory, err);
    }
    if (code == VS_OK) {
        code = vs_remote_branch_forget_unknown(store->ledger, err);
    }
    *news = code == VS_OK;
    vs_wipe(&identity, sizeof(identity));
    return code;
}

enum vs_code
vs_parties_each(const struct vs_event *event,
                enum vs_code (*each)(void *payload, const struct vs_hash *org, struct vs_err *err),
                void *payload, struct vs_err *err)
{
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < event->party_count; i++) {
        code = each(payload, &event->parties[i].org, err);
    }
    if (code == VS_OK && event->type == VS_EV_OFFER) {
        code = each(payload, &event->to, err);
    }
    if (code == VS_OK && (event->type == VS_EV_PARTY_ADD || event->type == VS_EV_INTRODUCE)) {
        code = each(payload, &event->party.org, err);
    }
    return code;
}

struct named {
    struct vs_store *store;
    int64_t case_leaf;
};

static enum vs_code
name_party(void *payload, const struct vs_hash *org, struct vs_err *err)
{
    const struct named *named = payload;

    return name(named->store, named->case_leaf, org, err);
}

enum vs_code
vs_parties_named(struct vs_store *store, int64_t case_leaf, const struct vs_event *event,
                 const struct vs_feed_row *writer, int64_t leaf, struct vs_err *err)
{
    struct named named = {store, case_leaf};
    struct vs_org_row org;
    bool introduced;
    enum vs_code code = vs_org_by_id(store->ledger, &org, writer->org, err);

    if (code == VS_OK) {
        code = name(store, case_leaf, &org.org, err);
    }
    if (code == VS_OK && event->type == VS_EV_INTRODUCE) {
        code = vs_parties_introduce(store, event, writer->org, leaf, &introduced, err);
    }
    return code == VS_OK ? vs_parties_each(event, name_party, &named, err) : code;
}

enum vs_code
vs_parties_text(struct vs_store *store, const struct vs_event_row *row, struct vs_err *err)
{
    struct vs_event event;
    struct vs_org_row org;
    bool news;
    enum vs_code code;

    if (!vs_str_is(row->type, "introduce")) {
        return VS_OK;
    }
    code = vs_event_parse(&event, row->facts.p, row->facts.len, err);
    if (code != VS_OK) {
        return code;
    }
    code = vs_org_by_hash(store->ledger, &org, &event.party.org, err);
    vs_event_release(&event);
    if (code == VS_E_NOT_FOUND) {
        return VS_OK;
    }
    if (code == VS_OK) {
        code = vs_directory_take_roster(store, org.id, row->text, &news, err);
    }
    /* A bad roster is the introducer's fault and changes nothing here. */
    return code == VS_E_NO_MEMORY || code == VS_E_SQL || code == VS_E_IO ? code : VS_OK;
}
