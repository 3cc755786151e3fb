#!/bin/sh
# What a sync names beside a changed answer: the new acts that can have changed it, and not what was recorded for
# later. The document has all of them and says which.
. "$(dirname "$0")/lib.sh"
two_organisations
echo 'het verhaal' >text
as vt open --ref 2026-7 --text text
as vt handover 2026-7 --to oosterhout --mode written --text text
for who in vt ost vt; do
    as $who sync
done
as ost list --json
case=$(json .cases.0.case)
now='2026-04-02 14:30:00'
as ost accept "$case"
now='2026-04-09 10:00:00'
as ost note "$case" --text text
is_rc 0 "an acceptance that was not sent, and a note a week later"
as ost sync
now='2026-04-09 10:05:00'
cp -a vt again
cp vt.key again.key
as vt sync
out_has '(2026-7) changed for a time that has passed'
out_has '  new about that time: acceptance (Sociaal team Oosterhout)'
out_lacks 'note recorded'
as again sync --json
is "$(json .changes.0.events.0.type)/$(json .changes.0.events.0.bears)" handover.accept/true "the document has both"
is "$(json .changes.0.events.1.type)/$(json .changes.0.events.1.bears)" note/false "and says which can have done it"
done_testing
