#include "sync/watch.h"

#include <stddef.h>
#include <unistd.h>

/* What must have come since the last time before those who wait are told again. */
enum { TELL_BYTES = 1 << 18, TELL_OBJECTS = 512 };

static unsigned stall;
static uint64_t last_bytes, last_objects;
static uint64_t told_bytes, told_objects;
static void (*tell_whom)(void *payload, uint64_t bytes, uint64_t objects);
static void *tell_payload;

void
vs_watch_begin(unsigned stall_s, void (*tell)(void *payload, uint64_t bytes, uint64_t objects),
               void *payload)
{
    stall = stall_s;
    tell_whom = tell;
    tell_payload = payload;
    alarm(stall);
}

void
vs_watch_tick(uint64_t bytes, uint64_t objects)
{
    if (stall == 0 || (bytes == last_bytes && objects == last_objects)) {
        return;
    }
    last_bytes = bytes;
    last_objects = objects;
    alarm(stall);
    if (bytes < told_bytes || objects < told_objects) {
        told_bytes = told_objects = 0;
    }
    if (tell_whom && (bytes - told_bytes >= TELL_BYTES || objects - told_objects >= TELL_OBJECTS)) {
        told_bytes = bytes;
        told_objects = objects;
        tell_whom(tell_payload, bytes, objects);
    }
}
