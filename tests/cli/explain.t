# vs who --explain: the chain from the opening to the answer, the days, the rules with their sources,
# the conventions, what is missing; as text, on a narrow terminal, and as a document.
. "$(dirname "$0")/lib.sh"
echo 'het verhaal' >text
two_organisations

# A refusal of unknown effect, back-dated; moved by the rule all the same.
as vt open --ref 2026-0131 --text text
as vt list --json
id=$(json .cases.0.case)
as vt handover "$id" --to oosterhout --mode warm
as vt note "$id" --text text
now='2026-04-02 14:25:00'
for who in vt ost vt; do as $who sync; done
now='2026-04-08 10:25:00'
as ost refuse "$id" --reason no_capacity --at '2026-04-07 09:00'
for who in ost vt; do as $who sync; done
now='2026-04-10 08:00:00'
as vt who "$id" --explain
is_rc 21 "disputed"
out_has "From the opening to this answer"
out_has "Veilig Thuis West-Brabant opened the case and took responsibility."
out_has "handed the case over to Sociaal team Oosterhout (warm). Sociaal team Oosterhout showed that it had received it Thu 2 April 2026 16:25. By west-brabant-2022 responsibility passes after 2 working days"
is "$(grep -c 'signed by machine [0-9a-f]\{12\}' "$out")" 3 "each act with its machine"
out_has "refused the handover (no capacity). What a refusal does is not known."
out_has ", recorded Wed 8 April 2026 12:25. It counts from Wed 8 April 2026 12:25, when it was recorded: a claimed time relieves nobody (C8)."
out_has "The delay of 2 working days was over. Responsibility passed from Veilig Thuis West-Brabant to Sociaal team Oosterhout by the rule that both adopted"
out_has "From here on the answer is disputed. It is not known what a refusal does."
out_has "1 other act moved nothing by its kind"
out_has "The answer rests on steps 4 and 5."
out_lacks "het verhaal"
out_has "Counted from Thu 2 April 2026 16:10 by the calendar nl-atw, edition 2026-1. The first day does not count."
out_has "Fri 3 April: Good Friday, skipped (Algemene termijnenwet, artikel 3, tweede lid)"
out_has "Sat 4 April to Sun 5 April: weekend, skipped"
out_has "Mon 6 April: Easter Monday, skipped"
out_has "Tue 7 April: working day 1"
out_has "Wed 8 April: working day 2"
out_has "The delay ends Thu 9 April 2026 00:00."
out_has "The agreement says so: Samenwerkingsafspraken Veilig Thuis West-Brabant en lokale teams, proposal to the college (2022), Gemeente Oosterhout."
out_lacks "A waiting list of the receiver"
out_has "the delay counts from the handover as it was recorded"
out_has "It is not known what a refusal does (refusal)."
out_has "The receiver accepts, knowing of it (vs accept)."
grep -q ' $' "$out"
is $? 1 "no line ends with a space"

# The same in time: at an earlier instant only what counted then.
as vt who "$id" --at '2026-04-04 12:00' --explain
is_rc 0 "certain on Saturday"
out_lacks "refused"
out_lacks "was over"
out_lacks "What is missing"
as vt who "$id" --at '2026-04-01 12:00' --explain
out_lacks "From the opening"

# By what the other side did not have yet.
as vt who "$id" --at '2026-04-02 16:20' --known-at '2026-04-02 16:20' --explain
out_has "Nothing shows by then that Sociaal team Oosterhout had received it."

as vt who "$id" --explain --json
is_rc 21 "as a document"
is "$(json '.explain.steps.*.kind')" 'act act act lapse span' "the steps"
is "$(json '.explain.steps.*.effect')" 'holds offers unsaid undefined undefined' "what the acts did"
is "$(json .explain.steps.2.made)/$(json .explain.steps.2.at)/$(json .explain.steps.2.received)" \
    "2026-04-08T10:25:00Z/2026-04-07T07:00:00Z/2026-04-08T10:25:00Z" "all the instants"
is "$(json .explain.steps.2.by.name)" "Sociaal team Oosterhout" "who signed"
is "$(json .explain.offers.0.count.days.0.reason)/$(json .explain.offers.0.count.days.0.source)" \
    "good-friday/atw-3-2" "a day with its reason"
