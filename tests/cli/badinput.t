# Bad input, line by line: each is refused with its exit code and its three parts, and nothing changed:
# neither what the ledgers say nor a branch on the remote.
. "$(dirname "$0")/lib.sh"

# All that an organisation's ledger says, and what the remote has.
state()
{
    for who in vt ost; do
        as $who log --json && cat "$out"
        as $who list --all --json && cat "$out"
        as $who org list --json && cat "$out"
        as $who remote list --json && cat "$out"
        for id in $cases; do
            as $who show "$id" --json
            cat "$out"
        done
    done
    git --git-dir="$trash/hub.git" for-each-ref
    cat "$trash/$1/ledger.key" | cksum
}
remember() { state vt >"$trash/before"; }
unchanged()
{
    state vt >"$trash/after"
    cmp -s "$trash/before" "$trash/after"
    ok $? "nothing changed: $1"
}

cases=
two_organisations
is_rc 0 "in sync"
echo 'iets' >text
as vt open --ref 2026-0131 --text text
as vt open --ref 2026-0132
as vt list --json
cases="$(json .cases.0.case) $(json .cases.1.case)"
as vt sync
as ost sync
remember
is "$(grep -c '"ref": "2026-013[12]"' before)" 8 "the state shows what there is"

# A case or an organisation that does not exist, or is ambiguous.
for c in who show 'log' 'close --reason safe' 'accept' 'refuse --reason no_capacity' 'withdraw' \
    'waitlist start' 'assess --outcome investigation' 'handover --to oosterhout'; do
    set -- $c
    verb=$1
    shift
    [ $verb = waitlist ] && { refused 1 not-found as vt waitlist 9999-1 start; continue; }
    refused 1 not-found as vt $verb 9999-1 "$@"
done
refused 1 not-found as vt handover 2026-0131 --to nobody
refused 1 not-found as vt handover 2026-0131 --to ffffffff
refused 1 not-found as vt org show nobody
refused 1 not-found as vt sync nowhere
unchanged "no such case or organisation"
# A partner calls a case as the id of one of ours begins. (An own reference is never ambiguous: household.t.)
as ost open --ref 2026-0140
as ost show 2026-0140 --json
like=$(echo "$(json .case)=" | tr '_-' '/+' | base64 -d | od -An -tx1 -N 6 | tr -d ' ')
as vt open --ref "$like"
as vt handover "$like" --to oosterhout
as vt sync
as ost sync
for who in vt ost; do as $who sync; done
as ost list --json
cases="$cases $(json '.cases.*.case')"
remember
refused 1 ambiguous as ost who "$like"
refused 1 ambiguous as ost note "$like" --text text
refused 1 ambiguous as ost close "$like" --reason safe
unchanged "an ambiguous case"

# Times.
for verb in open 'note 2026-0131 --text text' 'handover 2026-0131 --to oosterhout' \
    'close 2026-0131 --reason safe' 'assess 2026-0131 --outcome investigation'; do
    refused 2 time-bare-date as vt $verb --at 2026-04-02
    refused 2 time-no-such as vt $verb --at '2025-03-30 02:30'
    refused 2 time-twice as vt $verb --at '2025-10-26 02:30'
    refused 2 time-future as vt $verb --at '2026-04-02 16:13'
    refused 2 time-future as vt $verb --at '2027-01-01 00:00'
done
for verb in 'note 2026-0131 --text text' 'handover 2026-0131 --to oosterhout' \
    'close 2026-0131 --reason safe' 'assess 2026-0131 --outcome investigation'; do
    refused 2 time-too-early as vt $verb --at '2026-04-02 16:09'
done
for bad in yesterday '2026-13-01 10:00' '2026-04-31 10:00' '2026-04-02 24:01' \
    '2026-04-02 16:10 ' '99999-01-01 00:00' '2026-04-02T16:10:00+99:00'; do
    as vt note 2026-0131 --text text --at "$bad"
    [ "$rc" = 2 ] && grep -qF '  because: this is not a time' "$err" && grep -qF '  try: ' "$err"
    ok $? "no time: '$bad'"
done
as vt note 2026-0131 --text text --at '2026-04-02 16:09'
err_has "'case opened' (the act rests on it, and it is of Thu 2 April 2026 16:10)"
refused 2 time-format as vt who 2026-0131 --at gisteren
refused 2 time-bare-date as vt who 2026-0131 --at 2026-04-02
refused 2 time-no-such as vt who 2026-0131 --known-at '2025-03-30 02:30'
refused 2 time-twice as vt who 2026-0131 --at '2025-10-26 02:30'
unchanged "times"

