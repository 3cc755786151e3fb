# An organisation ends and another one takes its cases over: both say so, the one hands every case over at once, the
# other takes every one at once, each signed; what cannot be done is named, and the same command goes on later.
. "$(dirname "$0")/lib.sh"
git init -q --bare --template= "$trash/hub.git"
as old init --name 'Sociaal team Oud'
as new init --name 'Sociaal team Nieuw'
as vt init --name 'Veilig Thuis West-Brabant'
for who in old new vt; do
    as $who card
    cp "$out" "$trash/$who.card"
    as $who card --json
    json .fingerprint >"$trash/$who.fp"
    as $who remote add hub "$trash/hub.git"
done
knows() { as "$1" org add "$2.card" --as "$2" --fingerprint "$(cat "$2.fp")"; }
knows old new
knows old vt
knows new old
knows new vt
knows vt old
in_sync()
{
    for turn in old new vt old new; do
        as $turn sync
    done
}
in_sync

# Saying so.
refused 1 not-found as new org succeed nobody-here
refused 1 invalid as new org succeed me
refused 2 usage as new org succeed old --as heir
refused 2 usage as new org succeed old --from soon
as new org succeed old --from 2026-05-01 -n
is_rc 0 "a dry run"
out_has "Sociaal team Nieuw is to succeed Sociaal team Oud from Fri 1 May 2026, says Sociaal team Nieuw; that Sociaal team Oud said so is not known here"
as new org show me --json
is "$(json .successions)" "[]" "recorded nothing"
as new org succeed old --from 2026-05-01
is_rc 0 "the successor says so"
refused 1 exists as new org succeed old --from 2026-05-01
as new org succeed old --as predecessor -n
err_has "your organisation has said the other way round too"
as new org succeed old --from 2026-06-01 -n
! grep -q "the other way round" "$err"
ok $? "and only of what it said the other way round"
in_sync
as old org show new
out_has "that Sociaal team Oud said so is not known here"
as old org succeed new --as predecessor --from 2026-05-04
is_rc 0 "and so does the predecessor"
out_has "Sociaal team Nieuw succeeds Sociaal team Oud from Mon 4 May 2026"
in_sync
as vt org show old
out_has " said so is not known here" # of whom it has no card
knows vt new
as vt sync
as vt org show old
out_has "succeeds Sociaal team Oud from Mon 4 May 2026"
as vt org show old --json
is "$(json .successions.0.counts)/$(json .successions.0.from)/$(json .successions.0.said_by)" true/2026-05-04/both \
    "it counts from the later of the two days"

# Four cases: one is on offer to another one already, one is closed.
for ref in S1 S2 S3 S4 S5; do
    as old open --ref $ref
done
as old handover S3 --to vt
as old close S4 --reason safe
as old who S1
out_has "  note     Sociaal team Nieuw succeeds Sociaal team Oud"
is_rc 0 "who holds it holds it"
out_has "Sociaal team Oud holds responsibility"
in_sync

now='2026-05-04 08:00:00'
refused 2 usage as old handover --all
refused 2 usage as old handover S1 --all --to new
refused 2 usage as old handover --all --to new --ref X
refused 1 not-found as old handover --all --to nobody-here
as old handover --all --to new --reason succession -n
is_rc 0 "a dry run"
out_has "handed over to Sociaal team Nieuw: 3 cases (not done: --dry-run); 1 case skipped"
out_has "(S1): Sociaal team Oud since"
out_has "then:    offered to Sociaal team Nieuw, and waits for its answer"
out_has "(S3): skipped; on offer to "
as old show S1
out_lacks "to Sociaal team Nieuw:"
as old handover --all --to new --reason succession --json
is_rc 0 "all that it holds and has not offered"
is "$(json '.done.*.ref' | tr ' ' '\n' | sort | tr '\n' ' ')" "S1 S2 S5 " "these three"
is "$(json .left)" "[]" "and nothing is left"
is "$(json '.skipped.*.ref')" S3 "what is on offer is skipped, and named"
as old who S1
out_has "Sociaal team Oud holds responsibility"
as old handover --all --to new --reason succession
is_rc 0 "once more"
out_has "0 cases; 4 cases skipped"
out_has "(S1): skipped; on offer to Sociaal team Nieuw since"
as old withdraw S3
as old handover --all --to new --reason succession
out_has "1 case"
in_sync
refused 2 usage as new accept --all
refused 2 usage as new accept S1 --all --from old
refused 2 usage as new accept S1 --from old
refused 2 usage as new accept
as new accept --all --from vt
is_rc 0 "nothing of another one"
out_has "0 cases"
as new accept --all --from old
is_rc 0 "the successor takes them"
out_has "accepted from Sociaal team Oud: 4 cases"
as new accept --all --from old
out_has "0 cases"
err_has "no handover of Sociaal team Oud waits for your acceptance"
as new accept --all --from old --pick-up -n
out_has "accepted from Sociaal team Oud: 4 cases (not done: --dry-run)"
in_sync
as old handover --all --to vt
out_has "0 cases"
err_has "your organisation holds no open case"
for ref in S1 S2 S3 S5; do
    as old who $ref
    is_rc 0 "$ref"
    out_has "Sociaal team Nieuw holds responsibility"
    out_has "succeeds Sociaal team Oud from Mon 4 May 2026"
done
as old who S4
out_has "Closed since"
as old log S1
out_has "succession of an organisation"

# One that cannot be done is named and left; the rest is done.
as new open --ref N1 --at '2026-05-04 09:30'
as new open --ref N2
now='2026-05-04 08:10:00'
as new handover --all --to vt --at '2026-05-04 09:00'
is_rc 3 "partly done"
err_has "N1"
out_has "cases were left as they were"
as new handover --all --to vt --at '2026-05-04 09:00' --json
is_rc 3 "and the same again"
is "$(json .left.0.code)" time-too-early "with its reason"
as new handover --all --to vt
is_rc 0 "the rest later"
as old ledger rebuild
is_rc 0 "the successions are derived from the log"
as old org show new
out_has "succeeds Sociaal team Oud from Mon 4 May 2026"
as vt open --ref S9
as vt handover S9 --to old
is_rc 0 "handed over to who ended all the same"
err_has "Sociaal team Nieuw succeeds Sociaal team Oud from"
as vt withdraw S9
as vt handover S9 --to new
! has "$err" succeeds
ok $? "nothing is said of the successor"
for turn in old new vt; do
    as $turn verify
    is_rc 0 "$turn: verified"
done
done_testing
