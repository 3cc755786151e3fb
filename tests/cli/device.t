#!/bin/sh
# Several machines of one organisation: added, both used, closed; and every refusal on the way.
. "$(dirname "$0")/lib.sh"

# The start of this organisation's machine name.
name_of() { as "$1" device list --json; json .device; }
case_of() { as "$1" list --json; json .cases.0.case; }

two_organisations
as vt open --ref melding-1 --text /dev/null 2>/dev/null
echo 'said by the school' >"$trash/words"
as vt open --ref melding-1 --text "$trash/words"
is_rc 0 "a case on the first machine"
as vt handover melding-1 --to oosterhout
as vt sync
as ost sync
as vt sync

# --- joining
refused 2 usage as vt2 init
refused 2 usage as vt2 init --join vt.card --name 'Veilig Thuis'
refused 1 card-format as vt2 init --join words
is "$(ls "$trash" | grep -c '^vt2$')" 0 "a card that is none leaves no ledger"
as vt2 init --join vt.card --json
is_rc 0 "a further machine joins by the card"
is "$(json .joined)" true "it says so"
is "$(json .fingerprint)" "$(cat vt.fp)" "with the fingerprint of the card"
fp=$(json .device_fingerprint)
refused 1 device-unlisted as vt2 open --ref too-early
refused 1 device-unlisted as vt2 agreement adopt west-brabant-2022 --as vt
as vt2 remote add hub "$trash/hub.git"
as vt2 sync
err_has 'no partners: vs org add FILE --as ALIAS'
as vt2 org add ost.card --as oosterhout --fingerprint "$(cat ost.fp)"
is_rc 0 "it takes the cards of partners"
as vt2 sync
is_rc 3 "a sync before it is listed"
out_has 'No roster of your organisation lists this machine yet'
as vt2 sync --json
is "$(json .device.state)" unlisted "the state in --json"
is "$(json .sent)" 0 "nothing was sent"
as vt2 doctor
out_has 'no roster lists this machine yet'
as vt2 device list
out_has 'not listed yet'
as vt2 verify
is_rc 0 "a machine that waits for the roster has nothing wrong"
out_has "remark: Veilig Thuis West-Brabant, log "
out_has ": a log of this ledger is in no roster yet"
out_has "; nothing wrong, 1 remark."
as vt2 verify --json
is "$(json .ok)/$(json .findings.0.kind)/$(json .findings.length)" "true/feed-unlisted/1" "as a document"
as vt2 device request
is_rc 0 "its request"
cp "$out" request.json
err_has "$fp"
as vt2 device request --json
is "$(json .fingerprint)" "$fp" "the same fingerprint"

# --- adding
refused 2 usage as vt device add
refused 2 usage as vt device add request.json --self
refused 2 needs-input as vt device add request.json
refused 20 fingerprint as vt device add request.json --fingerprint '0000 0000 0000 0000 0000 0000 0000 0000'
refused 1 request-format as vt device add words --fingerprint "$fp"
refused 1 invalid as vt device add nothing.json --fingerprint "$fp"
refused 1 invalid as ost device add request.json --fingerprint "$fp"
mv "$trash/vt/root" "$trash/stick"
refused 1 no-root as vt device add request.json --fingerprint "$fp"
refused 1 no-root as vt device add request.json --fingerprint "$fp" --root "$trash/home"
refused 12 wrong-key as vt device add request.json --fingerprint "$fp" --root "$trash/ost/root"
as vt device list --json
is "$(json .devices.length)" 1 "no refusal changed the roster"
as vt device add request.json --fingerprint "$fp" --root "$trash/stick"
is_rc 0 "added with the root key on a stick"
refused 1 exists as vt device add request.json --fingerprint "$fp" --root "$trash/stick"
as vt sync
as vt2 sync
is_rc 0 "the new machine finds its roster"
as vt sync
as vt2 sync
as vt2 who melding-1
out_has 'holds responsibility'
as vt2 show melding-1
out_has 'said by the school'

# --- both act, offline
echo 'by the first' >"$trash/first"
echo 'by the second' >"$trash/second"
as vt note melding-1 --text "$trash/first"
as vt2 note melding-1 --text "$trash/second"
is_rc 0 "the second machine records"
for i in 1 2; do
    as vt sync
    as vt2 sync
    as ost sync
    [ $i = 2 ] || is "$(grep -c 'from Veilig Thuis' "$out")" 1 "two machines of one partner are told as one"
done
for who in vt vt2 ost; do
    as $who show melding-1
    grep -q 'by the first' "$out" && grep -q 'by the second' "$out"
    ok $? "both notes with $who"
done

# --- closing
first=$(name_of vt) second=$(name_of vt2)
refused 1 not-found as vt device close 0000 --root "$trash/stick"
refused 1 not-found as vt device close ab --root "$trash/stick"
refused 1 no-root as vt device close "$second"
as vt device close "$second" --root "$trash/stick"
is_rc 0 "closed"
err_has 'Closed after'
refused 1 exists as vt device close "$second" --root "$trash/stick"
echo 'after the closing' >"$trash/late"
as vt2 note melding-1 --text "$trash/late"
is_rc 0 "the closed machine does not know it yet"
as vt sync
as vt2 sync
out_has 'was closed as a device'
refused 1 device-closed as vt2 note melding-1 --text "$trash/late"
as vt2 doctor
out_has 'this machine was closed'
for i in 1 2; do
    as ost sync
    as vt sync
