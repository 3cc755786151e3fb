# The life of a case from report to closing, step by step, under an agreement that asks for what a handover has to
# hold and in which way: assessment, trajectory, joint working, handover, contact, monitoring, escalation level by
# level with its answers, relocation, closing and what goes on after it.
. "$(dirname "$0")/lib.sh"
git init -q --bare --template= "$trash/hub.git"
as vt init --name 'Veilig Thuis Voorbeeld'
as team init --name 'Lokaal team Voorbeeld'
as elders init --name 'Veilig Thuis Elders'
for who in vt team elders; do
    as $who card
    cp "$out" "$trash/$who.card"
    as $who card --json
    json .fingerprint >"$trash/$who.fp"
    as $who remote add hub "$trash/hub.git"
done
for partner in team elders; do # not $who, which as sets
    as vt org add $partner.card --as $partner --fingerprint "$(cat $partner.fp)"
    as $partner org add vt.card --as vt --fingerprint "$(cat vt.fp)"
done
as vt agreement adopt voorbeeld --as vt
as team agreement adopt voorbeeld --as local_team
in_sync()
{
    for who in vt team elders vt team; do
        as $who sync
    done
}
in_sync
echo 'woorden' >text
echo 'voorwaarde 1' >voorwaarden

# Report and assessment.
refused 2 usage as vt open --ref A0 --origin rumour
refused 2 usage as vt open --ref A0 --acute perhaps
as vt open --ref A1 --origin report --acute yes --text text
is_rc 0 "a report"
refused 2 usage as vt assess A1
refused 2 usage as vt assess A1 --outcome investigation --unsafety very
as vt beoordelen A1 --outcome investigation --unsafety structural
is_rc 0 "by its Dutch name"
out_has "safety assessment recorded"

# Trajectory, with those who work along from its start.
refused 2 usage as vt trajectory A1
refused 2 usage as vt trajectory A1 start
refused 2 usage as vt trajectory A1 start --service massage
refused 2 usage as vt trajectory A1 start --service investigation --outcome safe
refused 2 usage as vt trajectory A1 end --service investigation
refused 2 usage as vt trajectory A1 halfway
refused 1 not-found as vt trajectory A9 end
as vt trajectory A1 start --service investigation
is_rc 0 "a trajectory begins"
out_has "Veilig Thuis Voorbeeld since"
refused 1 exists as vt trajectory A1 start --service conditions-service
err_has "your organisation began a trajectory"
as vt traject A1 end --outcome handed-over --text text
is_rc 0 "and ends, by its Dutch name"
as vt log A1
out_has "trajectory begun (investigation)"
out_has "trajectory ended; handed over"
refused 1 nothing-open as vt trajectory A1 end
err_has "Veilig Thuis Voorbeeld ended the trajectory"
as vt open --ref N1
as vt trajectory N1 end
is_rc 0 "an end without a beginning is recorded: that may be on another machine"
err_has "no trajectory of this case was open"
refused 1 nothing-open as vt join N1
err_has "your organisation holds the case"
as vt close N1 --reason end-of-involvement
is_rc 0 "closed without a handover, as the assessment may say"
refused 1 nothing-open as vt join N1
err_has "the case is closed"
as vt monitor A1 end
err_has "your organisation did not monitor"

# What the agreement asks for in a handover.
refused 1 incomplete as vt handover A1 --to team
err_has '"subject": "voorbeeld"'
err_has "it asks for --conditions, --monitor, --informed, --text"
refused 2 usage as vt handover A1 --to team --conditions no --conditions-file voorwaarden
refused 2 usage as vt handover A1 --to team --informed no --informed-at '2026-04-02 15:00'
refused 2 usage as vt handover A1 --to team --others neighbour
refused 2 usage as vt handover A1 --to team --first-contact soon
refused 1 not-found as vt handover A1 --to team --monitor nobody-here
refused 1 invalid as vt handover A1 --to team --conditions-file nowhere
refused 2 usage as vt handover --to team
refused 2 usage as vt handover A1 --all --to team
refused 1 incomplete as vt handover A1 --to team --conditions-file voorwaarden --informed yes --monitor me --text text
err_has "it asks for --mode meeting in such a case: Na een onderzoek of na voorwaarden en vervolg"
as vt handover A1 --to team --conditions-file voorwaarden --informed-at '2026-04-02 15:00' --monitor me --text text \
    --mode meeting --others school --others general-practitioner --first-contact 2026-04-09 --waitlist no
