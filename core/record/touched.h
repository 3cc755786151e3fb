/* The cases that a transaction changed: a small set of row ids. */
#ifndef VS_CORE_RECORD_TOUCHED_H
#define VS_CORE_RECORD_TOUCHED_H

#include <stdbool.h>
#include <stdint.h>

struct vs_touched;

struct vs_touched *vs_touched_new(void); /* NULL when out of memory */
void vs_touched_free(struct vs_touched *set);
void vs_touched_clear(struct vs_touched *set); /* accepts NULL, as vs_touched_free does */

/* False when out of memory; adding twice changes nothing. */
bool vs_touched_add(struct vs_touched *set, int64_t id);

/* Whether it was added, to a set that nothing was taken out of. */
bool vs_touched_has(const struct vs_touched *set, int64_t id);

bool vs_touched_empty(const struct vs_touched *set);

/* From here on they are taken out in the order of their ids, as long as none is added. */
void vs_touched_sort(struct vs_touched *set);

/* Takes one out; false when it is empty. */
bool vs_touched_pop(struct vs_touched *set, int64_t *id);

#endif
