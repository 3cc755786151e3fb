#!/bin/sh
# Partners that lie through their own feed (liar/): nothing that they write changes an answer beyond
# what the rules let them, the sync goes on, and what is found is said with their name.
. "$(dirname "$0")/lib.sh"
liar=$BUILD/$MODE/tests/cli/liar

two_organisations
as igj init --name 'Inspectie'
as igj card
cp "$out" igj.card
as igj card --json
json .fingerprint >igj.fp
as igj remote add hub "$trash/hub.git"
as igj org add vt.card --as vt --fingerprint "$(cat vt.fp)"
as igj org add ost.card --as oosterhout --fingerprint "$(cat ost.fp)"
as vt org add igj.card --as igj --fingerprint "$(cat igj.fp)"
as ost org add igj.card --as igj --fingerprint "$(cat igj.fp)"
everybody() { for who in vt ost igj vt ost igj; do as $who sync; done; }

# tell WHO LIE CASE [OTHER]
tell() { LD_PRELOAD=$clock CLOCK=$now "$liar" "$trash/$1" "$trash/$1.key" "$2" "$3" ${4:-} >told 2>&1; ok $? "$2: told by $1 ($(head -c 200 told | tr '\n' ' '))"; }

# What the case says at every instant: "04-02T14:10 certain vt, ..." of the JSON of vs show.
tenures()
{
    json tenures
}

# The kinds of what the sync found.
kinds() { json '.findings.*.kind'; }

# Of each lie: the exit code of `vs show`, who holds it (same, or lost to something newer), the kind that
# the sync of the partner reports, and what `vs show` or `vs log` says. - is none.
same='04-02T14:10 certain vt, 04-08T22:00 certain ost'
lost='04-02T14:10 undetermined, 04-08T22:00 undetermined'
table="$trash/table"
cat >"$table" <<'TABLE'
unopenable|23|same|unopenable|Oosterhout: unreadable
wrong-commitment|23|same|unopenable|Oosterhout: unreadable
moved-leaf|23|same|unopenable|Oosterhout: unreadable
not-canonical|23|same|unopenable|Oosterhout: unreadable
no-json|23|same|unopenable|Oosterhout: unreadable
empty-object|23|same|unopenable|Oosterhout: unreadable
other-case|23|same|unopenable|Oosterhout: unreadable
second-opening|23|same|unopenable|Oosterhout: unreadable
unknown-kind|23|same|-|Oosterhout: unreadable
skipped-tag|0|same|-|-
copied-leaves|0|same|-|-
newer-version|21|lost|-|Oosterhout: something newer than this program
newer-type|21|lost|-|Oosterhout: something newer than this program
newer-member|21|lost|-|Oosterhout: something newer than this program
other-note|0|same|-|Oosterhout: note
unknown-head|23|same|-|Oosterhout: case closed (safe); waits for what came before it
sixteen-unknown-heads|23|same|-|Oosterhout: note recorded; waits for what came before it
future-head|23|same|-|Oosterhout: case closed (safe); waits for what came before it
sixteen-heads|0|same|-|Oosterhout: note
ack-unknown|0|same|-|acknowledges something that its writer does not show to have
ack-own|0|same|-|-
ack-many|0|same|-|acknowledges something that its writer does not show to have
ack-all|0|same|-|-
ack-of-then|0|same|-|this act is not for this moment
made-in-years|23|same|-|waits for what came before it
at-after-made|0|same|-|without effect: it lies in the future
accept-nothing|0|same|-|without effect: there is no such handover in this case
settle-stranger|0|same|-|without effect: the outcome is no party to this case
settle-alone|0|same|-|settlement proposed
close|0|same|-|without effect: the organisation does not hold this case
reopen|0|same|-|without effect: the case is not closed
assess|0|same|-|without effect: the organisation does not hold this case
offer|0|same|-|without effect: the organisation does not hold this case
add-party|0|same|-|party added: Inspectie (the whole case); without effect: the organisation does not hold this case
remove-party|0|same|-|without effect: the organisation does not hold this case
was-anothers|0|same|-|Oosterhout: note
erase-anothers|0|same|-|Oosterhout: content erased
introduce-false|0|same|false-introduction|Oosterhout: organisation introduced
introduce-known|0|same|false-introduction|Oosterhout: organisation introduced: Inspectie
introduce-taken-keys|0|same|-|Oosterhout: organisation introduced: Invented 80
adopt-false|0|same|false-content|-
adopt-nothing|0|same|false-content|-
adopt-many|0|same|-|-
succeed-many|0|same|-|-
end-nothing|0|same|-|-
calendar-absurd|0|same|false-content|-
calendar-many|0|same|-|-
adopt-anothers-role|0|same|-|-
decide-nowhere|0|same|-|settlement proposed
offer-far|0|same|-|without effect: the organisation does not hold this case
offer-nothing|0|same|-|without effect: the organisation does not hold this case
fork-false|0|same|false-fork|-
weak-inbox|0|same|unopenable|-
directory-garbage|0|same|unopenable|-
copied-invitation|0|same|-|-
content-length|0|same|wrong-content|the words are not here
content-hash|0|same|wrong-content|the words are not here
content-no-json|0|same|false-content|the words here are not those that were signed for
content-terminal|0|same|false-content|the words here are not those that were signed for
content-huge|0|same|-|xxxxxxxxxxxxxxxx
claim-device|0|same|claimed-device|-
TABLE

