# Every case of one household: by the label that an organisation itself gives, never by somebody else's names.
. "$(dirname "$0")/lib.sh"
two_organisations
refused 2 usage as vt open --ref X --household "$(printf 'two\nlines')"
refused 2 usage as vt who
refused 2 usage as vt who X --household H
refused 1 not-found as vt who --household H-17
as vt open --ref M1 --household H-17 --origin report
is_rc 0 "a first report"
out_lacks "earlier:"
as vt handover M1 --to oosterhout
as vt sync
as ost sync
now='2026-04-03 08:00:00'
as ost accept M1 --ref O1 --household G-2
as ost sync
as vt sync

# A new report while the earlier case is with the local team: both hold theirs.
as vt open --ref M2 --household H-17 --origin follow-up-report --acute no --json
is_rc 0 "a new report"
is "$(json .answer.holders.0.name)" 'Veilig Thuis West-Brabant' "is held by who received it"
is "$(json .earlier.0.ref)/$(json .earlier.0.answer.holders.0.name)" 'M1/Sociaal team Oosterhout' \
    "and says who holds the earlier one"
as vt open --ref M3 --household H-17 --origin re-report
out_has "earlier:"
out_has "(M1): Sociaal team Oosterhout since"
out_has "(M2): Veilig Thuis West-Brabant since"
as vt list --household H-17
err_has "case      opened            reference     who holds it"
out_has ", household H-17"
is "$(grep -c ', household H-17$' "$out")" 3 "each with its household"
as ost list
out_has ", household G-2"
as vt status
out_has "Veilig Thuis West-Brabant: 3 open cases, 2 held by you"
as vt status --json
is "$(json .held)/$(json .open)" 2/3 "as a document: a case of the team is not its own"
as vt show M1
out_has "household: H-17"
out_has "reference: M1"
out_has "  from 2026-04-02 "
as vt wie --household H-17
is_rc 0 "all of them"
out_has "(M1)"
out_has "(M2)"
out_has "(M3)"
out_has "Sociaal team Oosterhout holds responsibility"
out_has "Veilig Thuis West-Brabant holds responsibility"
as vt who --household H-17 --json
is "$(json .household)/$(json '.cases.*.ref')" 'H-17/M1 M2 M3' "the oldest first"
as vt who --household H-17 --at '2026-04-02 16:30' --json
is "$(json '.cases.*.answer.state')" 'open no-case no-case' "at a moment before the later ones"
now='2026-04-03 08:05:00'
as vt who --household H-17 --known-at '2026-04-02 16:30' --json
is "$(json '.cases.*.ref')" 'M1' "and by what was known then"
as vt who --household H-17 --explain
is_rc 0 "explained"
as vt list --household H-17
err_has "3 shown"
as vt list --household H-18
err_has "0 shown"

# Its own label goes before the opener's; without one of its own the opener's serves.
as ost who --household G-2
out_has "(O1)"
refused 1 not-found as ost who --household H-17
as vt handover M2 --to oosterhout
as vt sync
as ost sync
as ost who --household H-17
out_has "(vt: M2)"
out_has "the household is called so by Veilig Thuis West-Brabant"
out_lacks "(O1)"
as ost org show vt --json
vt=$(json .organisation.org)
as ost who --household H-17 --json
is "$(json .cases.0.ref)/$(json .cases.0.ref_by)/$(json .cases.0.household_by)" \
    "M2/$vt/$vt" "and whose they are, in JSON"
as ost who M1 --json
is_rc 1 "where it calls the case otherwise it is not found by a partner's name"

# A person must decide about one of them: that is what the exit code says.
as ost escalate M2 --reason difference-of-view
as ost accept M2 --household H-17
as vt close M3 --reason safe
as ost who --household H-17
is_rc 0 "the escalation ended by the acceptance"
as ost escalate M2 --reason difference-of-view
as ost who --household H-17
is_rc 21 "one of them is disputed"

# A partner that calls a case of its own as we call ours makes ours no less ours.
as ost open --ref M2-own
as ost open --ref M3
as ost disclose M3 --to vt --full
as ost sync
as vt sync
as vt who M3
is_rc 0 "our own reference is not made ambiguous by a partner"
out_has "Closed since"
as vt list
out_has "oosterhout: M3"

# A closed one is shown too; an opening does not count it among those that are held.
as vt open --ref M4 --household H-17
out_has "(M1)"
out_lacks "(M3)"
as vt who --household H-17
out_has "Closed since"

# A partner that opens cases under the label, as of a day before any of them, takes none out of sight unsaid.
turn=0
while [ $turn -lt 61 ]; do
    turn=$((turn + 1))
    as ost open --ref "F$turn" --household H-17 --at '2026-04-01 10:00'
    as ost disclose "F$turn" --to vt --full
done
as ost sync
as vt sync
as vt who --household H-17
err_has "1 more are not shown"
as vt who --household H-17 --json
is "$(json .left_out)" 1 'and as data'
as vt open --ref M5 --household H-17
err_has "1 more are not shown"
as vt list --household H-17
out_has "M4"
for side in vt ost; do
    as $side ledger rebuild
    is_rc 0 "$side: the labels are derived"
    as $side verify
    is_rc 0 "$side: and verified"
done
as ost who --household G-2
out_has "(O1)"

# A partner calls a case that we opened, and gave no reference, as the id of another begins: words that are
# meant for that one do not go to it.
as vt show M5 --json
meant=$(json .case)
like=$(echo "$meant=" | tr '_-' '/+' | base64 -d | od -An -tx1 -N 6 | tr -d ' ')
as vt open --json
plain=$(json .case)
as vt handover "$plain" --to oosterhout
as vt sync
as ost sync
as ost accept "$plain" --ref "$like"
as ost sync
as vt sync
as vt show "$plain"
out_has "$like"
as vt who "$like" --json
is "$(json .case)" "$meant" 'the beginning of an id leads to that case'
done_testing