# What is not one's to do.
offered=$(echo $cases | cut -d' ' -f4)
as ost list --json
offered=$(node -e '
    const own = process.argv[2].split(" ").slice(0, 2);
    console.log(JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).cases
        .filter((c) => c.holders.every((h) => h.alias === "vt"))[0].case);' "$out" "$cases")
refused 1 not-authorised as ost handover "$offered" --to vt
refused 1 not-authorised as ost close "$offered" --reason safe
refused 1 not-authorised as ost assess "$offered" --outcome investigation
refused 1 nothing-open as vt accept "$offered"
refused 1 nothing-open as vt refuse "$offered" --reason no_capacity
refused 1 nothing-open as vt waitlist "$offered" start
refused 1 nothing-open as ost withdraw "$offered"
refused 1 not-authorised as vt handover "$offered" --to oosterhout
refused 1 not-authorised as vt close "$offered" --reason safe
unchanged "what is not one's to do"

# Handing over to who cannot receive yet, and before both adopted the same text.
run --ledger new --key-file new.key init --name Nieuw
run --ledger new --key-file new.key card --json
json .fingerprint >new.fp
run --ledger new --key-file new.key card
cp "$out" new.card
as vt org add new.card --as nieuw --fingerprint "$(cat new.fp)"
as vt open --ref 2026-0150
as vt open --ref 2026-0151
cases=
remember
refused 1 no-inbox-key as vt handover 2026-0150 --to nieuw
as vt handover 2026-0150 --to nieuw
err_has "vs sync"
unchanged "no key of the partner is known"
new() { run --ledger new --key-file new.key "$@"; }
new remote add hub "$trash/hub.git"
new org add vt.card --as vt --fingerprint "$(cat vt.fp)"
new sync
as vt sync
as vt handover 2026-0150 --to nieuw
is_rc 0 "possible before both adopted"
grep -q 'moves only when they accept' "$out" "$err"
ok $? "it says that only an acceptance can move it"
grep -q 'agreement' "$out" "$err"
ok $? "and which rule is missing"
as vt who 2026-0150 --at '2026-06-01 12:00'
is_rc 0 "who, long after"
out_has "Veilig Thuis West-Brabant"
out_has "(certain)"
as vt who 2026-0150 --explain
grep -q 'accept' "$out"
ok $? "who says: acceptance only"

# A wrong fingerprint: of another card, cut short, with one digit changed, none at all.
remember
good=$(cat new.fp)
for bad in "$(cat vt.fp)" "$(echo "$good" | cut -c1-19)" "$(echo "$good" | cut -c6-)" \
    "$(echo "$good" | tr '0123456789abcdef' '123456789abcdef0')"; do
    refused 20 fingerprint as ost org add new.card --as nieuw --fingerprint "$bad"
done
refused 2 needs-input as ost org add new.card --as nieuw
sed 's/Nieuw/Nieuwe/' new.card >forged.card
as ost org add forged.card --as nieuw --fingerprint "$good"
[ "$rc" = 20 ] || [ "$rc" = 1 ]
ok $? "a card with another name in it"
unchanged "a wrong fingerprint"

# A wrong key: another's, cut short, too long, of zeros, missing, readable for others, no file.
for c in 'cp ost.key bad.key' 'head -c 31 vt.key >bad.key' '(cat vt.key; echo) >bad.key' \
    'head -c 32 /dev/zero >bad.key' ': >bad.key' 'rm bad.key' 'cp vt.key bad.key; chmod 644 bad.key' \
    'cp vt.key bad.key; chmod 640 bad.key' 'rm bad.key; mkdir bad.key'; do
    rm -rf bad.key
    : >bad.key
    chmod 600 bad.key
    eval "$c"
    for verb in list open; do
        run --ledger vt --key-file bad.key $verb
        [ "$rc" = 12 ] && grep -qF '  because: ' "$err" && grep -qF '  try: ' "$err"
        ok $? "exit 12 ($rc): vs $verb after $c"
        is_empty "$out" "nothing on stdout"
    done
done
unchanged "a wrong key"
refused 10 no-ledger run --ledger nothing --key-file vt.key list
mkdir empty-folder
refused 10 no-ledger run --ledger empty-folder --key-file vt.key list
is "$(ls -A empty-folder)" "" "an empty folder stays empty"

# Remotes that are none, are empty, are missing, or hold what is not ours.
mkdir plain
: >afile
git init -q --bare empty.git
git init -q --bare foreign.git
tree=$(git --git-dir=foreign.git mktree </dev/null)
commit=$(git --git-dir=foreign.git -c user.name=x -c user.email=x@invalid commit-tree -m x "$tree")
for ref in heads/main heads/vs1/short heads/vs1/0123456789ABCDEF0123456789ABCDEF tags/v1 \
    heads/vs2/0123456789abcdef0123456789abcdef heads/vs1/0123456789abcdef0123456789abcdef; do
    git --git-dir=foreign.git update-ref "refs/$ref" "$commit"
