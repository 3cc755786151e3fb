# What is due, for both partners, from the terms of an agreement: by the clock alone, page by page.
. "$(dirname "$0")/lib.sh"

git init -q --bare --template= hub.git
as vt init --name 'Veilig Thuis Voorbeeld'
as team init --name 'Lokaal team Voorbeeld'
for who in vt team; do
    as $who card
    cp "$out" $who.card
    as $who card --json
    json .fingerprint >$who.fp
    as $who remote add hub "$trash/hub.git"
done
as vt org add team.card --as team --fingerprint "$(cat team.fp)"
as team org add vt.card --as vt --fingerprint "$(cat vt.fp)"
# The invented example, without what it says that a handover has to be like.
perl -MJSON::PP -0ne 'my $d = decode_json($_); $d->{id} = "termen";
    $d->{$_} = {value => "unknown", basis => "unknown"} for qw(contents modes);
    print JSON::PP->new->pretty->canonical->utf8->encode($d)' \
    "$root/schemas/agreements/voorbeeld.json" >termen.json
as vt agreement adopt termen.json --as vt --from 2026-01-01
is_rc 0 "adopted"
as team agreement adopt termen.json --as local_team --from 2026-01-01
for who in vt team vt; do
    as $who sync
done
is_rc 0 "in sync under the invented example"

# Monday 1 June 2026 10:00 in the Netherlands.
now='2026-06-01 08:00:00'
as vt open --ref V-1
as vt due
out_has "  Mon 8 June 2026 "
out_lacks "00:00"
out_has "(V-1): the term of the safety assessment ends, a statutory term"
as vt due --json
is "$(json .all)/$(json .due.0.kind)/$(json .due.0.when)" "1/assessment/2026-06-08T22:00:00Z" "as a document"
is "$(json .due.0.agreement)/$(json .due.0.term)/$(json .due.0.nature)" termen/assessment/statutory "whose term"
is "$(json .due.0.overdue)/$(json .due.0.last_day)" false/2026-06-08 "not past: its last day"
as vt due
out_lacks "Overdue"
now='2026-06-08 22:00:00'
as vt due
is "$(head -n 1 "$out")" Overdue "under a heading"
out_has "  past, "
out_has "the term of the safety assessment ends, a statutory term"
as vt due --json
is "$(json .due.0.overdue)" true "past, without a sync between"
as vt status
out_has "For you"
out_has "the term of the safety assessment ends"

# A team's own case gives Veilig Thuis no term "from the report": nothing was reported to it.
as team open --ref T-1 --origin own
as team disclose T-1 --to vt --full
as team assess T-1 --outcome conditions_service
as team sync
as vt sync
is_rc 0 "shown"
as vt due T-1
out_has "nothing is due"
as team close T-1 --reason safe
as team sync
as vt sync

# Assessed; the trajectory and the feedback.
now='2026-06-09 08:00:00'
as vt assess V-1 --outcome conditions_service
as vt due V-1 --json
is "$(json '.due.*.kind')" "feedback trajectory" "what the assessment begins"
is "$(json .due.0.unseen)/$(json .due.0.nature)" true/agreed "nothing shows whether feedback was given"
as vt due
out_has "feedback to the reporter is due, an agreed term; nothing that is recorded shows whether it is kept"
now='2026-06-17 08:00:00'
as vt due V-1 --json
is "$(json '.due.*.kind')" "trajectory" "nobody is told that unseen feedback is overdue"

# Handed over on Wednesday 17 June: refusal within two working days; it moves when the agreement says.
as vt handover V-1 --to team --mode telephone
is_rc 0 "handed over"
as vt sync
as team sync
as team due --json
is "$(json '.due.*.kind')" "answer transfer refuse-by trajectory" "what both have to do"
is "$(json .due.0.by.name)/$(json .due.0.other.name)" \
    "Lokaal team Voorbeeld/Veilig Thuis Voorbeeld" "who, and to whom"
