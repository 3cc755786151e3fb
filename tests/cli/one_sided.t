# An agreement that only one side has adopted moves nothing, and who has not adopted what is said.
. "$(dirname "$0")/lib.sh"
two_organisations one-sided
lacks="Sociaal team Oosterhout has not adopted west-brabant-2022, Veilig Thuis West-Brabant has, as far as is known here"

as vt open --ref a
as vt handover a --to oosterhout
is_rc 0 "handed over without an agreement in common"
err_has "no agreement that both adopted: it moves only when they accept it"
err_has "$lacks"
as vt who a --at '2026-04-30 12:00'
out_has "Veilig Thuis West-Brabant"
out_has "note     no agreement that both adopted: only an acceptance moves the case"
out_has "note     $lacks"
as vt who a --at '2026-04-30 12:00' --json
is "$(json .certainty)/$(json .holders.0.name)" "certain/Veilig Thuis West-Brabant" "no time moves it"

# The other side sees the same; what it adopts from now on does not reach back.
as vt sync
as ost sync
as ost who a
out_has "note     $lacks"
as ost agreement adopt west-brabant-2022 --as local_team
as ost sync
as vt sync
as vt who a --at '2026-04-30 12:00' --json
is "$(json .holders.0.name)/$(json .findings.0.name)" "Veilig Thuis West-Brabant/no-common-agreement" \
    "an adoption after the handover changes nothing about it"

# The next handover stands on what both have adopted by then.
as vt open --ref b
as vt handover b --to oosterhout
! grep -qF "has not adopted" "$err"
ok $? "nothing is missing"
as vt who b --at '2026-04-30 12:00' --json
is "$(json .certainty)/$(json .holders.0.name)" "unconfirmed/Sociaal team Oosterhout" "and moves"
done_testing
