/* Contact cards: our own, and pinning a partner by its card (directory.h). */
#include "core/record/directory.h"

#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/cases.h"
#include "core/ledger/channels.h"
#include "core/record/take.h"

struct card_making {
    struct vs_card card;
    char *rosters[VS_CARD_ROSTERS_MAX];
    char *remotes[VS_CARD_HINTS_MAX];
};

static enum vs_code
card_remote(void *payload, const struct vs_remote_row *row, struct vs_err *err)
{
    struct card_making *making = payload;

    if (making->card.remote_count == VS_CARD_HINTS_MAX || strlen(row->url) > VS_CARD_HINT_LEN_MAX) {
        return VS_OK;
    }
    making->remotes[making->card.remote_count] = vs_strdup(row->url);
    if (!making->remotes[making->card.remote_count]) {
        return vs_fail_memory(err);
    }
    making->card.remote_count++;
    return VS_OK;
}

/* The newest comes last. */
static enum vs_code
card_old_roster(void *payload, uint64_t generation, struct vs_str note, struct vs_err *err)
{
    struct card_making *making = payload;

    (void)generation;
    if (making->card.roster_count == VS_CARD_ROSTERS_MAX - 1) {
        return vs_fail(err, VS_E_TOO_LARGE, "the card", "more than %d generations of rosters",
                       VS_CARD_ROSTERS_MAX);
    }
    making->rosters[making->card.roster_count] = vs_strdup(note.p);
    if (!making->rosters[making->card.roster_count]) {
        return vs_fail_memory(err);
    }
    making->card.roster_count++;
    return VS_OK;
}

enum vs_code
vs_directory_card(struct vs_store *store, struct vs_buf *out, struct vs_err *err)
{
    struct card_making making;
    struct vs_json *identity = NULL;
    struct vs_buf bytes, note;
    size_t old = 0;
    enum vs_code code;

    memset(&making, 0, sizeof(making));
    vs_buf_init(&bytes, 65536);
    vs_buf_init(&note, VS_ROSTER_MAX);
    code = vs_org_identity(store->ledger, &bytes, store->self.id, err);
    if (code == VS_OK) {
        code = vs_json_parse(&identity, bytes.p, bytes.len, VS_JSON_CONTENT, err);
    }
    if (code == VS_OK) {
        code = vs_card_identity_read(&making.card.identity, identity, err);
    }
    if (code == VS_OK) {
        code = vs_directory_roster(store, &note, store->self.id, err);
    }
    if (code == VS_OK) {
        code = vs_remote_each(store->ledger, card_remote, &making, err);
    }
    if (code == VS_OK) {
        code = vs_directory_old_rosters(store, store->self.id, card_old_roster, &making, err);
        old = making.card.roster_count;
    }
    if (code == VS_OK) {
        making.rosters[making.card.roster_count++] = (char *)note.p;
        making.card.rosters = making.rosters;
        making.card.remotes = making.remotes;
        code = vs_card_write(out, &making.card, err);
    }
    for (size_t i = 0; i < making.card.remote_count; i++) {
        vs_free(making.remotes[i]);
    }
    for (size_t i = 0; i < old; i++) {
        vs_free(making.rosters[i]);
    }
    vs_json_free(identity);
    vs_buf_release(&bytes);
    vs_buf_release(&note);
    vs_wipe(&making, sizeof(making));
    return code;
}

static bool
alias_is_good(const char *alias)
{
    size_t len = strlen(alias);

    return len >= 2 && len <= VS_ALIAS_MAX &&
           strspn(alias, "abcdefghijklmnopqrstuvwxyz0123456789-") == len &&
           strcmp(alias, "me") != 0 && strcmp(alias, "self") != 0;
}

/* The row of the card's organisation: new, an introduced one that is now pinned, or as it was. */
static enum vs_code
pin_row(struct vs_store *store, const struct vs_card *card, const char *alias,
        struct vs_org_row *row, struct vs_err *err)
{
    struct vs_org_row holder;
    struct vs_buf identity;
    bool known, same;
    enum vs_code code = vs_org_by_hash(store->ledger, row, &card->identity.org, err);

    known = code == VS_OK;
    if (code != VS_OK && code != VS_E_NOT_FOUND) {
        return code;
    }
    code = vs_org_by_alias(store->ledger, &holder, alias, err);
    if (code == VS_OK && !(known && holder.id == row->id)) {
        return vs_fail(err, VS_E_EXISTS, alias, "the alias already names %s", holder.name);
    }
    if (code != VS_OK && code != VS_E_NOT_FOUND) {
        return code;
    }
    same = known && row->pinned && strcmp(row->alias, alias) == 0;
    if (known && row->pinned && !same) {
        return vs_fail(err, VS_E_EXISTS, row->alias, "this organisation is known by that alias");
    }
    if (!known) {
        memset(row, 0, sizeof(*row));
    }
    row->org = card->identity.org;
    row->pinned = row->has_kd = true;
    memcpy(row->kd.b, card->identity.directory, sizeof(row->kd.b));
    snprintf(row->alias, sizeof(row->alias), "%s", alias);
    snprintf(row->name, sizeof(row->name), "%s", card->identity.name);
    vs_buf_init(&identity, 65536);
    code = vs_card_identity_write(&identity, &card->identity, err);
    if (code == VS_OK) {
        code = known ? vs_org_pin(store->ledger, row, vs_buf_str(&identity), err)
                     : vs_org_insert(store->ledger, row, vs_buf_str(&identity), vs_store_now(store),
                                     err);
    }
    vs_buf_release(&identity);
    return code;
}

enum vs_code
vs_directory_pin(struct vs_store *store, const struct vs_card *card, const char *alias,
                 struct vs_org_row *row, struct vs_err *err)
{
    struct vs_channel_row channel;
    enum vs_code code;

    if (!alias_is_good(alias)) {
        return vs_fail(err, VS_E_INVALID, alias,
                       "an alias is 2 to %d of a-z, 0-9 and '-', and not \"me\" or \"self\"",
                       VS_ALIAS_MAX);
    }
    if (vs_hash_eq(&card->identity.org, &store->self.org)) {
        return vs_fail(err, VS_E_INVALID, card->identity.name, "this is our own card");
    }
    code = pin_row(store, card, alias, row, err);
    if (code == VS_OK) {
        vs_directory_channel(&channel, row);
        code = vs_take_add_channel(store, &channel, err);
        vs_wipe(&channel, sizeof(channel));
    }
    for (size_t i = 0; code == VS_OK && i < card->roster_count; i++) {
        bool news;

        code = vs_directory_take_roster(store, row->id, vs_str(card->rosters[i]), &news, err);
    }
    if (code == VS_OK) {
        code = vs_take_searches(store, err);
    }
    return code == VS_OK ? vs_remote_branch_forget_unknown(store->ledger, err) : code;
}
