# Calendars as files: list, show, check, add; carried to partners, and used by handovers only when
# both sides have added them.
. "$(dirname "$0")/lib.sh"

# A calendar of a region: Saturday and Sunday, one day that formulas give, a local day, an unknown one.
cat >days.json <<'END'
{
  "schema": "vs.calendar/1", "id": "our-days", "edition": "2026-1",
  "title": {"nl": "Werkdagen van onze regio", "en": "Working days of our region"},
  "horizon": {"from": "2026-01-01", "to": "2026-12-31"},
  "zone": {"name": "Europe/Amsterdam", "rule": "eu-summer-time", "since": 1996},
  "weekend": [
    {"id": "saturday", "weekday": 6, "name": {"nl": "zaterdag", "en": "Saturday"}, "source": "us"},
    {"id": "sunday", "weekday": 7, "name": {"nl": "zondag", "en": "Sunday"}, "source": "us"}
  ],
  "formula_days": [
    {"id": "good-friday", "formula": "before_easter", "days": 2, "name": {"nl": "Goede Vrijdag", "en": "Good Friday"}, "source": "us"}
  ],
  "decree_days": [{"date": "2026-04-07", "to_verify": false, "source": "us"}],
  "unknown_days": [{"date": "2026-04-30", "why": "other"}],
  "statutory": {},
  "sources": [{"id": "us", "title": "Our region"}]
}
END

run calendar list
is_rc 0 "without a ledger"
out_has "nl-atw           2026-1     Wed 1 January 2014 to Sun 31 December 2028"
run calendar show nl-atw
out_has "Days of 2026 that are no working days, beside every Saturday and Sunday"
out_has "Fri 3 April        Good Friday"
out_has "Fri 15 May         free by decree"
out_has "By decree: Royal decrees"
out_has "Terms that people agreed on are not extended."
run calendar show nl-atw --year 2022
out_has "Fri 6 May          it is not known whether this day is free"
out_has "still to be verified"
run calendar show nl-atw --year 2030
out_has "It says nothing about 2030"
refused 2 usage run calendar show nl-atw --year 1900
refused 1 not-found run calendar show nl-other
refused 1 not-found run calendar show nl-atw --edition 1999-1
run --lang nl calendar show nl-atw
out_has "Goede Vrijdag"
run calendar check days.json
is_rc 0 "a calendar of our own"
out_has "Thu 30 April 2026: it is not known whether this day is free"
out_has "It says nothing about the days after Thu 31 December 2026."
run calendar show ./days.json --year 2026 --json
is "$(json .days.0.date)/$(json .days.0.reason)/$(json .days.0.weekly)" "2026-01-03/saturday/true" "the days as a document"
sed 's/"edition"/"editon"/' days.json >bad.json
refused 1 calendar-format run calendar check bad.json
err_has "editon"
err_has "correct it at the place named"
sed 's/"to": "2026-12-31"/"to": "2025-12-31"/' days.json >bad.json
refused 1 calendar-meaning run calendar check bad.json

# An agreement that names it. Only one side adds it: nothing is counted by it.
two_organisations
sed -e 's/"id": "west-brabant-2022"/"id": "our-region"/' -e 's/^  "replaces": .*/  "replaces": [],/' \
    -e 's/"region": {"id": "west-brabant"/"region": {"id": "our-region"/' -e 's/"value": "nl-atw", "basis": "convention", "convention": "C7"/"value": "our-days", "basis": "agreement"/' \
    "$root/schemas/agreements/west-brabant-2022.json" >region.json
run agreement check ./region.json
is_rc 0 "a text whose calendar is not here is well formed"
err_has "it counts by the calendar our-days, which did not come with vs: who adopts the text adds it first: vs calendar add"
as vt agreement check ./region.json
err_has "it counts by the calendar our-days, which your organisation has not added: vs calendar add"
as zuid init --name 'Wijkteam Zuid'
as zuid card
cp "$out" zuid.card
as zuid card --json
json .fingerprint >zuid.fp
as zuid remote add hub "$trash/hub.git"
as zuid org add vt.card --as vt --fingerprint "$(cat vt.fp)"
as vt org add zuid.card --as zuid --fingerprint "$(cat zuid.fp)"
as vt agreement adopt ./region.json --as vt
is_rc 0 "one side adopts our region's text"
err_has "it counts by the calendar our-days, which your organisation has not added: vs calendar add"
as zuid agreement adopt ./region.json --as local_team
is_rc 0 "and the other"
as vt calendar add our-days
is_rc 1 "nobody has it yet"
as vt calendar add ./days.json -n
out_has "not done: --dry-run"
as vt calendar list
out_lacks "our-days"
as vt calendar add ./days.json
is_rc 0 "added"
err_has "the other side has added it too"
as vt agreement check ./region.json
err_lacks "it counts by the calendar"
refused 1 exists as vt calendar add ./days.json
sed 's/2026-04-07/2026-04-08/' days.json >other.json
refused 1 exists as vt calendar add ./other.json
as vt calendar add ./other.json
err_has "an edition never changes"
as vt calendar add "$root/schemas/calendars/nl-atw-2026-1.json"
is_rc 1 "one that came with vs is not added"
for who in vt zuid vt; do as $who sync; done
as zuid calendar list
out_has "our-days         2026-1     Thu 1 January 2026 to Thu 31 December 2026; added by Veilig Thuis West-Brabant"
as zuid calendar show our-days
is_rc 0 "a partner's can be shown"

