# Every regime that is shipped, in use: it passes its own check, two organisations adopt it, hand a case over, and both
# give the answer of the golden histories (schemas/vectors/regimes) at the instants that decide.
. "$(dirname "$0")/lib.sh"

# meet TAG TIME: two organisations, $a and $b, with each other's cards and one remote, at that time.
meet()
{
    a=$1-a b=$1-b now=$2
    git init -q --bare --template= "$trash/$1.git"
    as "$a" init --name "Gever $1"
    as "$b" init --name "Ontvanger $1"
    for who in "$a" "$b"; do
        as "$who" card
        cp "$out" "$trash/$who.card"
        as "$who" card --json
        json .fingerprint >"$trash/$who.fp"
        as "$who" remote add hub "$trash/$1.git"
    done
    as "$a" org add "$b.card" --as ontvanger --fingerprint "$(cat "$b.fp")"
    as "$b" org add "$a.card" --as gever --fingerprint "$(cat "$a.fp")"
}

# both_adopt PROFILE ROLE ROLE DATE
both_adopt()
{
    as "$a" agreement adopt "$1" --as "$2" --from "$4"
    is_rc 0 "$1: adopted as $2"
    as "$b" agreement adopt "$1" --as "$3" --from "$4"
    is_rc 0 "$1: adopted as $3"
}

in_sync()
{
    as "$a" sync
    as "$b" sync
    as "$a" sync
}

# answers CASE TIME WANT: both say "<certainty> <a or b> <missing>", and exit 0, or 21 where people must decide.
answers()
{
    case $3 in
        undetermined* | disputed* | contested*) code=21 ;;
        *) code=0 ;;
    esac
    for side in "$a" "$b"; do
        as "$side" who "$1" --at "$2" --json
        got=$(printf '%s %s %s' "$(json .certainty)" "$(json '.holders.*.name' | sed 's/Gever [a-z]*/a/g; s/Ontvanger [a-z]*/b/g')" "$(json .missing)")
        is "$got, $rc" "$3, $code" "$side: $1 at $2"
    done
}

