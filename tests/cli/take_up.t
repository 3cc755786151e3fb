# Under a text by which only a pick-up moves a case: who accepted is asked to pick it up.
. "$(dirname "$0")/lib.sh"
two_organisations one-sided
perl -MJSON::PP -0ne 'my $d = decode_json($_); $d->{id} = "at-pickup"; $d->{replaces} = [];
    $d->{region}{id} = "our-region" if ref $d->{region};
    my $t = $d->{transfer}[0];
    $t->{move} = {value => "at_pickup", basis => "agreement", source => $t->{move}{source}};
    $t->{early_accept} = {value => "moves", basis => "convention", convention => "C10"};
    print JSON::PP->new->pretty->canonical->utf8->encode($d)' \
    "$root/schemas/agreements/west-brabant-2022.json" >pickup.json
as vt agreement end west-brabant-2022
as vt agreement adopt ./pickup.json --as vt
is_rc 0 "a text by which a pick-up moves it"
as vt sync
as ost sync
as ost agreement adopt at-pickup --as local_team
as ost sync
as vt sync

as vt open --ref a --json
case=$(json .case)
now='2026-04-02 14:20:00'
as vt handover a --to oosterhout
as vt sync
as ost sync
as ost due --mine --json
is "$(json '.due.*.kind')" answer "it is asked for an answer"
as ost accept "$case"
is_rc 0 "it accepts"
as ost who "$case" --json
is "$(json .holders.0.name)" "Veilig Thuis West-Brabant" "which moves nothing"
as ost due --mine --json
is "$(json '.due.*.kind')" take-up "it is asked for the pick-up"
as ost due
out_has "you accepted a handover that passes when you pick it up (vs accept CASE --pick-up)"
as ost status
out_has "you accepted a handover that passes when you pick it up"
as ost sync
as vt sync
as vt due
out_has "Sociaal team Oosterhout accepted a handover that passes when it picks it up"
now='2026-04-07 09:00:00'
as ost accept "$case" --pick-up
is_rc 0 "it picks it up"
as ost who "$case" --json
is "$(json .holders.0.name)/$(json .certainty)" "Sociaal team Oosterhout/certain" "and holds it"
as ost due --mine --json
! grep -q '"take-up"' "$out"
ok $? "nothing is asked any more"
done_testing