is "$(json .explain.offers.0.members.0.source.by)" "Gemeente Oosterhout" "a rule with its source"
is "$(json .explain.missing.0.ended_by)" '["accept","settle","text"]' "what would end it"
is "$(json .explain.conventions)" '["C1","C4","C5","C7","C8","C9"]' "the conventions"
as vt who "$id" --json
is "$(json .explain)" undefined "only when it is asked for"

# Accepted in the knowledge of it: nothing is disputed any more.
as ost accept "$id"
as ost who "$id" --explain
is_rc 0 "certain"
out_has "confirmed the handover that had passed to it already: it shows that it knows. It knew of the objection: nothing is disputed any more."
out_has "From here until Fri 10 April 2026 10:00 the answer is disputed."
out_lacks "What is missing"
as ost --lang nl who "$id" --explain
is_rc 0 "in Dutch"

# Narrow: every line fits, and nothing is lost but the line ends.
as ost who "$id" --explain
tr -s ' \n' '\n\n' <"$out" >whole
echo 'columns 60' >steps
perl "$root/tests/cli/pty.pl" steps env LD_PRELOAD="$clock" CLOCK="$now" "$VS_PROGRAM" --ledger ost --key-file ost.key \
    who "$id" --explain >"$out" 2>"$err" </dev/null
is "$(sed '1d; s/\r$//; s/\x1b\[[0-9;]*m//g' "$out" | grep -cE '^.{61}')" 0 "behind the answer itself every line fits"
sed 's/\r$//; s/\x1b\[[0-9;]*m//g' "$out" | tr -s ' \n' '\n\n' | cmp -s - whole
ok $? "the same words"

# Closed against an objection that the closing did not know, then settled by both and opened again.
now='2026-04-10 08:10:00'
as ost close "$id" --reason safe
as vt escalate "$id" --reason unsafe
for who in vt ost vt; do as $who sync; done
now='2026-04-10 09:10:00'
as vt who "$id" --explain
is_rc 21 "contested"
out_has "closed the case (safe). It did not know of the act"
out_has "(escalation): until that has ended, the closing ends nothing."
as ost settle "$id" --outcome closed --from '2026-04-10 11:00'
for who in ost vt; do as $who sync; done
as vt who "$id" --explain
out_has "proposed a settlement: closed from Fri 10 April 2026 11:00. It waits for the signature of Veilig Thuis West-Brabant, and moves nothing until then."
as vt settle "$id" --agree
as vt who "$id" --explain
out_has "All who have to sign it have signed: Sociaal team Oosterhout and Veilig Thuis West-Brabant."
out_has "signed the settlement"
as vt reopen "$id" --reason new-concerns
as vt who "$id" --explain
is_rc 0 "open again"
out_has "reopened the case (new concerns) and took responsibility."

# What a text says is told once, of however many handovers it decided.
as vt open --ref AGAIN
for round in one two; do
    as vt handover AGAIN --to oosterhout --mode warm
    [ $round = two ] || as vt withdraw AGAIN
done
as vt who AGAIN --explain
is "$(grep -c '^What west-brabant-2022 says' "$out")" 1 "one block for two handovers"
out_has "It decided about these handovers: "

# A new text takes over a handover under way: both texts are told, and what decided of each.
text=$root/schemas/agreements/west-brabant-2022.json
sed -e 's/"id": "west-brabant-2022"/"id": "region-a"/' -e 's/^  "replaces": .*/  "replaces": [],/' \
    -e 's/"region": {"id": "west-brabant"/"region": {"id": "region"/' \
    -e 's/"version": {"value": "of_offer".*/"version": {"value": "new_rule", "basis": "agreement", "source": "s-oh", "article": "article 9", "delay": {"value": "from_handover", "basis": "agreement", "source": "s-oh"}},/' \
    "$text" >a.json
sed -e 's/"id": "west-brabant-2022"/"id": "region-b"/' -e 's/^  "replaces": .*/  "replaces": ["region-a"],/' \
    -e 's/"region": {"id": "west-brabant"/"region": {"id": "region"/' -e 's/"on": "2022-04-01"/"on": "2026-04-15"/' \
    -e 's/"n": 2,/"n": 5,/' "$text" >b.json