as igj sync
as vt sync
as ost sync
while IFS='|' read -r name _; do
    as vt open --ref "$name"
    as vt handover "$name" --to oosterhout
done <"$table"
for name in made-in-an-hour refused-before invite-full invite-facts invite-wrong-key invite-to-nothing; do
    as vt open --ref $name
    as vt handover $name --to oosterhout
done
as vt open --ref accept-anothers
as vt disclose accept-anothers --to oosterhout --full
as vt handover accept-anothers --to igj
as vt open --ref rekey-withheld
as vt disclose rekey-withheld --to oosterhout --full
as vt disclose rekey-withheld --to igj --full
as vt open --ref ack-of-none
as vt disclose ack-of-none --to oosterhout --full
echo 'words that igj may not see' >words.txt
as vt note invite-full --text words.txt
as vt disclose invite-full --to igj --facts
everybody
is_rc 0 'all is in order before'

# What ost tells is told kind by kind, so that a sync shows what was found of it and nothing else.
for kind in - unopenable wrong-content false-content false-fork false-introduction claimed-device; do
    grep "|$kind|" "$table" >told.now
    while IFS='|' read -r name _; do
        tell ost "$name" "$name" igj
    done <told.now
    as ost sync
    is_rc 0 "$kind: its writer syncs"
    as vt sync --json
    is_rc 0 "$kind: so does its partner"
    if [ $kind = - ]; then
        is "$(json .findings)" '[]' "$kind: nothing is found"
    else
        is "$(json .findings.0.name)" 'Sociaal team Oosterhout' "$kind: found in what ost wrote"
        # Who claims another's device seals its keys to it, as if it were its own.
        [ $kind = claimed-device ] && expected="$kind false-invitation" || expected=$kind
        is "$(kinds)" "$expected" "$kind: named, and nothing else"
    fi
    while IFS='|' read -r name want tenure _ text; do
        as vt show "$name" --json
        is_rc "$want" "$name: what the answer is worth"
        [ "$tenure" = lost ] && tenure=$lost || tenure=$same
        is "$(tenures)" "$tenure" "$name: who holds it"
        case $text in
        -) ;;
        *introduced*)
            as vt log "$name"
            out_has "$text"
            ;;
        *)
            as vt show "$name"
            out_has "$text"
            ;;
        esac
    done <told.now
done

# The next sync says nothing of it again, and all goes on.
as vt sync
! grep -q 'in what' "$out"
ok $? 'a finding is told once'
as vt org show oosterhout
out_has '  finding        an entry that cannot be read ('
as vt org show oosterhout --json
is "$(node -e 'console.log([...new Set(JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))
    .findings.map((f) => f.kind))].sort().join(" "))' "$out")" \
    'claimed-device false-content false-fork false-introduction false-invitation unopenable wrong-content' 'and stays with its name'
