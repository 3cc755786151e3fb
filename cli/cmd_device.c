/*
 * The machines of the own organisation: device list, request, add, close.
 */
#include <string.h>

#include "cli/commands.h"
#include "cli/compare.h"
#include "cli/device.h"
#include "cli/i18n.h"
#include "cli/session.h"
#include "cli/term.h"
#include "core/record/copy.h"
#include "core/record/directory.h"

const char *
vs_device_name(const struct vs_origin *origin)
{
    return origin->text + sizeof(VS_ORIGIN_PREFIX) - 1;
}

const char *
vs_own_state_name(enum vs_own_state state)
{
    switch (state) {
    case VS_OWN_ACTIVE:
        return "active";
    case VS_OWN_UNLISTED:
        return "unlisted";
    case VS_OWN_CLOSED:
        break;
    }
    return "closed";
}

enum vs_code
vs_device_fingerprint(char out[VS_FINGERPRINT_TEXT_LEN + 1], const struct vs_store *store,
                      struct vs_err *err)
{
    uint8_t fingerprint[VS_FINGERPRINT_LEN];
    struct vs_device_request request;
    enum vs_code code;

    vs_devices_request(&request, store);
    code = vs_device_request_fingerprint(fingerprint, &request, err);
    if (code == VS_OK) {
        vs_fingerprint_text(out, fingerprint);
    }
    return code;
}

void
vs_device_tell_unlisted(struct vs_out *out)
{
    vs_note(out, "%s\n",
            _("Here: vs device request > FILE. Where the root key is: vs device add FILE, vs sync. "
              "Then here: vs sync. With the root key at hand here: vs device add --self."));
}

/* --- list ------------------------------------------------------------------------------------- */

static const char *
state_word(const struct vs_roster_device *device)
{
    switch (device->state) {
    case VS_DEVICE_ACTIVE:
        return _("active");
    case VS_DEVICE_CLOSED:
        return _("closed");
    case VS_DEVICE_DISPUTED:
        break;
    }
    return _("disputed: in some rosters and not in others");
}

static void
list_device(struct vs_cli *cli, struct vs_store *store, struct vs_json *list,
            const struct vs_roster_device *device)
{
    static const char *const names[] = {"active", "closed", "disputed"};
    bool self = vs_hash_eq(&device->feed, &store->feed.feed);
    struct vs_json *doc = vs_json_new_object();
    struct vs_feed_row feed;
    uint64_t size = 0;

    if (vs_feed_by_hash(store->ledger, &feed, &device->feed, NULL) == VS_OK) {
        size = feed.tree.size;
    }
    vs_json_set_text(doc, "device", vs_device_name(&device->origin));
    vs_json_set_text(doc, "state", names[device->state]);
    vs_json_set_bool(doc, "self", self);
    vs_json_set_int(doc, "entries", (int64_t)size);
    vs_print(&cli->out, "  %.12s  %-7s ", vs_device_name(&device->origin), state_word(device));
    vs_print(&cli->out, P_("%llu entry here", "%llu entries here", size), (unsigned long long)size);
    if (device->state == VS_DEVICE_CLOSED) {
        vs_json_set_int(doc, "closed_at", (int64_t)device->size);
        vs_print(&cli->out, P_(", the first %llu counts", ", the first %llu count", device->size),
                 (unsigned long long)device->size);
    }
    vs_print(&cli->out, "%s\n", self ? _("  (this machine)") : "");
    vs_json_add(list, doc);
}

/* The devices as they are now; what a command about them ends with. */
static enum vs_code
tell_devices(struct vs_cli *cli, struct vs_store *store, struct vs_err *err)
{
    struct vs_json *doc, *list;
    struct vs_roster_view view;
    enum vs_own_state own;
    enum vs_code code = vs_directory_view(store, &view, store->self.id, err);

    if (code == VS_OK) {
        code = vs_devices_own_state(store, &own, err);
    }
    if (code == VS_OK) {
        doc = vs_out_document("vs.devices/1");
        list = vs_json_new_array();
        for (size_t i = 0; i < view.device_count; i++) {
            list_device(cli, store, list, &view.devices[i]);
        }
        vs_json_set_text(doc, "device", vs_device_name(&store->feed.origin));
        vs_json_set_text(doc, "state", vs_own_state_name(own));
        vs_json_set_int(doc, "generation", (int64_t)view.generation);
        vs_json_set_int(doc, "version", (int64_t)view.version);
        vs_json_set(doc, "devices", list);
        if (own == VS_OWN_UNLISTED) {
            vs_print(&cli->out, "  %.12s  %s\n", vs_device_name(&store->feed.origin),
                     _("not listed yet  (this machine)"));
            vs_device_tell_unlisted(&cli->out);
        }
        code = vs_out_json(&cli->out, doc, err);
    }
    vs_roster_view_release(&view);
    return code;
}

