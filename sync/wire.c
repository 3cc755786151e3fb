#include "sync/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "sync/git_priv.h"
#include "sync/watch.h"

struct vs_wire {
    struct vs_git *git;
    git_remote *remote;
    char *url;
    char *host_key;
    struct vs_wire_limits limits;
    bool over_limit;
    bool asked_agent;
    bool key_refused;
    bool key_pinned;
    char key_seen[64]; /* "SHA256:..." of the host */
    char status[200];  /* the remote's words about our reference */
};

static int
on_credentials(git_credential **out, const char *url, const char *user, unsigned int allowed,
               void *payload)
{
    struct vs_wire *wire = payload;

    (void)url;
    if (allowed & GIT_CREDENTIAL_USERNAME) {
        return git_credential_username_new(out, user ? user : "git");
    }
    if ((allowed & GIT_CREDENTIAL_SSH_KEY) && !wire->asked_agent) {
        wire->asked_agent = true;
        return git_credential_ssh_key_from_agent(out, user ? user : "git");
    }
    git_error_set_str(GIT_ERROR_NET, wire->asked_agent
                                         ? "the host accepts no key of the ssh agent"
                                         : "the host asks for a password, which is never given");
    return GIT_EAUTH;
}

/* The SHA-256 fingerprint as ssh-keygen -l prints it. */
static bool
host_fingerprint(char *out, size_t size, const git_cert *cert)
{
    const git_cert_hostkey *key = (const git_cert_hostkey *)(const void *)cert;
    struct vs_buf text;
    bool good;

    if (!(key->type & GIT_CERT_SSH_SHA256)) {
        return false;
    }
    vs_buf_init(&text, 64);
    vs_buf_add_text(&text, "SHA256:");
    vs_base64_add(&text, key->hash_sha256, sizeof(key->hash_sha256));
    good = vs_buf_check(&text, "host key", NULL) == VS_OK && text.len < size;
    if (good) {
        memcpy(out, text.p, text.len + 1);
        out[strcspn(out, "=")] = '\0';
    }
    vs_buf_release(&text);
    return good;
}

static int
on_certificate(git_cert *cert, int valid, const char *host, void *payload)
{
    struct vs_wire *wire = payload;

    (void)host;
    if (cert->cert_type != GIT_CERT_HOSTKEY_LIBSSH2) {
        return valid ? 0 : GIT_ECERTIFICATE;
    }
    if (host_fingerprint(wire->key_seen, sizeof(wire->key_seen), cert) && wire->host_key) {
        valid = strcmp(wire->key_seen, wire->host_key) == 0;
    } else if (wire->host_key) {
        valid = 0;
    }
    wire->key_refused = !valid;
    wire->key_pinned = wire->host_key != NULL;
    return valid ? 0 : GIT_ECERTIFICATE;
}

static int
on_progress(const git_indexer_progress *progress, void *payload)
{
    struct vs_wire *wire = payload;

    vs_watch_tick(progress->received_bytes, (uint64_t)progress->received_objects +
                                                progress->indexed_objects +
                                                progress->indexed_deltas);
    if ((uint64_t)progress->received_bytes > wire->limits.bytes ||
        progress->total_objects > wire->limits.objects) {
        wire->over_limit = true;
        return GIT_EUSER;
    }
    return 0;
}

static int
on_packing(int stage, uint32_t current, uint32_t total, void *payload)
{
    (void)stage;
    (void)total;
    (void)payload;
    vs_watch_tick(0, current);
    return 0;
}

static int
on_sending(unsigned int current, unsigned int total, size_t bytes, void *payload)
{
    (void)total;
    (void)payload;
    vs_watch_tick(bytes, current);
    return 0;
}

static int
on_status(const char *name, const char *status, void *payload)
{
    struct vs_wire *wire = payload;

    (void)name;
    if (status) {
        vs_git_words(wire->status, sizeof(wire->status), *status ? status : "refused");
    }
    return 0;
}

static void
set_callbacks(git_remote_callbacks *callbacks, struct vs_wire *wire)
{
    callbacks->credentials = on_credentials;
    callbacks->certificate_check = on_certificate;
    callbacks->transfer_progress = on_progress;
    callbacks->pack_progress = on_packing;
    callbacks->push_transfer_progress = on_sending;
    callbacks->push_update_reference = on_status;
    callbacks->payload = wire;
}

static bool
says(const char *message, const char *const *words)
{
    for (; *words; words++) {
        if (strcasestr(message, *words)) {
            return true;
        }
    }
    return false;
}

