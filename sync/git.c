#include "sync/git.h"

#include <errno.h>
#include <git2.h>
#include <git2/sys/repository.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "sync/reflock.h"

struct vs_git {
    git_repository *repo;
    git_odb *odb;
    bool cache; /* ours: its configuration says how packs are made */
};

/* Objects above this size are not compared with each other when a pack is made: leaves and contents
 * are encrypted and have nothing in common. What is smaller is mostly folders. */
enum { DELTA_MAX = 700 };

static bool started;
static bool limited; /* the library limits the size of objects in packs */

/* Keeps what libgit2 said last; `what` is what we were doing. */
static enum vs_code
fail(struct vs_err *err, enum vs_code code, const char *subject, const char *what)
{
    const git_error *last = git_error_last();
    char words[240] = "no reason given";

    if (last && last->klass == GIT_ERROR_NOMEMORY) {
        return vs_fail_memory(err);
    }
    if (last && last->message) {
        vs_git_words(words, sizeof(words), last->message);
    }
    return vs_fail(err, code, subject, "%s: %s", what, words);
}

/* --- the library ------------------------------------------------------------------------------ */

/*
 * Debian added the limit to its 1.5.1 as the enum value after GIT_OPT_SET_OWNER_VALIDATION and its
 * getter; other builds of 1.5 refuse the number, later versions use it for something else and are
 * not asked.
 */
static bool
set_object_limit(void)
{
#if LIBGIT2_VER_MAJOR == 1 && LIBGIT2_VER_MINOR == 5
    int major = 0;
    int minor = 0;
    int revision = 0;

    git_libgit2_version(&major, &minor, &revision);
    if (major == 1 && minor == 5) {
        return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION + 2, (size_t)VS_GIT_OBJECT_MAX) == 0;
    }
#endif
    return false;
}

static enum vs_code
start(struct vs_err *err)
{
    static const int levels[] = {GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM,
                                 GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL};

    if (started) {
        return VS_OK;
    }
    if (git_libgit2_init() < 0) {
        return fail(err, VS_E_INTERNAL, "libgit2", "cannot start");
    }
    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
        if (git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "") < 0) {
            return fail(err, VS_E_INTERNAL, "libgit2", "cannot turn off the configuration");
        }
    }
    if (git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0) < 0 ||
        git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1) < 0) {
        return fail(err, VS_E_INTERNAL, "libgit2", "cannot be set up");
    }
    limited = set_object_limit();
    started = true;
    return VS_OK;
}

bool
vs_git_library_limits(void)
{
    return start(NULL) == VS_OK && limited;
}

void
vs_git_durable(bool on)
{
    git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, on ? 1 : 0);
}

/* --- repositories ----------------------------------------------------------------------------- */

/* Takes `repo` over, also when it fails. */
static enum vs_code
wrap(struct vs_git **out, git_repository *repo, const char *path, struct vs_err *err)
{
    struct vs_git *git = vs_calloc(1, sizeof(*git));

    if (!git) {
        git_repository_free(repo);
        return vs_fail_memory(err);
    }
    git->repo = repo;
    if (git_repository_odb(&git->odb, repo) < 0) {
        vs_git_close(git);
        return fail(err, VS_E_IO, path, "cannot open the object store");
    }
    *out = git;
    return VS_OK;
}

/*
 * Half of the time of a large sync would go into looking for differences between encrypted bundles.
 * libgit2 1.5 reads the size above which it does not look from pack.deltaCacheSize, later versions
 * from core.bigFileThreshold, as git does.
 */
static int
set_delta_limit(git_repository *repo)
{
    static const char *const names[] = {"pack.deltacachesize", "core.bigfilethreshold"};
    git_config *config = NULL;
    int64_t value;
    int rc = git_repository_config(&config, repo);

    for (size_t i = 0; rc == 0 && i < sizeof(names) / sizeof(names[0]); i++) {
        if (git_config_get_int64(&value, config, names[i]) < 0 || value != DELTA_MAX) {
            rc = git_config_set_int64(config, names[i], DELTA_MAX);
        }
    }
    git_config_free(config);
    return rc;
}

