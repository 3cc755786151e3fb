# Settling: a proposal, the signatures of those whom it touches, and everything that is no settlement.
. "$(dirname "$0")/lib.sh"
two_organisations
as vt open --ref a
as vt open --ref b
refused 1 not-authorised as vt settle b --outcome me --from '2026-04-02 16:10'
err_has nothing-to-settle
as vt handover a --to oosterhout
as vt handover b --to oosterhout
as vt sync
as ost sync

# A refusal of which the agreement does not say what it does: it is no end, and the giver hears of it.
as ost due b
out_has "a handover waits for your answer"
as ost refuse b --reason no-capacity
is_rc 0 "refused"
err_has "a refusal does not end this handover: the agreement does not say what that does"
out_has "then:    to Sociaal team Oosterhout from Thu 9 April 2026 00:00 (disputed), if nothing else is recorded"
refused 1 nothing-open as ost refuse b --reason no-capacity
as ost refuse b --reason no-capacity
err_has "because: your organisation refused this handover Thu 2 April 2026 16:10 already; the agreement does not say what that does"
as ost due b
out_lacks "waits for your answer"
out_has "Sociaal team Oosterhout refused the handover of Veilig Thuis West-Brabant; the agreement does not say what that does"
as ost sync
as vt sync
out_has "1 case needs you: vs status" # of the other a term runs, and an answer is awaited
as vt status
out_has "Sociaal team Oosterhout refused your handover; the agreement does not say what that does: vs settle, or vs withdraw"
out_has "responsibility passes to Sociaal team Oosterhout by the agreement (disputed)"
as vt who b
out_has "then     to Sociaal team Oosterhout from Thu 9 April 2026 00:00 (disputed), if nothing else is recorded;"
out_has "note     Sociaal team Oosterhout refused the handover of Veilig Thuis West-Brabant Thu 2 April 2026 16:10; the agreement does not say what that does"
as vt show b
out_has "open, moves 2026-04-09 00:00; refused 2026-04-02 16:10: the agreement does not say what that does"
as vt who b --json
is "$(json .handovers.0.refusal.effect)/$(json .handovers.0.certainty)" unknown/disputed "and in JSON"
as vt due b --json
is "$(json .due.0.kind)/$(json .due.1.kind)" transfer/refused "what is due, what began first at the top"
as vt who b --at '2026-04-09 09:00'
is_rc 21 "disputed from then on"
out_has "note     Sociaal team Oosterhout refused the handover of Veilig Thuis West-Brabant"
refused 1 not-authorised as ost settle a --outcome me --from '2026-04-02 16:09'
err_has from-out-of-range
now='2026-04-09 08:00:00'
as ost escalate a --reason difference-of-view
as ost sync
as vt sync
refused 2 usage as vt settle a
as vt settle a
err_has "say who is to hold the case (--outcome ORG, me or closed), and from when (--from)"
refused 2 usage as vt settle a --outcome me
refused 2 usage as vt settle a --from '2026-04-09 09:00'
refused 2 time-bare-date as vt settle a --outcome me --from 2026-04-09
refused 1 not-authorised as vt settle a --outcome me --from '2026-04-09 11:00'
err_has from-out-of-range
err_has "it lies in the future"
err_has "(now)"
refused 1 not-found as vt settle a --outcome nobody --from '2026-04-09 09:00'
refused 1 not-found as vt settle a --outcome me --from '2026-04-09 09:00' --resolves abcd1234
refused 2 usage as vt settle a abcd1234 --outcome me --from '2026-04-09 09:00'
refused 2 usage as vt settle a --agree --outcome me
refused 1 nothing-open as vt settle a --agree
refused 1 not-found as vt settle a abcd1234 --agree
refused 1 invalid as vt settle a xyz --agree