/* What a failed conversation means; libgit2 tells it in words only. */
static enum vs_code
wire_fail(struct vs_err *err, const struct vs_wire *wire, int rc, const char *what)
{
    static const char *const no_repository[] = {"not found",
                                                "not exported",
                                                "does not appear to be a git",
                                                "no such repository",
                                                "does not exist",
                                                "status code: 404",
                                                NULL};
    static const char *const refused[] = {"code: 401", "code: 403", "denied",   "authenti",
                                          "agent",     "read-only", "redirect", NULL};
    const git_error *last = git_error_last();
    const char *message = last && last->message ? last->message : "";

    if (wire->key_refused) {
        if (wire->key_pinned) {
            return vs_fail(err, VS_E_HOST_KEY, wire->url,
                           "the host shows the key %s, expected is %s", wire->key_seen,
                           wire->host_key);
        }
        return vs_fail(err, VS_E_REMOTE_REFUSED, wire->url, "the host's key %s is not known",
                       wire->key_seen);
    }
    if (wire->over_limit) {
        return vs_fail(
            err, VS_E_LIMIT, wire->url, "more than %llu bytes or %llu objects in one transfer",
            (unsigned long long)wire->limits.bytes, (unsigned long long)wire->limits.objects);
    }
    if (says(message, no_repository)) {
        return vs_git_fail(err, VS_E_REMOTE_NOT_REPOSITORY, wire->url, what);
    }
    if (rc == GIT_EAUTH || rc == GIT_ECERTIFICATE || says(message, refused)) {
        return vs_git_fail(err, VS_E_REMOTE_REFUSED, wire->url, what);
    }
    if (last && (last->klass == GIT_ERROR_INDEXER || last->klass == GIT_ERROR_ODB ||
                 last->klass == GIT_ERROR_ZLIB || last->klass == GIT_ERROR_OBJECT)) {
        return vs_git_fail(err, VS_E_REMOTE_CONTENT, wire->url, what);
    }
    return vs_git_fail(err, VS_E_REMOTE_UNREACHABLE, wire->url, what);
}

/* Debian's libgit2 trusts the machine's certificates. SSL_CERT_FILE and SSL_CERT_DIR, by which
 * OpenSSL and curl are told of others, are looked at here, for it does not. */
static int
set_certificates(const char *url)
{
    const char *file = getenv("SSL_CERT_FILE");
    const char *folder = getenv("SSL_CERT_DIR");

    if (strncmp(url, "https://", 8) != 0 || !((file && *file) || (folder && *folder))) {
        return 0;
    }
    return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file && *file ? file : NULL,
                            folder && *folder ? folder : NULL);
}

/* What the git program has and this way has not: names of its own for hosts, key files, helpers for
 * passwords, and a choice among several keys of a host. */
static bool
other_may_help(const struct vs_wire *wire, int rc)
{
    static const char *const ssh[] = {"failed to resolve", "authenti", "agent", "denied", NULL};
    const git_error *last = git_error_last();
    const char *message = last && last->message ? last->message : "";

    if (strncmp(wire->url, "https://", 8) == 0) {
        return rc == GIT_EAUTH;
    }
    if (strncmp(wire->url, "ssh://", 6) != 0 && strstr(wire->url, "://")) {
        return false;
    }
    return wire->key_refused || rc == GIT_EAUTH || says(message, ssh);
}

enum vs_code
vs_wire_open(struct vs_wire **out, bool *other, struct vs_git *git, const char *url,
             const char *host_key, bool push, struct vs_err *err)
{
    git_remote_create_options create;
    git_remote_connect_options connect;
    struct vs_wire *wire = vs_calloc(1, sizeof(*wire));
    enum vs_code code = VS_OK;
    int rc;

    *out = NULL;
    *other = false;
    if (!wire || !(wire->url = vs_strdup(url)) ||
        (host_key && !(wire->host_key = vs_strdup(host_key)))) {
        vs_wire_close(wire);
        return vs_fail_memory(err);
    }
    wire->git = git;
    if (set_certificates(url) < 0) {
        code = vs_git_fail(err, VS_E_REMOTE_REFUSED, url, "cannot read the certificates to trust");
        goto out;
    }
    git_remote_create_options_init(&create, GIT_REMOTE_CREATE_OPTIONS_VERSION);
    create.repository = git->repo;
    create.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC;
    if (git_remote_create_with_opts(&wire->remote, url, &create) < 0) {
        code = vs_git_fail(err, VS_E_INVALID, url, "is no address of a remote");
        goto out;
    }
    git_remote_connect_options_init(&connect, GIT_REMOTE_CONNECT_OPTIONS_VERSION);
    set_callbacks(&connect.callbacks, wire);
    connect.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
    rc = git_remote_connect_ext(wire->remote, push ? GIT_DIRECTION_PUSH : GIT_DIRECTION_FETCH,
                                &connect);
    if (rc < 0) {
        *other = other_may_help(wire, rc);
        code = wire_fail(err, wire, rc, "cannot connect");
    }
out:
    if (code != VS_OK) {
        vs_wire_close(wire);
        wire = NULL;
    }
    *out = wire;
    return code;
}

