# The disk is full from the n-th write on: a clear error, nothing half done, and with room again the
# command does what it should.
. "$(dirname "$0")/lib.sh"
preload=$BUILD/$MODE/tests/cli/kill_at.so
[ -f "$preload" ] || { echo "1..0 # SKIP $preload is not built"; exit 0; }

full_as()
{
    who=$1
    shift
    LD_PRELOAD=$preload:$clock CLOCK=$now FULL_AT=$FULL_AT KILL_COUNT=$KILL_COUNT \
        "$VS_PROGRAM" --ledger "$trash/$who" --key-file "$trash/$who.key" "$@" >"$out" 2>"$err" </dev/null
    rc=$?
}
FULL_AT= KILL_COUNT=

two_organisations
echo 'het verhaal' >text
mkdir kept
keep() { rm -rf kept/*; cp -a vt ost hub.git kept/; }
back() { rm -rf vt ost hub.git; cp -a kept/vt kept/ost kept/hub.git .; }

# at_every STEP WHO COMMAND...
at_every()
{
    step=$1 actor=$2
    shift 2
    keep
    KILL_COUNT=$trash/count
    full_as "$actor" "$@"
    KILL_COUNT=
    is_rc 0 "with room: $actor $*"
    last=$(cat count)
    at=1 wrong= runs=0
    while [ $at -le "$last" ]; do
        back
        FULL_AT=$at
        full_as "$actor" "$@"
        FULL_AT=
        case $rc in
        0) ;; # what failed was of no importance
        1 | 3 | 30 | 31) grep -q 'because: \|try: ' "$err" "$out" || wrong="$wrong $at(no reason)" ;;
        *) wrong="$wrong $at(exit $rc)" ;;
        esac
        failed=$rc
        as "$actor" ledger rebuild
        grep -qF 'the same as before' "$out" || wrong="$wrong $at(not whole)"
        [ $failed = 0 ] || as "$actor" "$@"
        [ $failed = 0 ] || [ $rc = 0 ] || wrong="$wrong $at(again: $rc)"
        runs=$((runs + 1))
        at=$((at + step))
    done
    is "$wrong" "" "$actor $*: whole and usable after each of $runs full disks"
    back
    as "$actor" "$@"
}

at_every 8 vt open --ref 2026-0002 --text text
at_every 8 vt handover 2026-0002 --to oosterhout --mode written --text text
at_every 22 vt sync
at_every 34 ost sync
# What is written in the directory: the end of an adoption, a calendar, a succession.
sed -e 's/"id": "nl-atw"/"id": "our-days"/' "$root/schemas/calendars/nl-atw-2026-1.json" >days.json
at_every 11 vt agreement end west-brabant-2022
at_every 11 vt calendar add "$trash/days.json"
at_every 11 vt org succeed oosterhout --from 2026-05-01

KILL_COUNT=$trash/count
full_as new init --name Nieuw
KILL_COUNT=
is_rc 0 "with room: init"
last=$(cat count)
at=1 wrong= runs=0
while [ $at -le "$last" ]; do
    rm -rf new new.key
    FULL_AT=$at
    full_as new init --name Nieuw
    FULL_AT=
    [ $rc = 1 ] || [ $rc = 0 ] || wrong="$wrong $at(exit $rc)"
    if [ $rc = 1 ]; then
        grep -q 'because: ' "$err" || wrong="$wrong $at(no reason)"
        as new init --name Nieuw
        [ $rc = 0 ] || wrong="$wrong $at(again: $rc)"
    fi
    runs=$((runs + 1))
    at=$((at + 3))
done
is "$wrong" "" "init: leaves nothing behind on each of $runs full disks"
done_testing