is_rc 0 "all of it, in the way that is asked for"
as vt show A1
out_has "outcome of the assessment: investigation"
out_has "structural unsafety"
out_has "there are safety conditions"
out_has "told 2026-04-02 15:00"
out_has "Veilig Thuis Voorbeeld monitors"
out_has "general practitioner, school"
out_has "first contact asked for by 2026-04-09"
out_lacks "it lacks"
as vt show A1 --json
is "$(json .offers.0.lacks)" undefined "nothing is missing"
is "$(json '.events.*.told.after' | sed 's/.* //')" investigation "taken from the assessment"
digest=$(openssl dgst -sha256 -binary voorwaarden | base64 | tr '+/' '-_' | tr -d '=')
is "$(json '.events.*.told.conditions_digest' | sed 's/.* //')" "$digest" "the digest of the document"
in_sync
as team show A1
out_has "there are safety conditions"
out_has "the document with the conditions is fixed by its hash"

# The team works along, sees the household, and Veilig Thuis follows it.
now='2026-04-03 08:00:00'
as team aansluiten A1
is_rc 0 "works along, by its Dutch name"
as team aanvaarden A1 --ref T1 --household H-9
is_rc 0 "accepted"
as team contact T1 --kind first
is_rc 0 "a first contact"
refused 2 usage as team contact T1 --kind handover
in_sync
refused 1 not-authorised as vt trajectory A1 start --service investigation
err_has not-holder
as vt monitoren A1 start
is_rc 0 "monitors without holding it"
out_has "Lokaal team Voorbeeld since"
refused 1 exists as vt monitor A1 start
now='2026-04-02 10:00:00'
refused 1 dated-ahead as vt note A1 --text text
err_has "see that the clock is right"
now='2026-04-03 08:00:00'
as vt contact A1 --kind monitoring
is_rc 0 "and looks"
as vt who A1
out_has "Veilig Thuis Voorbeeld monitors, and does not hold it by that"
as vt list --held
out_lacks "  A1  "
as team list --held
out_has "  T1  "
err_has "1 shown"
refused 2 usage as team list --held --all
as vt list --monitored
out_has "  A1  "
err_has "1 shown"
refused 1 not-authorised as vt disclose A1 --to elders --full
err_has "ask Lokaal team Voorbeeld to do it, which can"
as vt open --ref M1
as vt handover M1 --to team --incomplete --monitor elders -n
err_has "Veilig Thuis Elders, which is to monitor, does not see this case: vs disclose CASE --to ORG --full"
as vt close M1 --reason other
refused 2 usage as vt list --monitored --household H-3
as team who --household H-9
is_rc 0 "the team's own label of the household"
out_has "Lokaal team Voorbeeld holds responsibility"
refused 1 not-found as vt who --household H-9

