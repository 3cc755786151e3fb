#include "sync/kept.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "sync/copy.h"
#include "sync/loose.h"
#include "sync/watch.h"

/* The file: a word; as u64 whose turn it is and how many bytes are saved; 20 bytes an object. */
#define KEPT_MAGIC "vs kept1"
#define ASIDE      ".aside"
enum { HEAD_LEN = 24, SLICE_MAX = 256 };

/* Of what has a file of this many bytes, only that it is there is seen without its turn. */
#define LIGHT_MAX (64 << 10)
/* More than any object has. */
#define SAVED_MAX ((uint64_t)2 * VS_GIT_OBJECT_MAX)

struct kept {
    int fd;
    uint64_t count; /* of objects */
    uint64_t next;  /* whose turn it is */
    uint64_t saved; /* bytes that earlier looks left */
};

static bool
kept_path(char *out, size_t size, const struct vs_git *cache, const char *remote,
          const char *branch, const char *suffix)
{
    int len = snprintf(out, size, "%skept/%s.%s%s", vs_git_path(cache), remote, branch, suffix);

    return len > 0 && (size_t)len < size;
}

static bool
objects_path(char *out, size_t size, const struct vs_git *git)
{
    int len = snprintf(out, size, "%sobjects", vs_git_path(git));

    return len > 0 && (size_t)len < size;
}

static bool
read_at(int fd, void *out, size_t len, uint64_t at)
{
    return pread(fd, out, len, (off_t)at) == (ssize_t)len;
}

static bool
write_at(int fd, const void *bytes, size_t len, uint64_t at)
{
    return pwrite(fd, bytes, len, (off_t)at) == (ssize_t)len;
}

static bool
read_ids(const struct kept *kept, struct vs_git_id *out, uint64_t from, size_t count)
{
    return read_at(kept->fd, out, count * VS_GIT_ID_LEN, HEAD_LEN + from * VS_GIT_ID_LEN);
}

static bool
write_turn(const struct kept *kept)
{
    uint8_t bytes[16];

    vs_put_u64(bytes, kept->next);
    vs_put_u64(bytes + 8, kept->saved);
    return write_at(kept->fd, bytes, sizeof(bytes), sizeof(KEPT_MAGIC) - 1);
}

static enum vs_code
fail_own(struct vs_err *err)
{
    return vs_fail_errno(err, errno ? errno : EIO, "the cache",
                         "cannot keep the list of what was written to a remote");
}

static void
kept_close(struct kept *kept)
{
    if (kept->fd >= 0) {
        (void)close(kept->fd);
        kept->fd = -1;
    }
}

/* Makes the file and the folder that it is in. */
static int
make_file(const char *path)
{
    char folder[4400];

    (void)snprintf(folder, sizeof(folder), "%s", path);
    *strrchr(folder, '/') = '\0';
    if (mkdir(folder, 0700) < 0 && errno != EEXIST) {
        return -1;
    }
    return open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
}

/* Opens the list, empty if there is none or what is there is none. */
static enum vs_code
kept_open(struct kept *out, const char *path, struct vs_err *err)
{
    uint8_t head[HEAD_LEN];
    struct stat info;
    enum vs_code code = VS_OK;

    _Static_assert(sizeof(struct vs_git_id) == VS_GIT_ID_LEN, "ids lie side by side");
    out->count = out->next = out->saved = 0;
    out->fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (out->fd < 0) {
        out->fd = make_file(path);
    }
    if (out->fd < 0 || fstat(out->fd, &info) < 0) {
        code = fail_own(err);
    } else if (read_at(out->fd, head, sizeof(head), 0) &&
               memcmp(head, KEPT_MAGIC, sizeof(KEPT_MAGIC) - 1) == 0) {
        out->next = vs_get_u64(head + sizeof(KEPT_MAGIC) - 1);
        out->saved = vs_get_u64(head + sizeof(KEPT_MAGIC) + 7);
        out->count = ((uint64_t)info.st_size - HEAD_LEN) / VS_GIT_ID_LEN;
    } else if (ftruncate(out->fd, 0) < 0 ||
               !write_at(out->fd, KEPT_MAGIC, sizeof(KEPT_MAGIC) - 1, 0) || !write_turn(out)) {
        code = fail_own(err);
    }
    if (code != VS_OK) {
        kept_close(out);
    }
    return code;
}

static bool
ends_with(const struct kept *kept, const struct vs_git_id *tip)
{
    struct vs_git_id last;

    return kept->count > 0 && read_ids(kept, &last, kept->count - 1, 1) && vs_git_id_eq(&last, tip);
}

/* Everything in the list, into `out`. */
static enum vs_code
load(struct vs_idset *out, const struct kept *kept, struct vs_err *err)
{
    struct vs_git_id ids[SLICE_MAX];
    enum vs_code code = VS_OK;

    for (uint64_t at = 0; code == VS_OK && at < kept->count; at += SLICE_MAX) {
        size_t some = kept->count - at < SLICE_MAX ? (size_t)(kept->count - at) : SLICE_MAX;

        if (!read_ids(kept, ids, at, some)) {
            return VS_OK; /* torn: it is found again */
        }
        for (size_t i = 0; code == VS_OK && i < some; i++) {
            bool added;

            code = vs_idset_add(&added, out, &ids[i], err);
        }
    }
    return code;
}