as team due
out_has "the term in which the handover may be refused ends, an agreed term"
as vt due --by team --json
is "$(json '.due.*.kind')" "refuse-by answer" "the giver sees it of its partner"
as vt sync
as vt due --by team --json
is "$(json '.due.*.kind')" "answer transfer refuse-by" "and when it moves, for it was received"
as vt due --mine --json
is "$(json '.due.*.kind')" "trajectory" "and what is its own"
refused 1 not-found as vt due --by nobody

# By the clock alone it moves, and the terms of the receiver begin.
now='2026-06-22 08:00:00'
as team due --json
is "$(json '.due.*.kind')" "first-contact return-by contact monitoring" \
    "after the move, overdue ones first: no sync, no fold"
as vt due --json
is "$(json '.due.*.kind')" "first-contact return-by contact monitoring" \
    "the same for the giver"
as vt due --mine --json
is "$(json '.due.*.kind')" "monitoring" "who monitors"
as team status --json
is "$(json .counts.look_first)/$(json .counts.yours)/$(json .counts.others)" 0/3/1 "counted"

# Contact keeps the first one and begins the interval again.
as team contact V-1 --kind first
is_rc 0 "contact"
as team due V-1 --json
is "$(json '.due.*.kind')" "return-by contact monitoring" "the first contact was made"
is "$(json .due.1.since)" 2026-06-22T08:00:00Z "the interval counts from it"
as team sync
as vt sync
as vt due V-1 --json
is "$(json .due.1.since)" 2026-06-22T08:00:00Z "for the partner too"

# How the terms were kept.
as vt show V-1
out_has "Terms"
out_has "safety assessment, Veilig Thuis Voorbeeld (statutory): late, 2026-06-09 10:00"
out_has "first contact, Lokaal team Voorbeeld (agreed): kept, 2026-06-22 10:00"
as vt show V-1 --json
is "$(json '.terms.*.state')" "late lapsed unseen kept kept runs runs" "as a document"

# Page by page.
for n in 2 3 4 5 6; do
    as vt open --ref V-$n
done
as vt due --most 2 --json
is "$(json .all)" 8 "all are counted"
is "$(json '.due.*.kind')" "return-by assessment" "a page"
as vt due --most 2
err_has "6 more: --most, --skip"
as vt due --skip 6 --json
is "$(json '.due.*.kind')" "contact monitoring" "the last page"
as vt due --skip 8
is_rc 0 "beyond the end"
out_lacks "nothing is due"
as vt status --most 2
out_has "and 4 more: vs due --mine"
as vt status --most 2 --json
is "$(json .counts.yours)" 6 "counted, shown or not"

# Another agreement is adopted: terms that began before stay as they were, new ones count under it.
now='2026-06-23 08:00:00'
as vt agreement adopt west-brabant-2022 --as vt --from 2026-06-23
as vt open --ref V-7
as vt due V-6 --json
is "$(json .due.0.agreement)" termen "a case of before"
as vt due V-7 --json
is "$(json .due.0.agreement)" west-brabant-2022 "a case of after"

# A partner's clock ran a day ahead: what it wrote waits until our clock is near it, and then the case is
# folded again, in the question itself, and put into its place on the page.
now='2026-06-24 08:00:00'
as vt handover V-2 --to team --mode telephone
as vt sync
as team sync
now='2026-06-25 08:00:00'
as team accept V-2
now='2026-06-24 08:10:00'
as team sync
as vt sync
as vt due V-2 --json
is "$(json .due.0.kind)" answer "it does not count yet"
as vt due --json
before=$(json .all)
now='2026-06-25 08:00:00'
as vt due V-2 --json
is "$(json '.due.*.kind')" "first-contact return-by contact" "then it does, without a sync"
as vt due --json
after=$(json .all)
whole=$(json '.due.*.kind')
as vt due --skip 2 --most 3 --json
is "$(json .all)" "$after" "pages count what was folded again"
is "$(json '.due.*.kind')" "$(echo "$whole" | cut -d ' ' -f 3-5)" "and cut where they should"
as vt due --mine --json
mine=$(json .all)
as vt sync
as vt due --json
is "$(json .all)/$(json '.due.*.kind')" "$after/$whole" "the same when a sync has kept it ($before before)"
as vt due --mine --json
is "$(json .all)" "$mine" "and of our own"