# An escalation, level by level.
refused 1 nothing-open as vt escalate A1 --next
refused 1 nothing-open as vt escalate A1 --answer agree
refused 2 usage as vt escalate A1 --next --answer agree
refused 2 usage as vt escalate A1 --answer perhaps
refused 2 usage as vt escalate A1 --answer agree --level 2
refused 2 usage as vt escalate A1 --reason unsafe --escalation abcd
refused 1 not-found as vt escalate A1 --next --escalation abcd1234
refused 1 invalid as vt escalate A1 --next --escalation xyz
as vt escalate A1 --reason not-picked-up --text text
is_rc 0 "the first level"
out_has "Professional van de ontvanger"
refused 1 nothing-open as vt escalate A1 --answer agree
in_sync
as team opschalen T1 --answer disagree --text text
is_rc 0 "the other side answers"
out_has "answered the escalation at level 1: not agreed"
in_sync
as team due T1 --mine
out_lacks "escalation"
as team due T1
out_has "an escalation of Veilig Thuis Voorbeeld was answered, and waits for it (not picked up, level 1)"
as vt due A1 --mine
out_has "your escalation was answered, and is still open: take it a step up, or settle it (not picked up, level 1) (vs escalate --next, vs settle)"
as vt due A1 --mine --json
has "$out" '"answered": true'
ok $? "as a document"
as vt opschalen A1 --next
is_rc 0 "a level up"
out_has "escalated at level 2 (not picked up)"
out_has "Teamleider en aandachtsfunctionaris"
refused 1 not-authorised as vt escalate A1 --next --level 2
err_has not-higher
refused 1 not-authorised as vt escalate A1 --next --level 4
err_has "by the ladder of voorbeeld level 3 comes before level 4, and nobody has escalated there"
as vt escalate A1 --next --level 4 --skip-steps
is_rc 0 "to the level that decides"
err_has "left out: level 3 of the ladder of voorbeeld"
out_has "at this level decides: De directeur van Veilig Thuis"
as vt who A1
out_has "escalated at level 4"
out_has "a step below it in the ladder of the agreement was left out"
as vt due A1
out_has "level 4)"
out_lacks "level 2)"
refused 1 not-authorised as vt escalate A1 --next
err_has "the ladder of voorbeeld ends at level 4"
refused 2 usage as vt escalate A1 --answer agree --skip-steps
refused 2 usage as vt escalate A1 --next --not-binding
in_sync
refused 1 not-authorised as team escalate T1 --answer decision
err_has "by voorbeeld Veilig Thuis Voorbeeld decides at level 4: a decision of yours binds nobody"
as team escalate T1 --answer decision --not-binding -n
is_rc 0 "unless it is meant so"
err_has "this decision binds nobody: by voorbeeld Veilig Thuis Voorbeeld decides at level 4"
as team who T1 --json
first=$(json '.escalations.*.event' | cut -d ' ' -f 1)
as team escalate T1 --answer decision --escalation "$first" -n
err_has "this decision binds nobody: by voorbeeld nobody decides alone at level"
as vt log A1
out_has "goes on from the escalation"
out_has "answer to the escalation; not agreed, about the escalation"
as vt escalate A1 --answer decision
is_rc 0 "what was decided may be written by whoever wrote the escalation"
as vt log A1 --json
is "$(json '.cases.0.events.*.told.answer' | sed 's/undefined *//g')" 'disagree decision' "both answers in the log"
as vt verify
is_rc 0 "verified"

# Incomplete, knowingly: shown with what it lacks.
as vt open --ref B1
as vt handover B1 --to team --incomplete
is_rc 0 "--incomplete"
as vt show B1
out_has "by voorbeeld it lacks"
out_has "whether the household was told"
as vt show B1 --json
is "$(json '.offers.0.lacks.0.fields' | tr -d ' \n')" \
    '["after","unsafety","conditions","monitor","informed","text"]' "each field by its name"
as vt withdraw B1

# The household moves: the other Veilig Thuis has no common agreement, and holds when it accepts.
as vt handover B1 --to elders --relocation --monitor me -n
err_has "next, once it has moved: vs monitor CASE start"
as vt handover B1 --to elders --relocation
is_rc 0 "to another region"
err_has "it moves only when they accept it"
in_sync
now='2026-04-20 08:00:00'
as vt show B1
out_has "the household moves"
! grep -q "the household moved" "$out"
ok $? "which is said once"
as vt who B1
out_has "Veilig Thuis Voorbeeld holds responsibility"
as elders list --json
moved=$(json .cases.0.case)
as elders accept "$moved" --ref E1 --household E-4
is_rc 0 "and they accept"
out_has "Veilig Thuis Elders since"
as elders log E1
out_has "the household moves"
in_sync
as vt who B1
out_has "Veilig Thuis Elders holds responsibility"

