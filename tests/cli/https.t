# Remotes by https, with git's own http-backend on loopback: certificates, passwords by the git
# program, and servers that refuse, stand still, break off or never end.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/remote_lib.sh"
for program in node openssl git; do
    command -v $program >/dev/null || missing $program
done
[ -x "$(git --exec-path)/git-http-backend" ] || missing git-http-backend
mkdir web
# Valid before the day at which these tests take place.
faketime 2026-01-01 openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
    -keyout web/key.pem -out web/cert.pem -days 3650 -subj /CN=test \
    -addext subjectAltName=IP:127.0.0.1,DNS:localhost 2>/dev/null
two_organisations
mv hub.git web/
start_node git_https.js "$trash/web"
[ -n "$said" ] || { cat node.log; missing "https server that starts"; }
port=$said
# By name: the TLS library of libgit2 does not compare addresses.
url=https://localhost:$port
for who in vt ost; do
    as $who remote remove hub
    as $who remote add hub "$url/ok/hub.git"
done

as vt sync
is_rc 31 "a certificate that nobody knows is refused"
out_has "ertificate"
SSL_CERT_FILE=$trash/web/cert.pem GIT_SSL_CAINFO=$trash/web/cert.pem
export SSL_CERT_FILE GIT_SSL_CAINFO
as vt sync
is_rc 0 "one that the user trusts is accepted"
echo 'het verhaal' >text
as vt open --ref 2026-0131 --text text
as vt handover 2026-0131 --to oosterhout --mode written
as vt sync
is_rc 0 "an act is sent"
as ost sync
is_rc 0 "and received"
as vt sync
is_rc 0 "and the answer comes back"
as ost list --json
id=$(json .cases.0.case)
said_of_it() { as ost who "$id" --json && cat "$out" && as ost log --json && cat "$out"; }
said_of_it >before

# ways EXIT WORD PATH NAME [more words of the command]
way()
{
    want=$1 word=$2 path=$3 name=$4
    shift 4
    as ost remote remove odd
    as ost remote add odd "$url/$path/hub.git"
    as ost sync odd "$@"
    is_rc "$want" "$name"
    out_has "$word"
}
way 31 "refused" s401 "401: refused"
way 31 "refused" s403 "403: refused"
way 30 "no git repository" s404 "404: no repository"
way 30 "could not be reached" s500 "500: unreachable"
way 31 "redirect" redirect "a redirection to another host is not followed"
way 30 "nothing came for 2 seconds" stall "a server that says nothing" --timeout 2
way 30 "could not be reached" noise "an answer without end" --timeout 20
way 30 "nothing came for 3 seconds" endless "references without end" --timeout 3
said_of_it >after
cmp -s before after
ok $? "the answers are as before"

# Interrupted while it waits: the program and what talks for it are gone at once.
as ost remote remove odd
as ost remote add odd "$url/stall/hub.git"
"$VS_PROGRAM" --ledger "$trash/ost" --key-file "$trash/ost.key" sync odd >"$out" 2>"$err" </dev/null &
waiting=$!
node -e 'const { execFileSync } = require("child_process");
    const children = (pid) => { try { return execFileSync("pgrep", ["-P", pid]).toString().split("\n").filter(Boolean); } catch { return []; } };
    let left = 200;
    const look = () => {
        const worker = children(process.argv[1]).flatMap(children);
        if (worker.length || left-- === 0) console.log(worker[0] || ""); else setTimeout(look, 50);
    };
    look();' $waiting >worker
kill -TERM $waiting
wait $waiting
rc=$?
is_rc 130 "interrupted while a server says nothing"
[ -s worker ]
ok $? "a worker was waiting for it"
node -e 'let left = 100;
    const look = () => {
        try { process.kill(Number(process.argv[1]), 0); } catch { process.exit(0); }
        if (left-- > 0) setTimeout(look, 50); else process.exit(1);
    };
    look();' "$(cat worker)"
ok $? "and is gone"

# A password is never asked for; the git program gets it from the user's credential helper.
as ost remote add secret "$url/auth/hub.git"
as ost sync secret
is_rc 31 "a password and nobody who gives it"
out_has "libgit2: "
out_has "git: "
printf '[credential "%s"]\n\thelper = "!f() { echo username=someone; echo password=s3cret word; }; f"\n' "$url" >home/.gitconfig
as ost sync secret
is_rc 0 "a credential helper gives it to the git program"
as vt remote add secret "$url/auth/hub.git"
as vt note 2026-0131 --text text
as vt sync secret
is_rc 0 "and a push goes that way"
for bad in 'ext::sh -c touch% x' -oProxyCommand=x ssh://-oProxyCommand=x/y https://someone:secret@127.0.0.1/x \
    http://127.0.0.1/x "ssh://h/'x" fd::3 'file://h/x'; do
    as ost remote add bad "$bad"
    [ "$rc" = 1 ] || [ "$rc" = 2 ]
    ok $? "no address of a remote: $bad"
