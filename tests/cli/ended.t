#!/bin/sh
# A giver that runs another program goes on naming an adoption that the receiver has ended (liar/): that
# counts no more as soon as it knows an act of the receiver that stands behind the end (FOLD.md 3).
. "$(dirname "$0")/lib.sh"
liar=$BUILD/$MODE/tests/cli/liar

two_organisations
printf 'Wij doen niet meer mee.\n' >words.txt
for ref in V-1 V-2; do
    as vt open --ref $ref
    as vt handover $ref --to oosterhout --text words.txt
    is_rc 0 "$ref is handed over"
done
as vt sync
as ost sync
as ost sync
for ref in V-1 V-2; do
    as vt withdraw $ref
    is_rc 0 "$ref: withdrawn"
done
as vt sync
now='2026-04-03 09:00:00'
as ost sync
as ost agreement end west-brabant-2022
is_rc 0 'the team ends its adoption'
now='2026-04-07 09:00:00'
as ost sync
as vt show V-2 --json
second=$(json .case)
as ost note "$second" --text words.txt
is_rc 0 'and writes in one of the cases after that'
as ost sync
as vt sync
now='2026-04-07 10:00:00'
for ref in V-1 V-2; do
    LD_PRELOAD=$clock CLOCK=$now "$liar" "$trash/vt" "$trash/vt.key" offer-ended $ref oosterhout >told 2>&1
    ok $? "$ref: handed over under what has ended ($(head -c 200 told | tr '\n' ' '))"
done
as vt sync
now='2026-04-16 09:00:00'
as ost sync
as vt sync
for who in vt ost; do
    as vt show V-1 --json
    first=$(json .case)
    as $who who "$first" --at '2026-04-15 12:00' --json
    is "$(json .certainty)" unconfirmed "$who: nothing shows that the giver knew of the end: it moved"
    moved=$(json '.holders.*.org')
    as $who who "$second" --at '2026-04-15 12:00' --json
    is "$(json .certainty)" certain "$who: where it knew an act from after the end, nothing moved"
    [ -n "$moved" ] && [ "$moved" != "$(json '.holders.*.org')" ]
    ok $? 'the giver holds the one, the team the other'
    as $who show "$second"
    out_has 'no agreement'
done
as ost verify
is_rc 0 'a verification finds the same'
done_testing
