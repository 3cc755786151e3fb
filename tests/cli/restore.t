#!/bin/sh
# Backups and copies of a ledger: never over another, never a damaged one, never two in one log; killed
# on the way and run again, the end is the same.
. "$(dirname "$0")/lib.sh"
preload=$BUILD/$MODE/tests/cli/kill_at.so

# Another ledger with the key file of vt.
with_vt_key()
{
    where=$1
    shift
    run --ledger "$trash/$where" --key-file "$trash/vt.key" "$@"
}
# The case of a reference, with whoever.
log_of() { "$@" show melding-1; }

two_organisations
echo 'said by the school' >words
as vt open --ref melding-1 --text words
as vt handover melding-1 --to oosterhout
as vt sync
as ost sync
as vt sync
echo 'in the backup, sent later' >later
echo 'in the backup, never sent' >never
as vt note melding-1 --text later

# --- backup
refused 10 no-ledger as nobody backup x.vsb
refused 1 io as vt backup "$trash/no/such/folder/x.vsb"
as vt backup one.vsb --json
is_rc 0 "a backup"
is "$(json .bytes)" "$(wc -c <one.vsb)" "of so many bytes"
is "$(stat -c %a one.vsb)" 600 "for its owner only"
refused 1 exists as vt backup one.vsb
LC_ALL=C grep -qa 'school\|Veilig' one.vsb
[ $? = 1 ]
ok $? "nothing in it can be read"
i=0
while [ $i -lt 6 ]; do
    as vt note melding-1 --text words &
    i=$((i + 1))
done
as vt backup busy.vsb
is_rc 0 "a backup while others write"
wait
as vt note melding-1 --text never
as vt backup two.vsb

# --- refused
refused 1 exists with_vt_key vt restore one.vsb
refused 1 not-found with_vt_key r1 restore nothing.vsb
refused 1 invalid with_vt_key r1 restore words
head -c 5000 two.vsb >short.vsb
refused 20 tampered with_vt_key r1 restore short.vsb
head -c 500 two.vsb >shorter.vsb
refused 1 invalid with_vt_key r1 restore shorter.vsb
cp two.vsb bad.vsb
printf 'X' | dd of=bad.vsb bs=1 seek=9000 conv=notrunc 2>/dev/null
refused 20 tampered with_vt_key r1 restore bad.vsb
cp two.vsb long.vsb
printf 'X' >>long.vsb
refused 20 tampered with_vt_key r1 restore long.vsb
run --ledger "$trash/r1" --key-file "$trash/ost.key" restore two.vsb
is_rc 12 "another key does not open it"
[ ! -e r1 ] && [ ! -e r1.part ]
ok $? "no refusal leaves a folder"
mkdir full
echo x >full/file
refused 1 exists with_vt_key full restore two.vsb
is "$(cat full/file)" x "what is there stays"
with_vt_key busy restore busy.vsb
is_rc 0 "what was copied while others wrote opens"
with_vt_key busy ledger rebuild
out_has 'the same as before'

# --- restored beside the living one: both go on
as vt sync
mkdir r1
with_vt_key r1 restore one.vsb
is_rc 0 "restored into an empty folder"
err_has 'vs sync first'
fp=$(sed -n 's/^  fingerprint *//p' "$out")
refused 1 restored with_vt_key r1 note melding-1 --text words
with_vt_key r1 doctor
out_has 'has not synced since'
with_vt_key r1 status
err_has 'this is a copy of a ledger that has not synced since'
with_vt_key r1 status --json
is "$(json .unsettled)" true "and as data"
mv hub.git away.git
with_vt_key r1 sync
is_rc 30 "its remote is away"
refused 1 restored with_vt_key r1 note melding-1 --text words
mv away.git hub.git
with_vt_key r1 sync --json
is_rc 3 "synced, and not listed yet"
is "$(json .device.recorded_again)" 0 "nothing twice: the hub has it all"
with_vt_key r1 device request
cp "$out" request
is "$(sed -n 's/^fingerprint of this machine: //p' "$err")" "$fp" "the fingerprint that restore showed"
as vt device add request --fingerprint "$fp"
as vt sync
with_vt_key r1 sync
is_rc 0 "listed"
with_vt_key r1 note melding-1 --text words
for i in 1 2; do
    as vt sync
    with_vt_key r1 sync
    as ost sync
done
with_vt_key r1 show melding-1
cp "$out" r1.show
as vt show melding-1
cmp -s "$out" r1.show
ok $? "both show the same"
is "$(grep -c 'in the backup, sent later' "$out")" 1 "each entry once"

