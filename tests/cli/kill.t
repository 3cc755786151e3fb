# Killed at calls that change the disk (every n-th; KILL_STEP=1 for all), and run again: the same end as if never killed, no event
# twice, none missing, the head mark fine, and what is derived the same when derived again.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/kill_lib.sh"

two_organisations
echo 'het verhaal' >text
as vt open --ref 2026-0001 --text text
as vt sync
as ost sync

at_every ${KILL_STEP:-11} vt open --ref 2026-0002 --text text
at_every ${KILL_STEP:-13} vt handover 2026-0002 --to oosterhout --mode written --text text
at_every ${KILL_STEP:-23} vt sync
at_every ${KILL_STEP:-31} ost sync
once=escalate
at_every ${KILL_STEP:-41} ost escalate 2026-0002 --reason difference-of-view --text text
all_sync
once=settle
at_every ${KILL_STEP:-41} vt settle 2026-0002 --outcome me --from '2026-04-02 16:10'
done_testing
