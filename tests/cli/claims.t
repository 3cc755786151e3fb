#!/bin/sh
# A role that the text gives to one organisation, and that a second one adopts: everybody is told, nobody
# is chosen.
. "$(dirname "$0")/lib.sh"

two_organisations
words='west-brabant-2022 gives the role vt to 1 organisation, and 2 claim it: '
as vt agreement show west-brabant-2022 --json
is "$(json .claims)" '[]' 'each role is claimed by those it was given to'
as vt doctor --json
! grep -q '"name": "role"' "$out"
ok $? 'and the doctor has nothing to say'

as ost agreement adopt west-brabant-2022 --as vt -n
err_has "$words"
as ost agreement adopt west-brabant-2022 --as vt --json
is_rc 0 'a second one adopts it as vt'
is "$(json .claims.0.role)/$(json .claims.0.members)/$(json .claims.0.claimed)" vt/1/2 'and is told'
as ost sync
as vt sync
is_rc 0 'its partner syncs'
err_has "${words}Veilig Thuis West-Brabant, Sociaal team Oosterhout"
err_has 'vs does not choose between them'
as vt sync
! grep -q 'claim it' "$err"
ok $? 'that is told once'
as vt agreement show west-brabant-2022
err_has "$words"
as vt agreement show west-brabant-2022 --json
is "$(json '.claims.*.orgs.*.name' | tr '\n' '/')" 'Veilig Thuis West-Brabant Sociaal team Oosterhout/' 'with both names'
as vt doctor
out_has "$words"

# Which stands beside the other as long as it has not ended.
as ost agreement end west-brabant-2022 --as vt
is_rc 0 'the second one ends it'
now='2026-04-03 09:00:00'
as ost sync
as vt sync
as vt agreement show west-brabant-2022 --json
is "$(json .claims)" '[]' 'it is claimed by one again'

# A list that is not complete gives a role to nobody in particular: any number of teams may have it.
as vt agreement adopt west-brabant-2022 --as local_team --json
is "$(json .claims)" '[]' 'a second local team, where not all of them are known'

# Who succeeds another takes its role as well: that is no second claim.
as ost agreement adopt west-brabant-2022 --as vt
as ost org succeed vt --from 2026-04-03
as vt org succeed oosterhout --as predecessor --from 2026-04-03
for who in ost vt ost; do as $who sync; done
as ost agreement show west-brabant-2022 --json
is "$(json .claims)" '[]' 'the successor and who it succeeds'
done_testing
