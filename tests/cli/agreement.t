# What an agreement says and leaves open, in words; what a region's own text must not say; and a text
# that a partner adopted.
. "$(dirname "$0")/lib.sh"
profiles="$root/schemas/agreements"
two_organisations

as vt agreement show west-brabant-2022
is_rc 0 "one that came with vs"
out_has "Responsibility passes after 2 working days, accepted or not."
out_has "accepted or not. (the text; source s-oh)"
out_has "s-oh: Samenwerkingsafspraken"
out_has "What a refusal does is not known."
out_has "nothing says what a refusal does [transfer[0].refusal]"
out_has "C9: the delay counts from the handover as it was recorded"
out_has "Veilig Thuis West-Brabant as vt from"
as vt agreement show west-brabant-2017
out_has "Oosterhout"
out_has "vt -> local_team: A waiting list of the receiver changes nothing."
as vt agreement show west-brabant-2022 --json
is "$(json .adoptions.0.role)/$(json .agreement.id)" vt/west-brabant-2022 "and who adopted it"
refused 1 not-found as vt agreement show nowhere-2022

# A region's own text, made from one of ours: another id, region and dates.
own() {
    id=$1
    shift
    sed -e "s/\"id\": \"west-brabant-2022\"/\"id\": \"$id\"/" -e 's/^  "replaces": .*/  "replaces": [],/' "$@" \
        "$profiles/west-brabant-2022.json"
}
region='s/"region": {"id": "west-brabant"/"region": {"id": "our-region"/'
own ours -e "$region" >ours.json
as vt agreement check ours.json
is_rc 0 "a text of another region"
out_has "well formed; it can be adopted"
as vt agreement check ours.json --json
is "$(json .id)" ours "its id"
grep -q '"words": "nothing says what a refusal does"' "$out"
ok $? "what it leaves open is in the document too"

own west-brabant-2022 -e "$region" >same-id.json
refused 1 agreement-meaning as vt agreement check same-id.json
err_has '"subject": "id"'

own twice >twice.json
refused 1 agreement-meaning as vt agreement check twice.json
err_has '"subject": "in_force.from"'
err_has "overlaps west-brabant-2022, another text of the same region in force on 2022-04-01"
own after -e 's/^  "replaces": .*/  "replaces": ["west-brabant-2022"],/' >after.json
as vt agreement check after.json
is_rc 0 "one that says that it ends the other does not overlap it"
own before -e 's/{"on": "2022-04-01"/{"on": "2016-01-01"/' \
    -e 's/^    "from": .*/&,\n    "until": {"on": "2016-12-31", "basis": "agreement", "source": "s-oh"}/' >before.json
as vt agreement check before.json
is_rc 0 "nor does one that had ended"

# With what is adopted it is compared as well.
as vt agreement adopt ./ours.json --as vt
is_rc 0 "adopted"
own other -e "$region" >other.json
refused 1 agreement-meaning as vt agreement check other.json
err_has "overlaps ours, another text of the same region"
as vt agreement check ours.json
is_rc 0 "a text is no other text than itself"
as vt agreement adopt ./other.json --as vt -n
is_rc 0 "who adopts two such texts is told what that does"
err_has "you adopted ours too, of the same region and in force on 2022-04-01"
as vt sync
as ost sync
as ost agreement show ours
is_rc 0 "what a partner adopted is shown by its id"
out_has "Veilig Thuis West-Brabant as vt from"
as ost agreement adopt ours --as local_team
is_rc 0 "and adopted by it, without a file: the same text to the letter"
as ost agreement show ours --json
is "$(json .adoptions.0.role)/$(json .adoptions.1.role)" "$(json .adoptions.0.role)/$([ "$(json .adoptions.0.role)" = vt ] && echo local_team || echo vt)" \
    "both adopted it"
# Another text of the same id is never taken for it.
own ours -e "$region" -e 's/"n": 2,/"n": 3,/' >ours3.json
as vt agreement adopt ./ours3.json --as vt --from 2027-01-01
as vt agreement show ours
is_rc 1 "two texts of one id: neither is chosen"
err_has "different texts are called so"
as vt agreement show ./ours3.json
out_has "adopted another text of this id ("
as vt agreement adopt ours --as local_team -n
is_rc 1 "nor adopted"
as vt agreement list
hash=$(sed -n 's/^  ours (\([0-9a-f]*\)) .* from 2027-01-01$/\1/p' "$out")
as vt agreement show "$hash"
out_has "Responsibility passes after 3 working days, accepted or not."