# --- the living one is gone; what was never sent comes from the backup
echo 'only in the backup' >only
as vt note melding-1 --text only
as vt backup three.vsb
lost=$(as vt device list --json; json .device)
mv vt gone
with_vt_key r3 restore three.vsb
with_vt_key r3 sync --json
is "$(json .device.recorded_again)" 1 "recorded again"
with_vt_key r3 device add --self --lost "$lost" --root "$trash/gone/root"
is_rc 0 "the root folder opens with the restored ledger"
for i in 1 2; do
    with_vt_key r3 sync
    as ost sync
    with_vt_key r1 sync
done
as ost show melding-1
out_has 'only in the backup'
as ost verify
is_rc 0 "and everything is in order"

# --- a folder that was copied by hand
cp -a r3 r4
with_vt_key r3 note melding-1 --text words
with_vt_key r3 sync
echo 'by the copy' >bycopy
with_vt_key r4 note melding-1 --text bycopy
with_vt_key r4 sync
is_rc 3 "the copy finds out"
out_has 'This ledger is a copy of one that went on elsewhere'
out_has '1 entry that only this copy had is recorded again.'
with_vt_key r4 device add --self --root "$trash/gone/root"
is_rc 0 "it adds itself with the root key"
for i in 1 2; do
    with_vt_key r4 sync
    as ost sync
    with_vt_key r3 sync
done
is_rc 0 "both are devices"
as ost show melding-1
is "$(grep -c 'by the copy' "$out")" 1 "what the copy recorded is there, once"
as ost verify
is_rc 0 "no fork"

# --- killed
[ -f "$preload" ] || done_testing
killed()
{
    LD_PRELOAD=$preload:$clock CLOCK=$now KILL_AT=$KILL_AT KILL_COUNT=$KILL_COUNT \
        "$VS_PROGRAM" --key-file "$trash/vt.key" "$@" >"$out" 2>"$err" </dev/null
    rc=$?
}
# every_kill STEP NAME PREPARE CHECK COMMAND...: kills COMMAND at every STEP-th call that changes the disk,
# runs it again, and CHECKs.
every_kill()
{
    step=$1 name=$2 prepare=$3 check=$4
    shift 4
    $prepare
    KILL_AT= KILL_COUNT=$trash/count
    killed "$@"
    KILL_COUNT=
    is_rc 0 "$name, never killed"
    last=$(cat count) at=1 wrong= runs=0
    while [ $at -le "$last" ]; do
        $prepare
        KILL_AT=$at
        killed "$@"
        KILL_AT=
        run --key-file "$trash/vt.key" "$@"
        { [ $rc = 0 ] || [ $rc = 1 ]; } && $check || wrong="$wrong $at($rc)"
        runs=$((runs + 1))
        at=$((at + step))
    done
    is "$wrong" "" "$name: the same end after each of $runs kills"
}
fresh_folder() { rm -rf k k.part; }
restored_well()
{
    with_vt_key k ledger rebuild
    grep -qF 'the same as before' "$out" || return 1
    with_vt_key k doctor
    grep -qF 'has not synced since' "$out" && [ ! -e k.part ]
}
every_kill ${KILL_STEP:-9} restore fresh_folder restored_well --ledger "$trash/k" restore three.vsb

with_vt_key busy device request
cp "$out" request
fp=$(sed -n 's/^fingerprint of this machine: //p' "$err")
cp -a r4 r4.kept
cp -a gone/root root.kept
back() { rm -rf r4 root.now; cp -a r4.kept r4; cp -a root.kept root.now; }
listed()
{
    with_vt_key r4 device list --json
    [ "$(json .devices.length)" = "$1" ] || return 1
    with_vt_key r4 ledger rebuild
    grep -qF 'the same as before' "$out" || return 1
    # The root folder can still do both.
    with_vt_key r4 device close me --root "$trash/root.now" --new-root
    [ $rc = 0 ] && [ "$(ls root.now | tr '\n' ' ')" = "next.key root.key slots.key " ]
}
with_vt_key r4 device list --json
cp "$out" own.json
count=$(json .devices.length)
added() { listed $((count + 1)); }
every_kill ${KILL_STEP:-5} 'device add --new-root' back added --ledger "$trash/r4" device add request \
    --fingerprint "$fp" --root "$trash/root.now" --new-root
another=$(node -e '
    const doc = JSON.parse(require("fs").readFileSync("own.json", "utf8"));
    console.log(doc.devices.find((d) => d.state === "active" && !d.self).device);')
closed()
{
    with_vt_key r4 device list --json
    [ "$(node -e '
        const doc = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
        console.log(doc.devices.find((d) => d.device === process.argv[2]).state);' "$out" "$another")" = closed ]
}
every_kill ${KILL_STEP:-5} 'device close' back closed --ledger "$trash/r4" device close "$another" \
    --root "$trash/root.now"
done_testing