enum vs_code
vs_git_open(struct vs_git **out, const char *path, struct vs_err *err)
{
    git_repository_init_options options;
    git_repository *repo = NULL;
    struct stat info;
    enum vs_code code = start(err);

    *out = NULL;
    if (code != VS_OK) {
        return code;
    }
    if (lstat(path, &info) < 0) {
        if (errno != ENOENT) {
            return vs_fail_errno(err, errno, path, "cannot look at the cache");
        }
        git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION);
        options.flags =
            GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_NO_REINIT | GIT_REPOSITORY_INIT_MKDIR;
        options.mode = 0700;
        if (git_repository_init_ext(&repo, path, &options) < 0) {
            return fail(err, VS_E_IO, path, "cannot make the cache");
        }
    } else if (git_repository_open_ext(&repo, path,
                                       GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_BARE |
                                           GIT_REPOSITORY_OPEN_NO_DOTGIT,
                                       NULL) < 0) {
        return fail(err, VS_E_IO, path, "cannot open the cache");
    }
    if (set_delta_limit(repo) < 0) {
        git_repository_free(repo);
        return fail(err, VS_E_IO, path, "cannot configure the cache");
    }
    code = wrap(out, repo, path, err);
    if (code == VS_OK) {
        (*out)->cache = true;
    }
    return code;
}

enum vs_code
vs_git_open_existing(struct vs_git **out, const char *path, struct vs_err *err)
{
    git_repository *repo = NULL;
    struct stat info;
    enum vs_code code = start(err);

    *out = NULL;
    if (code != VS_OK) {
        return code;
    }
    if (stat(path, &info) < 0) {
        vs_fail_errno(err, errno, path, "cannot be reached");
        if (err) {
            err->code = VS_E_REMOTE_UNREACHABLE;
        }
        return VS_E_REMOTE_UNREACHABLE;
    }
    if (git_repository_open_ext(&repo, path, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) < 0) {
        if (S_ISDIR(info.st_mode) && access(path, R_OK | X_OK) < 0) {
            return fail(err, VS_E_REMOTE_REFUSED, path, "may not be read");
        }
        return fail(err, VS_E_REMOTE_NOT_REPOSITORY, path, "is no git repository");
    }
    return wrap(out, repo, path, err);
}

void
vs_git_close(struct vs_git *git)
{
    if (git) {
        git_odb_free(git->odb);
        git_repository_free(git->repo);
        vs_free(git);
    }
}

/* --- objects ---------------------------------------------------------------------------------- */

static git_oid
oid_of(const struct vs_git_id *id)
{
    git_oid oid;

    memcpy(oid.id, id->b, VS_GIT_ID_LEN);
    return oid;
}

static struct vs_git_id
id_of(const git_oid *oid)
{
    struct vs_git_id id;

    memcpy(id.b, oid->id, VS_GIT_ID_LEN);
    return id;
}

void
vs_git_refresh(struct vs_git *git)
{
    git_odb_refresh(git->odb);
}

bool
vs_git_has(struct vs_git *git, const struct vs_git_id *id)
{
    git_oid oid = oid_of(id);

    return git_odb_exists_ext(git->odb, &oid, GIT_ODB_LOOKUP_NO_REFRESH) != 0;
}

enum vs_code
vs_git_header(enum vs_git_kind *kind, size_t *size, struct vs_git *git, const struct vs_git_id *id,
              struct vs_err *err)
{
    git_oid oid = oid_of(id);
    git_object_t type = GIT_OBJECT_INVALID;
    char text[2 * VS_GIT_ID_LEN + 1];
    int rc = git_odb_read_header(size, &type, git->odb, &oid);

