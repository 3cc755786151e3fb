# Killed at calls that change the disk, as kill.t: what is done with partners and remotes, and the other
# acts in a case. Devices and restored ledgers are in restore.t.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/kill_lib.sh"

two_organisations
as igj init --name 'Inspectie Gezondheidszorg en Jeugd'
as igj card
cp "$out" igj.card
as igj card --json
fp=$(json .fingerprint)
as igj remote add hub "$trash/hub.git"
as igj org add vt.card --as vt --fingerprint "$(cat vt.fp)"
as igj sync
git init -q --bare other.git
echo 'het verhaal' >text

at_every ${KILL_STEP:-23} vt org add igj.card --as igj --fingerprint "$fp"
at_every ${KILL_STEP:-13} vt remote add other "$trash/other.git"
as vt remote remove other
once=
at_every ${KILL_STEP:-23} vt agreement adopt west-brabant-2017 --as vt

as vt open --ref 2026-0002 --text text
as vt handover 2026-0002 --to oosterhout --mode written
all_sync
as ost list --json
case=$(json .cases.0.case)
once=waitlist.start
at_every ${KILL_STEP:-37} ost waitlist "$case" start
once=handover.accept
at_every ${KILL_STEP:-37} ost accept "$case" --ref 2026-0002 --pick-up
all_sync
once=close
at_every ${KILL_STEP:-37} ost close 2026-0002 --reason safe --text text
once=reopen
at_every ${KILL_STEP:-37} ost reopen 2026-0002 --reason new-concerns --text text
all_sync
as ost org add igj.card --as igj --fingerprint "$fp"
as ost sync
once=
at_every ${KILL_STEP:-37} ost disclose 2026-0002 --to igj --facts
once=party.remove
at_every ${KILL_STEP:-37} ost party remove 2026-0002 --party igj
all_sync

# A backup: never half of one under its name, and nothing left beside it by the next.
rm -rf b
mkdir b
KILL_COUNT=$trash/count
killed_as vt backup "$trash/b/never.vsb"
KILL_COUNT=
is_rc 0 "a backup, never killed"
last=$(cat count) at=1 wrong= runs=0
while [ $at -le "$last" ]; do
    rm -rf b r
    mkdir b
    KILL_AT=$at
    killed_as vt backup "$trash/b/one.vsb"
    KILL_AT=
    there=0
    [ -e b/one.vsb ] && there=1
    as vt backup "$trash/b/one.vsb"
    [ $rc = $there ] || wrong="$wrong $at(again: $rc)"
    run --ledger "$trash/r" --key-file "$trash/vt.key" restore "$trash/b/one.vsb"
    [ $rc = 0 ] || wrong="$wrong $at(restore: $rc)"
    run --ledger "$trash/r" --key-file "$trash/vt.key" show 2026-0002
    grep -qF 'het verhaal' "$out" || wrong="$wrong $at"
    [ "$(ls b)" = one.vsb ] || wrong="$wrong $at(left: $(ls b | tr '\n' ' '))"
    as vt doctor --json
    [ $rc = 0 ] || [ $rc = 1 ] || wrong="$wrong $at(doctor: $rc)"
    runs=$((runs + 1))
    at=$((at + ${KILL_STEP:-5}))
done
is "$wrong" "" "backup: whole or absent after each of $runs kills"
done_testing
