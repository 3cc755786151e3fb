# A remote on a stick: absent, no repository yet, a path with spaces and accents, read-only, full, and
# pulled out in the middle of a push.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/remote_lib.sh"
stick="$trash/média/mijn stick"
mkdir -p "$stick"
two_organisations
mv hub.git "$stick/vs hub.git"
for who in vt ost; do
    as $who remote remove hub
    as $who remote add stick "$stick/vs hub.git"
done
hub() { git --git-dir="$stick/vs hub.git" "$@"; }
echo 'het verhaal' >text
as vt open --ref 2026-0131 --text text
as vt handover 2026-0131 --to oosterhout --mode written
as vt sync
is_rc 0 "a path with spaces and accents"
as ost sync
is_rc 0 "for both"
as vt sync
as ost sync

# Absent: the stick is not in the machine.
mv "$trash/média" "$trash/away"
as vt sync
is_rc 30 "a stick that is not there"
out_has "could not be reached"
out_has "No such file or directory"
as vt sync --json
is "$(json .remotes.0.code)" remote-unreachable "its code"
mv "$trash/away" "$trash/média"
mkdir "$stick/new"
as vt remote add new "$stick/new"
as vt sync new
is_rc 30 "a folder in which no repository was made"
out_has "git init --bare"
git init -q --bare "$stick/new"
as vt sync new
is_rc 0 "once it is made it is used"
as vt remote add later "$stick/later.git"
is_rc 0 "a stick may be named before it is there"
as vt sync later
is_rc 30 "and is absent until then"
as vt remote remove later
as vt remote remove new

# Read-only and full: in a mount namespace of its own, where that is permitted.
as vt note 2026-0131 --text text
cp -a vt vt.kept
# in_space COMMANDS: the shell runs them where mounts are its own; the exit code is vs's.
in_space()
{
    unshare -m sh -c "$1
        LD_PRELOAD='$clock' CLOCK='$now' '$VS_PROGRAM' --ledger '$trash/vt' --key-file '$trash/vt.key' sync" \
        >"$out" 2>"$err" </dev/null
    rc=$?
}
if unshare -m sh -c "mount -t tmpfs none '$stick'" 2>/dev/null; then
    in_space "mount --bind '$stick' '$stick' && mount -o remount,bind,ro '$stick' || exit 99"
    is_rc 31 "a stick that is write-protected"
    out_has "refused"
    out_has "Read-only"
    hub fsck --strict >/dev/null 2>&1
    ok $? "it is whole"
    in_space "mkdir '$trash/copy' && cp -a '$stick/.' '$trash/copy/' &&
        mount -t tmpfs -o size=1m none '$stick' && cp -a '$trash/copy/.' '$stick/' || exit 99
        dd if=/dev/zero of='$stick/filler' bs=4k 2>/dev/null"
    is_rc 31 "a stick that is full"
    out_has "No space left"
    as vt sync
    is_rc 0 "with room again all is sent"
    as ost sync
    is_rc 0 "and received"
else
    checks=$((checks + 1))
    echo "ok $checks - write-protected and full # SKIP no mounts of its own are permitted here"
fi

# Pulled out in mid-push: whatever was written by then, the stick is whole, or the next sync makes
# it so, and nothing is lost.
preload=$BUILD/$MODE/tests/cli/kill_at.so
if [ -f "$preload" ]; then
    as vt sync
    as ost sync
    notes=$(as ost log --json; grep -c '"type": "note"' "$out")
    for at in 3 9 15 21 27 33 39 45; do
        as vt note 2026-0131 --text text
        LD_PRELOAD=$preload:$clock CLOCK=$now GONE_AT=$at GONE_UNDER=$stick \
            "$VS_PROGRAM" --ledger "$trash/vt" --key-file "$trash/vt.key" sync >"$out" 2>"$err" </dev/null
        rc=$?
        [ $rc = 0 ] || [ $rc = 30 ] || [ $rc = 31 ]
        ok $? "pulled out at write $at (exit $rc)"
        as vt sync
        is_rc 0 "put in again"
        notes=$((notes + 1))
    done
    as ost sync
    is_rc 0 "the partner reads it"
    as ost log --json
    is "$(grep -c '"type": "note"' "$out")" "$notes" "every note once"
    hub fsck --strict --no-dangling >/dev/null 2>&1
    ok $? "git has nothing to say about it"
fi
done_testing
