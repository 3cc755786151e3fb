#!/bin/sh
# A ledger was copied, and both copies write on: a device that signed two different logs. Nothing was closed, so
# nothing is told as the act of a closed device.
. "$(dirname "$0")/lib.sh"
two_organisations
echo words >text
as vt open --ref 2026-1 --text text
as vt handover 2026-1 --to oosterhout --mode written --text text
for who in vt ost vt; do
    as $who sync
done
as ost list --json
case=$(json .cases.0.case)
as vt open --ref 2026-2 --text text
cp -a vt copy
cp vt.key copy.key
git init -q --bare --template= other.git

# What the others know when they learn of the fork counts, as an act of one of two logs.
now='2026-04-02 14:20:00'
as vt withdraw 2026-1 --text text
as vt handover 2026-2 --to oosterhout --mode written --text text
as vt sync
as ost sync
as ost list --json
other=$(json '.cases.*.case' | tr ' ' '\n' | grep -v -e "$case")
as ost accept "$other"
as ost note "$case" --text text
as ost sync
as ost who "$case"
is_rc 0 "before the fork is known"
out_has 'Veilig Thuis West-Brabant holds responsibility'

now='2026-04-02 14:30:00'
as copy remote remove hub
as copy remote add other "$trash/other.git"
as copy withdraw 2026-1 --text text
as copy sync
as ost remote add other "$trash/other.git"
as ost sync
is_rc 22 "the fork is proven"
as ost who "$case"
out_has 'written by a device that signed two different logs, after they parted: handover withdrawn'
out_has 'written by a device that signed two different logs, after they parted, and not counted: handover withdrawn'
out_lacks 'closed device'
as ost who "$case" --explain
out_has 'This was written by a machine that signed two different logs, after they parted, and does not count.'
out_lacks 'closed device'
as ost who "$case" --json
is "$(json '.findings.*.name' | tr ' ' '\n' | sort | tr '\n' ' ')" 'closed-feed left-out ' "the names of the findings are what they were"
as ost who "$other"
is_rc 21 "what moved by such an act is disputed"
out_has 'missing  whether an act counts that its device signed in one of two different logs'
as ost who "$other" --explain
out_has 'It is not known whether an act counts that its device signed in one of two different logs.'
out_lacks 'closed device'
as ost verify
is_rc 22 "a verification finds the proof"
out_has '  next: the proof is kept; the organisation must close this device'
as vt remote add other "$trash/other.git"
as vt sync
as vt verify
is_rc 22 "and so does that of the organisation whose device it is"
out_has '  next: the proof is kept. A copy of this ledger was used beside it, or its key was taken: close this device'
out_lacks 'the organisation must'
as ost ledger rebuild
out_has 'the same'
done_testing
