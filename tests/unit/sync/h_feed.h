/*
 * For the tests of sync/: a temporary folder, stock git as a judge, and a feed whose leaves follow
 * from its name and their index, so that nothing has to be stored to check what came back.
 */
#ifndef VS_TESTS_UNIT_SYNC_H_FEED_H
#define VS_TESTS_UNIT_SYNC_H_FEED_H

#include "core/log/sign.h"
#include "sync/branch.h"
#include "sync/remote.h"

/* The temporary folder of this test, removed when it ends; HOME lies in it. */
const char *h_folder(void);

/* A path in it; a few may be in use at once. */
const char *h_path(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Runs a shell command in the temporary folder; its exit status. What it prints goes to `log`. */
int h_run(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The first line that a shell command prints, valid until the next call. */
const char *h_line(const char *format, ...) __attribute__((format(printf, 1, 2)));
long long h_number(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Stops the test program when a step that everything else needs fails. */
void h_must(enum vs_code code, const struct vs_err *err, const char *what);

struct h_feed {
    struct vs_signer signer;
    char branch[VS_REMOTE_HEX_LEN + 1];
    char principal[64];
    uint64_t size;
    size_t leaf_len;
    bool unsigned_commits;
    struct vs_git_id tip; /* of the last commit; zeros = none yet */
};

void h_feed_init(struct h_feed *feed, uint8_t seed);
void h_feed_release(struct h_feed *feed);
void h_feed_leaf(const struct h_feed *feed, struct vs_buf *out, uint64_t index);
extern const vs_branch_leaf_fn h_feed_check_leaf; /* payload: struct h_feed_check */

struct h_feed_check {
    const struct h_feed *feed;
    uint64_t next;
    uint64_t wrong;
};

/* What vs_branch_grow asks. */
void h_feed_source(struct vs_branch_source *out, struct h_feed *feed);

/* A checkpoint-like text for the feed at its size. */
void h_feed_checkpoint(struct vs_buf *out, const struct h_feed *feed);

/* Appends `more` leaves and commits that in `git`, on top of feed->tip. */
enum vs_code h_feed_commit(struct h_feed *feed, struct vs_git *git, uint64_t more,
                           struct vs_err *err);

#endif
