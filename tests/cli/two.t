# Two organisations and a remote: the story of one handover, and what is refused on the way.
. "$(dirname "$0")/lib.sh"

two_organisations
is_rc 0 "in sync"
refused 20 fingerprint as vt org add ost.card --as again --fingerprint "$(cat vt.fp)"
refused 2 needs-input as vt org add ost.card --as again
refused 1 card-format as vt org add ost.fp --as again --fingerprint "$(cat ost.fp)"
refused 1 exists as vt remote add hub "$trash/hub.git"
err_has '"hint": "vs remote list; another name'
as vt sync
out_has "In sync with hub: nothing new."

echo 'voor de ontvanger' >text
as vt open --ref 2026-0131 --text text
as vt handover 2026-0131 --to oosterhout -n
out_has "--dry-run"
as vt handover 2026-0131 --to oosterhout --mode written --text text
is_rc 0 "handed over"
refused 1 not-authorised as vt handover 2026-0131 --to oosterhout
refused 1 not-authorised as vt close 2026-0131 --reason safe
refused 1 nothing-open as vt accept 2026-0131
refused 1 not-authorised as vt return 2026-0131 --to oosterhout
as vt return 2026-0131 --to oosterhout
err_has "because: it never held this case, so it cannot go back to it: 'Sociaal team Oosterhout'"
as vt sync
out_has "nothing refused"

now='2026-04-02 14:25:00'
as ost sync --dry-run
as ost list --json
is "$(json .all)" 0 "a dry run takes nothing"
as ost sync
out_has "1 case needs you: vs status"
as ost status
out_has "a handover waits for your answer"
as ost list --json
id=$(json .cases.0.case)
refused 1 not-authorised as ost handover "$id" --to vt
refused 1 nothing-open as ost withdraw "$id"
as ost withdraw "$id"
err_has "because: no handover of yours of this case is open:"
refused 1 nothing-open as ost waitlist "$id" end
as ost waitlist "$id" start
is_rc 0 "on the waiting list"
as ost sync
as vt sync
for who in vt ost; do
    as $who who "$id" --at '2026-04-08 23:59' --json
    is "$(json .holders.0.name)" "Veilig Thuis West-Brabant" "$who: before"
    as $who who "$id" --at '2026-04-09 00:00' --json
    is "$(json .holders.0.name)/$(json .certainty)" "Sociaal team Oosterhout/certain" "$who: after"
    is "$(json .holders.0.because.0.days.counted)" '["2026-04-07","2026-04-08"]' "$who: counted"
done
now='2026-04-10 08:00:00'
as vt who "$id"
is "$(head -1 "$out")" \
    "Sociaal team Oosterhout holds responsibility since Thu 9 April 2026 00:00 (certain)." "the answer"
out_has "2 working days passed: Tue 7, Wed 8 April (skipped: Fri 3 Good"
out_has "west-brabant-2022, transfer after 2 working days"
out_has "the day of the handover does not count (C1)"
as vt who "$id" --known-at '2026-04-02 16:15'
out_has "as known here at Thu 2 April 2026 16:15"
refused 2 time-future as vt who "$id" --known-at '2026-04-11 09:00'
as vt who "$id" --at '2026-04-10 09:00' --known-at '2026-04-02 16:15'
is_rc 0 "what was known before the other had it"
out_has "unconfirmed"
refused 1 not-authorised as vt close "$id" --reason safe
as vt who "$id" --explain
out_has "The delay ends Thu 9 April 2026 00:00."
as vt status
out_lacks "passes to"

# A remote that is not there, beside one that is.
as vt remote add gone "$trash/gone.git"
as vt sync
is_rc 3 "some could be reached"
as vt sync gone
is_rc 30 "none could be reached"
mkdir plain
as vt remote add plain "$trash/plain"
as vt sync plain
is_rc 30 "no repository"
grep -rqF -e 'voor de ontvanger' -e '2026-0131' -e Oosterhout hub.git
is $? 1 "nothing readable lies on the remote"
done_testing
