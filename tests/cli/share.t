#!/bin/sh
# A remote that is a folder (a share, a stick) loses or damages what an organisation wrote there. Its owner
# notices, by itself, and writes it again; partners, also those who need all of it, are no longer cut off.
. "$(dirname "$0")/lib.sh"

two_organisations
echo 'het verhaal' >text
as vt open --ref 2026-0001 --text text
as vt handover 2026-0001 --to oosterhout --mode written --text text
as vt sync
as ost sync
as vt sync
as vt note 2026-0001 --text text
as vt sync
branch=$(git -C vt/git for-each-ref --format='%(refname:lstrip=2)' refs/own)
ref=vs1/$branch
mkdir kept
cp -a vt ost hub.git kept/
back() { rm -rf vt ost hub.git; cp -a kept/vt kept/ost kept/hub.git .; }
hub() { git --git-dir=hub.git "$@"; }
loose() { hub rev-parse "$1" | sed 's,^..,hub.git/objects/&/,'; }

# Everybody can read the branch: the partner who had nothing of it yet, and git itself.
all_is_well()
{
    as ost sync
    is_rc 0 "$1: the partner syncs"
    as ost log --json
    is "$(grep -c '"type": "note"' "$out")" 1 "$1: and has what was written"
    rm -rf ost/git
    as ost sync
    is_rc 0 "$1: also one that has to fetch all of it"
    rm -rf fresh
    git init -q --bare fresh
    git --git-dir=fresh fetch -q "$trash/hub.git" "refs/heads/$ref:refs/heads/x" 2>"$err"
    ok $? "$1: git fetches it"
    as vt sync
    is_rc 0 "$1: the owner's next sync"
    out_lacks 'damaged'
}
cut_off()
{
    as ost sync
    is_rc 20 "$1: the partner is cut off"
}
mended()
{
    as vt sync
    is_rc 0 "$1: the owner syncs"
    out_has '  what this machine wrote there was damaged, and is written again (the object '
    all_is_well "$1"
    hub fsck --strict --no-dangling >"$out" 2>"$err"
    ok $? "$1: the remote is whole"
    back
}

as vt sync
is_rc 0 "a remote that is whole"
out_has 'nothing new'
as vt sync --json
is "$(json .remotes.0.mended)" false "as a program reads it"
back

# --- one object of the newest commit
for object in "$ref" "$ref:tile"; do
    rm -f "$(loose "$object")"
    cut_off "$object is deleted"
    mended "$object is deleted"
done
for object in "$ref^{tree}" "$ref:checkpoint"; do
    file=$(loose "$object")
    chmod u+w "$file"
    truncate -s $(($(stat -c %s "$file") / 2)) "$file"
    cut_off "$object is cut short"
    mended "$object is cut short"
done
file=$(loose "$ref:checkpoint")
chmod u+w "$file"
: >"$file"
mended 'a checkpoint is empty'
chmod u+w "$file"
cat "$(loose "$ref^{tree}")" >"$file"
for i in 1 2 3; do
    as vt sync
    ! has "$out" damaged || break
done
out_has 'what this machine wrote there was damaged'
all_is_well 'an object is another one'
back

# --- all of them, and no branch: what is there by name is not there
for file in $(find hub.git/objects -type f); do
    chmod u+w "$file"
    : >"$file"
done
mended_alone()
{
    as vt sync
    is_rc "$2" "$1: the owner syncs"
    rm -rf fresh
    git init -q --bare fresh
    git --git-dir=fresh fetch -q "$trash/hub.git" "refs/heads/$ref:refs/heads/x" 2>"$err"
    ok $? "$1: git fetches its branch"
    back
}
as vt sync
as ost sync
out_has '  what this machine wrote there was damaged, and is written again'
as vt sync
all_is_well 'a remote with empty objects'
back
rm -f "hub.git/refs/heads/$ref"
for file in $(find hub.git/objects -type f); do
    chmod u+w "$file"
    truncate -s $(($(stat -c %s "$file") / 2)) "$file"
done
mended_alone 'a branch that was removed from among half objects' 0