# A closed case has nothing due.
as team close V-1 --reason safe
as team due V-1
out_has "nothing is due"
as team ledger rebuild
as team due V-1 --json
is "$(json .all)" 0 "also when everything was derived again"
as vt due --json
cp "$out" before.json
as vt ledger rebuild
as vt due --json
cmp -s before.json "$out"
ok $? "a rebuild gives the same list"

# A refusal that ends a handover: who gave it has to go on, until it does.
now='2026-09-01 08:00:00'
as vt open --ref V-8
as vt handover V-8 --to team --incomplete
err_has "no safety assessment is recorded; its term runs until Tue 8 September 2026"
as vt sync
as team sync
as team waitlist V-8 start
is_rc 0 "on the waiting list"
refused 1 nothing-open as team waitlist V-8 start
err_has "this case is on your waiting list already, since Tue 1 September 2026 10:00"
as team due V-8 --json
is "$(json '.due.*.kind' | tr ' ' '\n' | grep -c waiting)" 1 "once"
as team refuse V-8 --reason no-capacity
as team sync
as vt sync
out_has "need you (overdue:"
as vt due V-8
out_has "Lokaal team Voorbeeld refused your handover, and you still hold it: go on with it, or hand it over anew (vs handover)"
as team due V-8
out_has "Lokaal team Voorbeeld refused the handover of Veilig Thuis Voorbeeld, who still holds it"
as vt due V-8 --json
is "$(json '.due.*.kind')" "assessment hand-on" "in JSON beside its own term"
as vt handover V-8 --to team --incomplete
as vt due V-8
out_lacks "refused your handover"

# Ten weeks of which the text does not say from when they count: they run all the same.
now='2026-09-07 08:00:00'
perl -MJSON::PP -0ne 'my $d = decode_json($_); $d->{id} = "zwijgend";
    $_->{id} eq "trajectory" and $_->{starts} = {value => "unknown", basis => "unknown"} for @{$d->{terms}};
    print JSON::PP->new->pretty->canonical->utf8->encode($d)' termen.json >zwijgend.json
as vt agreement adopt zwijgend.json --as vt --from 2026-09-07
is_rc 0 "a text that does not say from when"
as vt open --ref V-9 --origin report
as vt assess V-9 --outcome investigation
as vt due V-9 --json
is "$(json '.due.*.kind')" feedback "no trajectory, no limit to it"
now='2026-09-11 08:00:00'
as vt trajectory V-9 start --service investigation
as vt due V-9
out_has "  Mon 16 November 2026 "
out_has "the term of the trajectory ends, a statutory term; 10 weeks, and the agreement does not say from when it counts: this is its end if it counts from the report, Fri 20 November 2026 if from the start of the trajectory"
as vt due V-9 --json
is "$(json .due.1.start_unknown)/$(json .due.1.last_day)/$(json .due.1.latest)" true/2026-11-16/2026-11-20T23:00:00Z "as a document"
as vt show V-9
out_has "until 2026-11-16: trajectory, Veilig Thuis Voorbeeld (statutory): runs; 10 weeks, and the agreement does not say from when it counts"
now='2026-11-17 08:00:00'
as vt status
out_has "perhaps past, "
now='2026-11-21 08:00:00'
as vt due V-9
out_has "  past, "

# Missed while it held the case: who holds it no more records no assessment, and is told so.
now='2026-11-23 08:00:00'
as vt open --ref V-10 --origin report
now='2026-12-02 08:00:00'
as vt due V-10
out_has "the term of the safety assessment ends, a statutory term"
out_lacks "only who holds the case"
as vt handover V-10 --to team --incomplete
for who in vt team; do as $who sync; done
as team accept V-10
for who in team vt; do as $who sync; done
as vt due V-10
out_has "the term of the safety assessment ends, a statutory term; only who holds the case records an assessment of it, so this stays until the case is closed or comes back"
refused 1 not-authorised as vt assess V-10 --outcome direct_handover --at '2026-11-25 10:00'
done_testing
