#!/bin/sh
# Two machines change the roster at once, each with a copy of the root key: two rosters of one rank.
# A device counts only where all the newest list it; nothing is picked; the next one names both.
. "$(dirname "$0")/lib.sh"

request()
{
    as "$1" init --join vt.card --json
    json .device_fingerprint >"$1.fp"
    json .device >"$1.name"
    as "$1" remote add hub "$trash/hub.git"
    as "$1" device request
    cp "$out" "$1.json"
}
two_organisations
as vt open --ref melding-1
for who in vt2 vt3 vt4; do request $who; done
cp -a vt/root stick
as vt device add vt2.json --fingerprint "$(cat vt2.fp)"
for who in vt vt2 vt vt2; do as $who sync; done
is_rc 0 "two machines"
as vt device add vt2.json --keep "$(cat vt2.name)" --fingerprint "$(cat vt2.fp)"
err_has "the rosters agree about this machine"

as vt device add vt3.json --fingerprint "$(cat vt3.fp)"
is_rc 0 "the first adds a third"
as vt2 device add vt4.json --fingerprint "$(cat vt4.fp)" --root stick --root-key-file vt.key
is_rc 0 "the second, at the same time, a fourth"
for who in vt vt2 ost vt vt2 ost; do as $who sync; done
as ost org show vt
out_has "two lists of devices of one rank; their next one must name both"
as ost sync
is_rc 0 "what was known goes on"
as vt device list
is "$(grep -c disputed "$out")" 2 "neither is picked"
as vt3 sync
is_rc 0 "whom only one list names speaks on"
as vt3 show melding-1
is_rc 1 "but is sealed no keys"

# The next roster says of each whether it stays.
refused 1 device-disputed as vt device add vt3.json --fingerprint "$(cat vt3.fp)"
err_has "--keep DEVICE"
refused 1 device-disputed as vt device close "$(cat vt4.name)"
refused 1 not-found as vt device add --keep 0000
refused 2 usage as vt device add
as vt device close "$(cat vt4.name)" --keep "$(cat vt3.name)"
is_rc 0 "one is closed, the other stays"
out_lacks disputed
for who in vt vt3 vt vt3 ost; do as $who sync; done
is_rc 0 "all is well again"
as vt3 show melding-1
is_rc 0 "the third machine reads the case"
as ost org show vt
out_lacks "two lists of devices"
for who in vt vt2 vt3 ost; do
    as $who sync
    as $who verify
    is_rc 0 "$who verifies"
done

# Both stay.
for who in vt5 vt6; do request $who; done
as vt device add vt5.json --fingerprint "$(cat vt5.fp)"
as vt2 device add vt6.json --fingerprint "$(cat vt6.fp)" --root stick --root-key-file vt.key
for who in vt vt2 vt; do as $who sync; done
as vt2 device add --keep "$(cat vt5.name)" --keep "$(cat vt6.name)" --root stick --root-key-file vt.key
is_rc 0 "both stay"
for who in vt2 vt5 vt6 vt; do as $who sync; done
as vt device list --json
is "$(grep -c '"state": "active"' "$out")" 6 "five machines and the one that asks are active"
done_testing