# An adoption ends; what comes after it does not stand on the text.
refused 1 invalid as vt agreement end west-brabant-2022 --from 2026-01-01
refused 1 not-found as vt agreement end gelderland-zuid-2020
as vt open --ref V-END
as vt agreement end west-brabant-2022 --from 2026-04-20 --json
is_rc 0 "the adoption ends"
is "$(json .end)" 2026-04-20 "on that day"
refused 1 not-found as vt agreement end west-brabant-2022
as vt agreement list
out_has "as vt from 2026-04-02, ended 2026-04-20"
now='2026-04-19 20:00:00'
as vt handover V-END --to oosterhout -n
is_rc 0 "the day before"
! grep -q "no agreement" "$err"
ok $? "it counts"
now='2026-04-20 06:00:00'
as vt handover V-END --to oosterhout -n
err_has "it moves only when they accept it"
err_has "Veilig Thuis West-Brabant ended its adoption of west-brabant-2022 from Mon 20 April 2026 on"
now='2026-04-02 14:10:00'

# A profile to begin from: the check takes what is printed, and it is the text to the letter.
for id in voorbeeld west-brabant-2022; do
    as vt agreement show $id --profile
    is_rc 0 "$id: its profile"
    cp "$out" begin.json
    as vt agreement check begin.json --json
    is_rc 0 "$id: the check takes it"
    hash=$(json .hash)
    as vt agreement show $id --json
    is "$hash" "$(json .hash)" "$id: to the letter"
    is "$(json .schema)/$(json .agreement.schema)" vs.agreement-shown/1/vs.agreement/1 "$id: what is shown is no profile"
done
as vt agreement show voorbeeld --profile
sed -e '0,/"id": "voorbeeld"/s//"id": "onze-regio-2027"/' "$out" >onze.json
as vt agreement check onze.json
is_rc 1 "under another id it is another text, of the same region and time"
as vt agreement show voorbeeld --profile
sed -e 's/"id": "voorbeeld"/"id": "onze-regio"/' "$out" >onze.json
as vt agreement check onze.json
is_rc 0 "with an id and a region of its own it can be adopted"
out_has "onze-regio"

# What people wrote is read in the language of the reader; what they quote stays as it was written.
as vt agreement show gelderland-zuid-2020
out_has '"tussen de regiogemeenten en Veilig Thuis Gelderland Zuid"; who has to adopt it is not known to us.'
as vt agreement show gelderland-zuid-2020 --lang nl
out_has '"tussen de regiogemeenten en Veilig Thuis Gelderland Zuid"; wie de tekst moet vaststellen, is ons niet bekend.'
! grep -q "known to us" "$out"
ok $? "nothing in the other language"
own two -e "$region" -e '0,/"nl": "[^"]*", /s///' >bad.json
refused 1 agreement-format as vt agreement check bad.json
err_has ".nl\""

# Each fault with its place and what would be right; vectors/agreements.json has all of them.
fault() { # fault CODE PATH WORDS SED-EXPRESSION
    own bad -e "$region" -e "$4" >bad.json
    refused 1 "$1" as vt agreement check bad.json
    err_has "\"subject\": \"$2\""
    is "$(perl "$root/tests/cli/json.pl" "$err" .detail | cut -c1-${#3})" "$3" "what would be right"
}
fault agreement-format weather "is not a member that the format knows" 's/^  "kind"/  "weather": 1,\n&/'
fault agreement-format 'transfer[0].move.unit' "must be one of: working_day, day, week, hour" 's/"working_day"/"month"/'
fault agreement-format 'transfer[0].refusal_term' "is missing" 's/"refusal_term"/"weather"/;/"weather"/d'
fault agreement-meaning 'transfer[0].refusal.basis' "must say where the value comes from" \
    's/"refusal": {"value": "unknown"/"refusal": {"value": "cancels"/'
fault agreement-meaning 'transfer[0].to' 'is no role of the list "organisations"' 's/"to": "local_team"/"to": "police"/'
err_has "correct it at the place named"
done_testing
