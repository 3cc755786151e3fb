# Disclosing: the facts or all of it, to an auditor by the agreement or to somebody else; and what
# who sees the facts cannot do.
. "$(dirname "$0")/lib.sh"
two_organisations
for who in igj gia; do
    as $who init --name "Toezicht $who"
    as $who card
    cp "$out" $who.card
    as $who card --json
    json .fingerprint >$who.fp
    as $who remote add hub "$trash/hub.git"
    as $who org add vt.card --as vt --fingerprint "$(cat vt.fp)"
    as vt org add $who.card --as $who --fingerprint "$(cat $who.fp)"
done
echo 'geheim verhaal' >text
as vt open --ref 2026-0131 --text text
refused 1 no-inbox-key as vt disclose 2026-0131 --to igj --facts
# An agreement of the region that names an auditor.
sed -e 's/"id": "west-brabant-2022"/"id": "our-region"/' -e 's/^  "replaces": .*/  "replaces": [],/' \
    -e 's/^  "organisations": \[/&{"role": "steering_group", "name": "Stuurgroep", "members": [], "members_complete": false},/' \
    -e 's/"region": {"id": "west-brabant"/"region": {"id": "our-region"/' \
    -e 's/^  "auditors": .*/  "auditors": [{"role": "steering_group", "name": "Stuurgroep", "sees": "facts", "basis": "agreement", "source": "s-oh"}],/' \
    "$root/schemas/agreements/west-brabant-2022.json" >region.json
as vt agreement check region.json
is_rc 0 "our region's text"
as vt agreement adopt ./region.json --as vt
as gia agreement adopt ./region.json --as steering_group
for who in igj gia vt ost; do as $who sync; done
as ost sync

refused 2 usage as vt disclose 2026-0131 --to igj
refused 2 usage as vt disclose 2026-0131 --to igj --facts --full
refused 2 usage as vt disclose 2026-0131 --facts
refused 1 not-found as vt disclose 2026-0131 --to nobody --facts
refused 1 not-found as vt disclose 2026-0999 --to igj --facts
refused 1 invalid as vt disclose 2026-0131 --to me --facts
as vt disclose 2026-0131 --to igj --facts -n
out_has "not done: --dry-run"
as vt disclose 2026-0131 --to igj --facts
is_rc 0 "to somebody who is no auditor by an agreement: allowed"
err_has "no agreement that both adopted makes Toezicht igj an auditor"
as vt disclose 2026-0131 --to gia --facts --json
is "$(json .auditor)/$(json .sees)" true/facts "to an auditor by the agreement"
refused 1 exists as vt disclose 2026-0131 --to gia --facts
as vt disclose 2026-0131 --to gia --full -n
err_has "the agreement lets"
as vt sync
for who in igj gia; do
    as $who sync
    is_rc 0 "$who: in sync"
    as $who list --json
    id=$(json .cases.0.case)
    as $who show "$id"
    out_has "Reference: sealed: not disclosed to you"
    out_has "                    sealed: not disclosed to you"
    sed 's/ \[not confirmed, [0-9a-f]*\]//' "$out" >plain # the auditors never met
    grep -qF "Parties: Veilig Thuis West-Brabant; facts only: Toezicht gia and Toezicht igj" plain
    ok $? "$who: who is a party"
    out_lacks geheim
    out_lacks 2026-0131
    as $who log "$id"
    out_has "case opened (sealed: not disclosed to you)"
    as $who show "$id" --json
    is "$(json .events.0.content)/$(json .events.0.text)/$(json .ref)" sealed/undefined/undefined "$who: no words"
    for act in "note $id --text text" "handover $id --to vt" "close $id --reason safe" "reopen $id --reason other" \
        "escalate $id --reason unsafe" "settle $id --outcome vt --from 2026-04-02T14:10:00Z" "assess $id --outcome other" \
        "disclose $id --to vt --full"; do
        # shellcheck disable=SC2086
        as $who $act
        is_rc 1 "$who may not: $act"
    done
    as $who note "$id" --text text
    err_has "(facts-only)"
    as $who sync
    as $who doctor
    out_lacks "vs agreement adopt ID"
done
as vt sync
as vt log 2026-0131
out_has "Toezicht igj: received"
out_has "party added: Toezicht igj (facts only)"
as vt disclose 2026-0131 --to igj --full --text text
is_rc 0 "later all of it"
as vt sync
as igj sync
as igj show "$id"
out_has "geheim verhaal"
out_lacks "sealed: not disclosed"
as igj note "$id" --text text
is_rc 0 "and it is a party now"
as gia sync
as gia show "$id"
out_lacks geheim
# Who never held it discloses nothing.
as igj org list --json
other=$(node -e 'const d = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    console.log(d.organisations.find((o) => o.name === "Toezicht gia").org);' "$out")
refused 1 not-authorised as igj disclose "$id" --to "$other" --full
err_has not-holder

# A slip in `return` discloses nothing either: a case goes back only to one that held it.
refused 1 not-authorised as vt return 2026-0131 --to igj
err_has "vs handover CASE --to ORG"
# A case that nobody holds is shown by who opened it, as long as that is so; a report is never one.
refused 2 usage as vt open --origin report --for-others
err_has "open it without --for-others, then vs handover CASE --to ORG"
refused 2 usage as vt open --origin follow-up-report --for-others
as vt open --ref 2026-0139 --for-others --json
for_others=$(json .case)
as vt open --ref 2026-0138 --for-others
out_has "now:     nobody so far (undetermined)"
err_has "next: show it to who is to take it up (vs disclose CASE --to ORG --full, vs sync)"
as vt who 2026-0139
is_rc 21 "nobody holds it"
out_has "to do    show it to who is to take it up (vs disclose CASE --to ORG --full), or take it up"
as vt disclose 2026-0139 --to oosterhout --full
is_rc 0 "its opener shows it"
as vt sync
as ost sync
as ost who "$for_others"
out_has "to do    one of the parties picks it up: vs accept CASE --pick-up"
as ost accept "$for_others" --pick-up
is_rc 0 "who was shown it takes it up"
out_has "Sociaal team Oosterhout since"
as ost sync
as vt sync
refused 1 not-authorised as vt disclose 2026-0139 --to igj --full

# A dispute, as an auditor sees it: who has to act is told, and it is asked for nothing itself.
as vt open --ref 2026-0140 --json
disputed=$(json .case)
as vt disclose 2026-0140 --to gia --facts
as vt handover 2026-0140 --to oosterhout --incomplete
as vt sync
as ost sync
as ost refuse "$disputed" --reason no-capacity
as ost sync
now='2026-06-30 09:00:00'
for who in vt gia; do as $who sync; done
as gia who "$disputed"
is_rc 21 "a dispute"
as gia status
is_rc 0 "its status"
out_has "and that is disputed: it is for the parties to settle"
out_lacks "vs settle"
as gia due --mine --json
is "$(json .due)" '[]' "nothing is asked of it"
done_testing