enum vs_code
vs_cmd_device_list(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_store *store = NULL;
    enum vs_code code = vs_session_open(&store, cli, false, err);

    if (code == VS_OK) {
        code = tell_devices(cli, store, err);
    }
    vs_store_close(store);
    return code;
}

/* --- request ---------------------------------------------------------------------------------- */

/* A key of its own for a machine whose old one was closed. */
static enum vs_code
new_key(struct vs_store **out, struct vs_cli *cli, struct vs_err *err)
{
    enum vs_own_state own;
    enum vs_code code = vs_session_open(out, cli, true, err);

    if (code == VS_OK) {
        code = vs_devices_own_state(*out, &own, err);
    }
    if (code == VS_OK && own != VS_OWN_CLOSED) {
        return vs_fail(err, VS_E_INVALID, "--new", "%s",
                       own == VS_OWN_ACTIVE
                           ? _("this machine is a device of your organisation already")
                           : _("this machine has a key that waits for the roster already"));
    }
    if (code == VS_OK) {
        code = vs_store_begin(*out, err);
    }
    if (code == VS_OK) {
        code = vs_copy_new_device(*out, err);
        code = code == VS_OK ? vs_store_commit(*out, err) : code;
        if (code != VS_OK && (*out)->open) {
            vs_store_rollback(*out);
        }
    }
    return code;
}

enum vs_code
vs_cmd_device_request(struct vs_cli *cli, struct vs_err *err)
{
    char shown[VS_FINGERPRINT_TEXT_LEN + 1] = "";
    struct vs_device_request request;
    struct vs_json *doc, *body = NULL;
    struct vs_store *store = NULL;
    enum vs_own_state own = VS_OWN_UNLISTED;
    struct vs_buf text;
    enum vs_code code = vs_opt_given(&cli->args, "new") ? new_key(&store, cli, err)
                                                        : vs_session_open(&store, cli, false, err);

    vs_buf_init(&text, VS_DEVICE_REQUEST_MAX);
    if (code == VS_OK) {
        vs_devices_request(&request, store);
        code = vs_device_request_write(&text, &request, err);
    }
    if (code == VS_OK) {
        code = vs_device_fingerprint(shown, store, err);
    }
    if (code == VS_OK) {
        code = vs_json_parse(&body, text.p, text.len, VS_JSON_LOOSE, err);
    }
    if (code == VS_OK) {
        code = vs_devices_own_state(store, &own, err);
    }
    if (code == VS_OK) {
        vs_print(&cli->out, "%s", (const char *)text.p);
        vs_note(&cli->out, _("fingerprint of this machine: %s\n"), shown);
        vs_note(&cli->out, "%s\n",
                own == VS_OWN_UNLISTED
                    ? _("Read it out to whoever types vs device add where the root key is.")
                    : _("This machine is listed in the roster already, or was."));
        doc = vs_out_document("vs.own-request/1");
        vs_json_set_text(doc, "device", vs_device_name(&store->feed.origin));
        vs_json_set_text(doc, "state", vs_own_state_name(own));
        vs_json_set_text(doc, "fingerprint", shown);
        vs_json_set(doc, "request", body);
        body = NULL;
        code = vs_out_json(&cli->out, doc, err);
    }
    vs_json_free(body);
    vs_buf_release(&text);
    vs_store_close(store);
    return code;
}

/* --- add, close ------------------------------------------------------------------------------- */

/* How a root folder that this ledger does not know is opened: what was named, what opened the
 * ledger, else a passphrase or recovery code that is asked for. */
