#!/bin/sh
# A host shows one partner less than another has signed for: every answer says that it may lack something.
. "$(dirname "$0")/lib.sh"

git init -q --bare --template= hub.git
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
everybody
as vt open --ref 2026-31
as ost open --ref 2026-32
as vt disclose 2026-31 --to ost --full
as vt disclose 2026-31 --to breda --full
as ost disclose 2026-32 --to breda --full
everybody

as breda who 2026-31
is_rc 0 "nothing is known to be missing"
as breda who 2026-31 --json
out_lacks '"behind"'

# Breda is shown the branch of vt as it was; ost has signed for the newer one.
mkdir was
cp hub.git/refs/heads/vs1/* was/
as vt close 2026-31 --reason safe
is_rc 0 "vt closes the case"
as vt sync
as ost sync
as vt device list --json
vt=$(grep -o '[0-9a-f]\{32\}' "$out" | head -1)
cp was/$vt hub.git/refs/heads/vs1/$vt
as breda sync
is_rc 23 "the host shows breda less than ost has signed for"
out_has 'others have seen'

says='Organisation vt has recorded more than is here: others have seen'
as breda who 2026-31
is_rc 23 "an answer that may lack something"
out_has "$says"
out_has 'what it did since is not in this answer'
as breda who 2026-31 --explain
is_rc 23 "and its explanation"
out_has "$says"
as breda who 2026-31 --json
is_rc 23 "and its document"
is "$(json .behind.0.name)" 'Organisation vt' "which names whose log it is"
is "$(json '.findings.*.name' | grep -c behind)" 1 "as a finding"
is "$(($(json .behind.0.seen) > $(json .behind.0.here)))" 1 "with both numbers"
as breda show 2026-31
is_rc 23 "so does the case"
out_has "$says"
as breda who 2026-32
is_rc 0 "a case to which it is no party is as it was"
out_lacks 'has recorded more'
as breda list
err_has "$says"
as breda list --json
is "$(json .behind.0.name)" 'Organisation vt' "the list says it"
as breda status
err_has "$says"
as breda status --json
is "$(json .behind.0.name)" 'Organisation vt' "the status says it"

# It arrives.
as vt sync
as breda sync
as breda who 2026-31
is_rc 0 "when it is there, nothing is missing"
out_has 'closed'
as breda status
! grep -q 'has recorded more' "$err"
ok $? "and nothing says so"
done_testing