void
vs_wire_close(struct vs_wire *wire)
{
    if (wire) {
        if (wire->remote) {
            git_remote_disconnect(wire->remote);
        }
        git_remote_free(wire->remote);
        vs_free(wire->url);
        vs_free(wire->host_key);
        vs_free(wire);
    }
}

enum vs_code
vs_wire_refs(struct vs_wire *wire,
             enum vs_code (*each)(void *payload, const char *name, const struct vs_git_id *id),
             void *payload, struct vs_err *err)
{
    const git_remote_head **heads = NULL;
    size_t count = 0;
    int rc = git_remote_ls(&heads, &count, wire->remote);

    if (rc < 0) {
        return wire_fail(err, wire, rc, "cannot list its branches");
    }
    for (size_t i = 0; i < count; i++) {
        struct vs_git_id id = vs_git_id_of(&heads[i]->oid);
        enum vs_code code = each(payload, heads[i]->name, &id);

        if (code != VS_OK) {
            return code;
        }
    }
    return VS_OK;
}

enum vs_code
vs_wire_fetch(struct vs_wire *wire, const char *const *names, size_t count,
              const struct vs_wire_limits *limits, struct vs_wire_count *grow, struct vs_err *err)
{
    git_fetch_options options;
    const git_indexer_progress *progress;
    git_strarray specs = {NULL, count};
    int rc;

    specs.strings = vs_calloc(count ? count : 1, sizeof(*specs.strings));
    if (!specs.strings) {
        return vs_fail_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        memcpy(&specs.strings[i], &names[i], sizeof(names[i])); /* libgit2 does not write to them */
    }
    wire->limits = *limits;
    wire->over_limit = false;
    git_fetch_options_init(&options, GIT_FETCH_OPTIONS_VERSION);
    set_callbacks(&options.callbacks, wire);
    options.prune = GIT_FETCH_NO_PRUNE;
    options.update_fetchhead = 0;
    options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE;
    options.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
    git_libgit2_opts(GIT_OPT_SET_PACK_MAX_OBJECTS, (size_t)limits->objects);
    rc = git_remote_download(wire->remote, &specs, &options);
    vs_free(specs.strings);
    progress = git_remote_stats(wire->remote);
    if (progress) {
        grow->bytes += progress->received_bytes;
        grow->objects += progress->received_objects;
    }
    if (rc < 0) {
        return wire_fail(err, wire, rc, "the transfer failed");
    }
    git_odb_refresh(wire->git->odb);
    return VS_OK;
}

enum vs_code
vs_wire_push(struct vs_wire *wire, const char *local_ref, const char *name, struct vs_err *err)
{
    static const char *const moved[] = {"failed to update ref", "cannot lock", "fetch first",
                                        "incorrect old value", NULL};
    git_push_options options;
    char spec[256];
    char *one = spec;
    git_strarray specs = {&one, 1};
    struct vs_buf text;
    int rc;

    vs_buf_init(&text, sizeof(spec) - 1);
    vs_buf_addf(&text, "+%s:%s", local_ref, name);
    if (vs_buf_check(&text, name, err) != VS_OK) {
        vs_buf_release(&text);
        return VS_E_INVALID;
    }
    memcpy(spec, text.p, text.len + 1);
    vs_buf_release(&text);
    git_push_options_init(&options, GIT_PUSH_OPTIONS_VERSION);
    set_callbacks(&options.callbacks, wire);
    options.pb_parallelism = 1;
    options.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
    wire->status[0] = '\0';
    rc = git_remote_upload(wire->remote, &specs, &options);
    if (wire->status[0]) {
        return vs_fail(err, says(wire->status, moved) ? VS_E_REMOTE_MOVED : VS_E_REMOTE_REFUSED,
                       wire->url, "the host did not take %s: %s", name, wire->status);
    }
    if (rc < 0) {
        return wire_fail(err, wire, rc, "cannot send");
    }
    return VS_OK;
}