done
git --git-dir=foreign.git for-each-ref >foreign.before
for pair in "plain 30" "afile 30" "none/at/all 30" "plain/deeper 30"; do
    set -- $pair
    as vt remote add bad "$trash/$1"
    is_rc 0 "the address may be one that is not there yet"
    for again in 1 2; do
        as vt sync bad
        is_rc "$2" "no repository: $1"
        grep -qF 'try: ' "$out" "$err"
        ok $? "and what to do"
    done
    as vt remote remove bad
done
is "$(ls -A plain; wc -c <afile)" 0 "no repository: nothing was written there"
as vt remote add bad "$trash/empty.git"
as vt sync bad
is_rc 0 "an empty repository"
is "$(git --git-dir=empty.git for-each-ref | wc -l)" 1 "the own branch was published"
as vt remote remove bad
as vt remote add bad "$trash/foreign.git"
as vt sync bad
is_rc 0 "a repository with other branches"
out_has "left alone"
git --git-dir=foreign.git for-each-ref | grep -vFxf foreign.before >more
is "$(wc -l <more)" 1 "only the own branch came to it"
is "$(git --git-dir=foreign.git for-each-ref | grep -cFxf foreign.before)" 6 "the others stayed"
as vt remote remove bad

# Standard output that nobody reads.
plain() { "$VS_PROGRAM" --ledger vt --key-file vt.key "$@" 2>"$err" </dev/null; }
for verb in list 'log --json' status help 'list --json' card; do
    plain $verb | head -c 0
    ! grep -q '^vs: ' "$err"
    ok $? "a reader that went away: vs $verb"
    plain $verb >&-
    rc=$?
    is_rc 1 "closed standard output: vs $verb"
    grep -qE '"code": "io"|  because: ' "$err"
    ok $? "and why: vs $verb"
    if [ -w /dev/full ]; then
        plain $verb >/dev/full
        rc=$?
        is_rc 1 "a full standard output: vs $verb"
        grep -qE '"code": "no-space"|  because: ' "$err"
        ok $? "and why: vs $verb"
    fi
done
remember
plain open --ref 2026-0198 >&-
plain note 2026-0131 --text text >&-
plain sync >&-
unchanged "nobody could have read what came of it"
LD_PRELOAD=$clock CLOCK=$now "$VS_PROGRAM" --ledger vt --key-file vt.key list >"$out" 2>&- </dev/null
rc=$?
is_rc 0 "closed standard error"
LD_PRELOAD=$clock CLOCK=$now "$VS_PROGRAM" --ledger vt --key-file vt.key open --ref 2026-0199 >"$out" 2>"$err" <&-
rc=$?
is_rc 0 "closed standard input"
as vt list
out_has "2026-0199"
as vt ledger rebuild
out_has "the same as before"
as vt doctor --json
is "$(node -e 'console.log(JSON.parse(require("fs").readFileSync(process.argv[1],"utf8")).checks
    .find((c) => c.name === "mark").good)' "$out")" true "the head mark is fine"

# A ledger in use: a writer that was stopped in the middle holds it. Another waits ten seconds.
preload=$BUILD/$MODE/tests/cli/kill_at.so
if [ -f "$preload" ]; then
    KILL_COUNT=$trash/count LD_PRELOAD=$preload "$VS_PROGRAM" --ledger ost --key-file ost.key open >"$out" 2>&1
    KILL_AT=$(($(cat count) / 2)) KILL_SIGNAL=19 LD_PRELOAD=$preload \
        "$VS_PROGRAM" --ledger vt --key-file vt.key open --ref 2026-0170 >"$trash/held" 2>&1 </dev/null &
    holder=$!
    while ! grep -q '^State:.T' "/proc/$holder/status"; do sleep 0.05; done
    start=$(date +%s)
    run_plain() { "$VS_PROGRAM" --ledger vt --key-file vt.key "$@" >"$out" 2>"$err" </dev/null; rc=$?; }
    run_plain note 2026-0131 --text text
    took=$(($(date +%s) - start))
    is_rc 11 "a ledger in use"
    err_has "  because: "
    err_has "  try: "
    [ $took -ge 8 ] && [ $took -le 25 ]
    ok $? "after it waited ten seconds ($took)"
    kill -CONT $holder
    wait $holder
    rc=$?
    is_rc 0 "the holder went on"
    as vt list
    out_has "2026-0170"
fi
done_testing
