# One organisation: init, open, note, who, show, log, list, due, close, rebuild; and what is refused.
. "$(dirname "$0")/lib.sh"

echo 'het verhaal' >text
as vt init --name 'Veilig Thuis West-Brabant' --code gm0826
is_rc 0 "init"
out_has "recovery code"
is "$(stat -c %a vt) $(stat -c %a vt.key)" "700 600" "nobody else can read the folder and the key"
refused 1 exists as vt init --name Again
refused 2 usage as coded init --name Coded --code 'gm 0826'
err_has '"subject": "--code"'
refused 2 usage as coded init --name ' Coded'
is "$(find . -name 'coded*')" "" "and nothing is made"
as coded init --name Coded --code GM0826
is_rc 0 "a code in capitals"
as coded card
out_has '"gm0826"'
refused 12 key-file run --ledger vt --key-file nokey list
head -c 32 /dev/zero >wrong.key
chmod 600 wrong.key
refused 12 wrong-key run --ledger vt --key-file wrong.key list
refused 2 needs-input run --ledger vt list
as vt list
out_lacks "2026"
as vt agreement adopt west-brabant-2022 --as vt --from 2026-01-01
is_rc 0 "adopted"
refused 1 exists as vt agreement adopt west-brabant-2022 --as vt
refused 1 invalid as vt agreement adopt west-brabant-2022 --as mayor
err_has '"hint": "--as vt, --as local_team'
refused 1 not-found as vt agreement adopt nowhere-2022 --as vt
err_has "vs agreement list"
echo '{' >bad.json
refused 1 json-syntax as vt agreement check bad.json
refused 1 invalid as vt agreement check none.json

as vt open --ref 2026-0131 --text text
is_rc 0 "opened"
out_has "Veilig Thuis West-Brabant since Thu 2 April 2026 16:10 (certain)"
refused 1 exists as vt open --ref 2026-0131
as vt open --ref 2026-0131
err_has "because: a case has this reference: '2026-0131'"
refused 2 time-bare-date as vt open --at 2026-04-01
refused 2 time-future as vt open --at '2026-04-02 16:13'
refused 2 time-no-such as vt open --at '2025-03-30 02:30'
refused 2 time-twice as vt open --at '2025-10-26 02:30'
refused 1 invalid as vt open --text none
as vt open --text none
err_has "because: there is no such file: 'none'"
as vt open --ref 2026-0139 -n
is "$(cat "$out")" "case opened (not done: --dry-run)" "a dry run"
: >empty
refused 1 invalid as vt open --text empty
printf 'a\377' >latin
refused 1 invalid as vt open --text latin
as vt list
is "$(grep -c certain "$out")" 1 "what was refused left nothing"
id=$(cut -c1-8 "$out" | head -1)

as vt who 2026-0131
is_rc 0 "who"
is "$(head -1 "$out")" \
    "Veilig Thuis West-Brabant holds responsibility since Thu 2 April 2026 16:10 (certain)." "the answer"
as vt who "$id" --json
is "$(json .holders.0.name)/$(json .certainty)/$(json .at)" \
    "Veilig Thuis West-Brabant/certain/2026-04-02T14:10:00Z" "as a document"
whole=$(json .case)
as vt who "$whole"
is_rc 0 "by its whole id"
as vt who "$(echo "$id" | cut -c1-4 | tr a-f A-F)"
is_rc 0 "by four digits in capitals"
refused 1 not-found as vt who ffffffffff
refused 1 not-found as vt who nothing
refused 2 time-bare-date as vt who "$id" --at 2026-04-02
as vt who "$id" --at '2026-04-01 12:00'
out_has "not open then"
as vt who "$id" --at '2027-01-01 12:00'
out_has "if nothing else is recorded"
as vt --lang nl who "$id"
out_has "heeft zicht op veiligheid sinds do 2 april 2026 16:10 (zeker)"

now='2026-04-02 15:00:00'
refused 2 needs-input as vt note "$id"
as vt note "$id" --text text
is_rc 0 "note"
LD_PRELOAD=$clock CLOCK=$now "$VS_PROGRAM" --ledger vt --key-file vt.key note "$id" --text - <text >"$out" 2>"$err"
rc=$?
is_rc 0 "note from standard input"
as vt show "$id"
is "$(grep -c 'het verhaal' "$out")" 3 "texts are shown"
as vt log "$id"
out_lacks "het verhaal"
as vt due
out_has "Mon 13 April 2026"
out_has "safety assessment"
as vt assess "$id" --outcome investigation
is_rc 0 "assessed"
as vt due
out_has "nothing is due"
refused 2 usage as vt close "$id"
as vt close "$id"
is "$(sed -n 2p "$err")" "  because: --reason REASON is missing: one of safe|no_abuse_found|moved_away|involved_persons|held_elsewhere|deceased|end_of_involvement|other" "what is missing, said once"
as vt close "$id" --reason safe -n
out_has "case closed (not done: --dry-run)"
as vt close "$id" --reason safe
out_has "closed since Thu 2 April 2026 17:00"
as vt who "$id"
out_has "because  Veilig Thuis West-Brabant closed the case Thu 2 April 2026 17:00"
refused 1 not-authorised as vt close "$id" --reason safe
as vt close "$id" --reason safe
err_has "(not-holder)"
as vt list
out_lacks "$id"
err_has 'vs list --all'
as vt list --all
out_has "$id"
as vt ledger rebuild
out_has "the same as before"
as vt org show me
out_has "west-brabant-2022"
refused 1 not-found as vt org show nobody
refused 1 not-found as vt handover "$id" --to nobody
refused 1 not-found as vt sync
refused 1 invalid as vt remote add 'Hub!' /x
as vt remote add gone /nowhere/at/all.git
as vt sync gone
is_rc 30 "a remote that is not there"
out_has "  try: "
as vt remote remove gone
refused 1 not-found as vt remote remove gone
err_has '"hint": "vs remote list"'
grep -rlF -e 'het verhaal' -e '2026-0131' -e 'Veilig Thuis' vt >"$out"
is_empty "$out" "nothing readable lies in the folder"

# A reference is one line: nothing typed there forges a line of an answer.
forged=$(printf 'EVIL\n  now:     somebody else')
refused 2 usage as vt open --ref "$forged"
refused 2 usage as vt open --ref "$(printf 'a\033[31mb')"
done_testing