static enum vs_code
root_key(struct vs_key_source *out, struct vs_secret *held, struct vs_cli *cli, struct vs_err *err)
{
    const char *recovery = vs_opt_value(&cli->args, "recovery");
    const char *file = vs_opt_value(&cli->args, "root-key-file");
    uint8_t parsed[VS_RECOVERY_BYTES];
    struct vs_buf text;
    enum vs_code code = VS_OK;

    vs_buf_init(&text, 1024);
    if (recovery) {
        code = vs_read_file(&text, recovery, 1000, err);
        if (code == VS_OK) {
            code = vs_secret_copy(held, text.p, text.len, err);
        }
        out->kind = VS_KEY_RECOVERY;
    } else if (file || cli->key_file) {
        out->kind = VS_KEY_FILE;
        out->value = vs_str(file ? file : cli->key_file);
    } else {
        vs_note(
            &cli->out, "%s\n",
            _("The root folder: the passphrase or recovery code of the ledger with which it was "
              "made."));
        code = vs_prompt_passphrase(held, cli, false, err);
        out->kind = VS_KEY_PASSPHRASE;
    }
    if (code == VS_OK && held->p) {
        out->value = (struct vs_str){(const char *)held->p, held->len};
        if (vs_recovery_parse(parsed, out->value, NULL) == VS_OK) {
            out->kind = VS_KEY_RECOVERY;
        }
        vs_wipe(parsed, sizeof parsed);
    }
    if (text.p) {
        vs_wipe(text.p, text.cap);
    }
    vs_buf_release(&text);
    return code;
}

static enum vs_code
open_roots(struct vs_roots **out, struct vs_store *store, struct vs_cli *cli, struct vs_err *err)
{
    const char *dir = vs_opt_value(&cli->args, "root");
    struct vs_secret held = {NULL, 0};
    struct vs_key_source key;
    struct vs_err first = {0};
    enum vs_code code = vs_roots_open(out, store, dir, NULL, &first);

    if (code == VS_E_WRONG_KEY) {
        memset(&key, 0, sizeof key);
        code = root_key(&key, &held, cli, err);
        if (code == VS_OK) {
            code = vs_roots_open(out, store, dir, &key, err);
        }
        if (code == VS_E_WRONG_KEY) {
            cli->hint =
                _("name what opens the root folder: --recovery FILE or --root-key-file FILE");
        }
        vs_secret_release(&held);
    } else if (code != VS_OK && err) {
        *err = first;
    }
    return code;
}

/* Signs, keeps, and puts the root folder in order. */
static enum vs_code
change_roster(struct vs_cli *cli, struct vs_store *store, const struct vs_devices_change *change,
              struct vs_err *err)
{
    struct vs_roots *roots = NULL;
    struct vs_roster_view view;
    enum vs_code code = open_roots(&roots, store, cli, err);

    memset(&view, 0, sizeof view);
    if (code == VS_OK) {
        code = vs_store_begin(store, err);
    }
    if (code == VS_OK) {
        code = vs_devices_change(store, roots, change, err);
        code = code == VS_OK ? vs_store_commit(store, err) : code;
        if (code != VS_OK && store->open) {
            vs_store_rollback(store);
        }
    }
    if (code == VS_OK) {
        code = vs_directory_view(store, &view, store->self.id, err);
    }
    if (code == VS_OK) {
        code = vs_roots_settle(roots, store, &view, err);
    }
    vs_roster_view_release(&view);
    vs_roots_close(roots);
    return code;
}

/* The request in a file, compared with the machine that made it. */
static enum vs_code
read_request(struct vs_device_request *out, struct vs_cli *cli, const struct vs_store *store,
             struct vs_err *err)
{
    uint8_t fingerprint[VS_FINGERPRINT_LEN];
    char shown[VS_FINGERPRINT_TEXT_LEN + 1];
    char question[800];
    struct vs_buf text;
    enum vs_code code;

