# Escalations: about the handover that matters, shown to both, and what cannot be escalated.
. "$(dirname "$0")/lib.sh"
two_organisations
echo 'wij zien dit anders' >text
as vt open --ref 2026-0131 --text text
refused 2 usage as vt escalate 2026-0131
refused 2 usage as vt escalate 2026-0131 --reason angry
refused 1 invalid as vt escalate 2026-0131 --reason unsafe --level 10
refused 1 invalid as vt escalate 2026-0131 --reason unsafe --about xyz
refused 1 not-found as vt escalate 2026-0131 --reason unsafe --about abcd1234
refused 1 not-found as vt escalate 2026-0999 --reason unsafe
refused 2 time-future as vt escalate 2026-0131 --reason unsafe --at '2026-04-05 10:00'
refused 2 time-bare-date as vt escalate 2026-0131 --reason unsafe --at 2026-04-02
as vt escalate 2026-0131 --reason not-picked-up --level 2
is_rc 0 "a case without a handover: about the case"
out_has "escalated at level 2 (not picked up)"
out_lacks "about the handover"
refused 1 not-authorised as vt close 2026-0131 --reason safe
err_has "escalation-open"
as vt who 2026-0131 --json
is_rc 0 "it moves nobody and disputes nothing"
is "$(json .escalations.0.reason)/$(json .escalations.0.level)/$(json .escalations.0.about)" \
    not_picked_up/2/undefined "and is open"
as vt settle 2026-0131 --outcome me --from '2026-04-02 16:10'
is_rc 0 "the only one concerned settles it alone"
out_has "settled: Veilig Thuis West-Brabant holds it from"

as vt handover 2026-0131 --to oosterhout
as vt sync
as ost sync
now='2026-04-09 08:00:00'
refused 1 nothing-open as ost refuse 2026-0131 --reason no-capacity
err_has "it passed to your organisation Thu 9 April 2026 00:00: it is too late to refuse it"
err_has "vs return CASE offers it back"
as ost opschalen 2026-0131 --reason difference-of-view --text text
is_rc 0 "by its Dutch name"
out_has "about the handover of Veilig Thuis West-Brabant to Sociaal team Oosterhout"
as ost sync
as vt sync
out_has "was Sociaal team Oosterhout (unconfirmed), is Sociaal team Oosterhout (certain)"
for who in vt ost; do
    as $who who 2026-0131
    is_rc 21 "$who: people must decide"
    out_has "disputed"
    out_has "what a difference of view does (dispute)"
    out_has "vs settle: who holds it and from when"
    out_has "escalated at level 1 (difference of view)"
    as $who status
    out_has "Sociaal team Oosterhout holds it, and that is disputed: vs who CASE says what ends it"
    out_has "is open"
    out_has "(difference of view, level 1)"
    as $who log 2026-0131 --json
    is "$(grep -c '"type": "escalate"' "$out")" 2 "$who: both escalations are in the log"
done
as vt log 2026-0131
out_has "escalation at level 1 (difference of view), about the handover"
VS_LANG=nl as vt log 2026-0131
out_lacks "difference_of_view"

# A closed case has nobody to escalate to; reopening is the way.
as ost accept 2026-0131
as ost settle 2026-0131 --outcome me --from '2026-04-09 10:00'
as ost close 2026-0131 --reason safe
is_rc 0 "closed"
refused 1 not-authorised as ost escalate 2026-0131 --reason unsafe
err_has '"hint": "vs reopen CASE'
refused 1 not-authorised as ost return 2026-0131 --to vt
refused 1 nothing-open as ost return 2026-0131
refused 2 usage as ost reopen 2026-0131
as ost reopen 2026-0131 --reason closed-in-error
is_rc 0 "reopened"
refused 1 not-authorised as ost reopen 2026-0131 --reason new-concerns
as ost return 2026-0131
is_rc 1 "nobody handed over what it reopened"
as ost return 2026-0131 --to vt -n
out_has "offered back to Veilig Thuis West-Brabant (not done: --dry-run)"
as ost return 2026-0131 --to vt
is_rc 0 "but it can be offered to whoever"
refused 1 not-authorised as ost return 2026-0131 --to vt
done_testing