/* Adds what commit `tip` has and the list has not; it stands last then. */
static enum vs_code
follow(struct kept *kept, struct vs_git *cache, const struct vs_git_id *tip, struct vs_err *err)
{
    struct vs_idset known = {0};
    struct vs_git_ids more = {0};
    enum vs_code code = load(&known, kept, err);

    if (code == VS_OK) {
        code = vs_copy_list(&more, cache, tip, &known, err);
    }
    errno = 0;
    if (code == VS_OK && more.count > 0 &&
        !write_at(kept->fd, more.items, more.count * sizeof(*more.items),
                  HEAD_LEN + kept->count * VS_GIT_ID_LEN)) {
        code = fail_own(err);
    }
    if (code == VS_OK) {
        kept->count += more.count;
    }
    vs_git_ids_release(&more);
    vs_idset_release(&known);
    return code;
}

/* --- looking -----------------------------------------------------------------------------------
 */

struct looking {
    struct kept kept;
    struct vs_git *cache;
    struct vs_git *folder;
    char objects[4200]; /* of the folder */
    bool all;           /* no limit of bytes */
    bool wrong;         /* the list names what never was of the branch */
};

/* Is it there, and does its file come to its end? */
static enum vs_code
look_lightly(struct looking *looking, const struct vs_git_id *id, struct vs_err *err)
{
    char text[2 * VS_GIT_ID_LEN + 1];
    enum vs_git_kind kind;
    size_t size;

    vs_git_id_text(text, id);
    return vs_loose_size(looking->objects, text) > LIGHT_MAX
               ? VS_OK
               : vs_git_header(&kind, &size, looking->folder, id, err);
}

/* Reads it; *waits when it is larger than what may be read now. */
static enum vs_code
look_closely(struct looking *looking, const struct vs_git_id *id, bool *waits, struct vs_err *err)
{
    struct kept *kept = &looking->kept;
    enum vs_git_kind kind;
    size_t size = 0;
    enum vs_code code = vs_git_header(&kind, &size, looking->folder, id, err);

    *waits = code == VS_OK && !looking->all && size > kept->saved && size <= VS_GIT_OBJECT_MAX;
    if (code == VS_OK && !*waits) {
        code = vs_git_whole(looking->folder, id, err);
    }
    if (code == VS_OK && !*waits) {
        kept->saved -= size < kept->saved ? size : kept->saved;
    }
    return code;
}

/* One object. What cannot be read is looked for once more: it may have been packed meanwhile. */
static enum vs_code
look_at(struct looking *looking, const struct vs_git_id *id, bool closely, bool *waits,
        struct vs_err *err)
{
    char text[2 * VS_GIT_ID_LEN + 1];
    enum vs_code code = VS_OK;

    *waits = false;
    for (int i = 0; i < 2; i++) {
        code = closely ? look_closely(looking, id, waits, err) : look_lightly(looking, id, err);
        if (code != VS_E_NOT_FOUND && code != VS_E_REMOTE_CONTENT) {
            return code;
        }
        vs_git_refresh(looking->folder);
    }
    if (vs_git_whole(looking->cache, id, NULL) != VS_OK) {
        looking->wrong = true;
        return VS_OK;
    }
    vs_git_id_text(text, id);
    return code == VS_E_NOT_FOUND
               ? vs_fail(err, VS_E_REMOTE_CONTENT, text, "the object %s is missing", text)
               : code;
}

/* The newest, each time. */
static enum vs_code
look_at_newest(struct looking *looking, struct vs_err *err)
{
    struct vs_git_id ids[VS_KEPT_NEWEST];
    uint64_t count = looking->kept.count;
    size_t some = count < VS_KEPT_NEWEST ? (size_t)count : VS_KEPT_NEWEST;
    bool waits;
    enum vs_code code = VS_OK;

    looking->wrong = !read_ids(&looking->kept, ids, count - some, some);
    for (size_t i = 0; code == VS_OK && !looking->wrong && i < some; i++) {
        code = look_at(looking, &ids[i], false, &waits, err);
    }
    return code;
}

/* So many whose turn it is, each at most once. */
static enum vs_code
take_turns(struct looking *looking, uint64_t objects, struct vs_err *err)
{
    struct kept *kept = &looking->kept;
    struct vs_git_id ids[SLICE_MAX];
    uint64_t left = objects < kept->count ? objects : kept->count;
    bool waits = false;
    enum vs_code code = VS_OK;

    while (code == VS_OK && !looking->wrong && !waits && left > 0) {
        uint64_t from = kept->next < kept->count ? kept->next : 0;
        uint64_t most = left < SLICE_MAX ? left : SLICE_MAX;
        size_t some = (size_t)(kept->count - from < most ? kept->count - from : most);

        looking->wrong = !read_ids(kept, ids, from, some);
        kept->next = from;
        for (size_t i = 0; code == VS_OK && !looking->wrong && !waits && i < some; i++) {
            code = look_at(looking, &ids[i], true, &waits, err);
            if (code == VS_OK && !waits) {
                kept->next++;
                left--;
            }
            vs_watch_tick(0, kept->next);
        }
    }
    kept->saved = waits ? kept->saved : 0;
    return code;
}

