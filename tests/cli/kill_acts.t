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

at_every ${KILL_STEP:-31} vt org add igj.card --as igj --fingerprint "$fp"
at_every ${KILL_STEP:-19} vt remote add other "$trash/other.git"
as vt remote remove other
once=
at_every ${KILL_STEP:-31} vt agreement adopt west-brabant-2017 --as vt

as vt open --ref 2026-0002 --text text
as vt handover 2026-0002 --to oosterhout --mode written
all_sync
as ost list --json
case=$(json .cases.0.case)
once=waitlist.start
at_every ${KILL_STEP:-53} ost waitlist "$case" start
once=handover.accept
at_every ${KILL_STEP:-53} ost accept "$case" --ref 2026-0002 --pick-up
all_sync
once=close
at_every ${KILL_STEP:-53} ost close 2026-0002 --reason safe --text text
once=reopen
at_every ${KILL_STEP:-53} ost reopen 2026-0002 --reason new-concerns --text text
all_sync
as ost org add igj.card --as igj --fingerprint "$fp"
as ost sync
once=
at_every ${KILL_STEP:-53} ost disclose 2026-0002 --to igj --facts
once=party.remove
at_every ${KILL_STEP:-53} ost party remove 2026-0002 --party igj
all_sync

# Every case at once: what was done before the kill stays, the same command does the rest.
for ref in all-1 all-2 all-3; do as vt open --ref $ref; done
as ost org succeed vt --from 2026-05-01
all_sync
once=
at_every ${KILL_STEP:-47} vt handover --all --to oosterhout --reason succession
all_sync
at_every ${KILL_STEP:-47} ost accept --all --from vt

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

# A day's work with every verb, each command of it killed once at a point drawn from a seed, and run again by
# who looked and did not find what it should have recorded. WHO TYPE COMMAND; "-" records nothing of a case.
cat >day <<'EOF'
vt case.open open --ref 2026-0003 --text text
vt assess assess 2026-0003 --outcome investigation
vt handover.offer handover 2026-0003 --to oosterhout --mode written
vt handover.withdraw withdraw 2026-0003
vt note note 2026-0003 --text text
vt handover.offer handover 2026-0003 --to oosterhout --mode written --text text
vt - sync
ost - sync
ost handover.refuse refuse CASE --reason no_capacity
ost - sync
vt - sync
vt case.open open --ref 2026-0004
vt handover.offer handover 2026-0004 --to oosterhout --mode written
vt - sync
ost - sync
ost waitlist.start waitlist CASE start
ost waitlist.end waitlist CASE end
ost pickup accept CASE --ref 2026-0004 --pick-up
ost note note CASE --text text
ost - sync
vt - sync
ost handover.offer return CASE --mode written
ost - sync
vt - sync
vt handover.accept accept 2026-0004
vt - verify
vt - ledger rebuild
vt - sync
ost - sync
vt close close 2026-0004 --reason safe
vt - device list
vt - status
EOF
# The case that the partner opened last, by its id: the other has no reference of its own.
last_case() { as vt log "$1" --json; json .cases.0.case; }
how_many()
{
    as "$1" log --json
    grep -cF "\"type\": \"$2\"" "$out"
}
# play SEED: each killed; without SEED none is, and how far each could be is noted
play()
{
    line=0 again=
    while read -r who type command <&3; do
        line=$((line + 1))
        now="2026-04-02 14:$((10 + line)):00"
        case $command in
        open*) ref=$(echo "$command" | cut -d' ' -f3) ;;
        *CASE*) command=$(echo "$command" | sed "s/CASE/$(last_case "$ref")/") ;;
        esac
        if [ -z "${1:-}" ]; then
            KILL_COUNT=$trash/count.$line
            killed_as $who $command
            KILL_COUNT=
            [ $rc = 0 ] || again="$again $line($rc)"
            continue
        fi
        calls=$(cat "count.$line")
        [ $type = - ] || before=$(how_many $who $type)
        [ "$calls" = 0 ] || KILL_AT=$((1 + ($1 * 7919 + line * 104729) % calls))
        killed_as $who $command
        KILL_AT=
        if [ $type = - ] || [ "$(how_many $who $type)" = "$before" ]; then
            as $who $command
            [ $rc = 0 ] || again="$again $line($rc)"
        fi
    done 3<day
    all_sync
}
keep
play
is "$again" "" "a day with every verb, never killed"
said >want
for seed in ${KILL_SEEDS:-1 2 3}; do
    back
    play $seed
    is "$again" "" "each of its commands killed (seed $seed): all go through when run again"
    said >have
    cmp -s want have
    ok $? "and the day ends as if none was killed"
    sound vt ost
    ok $? "the ledgers are sound"
done

# A new ledger: whole, or made by the next; never a half that is taken for one.
KILL_COUNT=$trash/count
killed_as new init --name Nieuw
KILL_COUNT=
is_rc 0 "a new ledger, never killed"
for join in '' "--join vt.card"; do
    last=$(cat count) at=1 wrong= runs=0
    while [ $at -le "$last" ]; do
        rm -rf new new.key
        KILL_AT=$at
        killed_as new init ${join:---name Nieuw}
        KILL_AT=
        as new card
        was=$rc
        as new init ${join:---name Nieuw}
        [ $rc = 0 ] || [ $was = 0 ] || wrong="$wrong $at(again: $rc)"
        [ "$was$rc" = 01 ] || [ $was != 0 ] || wrong="$wrong $at(made over another)"
        as new device list
        [ $rc = 0 ] || wrong="$wrong $at(devices: $rc)"
        as new card
        [ $rc = 0 ] || wrong="$wrong $at(card: $rc)"
        runs=$((runs + 1))
        at=$((at + ${KILL_STEP:-23}))
    done
    is "$wrong" "" "init $join: there, or made by the next, after each of $runs kills"
done
done_testing