done
[ ! -e x ]
ok $? "and none was tried"

# A pack that breaks off; then the same one whole.
as vt note 2026-0131 --text text
as vt sync hub
way 3 "refused from" truncated "a pack that breaks off"
said_of_it >after
cmp -s before after
ok $? "what broke off changed nothing"
as ost sync hub
is_rc 0 "the next sync takes it whole"
as ost log --json
is "$(grep -c '"type": "note"' "$out")" 2 "nothing is missing"

# Killed in mid-push; then success.
as vt note 2026-0131 --text text
as vt remote add dies "$url/dies/hub.git"
as vt sync dies
is_rc 30 "a server that dies in mid-push"
start_node git_https.js "$trash/web" "$port"
as vt sync hub
is_rc 0 "it is there again, and the next sync sends all"
as ost sync hub
is_rc 0 "and the partner gets it"
as ost log --json
is "$(grep -c '"type": "note"' "$out")" 3 "every note once"
git --git-dir=web/hub.git fsck --strict >/dev/null 2>&1
ok $? "git has nothing to say about the repository"

# Junk on branches of nobody: large ones are not downloaded whole, and not twice.
export GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x@invalid GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x@invalid
g() { git --git-dir=web/hub.git "$@"; }
# junk HEX COMMAND: a branch whose file `roster` is what COMMAND prints
junk()
{
    name=$1
    shift
    "$@" >blob
    tree=$(printf '100644 blob %s\troster\n' "$(g hash-object -w blob)" | g mktree)
    g update-ref "refs/heads/vs1/$name" "$(g commit-tree -m x "$tree")"
}
junk 00000000000000000000000000000001 head -c 3000000 /dev/urandom
junk 00000000000000000000000000000002 head -c 200000000 /dev/zero
junk 00000000000000000000000000000003 echo nothing
as vt note 2026-0131 --text text
as vt sync hub
is_rc 0 "branches of nobody that are large do not matter"
as ost sync hub
is_rc 0 "nor to the partner"
as ost log --json
is "$(grep -c '"type": "note"' "$out")" 4 "who gets what is new"
[ "$(du -sk ost/git | cut -f1)" -lt 3000 ]
ok $? "nothing of them is kept ($(du -sk ost/git | cut -f1) KiB)"
[ "$(find ost/git vt/git -name incoming | wc -l)" = 0 ]
ok $? "no unfinished transfer is left behind"
# Was it downloaded again? The server says what it sent.
before=$(cat /proc/$node_pid/io 2>/dev/null | sed -n 's/^wchar: //p')
as ost sync hub
is_rc 0 "again"
after=$(cat /proc/$node_pid/io 2>/dev/null | sed -n 's/^wchar: //p')
[ "${before:-0}" = 0 ] || [ $((after - before)) -lt 100000 ]
ok $? "what was refused is not downloaded again ($((after - before)) bytes)"

# A bomb on a branch that is known: small in the pack, large when it is unpacked.
mine=$(g for-each-ref --format='%(refname)' --sort=-committerdate refs/heads/vs1 | while read -r ref; do
    g cat-file -e "$ref:checkpoint" 2>/dev/null && g log -1 --format=%s "$ref" | grep -q vs.invalid && echo "$ref"; done | head -1)
head -c 200000000 /dev/zero >blob
GIT_INDEX_FILE=$trash/index
export GIT_INDEX_FILE
g read-tree "$mine"
g update-index --add --cacheinfo "100644,$(g hash-object -w blob),anchors/bomb"
g update-ref "$mine" "$(g commit-tree -p "$mine" -m x "$(g write-tree)")"
unset GIT_INDEX_FILE
rm blob
for who in vt ost; do
    as $who sync hub
    case $rc in
    0) is_rc 0 "$who put its own branch right" ;;
    *) is_rc 3 "$who refuses a bomb" && out_has "refused from" ;;
    esac
done
said_of_it >/dev/null
is_rc 0 "and goes on"
done_testing
