#include "sync/git_priv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "sync/folder.h"
#include "sync/loose.h"
#include "sync/reflock.h"
#include "sync/watch.h"

/* Objects above this size are not compared with each other when a pack is made: leaves and contents
 * are encrypted and have nothing in common. What is smaller is mostly folders. */
enum { DELTA_MAX = 700 };

static bool started;
static bool limited; /* the library limits the size of objects in packs */

enum vs_code
vs_git_fail(struct vs_err *err, enum vs_code code, const char *subject, const char *what)
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

enum vs_code
vs_git_start(struct vs_err *err)
{
    static const int levels[] = {GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM,
                                 GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL};

    if (started) {
        return VS_OK;
    }
    enum vs_code code = vs_libgit2_load(VS_LIBGIT2, err);
    if (code != VS_OK) {
        return code;
    }
    if (git_libgit2_init() < 0) {
        return vs_git_fail(err, VS_E_INTERNAL, "libgit2", "cannot start");
    }
    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
        if (git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "") < 0) {
            return vs_git_fail(err, VS_E_INTERNAL, "libgit2", "cannot turn off the configuration");
        }
    }
    if (git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0) < 0 ||
        git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1) < 0) {
        return vs_git_fail(err, VS_E_INTERNAL, "libgit2", "cannot be set up");
    }
    limited = set_object_limit();
    started = true;
    return VS_OK;
}

bool
vs_git_library_limits(void)
{
    return vs_git_start(NULL) == VS_OK && limited;
}

void
vs_git_durable(bool on)
{
    if (vs_git_start(NULL) == VS_OK) {
        git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, on ? 1 : 0);
    }
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
        return vs_git_fail(err, VS_E_IO, path, "cannot open the object store");
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
    enum vs_code code = vs_git_start(err);

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
            return vs_git_fail(err, VS_E_IO, path, "cannot make the cache");
        }
    } else if (git_repository_open_ext(&repo, path,
                                       GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_BARE |
                                           GIT_REPOSITORY_OPEN_NO_DOTGIT,
                                       NULL) < 0) {
        const git_error *last = git_error_last();
        bool torn =
            last && (last->klass == GIT_ERROR_REPOSITORY || last->klass == GIT_ERROR_CONFIG);

        return vs_git_fail(err, torn ? VS_E_REMOTE_NOT_REPOSITORY : VS_E_IO, path,
                           "cannot open the cache");
    }
    if (set_delta_limit(repo) < 0) {
        git_repository_free(repo);
        return vs_git_fail(err, VS_E_IO, path, "cannot configure the cache");
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
    enum vs_code code = vs_git_start(err);

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
    code = vs_folder_check(path, err);
    if (code != VS_OK) {
        return code;
    }
    if (git_repository_open_ext(&repo, path, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) < 0) {
        if (S_ISDIR(info.st_mode) && access(path, R_OK | X_OK) < 0) {
            return vs_git_fail(err, VS_E_REMOTE_REFUSED, path, "may not be read");
        }
        return vs_git_fail(err, VS_E_REMOTE_NOT_REPOSITORY, path, "is no git repository");
    }
    if (!vs_folder_is(path, git_repository_path(repo)) ||
        strcmp(git_repository_path(repo), git_repository_commondir(repo)) != 0) {
        git_repository_free(repo);
        return vs_fail(err, VS_E_REMOTE_CONTENT, path, "leads to a repository elsewhere");
    }
    return wrap(out, repo, path, err);
}

const char *
vs_git_path(const struct vs_git *git)
{
    return git_repository_path(git->repo);
}

enum vs_code
vs_git_open_beside(struct vs_git **out, const struct vs_git *git, const char *objects,
                   struct vs_err *err)
{
    char behind[4200];
    git_repository *repo = NULL;
    git_odb *odb = NULL;
    const char *path = git_repository_path(git->repo);
    int len = snprintf(behind, sizeof(behind), "%sobjects", path);
    enum vs_code code = VS_OK;