# --- packs: what git made of the objects of both
repacked()
{
    hub repack -adq
    is "$(find hub.git/objects -name '*.pack' | wc -l)" 1 "one pack"
    pack=$(find hub.git/objects -name '*.pack')
    chmod u+w "$pack"
}
repacked
printf XXXXXXXXXXXXXXXX | dd of="$pack" bs=1 seek=$(($(stat -c %s "$pack") / 2)) conv=notrunc 2>/dev/null
touch -d '+3 days' "$pack"
as vt sync
is_rc 0 "a damaged pack: the owner syncs"
as ost sync # whosever object it was
as vt sync
as ost sync
is_rc 0 "a damaged pack: the partner syncs"
rm -rf ost/git
as ost sync
is_rc 0 "a damaged pack: also one that has to fetch all of it"
back
repacked
truncate -s $(($(stat -c %s "$pack") / 2)) "$pack"
touch -d '+3 days' "$pack"
as vt sync
is_rc 0 "half a pack: the owner syncs"
out_has 'what this machine wrote there was damaged'
as ost sync
is_rc 0 "half a pack: the partner syncs"
as vt sync
all_is_well 'half a pack'
back
repacked
rm -f "${pack%.pack}.idx"
as vt sync
out_has 'what this machine wrote there was damaged'
as ost sync
out_has 'what this machine wrote there was damaged'
as vt sync
all_is_well 'a pack without its index'
back

# --- an older object: in its turn, or at once when it is asked for
for i in 1 2 3 4 5 6; do
    as vt note 2026-0001 --text text
    as vt sync
done
as ost sync
old=$(hub rev-list "$ref" | tail -n 6 | head -n 1)
rm -f "$(loose "$old")"
cp -a vt vt.before
cp -a hub.git hub.before
tries=0
until as vt sync && has "$out" 'was damaged' || [ $tries = 20 ]; do
    tries=$((tries + 1))
done
out_has "what this machine wrote there was damaged, and is written again (the object $old is missing)"
ok "$([ $tries -lt 10 ]; echo $?)" "an old object is missed after some syncs with nothing new ($tries)"
rm -rf vt hub.git
mv vt.before vt
mv hub.before hub.git
as vt note 2026-0001 --text text
as vt sync
out_lacks 'damaged'
as vt sync
out_has "(the object $old is missing)"
rm -rf fresh
git init -q --bare fresh
git --git-dir=fresh fetch -q "$trash/hub.git" "refs/heads/$ref:refs/heads/x" 2>"$err"
ok $? "or after the next one that sends"

# A remote that goes on losing it is not filled with it.
rm -f hub.git/objects/pack/*
as vt sync
is_rc 30 "a second time on one day"
out_has 'hub: the repository there is damaged and cannot be read'
out_has '  try: ask who manages the remote'
as ost log --json
notes=$(grep -c '"type": "note"' "$out")
as vt note 2026-0001 --text text
packs=$(find hub.git/objects/pack -name '*.pack' | wc -l)
as vt sync
is_rc 30 "also with something new"
is "$(find hub.git/objects/pack -name '*.pack' | wc -l)" "$packs" "of which not all is written again"
as ost sync
as ost log --json
ok "$([ "$(grep -c '"type": "note"' "$out")" -gt "$notes" ]; echo $?)" "but a partner that has the rest gets it"
now='2026-04-03 14:10:00'
as vt sync
is_rc 0 "a day later it is tried again"
out_has 'what this machine wrote there was damaged'
now='2026-04-02 14:10:00'
back

# --- the doctor reads back all of it
as vt doctor --remotes
is_rc 1 "the root key is still beside the ledger"
out_has 'good   hub: all that this machine wrote there is whole'
as vt doctor
out_lacks 'hub'
hub update-ref "refs/heads/$ref" "$ref^"
as vt doctor --remotes
out_has 'look   hub: the branch of this machine is not there as it was left: vs sync'
as vt sync
as vt doctor --remotes
out_has 'good   hub: all that this machine wrote there is whole'
back
file=$(loose "$(hub rev-list "$ref" | tail -n 2 | head -n 1)")
chmod u+w "$file"
truncate -s 20 "$file"
as vt doctor --remotes
out_has 'look   hub: what this machine wrote there is damaged, and the next vs sync writes it again (the object is damaged: its file is cut short'
as vt doctor --remotes --json
is "$(json '.checks.*.name' | sed 's/.* //')" remote "as a program reads it"
is "$(json .good)" false "that it is not good"
mended 'what the doctor found'
as vt remote add void "$trash/void.git"
git init -q --bare void.git
as vt doctor --remotes
out_has 'look   void: nothing of this machine is there: vs sync'
rm -rf void.git
as vt doctor --remotes
out_has 'look   void: the remote could not be reached'
out_has 'good   hub: '
back
done_testing
