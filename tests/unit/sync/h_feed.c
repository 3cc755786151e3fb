#include "tests/unit/sync/h_feed.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "core/base/secret.h"
#include "core/identity/sshsig.h"
#include "core/log/hash.h"
#include "core/log/merkle.h"

static char folder[256];
static pid_t owner;

static void
remove_folder(void)
{
    char command[640];

    if (getpid() == owner && strncmp(folder, "/", 1) == 0) {
        snprintf(command, sizeof(command), "chmod -R u+rwx '%s'; rm -rf '%s'", folder, folder);
        if (system(command) != 0) {
            printf("# could not remove %s\n", folder);
        }
    }
}

const char *
h_folder(void)
{
    const char *base = getenv("TMPDIR");

    if (folder[0]) {
        return folder;
    }
    snprintf(folder, sizeof(folder), "%s/vs-test-sync.XXXXXX", base ? base : "/tmp");
    if (!mkdtemp(folder)) {
        perror("mkdtemp");
        exit(2);
    }
    owner = getpid();
    if (vs_process_harden(NULL) != VS_OK) {
        exit(2);
    }
    atexit(remove_folder);
    setenv("HOME", folder, 1);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    return folder;
}

const char *
h_path(const char *format, ...)
{
    static char paths[8][512];
    static unsigned turn;
    char *path = paths[turn++ % 8];
    va_list args;
    size_t len = (size_t)snprintf(path, sizeof(paths[0]), "%s/", h_folder());

    va_start(args, format);
    vsnprintf(path + len, sizeof(paths[0]) - len, format, args);
    va_end(args);
    return path;
}

__attribute__((format(printf, 4, 0))) static void
make_command(char *out, size_t size, const char *tail, const char *format, va_list args)
{
    char wanted[3072];

    vsnprintf(wanted, sizeof(wanted), format, args);
    snprintf(out, size, "cd '%s' && { %s\n} %s", h_folder(), wanted, tail);
}