    vs_git_id_text(text, id);
    if (rc == GIT_ENOTFOUND) {
        return vs_fail(err, VS_E_NOT_FOUND, text, "the object is not there");
    }
    if (rc < 0) {
        return fail(err, VS_E_REMOTE_CONTENT, text, "the object is damaged");
    }
    if (type != GIT_OBJECT_COMMIT && type != GIT_OBJECT_TREE && type != GIT_OBJECT_BLOB) {
        return vs_fail(err, VS_E_REMOTE_CONTENT, text, "the object is no commit, tree or blob");
    }
    *kind = type == GIT_OBJECT_COMMIT ? VS_GIT_COMMIT
            : type == GIT_OBJECT_TREE ? VS_GIT_TREE
                                      : VS_GIT_BLOB;
    return VS_OK;
}

enum vs_code
vs_git_read(struct vs_buf *out, struct vs_git *git, const struct vs_git_id *id,
            enum vs_git_kind kind, size_t max_bytes, struct vs_err *err)
{
    git_odb_object *object = NULL;
    git_oid oid = oid_of(id);
    enum vs_git_kind found = kind;
    size_t size = 0;
    char text[2 * VS_GIT_ID_LEN + 1];
    enum vs_code code = vs_git_header(&found, &size, git, id, err);

    vs_git_id_text(text, id);
    if (code != VS_OK) {
        return code;
    }
    if (found != kind) {
        return vs_fail(err, VS_E_REMOTE_CONTENT, text, "the object is of another kind");
    }
    if (size > max_bytes) {
        return vs_fail(err, VS_E_TOO_LARGE, text, "%zu bytes, at most %zu are read", size,
                       max_bytes);
    }
    if (git_odb_read(&object, git->odb, &oid) < 0) {
        return fail(err, VS_E_REMOTE_CONTENT, text, "the object is damaged");
    }
    if (git_odb_object_size(object) > max_bytes) {
        code = vs_fail(err, VS_E_TOO_LARGE, text, "the object is longer than its header says");
    } else {
        vs_buf_add(out, git_odb_object_data(object), git_odb_object_size(object));
        code = vs_buf_check(out, text, err);
    }
    git_odb_object_free(object);
    return code;
}

enum vs_code
vs_git_write(struct vs_git_id *out, struct vs_git *git, enum vs_git_kind kind, const void *bytes,
             size_t len, struct vs_err *err)
{
    static const git_object_t types[] = {
        [VS_GIT_COMMIT] = GIT_OBJECT_COMMIT,
        [VS_GIT_TREE] = GIT_OBJECT_TREE,
        [VS_GIT_BLOB] = GIT_OBJECT_BLOB,
    };
    git_oid oid;

    errno = 0;
    if (git_odb_write(&oid, git->odb, len ? bytes : "", len, types[kind]) < 0) {
        enum vs_code code = errno == ENOSPC || errno == EDQUOT ? VS_E_NO_SPACE : VS_E_IO;

        return fail(err, code, git_repository_path(git->repo), "cannot write an object");
    }
    *out = id_of(&oid);
    return VS_OK;
}

struct packing {
    git_odb_writepack *pack;
    git_indexer_progress progress;
};

static int
append_pack(void *bytes, size_t len, void *payload)
{
    struct packing *packing = payload;

    return packing->pack->append(packing->pack, bytes, len, &packing->progress);
}

/* A pack builder over `*objects`, the objects of `from`, under the configuration of the cache,
 * which is one of the two: the other may be a folder of anybody's. */
static int
new_builder(git_packbuilder **out, git_repository **objects, const struct vs_git *to,
            const struct vs_git *from)
{
    git_config *config = NULL;
    int rc = git_repository_wrap_odb(objects, from->odb);

    if (rc == 0) {
        rc = git_repository_config(&config, from->cache ? from->repo : to->repo);
    }
    if (rc == 0) {
        rc = git_repository_set_config(*objects, config);
    }
    if (rc == 0) {
        rc = git_packbuilder_new(out, *objects);
    }
    git_config_free(config);
    return rc;
}

enum vs_code
vs_git_copy_pack(struct vs_git *to, struct vs_git *from, const struct vs_git_id *ids, size_t count,
                 struct vs_err *err)
{
    git_packbuilder *builder = NULL;
    git_repository *objects = NULL; /* outlives the builder */
    struct packing packing = {0};
    const char *path = git_repository_path(to->repo);
    enum vs_code code = VS_OK;

