# vs due CASE --explain: on what each thing that is due rests, as text, in Dutch and as a document.
. "$(dirname "$0")/lib.sh"
two_organisations
# The invented example, without what it says that a handover has to be like.
perl -MJSON::PP -0ne 'my $d = decode_json($_); $d->{id} = "termen";
    $d->{$_} = {value => "unknown", basis => "unknown"} for qw(contents modes);
    print JSON::PP->new->pretty->canonical->utf8->encode($d)' \
    "$root/schemas/agreements/voorbeeld.json" >termen.json
for text in 'gelderland-midden-2023 2026-04-10' 'termen.json 2026-06-01'; do
    as vt agreement adopt "${text% *}" --as vt --from "${text#* }"
    as ost agreement adopt "${text% *}" --as local_team --from "${text#* }"
done
for who in vt ost vt; do as $who sync; done

# A term whose start the text does not say: gelderland-midden-2023 has ten weeks for a trajectory.
now='2026-04-30 08:00:00'
as vt open --ref W-1
as vt assess W-1 --outcome investigation
now='2026-05-04 08:00:00'
as vt trajectory W-1 start --service investigation
as vt due W-1 --explain
is_rc 0 "explained"
out_has "It began Mon 4 May 2026 10:00, with act "
out_has " of Veilig Thuis West-Brabant (trajectory begun)."
out_has "By gelderland-midden-2023, under which Veilig Thuis West-Brabant has the role vt."
out_has "trajectory (vt): 10 weeks (statutory)."
out_has "From when it counts is not known."
out_has "The text as it is known does not say it."
out_has "The text does not say from when it counts. These are the ends that it may have, counted from the report and from where it began:"
out_has "Counted from Thu 30 April 2026 10:00. The first day does not count."
out_has "Fri 1 May to Thu 9 July: days 1 to 70"
out_has "The term ends Thu 9 July 2026."
out_has "Counted from Mon 4 May 2026 10:00. The first day does not count."
out_has "The term ends Mon 13 July 2026."
out_has "By convention, because no text says it"
as vt due W-1 --explain --json
is "$(json '.due.0.explain.counts.*.ends')" "2026-07-09T22:00:00Z 2026-07-13T22:00:00Z" "both ends"
is "$(json .due.0.explain.members.1.member)/$(json .due.0.explain.members.1.value)/$(json .due.0.explain.members.1.basis)" \
    start/unknown/unknown "which member is silent"
is "$(json .due.0.explain.conventions)" '["C1","C7"]' "a convention stands in"

# One that is counted in working days, over a holiday, by a text that says all.
now='2026-06-05 08:00:00'
as vt open --ref V-1
as vt due V-1 --explain
out_has "  Fri 12 June 2026 "
out_has "By termen, under which Veilig Thuis West-Brabant has the role vt."
out_has "safety assessment (vt): 5 working days (statutory)."
out_has "The agreement says so: 5.1, "
out_has "It counts from the report."
out_has "The assessment fulfils it."
out_has "Working days are those of the calendar nl-atw."
out_has "Counted from Fri 5 June 2026 10:00 by the calendar nl-atw, edition 2026-1. The first day does not count."
out_has "Sat 6 June to Sun 7 June: weekend, skipped (Algemene termijnenwet, artikel 1, eerste lid)"
out_has "Fri 12 June: working day 5"
out_has "The term ends Fri 12 June 2026."
out_lacks "By convention"
grep -q ' $' "$out"
is $? 1 "no line ends with a space"
as vt --lang nl due V-1 --explain
out_has "Volgens termen, waaronder Veilig Thuis West-Brabant de rol vt heeft."
out_has "De termijn eindigt vr 12 juni 2026."
as vt due V-1
out_lacks "It began"
as vt due V-1 --json
is "$(json .due.0.explain)" undefined "only when it is asked for"

# A handover: the delay, and the terms of the offer itself. The rows are those of the plain list.
as vt assess V-1 --outcome direct_handover
as vt handover V-1 --to oosterhout --agreement termen --mode telephone --first-contact 2026-06-12
is_rc 0 "handed over"
for who in vt ost vt; do as $who sync; done
as ost due V-1 --json
json '.due.*.kind' >plain
as ost due V-1 --explain --json
is "$(json '.due.*.kind')" "$(cat plain)" "the same rows"
as ost due V-1 --explain
out_has "By termen, on which the handover stands."
out_has "Responsibility passes after 2 working days, accepted or not."
out_has "The delay ends Wed 10 June 2026 00:00."
out_has "A refusal is to be given within 2 working days."
out_has "It counts from the handover."
out_has "The giver asked for this day with the handover; no agreement sets it."
as ost due V-1 --explain --most 1 --skip 1 --json
is "$(json '.due.*.kind')" "$(cut -d ' ' -f 2 plain)" "page by page"

# An escalation that is to be answered.
as ost escalate V-1 --reason difference-of-view
for who in ost vt; do as $who sync; done
as vt due V-1 --mine --explain
out_has "It is to be answered within"
out_has "Both have to answer."
out_has "It counts from the escalation."

refused 2 usage as vt due --explain
done_testing
