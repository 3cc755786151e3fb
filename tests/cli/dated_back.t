#!/bin/sh
# A clock that was set back: who records under it can refuse "in time" what had moved by silence, and whoever
# has more of that log than this case sees that the refusal stands behind what was recorded later.
. "$(dirname "$0")/lib.sh"

two_organisations
echo 'het verhaal' >text
for case in 2026-7 2026-8; do
    as vt open --ref $case
    as vt handover $case --to oosterhout --mode written --text text
done
for who in vt ost vt; do
    as $who sync
done
as vt list --json
id7=$(json .cases.0.case) id8=$(json .cases.1.case)
[ "$(json .cases.0.ref)" = 2026-7 ] || { id=$id7 id7=$id8 id8=$id; }

# Ten minutes are no step back, and neither is an act claimed for a minute from now.
now='2026-04-02 14:05:00'
as ost note "$id8" --text text
as ost verify
out_has '; nothing wrong.'

now='2026-04-20 10:00:00'
as ost agreement adopt gelderland-zuid-2020 --as local_team
as ost accept "$id8"
is_rc 0 "the other case is accepted, later"
as ost who "$id7"
out_has 'Sociaal team Oosterhout holds responsibility'
now='2026-04-02 15:30:00'
as ost refuse "$id7" --reason wrong_addressee
is_rc 0 "a refusal under a clock that was set back"
err_has "this machine's clock stands before its last entry"
as ost agreement adopt voorbeeld --as local_team
is_rc 0 "and an adoption"
now='2026-04-20 11:00:00'
for who in ost vt; do
    as $who sync
done
as vt who 2026-7
out_has 'disputed: there is an objection'
out_has 'refused the handover of Veilig Thuis West-Brabant Thu 2 April 2026 17:30'

# --- the partner's verification ----------------------------------------------------------------------
as vt verify
is_rc 0 "it is a remark"
out_has 'remark: Sociaal team Oosterhout, log '
out_has ' (2026-7): an entry is dated before one that stands before it in its log'
out_has 'dated Thu 2 April 2026 17:30, 17 days and 18 hours before entry '
out_has ', which stands before it and is dated Mon 20 April 2026 12:00)'
out_has '  next: ask the organisation which of the two times was wrong: a clock that was put right does this too'
out_has '; nothing wrong, 1 remark.'
as vt verify --json
is "$(json '.findings.*.kind')/$(json .findings.0.severity)/$(json .findings.0.case)" \
    "dated-back/remark/$id7" "as a document, once for what follows too"
is "$(json .findings.0.made)/$(json .findings.0.earlier.made)" '2026-04-02T15:30:00Z/2026-04-20T10:00:00Z' "with both times"
leaf=$(json .findings.0.leaf) earlier=$(json .findings.0.earlier.leaf)
is "$([ "$earlier" -lt "$leaf" ] && echo yes)" yes "and both places in the log"
as vt --lang nl controleer
out_has 'opmerking: Sociaal team Oosterhout'

as vt verify 2026-7
is_rc 0 "one case: the other one is not opened anew, and shows it all the same"
out_has ': an entry is dated before one that stands before it in its log'
out_has "dated before entry $earlier of its log, which stands before it, of Mon 20 April 2026 12:00"
as vt verify 2026-7 --json
is "$(json '.findings.*.kind')" dated-back "as a document"
is "$(json .acts.3.type)/$(json .acts.3.earlier.leaf)/$(json .acts.3.earlier.made)" \
    "handover.refuse/$earlier/2026-04-20T10:00:00Z" "which act it is"
is "$(json .acts.0.earlier)/$(json .acts.4.earlier)" undefined/undefined "and no other"
as vt verify 2026-8 --json
is "$(json '.findings.*.kind')" dated-back "the order is that of the log: the other case tells it too"
as ost verify
out_has '; nothing wrong, 1 remark.'
out_has '  next: see to the clock of that machine, and tell the parties of the case which of the two times was wrong'
out_lacks 'ask the organisation'

# The verifier that we did not write opens the directories only: there the adoption is the step back.
node "$root/tests/interop/verify_remote.mjs" hub.git vt.card ost.card >"$out" 2>"$err"
is "$? $(json .ok) $(json .findings)" "0 true []" "the other verifier rejects nothing"
is "$(json '.notices.*.what')" 'dated-back: 2026-04-02T15:30:00Z, and leaf 5 before it 2026-04-20T10:00:00Z' \
    "and remarks the same"
done_testing
