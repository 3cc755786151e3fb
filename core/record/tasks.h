/* A queue of searches: "look for leaves of this feed in this channel". */
#ifndef VS_CORE_RECORD_TASKS_H
#define VS_CORE_RECORD_TASKS_H

#include <stdbool.h>
#include <stdint.h>

struct vs_task {
    int64_t channel;
    int64_t feed;
};

struct vs_tasks;

/* Makes the queue when *tasks is NULL; false when out of memory. */
bool vs_tasks_push(struct vs_tasks **tasks, int64_t channel, int64_t feed);
bool vs_tasks_pop(struct vs_tasks *tasks, struct vs_task *out); /* accepts NULL: empty */
void vs_tasks_clear(struct vs_tasks *tasks);                    /* accepts NULL */
void vs_tasks_free(struct vs_tasks *tasks);                     /* accepts NULL */

#endif