    vs_buf_init(&text, 2 * VS_DEVICE_REQUEST_MAX);
    code = vs_read_file(&text, cli->args.pos[0], 2 * VS_DEVICE_REQUEST_MAX, err);
    if (code == VS_OK) {
        code = vs_device_request_parse(out, vs_buf_str(&text), err);
    }
    if (code == VS_OK && !vs_hash_eq(&out->org, &store->self.org)) {
        code = vs_fail(err, VS_E_INVALID, cli->args.pos[0], "%s",
                       _("the request is of a machine of another organisation"));
        cli->hint = _("make it with the card of this organisation: vs init --join CARD");
    }
    if (code == VS_OK) {
        code = vs_device_request_fingerprint(fingerprint, out, err);
    }
    if (code == VS_OK) {
        vs_fingerprint_text(shown, fingerprint);
        (void)snprintf(question, sizeof question,
                       _("This is the request of machine %.12s.\n"
                         "Its fingerprint is %s.\n"
                         "Let whoever sits there read out what vs device request shows.\n"
                         "Type the last two groups that they read out: "),
                       vs_device_name(&out->origin), shown);
        code = vs_compare_fingerprint(cli, fingerprint, question, err);
        if (code == VS_E_FINGERPRINT) {
            cli->hint = _("do not add it; let whoever sits at the new machine read out once more "
                          "what vs device request shows there");
        }
    }
    vs_buf_release(&text);
    return code;
}

/* A machine that closes itself is named so: an id is soon mistaken for another one. */
static enum vs_code
check_self(struct vs_cli *cli, const struct vs_store *store, const struct vs_roster_device *device,
           const char *name, struct vs_err *err)
{
    if (!vs_hash_eq(&device->feed, &store->feed.feed) || strcmp(name, "me") == 0 ||
        strcmp(name, "self") == 0) {
        return VS_OK;
    }
    cli->hint = _("vs device list; to close this machine all the same, call it me");
    return vs_fail(err, VS_E_INVALID, name, "%s",
                   _("it is the machine that you type on: once closed it records nothing more"));
}

static enum vs_code
lost_devices(struct vs_devices_change *change, struct vs_cli *cli, struct vs_store *store,
             struct vs_err *err)
{
    const char *name;
    enum vs_code code = VS_OK;

    for (size_t n = 0; code == VS_OK && (name = vs_opt_value_at(&cli->args, "lost", n)); n++) {
        struct vs_roster_device device;

        if (n == VS_DEVICES_CLOSE_MAX) {
            return vs_fail(err, VS_E_TOO_LARGE, "--lost", _("more than %d at once"),
                           VS_DEVICES_CLOSE_MAX);
        }
        code = vs_devices_find(store, &device, name, err);
        if (code == VS_OK) {
            code = check_self(cli, store, &device, name, err);
        }
        if (code == VS_OK) {
            change->close[change->close_count++] = device.feed;
        }
    }
    if (code == VS_E_NOT_FOUND || code == VS_E_AMBIGUOUS) {
        cli->hint = "vs device list";
    }
    change->next = change->close_count > 0 || vs_opt_given(&cli->args, "new-root");
    return code;
}

/* Machines that some rosters list and others do not, and that stay. */
static enum vs_code
kept_devices(struct vs_devices_change *change, struct vs_cli *cli, struct vs_store *store,
             struct vs_err *err)
{
    const char *name;
    enum vs_code code = VS_OK;

    for (size_t n = 0; code == VS_OK && (name = vs_opt_value_at(&cli->args, "keep", n)); n++) {
        struct vs_roster_device device;

        cli->hint = "vs device list";
        if (n == VS_DEVICES_KEEP_MAX) {
            return vs_fail(err, VS_E_TOO_LARGE, "--keep", _("more than %d at once"),
                           VS_DEVICES_KEEP_MAX);
        }
        code = vs_devices_find(store, &device, name, err);
        if (code == VS_OK && device.state != VS_DEVICE_DISPUTED) {
            code = vs_fail(err, VS_E_INVALID, name, "%s",
                           _("the rosters agree about this machine: there is nothing to say"));
        }
        if (code == VS_OK) {
            change->keep[change->keep_count++] = device.key;
            cli->hint = NULL;
        }
    }
    return code;
}

/* What to type when the roster could not be changed. */
static void
hint_at(struct vs_cli *cli, enum vs_code code)
{
    if (code == VS_E_NOT_FOUND) {
        cli->hint = _("vs sync first: a machine is closed at what is known of it");
    } else if (code == VS_E_EXISTS) {
        cli->hint = "vs device list";
    }
}

static void
tell_next_root(struct vs_cli *cli, const struct vs_devices_change *change)
{
    if (change->next) {
        vs_note(&cli->out, "%s\n",
                _("The next root key signs from now on; whoever has the old one can change nothing "
                  "any more. Its successor is in the root folder: copy that folder again."));
    }
}

