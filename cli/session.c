#include "cli/session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/term.h"
#include "cli/when.h"
#include "core/base/mem.h"
#include "core/ledger/events.h"
#include "core/record/directory.h"

#define QUESTION_HEAP                                                                              \
    ((size_t)768 * 1024) /* bytes that a question about one case, or a page, takes */

enum vs_code
vs_session_dir(const char **out, const struct vs_cli *cli, struct vs_err *err)
{
    *out = cli->ledger_dir;
    if (!*out) {
        return vs_fail(err, VS_E_USAGE, "--ledger", "%s",
                       _("neither --ledger, VS_LEDGER, XDG_DATA_HOME nor HOME says where it is"));
    }
    return VS_OK;
}

/* What was typed where a passphrase is asked may be the recovery code: its check characters tell.
 */
static bool
is_recovery_code(const struct vs_secret *typed)
{
    uint8_t parsed[VS_RECOVERY_BYTES];
    struct vs_str text = {(const char *)typed->p, typed->len};
    bool is = vs_recovery_parse(parsed, text, NULL) == VS_OK;

    vs_wipe(parsed, sizeof parsed);
    return is;
}

enum vs_code
vs_session_key(struct vs_key_source *key, struct vs_secret *held, const struct vs_cli *cli,
               bool twice, struct vs_err *err)
{
    enum vs_code code;

    memset(held, 0, sizeof *held);
    if (cli->key_file) {
        key->kind = VS_KEY_FILE;
        key->value = vs_str(cli->key_file);
        return VS_OK;
    }
    code = vs_prompt_passphrase(held, cli, twice, err);
    if (code == VS_OK && twice && is_recovery_code(held)) {
        code = vs_fail(err, VS_E_INVALID, NULL, "%s",
                       _("this is a recovery code: choose a passphrase of your own"));
    }
    if (code == VS_OK) {
        key->kind = is_recovery_code(held) ? VS_KEY_RECOVERY : VS_KEY_PASSPHRASE;
        key->value = (struct vs_str){(const char *)held->p, held->len};
    }
    return code;
}

/* Whether there is a ledger at all, before a passphrase is asked for. */
static enum vs_code
check_folder(const char *dir, struct vs_err *err)
{
    char path[4200];
    struct stat about;

    if (snprintf(path, sizeof path, "%s/ledger.key", dir) >= (int)sizeof path) {
        return vs_fail(err, VS_E_USAGE, "--ledger", "%s", _("the path is too long"));
    }
    if (stat(path, &about) != 0 && (errno == ENOENT || errno == ENOTDIR)) {
        (void)snprintf(path, sizeof path, "%s/ledger.db", dir);
        if (stat(path, &about) != 0) {
            return vs_fail(err, VS_E_NO_LEDGER, dir, "%s", "");
        }
    }
    return VS_OK;
}

bool
vs_session_there(const struct vs_cli *cli)
{
    return cli->ledger_dir && check_folder(cli->ledger_dir, NULL) == VS_OK;
}

enum vs_code
vs_session_open(struct vs_store **out, const struct vs_cli *cli, bool write, struct vs_err *err)
{
    struct vs_key_source key;
    struct vs_secret held = {NULL, 0};
    const char *dir = NULL;
    enum vs_code code = vs_session_dir(&dir, cli, err);

    *out = NULL;
    vs_label_forget();
    if (!write) {
        vs_heap_ready(QUESTION_HEAP);
    }
    if (code == VS_OK) {
        code = check_folder(dir, err);
    }
    if (code == VS_OK) {
        code = vs_session_key(&key, &held, cli, false, err);
    }
    if (code == VS_OK) {
        code = vs_store_open(out, dir, &key, write, cli->env, err);
    }
    vs_secret_release(&held);
    if (code == VS_OK && !write) {
        code = vs_ledger_snapshot((*out)->ledger, err);
    }
    if (code != VS_OK) {
        vs_store_close(*out);
        *out = NULL;
    }
    return code;
}

