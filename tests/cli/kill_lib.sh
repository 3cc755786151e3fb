# Kills a command at calls that change the disk and runs it again. Source after lib.sh; the ledgers are vt
# and ost, and hub.git is what they share.
#
#   at_every STEP WHO COMMAND...   kills at every STEP-th call, and compares with never killed
#                                  (each time who was killed is sound, at the end both)
#   once=TYPE                      the type of event that is not recorded again when it is there
preload=$BUILD/$MODE/tests/cli/kill_at.so
[ -f "$preload" ] || { echo "1..0 # SKIP $preload is not built"; exit 0; }

# Runs vs for an organisation, with the preloaded library told by KILL_AT or KILL_COUNT.
killed_as()
{
    who=$1
    shift
    LD_PRELOAD=$preload:$clock CLOCK=$now KILL_AT=$KILL_AT KILL_COUNT=$KILL_COUNT \
        "$VS_PROGRAM" --ledger "$trash/$who" --key-file "$trash/$who.key" "$@" >"$out" 2>"$err" </dev/null
    rc=$?
}
KILL_AT= KILL_COUNT=

keep() { rm -rf kept; mkdir kept; cp -a vt ost hub.git kept/; }
back() { rm -rf vt ost hub.git; cp -a kept/vt kept/ost kept/hub.git .; }

# What both know, without what is random or differs by the moment of a run.
said()
{
    for who in vt ost; do
        as $who log --json
        json said
        as $who list --all
        sed 's/^ *[0-9a-f]* *//' "$out" | sort
        for what in org agreement remote; do
            as $who $what list
            cat "$out"
        done
    done
}
all_sync() { for who in vt ost vt ost; do as $who sync; done; }
# sound WHO...: what is derived is the same when derived again, and the head mark fits.
sound()
{
    for who; do
        as $who ledger rebuild
        grep -qF 'the same as before' "$out" || return 1
        as $who doctor --json
        awk '/"name": "mark"/ { at = NR } at && NR <= at + 1 && /false/ { bad = 1 } END { exit bad || !at }' "$out" || return 1
    done
}

# What may be said twice is said again only by who looked and did not find it: the type of the event.
once=
is_recorded()
{
    [ -n "$once" ] || return 1
    as "$actor" log --json
    grep -qF "\"type\": \"$once\"" "$out"
}

# at_every STEP WHO COMMAND...
at_every()
{
    step=$1 actor=$2
    shift 2
    keep
    KILL_COUNT=$trash/count
    killed_as $actor "$@"
    KILL_COUNT=
    is_rc 0 "never killed: $actor $*"
    all_sync
    said >want
    last=$(cat count)
    [ "$last" -gt 10 ]
    ok $? "$actor $*: $last calls change the disk"
    at=$(((step + 1) / 2)) wrong= unsound= runs=0
    while [ $at -le "$last" ]; do
        back
        KILL_AT=$at
        killed_as $actor "$@"
        KILL_AT=
        # How many calls there are differs a little: folders are made by the first byte of random names.
        [ $rc = 0 ] && [ $at -lt $((last - last / 8)) ] && wrong="$wrong $at(not killed)"
        is_recorded || as $actor "$@"
        { [ $rc = 0 ] || [ $rc = 1 ]; } || wrong="$wrong $at(again: $rc)"
        all_sync
        [ $rc = 0 ] || wrong="$wrong $at(sync: $rc)"
        said >have
        cmp -s want have || { wrong="$wrong $at"; cp have "have.$at"; }
        sound $actor || unsound="$unsound $at"
        runs=$((runs + 1))
        at=$((at + step))
    done
    sound vt ost || unsound="$unsound both"
    is "$wrong" "" "$actor $*: the same end after each of $runs kills"
    is "$unsound" "" "$actor $*: the ledgers are sound"
    back
    as $actor "$@"
}