enum vs_code
vs_cmd_device_add(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_device_request request;
    struct vs_devices_change change;
    struct vs_store *store = NULL;
    bool self = vs_opt_given(&cli->args, "self");
    bool other = cli->args.count > 0;
    enum vs_code code;

    memset(&change, 0, sizeof change);
    if ((self && other) || (!self && !other && !vs_opt_given(&cli->args, "keep"))) {
        return vs_fail(err, VS_E_USAGE, "FILE", "%s",
                       _("name the request of the new machine, or --self for this one"));
    }
    code = vs_session_open(&store, cli, true, err);
    if (code == VS_OK && self) {
        vs_devices_request(&request, store);
    } else if (code == VS_OK && other) {
        code = read_request(&request, cli, store, err);
    }
    if (code == VS_OK) {
        code = lost_devices(&change, cli, store, err);
    }
    if (code == VS_OK) {
        code = kept_devices(&change, cli, store, err);
    }
    if (code == VS_OK) {
        change.add = self || other ? &request.key : NULL;
        code = change_roster(cli, store, &change, err);
        hint_at(cli, code);
    }
    if (code == VS_OK) {
        tell_next_root(cli, &change);
        code = tell_devices(cli, store, err);
        vs_note(&cli->out, "%s\n", _("next: vs sync, here and then on the other machines"));
    }
    vs_store_close(store);
    return code;
}

/* Without any active machine an organisation is out of reach; that is asked for in so many words.
 */
static enum vs_code
check_last(struct vs_cli *cli, struct vs_store *store, const struct vs_roster_device *closing,
           const struct vs_devices_change *change, struct vs_err *err)
{
    struct vs_roster_view view;
    size_t others = change->keep_count;
    enum vs_code code = vs_directory_view(store, &view, store->self.id, err);

    for (size_t i = 0; code == VS_OK && i < view.device_count; i++) {
        others += view.devices[i].state == VS_DEVICE_ACTIVE &&
                  !vs_hash_eq(&view.devices[i].feed, &closing->feed);
    }
    vs_roster_view_release(&view);
    if (code == VS_OK && others == 0 && closing->state != VS_DEVICE_CLOSED &&
        !vs_opt_given(&cli->args, "last")) {
        cli->hint = _("add another machine first: vs device add; or the same with --last");
        code = vs_fail(err, VS_E_INVALID, vs_device_name(&closing->origin), "%s",
                       _("it is the last machine of your organisation: nothing can be recorded, "
                         "and partners can send no case keys any more, until another is added"));
    }
    return code;
}

enum vs_code
vs_cmd_device_close(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_roster_device device;
    struct vs_devices_change change;
    struct vs_store *store = NULL;
    struct vs_feed_row feed;
    enum vs_code code = vs_session_open(&store, cli, true, err);

    memset(&change, 0, sizeof change);
    if (code == VS_OK) {
        code = vs_devices_find(store, &device, cli->args.pos[0], err);
        if (code == VS_E_NOT_FOUND || code == VS_E_AMBIGUOUS) {
            cli->hint = "vs device list";
        }
    }
    if (code == VS_OK) {
        code = check_self(cli, store, &device, cli->args.pos[0], err);
    }
    if (code == VS_OK) {
        code = kept_devices(&change, cli, store, err);
    }
    if (code == VS_OK) {
        code = check_last(cli, store, &device, &change, err);
    }
    if (code == VS_OK) {
        change.close[0] = device.feed;
        change.close_count = 1;
        change.next = vs_opt_given(&cli->args, "new-root");
        code = change_roster(cli, store, &change, err);
        hint_at(cli, code);
    }
    if (code == VS_OK) {
        code = vs_feed_by_hash(store->ledger, &feed, &device.feed, err);
    }
    if (code == VS_OK) {
        vs_note(
            &cli->out,
            P_("Closed after %llu entry, as known here. Whatever it recorded beyond that does "
               "not count, unless another organisation has acknowledged it.\n",
               "Closed after %llu entries, as known here. Whatever it recorded beyond that does "
               "not count, unless another organisation has acknowledged it.\n",
               feed.tree.size),
            (unsigned long long)feed.tree.size);
        tell_next_root(cli, &change);
        code = tell_devices(cli, store, err);
        vs_note(&cli->out, "%s\n", _("next: vs sync, so that partners learn it"));
    }
    vs_store_close(store);
    return code;
}