# Two proposals; whoever is asked chooses one.
as vt settle a --outcome me --from '2026-04-09 09:00'
is_rc 0 "proposed"
out_has "settlement proposed: Veilig Thuis West-Brabant holds it from Thu 9 April 2026 09:00"
out_has "waits:   for the signature of Sociaal team Oosterhout"
as vt settle a --agree
is_rc 1 "its own proposal waits for no signature of its own"
as vt settle a --outcome closed --from '2026-04-09 09:30' --json
is_rc 0 "another proposal"
second=$(json .event)
is "$(json .answer.settlements.length)/$(json .answer.certainty)" 2/disputed "neither is in effect"
refused 1 exists as vt settle a "$second" --agree
as vt sync
as ost sync
now='2026-04-09 08:10:00'
as ost status
out_has "your signature is asked: Veilig Thuis West-Brabant holds it from Thu 9 April 2026 09:00 (vs settle --agree)"
out_has "your signature is asked: closed from Thu 9 April 2026 09:30 (vs settle --agree)"
refused 2 usage as ost settle a
as ost settle a
err_has "proposals wait for your signature ("
refused 1 ambiguous as ost settle a --agree
as ost settle a --agree
err_has "because: 2 proposals wait for your signature: "
as ost who a
is_rc 21 "still disputed"
first=$(sed -n 's/.*holds it from Thu 9 April 2026 09:00 (\([0-9a-f]*\)).*/\1/p' "$out")
as ost settle a "$first" --agree
is_rc 0 "agreed"
out_has "settled: Veilig Thuis West-Brabant holds it from Thu 9 April 2026 09:00"
refused 1 exists as ost settle a "$first" --agree
as ost sync
as vt sync
for who in vt ost; do
    as $who who a --at '2026-04-09 08:59'
    is_rc 0 "$who: before it, what was so"
    as $who who a --json
    is_rc 0 "$who: settled"
    is "$(json .holders.0.name)/$(json .holders.0.since)/$(json .certainty)" \
        "Veilig Thuis West-Brabant/2026-04-09T07:00:00Z/certain" "$who: from the named hour"
    as $who who a
    out_has "signed by Sociaal team Oosterhout and Veilig Thuis West-Brabant"
    as $who log a
    out_has "agreed to the settlement $first"
done
as vt who a --at '2026-04-09 10:05' --known-at '2026-04-09 10:05'
is_rc 21 "what was known before it was signed"

# What an effective settlement knew is signed no more; a closed case is not opened without a word.
now='2026-04-09 08:20:00'
as ost escalate a --reason difference-of-view
as ost sync
as vt sync
as vt settle a --outcome me --from '2026-04-09 10:05' --json
old=$(json .event)
as vt settle a --outcome closed --from '2026-04-09 10:10' --json
new=$(json .event)
as vt sync
as ost sync
now='2026-04-09 08:30:00'
as ost settle a "$new" --agree
is_rc 0 "the later one is signed"
refused 1 not-authorised as ost settle a "$old" --agree
err_has "another settlement, made knowing this proposal, is in effect"
as ost sync
as vt sync
as vt settle a --outcome me --from '2026-04-09 10:15' -n
out_has "; the case was closed; this opens it again (not done: --dry-run)"
as vt settle a --outcome me --from '2026-04-09 10:15'
out_has "settled: Veilig"
out_has "the case was closed; this opens it again"
as vt who a
out_has "and signed by Veilig Thuis West-Brabant alone"

# An outsider can be no outcome.
as igj init --name Inspectie
as igj card
cp "$out" igj.card
as igj card --json
as vt org add igj.card --as igj --fingerprint "$(json .fingerprint)"
refused 1 not-authorised as vt settle a --outcome igj --from '2026-04-09 10:05'
err_has outcome-not-a-party

# Moments are shown to the minute, so that the minute of the opening means the opening.
now='2026-04-09 08:31:20'
as vt open --ref c
as vt who c --at '2026-04-09 10:31'
out_has "The case was not open then; nobody held responsibility for it."
out_has "  note     it was opened Thu 9 April 2026 10:31, at second 2"
as vt handover c --to oosterhout
refused 1 not-authorised as vt settle c --outcome me --from '2026-04-09 10:30'
as vt settle c --outcome oosterhout --from '2026-04-09 10:31'
is_rc 0 "from the opening on"
as vt settle c
err_has "try: vs settle c --outcome ORG --from TIME"

done_testing