as ost note skipped-tag --text words.txt
everybody
as vt show skipped-tag
out_has 'words that igj may not see'
for name in fork-false claim-device introduce-known; do
    as vt note "$name" --text words.txt
    everybody
    as ost show "$name"
    out_has 'words that igj may not see'
    is_rc 0 "$name: what vt writes counts as before"
done

# What it says of hundreds that it is to succeed is told of it and after answers about it, but not without end.
as vt org show oosterhout
is "$(grep -c 'said so is not known here' "$out")" 16 'no more than sixteen successions that it alone has said are told'

# An acceptance of an offer that is another's.
tell ost accept-anothers accept-anothers
everybody
as vt show accept-anothers
out_has 'without effect: this handover is for another organisation'
as vt who accept-anothers
out_has 'Veilig Thuis West-Brabant holds'

# New keys that list everybody and are given to one: what that one writes under them reaches the others all the same.
tell ost rekey-withheld rekey-withheld vt
as ost sync
as igj sync
as igj who rekey-withheld
is_rc 23 'a party without the keys that it is to have does not know all'
is "$(head -1 "$out" | cut -d, -f2)" ' when Sociaal team Oosterhout made new keys of the case that have not come here:' 'and says so, and who made them'
as igj list
grep -q 'rekey-withheld.*as known until' "$out"
ok $? 'also in the list'
everybody
as vt note rekey-withheld --text words.txt
everybody
as igj who rekey-withheld
is_rc 0 'who writes under them gives them to those who lack them'
as vt log rekey-withheld
out_has 'Oosterhout: new keys in use'
as igj show rekey-withheld
out_has 'words that igj may not see'

# An ack by one who is a party no more.
as vt party remove ack-of-none --party oosterhout
everybody
tell ost ack-all ack-of-none
everybody
as vt log ack-of-none
out_has 'without effect: the organisation is not a party to this case'

# Keys that are not for whom they are sealed to, or are no keys.
tell ost invite-full invite-full igj
tell ost invite-facts invite-facts igj
tell ost invite-wrong-key invite-wrong-key igj
tell ost invite-to-nothing invite-to-nothing igj
as ost sync
as igj sync --json
is_rc 0 'the inspectorate syncs'
is "$(json .findings.0.kind)" false-invitation 'and is told of the false key'
as igj list --json
# accept-anothers, rekey-withheld, invite-full; and add-party, whose event names it, void or not, and moves nothing
is "$(json .cases.length)" 4 'it sees the cases in which an event names it, and no other'
id=$(node -e 'console.log(JSON.parse(require("fs").readFileSync(process.argv[1])).cases.find((c) => !c.ref).case)' "$out")
as igj show "$id"
out_lacks 'words that igj may not see'
out_has 'not disclosed to you'
as igj show add-party
grep '^Parties:' "$out" | grep -q Inspectie
is $? 1 'who is added by one who may not is no party'
as igj show add-party --json
is "$(tenures)" "$same" 'and hears the same answer'

# A time ahead: it waits until the clock is there, and counts from then.
tell ost made-in-an-hour made-in-an-hour
everybody
as vt show made-in-an-hour --json
is "$(tenures)" "$same" 'an acceptance of an hour ahead waits'
now='2026-04-02 15:20:00'
as vt show made-in-an-hour --json
is_rc 0 'an hour later it is there'
is "$(tenures)" '04-02T14:10 certain vt, 04-02T15:10 certain ost' 'and counts from when it says'

# A refusal that says it was in time.
now='2026-04-20 10:00:00'
tell ost refused-before refused-before
everybody
as vt show refused-before
out_has 'without effect: the case has moved already'
as vt who refused-before
out_has 'Oosterhout holds'