for file in "$root"/schemas/agreements/*.json; do
    id=$(basename "$file" .json)
    run agreement check "$file"
    is_rc 0 "$id passes its own check"
    run agreement check "$file" --json
    is "$(json .schema)/$(json .id)" "vs.agreement-check/1/$id" "$id: as a document too"
done

# West-Brabant: a waiting list on either side of 1 April 2022.
meet wb '2022-03-28 08:00:00'
both_adopt west-brabant-2017 vt local_team 2017-02-01
both_adopt west-brabant-2022 vt local_team 2022-04-01
as "$a" open --ref maart
as "$a" open --ref april
in_sync
now='2022-03-31 14:10:00'
as "$a" handover maart --to ontvanger
is_rc 0 "handed over on 31 March"
in_sync
now='2022-03-31 15:00:00'
as "$b" waitlist maart start
is_rc 0 "on the waiting list"
in_sync
now='2022-04-01 07:30:00'
as "$a" handover april --to ontvanger
is_rc 0 "handed over on 1 April"
in_sync
now='2022-04-01 13:00:00'
as "$b" waitlist april start
in_sync
now='2022-05-09 08:00:00'
as "$b" accept maart --pick-up
is_rc 0 "picked up"
in_sync
answers maart '2022-03-31 16:09' 'certain a []'
answers maart '2022-03-31 16:30' 'undetermined  ["transfer"]'
answers maart '2022-03-31 23:59' 'certain a []'
answers maart '2022-04-01 00:00' 'certain a []'
answers maart '2022-04-06 00:00' 'certain a []'
answers maart '2022-05-09 09:59' 'certain a []'
answers maart '2022-05-09 10:00' 'certain b []'
answers april '2022-04-05 23:59' 'certain a []'
answers april '2022-04-06 00:00' 'certain b []'
as "$b" who april --at '2022-04-06 00:00'
out_has "west-brabant-2022, transfer after 2 working days, waiting list without effect"
as "$b" who maart --at '2022-04-06 00:00' --explain
out_has "Samenwerkingsafspraken Veilig Thuis West-Brabant en lokale teams"
out_has "by that practice Ontvanger wb held it since Tue 5 April 2022 00:00 (certain)"

# Gelderland-Zuid: when it passes is not known to us, by the text of 2017 nor by that of 2020.
meet gz '2018-03-05 09:00:00'
both_adopt gelderland-zuid-2017 vt local_team 2017-06-12
as "$a" open --ref eerste
in_sync
now='2018-03-08 14:00:00'
as "$a" handover eerste --to ontvanger
in_sync
now='2018-03-13 13:00:00'
as "$b" accept eerste
in_sync
answers eerste '2018-03-08 14:59' 'certain a []'
answers eerste '2018-03-12 12:00' 'undetermined  ["transfer"]'
answers eerste '2018-03-13 14:00' 'certain b []'
now='2020-03-02 08:00:00'
both_adopt gelderland-zuid-2020 vt local_team 2020-03-01
as "$a" open --ref tweede
in_sync
now='2020-08-31 09:00:00'
as "$a" handover tweede --to ontvanger
in_sync
now='2020-09-02 08:00:00'
as "$a" escalate tweede --reason difference-of-view
in_sync
now='2020-09-03 07:00:00'
as "$b" accept tweede
in_sync
answers tweede '2020-09-02 12:00' 'undetermined  ["transfer"]'
answers tweede '2020-09-03 09:00' 'disputed b ["dispute"]'

# Gelderland-Midden: the turn of the year in which the texts change.
meet gm '2022-11-24 08:00:00'
both_adopt gelderland-midden-2023 vt local_team 2022-11-23
as "$a" open --ref oud
as "$a" open --ref nieuw
in_sync
now='2022-12-31 09:00:00'
as "$a" handover oud --to ontvanger
is_rc 0 "handed over before the text counts"
in_sync
now='2023-01-01 09:00:00'
as "$a" handover nieuw --to ontvanger
in_sync
answers oud '2022-12-31 12:00' 'certain a []'
answers nieuw '2023-01-01 10:00' 'undetermined  ["transfer"]'
now='2023-01-03 07:30:00'
as "$b" accept oud
as "$b" accept nieuw
in_sync
answers oud '2023-01-03 08:29' 'certain a []'
answers oud '2023-01-03 08:30' 'certain b []'
answers nieuw '2023-01-03 08:30' 'certain b []'
meet gl '2019-10-07 08:00:00'
both_adopt gelderland-midden-2019 vt local_team 2019-10-01
as "$a" open --ref voor
as "$a" open --ref na
in_sync
now='2019-10-08 14:00:00'
as "$a" handover voor --to ontvanger
now='2019-10-09 07:00:00'
as "$a" handover na --to ontvanger
in_sync
answers voor '2019-10-09 09:00' 'certain a []'
answers na '2019-10-09 09:00' 'undetermined  ["transfer"]'

# A vision and a covenant carry no rules: they are shown and not adopted, and a handover where there is nothing else
# moves at acceptance.
meet sv '2020-02-03 08:00:00'
for id in samen-veilig-2019 een-veilig-thuis-2014; do
    as "$a" agreement show "$id"
    is_rc 0 "$id is shown"
done
refused 1 invalid as "$a" agreement adopt samen-veilig-2019 --as vt
err_has "a vision has no rules by which a case passes"
refused 1 invalid as "$a" agreement adopt een-veilig-thuis-2014 --as member_municipality
err_has "a covenant has no rules by which a case passes"
as "$a" open --ref visie
in_sync
now='2020-02-05 09:00:00'
as "$a" handover visie --to ontvanger
in_sync
now='2020-02-12 15:00:00'
as "$b" accept visie
in_sync
answers visie '2020-02-12 15:59' 'certain a []'
answers visie '2020-02-12 16:00' 'certain b []'

# The invented example: the delay counts from the receipt.
meet vb '2026-03-02 08:00:00'
both_adopt voorbeeld vt local_team 2026-01-01
as "$a" open --ref voorbeeld
in_sync
now='2026-03-04 15:45:00'
echo 'wat de ontvanger moet weten' >text
as "$a" assess voorbeeld --outcome direct_handover --unsafety acute
refused 1 incomplete as "$a" handover voorbeeld --to ontvanger
err_has "it asks for --conditions, --monitor, --informed, --text"
full="--conditions yes --monitor me --informed yes --text text"
refused 1 incomplete as "$a" handover voorbeeld --to ontvanger $full
err_has "it asks for --mode warm in such a case: Acute onveiligheid"
as "$a" handover voorbeeld --to ontvanger $full --mode warm
is_rc 0 "handed over"
as "$a" sync
now='2026-03-05 07:30:00'
in_sync
now='2026-03-10 08:00:00'
answers voorbeeld '2026-03-09 23:59' 'certain a []'
answers voorbeeld '2026-03-10 00:00' 'certain b []'
for side in "$a" "$b"; do
    as "$side" due --json
    is "$(json '.due.*.kind')" 'feedback first-contact return-by contact monitoring' "$side: what is due by the text"
done

# Up its ladder; in the last step one side decides, and the other has adopted that.
step()
{
    now=$1
    shift
    "$@"
    is_rc 0 "$*"
    in_sync
}
step '2026-06-15 07:00:00' as "$a" open --ref ladder
step '2026-06-16 07:00:00' as "$a" assess ladder --outcome direct_handover --unsafety structural
step '2026-06-17 07:00:00' as "$a" handover ladder --to ontvanger $full
step '2026-06-18 08:00:00' as "$b" escalate ladder --reason difference_of_view
step '2026-06-18 14:00:00' as "$a" escalate ladder --answer disagree
step '2026-06-19 09:00:00' as "$b" escalate ladder --next
step '2026-06-22 08:00:00' as "$a" escalate ladder --answer disagree
step '2026-06-23 07:00:00' as "$b" escalate ladder --next
step '2026-06-24 07:00:00' as "$a" escalate ladder --answer disagree
step '2026-06-25 07:00:00' as "$b" escalate ladder --next
step '2026-06-26 13:00:00' as "$a" escalate ladder --answer decision
now='2026-06-26 13:30:00'
as "$a" settle ladder --outcome ontvanger --from '2026-06-26 15:30'
is_rc 0 "settled by decision"
as "$a" sync
now='2026-06-29 06:30:00'
in_sync
answers ladder '2026-06-26 15:29' 'certain a []'
answers ladder '2026-06-26 15:30' 'unconfirmed b []'
answers ladder '2026-06-29 08:30' 'certain b []'
as "$b" who ladder --explain
out_has "By the agreement Gever vb decides at level 4, and that binds"
out_has "showed for the first time that it knew of it. Until then the answer is unconfirmed."
as "$b" who ladder --at '2026-06-29 08:30'
out_has "by the agreement Gever vb decides at level 4, and that binds"
as "$b" who ladder --json
is "$(json .holders.0.because.0.bound | grep -c .)" 1 "the document names whom the decision binds"
done_testing