enum vs_code
vs_session_begin(struct vs_store **out, const struct vs_cli *cli, struct vs_err *err)
{
    enum vs_code code = vs_session_open(out, cli, true, err);

    if (code == VS_OK) {
        code = vs_store_begin(*out, err);
    }
    if (code != VS_OK) {
        vs_store_close(*out);
        *out = NULL;
    }
    return code;
}

struct vs_json *
vs_json_org(struct vs_store *store, const struct vs_hash *org)
{
    struct vs_json *object = vs_json_new_object();
    struct vs_org_row row;

    vs_json_set_hash(object, "org", org);
    if (vs_org_by_hash(store->ledger, &row, org, NULL) == VS_OK) {
        vs_json_set_text(object, "name", row.name);
        if (row.alias[0]) {
            vs_json_set_text(object, "alias", row.alias);
        }
        if (!row.own && !row.pinned) {
            vs_json_set_bool(object, "pinned", false);
        }
    }
    vs_json_role(object, store, org);
    return object;
}

struct kept_row {
    struct vs_casefile_row *row;
    char *ref;
    bool found;
};

static enum vs_code
keep_case(void *payload, const struct vs_casefile_row *row, struct vs_err *err)
{
    struct kept_row *kept = payload;

    (void)err;
    *kept->row = *row;
    (void)snprintf(kept->ref, VS_LABEL_LEN, "%.*s", (int)row->ref.len,
                   row->ref.p ? row->ref.p : "");
    kept->row->ref = vs_str(kept->ref);
    kept->row->household = (struct vs_str){NULL, 0};
    kept->found = true;
    return VS_OK;
}

enum vs_code
vs_session_case_row(struct vs_casefile_row *row, char ref[VS_LABEL_LEN], struct vs_store *store,
                    int64_t case_leaf, struct vs_err *err)
{
    struct kept_row kept = {row, ref, false};
    enum vs_code code = vs_casefile_one(store->ledger, case_leaf, keep_case, &kept, err);

    if (code == VS_OK && !kept.found) {
        code = vs_fail(err, VS_E_NOT_FOUND, NULL, "%s", _("there is no such case"));
    }
    return code;
}

void
vs_one_line(char *text)
{
    for (; *text; text++) {
        *text = (unsigned char)*text < 0x20 ? ' ' : *text;
    }
}

void
vs_label_given(char out[VS_LABEL_LEN], struct vs_store *store, const char *text, int64_t org)
{
    struct vs_org_row row;
    char id[VS_ID_LEN_MAX];

    if (org == 0) {
        (void)snprintf(out, VS_LABEL_LEN, "%.120s", text);
    } else if (vs_org_by_id(store->ledger, &row, org, NULL) != VS_OK) {
        (void)snprintf(out, VS_LABEL_LEN, "?: %.120s", text);
    } else if (row.alias[0]) {
        (void)snprintf(out, VS_LABEL_LEN, "%s: %.120s", row.alias, text);
    } else {
        vs_id_short(id, &row.org);
        (void)snprintf(out, VS_LABEL_LEN, "%s: %.120s", id, text);
    }
    vs_one_line(out);
}

void
vs_label_case(char out[VS_LABEL_LEN], struct vs_store *store, int64_t case_leaf)
{
    struct vs_casefile_row row;
    char ref[VS_LABEL_LEN];
    char given[VS_LABEL_LEN];
    char id[VS_ID_LEN_MAX] = "?";

    if (vs_session_case_row(&row, ref, store, case_leaf, NULL) != VS_OK) {
        ref[0] = '\0';
    } else {
        vs_id_short(id, &row.hash);
    }
    if (ref[0]) {
        vs_label_given(given, store, ref, row.ref_org);
        (void)snprintf(out, VS_LABEL_LEN, "%s (%.200s)", id, given);
    } else {
        (void)snprintf(out, VS_LABEL_LEN, "%s", id);
    }
}