now='2026-04-02 14:12:00'
echo words >text
as vt open --ref 2026-0131 --text text
as vt handover 2026-0131 --to zuid --mode written
is_rc 0 "handed over"
out_has "2 working days are not counted: the handover names no calendar that the receiver had added by then, or it is not here"
for who in vt zuid vt; do as $who sync; done
as vt list --json
id=$(json .cases.0.case)
for who in vt zuid; do
    as $who who "$id" --at '2026-04-09 12:00'
    is_rc 21 "$who: nobody is made holder by a calendar that it did not add"
    out_has "missing  by which calendar the days count"
done
as vt who "$id" --at '2026-04-09 12:00' --json
is "$(json .missing)" '["calendar"]' "missing: calendar"

# The other side adds it, by its name: what was handed over before stands as it was, and both count by it what
# comes after, also where it says that it had added it before. Tue 7 April is free there, Mon 6 is not.
now='2026-04-02 14:00:00'
as zuid calendar add our-days
is_rc 0 "the partner's, by its name"
now='2026-04-03 08:00:00'
for who in zuid vt; do as $who sync; done
for who in vt zuid; do
    as $who who "$id" --at '2026-04-09 12:00' --json
    is "$(json .missing)" '["calendar"]' "$who: no past instant gets a holder by what was added later"
done
as vt open --ref 2026-0136 --text text
as vt handover 2026-0136 --to zuid --mode written
is_rc 0 "handed over after that"
as vt show 2026-0136 --json
id=$(json .case)
for who in vt zuid vt; do as $who sync; done
for who in vt zuid; do
    as $who who "$id" --at '2026-04-09 00:00'
    is "$(head -2 "$out" | tail -1 | cut -c1-63)" "Wijkteam Zuid will hold responsibility from Thu 9 April 2026 00" "$who: moved by it"
    out_has "2 working days will have passed: Mon 6, Wed 8 April (skipped: weekend, Tue 7 free by decree)"
    as $who who "$id" --at '2026-04-08 23:59' --json
    is "$(json .holders.0.name)" "Veilig Thuis West-Brabant" "$who: not before"
done
as vt who "$id" --at '2026-04-09 00:00' --explain
out_has "by the calendar our-days, edition 2026-1"
out_has "Tue 7 April: free by decree, skipped (Our region)"
for who in vt zuid; do
    as $who ledger rebuild
    out_has "the same as before"
    as $who verify
    is_rc 0 "$who: verified"
done

# A new edition: what is named is the newest that both have.
sed -e 's/"edition": "2026-1"/"edition": "2026-10"/' -e 's/2026-04-07/2026-04-21/' days.json >days10.json
sed -e 's/"edition": "2026-1"/"edition": "2026-9"/' -e 's/2026-04-07/2026-04-22/' days.json >days9.json
as vt calendar add ./days10.json
as vt calendar add ./days9.json
as zuid calendar add ./days9.json
for who in zuid vt zuid; do as $who sync; done
as vt open --ref 2026-0132 --text text
as vt handover 2026-0132 --to zuid --mode written
as vt who 2026-0132 --json
is "$(json .handovers.0.moves)" "2026-04-07T22:00:00Z" "counted"
as vt who 2026-0132 --at '2026-04-08 12:00' --json
is "$(json .calendar.edition)" 2026-9 "by the newest that both have added"
as zuid calendar add our-days --edition 2026-10
for who in zuid vt; do as $who sync; done
as vt open --ref 2026-0133 --text text
as vt handover 2026-0133 --to zuid --mode written
as vt who 2026-0133 --at '2026-04-10 12:00' --json
is "$(json .calendar.edition)" 2026-10 "2026-10 is newer than 2026-9"
# Two texts of one name: each of them is told of.
sed -e 's/"edition": "2026-1"/"edition": "2026-11"/' days.json >eleven.json
sed -e 's/"edition": "2026-1"/"edition": "2026-11"/' -e 's/2026-04-30/2026-04-29/' days.json >other.json
as zuid calendar add ./eleven.json
as vt calendar add ./other.json
for who in zuid vt; do as $who sync; done
as vt calendar list
err_has "Wijkteam Zuid added another text as our-days, edition 2026-11"
# A day that is not known, and the end of what it speaks about.
now='2026-04-29 08:00:00'
as vt open --ref 2026-0134 --text text
as vt handover 2026-0134 --to zuid --mode written
as vt who 2026-0134 --at '2026-05-02 12:00'
out_has "missing  whether this day is a working day: Thu 30 April 2026 (calendar)"
now='2026-12-30 08:00:00'
as vt open --ref 2026-0135 --text text
as vt handover 2026-0135 --to zuid --mode written
as vt who 2026-0135 --at '2027-01-12 12:00'
out_has "missing  which days are working days from Fri 1 January 2027 on, the first day that the calendar our-days does not know (calendar)"
out_has "2 working days lead beyond the calendar our-days: Fri 1 January 2027 is the first day that it does not know"
done_testing