int
h_run(const char *format, ...)
{
    char command[4096];
    va_list args;
    int status;

    va_start(args, format);
    make_command(command, sizeof(command), ">>log 2>&1", format, args);
    va_end(args);
    status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

const char *
h_line(const char *format, ...)
{
    static char line[1024];
    char command[4096];
    va_list args;
    FILE *pipe;

    va_start(args, format);
    make_command(command, sizeof(command), "2>>log", format, args);
    va_end(args);
    line[0] = '\0';
    pipe = popen(command, "r");
    if (pipe) {
        if (!fgets(line, sizeof(line), pipe)) {
            line[0] = '\0';
        }
        pclose(pipe);
    }
    line[strcspn(line, "\n")] = '\0';
    return line;
}

long long
h_number(const char *format, ...)
{
    char command[2048];
    va_list args;

    va_start(args, format);
    vsnprintf(command, sizeof(command), format, args);
    va_end(args);
    return strtoll(h_line("%s", command), NULL, 10);
}

void
h_must(enum vs_code code, const struct vs_err *err, const char *what)
{
    if (code != VS_OK) {
        printf("not ok - %s: %s: %s: %s\n", what, vs_code_name(code), err->subject, err->detail);
        exit(2);
    }
}

void
h_feed_init(struct h_feed *feed, uint8_t seed)
{
    struct vs_secret secret = {0};
    struct vs_err err = {0};
    struct vs_hash hash;
    uint8_t bytes[VS_SEED_LEN];

    memset(feed, 0, sizeof(*feed));
    memset(bytes, seed, sizeof(bytes));
    h_must(vs_secret_copy(&secret, bytes, sizeof(bytes), &err), &err, "seed");
    h_must(vs_signer_init(&feed->signer, &secret, &err), &err, "signer");
    vs_secret_release(&secret);
    vs_sha256(&hash, feed->signer.public_key.b, 32);
    vs_hex(feed->branch, hash.b, 16);
    snprintf(feed->principal, sizeof(feed->principal), "%s@vs.invalid", feed->branch);
    feed->leaf_len = 756;
}

void
h_feed_release(struct h_feed *feed)
{
    vs_signer_release(&feed->signer);
}

void
h_feed_leaf(const struct h_feed *feed, struct vs_buf *out, uint64_t index)
{
    for (size_t left = feed->leaf_len, turn = 0; left > 0; turn++) {
        uint8_t seed[48];
        struct vs_hash hash;
        size_t take = left < 32 ? left : 32;

        memcpy(seed, feed->signer.public_key.b, 32);
        vs_put_u64(seed + 32, index);
        vs_put_u64(seed + 40, turn);
        vs_sha256(&hash, seed, sizeof(seed));
        vs_buf_add(out, hash.b, take);
        left -= take;
    }
}

static enum vs_code
check_leaf(void *payload, uint64_t index, struct vs_str leaf, struct vs_err *err)
{
    struct h_feed_check *check = payload;
    struct vs_buf want;

    (void)err;
    vs_buf_init(&want, VS_LEAF_MAX);
    h_feed_leaf(check->feed, &want, index);
    if (index != check->next++ || !vs_str_eq(leaf, vs_buf_str(&want))) {
        check->wrong++;
    }
    vs_buf_release(&want);
    return VS_OK;
}

const vs_branch_leaf_fn h_feed_check_leaf = check_leaf;

static enum vs_code
source_leaf(void *payload, struct vs_buf *out, uint64_t index, struct vs_err *err)
{
    h_feed_leaf(payload, out, index);
    return vs_buf_check(out, "leaf", err);
}

/* The root of leaves [first, first + count), count a power of two. */
static void
subtree(struct vs_hash *out, const struct h_feed *feed, uint64_t first, uint64_t count)
{
    struct vs_merkle tree;
    struct vs_buf leaf;
    struct vs_hash hash;

    vs_buf_init(&leaf, VS_LEAF_MAX);
    vs_merkle_init(&tree);
    for (uint64_t i = 0; i < count; i++) {
        vs_buf_clear(&leaf);
        h_feed_leaf(feed, &leaf, first + i);
        vs_merkle_leaf_hash(&hash, leaf.p, leaf.len);
        if (vs_merkle_append(&tree, &hash, NULL, NULL) != VS_OK) {
            abort();
        }
    }
    vs_merkle_root(out, &tree);
    vs_buf_release(&leaf);
}

static enum vs_code
source_tile(void *payload, struct vs_buf *out, unsigned level, uint64_t tile, struct vs_err *err)
{
    uint64_t span = 1;

    for (unsigned i = 0; i < level; i++) {
        span *= VS_TILE_WIDTH;
    }
    for (uint64_t i = 0; i < VS_TILE_WIDTH; i++) {
        struct vs_hash hash;

        subtree(&hash, payload, (tile * VS_TILE_WIDTH + i) * span, span);
        vs_buf_add(out, hash.b, sizeof(hash.b));
    }
    return vs_buf_check(out, "tile", err);
}

void
h_feed_source(struct vs_branch_source *out, struct h_feed *feed)
{
    *out = (struct vs_branch_source){source_leaf, source_tile, feed};
}

void
h_feed_checkpoint(struct vs_buf *out, const struct h_feed *feed)
{
    vs_buf_addf(out, "vs.invalid/f/%s\n%llu\n", feed->branch, (unsigned long long)feed->size);
    vs_base64_add(out, feed->signer.public_key.b, 32);
    vs_buf_addf(out, "\n\n\xe2\x80\x94 vs.invalid/f/%s ", feed->branch);
    for (uint64_t i = 0; i < 3; i++) { /* three lines' worth of noise that differs with the size */
        struct vs_buf noise;

        vs_buf_init(&noise, VS_LEAF_MAX);
        h_feed_leaf(feed, &noise, feed->size + (i << 32));
        vs_base64_add(out, noise.p, 68);
        vs_buf_release(&noise);
    }
    vs_buf_add_text(out, "\n");
}

static enum vs_code
sign(void *payload, struct vs_buf *armor, const void *bytes, size_t len, struct vs_err *err)
{
    struct h_feed *feed = payload;

    return vs_sshsig_sign(armor, &feed->signer, (struct vs_str){bytes, len}, err);
}

enum vs_code
h_feed_commit(struct h_feed *feed, struct vs_git *git, uint64_t more, struct vs_err *err)
{
    static const struct vs_git_id none;
    bool first = vs_git_id_eq(&feed->tip, &none);
    struct vs_branch_source source;
    struct vs_changes changes;
    struct vs_commit_text text = {feed->branch,
                                  {NULL, 0},
                                  1775138400 + (vs_instant)feed->size * 600,
                                  feed->unsigned_commits ? NULL : sign,
                                  feed};
    struct vs_git_id parent = feed->tip;
    struct vs_buf checkpoint;
    enum vs_code code;

    h_feed_source(&source, feed);
    vs_changes_init(&changes, git);
    vs_buf_init(&checkpoint, VS_CHECKPOINT_FILE_MAX);
    code = vs_branch_grow(&changes, feed->size, feed->size + more, &source, err);
    feed->size += more;
    h_feed_checkpoint(&checkpoint, feed);
    text.message = vs_buf_str(&checkpoint);
    vs_changes_put(&changes, VS_BRANCH_CHECKPOINT, checkpoint.p, checkpoint.len);
    if (first) {
        vs_changes_put(&changes, VS_BRANCH_ROSTER, "roster\n", 7);
    }
    if (code == VS_OK) {
        code = vs_commit_write(&feed->tip, git, first ? NULL : &parent, first ? NULL : &parent,
                               &changes, &text, err);
    }
    vs_buf_release(&checkpoint);
    vs_changes_release(&changes);
    return code;
}
