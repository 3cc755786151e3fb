# What a loss of power leaves of files: empty, cut, half of the old and half of the new, gone, or a lock of a
# process that is dead; in the ledger's folder, in the cache of what remotes hold, and in a remote that is a
# folder. Each is put right by the next sync or is a clear error, and no answer is another one for it.
. "$(dirname "$0")/lib.sh"

two_organisations
echo 'het verhaal' >text
as vt open --ref 2026-0001 --text text
as vt handover 2026-0001 --to oosterhout --mode written --text text
as vt sync
as ost sync
as vt sync
cp vt/ledger.mark mark.before
as vt note 2026-0001 --text text
mkdir kept
cp -a vt ost hub.git kept/
back() { rm -rf vt ost hub.git; cp -a kept/vt kept/ost kept/hub.git .; }
answers() { as vt who 2026-0001 --json; cat "$out"; as vt show 2026-0001; cat "$out"; }
answers >want
unchanged()
{
    answers >have
    cmp -s want have
    ok $? "$1: the answers are what they were"
}
# The partner has what was not sent when it happened.
has_it()
{
    as ost sync
    is_rc 0 "$1: the partner syncs"
    as ost log --json
    is "$(grep -c '"type": "note"' "$out")" 1 "$1: and has what was still to be sent"
}
arrived()
{
    has_it "$1"
    git --git-dir=hub.git fsck --strict --no-dangling >/dev/null 2>&1
    ok $? "$1: the remote is whole"
}
hub_ref() { find hub.git/refs/heads -type f ! -name '*.lock' | sort; }
# empty FILE...: as a file that was renamed before its bytes were on the disk
empty() { for file in "$@"; do chmod u+w "$file"; : >"$file"; done; }
# cut FILE...: the first half of it
cut_short() { for file in "$@"; do chmod u+w "$file"; truncate -s $(($(stat -c %s "$file") / 2)) "$file"; done; }

# --- the mark beside the ledger
# A mark that is lost is written anew when a sync has seen the own branch; until then nothing is recorded.
mark_is_lost()
{
    unchanged "$1"
    refused 20 head-mark as vt note 2026-0001 --text text
    as vt doctor
    out_has 'the mark beside the ledger is lost'
    as vt sync
    is_rc 0 "$1: a sync"
    arrived "$1"
    as vt note 2026-0001 --text text
    is_rc 0 "$1: and it is written in again"
    back
}
: >vt/ledger.mark
mark_is_lost 'an empty mark'
rm vt/ledger.mark
mark_is_lost 'no mark'
truncate -s 1000 vt/ledger.mark
mark_is_lost 'half a mark'
# No disk writes less than 512 bytes of a block (core/vault/mark.c), but should one do so:
for at in 16 60 100; do
    { head -c $at vt/ledger.mark; tail -c +$((at + 1)) mark.before; } >torn
    cp torn vt/ledger.mark
    mark_is_lost "a mark that is new up to byte $at"
done
{ head -c 512 vt/ledger.mark; tail -c +513 mark.before; } >torn
cmp -s torn vt/ledger.mark
ok $? "a mark that is torn at a sector is the new one"
cp mark.before vt/ledger.mark
as vt note 2026-0001 --text text
is_rc 20 "the mark of before is not taken for this one"
err_has 'because: '
back

# --- the cache
torn_cache()
{
    unchanged "$1"
    as vt sync
    is_rc 0 "$1: a sync puts it right"
    arrived "$1"
    back
}
rm -rf vt/git
torn_cache 'no cache'
rm -rf vt/git/objects
torn_cache 'a cache without objects'
rm -rf vt/git/refs
torn_cache 'a cache without references'
empty vt/git/HEAD vt/git/config
torn_cache 'a cache with empty settings'
printf '[core\n\trepos' >vt/git/config
torn_cache 'a cache with half of its settings'
empty $(find vt/git/objects -type f)
torn_cache 'a cache with empty objects'
empty $(git --git-dir=vt/git for-each-ref --format='%(objectname)' |
    sed 's,\(..\),vt/git/objects/\1/,')
torn_cache 'a cache whose newest objects are empty'
empty $(find vt/git/refs -type f)
torn_cache 'a cache with empty references'
cut_short $(find vt/git/refs -type f)
torn_cache 'a cache with half references'
for file in $(find vt/git/refs -type f) vt/git/HEAD vt/git/config vt/git/packed-refs; do
    : >"$file.lock"
done
torn_cache 'a cache with locks of the dead'
# Not to be seen from outside: the sync that meets it says so, the next one is well.
cut_short $(find vt/git/objects -type f)
unchanged 'a cache with half objects'
as vt sync
is_rc 20 "a sync that reads a half object"
err_has 'was damaged, and is removed'
torn_cache 'a cache with half objects'

# --- one remote of two
git init -q --bare --template= zb.git
as vt remote add zb "$trash/zb.git"
echo garbage >>hub.git/packed-refs
as vt sync
is_rc 3 "a remote whose references cannot be read is one remote's failure"
out_has 'hub: the repository there is damaged and cannot be read (cannot list the references: corrupted'
out_has '  try: ask who manages the remote to mend it'
out_has 'In sync with zb: 0 received,'
as vt sync hub --json
is_rc 30 "where none can be reached"
is "$(json .remotes.0.code)" remote-damaged "as a program reads it"
rm hub.git/packed-refs
branch=$(ls zb.git/refs/heads/vs1)
rm "hub.git/refs/heads/vs1/$branch"
git --git-dir=hub.git symbolic-ref "refs/heads/vs1/$branch" refs/heads/elsewhere
as vt sync
is_rc 31 "a symbolic reference where the own branch belongs"
out_has 'hub: something else stands where the branch of this machine belongs'
out_has 'is a symbolic reference to refs/heads/elsewhere'
git --git-dir=hub.git symbolic-ref -d "refs/heads/vs1/$branch"
as vt sync
is_rc 0 "and all is well when it was taken away"
arrived 'a reference that was in the way'
as vt remote remove zb
back

# --- the remote
empty $(hub_ref)
as vt sync
is_rc 23 "the partner's branch is gone from a remote with empty references"
out_has 'was there and is gone'
unchanged 'a remote with empty references'
arrived 'a remote with empty references'
as vt sync
is_rc 0 "after its next sync all is well"
back
cut_short $(hub_ref)
as vt sync
is_rc 23 "the same with half references"
arrived 'a remote with half references'
as vt sync
is_rc 0 "and well again"
back
for file in $(hub_ref); do
    : >"$file.lock"
done
as vt sync
is_rc 0 "a remote with locks of the dead"
arrived 'a remote with locks of the dead'
back
# Only the one who wrote objects has them all, and its sync writes them again; until then the reader says
# what is wrong, and keeps what it has.
as vt sync
empty $(find hub.git/objects -type f)
as ost sync
is_rc 20 "a remote with empty objects is no content to be taken"
unchanged 'a remote with empty objects'
as vt sync
has_it 'a remote with empty objects that was mended'
back
# libgit2 would read for ever in these.
as vt sync
cut_short $(find hub.git/objects -type f)
as ost sync
is_rc 20 "nor one with half objects"
out_has 'refused from Veilig Thuis West-Brabant'
out_has 'what was good before is kept'
unchanged 'a remote with half objects'
as vt sync
has_it 'a remote with half objects that was mended'
back
rm -rf hub.git
git init -q --bare hub.git
as vt sync
arrived 'the remote made anew'
back
done_testing