# Handed to the household itself: closed with that outcome; nobody holds it, monitoring goes on.
as vt open --ref C1
as vt assess C1 --outcome involved-persons --unsafety none
as vt close C1 --reason involved-persons
is_rc 0 "closed: with the persons involved"
as vt who C1
is_rc 0 "nobody holds it"
out_has "with the persons involved"
as vt monitor C1 start
is_rc 0 "monitoring a closed case"
as vt list --monitored
out_has "C1"
as vt contact C1 --kind pilot-light
is_rc 0 "a pilot-light contact"
out_has "closed"
as vt monitor C1 end
is_rc 0 "and its end"
is_empty "$err" "nothing to say about it"
as vt list --monitored
out_lacks "C1"
refused 2 time-too-early as vt reopen C1 --reason new-concerns --at '2026-04-20 09:00'
err_has "nobody holds it again from before that"
refused 1 not-authorised as vt trajectory C1 start --service investigation
as vt reopen C1 --reason new-concerns --household H-3
is_rc 0 "reopened, with a label"
as vt who C1 --at '2026-04-20 10:00'
as vt who --household H-3
out_has "Veilig Thuis Voorbeeld holds responsibility"
as vt ledger rebuild
is_rc 0 "all of it is derived from the log"
as vt who --household H-3
is_rc 0 "the label too"
as vt verify
is_rc 0 "and verified"

# What a handover waits for is said as its rule has it: the arrival, the end of a difference, the pick-up.
as vt open --ref D1 --json
shown=$(json .case)
as vt assess D1 --outcome direct-handover --unsafety none
as vt disclose D1 --to team --facts
in_sync
refused 1 not-authorised as team join "$shown"
err_has "vs disclose CASE --to ORG --full"
as vt handover D1 --to team --conditions no --informed no --monitor me --text text
out_has "offered to Lokaal team Voorbeeld; the delay counts from its arrival there, which nothing shows yet"
in_sync
as team escalate "$shown" --reason difference-of-view
out_has "offered to Lokaal team Voorbeeld; the escalation keeps the delay from moving it"
as team due
out_has "your escalation is open, and waits for the others (difference of view, level 1)"
as team accept "$shown" --ref T4
refused 1 nothing-open as team accept T4
as team waitlist T4 start
as team who T4
out_has "on the waiting list of Lokaal team Voorbeeld"
as team accept T4 --pick-up
is_rc 0 "what was accepted is picked up later: which handover that is need not be typed"
as team who T4
out_lacks "on the waiting list"
refused 1 nothing-open as team accept T4 --pick-up
err_has "your organisation picked this handover up"
in_sync
now='2026-04-21 08:00:00'
as team handover T4 --to vt --after direct-handover --unsafety none --conditions no --informed no --monitor vt \
    --text text
out_has "and passes when it is picked up (vs accept CASE --pick-up)"
in_sync
as vt accept D1
is_rc 0 "an acceptance"
out_has "Lokaal team Voorbeeld since"
out_has "and passes when it is picked up"
out_lacks "waits for its answer"
now='2026-04-22 08:00:00'
as vt accept D1 --pick-up
is_rc 0 "the pick-up"
as vt who D1
out_has "Veilig Thuis Voorbeeld holds responsibility since Wed 22 April 2026 10:00"
out_has "picked up Wed 22 April 10:00"
VS_LANG=nl as vt show A1
out_has "(afgesproken)"
out_lacks "(eens)"
VS_LANG=nl as vt log A1
out_lacks "not_picked_up"

# A refusal ended the handover: what people differ about is that handover, with the steps of its agreement.
as vt open --ref R1
! grep -qF "next: vs sync" "$err"
ok $? "nobody else has to learn of it yet"
as vt escalate R1 --reason difference-of-view -n
err_has "it is about the case as a whole: no agreement says which steps that takes"
as vt handover R1 --to team --incomplete
in_sync
as team waitlist R1 start
as team status
out_has "R1): on your waiting list"
as team refuse R1 --reason no-capacity
as team status
out_lacks "R1): on your waiting list"
as team who R1
out_lacks "on the waiting list"
in_sync
as vt note R1 --text text
err_has "next: vs sync"
as vt escalate R1 --reason difference-of-view
out_has "escalated at level 1 (difference of view), about the handover of Veilig Thuis Voorbeeld"
out_has "Professional van de ontvanger"
as vt escalate R1 --next
out_has "escalated at level 2 (difference of view), about the handover"
as vt who R1
out_has "(certain)"
as vt handover R1 --to team --incomplete
as vt escalate R1 --reason difference-of-view
is_rc 0 "of the new handover the ladder begins anew"
as vt escalate R1 --next
out_has "escalated at level 2"
done_testing
