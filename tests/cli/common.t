# Two agreements that the same two adopted and that do not say the same: whoever comes into that is
# told, and how to come out of it; a handover may rest on one of them.
. "$(dirname "$0")/lib.sh"
two_organisations common

# A text of another region, with another delay and another refusal.
sed -e 's/"id": "west-brabant-2022"/"id": "ours"/' -e 's/^  "replaces": .*/  "replaces": [],/' \
    -e 's/"region": {"id": "west-brabant"/"region": {"id": "our-region"/' \
    -e 's/"n": 2,/"n": 3,/' "$root/schemas/agreements/west-brabant-2022.json" >ours.json
as vt agreement adopt ./ours.json --as vt
is_rc 0 "adopted by one of them"
! grep -qF "do not say the same" "$err"
ok $? "which as yet concerns nobody else"
as vt sync
as ost sync
as ost agreement adopt ours --as local_team
is_rc 0 "and by the other"
err_has "Veilig Thuis West-Brabant and you both adopted: ours and west-brabant-2022. They do not say the same, about: when responsibility passes."
err_has "vs agreement end ID"
as ost sync
as vt sync

as vt open --ref a
as vt handover a --to oosterhout
is_rc 0 "a handover that rests on both"
grep -qE "today: (ours and west-brabant-2022|west-brabant-2022 and ours)\." "$err"
ok $? "which are named"
err_has "They do not say the same, about: when responsibility passes."
err_has "undetermined who is responsible until the receiver accepts"
err_has "vs handover CASE --to ORG --agreement ID"
as vt who a
is_rc 21 "is undetermined"
out_has "west-brabant-2022"
out_has "and they do not say the same (transfer)"
out_has "vs settle"
as vt who a --json
is "$(json .certainty)/$(json .missing.0)" "undetermined/transfer" "in the document too"
is "$(json .rests_on.0.id) $(json .rests_on.1.id)" "$(json .rests_on.0.id) $([ "$(json .rests_on.0.id)" = ours ] && echo west-brabant-2022 || echo ours)" \
    "which names both"
as vt who a --explain
out_has "and they do not say the same (transfer)"
out_has "a handover that rests on one agreement (vs handover --agreement ID)"

# What is advised works.
as vt withdraw a
as vt handover a --to oosterhout --agreement west-brabant-2022
is_rc 0 "handed over by one of them"
! grep -qF "do not say the same" "$err"
ok $? "nothing to warn of"
as vt who a --at '2026-04-30 12:00' --json
is "$(json .certainty)/$(json .holders.0.name)/$(json .agreement.id)" \
    "unconfirmed/Sociaal team Oosterhout/west-brabant-2022" "it alone decides"
hash=$(json .agreement.hash)
as vt open --ref b
as vt handover b --to oosterhout --agreement "$hash" -n
is_rc 0 "by its hash"
! grep -qF "do not say the same" "$err"
ok $? "likewise"
as vt handover b --to oosterhout --agreement ours --agreement west-brabant-2022 -n
err_has "They do not say the same"
refused 1 not-found as vt handover b --to oosterhout --agreement gelderland-zuid-2020
as vt handover b --to oosterhout --agreement gelderland-zuid-2020
err_has "try: --agreement "
now='2026-04-02 14:20:00'
as vt handover --all --to oosterhout --agreement ours
is_rc 0 "of all cases at once"
! grep -qF "do not say the same" "$err"
ok $? "likewise"
as vt who b --at '2026-04-30 12:00' --json
is "$(json .agreement.id)" ours "by the one that is named"
case=$(json .case)

# Back likewise; and the end of one adoption ends it for good.
as vt sync
as ost sync
as ost accept "$case"
as ost return "$case" -n
! grep -qF "do not say the same" "$err"
ok $? "of a return neither says anything: the same"
as ost return "$case" --agreement west-brabant-2022
is_rc 0 "a return by one of them"
as ost who "$case" --explain
out_has "west-brabant-2022 has no rule for a return"
as vt agreement end ours
as vt open --ref c
as vt handover c --to oosterhout
! grep -qF "do not say the same" "$err"
ok $? "what has ended does not count"
done_testing
