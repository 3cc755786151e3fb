/*
 * The watchdog of a process that talks to strangers: if nothing moves for so long, the kernel ends
 * the process. No code has to come back for that, neither the library's nor the remote's.
 *
 * One a process, as the alarm is; off until vs_watch_begin, and then only in the process that
 * called it (sync/fetcher.h). Whatever moves bytes calls vs_watch_tick.
 */
#ifndef VS_SYNC_WATCH_H
#define VS_SYNC_WATCH_H

#include <stdint.h>

/* From now on SIGALRM ends this process `stall_s` seconds after the last tick that showed a change.
 * `tell` (may be NULL) is called now and then with the counts, for those who wait. */
void vs_watch_begin(unsigned stall_s, void (*tell)(void *payload, uint64_t bytes, uint64_t objects),
                    void *payload);

/* Counts as they stand. Only a change is a sign of life; a new phase may begin at 0 again. */
void vs_watch_tick(uint64_t bytes, uint64_t objects);

#endif