    *out = NULL;
    if (len < 0 || (size_t)len >= sizeof(behind)) {
        return vs_fail(err, VS_E_INVALID, path, "the path is too long");
    }
    if (git_repository_open_ext(&repo, path,
                                GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_BARE |
                                    GIT_REPOSITORY_OPEN_NO_DOTGIT,
                                NULL) < 0 ||
        git_odb_open(&odb, objects) < 0 || git_odb_add_disk_alternate(odb, behind) < 0 ||
        git_repository_set_odb(repo, odb) < 0) {
        code = vs_git_fail(err, VS_E_IO, objects, "cannot open a store for what comes in");
    }
    git_odb_free(odb);
    if (code != VS_OK) {
        git_repository_free(repo);
        return code;
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

git_oid
vs_git_oid(const struct vs_git_id *id)
{
    git_oid oid;

    memcpy(oid.id, id->b, VS_GIT_ID_LEN);
    return oid;
}

struct vs_git_id
vs_git_id_of(const git_oid *oid)
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
    git_oid oid = vs_git_oid(id);

    return git_odb_exists_ext(git->odb, &oid, GIT_ODB_LOOKUP_NO_REFRESH) != 0;
}

/* Looked at before libgit2 reads the object, which would not come back from a torn one. */
static bool
ends_well(const git_repository *repo, const char *id)
{
    char objects[4200];

    /* A folder beside a repository has packs only (vs_git_open_beside). */
    (void)snprintf(objects, sizeof(objects), "%sobjects", git_repository_commondir(repo));
    return vs_loose_ends_well(objects, id);
}

enum vs_code
vs_git_header(enum vs_git_kind *kind, size_t *size, struct vs_git *git, const struct vs_git_id *id,
              struct vs_err *err)
{
    git_oid oid = vs_git_oid(id);
    git_object_t type = GIT_OBJECT_INVALID;
    char text[2 * VS_GIT_ID_LEN + 1];
    int rc;

