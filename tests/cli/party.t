#!/bin/sh
# An organisation leaves a case: it reads nothing that is written after, and those who stay go on.
. "$(dirname "$0")/lib.sh"

git init -q --bare hub.git
for who in vt ost breda; do
    as $who init --name "Organisation $who"
    as $who card
    cp "$out" $who.card
    as $who card --json
    json .fingerprint >$who.fp
    as $who remote add hub "$trash/hub.git"
done
for who in vt ost breda; do
    for other in vt ost breda; do
        [ $who = $other ] || as $who org add $other.card --as $other --fingerprint "$(cat $other.fp)"
    done
done
everybody() { for who in vt ost breda vt ost breda vt ost breda; do as $who sync; done; }
reads() { as "$1" show "$2"; grep -qF -- "$3" "$out"; ok $? "$1 reads: $3"; }
reads_not() { as "$1" show "$2"; ! grep -qF -- "$3" "$out"; ok $? "$1 does not read: $3"; }
note() { echo "$3" >note.txt; as "$1" note "$2" --text note.txt; }

everybody
as vt open --ref 2026-31
as vt disclose 2026-31 --to ost --full
as vt disclose 2026-31 --to breda --full
everybody
note vt 2026-31 'before she left'
everybody
reads breda 2026-31 'before she left'

# Refused, and nothing of it stays.
refused 1 not-found as vt party remove nothing --party breda
refused 1 not-found as vt party remove 2026-31 --party nobody
refused 2 usage as vt party remove 2026-31
refused 1 not-authorised as breda party remove 2026-31 --party ost
err_has 'not-holder'
refused 1 not-authorised as vt party remove 2026-31 --party me
err_has 'still-needed'
as vt party remove 2026-31 --party breda -n
is_rc 0 'a dry run'
out_has 'not done: --dry-run'
as vt show 2026-31
out_has 'breda'

as vt partij verwijderen 2026-31 --party breda --json
is_rc 0 'removed, in Dutch'
is "$(json .type)" party.remove 'the event'
as vt show 2026-31
grep -q '^Parties:' "$out" && ! grep '^Parties:' "$out" | grep -q breda
ok $? 'Breda is no party any more'
refused 1 nothing-open as vt party remove 2026-31 --party breda
note vt 2026-31 'after she left'
note breda 2026-31 'not knowing it'
everybody
reads ost 2026-31 'after she left'
reads ost 2026-31 'not knowing it'
reads_not breda 2026-31 'after she left'
out_has 'no longer a party'
is_rc 23 'what Breda sees is incomplete'
is "$(sed -n 2p "$out")" 'As known until Thu 2 April 2026 16:10, when your organisation ceased to be a party:' \
    'and its first sentence says until when it is known'
out_has ' (certain), as known until 2026-04-02 16:10'
as breda list
out_has '(certain, as known until 2026-04-02 16:10)'
as breda list --json
is "$(json .cases.0.known_until)" 2026-04-02T14:10:00Z 'in JSON too'
as breda log 2026-31
out_has 'As known until'
as breda who 2026-31 --json
is_rc 23 'and who says so'
is "$(json .known_until)" 2026-04-02T14:10:00Z 'with the instant'
grep -q '"name": "left"' "$out"
ok $? 'in JSON too'
as breda who 2026-31 --at '2026-04-02T14:09:00Z'
is_rc 0 'of before it went Breda sees all'
refused 1 not-authorised as breda note 2026-31 --text note.txt
err_has 'not-a-party'
note ost 2026-31 'under the new key'
everybody
reads vt 2026-31 'under the new key'
reads_not breda 2026-31 'under the new key'
as vt log 2026-31
out_has 'keys changed'
out_has 'new keys in use'

# Leaving by itself: the holder makes new keys when it hears of it.
as ost party remove 2026-31 --party me
is_rc 0 'Oosterhout leaves'
out_has 'left the case'
everybody
note vt 2026-31 'alone again'
everybody
reads_not ost 2026-31 'alone again'
reads vt 2026-31 'alone again'

# Back again: all of it, in every epoch.
as vt disclose 2026-31 --to breda --full
everybody
reads breda 2026-31 'alone again'
reads breda 2026-31 'under the new key'
as breda who 2026-31
is_rc 0 'complete again'

# At rest nothing is written; a rebuild gives the same.
git -C hub.git for-each-ref >refs
everybody
git -C hub.git for-each-ref | cmp -s - refs
ok $? 'further syncs change nothing'
for who in vt ost breda; do
    as $who ledger rebuild
    out_has 'the same'
    as $who verify
    is_rc 0 "$who verifies all of it"
done
# Nothing that was written is on the host in the clear.
git -C hub.git cat-file --batch-all-objects --batch >objects 2>/dev/null
! grep -qaF -e 'she left' -e 'alone again' objects
ok $? 'the host has none of the words'
done_testing
