#!/bin/sh
# A clock that ran ahead: what was recorded under it waits, and whoever records behind it is told so.
. "$(dirname "$0")/lib.sh"

two_organisations
echo 'het verhaal' >text
as vt open --ref 2026-0001
as vt handover 2026-0001 --to oosterhout --mode written --text text
as vt sync
as ost sync
as vt sync
right=$now

now='2030-01-01 12:00:00'
as ost note 2026-0001 --text text
is_rc 0 "a note under a clock that is ahead"
! grep -q 'clock stands before' "$err"
ok $? "which that clock itself cannot know"
now=$right
refused 1 dated-ahead as ost accept 2026-0001
as ost accept 2026-0001
err_has '(it is of Tue 1 January 2030 13:00)'
err_has 'record it from another machine of your organisation'
err_has "this machine's clock stands before its last entry, of Tue 1 January 2030 13:00"
as ost open --ref 2026-0002
is_rc 0 "another case is not locked"
as ost note 2026-0002 --text text
is_rc 0 "nor what follows there"

as ost doctor
is_rc 1 "vs doctor tells of it"
out_has '(vt: 2026-0001): this machine recorded an act that it dated ahead of its clock, Tue 1 January 2030 13:00: until Tue 1 January 2030 12:50 it counts for nobody, and this machine records nothing more in that case'
out_lacks '2026-0002'
as ost doctor --json
is "$(json '.checks.*.name' | grep -c clock)" 1 "once, as a document"
as vt doctor
out_lacks 'dated ahead'

# A sync writes no acknowledgement that would count for nobody.
as vt note 2026-0001 --text text
as vt sync
as ost sync --json
is_rc 0 "a sync"
is "$(json .acks)" 0 "acknowledges nothing behind it"
as ost note 2026-0001 --text text
is_rc 1 "and the case is as it was"
as vt sync
as vt who 2026-0001
is_rc 23 "the partner waits for what is dated ahead"
out_has 'an act of Sociaal team Oosterhout is dated ahead, Tue 1 January 2030 13:00 (note recorded): it'
out_lacks 'has not arrived'
as vt verify 2026-0001
out_has 'it is dated in the future, and waits'
as ost who 2026-0001
out_has 'an act of Sociaal team Oosterhout is dated ahead'

now='2030-01-01 12:00:00'
as ost accept 2026-0001
is_rc 0 "when that moment has come, it records again"
as ost doctor
out_lacks 'dated ahead'
now=$right
as ost agreement adopt voorbeeld --as local_team
now='2026-04-05 12:00:00'
as ost agreement adopt gelderland-zuid-2020 --as local_team
now=$right
as ost doctor
out_has 'this machine adopted or added something that it dated ahead of its clock, Sun 5 April 2026 14:00: no handover rests on it that is recorded before'
done_testing
