#!/bin/sh
# A laptop is stolen and closed. Whoever has it signs another history of it from the beginning: the fork is proven, and
# what the root closed stands as before, undisputed (FORMAT.md 11.3).
. "$(dirname "$0")/lib.sh"
two_organisations
cp -a vt thief # as the laptop was then
cp vt.key thief.key
echo words >text
as vt open --ref 2026-1 --text text
as vt handover 2026-1 --to oosterhout
for who in vt ost vt; do as $who sync; done
as ost list --json
case=$(json .cases.0.case)
as spare init --join vt.card
as spare device request
cp "$out" request
as vt device add request --fingerprint "$(sed -n 's/^fingerprint of this machine: //p' "$err")"
is_rc 0 'a second machine'
as vt sync
as spare remote add hub "$trash/hub.git"
as spare org add ost.card --as oosterhout --fingerprint "$(cat ost.fp)"
for who in spare vt spare; do as $who sync; done
as vt device list --json
stolen=$(json .device)
as spare device close "$stolen" --root "$trash/vt/root" --root-key-file "$trash/vt.key"
is_rc 0 'the first one is stolen, and closed'
for who in spare ost vt spare; do as $who sync; done
now='2026-04-09 10:00:00'
as ost who "$case" --json
answer=$(json .certainty)/$(json .holders.0.name)
is "$answer" 'certain/Sociaal team Oosterhout' 'what the answer is'

# The thief has a remote of its own, so that nothing tells the machine that it was closed.
git init -q --bare --template= other.git
now='2026-04-02 14:20:00'
as thief remote remove hub
as thief remote add other "$trash/other.git"
as thief open --ref invented --text text
as thief handover invented --to oosterhout
as thief sync
is_rc 0 'another history, from before the case was opened'
now='2026-04-09 10:05:00'
as ost remote add other "$trash/other.git"
as ost sync
is_rc 22 'the fork is proven'
as ost status --json
[ "$(json .forks.0.common)" -lt 10 ]
ok $? "nearly from the beginning ($(json .forks.0.common) leaves in common)"
as ost who "$case" --json
is "$(json .certainty)/$(json .holders.0.name)" "$answer" 'and the answer stands: what lies before the closing is not cut'
as ost who "$case"
is_rc 0 'nobody has to settle anything'
as ost ledger rebuild
out_has 'the same'
as spare sync
as spare who "$case" --json
is "$(json .certainty)/$(json .holders.0.name)" "$answer" 'the organisation itself hears the same'
as ost list --json
is "$(json .cases.length)" 1 'what the thief wrote is no case of ours'
done_testing