void
vs_json_given_by(struct vs_json *object, const char *name, struct vs_store *store, int64_t org)
{
    struct vs_org_row row;

    if (org != 0 && vs_org_by_id(store->ledger, &row, org, NULL) == VS_OK) {
        vs_json_set_hash(object, name, &row.org);
    }
}

void
vs_json_case(struct vs_json *object, struct vs_store *store, int64_t case_leaf)
{
    struct vs_casefile_row row;
    char ref[VS_LABEL_LEN];

    if (vs_session_case_row(&row, ref, store, case_leaf, NULL) == VS_OK) {
        vs_json_set_hash(object, "case", &row.hash);
        if (ref[0]) {
            vs_json_set_text(object, "ref", ref);
            vs_json_given_by(object, "ref_by", store, row.ref_org);
        }
    }
}

enum vs_code
vs_session_case(int64_t *case_leaf, struct vs_store *store, struct vs_cli *cli, struct vs_err *err)
{
    const char *name = cli->args.pos[0];
    char lower[VS_ID_LEN_MAX];
    struct vs_id_range range;
    enum vs_code code = vs_casefile_find(store, case_leaf, name, err);

    /* The digits of an id may be typed in capitals; an own reference is taken as it is. */
    if (code == VS_E_NOT_FOUND && strlen(name) < sizeof lower &&
        vs_id_parse(&range, vs_str(name))) {
        for (size_t i = 0; i <= strlen(name); i++) {
            lower[i] = name[i] >= 'A' && name[i] <= 'F' ? (char)(name[i] - 'A' + 'a') : name[i];
        }
        if (strcmp(lower, name) != 0) {
            code = vs_casefile_find(store, case_leaf, lower, err);
        }
    }
    return code;
}

enum vs_code
vs_session_org(struct vs_org_row *row, struct vs_store *store, struct vs_cli *cli, const char *name,
               struct vs_err *err)
{
    enum vs_code code = vs_directory_find(store, row, name, err);

    if (code == VS_E_NOT_FOUND) {
        cli->hint =
            _("vs org list shows what each is called here; vs org add CARD --as NAME adds one");
    }
    return code;
}

enum vs_code
vs_session_host_key(char *out, size_t size, struct vs_store *store, const char *remote,
                    struct vs_err *err)
{
    struct vs_buf value;
    char name[64];
    enum vs_code code;

    (void)snprintf(name, sizeof name, "host-key %.40s", remote);
    vs_buf_init(&value, size);
    code = vs_ledger_meta_get(store->ledger, &value, name, err);
    (void)snprintf(out, size, "%.*s", (int)value.len, value.p ? (const char *)value.p : "");
    vs_buf_release(&value);
    return code == VS_E_NOT_FOUND ? VS_OK : code;
}

enum vs_code
vs_session_set_host_key(struct vs_store *store, const char *remote, const char *key,
                        struct vs_err *err)
{
    char name[64];

    (void)snprintf(name, sizeof name, "host-key %.40s", remote);
    return vs_ledger_meta_set(store->ledger, name, key, strlen(key), err);
}

#define CLOCKS_DIFFER 600 /* seconds; FOLD.md 2 */

void
vs_session_warn_clock(struct vs_cli *cli, struct vs_store *store)
{
    vs_instant made;
    char when[VS_WHEN_LEN];

    if (vs_event_newest_made(store->ledger, &made, store->feed.id, NULL) == VS_OK &&
        made > vs_store_now(store) + CLOCKS_DIFFER) {
        vs_when_text(when, made, VS_WHEN_FULL);
        vs_warn(
            &cli->out,
            _("this machine's clock stands before its last entry, of %s: it is wrong now, or "
              "was then. Partners take what is dated ahead only when that moment has come; try: "
              "set the clock right\n"),
            when);
    }
}
