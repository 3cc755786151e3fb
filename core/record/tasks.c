#include "core/record/tasks.h"

#include "core/base/mem.h"

struct vs_tasks {
    struct vs_task *list;
    size_t count, room;
};

bool
vs_tasks_push(struct vs_tasks **tasks, int64_t channel, int64_t feed)
{
    struct vs_tasks *queue = *tasks ? *tasks : vs_calloc(1, sizeof(*queue));

    if (!queue) {
        return false;
    }
    *tasks = queue;
    if (queue->count == queue->room) {
        size_t room = queue->room ? 2 * queue->room : 16;
        struct vs_task *list = vs_realloc_array(queue->list, room, sizeof(*list));

        if (!list) {
            return false;
        }
        queue->list = list;
        queue->room = room;
    }
    queue->list[queue->count++] = (struct vs_task){channel, feed};
    return true;
}

bool
vs_tasks_pop(struct vs_tasks *tasks, struct vs_task *out)
{
    if (!tasks || tasks->count == 0) {
        return false;
    }
    *out = tasks->list[--tasks->count];
    return true;
}

void
vs_tasks_clear(struct vs_tasks *tasks)
{
    if (tasks) {
        tasks->count = 0;
    }
}

void
vs_tasks_free(struct vs_tasks *tasks)
{
    if (tasks) {
        vs_free(tasks->list);
        vs_free(tasks);
    }
}
