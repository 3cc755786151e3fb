# An acceptance before the end of a delay, under a text in which it moves nothing before that end: the answer
# tells both instants.
. "$(dirname "$0")/lib.sh"
two_organisations one-sided
for who in vt ost; do
    as $who agreement adopt voorbeeld --as local_team
done
for who in vt ost vt; do
    as $who sync
done
now='2026-04-02 14:20:00'
as vt open --ref V1
as vt handover V1 --to oosterhout --incomplete
for who in vt ost; do
    as $who sync
done
now='2026-04-03 08:00:00'
id=$(as ost list --json; json .cases.0.case)
as ost accept "$id"
is_rc 0 "accepted within the 48 hours"
as ost who "$id"
out_has "Veilig Thuis West-Brabant holds responsibility"
now='2026-04-05 08:00:00'
as ost who "$id"
out_has "accepted Fri 3 April 10:00; it moved Sat 4 April 16:20"
done_testing
