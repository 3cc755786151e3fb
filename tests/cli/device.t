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
done_testing
