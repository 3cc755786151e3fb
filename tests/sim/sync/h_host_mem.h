/*
 * A host in memory: branches with all their versions, published by compare-and-swap. Each
 * organisation reaches it through a client, which keeps what it fetched last, as a cache repository
 * does, and which can be told to show old states and to fail.
 */
#ifndef VS_TESTS_SIM_H_HOST_MEM_H
#define VS_TESTS_SIM_H_HOST_MEM_H

#include "sync/host.h"

#define H_BRANCHES_MAX 32

struct h_version {
    struct vs_tree *tree;
    char version[VS_HOST_VERSION_LEN + 1];
};

struct h_hub_branch {
    char name[33];
    struct h_version **versions; /* oldest first; the last is what the host shows */
    size_t count;
};

struct h_hub {
    char name[16];
    struct h_hub_branch branches[H_BRANCHES_MAX];
    size_t count;
    uint64_t serial;
};

void h_hub_init(struct h_hub *hub, const char *name);
void h_hub_release(struct h_hub *hub);

/* NULL when there is none. */
struct h_hub_branch *h_hub_find(struct h_hub *hub, const char *branch);

/* What the host shows of a branch: "" when there is none. */
const char *h_hub_version(struct h_hub *hub, const char *branch);

/* All versions in one line of text, to see whether anything moved. */
void h_hub_state(struct h_hub *hub, char *out, size_t size);

/* A hostile host. Each gives the branch a new version on top of the newest. */
void h_hub_put(struct h_hub *hub, const char *branch, const char *path, const void *bytes,
               size_t len);
void h_hub_remove(struct h_hub *hub, const char *branch, const char *path);
void h_hub_set_back(struct h_hub *hub, const char *branch, size_t versions);
void h_hub_copy(struct h_hub *to, const char *to_branch, struct h_hub *from,
                const char *from_branch);

/* Every branch as it is now, under the same versions, into a hub that has none. */
void h_hub_copy_all(struct h_hub *to, const struct h_hub *from);

/* Appends a file of the newest version; false when it is not there. */
bool h_hub_read(struct h_hub *hub, const char *branch, const char *path, struct vs_buf *out);

enum h_fault {
    H_FAULT_NONE,
    H_FAULT_GONE,  /* from the n-th operation on nothing works */
    H_FAULT_ONCE,  /* the n-th operation fails, later ones work */
    H_FAULT_DIE,   /* at the n-th operation the process ends, exit status 9 */
    H_FAULT_MOVED, /* publishing always loses the race */
    H_FAULT_DEAF   /* publishing works, but its answer is lost */
};

#define H_HIDE_CONTENTS 1
#define H_HIDE_BRANCH   2

struct h_client {
    struct vs_host host;
    struct h_hub *hub;
    /* of each branch of the hub, by its place there */
    struct h_version *fetched[H_BRANCHES_MAX];
    size_t back[H_BRANCHES_MAX];   /* versions ago, as the next fetches show it */
    uint8_t hides[H_BRANCHES_MAX]; /* H_HIDE_* */
    char broken[33];               /* a branch that cannot be fetched, "" = none */
    enum h_fault fault;
    unsigned long at;         /* the n-th operation from h_client_fail on, 1 = the first */
    unsigned long operations; /* fetch, tree, read, list, publish */
    unsigned long published;
};

void h_client_init(struct h_client *client, struct h_hub *hub);

/* After h_hub_copy_all: a client of the copy that has fetched what `from` has, as far as it is the
 * newest. */
void h_client_copy(struct h_client *client, const struct h_client *from);

/* The next fetches show this branch as it was `back` versions ago, until h_client_honest. */
void h_client_show_old(struct h_client *client, const char *branch, size_t back);
void h_client_honest(struct h_client *client);

/* For good: this client never gets to see the branch, or the contents on it. */
void h_client_hide(struct h_client *client, const char *branch, bool whole);
void h_client_fail(struct h_client *client, enum h_fault fault, unsigned long at);

#endif
