# The host attacks: a branch set back, altered, swapped, thinned out or replaced is refused by name or
# is neutral; the answers stay; the owner's next sync puts it right.
. "$(dirname "$0")/lib.sh"
two_organisations
export GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x@invalid GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x@invalid
g() { git --git-dir="$trash/hub.git" "$@"; }
g for-each-ref --format='%(refname) %(objectname)' >refs
echo 'het verhaal' >text
as vt open --ref 2026-0131 --text text
as vt handover 2026-0131 --to oosterhout --mode written
as vt sync
g for-each-ref --format='%(refname) %(objectname)' | grep -vFxf refs | cut -d' ' -f1 >moved
mine=$(cat moved)
theirs=$(g for-each-ref --format='%(refname)' | grep -vFx "$mine")
as ost sync
as vt sync
as ost sync
now='2026-04-03 08:00:00'
as vt note 2026-0131 --text text
as vt sync
as ost list --json
id=$(json .cases.0.case)
good=$(g rev-parse "$mine")
said() { as ost who "$id" --json && cat "$out" && as ost log --json && cat "$out"; }
said >before

# commit_with COMMAND...: the branch of vt gets a commit whose files COMMAND changed in the index.
commit_with()
{
    GIT_INDEX_FILE=$trash/index
    export GIT_INDEX_FILE
    g read-tree "$good"
    "$@"
    g update-ref "$mine" "$(g commit-tree -p "$good" -m x "$(g write-tree)")"
    unset GIT_INDEX_FILE
}
put() { g update-index --add --cacheinfo "$1,$(g hash-object -w "$2"),$3"; }
# attacked EXIT NAME: ost's sync ends so, its answers are as before, and vt's next sync repairs.
attacked()
{
    as ost sync
    is_rc "$1" "$2"
    if [ "$1" != 0 ]; then
        grep -q 'refused from' "$out"
        ok $? "$2: named"
    fi
    said >after
    cmp -s before after
    ok $? "$2: the answers stay"
    as vt sync
    is_rc 0 "$2: the owner puts it right"
    as ost sync
    is_rc 0 "$2: clean again"
    out_lacks "refused from"
    as ost log --json
    is "$(grep -c '"type": "note"' "$out")" 1 "$2: and what was held back has come"
    g update-ref "$mine" "$good"
    rm -rf ost hub.git vt
    cp -a kept/* .
}
mkdir kept
cp -a ost vt hub.git kept/
leaf=$(g ls-tree -r --name-only "$good" tile/entries | tail -1)
first=$(g ls-tree -r --name-only "$good" tile/entries | head -1)
g cat-file blob "$good:$first" >other
g cat-file blob "$good:checkpoint" | sed '2s/.*/999/' >checkpoint
g cat-file blob "$theirs:checkpoint" >theirs.checkpoint
g cat-file blob "$theirs:roster" >theirs.roster
printf ../../etc/passwd >target

commit_with put 100644 other "$leaf"
attacked 20 "a leaf replaced by another"
commit_with put 100644 checkpoint checkpoint
attacked 20 "a checkpoint with another size"
commit_with put 100644 theirs.checkpoint checkpoint
attacked 20 "the checkpoint of another"
take_away() { printf '0 %040d\t%s\n' 0 "$1" | g update-index --index-info; }
commit_with take_away "$leaf"
attacked 20 "a leaf taken away"
g update-ref "$mine" "$(g rev-parse "$theirs")"
attacked 20 "the branch of another"
commit_with put 120000 target "$leaf"
attacked 20 "a symbolic link for a leaf"
g update-ref "$mine" "$(sed -n "s,^$mine ,,p" refs)"
attacked 23 "a branch set back"
g update-ref -d "$mine"
attacked 23 "a branch that is gone"
g update-ref "$mine" "$(printf 'tree %040d\nauthor x <x> 0 +0000\ncommitter x <x> 0 +0000\n\nx\n' 7 |
    g hash-object -t commit -w --stdin --literally)" 2>/dev/null ||
    echo "$(printf 'tree %040d\nauthor x <x> 0 +0000\ncommitter x <x> 0 +0000\n\nx\n' 7 |
        g hash-object -t commit -w --stdin --literally)" >"hub.git/$mine"