    vs_git_id_text(text, id);
    if (!ends_well(git->repo, text)) {
        return vs_fail(err, VS_E_REMOTE_CONTENT, text,
                       "the object is damaged: its file is cut short, or is a link");
    }
    rc = git_odb_read_header(size, &type, git->odb, &oid);
    if (rc == GIT_ENOTFOUND) {
        return vs_fail(err, VS_E_NOT_FOUND, text, "the object is not there");
    }
    if (rc < 0) {
        return vs_git_fail(err, VS_E_REMOTE_CONTENT, text, "the object is damaged");
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
    git_oid oid = vs_git_oid(id);
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
        return vs_git_fail(err, VS_E_REMOTE_CONTENT, text, "the object is damaged");
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
vs_git_whole(struct vs_git *git, const struct vs_git_id *id, struct vs_err *err)
{
    git_odb_object *object = NULL;
    git_oid oid = vs_git_oid(id);
    enum vs_git_kind kind;
    size_t size = 0;
    char text[2 * VS_GIT_ID_LEN + 1];
    enum vs_code code = vs_git_header(&kind, &size, git, id, err);

    vs_git_id_text(text, id);
    if (code == VS_OK && size > VS_GIT_OBJECT_MAX) {
        code = vs_fail(err, VS_E_REMOTE_CONTENT, text, "the object is damaged: it is too large");
    } else if (code == VS_OK && git_odb_read(&object, git->odb, &oid) < 0) {
        code = vs_git_fail(err, VS_E_REMOTE_CONTENT, text, "the object is damaged");
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

        return vs_git_fail(err, code, git_repository_path(git->repo), "cannot write an object");
    }
    *out = vs_git_id_of(&oid);
    return VS_OK;
}

struct packing {
    git_odb_writepack *pack;
    git_indexer_progress progress;
    uint64_t bytes;
};

static int
append_pack(void *bytes, size_t len, void *payload)
{
    struct packing *packing = payload;

    packing->bytes += len;
    vs_watch_tick(packing->bytes, packing->progress.indexed_objects);
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

/* Can each of the objects be read where it comes from? Only asked when a pack could not be made. */
static enum vs_code
find_damage(struct vs_git *from, const struct vs_git_id *ids, size_t count, struct vs_err *err)
{
    for (size_t i = 0; i < count; i++) {
        git_odb_object *object = NULL;
        git_oid oid = vs_git_oid(&ids[i]);
        char text[2 * VS_GIT_ID_LEN + 1];

        vs_git_id_text(text, &ids[i]);
        if (git_odb_read(&object, from->odb, &oid) < 0) {
            return vs_git_fail(err, VS_E_REMOTE_CONTENT, text, "the object is damaged");
        }
        git_odb_object_free(object);
    }
    return VS_OK;
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
        code = vs_git_fail(err, VS_E_IO, path, "cannot begin a pack");
        goto out;
    }
    git_packbuilder_set_threads(builder, 1);
    for (size_t i = 0; i < count; i++) {
        git_oid oid = vs_git_oid(&ids[i]);

        if (git_packbuilder_insert(builder, &oid, NULL) < 0) {
            code = vs_git_fail(err, VS_E_REMOTE_CONTENT, path, "cannot pack an object");
            goto out;
        }
    }
    errno = 0;
    if (git_packbuilder_foreach(builder, append_pack, &packing) < 0 ||
        packing.pack->commit(packing.pack, &packing.progress) < 0) {
        code = vs_git_fail(err, errno == ENOSPC || errno == EDQUOT ? VS_E_NO_SPACE : VS_E_IO, path,
                           "cannot write a pack");
        if (code == VS_E_IO) {
            struct vs_err why = {0};

            if (find_damage(from, ids, count, &why) != VS_OK) {
                code = why.code;
                if (err) {
                    *err = why;
                }
            }
        }
    }
out:
    if (packing.pack) {
        packing.pack->free(packing.pack);
    }
    git_packbuilder_free(builder);
    git_repository_free(objects);
    return code;
}

struct inspecting {
    struct vs_git *git;
    bool damaged;
    bool no_memory;
};

static int
inspect(const git_oid *id, void *payload)
{
    struct inspecting *inspecting = payload;
    git_odb_object *object = NULL;
    struct vs_git_id our = vs_git_id_of(id);
    char text[2 * VS_GIT_ID_LEN + 1];

    vs_git_id_text(text, &our);
    if (!ends_well(inspecting->git->repo, text)) {
        inspecting->damaged = true;
        return 1;
    }
    if (git_odb_read(&object, inspecting->git->odb, id) < 0) {
        const git_error *last = git_error_last();

        inspecting->no_memory = last && last->klass == GIT_ERROR_NOMEMORY;
        inspecting->damaged = !inspecting->no_memory;
        return 1; /* one is enough */
    }
    git_odb_object_free(object);
    return 0;
}

enum vs_code
vs_git_objects_whole(bool *whole, struct vs_git *git, struct vs_err *err)
{
    struct inspecting inspecting = {git, false, false};
    int rc = git_odb_foreach(git->odb, inspect, &inspecting);

    if (rc < 0) {
        const git_error *last = git_error_last();

        inspecting.no_memory = last && last->klass == GIT_ERROR_NOMEMORY;
    }
    *whole = rc == 0;
    return inspecting.no_memory ? vs_fail_memory(err) : VS_OK;
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
        const git_error *last = git_error_last();

        return vs_git_fail(
            err, last && last->klass == GIT_ERROR_REFERENCE ? VS_E_REMOTE_CONTENT : VS_E_IO, name,
            "cannot read the reference");
    }
    if (git_reference_type(ref) == GIT_REFERENCE_DIRECT) {
        *out = vs_git_id_of(git_reference_target(ref));
    } else {
        code = vs_fail(err, VS_E_NOT_FOUND, name, "the reference names another reference");
    }
    git_reference_free(ref);
    return code;
}

bool
vs_git_ref_obstacle(char *out, size_t room, struct vs_git *git, const char *name)
{
    git_reference *ref = NULL;
    git_reference_iterator *iterator = NULL;
    char path[4200];
    struct stat info;
    const char *within = NULL;
    bool found = false;

    if (git_reference_lookup(&ref, git->repo, name) == 0 &&
        git_reference_type(ref) == GIT_REFERENCE_SYMBOLIC) {
        (void)snprintf(out, room, "%s is a symbolic reference to %.100s", name,
                       git_reference_symbolic_target(ref));
        found = true;
    }
    (void)snprintf(path, sizeof(path), "%s/*", name);
    if (!found && git_reference_iterator_glob_new(&iterator, git->repo, path) == 0 &&
        git_reference_next_name(&within, iterator) == 0) {
        (void)snprintf(out, room, "%s is a folder, of the branch %.120s", name, within);
        found = true;
    }
    (void)snprintf(path, sizeof(path), "%s%s", git_repository_path(git->repo), name);
    if (!found && stat(path, &info) == 0 && S_ISDIR(info.st_mode) && rmdir(path) != 0) {
        (void)snprintf(out, room, "%s is a folder", name);
        found = true;
    }
    git_reference_iterator_free(iterator);
    git_reference_free(ref);
    return found;
}

enum vs_code
vs_git_ref_set(struct vs_git *git, const char *name, const struct vs_git_id *id,
               const struct vs_git_id *old, struct vs_err *err)
{
    const char *folder = git_repository_path(git->repo);
    struct vs_ref_lock lock;
    git_reference *ref = NULL;
    git_oid target = vs_git_oid(id);
    git_oid before;
    int rc;

    if (old) {
        before = vs_git_oid(old);
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
        return vs_git_fail(err, VS_E_IO, name, "cannot set the reference");
    }
    return VS_OK;
}

enum vs_code
vs_git_ref_remove(struct vs_git *git, const char *name, struct vs_err *err)
{
    if (git_reference_remove(git->repo, name) < 0) {
        return vs_git_fail(err, VS_E_IO, name, "cannot remove the reference");
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
            struct vs_git_id id = vs_git_id_of(git_reference_target(ref));

            code = each(payload, git_reference_name(ref), &id);
        }
        git_reference_free(ref);
        ref = NULL;
    }
    if (code == VS_OK && rc < 0 && rc != GIT_ITEROVER) {
        code =
            vs_git_fail(err, VS_E_IO, git_repository_path(git->repo), "cannot list the references");
    }
    git_reference_iterator_free(iterator);
    return code;
}
