/* Telling the parties of a case who the others are (act.h). */
#include "core/record/act.h"

#include <string.h>

#include "core/record/casefile.h"
#include "core/record/directory.h"

static bool
introduced(const struct vs_casefile *file, const struct vs_hash *org)
{
    for (size_t i = 0; i < vs_casefile_count(file); i++) {
        const struct vs_event *event = vs_casefile_event(file, i)->event;

        if (event && event->type == VS_EV_INTRODUCE && vs_hash_eq(&event->party.org, org)) {
            return true;
        }
    }
    return false;
}

static enum vs_code
write_introduction(struct vs_store *store, int64_t case_leaf, const struct vs_org_row *org,
                   struct vs_err *err)
{
    struct vs_buf identity, note;
    struct vs_event draft;
    struct vs_hash id;
    enum vs_code code;

    vs_buf_init(&identity, VS_EVENT_IDENTITY_MAX);
    vs_buf_init(&note, VS_ROSTER_MAX);
    memset(&draft, 0, sizeof(draft));
    code = vs_org_identity(store->ledger, &identity, org->id, err);
    if (code == VS_OK) {
        code = vs_directory_roster(store, &note, org->id, err);
    }
    if (code == VS_OK && note.len > 0) {
        draft.type = VS_EV_INTRODUCE;
        draft.at = vs_store_now(store);
        draft.party.org = org->org;
        draft.identity = identity.p;
        draft.identity_len = identity.len;
        code = vs_act_bytes(store, &id, case_leaf, &draft, vs_buf_str(&note), err);
    }
    vs_buf_release(&identity);
    vs_buf_release(&note);
    return code;
}

enum vs_code
vs_act_introduce(struct vs_store *store, int64_t case_leaf, int64_t org, bool *written,
                 struct vs_err *err)
{
    struct vs_casefile *file = NULL;
    struct vs_org_row row;
    enum vs_code code = vs_org_by_id(store->ledger, &row, org, err);

    *written = false;
    if (code == VS_OK) {
        code = vs_casefile_load(&file, store, case_leaf, VS_INSTANT_NEVER, err);
    }
    if (code == VS_OK && !introduced(file, &row.org)) {
        code = write_introduction(store, case_leaf, &row, err);
        *written = code == VS_OK;
    }
    vs_casefile_free(file);
    return code;
}

enum vs_code
vs_act_introductions(struct vs_store *store, int64_t case_leaf, int64_t org, struct vs_err *err)
{
    struct vs_casefile *file = NULL;
    const struct vs_fold *fold;
    bool others = false, written;
    enum vs_code code = vs_casefile_load(&file, store, case_leaf, VS_INSTANT_NEVER, err);

    if (code != VS_OK) {
        return code;
    }
    fold = vs_casefile_fold(file);
    for (size_t i = 0; code == VS_OK && i < fold->party_count; i++) {
        struct vs_org_row row;

        code = vs_org_by_hash(store->ledger, &row, &fold->parties[i].org, err);
        if (code == VS_OK && row.id != org && row.id != store->self.id) {
            others = true;
            code = vs_act_introduce(store, case_leaf, row.id, &written, err);
        } else if (code == VS_E_NOT_FOUND) {
            code = VS_OK; /* we cannot introduce whom we do not know */
        }
    }
    if (code == VS_OK && others) {
        code = vs_act_introduce(store, case_leaf, org, &written, err);
    }
    vs_casefile_free(file);
    return code;
}