# Something newer beside a closing: it is said that this is not certain; a second one says no more.
as vt open --ref closed-newer
as vt disclose closed-newer --to oosterhout --full
as vt close closed-newer --reason safe
everybody
as vt who closed-newer
out_has 'nobody holds responsibility'
tell ost newer-type closed-newer
everybody
as vt who closed-newer
is_rc 21 'a closing beside something newer is not certain'
grep -q '^Closed since .* (undetermined)\.$' "$out"
ok $? 'and says so'
out_lacks 'nobody holds responsibility'
now='2026-04-20 10:10:00'
tell ost newer-version closed-newer
as ost sync
as vt sync --json
is "$(json .changes)" '[]' 'a second one changes no answer'
as vt who closed-newer --json
is "$(json .missing)" '["newer-format"]' 'and is not named twice'
as vt who newer-type
out_has 'Undetermined: something newer than this program.'
out_has 'to do    update vs'
out_has 'vs settle: who holds it and from when'

# A case under the key of another one, to which its addressee is invited before it hears of the first:
# by one who has the whole case, and by one who was shown its facts alone. It gets both, nobody is blamed.
for way in full facts; do
    as vt open --ref same-key-$way --text words.txt --json
    id=$(json .case)
    as vt disclose same-key-$way --to oosterhout --$way
    everybody
    tell ost open-same-key "$id" igj
    as ost sync
    as igj sync
    as vt handover same-key-$way --to igj
    everybody
    for who in vt ost; do
        as $who sync --json
        is "$(json .findings)" '[]' "$way: $who finds nothing"
    done
    as igj show same-key-$way
    is_rc 0 "$way: the addressee gets the case that was handed to it"
    out_has 'words that igj may not see'
    as vt log same-key-$way
    out_has 'Inspectie: received'
    as igj sync --json
    is "$(json .findings)" '[]' "$way: and finds fault with nobody"
done
now='2026-04-20 10:20:00'

# More of what has to be kept than is kept: it is said of whom, and what comes after arrives as ever.
as vt open --ref too-many
as vt disclose too-many --to oosterhout --full
as vt disclose too-many --to igj --full
everybody
for lie in invite-flood/too-many-invitations introduce-many/too-many-introductions; do
    tell ost ${lie%/*} too-many igj
    as ost sync
    as igj sync --json
    is_rc 0 "$lie: igj syncs"
    is "$(kinds)" ${lie#*/} "$lie: is found"
done
as igj org list --json
is "$(node -e 'console.log(JSON.parse(require("fs").readFileSync(process.argv[1])).organisations.filter((o) => /^Invented 1/.test(o.name)).length)' "$out")" 256 'no more are known by one'
as ost open --ref after-too-many --text words.txt
as ost handover after-too-many --to igj
everybody
as igj show after-too-many
out_has 'words that igj may not see'

# More than counts of one device: nobody else's commands and answers suffer, and it is named.
now='2026-04-20 10:30:00'
as vt open --ref flood
as vt disclose flood --to oosterhout --full
everybody
tell ost flood flood
as ost sync
is_rc 0 'flood: its writer syncs'
as vt sync
is_rc 0 'flood: so does its partner'
as vt show flood --json
is_rc 0 'flood: nothing is missing'
is "$(tenures)" '04-20T10:30 certain vt' 'flood: who holds it'
as vt who flood
out_has 'note     a device has written more in this case than counts: note recorded, Sociaal team Oosterhout, Mon 20 April 2026'
as vt list
is_rc 0 'flood: the list'
as vt status
is_rc 0 'flood: the status'
as vt note flood --text words.txt
is_rc 0 'flood: others go on writing'
as vt sync
as ost sync
as ost show flood
out_has 'words that igj may not see'
as ost note flood --text words.txt
is_rc 1 'flood: the device that wrote too much writes no more'
err_has 'its device has written more in this case than counts'

# A verification finds the same: remarks about who lied, and what is not here; nothing that is wrong.
for who in vt igj; do
    as $who verify
    is_rc 23 "$who verifies"
    out_has 'Oosterhout'
    [ $who = igj ] && out_has 'an invitation waits for what it is about'
    ! grep -q '^wrong' "$out"
    ok $? "$who: what it holds itself is as it was signed"
done
for who in vt ost igj; do
    as $who ledger rebuild
    case $who in
    # The liar keeps contents that are not those of their leaves: its own rebuild says so.
    ost) is_rc 20 'the liar cannot rebuild what it falsified' ;;
    *) out_has 'the same' ;;
    esac
done
done_testing
