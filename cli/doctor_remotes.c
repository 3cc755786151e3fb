#include <string.h>

#include "cli/doctor.h"
#include "cli/i18n.h"
#include "cli/session.h"
#include "cli/text.h"
#include "sync/readback.h"
#include "sync/remotes.h"

struct asking {
    struct vs_doctor *doctor;
    struct vs_store *store;
    struct vs_fetcher *fetcher;
    struct vs_git *cache;
};

static void
tell(struct vs_doctor *doctor, const char *remote, const struct vs_readback *found)
{
    char words[900];

    switch (found->state) {
    case VS_READBACK_WHOLE:
        (void)snprintf(words, sizeof words, _("%s: all that this machine wrote there is whole"),
                       remote);
        break;
    case VS_READBACK_ABSENT:
        (void)snprintf(words, sizeof words, _("%s: nothing of this machine is there: vs sync"),
                       remote);
        break;
    case VS_READBACK_MOVED:
        (void)snprintf(words, sizeof words,
                       _("%s: the branch of this machine is not there as it was left: vs sync"),
                       remote);
        break;
    case VS_READBACK_DAMAGED:
        (void)snprintf(words, sizeof words,
                       _("%s: what this machine wrote there is damaged, and the next vs sync "
                         "writes it again (%s)"),
                       remote, found->detail);
        break;
    case VS_READBACK_BROKEN:
        (void)snprintf(words, sizeof words,
                       _("%s: it does not give all that this machine wrote there (%s): ask who "
                         "manages the remote to look (git fsck), and to remove what is damaged and "
                         "the branch vs1/%s; the next vs sync writes it again"),
                       remote, found->detail, found->branch);
        break;
    }
    vs_doctor_report(doctor, "remote", found->state == VS_READBACK_WHOLE, words);
}

static enum vs_code
ask(void *payload, const struct vs_remote_row *row, struct vs_err *err)
{
    struct asking *asking = payload;
    struct vs_readback found;
    struct vs_err why = {0};
    char apart[4200], key[80], words[900];
    struct vs_remote remote = {row->name, row->url, NULL};
    enum vs_code code = vs_session_host_key(key, sizeof key, asking->store, row->name, err);

    if (code != VS_OK) {
        return code;
    }
    remote.host_key = key[0] ? key : NULL;
    (void)snprintf(apart, sizeof apart, "%s/git.apart", asking->doctor->cli->ledger_dir);
    code = vs_readback(&found, asking->fetcher, asking->store, asking->cache, apart, &remote, &why);
    if (code == VS_OK) {
        tell(asking->doctor, row->name, &found);
    } else {
        const struct vs_text *text = vs_text_of(code);

        (void)snprintf(words, sizeof words, "%s: %s (%s); %s%s", row->name, _(text->because),
                       why.detail, _("try: "), _(text->hint));
        vs_doctor_report(asking->doctor, "remote", false, words);
    }
    return VS_OK;
}

enum vs_code
vs_doctor_remotes(struct vs_doctor *doctor, struct vs_store *store, struct vs_fetcher *fetcher,
                  struct vs_err *err)
{
    struct asking asking = {doctor, store, fetcher, NULL};
    struct vs_sync_lock lock = {-1};
    enum vs_code code = vs_sync_cache_open(&asking.cache, &lock, store, err);

    if (code == VS_OK) {
        code = vs_remote_each(store->ledger, ask, &asking, err);
    }
    vs_git_close(asking.cache);
    vs_sync_unlock(&lock);
    return code;
}