static enum vs_code
look(struct looking *looking, const struct vs_wire_limits *turn, struct vs_err *err)
{
    struct kept *kept = &looking->kept;
    enum vs_code code = look_at_newest(looking, err);

    if (code != VS_OK || looking->wrong) {
        return code;
    }
    looking->all = turn->bytes == UINT64_MAX;
    kept->saved = turn->bytes < SAVED_MAX && kept->saved < SAVED_MAX - turn->bytes
                      ? kept->saved + turn->bytes
                      : SAVED_MAX;
    code = take_turns(looking, turn->objects, err);
    errno = 0;
    if (!looking->wrong && !write_turn(kept)) {
        code = code == VS_OK ? fail_own(err) : code;
    }
    return code;
}

enum vs_code
vs_kept_look(struct vs_git *cache, struct vs_git *folder, const char *remote, const char *branch,
             const struct vs_git_id *tip, const struct vs_wire_limits *turn, struct vs_err *err)
{
    struct looking looking = {.kept = {.fd = -1}, .cache = cache, .folder = folder};
    char path[4400];
    enum vs_code code = kept_path(path, sizeof(path), cache, remote, branch, "") &&
                                objects_path(looking.objects, sizeof(looking.objects), folder)
                            ? kept_open(&looking.kept, path, err)
                            : vs_fail(err, VS_E_INVALID, remote, "the path is too long");

    if (code == VS_OK && !ends_with(&looking.kept, tip)) {
        code = follow(&looking.kept, cache, tip, err);
        if (code == VS_E_REMOTE_CONTENT || code == VS_E_NOT_FOUND) {
            vs_err_clear(err);
            code = VS_OK; /* the cache itself is damaged; that is found and mended elsewhere */
            looking.wrong = true;
        }
        looking.wrong = looking.wrong || !ends_with(&looking.kept, tip);
    }
    if (code == VS_OK && !looking.wrong) {
        code = look(&looking, turn, err);
    }
    if (looking.wrong && looking.kept.fd >= 0 && ftruncate(looking.kept.fd, 0) < 0 &&
        code == VS_OK) {
        code = fail_own(err);
    }
    kept_close(&looking.kept);
    return code;
}

/* --- forgetting --------------------------------------------------------------------------------
 */

void
vs_kept_aside(const struct vs_git *cache, const char *remote, const char *branch)
{
    char path[4400], aside[4400];

    if (kept_path(path, sizeof(path), cache, remote, branch, "") &&
        kept_path(aside, sizeof(aside), cache, remote, branch, ASIDE)) {
        (void)rename(path, aside); /* there may be none */
    }
}

bool
vs_kept_is_whole(struct vs_git *cache, struct vs_git *folder, const char *remote,
                 const char *branch)
{
    struct looking looking = {.kept = {.fd = -1}, .cache = cache, .folder = folder, .all = true};
    struct kept *kept = &looking.kept;
    char aside[4400];
    bool whole = false;

    if (kept_path(aside, sizeof(aside), cache, remote, branch, ASIDE) &&
        objects_path(looking.objects, sizeof(looking.objects), folder) &&
        access(aside, F_OK) == 0 && kept_open(kept, aside, NULL) == VS_OK) {
        kept->next = 0;
        whole =
            kept->count > 0 && take_turns(&looking, UINT64_MAX, NULL) == VS_OK && !looking.wrong;
        kept_close(kept);
    }
    return whole;
}

void
vs_kept_back(const struct vs_git *cache, const char *remote, const char *branch)
{
    char path[4400], aside[4400];

    if (kept_path(path, sizeof(path), cache, remote, branch, "") &&
        kept_path(aside, sizeof(aside), cache, remote, branch, ASIDE)) {
        (void)rename(aside, path);
    }
}

void
vs_kept_forget(const struct vs_git *cache, const struct vs_git *folder, const char *remote,
               const char *branch)
{
    struct vs_git_id ids[SLICE_MAX];
    char aside[4400];
    struct kept kept;

    if (!kept_path(aside, sizeof(aside), cache, remote, branch, ASIDE) || access(aside, F_OK) < 0 ||
        kept_open(&kept, aside, NULL) != VS_OK) {
        return;
    }
    for (uint64_t at = 0; at < kept.count; at += SLICE_MAX) {
        size_t some = kept.count - at < SLICE_MAX ? (size_t)(kept.count - at) : SLICE_MAX;

        for (size_t i = 0; read_ids(&kept, ids, at, some) && i < some; i++) {
            char text[2 * VS_GIT_ID_LEN + 1];

            vs_git_id_text(text, &ids[i]);
            vs_loose_remove_damaged(vs_git_path(folder), text);
            vs_watch_tick(0, at + i);
        }
    }
    kept_close(&kept);
    (void)unlink(aside);
}