as zuid init --name 'Wijkteam Zuid'
as zuid card
cp "$out" zuid.card
as zuid card --json
json .fingerprint >zuid.fp
as zuid remote add hub "$trash/hub.git"
as zuid org add vt.card --as vt --fingerprint "$(cat vt.fp)"
as vt org add zuid.card --as zuid --fingerprint "$(cat zuid.fp)"
for region in a b; do
    as vt agreement adopt ./$region.json --as vt
    as zuid agreement adopt ./$region.json --as local_team
done
for who in vt zuid vt; do as $who sync; done
now='2026-04-13 14:00:00'
as vt open --ref 2026-0140 --text text
as vt handover 2026-0140 --to zuid --mode written
as vt who 2026-0140 --at '2026-04-14 12:00' --explain
out_has "By region-a responsibility passes after 2 working days, accepted or not."
out_lacks "another text"
as vt who 2026-0140 --at '2026-04-21 12:00' --explain
out_has "From here on another text will decide about the handover, if it has neither moved nor ended by then. By region-b responsibility passes after 5 working days, accepted or not."
out_has "What region-a says"
out_has "A new text takes over handovers under way, from its first day on."
out_has "The agreement says so: article 9, Samenwerkingsafspraken"
out_has "Mon 20 April: working day 5"
as vt who 2026-0140 --at '2026-04-21 12:00' --explain --json
is "$(json '.explain.steps.*.kind')" "act act text lapse" "a step of its own"
is "$(json .explain.offers.0.earlier.0.agreement.id)/$(json .explain.offers.0.since)" \
    "region-a/2026-04-14T22:00:00Z" "the earlier text beside it"

# A question beyond the calendar, and across a day of which nobody knows whether it is free.
now='2022-05-02 08:00:00'
trash=$trash/early
mkdir "$trash"
cd "$trash" || exit 1
echo 'het verhaal' >text
two_organisations
now='2022-05-04 08:00:00'
as vt open --ref 2022-0131 --text text
as vt handover 2022-0131 --to oosterhout --mode written
for who in vt ost vt; do as $who sync; done
as vt who 2022-0131 --at '2022-05-10 12:00' --explain
is_rc 21 "undetermined"
out_has "missing  whether this day is a working day: Fri 6 May 2022 (calendar)"
out_has "Fri 6 May: it is not known whether this day is free; it does not count, so that nothing moves too early"
out_has "The delay ends Wed 11 May 2022 00:00. If the days that are not known are working days it ends Tue 10 May 2022 00:00."
out_has "From here until Wed 11 May 2022 00:00 it is not determined whether Veilig Thuis West-Brabant or Sociaal team Oosterhout holds it. It is not known whether this day is a working day: Fri 6 May 2022."
out_has "Time passes: until Wed 11 May 2022 00:00."
as vt who 2022-0131 --at '2022-05-10 12:00' --explain --json
is "$(json .explain.offers.0.count.missing)" '["2022-05-06"]' "the day by its date"
now='2028-12-28 08:00:00'
as vt open --ref 2028-0131 --text text
as vt handover 2028-0131 --to oosterhout --mode written
as vt who 2028-0131 --at '2029-01-10 12:00' --explain
is_rc 21 "beyond the horizon"
out_has "2 working days lead beyond the calendar nl-atw: Mon 1 January 2029 is the first day that it does not know; a later edition comes with a newer version of the program, or is added on both sides (vs calendar add), and counts for handovers after that"
out_has "missing  which days are working days from Mon 1 January 2029 on, the first day that the calendar nl-atw does not know (calendar)"
out_has "No end can be told: Mon 1 January 2029 is the first day that the calendar nl-atw does not know"
as vt due 2028-0131
out_has "the delay cannot be counted to its end: Mon 1 January 2029 is the first day that the calendar nl-atw does not know; a later edition comes"
as vt due 2028-0131 --json
is "$(json '.due.0.unknown_day')/$(json '.due.0.calendar')" 2029-01-01/nl-atw "as a document"
trash=${trash%/early}
done_testing