    if (new_builder(&builder, &objects, to, from) < 0 ||
        git_odb_write_pack(&packing.pack, to->odb, NULL, NULL) < 0) {
        code = fail(err, VS_E_IO, path, "cannot begin a pack");
        goto out;
    }
    git_packbuilder_set_threads(builder, 1);
    for (size_t i = 0; i < count; i++) {
        git_oid oid = oid_of(&ids[i]);

        if (git_packbuilder_insert(builder, &oid, NULL) < 0) {
            code = fail(err, VS_E_REMOTE_CONTENT, path, "cannot pack an object");
            goto out;
        }
    }
    errno = 0;
    if (git_packbuilder_foreach(builder, append_pack, &packing) < 0 ||
        packing.pack->commit(packing.pack, &packing.progress) < 0) {
        code = fail(err, errno == ENOSPC || errno == EDQUOT ? VS_E_NO_SPACE : VS_E_IO, path,
                    "cannot write a pack");
    }
out:
    if (packing.pack) {
        packing.pack->free(packing.pack);
    }
    git_packbuilder_free(builder);
    git_repository_free(objects);
    return code;
}

/* --- references ------------------------------------------------------------------------------- */

enum vs_code
vs_git_ref_get(struct vs_git_id *out, struct vs_git *git, const char *name, struct vs_err *err)
{
    git_reference *ref = NULL;
    int rc = git_reference_lookup(&ref, git->repo, name);
    enum vs_code code = VS_OK;

    if (rc == GIT_ENOTFOUND) {
        return vs_fail(err, VS_E_NOT_FOUND, name, "there is no such reference");
    }
    if (rc < 0) {
        return fail(err, VS_E_IO, name, "cannot read the reference");
    }
    if (git_reference_type(ref) == GIT_REFERENCE_DIRECT) {
        *out = id_of(git_reference_target(ref));
    } else {
        code = vs_fail(err, VS_E_NOT_FOUND, name, "the reference names another reference");
    }
    git_reference_free(ref);
    return code;
}

enum vs_code
vs_git_ref_set(struct vs_git *git, const char *name, const struct vs_git_id *id,
               const struct vs_git_id *old, struct vs_err *err)
{
    const char *folder = git_repository_path(git->repo);
    struct vs_ref_lock lock;
    git_reference *ref = NULL;
    git_oid target = oid_of(id);
    git_oid before;
    int rc;

    if (old) {
        before = oid_of(old);
    }
    vs_ref_lock(&lock, folder);
    rc = git_reference_create_matching(&ref, git->repo, name, &target, old != NULL,
                                       old ? &before : NULL, "vs");
    if (rc == GIT_ELOCKED && vs_ref_lock_clear(&lock, folder, name)) {
        rc = git_reference_create_matching(&ref, git->repo, name, &target, old != NULL,
                                           old ? &before : NULL, "vs");
    }
    vs_ref_unlock(&lock);
    git_reference_free(ref);
    if (rc == GIT_EMODIFIED || rc == GIT_EEXISTS || (rc == GIT_ENOTFOUND && old) ||
        rc == GIT_ELOCKED) {
        return vs_fail(err, VS_E_REMOTE_MOVED, name, "somebody else changed it meanwhile");
    }
    if (rc < 0) {
        return fail(err, VS_E_IO, name, "cannot set the reference");
    }
    return VS_OK;
}

enum vs_code
vs_git_ref_remove(struct vs_git *git, const char *name, struct vs_err *err)
{
    if (git_reference_remove(git->repo, name) < 0) {
        return fail(err, VS_E_IO, name, "cannot remove the reference");
    }
    return VS_OK;
}