attacked 20 "a branch that cannot be fetched"

# A reader that is new here is shown a feed without its tail: an adoption's end, a calendar, a succession. What another one
# has cosigned says that there is more; when that comes, it counts.
as ost sync
sed -e 's/"id": "nl-atw"/"id": "our-days"/' "$root/schemas/calendars/nl-atw-2026-1.json" >days.json
before=$(g rev-parse "$mine")
as vt calendar add "$trash/days.json"
as vt agreement end west-brabant-2022
as vt org succeed oosterhout --from 2026-05-01
as vt sync
after=$(g rev-parse "$mine")
as ost sync
g update-ref "$mine" "$before"
as igj init --name Inspectie
as igj remote add hub "$trash/hub.git"
for who in vt ost; do as igj org add $who.card --as $who --fingerprint "$(cat $who.fp)"; done
as igj sync
is_rc 23 "a tail withheld from one who never saw it"
out_has 'refused from'
as igj org show vt --json
is "$(json .successions)" '[]' "nothing of it is known"
g update-ref "$mine" "$after"
as igj sync
is_rc 0 "and then it is shown"
as igj org show vt
out_has 'from Fri 1 May 2026'
as igj calendar list
out_has 'our-days'
rm -rf ost hub.git vt
cp -a kept/* .

# A folder that leads elsewhere: nothing there is read, nor written.
# led EXIT WORDS: ost's sync ends so and says so, its answers are as before, and all is well again without it.
led()
{
    as ost sync
    is_rc 20 "$1"
    grep -qF -- "$1" "$out" && grep -qF 'all that a remote has must lie in its own folder' "$out"
    ok $? "$1: said"
    said >after
    cmp -s before after
    ok $? "$1: the answers stay"
}
# elsewhere FILE: what a remote has there is a link to the same outside of it
elsewhere()
{
    mkdir -p moved.away
    mv "hub.git/$1" moved.away/it
    ln -s "$trash/moved.away/it" "hub.git/$1"
}
and_back() { rm "hub.git/$1" && mv moved.away/it "hub.git/$1"; }
git init -q --bare other.git
echo "$trash/other.git/objects" >hub.git/objects/info/alternates
led 'objects/info/alternates names other object stores'
as vt note 2026-0131 --text text
as vt sync
is_rc 20 "nor does its owner write there"
rm -rf vt hub.git/objects/info/alternates
cp -a kept/vt .
fanned=$(echo "$good" | cut -c1-2)
for place in objects refs refs/heads "refs/heads/$(basename "$mine")" HEAD "objects/$fanned" objects/info config; do
    [ -e "hub.git/$place" ] || place=$(echo "$place" | sed 's,refs/heads/,&vs1/,')
    elsewhere "$place"
    led "$place is a symbolic link"
    and_back "$place"
done
elsewhere "objects/$fanned/$(echo "$good" | cut -c3-)"
as ost sync
is_rc 20 "an object that is a link"
grep -qF 'its file is cut short, or is a link' "$out"
ok $? "is not read"
and_back "objects/$fanned/$(echo "$good" | cut -c3-)"
cp hub.git/config config.before
printf '[ IncludeIf "gitdir:/"]\n\tpath = /etc/hostname\n' >>hub.git/config
led 'config includes other settings'
cp config.before hub.git/config
mv hub.git moved.git
mkdir hub.git
echo "gitdir: $trash/moved.git" >hub.git/.git
led '.git is a link to another repository'
rm -r hub.git
ln -s moved.git hub.git
as ost sync
is_rc 0 "a link that the user named as the remote is followed"
as ost log --json
is "$(grep -c '"type": "note"' "$out")" 1 "and what was held back has come"
done_testing
