/* The jobs and messages between the program (fetcher.c) and its workers (worker.c). */
#ifndef VS_SYNC_FETCHER_PRIV_H
#define VS_SYNC_FETCHER_PRIV_H

#include "sync/fetcher.h"

enum job_kind { JOB_FETCH = 1, JOB_PUSH = 2, JOB_KILL = 3 };

/* From the program to the helper, with the worker's socket beside it; both are this program. */
struct job {
    enum job_kind kind;
    enum vs_fetcher_fault fault;
    unsigned stall_s;
    char cache[4200];
    char name[40];
    char url[1100];
    char host_key[80];
    struct vs_remote_limits limits;
    char branch[VS_REMOTE_HEX_LEN + 1];
    struct vs_git_id id, expected;
    bool has_expected, reroot;
};

/* What a worker says, one message a packet; whatever has another length or number is a lie. */
enum said_kind {
    SAID_ALIVE = 1, /* bytes so far */
    SAID_BRANCHES,  /* some of the list; answered with what is wanted of each */
    SAID_LISTED,    /* the list is complete */
    SAID_RESULT,    /* what became of one branch */
    SAID_KNOWN,     /* the known branches are done */
    SAID_END,       /* the job is done */
};

enum { SAID_BRANCHES_MAX = 64, SAID_DETAIL_MAX = 200 };

struct said_branch {
    char branch[VS_REMOTE_HEX_LEN];
    struct vs_git_id id, cached;
};

struct said {
    uint32_t kind;
    union {
        struct {
            uint64_t bytes, objects;
        } alive;
        struct {
            uint32_t count;
            struct said_branch list[SAID_BRANCHES_MAX];
        } branches;
        struct {
            uint64_t foreign;
        } listed;
        struct {
            uint32_t which, code, fetched;
            char detail[SAID_DETAIL_MAX];
        } result;
        struct {
            uint32_t code;
            uint64_t bytes, objects;
            char subject[160];
            char detail[320];
        } end;
    } as;
};

/* Answers SAID_BRANCHES: one `enum vs_want` a branch. */
struct wanted {
    uint8_t of[SAID_BRANCHES_MAX];
};

/* Bytes of a message of this kind; 0 for a kind that is none. */
size_t vs_said_len(uint32_t kind);

/* The whole life of a worker; never returns. `socket` is its end of the conversation. */
void vs_worker_run(const struct job *job, int socket) __attribute__((noreturn));

#endif
