# Who holds a lock and is dead holds nothing; who holds one and lives is waited for, and named. Two syncs at
# once, of one ledger and of two that push to one remote, both come to an end and lose nothing.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/kill_lib.sh"

two_organisations
echo 'het verhaal' >text
as vt open --ref 2026-0001 --text text
as vt handover 2026-0001 --to oosterhout --mode written
all_sync
as vt note 2026-0001 --text text
as vt sync
keep

# stopped PID: the vs of this number, or what it started, when it has stopped itself.
stopped()
{
    node -e '
        const fs = require("fs");
        const state = (p) => { try { return fs.readFileSync(`/proc/${p}/stat`, "utf8").replace(/^.*\) /, "")[0]; } catch { return "-"; } };
        const name = (p) => { try { return fs.readFileSync(`/proc/${p}/comm`, "utf8").trim(); } catch { return ""; } };
        const below = (p) => { try { return fs.readFileSync(`/proc/${p}/task/${p}/children`, "utf8").split(" ").filter(Boolean); } catch { return []; } };
        const tree = (p) => [p, ...below(p).flatMap(tree)];
        const end = Date.now() + 120000;
        const look = () => {
            const all = tree(process.argv[1]);
            const found = all.find((p) => name(p) === "vs" && state(p) === "T");
            if (found) return console.log(found);
            if (Date.now() > end || all.every((p) => "-Z".includes(state(p)))) process.exit(1);
            setTimeout(look, 20);
        };
        look();' "$1"
}
# held_at N WHO COMMAND...: starts it, and it stops itself before its N-th change; $holder.
held_at()
{
    at=$1 who=$2
    shift 2
    LD_PRELOAD=$preload:$clock CLOCK=$now KILL_AT=$at KILL_SIGNAL=19 "$VS_PROGRAM" \
        --ledger "$trash/$who" --key-file "$trash/$who.key" "$@" >/dev/null 2>&1 </dev/null &
    started=$!
    holder=$(stopped $started)
}
lives() { sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null | grep -q "^[^ZX]"; }
let_go() { kill -CONT "$holder"; wait $started; }
writer_of() { awk -v i="$(stat -c %i "$1/ledger.db-shm" 2>/dev/null)" '$2 == "POSIX" && $4 == "WRITE" && $6 ~ ":" i "$" && $7 <= 120 && $8 >= 120 { print $5 }' /proc/locks; }
# A number of the call at which the write lock is held, looked for from the end of the command.
at_write()
{
    KILL_COUNT=$trash/count
    killed_as vt note 2026-0001 --text text
    KILL_COUNT=
    back
    n=$(($(cat count) / 2))
    while [ $n -gt 0 ]; do
        held_at $n vt note 2026-0001 --text text
        [ "$(writer_of vt)" = "$holder" ] && return 0
        let_go
        back
        n=$((n - 2))
    done
    return 1
}

# --- the write lock
at_write
ok $? "a command that stopped at change $n holds the write lock (process $holder)"
writer=$holder writer_started=$started
# The sync lock of the other ledger, meanwhile: both waits are ten seconds.
find_sync_holder()
{
    for n in 12 13 14 16 18 20; do
        held_at $n ost sync
        syncer=$(cat ost/sync.lock) # the last one that held it, when nobody does
        [ -d "/proc/${syncer:-0}" ] && ! flock -n ost/sync.lock true && return 0
        [ -z "$holder" ] || let_go
        rm -rf ost hub.git
        cp -a kept/ost kept/hub.git .
    done
    return 1
}
find_sync_holder
ok $? "a sync that stopped at change $n holds the sync lock (process $syncer)"
syncer_started=$started
LD_PRELOAD=$clock CLOCK=$now "$VS_PROGRAM" --ledger "$trash/ost" --key-file "$trash/ost.key" sync >sync.out 2>sync.err </dev/null &
second=$!
as vt note 2026-0001 --text text --json
is_rc 11 "the second writer gives up"
grep -qF '"code": "locked"' "$err"
ok $? "as locked"
err_has "the ledger stayed locked for 10 seconds, now by process $writer"
cp "$err" note.err
wait $second
is $? 11 "the second sync gives up"
grep -qF "another sync of this ledger is running (process $syncer)" sync.err
ok $? "and names the first"
grep -qF '  try: wait for it to end, and run the command again' sync.err
ok $? "and says what to do"
lives "$writer" && lives "$syncer"
ok $? "while the first ones live"

# --- dead holders: killed where they stopped, nothing is left to wait for
kill -KILL "$writer" "$syncer"
[ "$holder" = "$syncer" ] || kill -KILL "$holder" # what fetches for it
wait "$writer_started" "$syncer_started" 2>/dev/null
for pid in "$writer" "$syncer" "$holder"; do
    while lives "$pid"; do sleep 0.05; done
done
is "$(writer_of vt)" "" "nobody has the write lock"
flock -n ost/sync.lock true
ok $? "nor the sync lock, whoever is named in its file ($(cat ost/sync.lock))"
as vt note 2026-0001 --text text
is_rc 0 "a writer was killed: the next one writes"
as ost sync
is_rc 0 "a sync was killed: the next one syncs"
sound vt ost
ok $? "and the ledgers are sound"

# --- two at once
back
all_sync
as ost list --json
case=$(json .cases.0.case)
round=0
while [ $round -lt 4 ]; do
    as vt note 2026-0001 --text text
    as ost note "$case" --text text
    pids=
    for who in vt ost vt ost; do
        LD_PRELOAD=$clock CLOCK=$now "$VS_PROGRAM" --ledger "$trash/$who" --key-file "$trash/$who.key" sync >"at_once.$who" 2>&1 </dev/null &
        pids="$pids $!"
    done
    codes=
    for pid in $pids; do
        wait "$pid"
        codes="$codes $?"
    done
    is "$codes" " 0 0 0 0" "two syncs of each of two ledgers, with one remote, at once"
    round=$((round + 1))
done
all_sync
for who in vt ost; do
    as $who log --json
    is "$(grep -c '"type": "note"' "$out")" 9 "$who has every note once"
    as $who verify
    is_rc 0 "$who: everything in order"
done
sound vt ost
ok $? "the ledgers are sound"
git --git-dir=hub.git fsck --strict --no-dangling >/dev/null 2>&1
ok $? "the remote is whole"
done_testing
