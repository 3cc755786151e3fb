#!/bin/sh
# The only laptop of an organisation is lost. What is left: its card, the stick with the root folder,
# the recovery code (or the key file), and what partners have. A stolen root key is outranked.
. "$(dirname "$0")/lib.sh"

git init -q --bare "$trash/hub.git"
mkdir stick
as vt init --name 'Veilig Thuis West-Brabant' --root "$trash/stick/root" --json
json .recovery >recovery
as ost init --name 'Sociaal team Oosterhout'
for who in vt ost; do
    as $who card
    cp "$out" "$trash/$who.card"
    as $who card --json
    json .fingerprint >"$trash/$who.fp"
    as $who remote add hub "$trash/hub.git"
done
as vt org add ost.card --as oosterhout --fingerprint "$(cat ost.fp)"
as ost org add vt.card --as vt --fingerprint "$(cat vt.fp)"
as vt agreement adopt west-brabant-2022 --as vt
as ost agreement adopt west-brabant-2022 --as local_team
as vt sync
as ost sync
as vt sync
echo 'said by the school' >words
as vt open --ref melding-1 --text words
as vt handover melding-1 --to oosterhout
as vt sync
as ost sync
as ost list --json
case=$(json .cases.0.case)
as ost sync
as vt sync
as vt device list --json
lost=$(json .device)
echo 'never sent' >unsent
as vt note melding-1 --text unsent

# --- it is gone
mv vt gone
mv vt.key gone.key
cp -a stick stolen

as new init --join vt.card
as new remote add hub "$trash/hub.git"
as new org add ost.card --as oosterhout --fingerprint "$(cat ost.fp)"
refused 1 not-found as new device add --self --root "$trash/stick/root" --recovery recovery --lost "$lost"
as new sync
is_rc 3 "it reads the branches"
as new list --json
is "$(json .cases.length)" 0 "and no case yet"
refused 12 wrong-key as new device add --self --root "$trash/stick/root" --lost "$lost"
echo 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA' >badcode
refused 1 invalid as new device add --self --root "$trash/stick/root" --recovery badcode --lost "$lost"
refused 1 not-found as new device add --self --root "$trash/stick/root" --recovery recovery --lost 00000000
refused 1 no-root as new device add --self --lost "$lost"
as new device add --self --root "$trash/stick/root" --recovery recovery --lost "$lost"
is_rc 0 "one command: the next root key closes the lost machine and adds this one"
err_has 'The next root key signs from now on'
as new device list --json
is "$(json .generation)" 2 "a new generation"
is "$(json .state)" active "this machine speaks"
refused 1 exists as new device add --self --root "$trash/stick/root" --lost "$lost"
is "$(ls "$trash/stick/root" | tr '\n' ' ')" "next.key root.key slots.key " "the root folder is in order"
as new sync
is_rc 0 "it publishes"
as ost sync
is_rc 0 "the partner follows from the branches alone"
as ost org show vt --json
is "$(json .reachable)" true "and has a key to send to"
as new sync
as new list --json
is "$(json .cases.length)" 1 "old cases can be read again when the partner has synced"
as new show "$case"
out_has 'said by the school'
out_lacks 'never sent'
as new note "$case" --text words
is_rc 0 "and written in"

# --- the finder of the laptop and a thief of the root key
mv gone vt
mv gone.key vt.key
as vt sync
out_has 'was closed as a device'
refused 1 device-closed as vt note melding-1 --text words
as ost sync
as ost show "$case"
out_lacks 'never sent'

# --- stolen, nothing lost: --new-root alone
as new2 init --join vt.card
as new2 device request
cp "$out" request
fp=$(sed -n 's/^fingerprint of this machine: //p' "$err")
as new device add request --fingerprint "$fp" --root "$trash/stick/root" --new-root
is_rc 0 "the next root key again, now known to this ledger"
as new device list --json
is "$(json .generation)" 3 "a third generation"
as new card
cp "$out" vt3.card
as new sync
as new2 remote add hub "$trash/hub.git"
as new2 org add ost.card --as oosterhout --fingerprint "$(cat ost.fp)"
as new2 sync
is_rc 0 "a machine that joined by the first card follows through the generations"
as new sync
as new2 sync
as new2 show "$case"
is_rc 0 "and reads the case"

as vt sync
as new device list --json
refused 12 wrong-key as vt device close "$(json .device)" --root "$trash/stolen/root"

# --- a partner that joins late
is "$(grep -c . vt3.card)" 1 "a card of the third generation"
as fresh init --name Nieuw
as fresh org add vt3.card --as vt --fingerprint "$(cat vt.fp)"
is_rc 0 "is the card of the same organisation"
done_testing
