#include "sync/readback.h"

#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/ledger/cases.h"
#include "sync/cache.h"

/* All that one branch may bring when it is fetched to be looked at. */
#define BYTES_MAX   (4ULL << 30)
#define OBJECTS_MAX 50000000

static enum vs_code
want_own(void *payload, struct vs_remote_list *list, struct vs_err *err)
{
    (void)err;
    for (size_t i = 0; i < list->count; i++) {
        list->branches[i].wanted =
            strcmp(list->branches[i].branch, payload) == 0 ? VS_WANT_OWN : VS_WANT_NOTHING;
    }
    return VS_OK;
}

/* Whether a sync left the branch there in another state. */
static bool
is_moved(const struct vs_store *store, const char *remote, const char *branch,
         const struct vs_git_id *shown)
{
    char left[65], text[2 * VS_GIT_ID_LEN + 1];

    vs_git_id_text(text, shown);
    return vs_remote_branch_get(store->ledger, left, remote, branch, NULL) == VS_OK &&
           strcmp(left, text) != 0;
}

static enum vs_code
fetch(struct vs_readback *out, struct vs_fetcher *fetcher, const struct vs_store *store,
      const char *cache, const struct vs_remote *remote, bool folder, struct vs_err *err)
{
    const struct vs_remote_asking asking = {want_own, NULL, out->branch};
    struct vs_remote_limits limits = vs_remote_limits_default;
    const struct vs_remote_branch *own;
    struct vs_remote_list list;
    enum vs_code code;

    limits.branch = limits.all = (struct vs_wire_limits){BYTES_MAX, OBJECTS_MAX};
    limits.own = (struct vs_wire_limits){UINT64_MAX, UINT64_MAX};
    memset(&list, 0, sizeof(list));
    code = vs_fetcher_fetch(&list, fetcher, cache, remote, &asking, &limits, err);
    own = code == VS_OK ? vs_remote_find(&list, out->branch) : NULL;
    if (!own) {
        out->state = VS_READBACK_ABSENT;
    } else if (own->code != VS_OK) {
        out->state = folder ? VS_READBACK_DAMAGED : VS_READBACK_BROKEN;
        (void)snprintf(out->detail, sizeof(out->detail), "%s", own->detail);
    } else {
        out->state = is_moved(store, remote->name, out->branch, &own->id) ? VS_READBACK_MOVED
                                                                          : VS_READBACK_WHOLE;
    }
    vs_remote_list_release(&list);
    return code;
}

enum vs_code
vs_readback(struct vs_readback *out, struct vs_fetcher *fetcher, const struct vs_store *store,
            struct vs_git *cache, const char *apart, const struct vs_remote *remote,
            struct vs_err *err)
{
    char *folder = NULL;
    enum vs_code code = vs_remote_path(&folder, remote->url, err);

    memset(out, 0, sizeof(*out));
    (void)snprintf(out->branch, sizeof(out->branch), "%s",
                   store->feed.origin.text + sizeof(VS_ORIGIN_PREFIX) - 1);
    if (code == VS_OK && folder) {
        code = fetch(out, fetcher, store, vs_git_path(cache), remote, true, err);
    } else if (code == VS_OK) {
        code = vs_cache_remove(apart, err);
        if (code == VS_OK) {
            code = fetch(out, fetcher, store, apart, remote, false, err);
        }
        if (vs_cache_remove(apart, code == VS_OK ? err : NULL) != VS_OK && code == VS_OK) {
            code = VS_E_IO;
        }
    }
    vs_free(folder);
    return code;
}