done
as ost show melding-1
out_lacks 'after the closing'
as ost verify
is_rc 0 "the partner's ledger is in order"

# --- the closed machine comes back as a new device
refused 1 invalid as vt device request --new
as vt2 device request --new
is_rc 0 "a new key"
cp "$out" again.json
fp=$(sed -n 's/^fingerprint of this machine: //p' "$err")
as vt2 sync
is_rc 3 "it waits for the roster"
out_has 'recorded again'
as vt device add again.json --fingerprint "$fp" --root "$trash/stick"
is_rc 0 "it is added again"
for i in 1 2 3; do
    as vt sync
    as vt2 sync
    as ost sync
done
as ost show melding-1
out_has 'after the closing'
as vt device list
out_has 'closed'

# --- the own machine
refused 1 invalid as vt device close "$first" --root "$trash/stick"
err_has 'the machine that you type on'
as vt device close me --root "$trash/stick"
is_rc 0 "this machine closes itself"
refused 1 device-closed as vt note melding-1 --text "$trash/late"
as vt sync
as ost sync
as vt2 sync
as vt2 device list --json
is "$(json .devices.0.state) $(json .devices.1.state) $(json .devices.2.state)" \
    "$(as vt device list --json; json .devices.0.state) $(json .devices.1.state) $(json .devices.2.state)" "all know it"
[ -n "$first" ]
ok $? "machines have names"

# --- a closed machine that holds the root key adds one
rebuilt_same()
{
    as $1 ledger rebuild
    out_has ': the same as before'
}
as vt3 init --join vt.card --json
fp=$(json .device_fingerprint)
as vt3 device request
cp "$out" vt3.json
as vt3 remote add hub "$trash/hub.git"
as vt3 org add ost.card --as oosterhout --fingerprint "$(cat ost.fp)"
as vt device add vt3.json --fingerprint "$fp" --root "$trash/stick"
is_rc 0 "a closed machine adds another"
as vt verify
is_rc 23 "of which nothing came yet"
out_has "nothing wrong, 1 thing not here."
for who in vt vt3 vt2 ost vt vt3 vt2 ost vt; do as $who sync; done
for who in vt vt2 vt3; do
    as $who verify
    is_rc 0 "$who: in order"
    rebuilt_same $who
done
as vt3 show melding-1
out_has 'said by the school'

# --- a copied folder becomes a new device that waits for the roster
cp -a vt3 copy
cp vt3.key copy.key
echo 'with the first of the two' >one
echo 'with the copy' >two
as vt3 note melding-1 --text one
as copy note melding-1 --text two
as vt3 sync
as copy sync
is_rc 3 "the copy is a new device"
out_has '1 entry that only this copy had is recorded again.'
as copy verify
is_rc 0 "a copy that waits for the roster has nothing wrong"
out_has "nothing wrong, 1 remark."
as copy verify melding-1
is_rc 0 "nor has its case"
out_lacks 'wrong:'
rebuilt_same copy
as copy device request
fp=$(sed -n 's/^fingerprint of this machine: //p' "$err")
cp "$out" copy.json
as vt device add copy.json --fingerprint "$fp" --root "$trash/stick"
for who in vt copy vt3 vt2 vt copy; do as $who sync; done
for who in vt copy vt3; do
    as $who verify
    is_rc 0 "$who: in order when it is listed"
    out_has '; nothing wrong.'
done

# --- a machine that has its own log before it can read a case is told of no change of answers
as ost2 init --join "$trash/ost.card"
as ost2 remote add hub "$trash/hub.git"
as ost2 sync
as ost2 device request
cp "$out" ost2.json
as ost2 device request --json
as ost device add ost2.json --fingerprint "$(json .fingerprint)"
is_rc 0 "a second machine of the partner"
for who in ost ost2 vt ost; do as $who sync; done
now='2026-04-03 09:00:00'
as ost2 org add "$trash/vt.card" --as vt --fingerprint "$(cat "$trash/vt.fp")"
as ost2 sync
out_lacks 'changed for a time that has passed'
as ost2 show melding-1
out_has 'by the first'

# --- the last machine
as vt device list --json
node -e 'for (const d of JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).devices)
    if (d.state === "active") console.log(d.device);' "$out" >active
is "$(wc -l <active)" 3 "three machines are left"
for id in $(head -2 active); do
    as vt device close "$id" --root "$trash/stick"
    is_rc 0 "closed: $id"
done
refused 1 invalid as vt device close "$(tail -1 active)" --root "$trash/stick"
err_has 'the last machine of your organisation'
err_has '--last'
as vt device close "$(tail -1 active)" --root "$trash/stick" --last
is_rc 0 "closed when it is said in so many words"
as vt sync
as vt verify
is_rc 0 "and all is in order"
rebuilt_same vt
done_testing