enum vs_code
vs_git_refs(struct vs_git *git,
            enum vs_code (*each)(void *payload, const char *name, const struct vs_git_id *id),
            void *payload, struct vs_err *err)
{
    git_reference_iterator *iterator = NULL;
    git_reference *ref = NULL;
    enum vs_code code = VS_OK;
    int rc = git_reference_iterator_new(&iterator, git->repo);

    while (rc == 0 && code == VS_OK && (rc = git_reference_next(&ref, iterator)) == 0) {
        if (git_reference_type(ref) == GIT_REFERENCE_DIRECT) {
            struct vs_git_id id = id_of(git_reference_target(ref));

            code = each(payload, git_reference_name(ref), &id);
        }
        git_reference_free(ref);
        ref = NULL;
    }
    if (code == VS_OK && rc < 0 && rc != GIT_ITEROVER) {
        code = fail(err, VS_E_IO, git_repository_path(git->repo), "cannot list the references");
    }
    git_reference_iterator_free(iterator);
    return code;
}

/* --- the wire --------------------------------------------------------------------------------- */

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

    if ((uint64_t)progress->received_bytes > wire->limits.bytes ||
        progress->total_objects > wire->limits.objects) {
        wire->over_limit = true;
        return GIT_EUSER;
    }
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
    static const char *const refused[] = {"401",   "403",       "denied", "authenti",
                                          "agent", "read-only", NULL};
    const git_error *last = git_error_last();
    const char *message = last && last->message ? last->message : "";

    if (wire->key_refused) {
        if (wire->key_pinned) {
            return vs_fail(err, VS_E_FINGERPRINT, wire->url,
                           "the host shows the key %s, expected is %s", wire->key_seen,
                           wire->host_key);
        }
        return vs_fail(err, VS_E_REMOTE_REFUSED, wire->url, "the host's key %s is not known",
                       wire->key_seen);
    }
    if (wire->over_limit) {
        return vs_fail(
            err, VS_E_TOO_LARGE, wire->url, "more than %llu bytes or %llu objects in one transfer",
            (unsigned long long)wire->limits.bytes, (unsigned long long)wire->limits.objects);
    }
    if (says(message, no_repository)) {
        return fail(err, VS_E_REMOTE_NOT_REPOSITORY, wire->url, what);
    }
    if (rc == GIT_EAUTH || rc == GIT_ECERTIFICATE || says(message, refused)) {
        return fail(err, VS_E_REMOTE_REFUSED, wire->url, what);
    }
    if (last && (last->klass == GIT_ERROR_INDEXER || last->klass == GIT_ERROR_ODB ||
                 last->klass == GIT_ERROR_ZLIB || last->klass == GIT_ERROR_OBJECT)) {
        return fail(err, VS_E_REMOTE_CONTENT, wire->url, what);
    }
    return fail(err, VS_E_REMOTE_UNREACHABLE, wire->url, what);
}

enum vs_code
vs_wire_open(struct vs_wire **out, struct vs_git *git, const char *url, const char *host_key,
             bool push, struct vs_err *err)
{
    git_remote_create_options create;
    git_remote_connect_options connect;
    struct vs_wire *wire = vs_calloc(1, sizeof(*wire));
    enum vs_code code = VS_OK;
    int rc;

    *out = NULL;
    if (!wire || !(wire->url = vs_strdup(url)) ||
        (host_key && !(wire->host_key = vs_strdup(host_key)))) {
        vs_wire_close(wire);
        return vs_fail_memory(err);
    }
    wire->git = git;
    git_remote_create_options_init(&create, GIT_REMOTE_CREATE_OPTIONS_VERSION);
    create.repository = git->repo;
    create.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC;
    if (git_remote_create_with_opts(&wire->remote, url, &create) < 0) {
        code = fail(err, VS_E_INVALID, url, "is no address of a remote");
        goto out;
    }
    git_remote_connect_options_init(&connect, GIT_REMOTE_CONNECT_OPTIONS_VERSION);
    set_callbacks(&connect.callbacks, wire);
    connect.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
    rc = git_remote_connect_ext(wire->remote, push ? GIT_DIRECTION_PUSH : GIT_DIRECTION_FETCH,
                                &connect);
    if (rc < 0) {
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
        struct vs_git_id id = id_of(&heads[i]->oid);
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
